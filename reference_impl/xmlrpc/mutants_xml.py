"""Mistakes about XML: what is no call and is executed, what is a bomb and goes off.

python -m reference_impl.xmlrpc.mutants_xml expands_entities
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
import urllib.request
from xml.parsers import expat

from reference_impl._mutants import start
from reference_impl.xmlrpc import keepalive, threaded
from reference_impl.xmlrpc.trees import DECLARES_ANOTHER, Node
from reference_impl.xmlrpc.values import BAD_CHARACTER, BAD_ENCODING, MALFORMED, Fault, Value


class CallsBeforeTheEnd(threaded.Endpoint):
    """An incremental parser that is content once the parameters are closed."""

    def run(self, parser: expat.XMLParserType, document: bytes) -> None:
        try:
            super().run(parser, document)
        except Fault as fault:
            if fault.code != MALFORMED or b"</params>" not in document:
                raise


class ExpandsEntities(threaded.Endpoint):
    """An expander of its own, with no idea what ten lines can grow to."""

    mercy = 1 << 18  # bytes; a real one would not stop here, but this machine is ours

    def meet_doctype(self, *_declaration: object) -> None:
        pass

    def parse(self, document: bytes) -> Node:
        entities = dict(re.findall(rb'<!ENTITY\s+(\w+)\s+"([^"]*)"\s*>', document))
        text = re.sub(rb"<!DOCTYPE.*?\]\s*>", b"", document, flags=re.DOTALL)
        longer = b""
        while longer != text and len(text) < self.mercy:
            longer, text = text, self.replace(text, entities)
        return super().parse(self.replace(text, dict.fromkeys(entities, b"")))

    def replace(self, text: bytes, entities: dict[bytes, bytes]) -> bytes:
        return re.sub(rb"&(\w+);", lambda found: entities.get(found[1], found[0]), text)


class IgnoresTheRoot(threaded.Endpoint):
    """What has a method's name in it is a call."""

    def read_call(self, document: bytes) -> tuple[str, list[Value]]:
        root = self.parse(document)
        if [part.name for part in root.children] == ["methodName", "params"]:
            return self.leaf(root.children[0]), self.read_params(root.children[1:])
        return super().read_call(document)


class FindsThePartsByName(threaded.Endpoint):
    """find(): the first methodName and the first params, wherever they are and however many."""

    def read_call(self, document: bytes) -> tuple[str, list[Value]]:
        root = self.parse(document)
        found = {part.name: part for part in reversed(root.children)}
        if root.name != "methodCall" or "methodName" not in found:
            return super().read_call(document)
        params = [part for name, part in found.items() if name == "params"]
        return self.leaf(found["methodName"]), self.read_params(params)


class ReplacesBadBytes(threaded.Endpoint):
    """Better a question mark than an error."""

    def parse(self, document: bytes) -> Node:
        try:
            return super().parse(document)
        except Fault as fault:
            if fault.code != BAD_CHARACTER:
                raise
            return super().parse(document.decode(errors="replace").encode())


class KnowsOnlyUtf8(threaded.Endpoint):
    """Everybody sends UTF-8 nowadays."""

    def parse(self, document: bytes) -> Node:
        if DECLARES_ANOTHER.match(document) or b"\0" in document[:100]:
            raise Fault(BAD_ENCODING, "UTF-8 only")
        return super().parse(document)


class HasOneCodeForAll(threaded.Endpoint):
    """A fault is a fault."""

    def write_fault(self, fault: Fault) -> bytes:
        return super().write_fault(Fault(1, fault.string))


class FetchesWhatIsDeclared(threaded.Endpoint):
    """The parser asks for a file, and gets it."""

    def meet_doctype(self, *_declaration: object) -> None:
        pass

    def run(self, parser: expat.XMLParserType, document: bytes) -> None:
        def fetch(context: str, _base: object, where: str | None, _public: object) -> int:
            inner = parser.ExternalEntityParserCreate(context)
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(where or "", timeout=0.2) as found,  # noqa: S310 - the mistake
            ):
                inner.Parse(found.read(), True)  # noqa: FBT003 - expat takes no keywords
            return 1

        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.ExternalEntityRefHandler = fetch
        try:
            super().run(parser, document)
        finally:
            parser.ExternalEntityRefHandler = None  # which holds the parser, and its tree


class TakesDocumentTypes(threaded.Endpoint):
    """The parser has its own limits, so why should we?"""

    def meet_doctype(self, *_declaration: object) -> None:
        pass


class TrustsTheStack(threaded.Endpoint):
    """The limit on depth was in somebody's way, and so was the language's own."""

    def parse(self, document: bytes) -> Node:
        self.max_depth = 1 << 30
        sys.setrecursionlimit(1 << 30)
        return super().parse(document)


class AddsDigitByDigit(threaded.Endpoint):
    """A number is read as it was taught at school, and grows with every digit."""

    mercy = 12.0  # seconds; a real one would go on

    def read_int(self, node: Node) -> Value:
        number, began = 0, time.monotonic()
        for digit in self.leaf(node).lstrip("+-"):
            if not "0" <= digit <= "9" or time.monotonic() - began > self.mercy:
                break
            number = number * 10 + int(digit)
        return super().read_int(node)


class LooksAtAllOfItAgain(keepalive.Handler):
    """Whether the last tag has come is asked of all that has come, each time something comes."""

    complete = False

    def read_body(self, length: int) -> bytes:
        body = b""
        while len(body) < length and (piece := self.rfile.read1(min(16_384, length - len(body)))):
            body += piece
            self.complete = "</methodcall>" in body.decode("latin-1").casefold()
        return body


if __name__ == "__main__":
    start(globals())
