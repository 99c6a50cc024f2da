"""Servers that answer every request alike; none of them keeps any requirement.

python answers.py always_true --port 0
"""

from __future__ import annotations

import json
import socket
import sys
import threading


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n" % (status, len(body))
    return head + b"Connection: close\r\n\r\n" + body


def result(value: str) -> bytes:
    inside = f"<params><param><value>{value}</value></param></params>"
    return http(f"<methodResponse>{inside}</methodResponse>".encode())


FAULT = (
    b"<methodResponse><fault><value><struct>"
    b"<member><name>faultCode</name><value><int>-32601</int></value></member>"
    b"<member><name>faultString</name><value><string>no</string></value></member>"
    b"</struct></value></fault></methodResponse>"
)
ANSWERS = {
    "says_nothing": None,  # and keeps the connection open
    "hangs_up": b"",
    "always_faults": http(FAULT),
    "always_empty": http(b""),
    "always_refuses": http(b"", b"400 Bad Request"),
    "always_fails": http(b"", b"500 Internal Server Error"),
    "always_ok": result("<string>ok</string>"),
    "always_true": result("<boolean>1</boolean>"),
    "always_nil": result("<nil/>"),
    "always_zero": result("<int>0</int>"),
    "always_an_empty_array": result("<array><data/></array>"),
    "always_an_empty_struct": result("<struct/>"),
    "always_garbage": b"\x00\xffSSH-2.0-nothing\r\n\r\n<methodResponse>",
    "always_web_page": http(b"<!DOCTYPE html><html><body>It works!</body></html>"),
}


def echo(request: bytes) -> bytes:
    """Send the call back, as if a mirror stood there."""
    return http(request.partition(b"\r\n\r\n")[2].replace(b"methodCall", b"methodResponse"))


def drain(client: socket.socket) -> bytes:
    """Read what comes until it pauses, so that closing does not reset what we say."""
    request = b""
    client.settimeout(0.01)
    try:
        while len(request) < 1 << 26 and (piece := client.recv(65_536)):
            request = request + piece if len(request) < 1 << 16 else request
    except TimeoutError:
        pass
    return request


def serve(client: socket.socket, name: str) -> None:
    try:
        with client:
            request = drain(client)
            answer = echo(request) if name == "mirrors" else ANSWERS[name]
            if answer is None:
                client.settimeout(30)
                client.recv(1)
            else:
                client.sendall(answer)
    except OSError as trouble:
        sys.stderr.write(f"{trouble}\n")


def accept(listener: socket.socket, name: str) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, name), daemon=True).start()


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    host, port = listener.getsockname()
    threading.Thread(target=accept, args=(listener, sys.argv[1]), daemon=True).start()
    sys.stdout.write(json.dumps({"listening": {"host": host, "port": port}}) + "\n")
    sys.stdout.flush()
    while sys.stdin.buffer.read(4096):
        pass


if __name__ == "__main__":
    main()
