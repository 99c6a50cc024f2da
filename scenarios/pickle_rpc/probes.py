"""Find out which framing an undeclared target speaks."""

from __future__ import annotations

from wireproof import Target
from wireproof.wire import frames, pickles


def framing(target: Target) -> str:
    """A twice pickled request is answered with a twice pickled reply, or not at all."""
    if not target.authkey:
        return ""
    with target.connect() as client:
        frames.converse(frames.client_handshake(target.authkey), client)
        request = pickles.dump(("add", (2, 3), {}))
        client.send(frames.frame(pickles.dump(request)))
        reply = frames.converse(frames.read_frame(), client)
        return "framing:double" if isinstance(pickles.load(reply), bytes) else "framing:single"
