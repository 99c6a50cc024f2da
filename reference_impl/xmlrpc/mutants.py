"""Faulty XML-RPC servers, each one named after the mistake in it: the frame of an answer.

    python -m reference_impl.xmlrpc.mutants counts_characters

The other mistakes stand beside this file, by topic: ``mutants_http.py`` and its neighbours.
"""

from __future__ import annotations

from reference_impl._mutants import start
from reference_impl.xmlrpc import keepalive, threaded
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import NOT_XMLRPC, Fault, Value


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


if __name__ == "__main__":
    start(globals())
