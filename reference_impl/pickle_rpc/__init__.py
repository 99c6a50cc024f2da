"""Pickle RPC over authenticated message connections: servers that keep the same contract."""
