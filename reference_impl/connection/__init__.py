"""connection: reference implementations of the server and their mutants."""
