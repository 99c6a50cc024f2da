"""connection: mutual proof of a key, then one frame for each object, both ways."""
