"""Odd but right: results in UTF-16 and faults in UTF-8 with a byte order mark."""

from __future__ import annotations

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import threaded


class Endpoint(threaded.Endpoint):
    """Every XML reader must know both (XML 1.0 section 4.3.3)."""

    def document(self, inside: str) -> bytes:
        document = f"<methodResponse>{inside}</methodResponse>"
        return document.encode("utf-8-sig" if inside.startswith("<fault>") else "utf-16")


if __name__ == "__main__":
    given = options(__doc__)
    threaded.Handler.timeout = 1.5
    threaded.Handler.max_body = 32 << 20
    serve(threaded.Server((given.host, given.port), threaded.Handler, Endpoint(100)))
