"""Addresses and networks as people spell them, and texts that are nearly that.

Nothing here says what a text means: that is for the contract's own model to tell.
"""

from __future__ import annotations

from hypothesis import strategies as st

WIDTH = {4: 32, 6: 128}
INTRUDERS = [  # what one adds to make an address that a lax reader still takes
    *("0", "1", "9", "a", "F", "x", "0x", "_", "+", "-", " ", "\t", "\n", "\0", ".", ":", "::"),
    *("/", "/8", "%", "%1", "[", "]", "e", "\u0661", "\uff11", "\u00b2", "\u3002", "\ufeff"),
]


def numbers(version: int) -> st.SearchStrategy[int]:
    """Numbers of a version's width, biased to few set bits and to the ends."""
    width = WIDTH[version]
    every = (1 << width) - 1
    bits = st.lists(st.integers(0, width - 1), max_size=6, unique=True)
    few = bits.map(lambda found: sum(1 << bit for bit in found))
    return st.one_of(st.integers(0, every), few, few.map(lambda value: every ^ value))


def networks(version: int) -> st.SearchStrategy[tuple[int, int]]:
    """Pairs of a first address and a prefix that fits it."""
    width = WIDTH[version]

    def masked(value: int, prefix: int) -> tuple[int, int]:
        return value >> (width - prefix) << (width - prefix), prefix

    return st.builds(masked, numbers(version), st.integers(0, width))


def v4_texts() -> st.SearchStrategy[str]:
    """Spell IPv4 addresses."""
    return st.lists(st.integers(0, 255).map(str), min_size=4, max_size=4).map(".".join)


@st.composite
def v6_texts(draw: st.DrawFn) -> str:
    """Spell IPv6 addresses in all ways there are: padded, upper case, gaps, a quad at the end."""
    value = draw(numbers(6))
    quad = draw(st.booleans())
    groups = [value >> shift & 0xFFFF for shift in range(112, -1, -16)]
    parts = [_spelled(draw, group) for group in groups]
    if quad:
        octets = [str(value >> shift & 0xFF) for shift in (24, 16, 8, 0)]
        parts[6:] = [".".join(octets)]
    zeros = [place for place in range(8 - 2 * quad) if groups[place] == 0]
    if not zeros or not draw(st.booleans()):
        return ":".join(parts)
    begin = draw(st.sampled_from(zeros))
    end = begin + 1
    while end in zeros and draw(st.booleans()):
        end += 1
    return f"{':'.join(parts[:begin])}::{':'.join(parts[end:])}"


def _spelled(draw: st.DrawFn, group: int) -> str:
    digits = format(group, "x")
    padded = digits.zfill(draw(st.integers(len(digits), 4)))
    return padded.upper() if draw(st.booleans()) else padded


@st.composite
def nearly(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Take a text, and change it in up to two places; many stay right."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 2))):
        begin = draw(st.integers(0, len(text)))
        lost = draw(st.integers(0, 2))
        put = draw(st.just("") | st.sampled_from(INTRUDERS))
        text = text[:begin] + put + text[begin + lost :]
    return text
