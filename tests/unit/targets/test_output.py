"""What a program prints: kept up to a bound, never in its way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from wireproof.targets.output import (
    HEAD_BYTES,
    LONGEST_LINE,
    MESSAGE_LETTERS,
    TAIL_BYTES,
    Listening,
    Output,
)

Print = Callable[..., Output]


@pytest.fixture
def printed() -> Iterator[Print]:
    """Print something, end, and give what was kept."""
    outputs: list[Output] = []

    def printing(*pieces: bytes, on_line: Listening | None = None) -> Output:
        reading, writing = os.pipe()
        outputs.append(Output(os.fdopen(reading, "rb", buffering=0), on_line))
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            for piece in pieces:
                pipe.write(piece)
        outputs[-1].finish(5)
        return outputs[-1]

    yield printing
    for one in outputs:
        assert one._pipe.closed


def test_keeps_all_of_a_little(printed: Print) -> None:
    made = printed(b"one\n", b"two\n", b"three")
    assert made.text() == "one\ntwo\nthree"
    assert made.text(at_most=5) == "three"
    assert made.last_words(2) == "two | three"


def test_keeps_head_and_tail_of_much(printed: Print) -> None:
    text = b"".join(b"%07d\n" % number for number in range(200_000))
    made = printed(text, text)
    kept = made.text()
    assert kept.startswith("0000000\n0000001\n")
    assert kept.endswith("0199999\n")
    head, _, rest = kept.partition("\n[... ")
    dropped, _, tail = rest.partition(" bytes left out ...]\n")
    assert len(head) == HEAD_BYTES
    assert len(tail) == TAIL_BYTES
    assert len(head) + len(tail) + int(dropped) == 2 * len(text)


def test_keeps_the_tail_whatever_the_size_of_its_last_piece(printed: Print) -> None:
    made = printed(b"x" * 1_000_000, b"y" * 20_000, b"the end")
    assert made.text().endswith("y" * 20_000 + "the end")


def test_spells_what_is_no_text(printed: Print) -> None:
    made = printed(b"\xff\xfe \x1b[2J\x07bell\r\n\tend\n")
    assert made.text().startswith("\\xff\\xfe ")
    assert made.last_words() == "\\xff\\xfe \\x1b[2J\\x07bell | end"


def test_is_short_in_a_message(printed: Print) -> None:
    said = printed(b"x" * 100_000).last_words()
    assert len(said) == MESSAGE_LETTERS + 3
    assert said.startswith("...xxx")
    assert printed(b"\n\n").last_words() == ""


def test_tells_lines_until_nobody_listens(printed: Print) -> None:
    heard: list[bytes] = []

    def listen(line: bytes) -> bool:
        heard.append(line)
        return line != b"stop"

    made = printed(b"on", b"e\ntwo\nstop\nno", b"t this\n", on_line=listen)
    assert heard == [b"one", b"two", b"stop"]
    assert made.text().endswith("not this\n")


def test_tells_the_line_that_has_no_end(printed: Print) -> None:
    assert printed(b"one\ntwo", on_line=lambda _: True).unfinished == b"two"


def test_bounds_a_line_without_end(printed: Print) -> None:
    heard: list[bytes] = []

    def listen(line: bytes) -> bool:
        heard.append(line)
        return True

    made = printed(b"a" * 500_000, b"b\n", b"c" * 500_000, on_line=listen)
    assert len(heard) == 1
    assert heard[0].endswith(b"ab")
    assert len(heard[0]) <= LONGEST_LINE + 64 * 1024
    assert len(made.unfinished) == LONGEST_LINE
