"""An XML-RPC server for clients under test: it answers by a script, and lies where it says so."""

from wireproof.peers.xmlrpc.bombs import BOMBS, DEPTHS
from wireproof.peers.xmlrpc.replies import LIES, Reply, fault, result
from wireproof.peers.xmlrpc.server import Script, Server
from wireproof.peers.xmlrpc.tagged import tagged, value_from

__all__ = [
    "BOMBS",
    "DEPTHS",
    "LIES",
    "Reply",
    "Script",
    "Server",
    "fault",
    "result",
    "tagged",
    "value_from",
]
