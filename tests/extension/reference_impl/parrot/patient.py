"""Parrot, one thread per listener to it.

python -m reference_impl.parrot.patient
"""

from __future__ import annotations

import socketserver

from reference_impl._launch import options, serve


class Parrot(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(self.answer(line))

    def answer(self, line: bytes) -> bytes:
        return line  # PRT-001: as it was heard.


def main() -> None:
    limits = options(__doc__)
    serve(socketserver.ThreadingTCPServer((limits.host, limits.port), Parrot))


if __name__ == "__main__":
    main()
