"""Odd but right: nothing but the specification of 1999, one client at a time, on bare sockets.

No extension at all, so functions without a result say true. Fault codes are as unusual as they
may be. It shares no code with the references.
"""

from __future__ import annotations

import base64
import json
import math
import re
import socket
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

STORE: dict[str, str] = {}  # a key, and its value as it is to be written
DATE = "%Y%m%dT%H:%M:%S"


class WrongCallError(Exception):
    """Whatever it was: the code tells."""


class Builder(ET.TreeBuilder):
    """A tree without a document type."""

    def doctype(self, *_declaration: object) -> None:
        raise WrongCallError(2147483647)


def text_of(element: ET.Element) -> str:
    if len(element):
        raise WrongCallError(3)
    return element.text or ""


def number(text: str) -> str:
    if not re.fullmatch("[+-]?[0-9]{1,400}", text) or not -(2**31) <= int(text) < 2**31:
        raise WrongCallError(4)
    return str(int(text))


def boolean(text: str) -> str:
    if text not in {"0", "1"}:
        raise WrongCallError(5)
    return text


def double(text: str) -> str:
    if not math.isfinite(float(text)):
        raise WrongCallError(6)
    return text  # what came bit by bit goes out bit by bit


def date(text: str) -> str:
    return datetime.strptime(text, DATE).strftime(DATE).rjust(17, "0")  # noqa: DTZ007


def binary(text: str) -> str:
    packed = "".join(text.split())
    return base64.encodebytes(base64.b64decode(packed, validate=True)).decode()


def string(text: str) -> str:
    return escape(text, {"\r": "&#xD;"})


SCALARS: dict[str, Callable[[str], str]] = {
    "i4": number,
    "int": number,
    "boolean": boolean,
    "double": double,
    "dateTime.iso8601": date,
    "base64": binary,
    "string": string,
}


def rewrite(value: ET.Element, depth: int = 0) -> str:
    """Check a value and write it as it will be answered."""
    if not len(value):
        return f"<value>{string(value.text or '')}</value>"
    (kind,) = value
    beside = (value.text or "") + (kind.tail or "")
    if value.tag != "value" or beside.strip() or depth > 60:
        raise WrongCallError(7)
    if kind.tag in SCALARS:
        return f"<value><{kind.tag}>{SCALARS[kind.tag](text_of(kind))}</{kind.tag}></value>"
    if kind.tag == "array":
        (data,) = kind
        items = "".join(rewrite(item, depth + 1) for item in data)
        return f"<value><array><data>{items}</data></array></value>"
    if kind.tag != "struct":
        raise WrongCallError(8)
    members = {text_of(name): rewrite(item, depth + 1) for name, item in kind}
    if len(members) != len(kind):
        raise WrongCallError(9)
    written = "".join(
        f"<member><name>{string(name)}</name>{item}</member>" for name, item in members.items()
    )
    return f"<value><struct>{written}</struct></value>"


def key(value: ET.Element) -> str:
    if not len(value):
        return value.text or ""
    (kind,) = value
    if kind.tag != "string":
        raise WrongCallError(10)
    return text_of(kind)


def put(name: ET.Element, value: ET.Element) -> str:
    STORE[key(name)] = rewrite(value)
    return "<value><boolean>1</boolean></value>"


def take(name: ET.Element) -> str:
    del STORE[key(name)]
    return "<value><boolean>1</boolean></value>"


def has(name: ET.Element) -> str:
    return f"<value><boolean>{key(name) in STORE:d}</boolean></value>"


def names() -> str:
    items = "".join(f"<value>{string(name)}</value>" for name in STORE)
    return f"<value><array><data>{items}</data></array></value>"


METHODS: dict[str, Callable[..., str]] = {
    "get": lambda name: STORE[key(name)],
    "set": put,
    "delete": take,
    "exists": has,
    "keys": names,
}


def call(document: bytes) -> str:
    parser: Any = ET.XMLParser(target=Builder())  # noqa: S314 - see Builder
    parser.feed(document)
    root = parser.close()
    name, *rest = root
    tags = [root.tag, name.tag, *(part.tag for part in rest)]
    if tags not in (["methodCall", "methodName"], ["methodCall", "methodName", "params"]):
        raise WrongCallError(-2147483648)
    params = [value for holder in rest for (value,) in holder]
    return METHODS[text_of(name)](*params)


def answer(document: bytes) -> bytes:
    try:
        inside = f"<params><param>{call(document)}</param></params>"
    except (WrongCallError, LookupError, TypeError, ValueError, ET.ParseError) as trouble:
        code = trouble.args[0] if isinstance(trouble, WrongCallError) else 0
        inside = (
            "<fault><value><struct><member><name>faultString</name><value/></member><member>"
            f"<name>faultCode</name><value><i4>{code}</i4></value></member></struct></value></fault>"
        )
    return f"<methodResponse>{inside}</methodResponse>".encode()


def serve(client: socket.socket) -> None:
    client.settimeout(1.5)
    stream = client.makefile("rwb")
    head = b""
    while not head.endswith(b"\r\n\r\n") and (line := stream.readline(4096)):
        head += line
    lengths = re.findall(rb"(?i)\r\ncontent-length:[ \t]*(.*?)[ \t]*(?=\r\n)", head)
    length = re.fullmatch(rb"([0-9]{1,8})", b"/".join(lengths))  # one, and digits only
    if not head.startswith(b"POST /RPC2 ") or not length or b"content-encoding" in head.lower():
        stream.write(b"HTTP/1.0 501 Not Implemented\r\nContent-Length: 0\r\n\r\n")
    elif len(body := stream.read(int(length[1]))) == int(length[1]):
        document = answer(body)
        fields = b"Content-Length: %d\r\nContent-Type: text/xml\r\n\r\n" % len(document)
        stream.write(b"HTTP/1.0 200 OK\r\n" + fields + document)
    stream.flush()


def accept(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        with client:
            try:
                serve(client)
            except (ConnectionError, TimeoutError) as trouble:
                sys.stderr.write(f"{trouble}\n")


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    host, port = listener.getsockname()
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    sys.stdout.write(json.dumps({"listening": {"host": host, "port": port}}) + "\n")
    sys.stdout.flush()
    while sys.stdin.buffer.read(4096):
        pass


if __name__ == "__main__":
    main()
