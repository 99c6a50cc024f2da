"""Somebody else's parrot: it knows nothing of the harness that judges it."""

import socketserver
import sys


class Parrot(socketserver.StreamRequestHandler):
    """Say again what is heard."""

    def handle(self) -> None:
        """Answer line by line."""
        for line in self.rfile:
            self.wfile.write(line)


socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Parrot).serve_forever()
