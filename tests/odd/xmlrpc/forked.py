"""Odd but right: the process that was started only listens; a forked one serves."""

from __future__ import annotations

import os
import signal

from reference_impl._launch import announce, options, until_input_ends
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd

if __name__ == "__main__":
    given = options(__doc__)
    keepalive.Handler.timeout = 1.5
    keepalive.Handler.max_body = 32 << 20
    server = Crowd((given.host, given.port), keepalive.Handler, keepalive.Endpoint(100))
    if child := os.fork():
        announce(server.socket)
        server.socket.close()  # from here on the socket is the child's alone
        until_input_ends()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    else:
        server.serve_forever()
