"""Documents: which are calls, in which encodings, and what is said of those that are not."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.xmlrpc import Fault, Spelling, encode_call

from .service import Service, new_key, wrong

BOM = b"\xef\xbb\xbf"
TEXT = "grüße 漢"


def _call(key: str, *, root: str = "methodCall", name: str = "set") -> str:
    """Write a call of ``set`` with another root, or without its name."""
    params = f"<params><param><value>{key}</value></param><param><value>1</value></param></params>"
    named = f"<methodName>{name}</methodName>" if name else ""
    return f"<{root}>{named}{params}</{root}>"


def _strangers(key: str) -> dict[str, str]:
    call = _call(key)
    return {
        "a-response": _call(key, root="methodResponse"),
        "another-root": _call(key, root="call"),
        "a-root-in-capitals": _call(key, root="METHODCALL"),
        "a-call-inside": f"<envelope>{call}</envelope>",
        "no-name": _call(key, name=""),
        "no-content": "<methodCall/>",
        "a-name-elsewhere": f"<methodCall><params/></methodCall><!--{call.replace('--', '')}-->",
        "a-name-in-an-element": f"<methodCall><x>{call}</x></methodCall>",
    }


@requirement("XRPC-043")
def test_refuses_documents_that_are_no_calls(target: Target) -> None:
    key = new_key()
    found = {kind: text.encode() for kind, text in _strangers(key).items()}
    _require_all_refused(Service(target), found, key)


def _require_all_refused(service: Service, bodies: dict[str, bytes], key: str) -> None:
    """Send bodies that would set a key, were they calls."""
    service.control()
    for kind, body in bodies.items():
        service.require_refusal(service.post(body), f"a document with {kind}")
        service.require_exists(key, expected=False)
    service.control()


SET = "<methodName>set</methodName>"
OTHER = "<methodName>exists</methodName>"
NAMES = {
    "two-names": f"{SET}{OTHER}{{0}}",
    "a-name-after-another": f"{OTHER}{SET}{{0}}",
    "params-first": f"{{0}}{SET}",
    "two-params": f"{SET}{{0}}{{0}}",
}


@requirement("XRPC-081")
def test_refuses_calls_out_of_order(target: Target) -> None:
    key = new_key()
    call = _call(key)
    params = call[call.index("<params>") : call.index("</methodCall>")]
    found = {
        kind: f"<methodCall>{parts.format(params)}</methodCall>".encode()
        for kind, parts in NAMES.items()
    }
    _require_all_refused(Service(target), found, key)


SPELLINGS = [
    Spelling(declaration=""),
    Spelling(),
    Spelling(declaration="<?xml version='1.0' encoding='utf-8'?>"),
    Spelling(encoding="utf-8-sig"),
    Spelling(declaration="", encoding="utf-8-sig"),
]


@requirement("XRPC-044")
def test_reads_utf_8(target: Target) -> None:
    for spelling in SPELLINGS:
        _require_read(target, spelling)


def _require_read(target: Target, spelling: Spelling) -> None:
    service, key = Service(target), new_key()
    answer = service.read(service.post(encode_call("set", [key, TEXT], spelling)))
    if isinstance(answer, Fault):
        raise wrong(f"a call in {spelling.encoding} is answered with a fault", answer)
    seen = service.value("get", key)
    if getattr(seen, "text", None) != TEXT:
        raise wrong(f"text in {spelling.encoding} comes back as another", seen)


INVALID = {
    "no-utf-8": b"\xff",
    "overlong": b"\xc0\xaf",
    "a-surrogate": b"\xed\xa0\x80",
    "cut": b"\xe6\xbc",
    "beyond-unicode": b"\xf4\x90\x80\x80",
    "latin-1": b"gr\xfc\xdfe",
}


def _holding(key: str, raw: bytes, declaration: str = "") -> bytes:
    spelling = Spelling(declaration=declaration)
    return encode_call("set", [key, "HERE"], spelling).replace(b"HERE", raw)


@requirement("XRPC-044")
def test_refuses_bytes_that_are_no_characters(target: Target) -> None:
    key = new_key()
    found = {f"invalid bytes ({kind})": _holding(key, raw) for kind, raw in INVALID.items()}
    unknown = _holding(key, b"x", "<?xml version='1.0' encoding='klingon'?>")
    _require_all_refused(Service(target), {**found, "an unknown encoding": unknown}, key)


OTHERS = {
    "utf-16": Spelling(declaration='<?xml version="1.0" encoding="UTF-16"?>', encoding="utf-16"),
    "utf-16-undeclared": Spelling(declaration="", encoding="utf-16"),
    "latin-1": Spelling(
        declaration='<?xml version="1.0" encoding="ISO-8859-1"?>', encoding="latin-1"
    ),
}


@requirement("XRPC-082")
@pytest.mark.parametrize("kind", OTHERS)
def test_reads_other_encodings(target: Target, kind: str) -> None:
    Service(target).control()
    _require_read(target, OTHERS[kind])


CODES = {
    "no-xml": (-32700, b"hello"),
    "an-unknown-encoding": (
        -32701,
        (
            b"<?xml version='1.0' encoding='klingon'?>"
            b"<methodCall><methodName>keys</methodName></methodCall>"
        ),
    ),
    "an-invalid-character": (-32702, b"<methodCall><methodName>\xff</methodName></methodCall>"),
    "no-call": (-32600, b"<methodResponse/>"),
    "an-unknown-method": (-32601, encode_call("no.such:method/9")),
    "missing-parameters": (-32602, encode_call("get")),
}


@requirement("XRPC-083")
@pytest.mark.parametrize("kind", CODES)
def test_gives_the_code_of_each_failure(target: Target, kind: str) -> None:
    service = Service(target)
    service.control()
    code, body = CODES[kind]
    answer = service.read(service.post(body))
    if not isinstance(answer, Fault) or answer.code != code:
        seen = answer.code if isinstance(answer, Fault) else "a result"
        raise Violation(f"{kind} gives the code {seen}", expected=str(code), timeless=True)
