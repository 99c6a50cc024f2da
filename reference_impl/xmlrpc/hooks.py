"""Methods that only tests want, bounded so that nobody else can abuse them."""

from __future__ import annotations

import builtins
import time
from dataclasses import dataclass
from typing import NoReturn

from reference_impl.xmlrpc.values import BAD_PARAMS, Fault, Value


class Hooks:
    """What is published below ``wireproof``, and one thing that is not."""

    def __init__(self) -> None:
        self.obj = Greeter()

    def echo(self, *values: Value) -> list[Value]:
        """Give all parameters back as an array."""
        return list(values)

    def fault(self, code: int, text: str) -> NoReturn:
        """Fail as told."""
        if type(code) is not int or type(text) is not str:
            raise Fault(BAD_PARAMS, "a number and a text")
        raise Fault(code, text)

    def sleep(self, milliseconds: int) -> int:
        """Take at most two seconds."""
        time.sleep(min(max(milliseconds, 0), 2000) / 1000)
        return milliseconds

    def ctrl(self) -> str:
        """Give a character that XML cannot carry."""
        return "\x01"

    def big(self, characters: int) -> str:
        """Give a long string, at most 64 Mi characters."""
        return "x" * min(max(characters, 0), 1 << 26)

    def point(self, x: int, y: int) -> Point:
        """Give an instance of a class of ours."""
        return Point(x, y)

    def bytes(self, count: int) -> bytes:
        """Give the first of the 256 bytes there are."""
        return builtins.bytes(range(min(max(count, 0), 256)))

    def _secret(self) -> str:
        return "nobody may call this"


@dataclass(frozen=True)
class Point:
    """What a program has, and XML-RPC has no word for."""

    x: int
    y: int


class Greeter:
    """Something published deeper than the others."""

    def hello(self) -> str:
        """Greet."""
        return "hello"
