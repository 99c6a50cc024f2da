"""An XML-RPC client on a bare socket, with a codec of its own.

    echo '{"method": "keys", "params": []}' |
        python -m reference_impl.xmlrpc.fast_client --port 8000

One connection a call, one write, one clock. It shares its reader and its writer with the servers
beside it, so that what one of them refuses the other refuses as well.
"""

from __future__ import annotations

from reference_impl._launch import options
from reference_impl.xmlrpc.exchange import Exchange
from reference_impl.xmlrpc.orders import ProtocolError, carry_out
from reference_impl.xmlrpc.reading import Reader
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import NOT_XMLRPC, Fault, Value
from reference_impl.xmlrpc.writing import Writer

LIMITS = {"call_timeout": 10.0, "max_body": 64 << 20}


class Client(Exchange, Reader, Writer):
    """Calls a server: writes, exchanges, reads."""

    max_depth = 100  # XRPC-072: of arrays and structs, for whoever reads a value recurses

    def call(self, method: str, params: list[Value]) -> Value:
        return self.read_response(self.exchange(self.write_call(method, params)))

    def write_call(self, method: str, params: list[Value]) -> bytes:
        # XRPC-070: the writer escapes what markup would eat, and refuses what XML cannot carry.
        values = "".join(f"<param>{self.write_value(one)}</param>" for one in params)
        name = f"<methodName>{self.escape(method)}</methodName>"
        inside = f"{name}<params>{values}</params>"
        return f'<?xml version="1.0"?><methodCall>{inside}</methodCall>'.encode()

    def read_response(self, document: bytes) -> Value:
        # XRPC-071, XRPC-072: what cannot be read, bombs included, is an error and nothing else.
        try:
            is_fault, value = self.read_answer(self.parse(document))
        except Fault as trouble:  # the servers' word for it
            raise ProtocolError(trouble.string) from None
        if is_fault:
            raise self.fault(value)
        return value

    def read_answer(self, root: Node) -> tuple[bool, Value]:
        # XRPC-071: a methodResponse with one value in it, and where it stands tells what it is.
        if root.name != "methodResponse":
            raise Fault(NOT_XMLRPC, "not a methodResponse")
        (answer,) = self.inside(root) if len(root.children) == 1 else (root,)
        if answer.name == "fault":
            return True, self.read_value(self.only(answer, "value"))
        if answer.name != "params":
            raise Fault(NOT_XMLRPC, "neither params nor a fault")
        return False, self.read_value(self.only(self.only(answer, "param"), "value"))

    def fault(self, value: Value) -> Exception:
        # XRPC-071: both members, or it is no fault but nonsense.
        match value:
            case {"faultCode": int(code), "faultString": str(string)}:
                return Fault(code, string)
        return ProtocolError("a fault without its members")


def main() -> None:
    given = options(__doc__, **LIMITS)
    client = Client(given.host, given.port, given.call_timeout, given.max_body)
    carry_out(client.call)


if __name__ == "__main__":
    main()
