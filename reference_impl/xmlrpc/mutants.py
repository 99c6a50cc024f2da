"""Faulty XML-RPC servers, each one named after the mistake in it.

python -m reference_impl.xmlrpc.mutants strips_strings
"""

from __future__ import annotations

import binascii
import html
import inspect
import re
from collections.abc import Callable
from operator import attrgetter
from xml.parsers import expat

from reference_impl._mutants import start
from reference_impl.xmlrpc import keepalive, threaded
from reference_impl.xmlrpc.service import PUBLISHED
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import BAD_PARAMS, MALFORMED, NOT_XMLRPC, Fault, Value

# -- HTTP and the message frame --------------------------------------------------------------


class CountsCharacters(keepalive.Handler):
    """len() of a text where the length of its bytes was wanted."""

    def reply(self, document: bytes) -> None:
        self.send(200, "text/xml", len(document.decode()), document)


class SaysItIsHtml(keepalive.Handler):
    """The framework's default content type."""

    def reply(self, document: bytes) -> None:
        self.send(200, "text/html", len(document), document)


class AnswersFaultsWith500(keepalive.Handler):
    """A failed call taken for a failed request."""

    def reply(self, document: bytes) -> None:
        status = 500 if b"<fault>" in document else 200
        self.send(status, "text/xml", len(document), document)


class AnswersVoidWithNoParam(threaded.Endpoint):
    """No result, so no param."""

    def write_result(self, value: Value) -> bytes:
        return self.document("<params></params>") if value is None else super().write_result(value)


class SendsTheCodeAsText(threaded.Endpoint):
    """Everything is a string once it went through str()."""

    def write_fault(self, fault: Fault) -> bytes:
        struct: Value = {"faultCode": str(fault.code), "faultString": fault.string}
        return self.document(f"<fault>{self.write_value(struct)}</fault>")


class AddsADetail(threaded.Endpoint):
    """More is better: the class of the exception, for debugging."""

    def write_fault(self, fault: Fault) -> bytes:
        struct: Value = {
            "faultCode": fault.code,
            "faultString": fault.string,
            "faultDetail": type(fault).__name__,
        }
        return self.document(f"<fault>{self.write_value(struct)}</fault>")


class InsistsOnParams(threaded.Endpoint):
    """All calls it ever saw had a params element."""

    def read_params(self, found: list[Node]) -> list[Value]:
        if not found:
            raise Fault(NOT_XMLRPC, "no params")
        return super().read_params(found)


class BelievesSmallBodiesComeWhole(keepalive.Handler):
    """One recv for what fits into one segment; on a fast network that works for years."""

    def read_body(self, length: int) -> bytes:
        return self.rfile.read1(length) if length < 1400 else super().read_body(length)


# -- Types -----------------------------------------------------------------------------------


class StripsStrings(threaded.Endpoint):
    """White space around text is only layout, is it not?"""

    def read_untyped(self, text: str) -> Value:
        return text.strip()


class TakesEmptyForNil(threaded.Endpoint):
    """``element.text or None``."""

    def read_untyped(self, text: str) -> Value:
        return text or None


class ReadsOctal(threaded.Endpoint):
    """The C library's base 0: a leading zero means base eight."""

    def read_int(self, node: Node) -> Value:
        text = self.leaf(node)
        if re.fullmatch(r"[+-]?0[0-7]+", text):
            return int(text, 8)
        return super().read_int(node)


class PrintsFifteenDigits(threaded.Endpoint):
    """%.15g is enough for everybody, and two digits short."""

    def write_double(self, value: float) -> str:
        return super().write_double(float(f"{value:.15g}"))


class RefusesBrokenLines(threaded.Endpoint):
    """Base64 as the web has it, in one line."""

    def read_base64(self, node: Node) -> Value:
        try:
            return binascii.a2b_base64(self.leaf(node), strict_mode=True)
        except ValueError:
            raise Fault(BAD_PARAMS, "base64 is malformed") from None


class ForgetsNamelessMembers(threaded.Endpoint):
    """``if name`` where ``if name is not None`` was meant."""

    def write_struct(self, value: dict[str, Value]) -> str:
        return super().write_struct({name: item for name, item in value.items() if name})


class TakesAStructForAFault(threaded.Endpoint):
    """Faults and results share a path, told apart by a member's name."""

    def write_result(self, value: Value) -> bytes:
        if isinstance(value, dict) and "faultCode" in value:
            return self.document(f"<fault>{self.write_value(value)}</fault>")
        return super().write_result(value)


class MakesArraysOfOneType(threaded.Endpoint):
    """A typed list underneath: one double, and all numbers are."""

    def read_array(self, node: Node) -> list[Value]:
        items = super().read_array(node)
        if any(type(item) is float for item in items):
            return [float(item) if type(item) is int else item for item in items]
        return items


class EscapesTwice(threaded.Endpoint):
    """The template engine escapes, and so do we."""

    def escape(self, text: str) -> str:
        return super().escape(super().escape(text).replace("&#13;", "\r"))


class LosesWhatIsAboveFfff(threaded.Endpoint):
    """A database whose UTF-8 ends at three bytes."""

    def escape(self, text: str) -> str:
        return re.sub("[\U00010000-\U0010ffff]", "?", super().escape(text))


class TakesNilForEmpty(threaded.Endpoint):
    """A language whose strings cannot be absent."""

    def read_nil(self, node: Node) -> Value:
        return super().read_nil(node) or ""


# -- XML safety and dispatch -----------------------------------------------------------------


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


class FillsMissingParameters(threaded.Endpoint):
    """As many languages do: what is missing is nil, what is too much is dropped."""

    def check_count(self, method: Callable[..., Value], params: list[Value]) -> None:
        try:
            super().check_count(method, params)
        except Fault:
            wanted = len(inspect.signature(method).parameters)
            params[:] = (params + [None] * wanted)[:wanted]


class WalksAttributes(threaded.Endpoint):
    """``getattr`` all the way down, with nothing in its way."""

    def resolve(self, name: str) -> Callable[..., Value]:
        try:
            method: Callable[..., Value] = attrgetter(PUBLISHED.get(name, name))(self)
        except AttributeError:
            return super().resolve(name)
        return method


class StopsAtTheFirstFault(threaded.Endpoint):
    """The first failure ends the batch."""

    def multicall(self, entries: list[Value]) -> list[Value]:
        results = []
        for result in map(self.one_of_many, entries):
            results.append(result)
            if isinstance(result, dict):
                break
        return results


class ForgetsToWrap(threaded.Endpoint):
    """A result is a result, so why put it into an array?"""

    def one_of_many(self, entry: Value) -> Value:
        result = super().one_of_many(entry)
        return result[0] if isinstance(result, list) else result


# -- The store and validator1 ----------------------------------------------------------------


class KeepsTheFirst(threaded.Endpoint):
    """``setdefault`` where assignment was meant."""

    def set(self, name: str, value: Value) -> None:
        self.store.setdefault(self.key(name), value)


class DeletesWhatIsAbsent(threaded.Endpoint):
    """``pop`` with a default."""

    def delete(self, name: str) -> None:
        self.store.pop(self.key(name), None)


class CountsInsteadOfTelling(threaded.Endpoint):
    """C's idea of truth."""

    def exists(self, name: str) -> int:  # type: ignore[override]  # this is the mistake
        return int(super().exists(name))


class RemembersDeletedKeys(threaded.Endpoint):
    """A list of names beside the table, never cleaned up."""

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self.names = {**getattr(self, "names", {}), name: None}

    def keys(self) -> list[Value]:
        return list(getattr(self, "names", {}))


class AddsTheFirstThree(threaded.Endpoint):
    """The documentation's example had just these members, in this order."""

    def easy_struct_test(self, struct: dict[str, int]) -> int:
        return sum(list(struct.values())[:3])


class UnescapesTwice(threaded.Endpoint):
    """It does not trust its parser."""

    def count_the_entities(self, text: str) -> dict[str, int]:
        return super().count_the_entities(html.unescape(text))


class SendsBytesAsText(threaded.Endpoint):
    """Binary data that never comes out of its base64."""

    def many_types_test(self, *six: Value) -> list[Value]:
        return [
            binascii.b2a_base64(item).decode() if isinstance(item, bytes) else item
            for item in super().many_types_test(*six)
        ]


if __name__ == "__main__":
    start(globals())
