"""Contracts and their cases: one folder a contract."""
