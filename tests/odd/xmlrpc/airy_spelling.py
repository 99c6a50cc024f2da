"""Odd but right: white space, comments and instructions wherever XML lets them stand."""

from __future__ import annotations

import base64
import re

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd
from reference_impl.xmlrpc.values import Value

BETWEEN = re.compile("(?<!<name)(?<!<value)>(?=<)")  # in a name or a bare value it would be text


class Endpoint(keepalive.Endpoint):
    """The plainest values in the airiest spelling."""

    def document(self, inside: str) -> bytes:
        airy = BETWEEN.sub(">\\r\\n  <!-- > -->\\t<?why not?>", inside)
        return (
            "<?xml   version='1.0'\tstandalone='yes' ?>\n<!-- before -->\n"
            f"<methodResponse\n>\n{airy}\n</methodResponse  >\n<!-- after -->\n"
        ).encode()

    def write_int(self, value: int) -> str:
        return (
            super()
            .write_int(value)
            .replace("<int>", "<i4>+" if value >= 0 else "<i4>")
            .replace("</int>", "</i4 >")
        )

    def write_string(self, value: str) -> str:
        return self.escape(value)  # no type element: it is a string

    def write_double(self, value: float) -> str:
        plain = super().write_double(value)
        return plain.replace("</double>", "000</double>") if "." in plain else plain

    def write_base64(self, value: bytes) -> str:
        return f"<base64>\n{base64.encodebytes(value).decode()}\t</base64>"

    def write_struct(self, value: dict[str, Value]) -> str:
        return super().write_struct(dict(reversed(value.items())))


if __name__ == "__main__":
    given = options(__doc__)
    keepalive.Handler.timeout = 1.5
    keepalive.Handler.max_body = 32 << 20
    serve(Crowd((given.host, given.port), keepalive.Handler, Endpoint(100)))
