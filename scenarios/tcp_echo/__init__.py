"""tcp-echo: what goes in comes out."""
