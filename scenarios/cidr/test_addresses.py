"""Addresses: which texts are one, what they mean, and how they are written."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import cidr

from . import model
from .asking import Answer, ask_all
from .examples import ANY, Example, taken
from .judging import judge, judge_all, show

V4_ROWS = ("CIDR-001", "CIDR-002", "CIDR-003", "CIDR-005", "CIDR-011")
V6_ROWS = ("CIDR-006", "CIDR-008", "CIDR-009", "CIDR-010")


@requirement("CIDR-001")
def test_reads_and_writes_four_decimal_fields(target: Target) -> None:
    show(target, "CIDR-001")


@requirement("CIDR-002")
def test_refuses_leading_zeros(target: Target) -> None:
    """What is octal to one reader and decimal to the next is a way around a filter."""
    show(target, "CIDR-002")


@requirement("CIDR-003")
def test_refuses_loose_forms(target: Target) -> None:
    show(target, "CIDR-003")


@requirement("CIDR-004")
def test_refuses_wrong_fields(target: Target) -> None:
    show(target, "CIDR-004")


@requirement("CIDR-005")
def test_refuses_stray_characters_and_foreign_digits(target: Target) -> None:
    show(target, "CIDR-005")


@requirement("CIDR-006")
def test_reads_a_gap_wherever_it_is(target: Target) -> None:
    show(target, "CIDR-006")


@requirement("CIDR-007")
def test_refuses_wrong_numbers_of_groups_and_gaps(target: Target) -> None:
    show(target, "CIDR-007")


@requirement("CIDR-008")
def test_reads_a_gap_of_one_group(target: Target) -> None:
    show(target, "CIDR-008")


@requirement("CIDR-009")
def test_refuses_groups_that_are_not_one_to_four_digits(target: Target) -> None:
    show(target, "CIDR-009")


@requirement("CIDR-010")
def test_reads_a_dotted_quad_at_the_end_only(target: Target) -> None:
    show(target, "CIDR-010")


@requirement("CIDR-011")
def test_refuses_what_only_holds_an_address(target: Target) -> None:
    show(target, "CIDR-011")


@requirement("CIDR-012")
def test_writes_the_canonical_form(target: Target) -> None:
    show(target, "CIDR-012")


@requirement("CIDR-013")
def test_writes_mapped_addresses_in_mixed_form(target: Target) -> None:
    show(target, "CIDR-013")


@requirement("CIDR-014")
def test_says_the_same_in_every_form(target: Target) -> None:
    show(target, "CIDR-014")


@requirement("CIDR-014", needs=("CIDR-006", "CIDR-008", "CIDR-012", "CIDR-014"))
@given(value=cidr.numbers(6))
def test_reads_back_what_it_writes(target: Target, value: int) -> None:
    order = taken("CIDR-014", "", "address", {}, text=model.explode(6, value)).order
    (first,) = ask_all(target, [order])
    forms = [_form(first, name) for name in ("canonical", "exploded")]
    due = {"int": str(value)}
    judge_all(target, (taken("CIDR-014", "", "address", due, text=text) for text in forms))


def _form(answer: Answer, name: str) -> str:
    text = answer.result.get(name) if isinstance(answer.result, dict) else None
    if not isinstance(text, str):
        raise Violation(f"it says no {name}", seen=str(answer), timeless=True)
    return text


@requirement("CIDR-015")
def test_keeps_a_zone_as_it_is(target: Target) -> None:
    show(target, "CIDR-015")


@requirement("CIDR-048")
def test_refuses_every_zone(target: Target) -> None:
    show(target, "CIDR-048")


def decided(text: str) -> Example:
    """Build the example of any text without a zone: the grammar says what it is."""
    found = model.read_address(text)
    order = {"op": "address", "text": text}
    if found is None:
        return Example("", "", order, refuse=(ANY,))
    return Example("", "", order, accept=({"canonical": found.text},))


@requirement("CIDR-004", needs=(*V4_ROWS, "CIDR-004"))
@given(text=cidr.nearly(cidr.v4_texts()))
def test_reads_ipv4_as_the_grammar_does(target: Target, text: str) -> None:
    """Any text at all: it is an address, and which one, exactly where the grammar says so."""
    assume("%" not in text)
    judge(target, decided(text))


@requirement("CIDR-007", needs=(*V4_ROWS, "CIDR-004", *V6_ROWS, "CIDR-007"))
@given(text=cidr.nearly(cidr.v6_texts()) | st.text("0123456789abcdefABCDEF:.", max_size=12))
def test_reads_ipv6_as_the_grammar_does(target: Target, text: str) -> None:
    """Any text at all: it is an address, and which one, exactly where the grammar says so."""
    assume("%" not in text)
    judge(target, decided(text))
