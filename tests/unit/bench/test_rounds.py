"""Rounds: who is timed when, who is checked, and who is left out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from wireproof.bench.rounds import Breakage, Candidate, Share, run

SHARE = Share(seconds=0.05, turn_seconds=1e-6, most_rounds=30, fewest_rounds=30)


class Diary:
    """Candidates that write down when it is their turn."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.collected: list[bool] = []
        self.checked: list[object] = []

    def candidate(self, name: str, call: Callable[[], object] = lambda: 1) -> Candidate:
        def noted() -> object:
            self.collected.append(gc.isenabled())
            return call()

        @contextmanager
        def opened() -> Iterator[Callable[[], object]]:
            yield noted

        return Candidate(name, opened, partial(self.check, name))

    def check(self, name: str, answer: object) -> None:
        self.checked.append(answer)
        self.turns.append(name)
        if answer != 1:
            raise ValueError(f"{answer} is not 1")


def nobody_breaks(broken: Breakage) -> None:
    raise AssertionError(broken)


def order(seed: int) -> list[str]:
    diary = Diary()
    run([diary.candidate(name) for name in "abc"], SHARE, seed=seed, failed=nobody_breaks)
    return diary.turns[3::2]  # after the look at how long they take, two checks make a turn


def test_everybody_has_one_turn_in_each_round() -> None:
    turns = order(1)
    each = [tuple(turns[at : at + 3]) for at in range(0, len(turns), 3)]
    assert len(each) == 30
    assert {"".join(sorted(one)) for one in each} == {"abc"}
    assert len(set(each)) > 3  # in another order


def test_the_order_is_the_seed() -> None:
    assert order(1) == order(1) != order(2)


def test_every_turn_is_checked_twice_and_untimed() -> None:
    diary = Diary()
    found = run([diary.candidate("a")], SHARE, seed=0, failed=nobody_breaks)
    assert len(diary.checked) == 1 + 2 * 30
    assert len(found["a"].seconds) == 30
    assert {False, True} == set(diary.collected)  # the collector rests while it is timed
    assert gc.isenabled()


def test_who_breaks_is_left_out_and_the_others_go_on() -> None:
    told: list[Breakage] = []
    diary, calls = Diary(), iter([1] * 40)
    failing = diary.candidate("b", lambda: next(calls, 2))
    found = run([diary.candidate("a"), failing], SHARE, seed=0, failed=told.append)
    assert set(found) == {"a"}
    assert len(found["a"].seconds) == 30
    assert [(one.name, str(one.cause)) for one in told] == [("b", "2 is not 1")]
    assert told[0].when.startswith("in round ")


def test_who_breaks_at_once_never_plays() -> None:
    told: list[Breakage] = []
    found = run([Diary().candidate("a", lambda: 2)], SHARE, seed=0, failed=told.append)
    assert (found, told[0].when) == ({}, "before the first round")


def test_long_calls_have_fewer_rounds() -> None:
    diary = Diary()
    share = Share(seconds=1e-7, turn_seconds=1e-6, most_rounds=30, fewest_rounds=4)
    found = run([diary.candidate("a")], share, seed=0, failed=nobody_breaks)
    assert len(found["a"].seconds) == 4
