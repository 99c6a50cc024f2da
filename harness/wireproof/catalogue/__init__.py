"""Find and read what lies in folders: contracts, manifests, mutants."""
