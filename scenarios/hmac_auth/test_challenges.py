"""Challenges: never twice, and random in every byte."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from wireproof import Target, Violation, requirement

from .peer import CHALLENGE_BYTES, challenge_of, visit

SAMPLES = 2000
ENOUGH = 1000  # to see a bias of any one byte
EARLY = 50  # of a process that has just begun

# At p = 1e-6, so that one run in a million accuses a perfect generator.
MOST_CHI_SQUARE = 378.0  # with 255 degrees of freedom (Wilson and Hilferty's approximation)
MOST_DEVIATIONS = 4.9
FEWEST_VALUES = 200  # of 256 at one position: 1000 random bytes leave out 5 on average


def challenges(target: Target, count: int) -> Iterator[bytes]:
    """Ask for challenges and answer none."""
    for _ in range(count):
        with target.connect() as client:
            yield challenge_of(client)


@requirement("HMAC-010", needs=("HMAC-002", "HMAC-014"))
def test_never_asks_the_same(target: Target) -> None:
    visit(target)
    again = [one for one, times in Counter(challenges(target, SAMPLES)).items() if times > 1]
    if again:
        raise Violation(f"{len(again)} of {SAMPLES} challenges came again", seen=again[0].hex())
    visit(target)


@requirement("HMAC-010", needs=("HMAC-002", "HMAC-014"), observes="control")
def test_two_that_begin_together_ask_differently(target: Target) -> None:
    """And so does one that begins again."""
    with target.variant() as one, target.variant() as other:
        visit(one)
        common = set(challenges(one, EARLY)) & set(challenges(other, EARLY))
    if common:
        raise Violation(
            f"two processes have {len(common)} challenges in common", seen=min(common).hex()
        )


@requirement("HMAC-011", needs=("HMAC-002", "HMAC-014"))
def test_asks_at_random(target: Target) -> None:
    visit(target)
    found = list(challenges(target, ENOUGH))
    for at in range(CHALLENGE_BYTES):
        values = len({one[at] for one in found})
        if values < FEWEST_VALUES:
            raise Violation(f"byte {at} has {values} values in {ENOUGH} challenges", timeless=True)
    whole = b"".join(found)
    _require_even(whole)
    _require_balance(whole)


def _require_even(data: bytes) -> None:
    due = len(data) / 256
    counted = Counter(data)
    chi_square = sum((counted[value] - due) ** 2 / due for value in range(256))
    if chi_square > MOST_CHI_SQUARE:
        raise Violation(
            f"the bytes of {ENOUGH} challenges are not even: chi-square {chi_square:.0f}",
            expected=f"at most {MOST_CHI_SQUARE:g} for 255 degrees of freedom",
            timeless=True,
        )


def _require_balance(data: bytes) -> None:
    bits = 8 * len(data)
    ones = int.from_bytes(data).bit_count()
    deviations = abs(ones - bits / 2) / (math.sqrt(bits) / 2)
    if deviations > MOST_DEVIATIONS:
        raise Violation(
            f"{ones} of {bits} bits are set: {deviations:.1f} standard deviations away",
            expected=f"at most {MOST_DEVIATIONS:g}",
            timeless=True,
        )
