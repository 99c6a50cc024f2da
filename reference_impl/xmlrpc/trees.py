"""Read XML into a tree: well-formed, without a document type declaration, and not too deep.

Expat does the reading. What it would do beyond that - entities, and depth without end - is what
we take away; the tree is only handed out when the last byte of the document was understood.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from reference_impl.xmlrpc.values import (
    BAD_CHARACTER,
    BAD_ENCODING,
    MALFORMED,
    NOT_XMLRPC,
    Fault,
)

SPACE = " \t\r\n"
DECLARES_ANOTHER = re.compile(rb"<\?xml[^>]*encoding=['\"](?!utf-8)", re.IGNORECASE)
INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


class Node:
    """An element: its name, the elements in it, and the pieces of text directly in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: list[Node] = []
        self.pieces: list[str] = []  # joined once: a megabyte comes in hundreds of them

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Trees:
    """Turns a document into its root node, or raises the fault to answer with."""

    max_depth = 100  # arrays and structs in one another; each is three elements

    def parse(self, document: bytes) -> Node:
        # XRPC-044, XRPC-082: expat finds out the encoding, and replaces nothing.
        path = [Node("")]

        def start(name: str, _attributes: object) -> None:
            if len(path) > 3 * self.max_depth + 5:  # XRPC-048: refused long before a stack ends.
                raise Fault(NOT_XMLRPC, "nested too deep")
            path.append(Node(name))
            path[-2].children.append(path[-1])

        def take(piece: str) -> None:
            path[-1].pieces.append(piece)

        parser = self.new_parser()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.meet_doctype
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _name: path.pop()
        parser.CharacterDataHandler = take
        self.run(parser, document)
        return path[0].children[0]

    def new_parser(self) -> expat.XMLParserType:
        return expat.ParserCreate()

    def run(self, parser: expat.XMLParserType, document: bytes) -> None:
        try:
            parser.Parse(document, True)  # noqa: FBT003 - expat takes no keywords
        except expat.ExpatError as trouble:
            # XRPC-042: a tree that broke off is thrown away, however much of it looked complete.
            raise self.malformed(trouble, document) from None
        except (LookupError, ValueError):  # how pyexpat says that it cannot decode
            raise Fault(BAD_ENCODING, "unsupported encoding") from None

    def malformed(self, trouble: expat.ExpatError, document: bytes) -> Fault:
        # XRPC-044: bytes that are no characters are told apart from bad XML, never replaced.
        if trouble.code == INVALID_TOKEN and not DECLARES_ANOTHER.match(document):
            try:
                document.decode()
            except UnicodeDecodeError:
                return Fault(BAD_CHARACTER, "invalid character for the encoding")
        return Fault(MALFORMED, f"not well-formed at line {trouble.lineno}")

    def meet_doctype(self, *_declaration: object) -> None:
        # XRPC-045, XRPC-046, XRPC-047: no declaration, no entities; no entities, no bomb, no file.
        raise Fault(NOT_XMLRPC, "document type declarations are refused")

    def inside(self, node: Node, name: str = "") -> list[Node]:
        """Give the elements in ``node``; text beside them, or others than ``name``, are a fault."""
        if node.text.strip(SPACE) or (name and any(child.name != name for child in node.children)):
            raise Fault(NOT_XMLRPC, f"a {node.name} holds what it must not")
        return node.children

    def only(self, node: Node, name: str) -> Node:
        """Give the one element in ``node``."""
        found = self.inside(node, name)
        if len(found) != 1:
            raise Fault(NOT_XMLRPC, f"a {node.name} holds not exactly one {name}")
        return found[0]

    def leaf(self, node: Node) -> str:
        """Give the text in ``node``; elements in it are a fault."""
        if node.children:
            raise Fault(NOT_XMLRPC, f"a {node.name} holds elements")
        return node.text
