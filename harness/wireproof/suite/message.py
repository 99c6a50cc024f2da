"""What a worker tells the controller, as one JSON text on a test report."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from wireproof.model.run import CaseResult, Trouble

PROPERTY = "wireproof"


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Results and troubles, in the order in which they were found."""

    results: tuple[CaseResult, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def encode(message: Message) -> str:
    """Spell a message as text."""
    return msgspec.json.encode(message).decode()


def decode(text: str) -> Message:
    """Read a message back."""
    return msgspec.json.decode(text, type=Message)
