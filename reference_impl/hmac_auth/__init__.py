"""hmac-auth: servers and a client that prove that they know a key."""
