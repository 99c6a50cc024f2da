"""The side that the harness plays against a target."""
