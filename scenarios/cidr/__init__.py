"""cidr: addresses and networks as text and as numbers."""
