"""Write and read the JSON-lines run."""
