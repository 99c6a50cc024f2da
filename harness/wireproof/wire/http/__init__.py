"""HTTP/1.x as the harness speaks it: strict readers, and writers of anything."""

from wireproof.wire.http.messages import (
    Fields,
    Framing,
    Message,
    Request,
    Response,
    chunked,
    request,
    response,
)
from wireproof.wire.http.reader import MAX_BODY, MAX_HEAD
from wireproof.wire.http.requests import RequestReader
from wireproof.wire.http.responses import ResponseReader

__all__ = [
    "MAX_BODY",
    "MAX_HEAD",
    "Fields",
    "Framing",
    "Message",
    "Request",
    "RequestReader",
    "Response",
    "ResponseReader",
    "chunked",
    "request",
    "response",
]
