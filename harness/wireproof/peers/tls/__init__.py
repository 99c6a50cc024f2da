"""Servers for clients under test: one that is fine, and impostors that lie in one way each."""

from wireproof.peers.tls.impostors import NO_TLS, Speech, brush_off
from wireproof.peers.tls.server import Heard, Treat, cutting, echoing, listen

__all__ = ["NO_TLS", "Heard", "Speech", "Treat", "brush_off", "cutting", "echoing", "listen"]
