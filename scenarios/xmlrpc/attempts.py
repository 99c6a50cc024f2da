"""Requests that may be refused in any way: by a status, by a fault, or by hanging up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from wireproof import StreamConnection, Target, Violation
from wireproof.wire import http

from .service import FIELDS, Service, final

STAYING = tuple(field for field in FIELDS if field[0] != "Connection")
Fields = Iterable[tuple[str, str]]
NEARLY = 0.8  # of an idle timeout: what ends by then was refused, not given up


def request(
    service: Service,
    body: bytes | None,
    *,
    method: str = "POST",
    path: str = "",
    fields: Fields = FIELDS,
) -> bytes:
    """Write a request to the service's address."""
    path = path or service.path
    return http.request(method, path, host=service.host, fields=fields, body=body)


def attempt(
    service: Service, sent: bytes, *, finish: bool = False, within: float = 0
) -> http.Response | None:
    """Send something on a connection of its own; give the response, or nothing for an end.

    ``finish`` ends our direction after it.
    """
    with service.target.connect() as client:
        send_what_is_taken(client, sent)
        if finish:
            with contextlib.suppress(Violation):  # reset before: we shall hear of it
                client.half_close()
        return hear(client, within=within or service.target.patience.refuse)


def send_what_is_taken(client: StreamConnection, sent: bytes) -> None:
    """Send; whoever hangs up meanwhile has answered, and whoever stalls is yet to."""
    with contextlib.suppress(Violation):
        client.send(sent)


def hear(client: StreamConnection, *, within: float) -> http.Response | None:
    """Read one response; nothing where the connection ends, in order or not, before it is whole."""
    reader = http.ResponseReader("POST", strict=False)
    deadline = client.deadline(within)
    while True:
        piece = client.receive_or_end(within=max(deadline.left(), 0.001))
        if not piece:
            return _whole(reader)
        reader.feed(piece)
        if response := final(reader):
            return response


def _whole(reader: http.ResponseReader) -> http.Response | None:
    """Give what the end of the connection completes; half a response is none."""
    reader.feed_eof()
    with contextlib.suppress(Violation):
        return reader.next_response()
    return None


def soon(target: Target) -> float:
    """Tell how long a refusal may take: an idle timeout that comes after it is none."""
    idle = float(target.implementation.limits.get("idle_timeout") or 0)
    refuse = target.patience.refuse
    return min(refuse, NEARLY * idle) if idle else refuse
