"""The strict XML reader: a tree from what is well-formed, a precise refusal of everything else."""

from __future__ import annotations

import pytest

from wireproof.errors import Violation
from wireproof.wire import xml


def test_keeps_text_children_and_attributes_in_order() -> None:
    root = xml.read(b"<a x='1' y=\"2\">one<b/>two<c>three</c></a>")
    assert (root.name, root.attributes) == ("a", (("x", "1"), ("y", "2")))
    assert [part if isinstance(part, str) else part.name for part in root.parts] == [
        "one",
        "b",
        "two",
        "c",
    ]
    assert root.text == "onetwo"


def test_sees_cdata_references_and_comments_as_text() -> None:
    root = xml.read(b"<a>x<!-- no --><![CDATA[<&]]>&#65;&#x42;&amp;<?pi no?>y</a>")
    assert root.text == "x<&AB&y"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_reads_every_encoding_that_is_declared_or_marked(codec: str) -> None:
    declared = codec if codec == "iso-8859-1" else codec.removesuffix("-sig")
    document = f"<?xml version='1.0' encoding='{declared}'?><a>é</a>".encode(codec)
    assert xml.read(document).text == "é"


def test_tells_the_byte_at_which_an_element_starts() -> None:
    document = "<a>é<b/></a>".encode()
    assert xml.read(document).children[0].at == document.index(b"<b/>")


def test_walks_from_the_inside_out() -> None:
    root = xml.read(b"<a><b><c/></b><d/></a>")
    assert [element.name for element in root.bottom_up()] == ["c", "b", "d", "a"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b"", "no element found"),
        (b"hello", "syntax error"),
        (b"<a>", "no element found"),
        (b"<a></b>", "mismatched tag"),
        (b"<a/><b/>", "junk after document element"),
        (b"<a>&lt</a>", "not well-formed"),
        (b"<a>&unknown;</a>", "undefined entity"),
        (b"<a>\x01</a>", "not well-formed"),
        (b"<a>&#1;</a>", "reference to invalid character number"),
        (b"<a>\xff</a>", "not well-formed"),
        (b"<a>\xc0\xaf</a>", "not well-formed"),
        (b"<a>\xef\xbf\xbf</a>", "not well-formed"),
        (b"<a>\xed\xa0\x80</a>", "not well-formed"),
        (b"<a>]]></a>", "not well-formed"),
        (b"<a b='1' b='2'/>", "duplicate attribute"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "klingon"),
        (b"<?xml version='1.0' encoding='shift_jis'?><a/>", "encoding"),
    ],
)
def test_refuses_what_is_not_well_formed(document: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told) as caught:
        xml.read(document, what="the answer")
    assert caught.value.message.startswith("the answer ")


@pytest.mark.parametrize(
    "declaration",
    [
        b"<!DOCTYPE a>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    ],
)
def test_refuses_every_document_type_declaration(declaration: bytes) -> None:
    with pytest.raises(Violation, match="document type declaration"):
        xml.read(declaration + b"<a>&b;</a>")


def test_bounds_depth_size_and_number() -> None:
    assert xml.read(b"<a>" * 7 + b"</a>" * 7, max_depth=7)
    with pytest.raises(Violation, match="deeper than 7 elements"):
        xml.read(b"<a>" * 8 + b"</a>" * 8, max_depth=7)
    with pytest.raises(Violation, match="4 bytes, more than 3"):
        xml.read(b"<a/>", max_bytes=3)
    with pytest.raises(Violation, match="more elements than it may have"):
        xml.read(b"<a><b/><b/></a>", max_elements=2)


def test_survives_absurd_depth_without_recursion() -> None:
    """Only the bound refuses it: neither reading nor walking goes as deep as the document."""
    depth = 20_000
    root = xml.read(b"<a>" * depth + b"</a>" * depth, max_depth=depth)
    assert sum(1 for _ in root.bottom_up()) == depth


@pytest.mark.parametrize(("at", "shown"), [(0, "b'abc'"), (1, "b'bc'"), (9, "b''")])
def test_excerpt_shows_the_place(at: int, shown: str) -> None:
    assert xml.excerpt(b"abc", at) == shown


def test_excerpt_stays_short() -> None:
    assert xml.excerpt(bytes(1000), 0).endswith("'...")
