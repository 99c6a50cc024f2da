"""HTTP/1.x as the harness speaks it: a strict reader of responses, a writer of any request."""

from wireproof.wire.http.messages import Fields, Framing, Response, chunked, request
from wireproof.wire.http.responses import MAX_BODY, MAX_HEAD, ResponseReader

__all__ = [
    "MAX_BODY",
    "MAX_HEAD",
    "Fields",
    "Framing",
    "Response",
    "ResponseReader",
    "chunked",
    "request",
]
