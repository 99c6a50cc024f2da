"""Ratios against answers that are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from wireproof.bench.ratios import CONFIDENCE, Verdict, compare, proportion, verdict


def noisy(seed: int, rounds: int = 40, spread: float = 0.05) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).lognormal(0, spread, rounds)


def test_twice_as_fast_is_two() -> None:
    times = noisy(1)
    found = compare(list(times), list(2 * times))
    assert found.value == pytest.approx(2)
    assert (found.low, found.high) == pytest.approx((2, 2))
    assert found.verdict == "faster"


def test_the_other_way_round_it_is_the_inverse() -> None:
    ours, partner = noisy(1), 1.3 * noisy(2)
    there, back = compare(ours, partner), compare(partner, ours)
    assert there.value == pytest.approx(1 / back.value)
    assert (there.low, there.high) == pytest.approx((1 / back.high, 1 / back.low))
    assert (there.verdict, back.verdict) == ("faster", "slower")


def test_the_same_seed_gives_the_same_interval() -> None:
    assert compare(noisy(1), noisy(2), seed=5) == compare(noisy(1), noisy(2), seed=5)


def test_noise_of_the_whole_machine_is_in_both_and_does_no_harm() -> None:
    """A machine that is three times as slow half of the time: pairs see through it."""
    slow = np.where(np.arange(40) % 20 < 10, 1.0, 3.0)
    found = compare(noisy(1, spread=0.01) * slow, noisy(2, spread=0.01) * slow)
    assert found.verdict == "same"


def test_identical_code_is_hardly_ever_another() -> None:
    told = [compare(noisy(2 * seed), noisy(2 * seed + 1)).verdict for seed in range(200)]
    assert sum(one in {"faster", "slower"} for one in told) <= 2


def test_a_tenth_is_seen() -> None:
    told = [compare(1.1 * noisy(2 * seed), noisy(2 * seed + 1)).verdict for seed in range(200)]
    assert told.count("slower") >= 190


def test_the_interval_covers_the_truth_as_often_as_it_promises() -> None:
    covered = 0
    for seed in range(300):
        found = compare(noisy(2 * seed), noisy(2 * seed + 1))
        covered += found.low <= 1 <= found.high
    assert covered / 300 == pytest.approx(CONFIDENCE, abs=0.03)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (1.2, 1.1, 1.3, "faster"),
        (0.8, 0.7, 0.9, "slower"),
        (1.0, 0.97, 1.03, "same"),
        (1.02, 1.01, 1.03, "same"),
        (1.04, 1.01, 1.08, "inconclusive"),
        (1.2, 0.9, 1.5, "inconclusive"),
    ],
)
def test_verdicts_need_certainty_and_size(
    value: float, low: float, high: float, said: Verdict
) -> None:
    assert verdict(value, low, high, 0.05) == said


def test_few_rounds_decide_nothing() -> None:
    found = compare([1, 1, 1], [2, 3, 2])
    assert found == (2, 2, 3, "inconclusive")


@pytest.mark.parametrize(
    ("ours", "partner"), [([1], [1, 2]), ([], []), ([0.0], [1]), ([float("nan")], [1])]
)
def test_what_are_no_pairs_of_times_is_refused(ours: list[float], partner: list[float]) -> None:
    with pytest.raises(ValueError, match=r"no pairs|positive"):
        compare(ours, partner)


def test_proportions_have_the_interval_of_wilson() -> None:
    """Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    known = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, of), interval in known.items():
        assert proportion(hits, of) == pytest.approx(interval, abs=5e-5)
    assert proportion(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)


def test_no_proportion_of_nothing() -> None:
    with pytest.raises(ValueError, match="1 of 0"):
        proportion(1, 0)
