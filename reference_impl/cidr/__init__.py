"""cidr: addresses and networks, one file a way to calculate."""
