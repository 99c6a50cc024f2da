"""tls: who talks to whom, unheard and unchanged."""
