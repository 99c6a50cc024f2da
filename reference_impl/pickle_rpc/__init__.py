"""Pickle RPC over authenticated message connections: two servers that keep the same contract."""
