"""TCP echo (RFC 862), once for each way of serving more than one client."""
