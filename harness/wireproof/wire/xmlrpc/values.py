"""The values of XML-RPC, and what makes two of them the same.

Two values are the same when type and content are: doubles bit by bit (so a NaN is the same as
itself, and 0.0 is not -0.0), structs whatever the order of their members. ``int`` and ``i4``
are two spellings of one type; ``i8`` is another type.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import ClassVar, Literal, TypeAlias

import msgspec


class _Value(msgspec.Struct, frozen=True, eq=False):
    """What all types share: being the same, and being hashed, by type and content."""

    kind: ClassVar[str]

    @property
    def content(self) -> Hashable:
        """What makes two values of one type the same."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Value) and self.kind == other.kind and self.content == other.content
        )

    def __ne__(self, other: object) -> bool:
        return not self == other  # msgspec's own would compare identity

    def __hash__(self) -> int:
        return hash((self.kind, self.content))


class Int(_Value, frozen=True, eq=False):
    """``int`` or ``i4``, by the ``spelling`` it came in, which does not count."""

    number: int
    spelling: Literal["int", "i4"] = "int"
    kind: ClassVar[str] = "int"

    @property
    def content(self) -> Hashable:
        """The number."""
        return self.number


class I8(_Value, frozen=True, eq=False):
    """The 64-bit integer of the extensions."""

    number: int
    kind: ClassVar[str] = "i8"

    @property
    def content(self) -> Hashable:
        """The number."""
        return self.number


class Boolean(_Value, frozen=True, eq=False):
    """``boolean``."""

    truth: bool
    kind: ClassVar[str] = "boolean"

    @property
    def content(self) -> Hashable:
        """The truth."""
        return self.truth


class String(_Value, frozen=True, eq=False):
    """``string``, or text without a type element."""

    text: str
    kind: ClassVar[str] = "string"

    @property
    def content(self) -> Hashable:
        """The text."""
        return self.text


class Double(_Value, frozen=True, eq=False):
    """``double``."""

    number: float
    kind: ClassVar[str] = "double"

    @property
    def content(self) -> Hashable:
        """The 64 bits."""
        return struct.pack(">d", self.number)


class DateTime(_Value, frozen=True, eq=False):
    """``dateTime.iso8601``, as the text that came: XML-RPC gives it no zone and no meaning."""

    text: str
    kind: ClassVar[str] = "dateTime.iso8601"

    @property
    def content(self) -> Hashable:
        """The text."""
        return self.text


class Base64(_Value, frozen=True, eq=False):
    """``base64``, decoded."""

    data: bytes
    kind: ClassVar[str] = "base64"

    @property
    def content(self) -> Hashable:
        """The bytes."""
        return self.data


class Array(_Value, frozen=True, eq=False):
    """``array``."""

    items: tuple[Value, ...]
    kind: ClassVar[str] = "array"

    @property
    def content(self) -> Hashable:
        """The items in order."""
        return self.items


class Struct(_Value, frozen=True, eq=False):
    """``struct``, its members in the order in which they came; a name may come twice."""

    members: tuple[tuple[str, Value], ...]
    kind: ClassVar[str] = "struct"

    @property
    def content(self) -> Hashable:
        """The members by name; members of one name stay in order."""
        return tuple(sorted(self.members, key=lambda member: member[0]))

    def get(self, name: str) -> Value | None:
        """Give the member of that name, the last one if it came twice."""
        return dict(self.members).get(name)


class Nil(_Value, frozen=True, eq=False):
    """``nil`` of the extension."""

    kind: ClassVar[str] = "nil"

    @property
    def content(self) -> Hashable:
        """Nothing."""
        return None


Value: TypeAlias = Int | I8 | Boolean | String | Double | DateTime | Base64 | Array | Struct | Nil


_PLAIN: dict[type, Callable[..., Value]] = {
    bool: Boolean,
    int: Int,
    float: Double,
    str: String,
    bytes: Base64,
}


def value_of(plain: object) -> Value:
    """See a plain Python value as the XML-RPC value it stands for; values pass unchanged.

    ``int`` becomes `Int`, ``bytes`` `Base64`, ``None`` `Nil`, a mapping `Struct`, a sequence
    `Array`. Raises `TypeError` for what stands for none.
    """
    if type(plain) in _PLAIN:
        return _PLAIN[type(plain)](plain)
    match plain:
        case _Value():
            return plain  # type: ignore[return-value]  # the union is exactly the subclasses
        case None:
            return Nil()
        case Mapping():
            return Struct(tuple((str(name), value_of(item)) for name, item in plain.items()))
        case Sequence():
            return Array(tuple(value_of(item) for item in plain))
    raise TypeError(f"{plain!r} stands for no XML-RPC value")
