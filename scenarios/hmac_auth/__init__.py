"""hmac-auth: who knows the key is let in, and nobody else."""
