"""Frozen values and the rules between them; no input, no output."""
