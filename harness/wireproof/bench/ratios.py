"""How much faster one candidate is than another, and how sure we may be: pure arithmetic.

Both were timed in the same rounds, and a round's noise is in both of its numbers. So rounds are
kept together when they are drawn again (the paired bootstrap), and neighbours are drawn together
(the moving-block bootstrap of Künsch, 1989), since what disturbs a machine outlasts a round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Times = Sequence[float] | npt.NDArray[np.float64]
Verdict = Literal["faster", "slower", "same", "inconclusive"]

CONFIDENCE = 0.99  # of the interval
MINIMUM_EFFECT = 0.05  # a smaller difference is none: the placing of code in memory makes as much
FEWEST_ROUNDS = 6  # below, no interval means anything
DRAWN = 2000  # samples of the bootstrap


class Ratio(NamedTuple):
    """The speed of a candidate as a multiple of its partner's, with an interval."""

    value: float
    low: float
    high: float
    verdict: Verdict


def compare(
    ours: Times,
    partner: Times,
    *,
    seed: int = 0,
    confidence: float = CONFIDENCE,
    minimum_effect: float = MINIMUM_EFFECT,
) -> Ratio:
    """Compare the times of two candidates, round by round; above 1 ours is faster."""
    if len(ours) != len(partner):
        raise ValueError(f"{len(ours)} rounds beside {len(partner)}: they are no pairs")
    pair = np.array([partner, ours], dtype=float)
    if not pair.size or not (np.isfinite(pair).all() and (pair > 0).all()):
        raise ValueError("times are positive, and there is at least one")
    value = _ratio(pair)
    if len(ours) < FEWEST_ROUNDS:
        each = pair[0] / pair[1]
        return Ratio(float(value), float(each.min()), float(each.max()), "inconclusive")
    drawn = _ratio(pair[:, _blocks(len(ours), np.random.default_rng(seed))])
    tail = (1 - confidence) / 2
    low, high = (float(edge) for edge in np.quantile(drawn, [tail, 1 - tail]))
    return Ratio(float(value), low, high, verdict(float(value), low, high, minimum_effect))


def verdict(value: float, low: float, high: float, minimum_effect: float) -> Verdict:
    """Judge an interval: a difference has to be certain, and large enough to matter."""
    most = 1 + minimum_effect
    if low > 1 and value >= most:
        return "faster"
    if high < 1 and value <= 1 / most:
        return "slower"
    return "same" if 1 / most < low and high < most else "inconclusive"


def _ratio(pair: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Divide the partner's median by ours, along the last axis."""
    partner, ours = np.median(pair, axis=-1)
    return np.asarray(partner / ours)


def _blocks(rounds: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Draw rounds again: runs of neighbours, at the end of which the beginning follows."""
    length = max(round(rounds ** (1 / 3)), 1)
    starts = random.integers(0, rounds, (DRAWN, -(-rounds // length), 1))
    places = (starts + np.arange(length)) % rounds
    return np.asarray(places.reshape(DRAWN, -1)[:, :rounds])


def proportion(hits: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of Wilson (1927) for a proportion that was counted."""
    if not 0 <= hits <= of or not of:
        raise ValueError(f"{hits} of {of} is no proportion")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = hits / of, z * z / of
    centre = share + spread / 2
    width = z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = (centre - width) / (1 + spread), (centre + width) / (1 + spread)
    return (0.0 if not hits else low, 1.0 if hits == of else high)
