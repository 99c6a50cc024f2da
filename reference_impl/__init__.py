"""Reference implementations: one folder a contract, one file a design decision."""
