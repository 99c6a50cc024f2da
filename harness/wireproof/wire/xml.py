"""Read one XML document strictly into a small tree: it is well-formed, or it is a `Violation`.

We sit on expat for well-formedness and refuse three things more, for whoever wrote the document
may be hostile: a document type declaration (so there are no entities to expand), nesting beyond
a bound, and more bytes or elements than a bound. Nothing here recurses, whatever the depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from msgspec import Struct

from wireproof.errors import Violation

MAX_DEPTH = 512  # elements, not values: an array costs three
MAX_BYTES = 64 * 1024 * 1024
MAX_ELEMENTS = 1_000_000
WHITE_SPACE = " \t\r\n"  # XML 1.0 section 2.3; str.strip() alone would take U+00A0 too
SHOWN = 60  # bytes shown around a fault


class Element(Struct, frozen=True, kw_only=True):
    """An element, with text and child elements in document order.

    ``at`` is the byte of the document at which it starts. Comments and processing instructions
    leave no trace; CDATA sections and character references are text like any other.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    parts: tuple[Element | str, ...]
    at: int

    @property
    def children(self) -> list[Element]:
        """The child elements."""
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """The text directly inside, that of child elements left out."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def bottom_up(self) -> Iterator[Element]:
        """Walk the tree, each element after all it contains."""
        descending: list[Iterator[Element]] = [iter(self.children)]
        path = [self]
        while path:
            child = next(descending[-1], None)
            if child is None:
                descending.pop()
                yield path.pop()
            else:
                path.append(child)
                descending.append(iter(child.children))


def read(
    document: bytes,
    *,
    what: str = "the document",
    max_depth: int = MAX_DEPTH,
    max_bytes: int = MAX_BYTES,
    max_elements: int = MAX_ELEMENTS,
) -> Element:
    """Read ``document`` and give its root element.

    Raises `Violation` when it is not well-formed XML 1.0, holds a document type declaration, or
    is beyond a bound; ``what`` names the document in the message.
    """
    if len(document) > max_bytes:
        raise Violation(f"{what} has {len(document)} bytes, more than {max_bytes}")
    return _Reading(document, what, max_depth, max_elements).root()


def excerpt(document: bytes, at: int) -> str:
    """Show the bytes of ``document`` from ``at`` on, as a short text."""
    rest = "..." if len(document) > at + SHOWN else ""
    return f"{document[at : at + SHOWN]!r}{rest}"


class _Open(Struct):
    """An element whose end has not come yet."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    parts: list[Element | str]
    at: int

    def closed(self) -> Element:
        return Element(
            name=self.name, attributes=self.attributes, parts=tuple(self.parts), at=self.at
        )


class _Reading:
    """One document on its way through expat."""

    def __init__(self, document: bytes, what: str, max_depth: int, max_elements: int) -> None:
        self.document = document
        self.what = what
        self.max_depth = max_depth
        self.elements_left = max_elements
        self.path = [_Open("", (), [], 0)]  # the document itself stands above its root
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def root(self) -> Element:
        try:
            self.parser.Parse(self.document, True)  # noqa: FBT003 - expat takes no keywords
        except expat.ExpatError as trouble:
            raise self.malformed(trouble) from None
        except (LookupError, ValueError) as trouble:  # what pyexpat raises for an encoding
            raise Violation(
                f"{self.what} declares an encoding that is not read here: {trouble}",
                seen=excerpt(self.document, 0),
            ) from None
        return self.path[0].closed().children[0]

    def malformed(self, trouble: expat.ExpatError) -> Violation:
        at = max(self.parser.ErrorByteIndex, 0)
        reason = expat.ErrorString(trouble.code)
        return Violation(
            f"{self.what} is not well-formed XML: {reason} at byte {at} of {len(self.document)}",
            expected="a well-formed document",
            seen=excerpt(self.document, max(at - SHOWN // 2, 0)),
            timeless=True,
        )

    def refuse_doctype(self, *_: object) -> None:
        raise Violation(
            f"{self.what} holds a document type declaration",
            expected="no DOCTYPE",
            seen=excerpt(self.document, self.parser.CurrentByteIndex),
            timeless=True,
        )

    def start(self, name: str, attributes: list[str]) -> None:
        self.elements_left -= 1
        if self.elements_left < 0:
            raise Violation(f"{self.what} has more elements than it may have")
        if len(self.path) > self.max_depth:
            raise Violation(f"{self.what} nests deeper than {self.max_depth} elements")
        pairs = tuple(zip(attributes[::2], attributes[1::2], strict=True))
        self.path.append(_Open(name, pairs, [], self.parser.CurrentByteIndex))

    def end(self, _name: str) -> None:
        element = self.path.pop().closed()
        self.path[-1].parts.append(element)

    def text(self, data: str) -> None:
        self.path[-1].parts.append(data)
