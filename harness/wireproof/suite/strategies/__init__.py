"""Hypothesis strategies for what the contracts carry."""
