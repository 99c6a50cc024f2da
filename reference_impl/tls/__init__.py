"""tls: servers and clients that speak to whom they mean, and to nobody else."""
