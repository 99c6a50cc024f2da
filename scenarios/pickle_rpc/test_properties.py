"""Whatever a pickle is made of: nothing forbidden happens, and it is answered or cut off."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import hostile
from wireproof.suite.strategies.hostile import Disguised
from wireproof.wire import pickles

from .caller import calling, expect_served

WELL_FORMED = pickles.dump(("add", (2, 3), {}))


def try_disguised(target: Target, attempt: Disguised, *, as_argument: bool) -> None:
    """Send one attempt after a polite call; each has its effect before it is answered."""
    spell = attempt.as_argument if as_argument else attempt.alone
    with tempfile.TemporaryDirectory(prefix="wireproof-sentinel-") as folder:
        sentinel = Path(folder, "sentinel")
        try:
            with calling(target) as caller:
                caller.greet()
                caller.require_refused(caller.framed(spell(sentinel)), f"a hidden {attempt.core}")
        except Violation:
            _require_absent(sentinel, attempt)
            raise
        _require_absent(sentinel, attempt)


def _require_absent(sentinel: Path, attempt: Disguised) -> None:
    if sentinel.exists():
        raise Violation(
            f"hostile pickles were executed: {attempt.core}",
            expected="no sentinel file",
            seen=f"hidden in {', in '.join(attempt.disguises) or 'nothing'}",
            timeless=True,
        )


@requirement("PRPC-015", fresh=True)
@given(attempt=hostile.disguised("PRPC-015"), as_argument=st.booleans())
def test_executes_no_forbidden_global_wherever_it_hides(
    target: Target,
    attempt: Disguised,
    as_argument: bool,  # noqa: FBT001 - drawn
) -> None:
    try_disguised(target, attempt, as_argument=as_argument)


@requirement("PRPC-016", fresh=True)
@given(attempt=hostile.disguised("PRPC-016"), as_argument=st.booleans())
def test_is_not_fooled_by_names_wherever_they_hide(
    target: Target,
    attempt: Disguised,
    as_argument: bool,  # noqa: FBT001 - drawn
) -> None:
    try_disguised(target, attempt, as_argument=as_argument)


@requirement("PRPC-019", fresh=True)
@given(data=hostile.programs() | hostile.damaged(WELL_FORMED))
def test_lives_through_any_opcodes(target: Target, data: bytes) -> None:
    """Random programs, and requests with a little damage, which may by chance be well formed."""
    with calling(target) as caller:
        caller.greet()
        caller.outcome(caller.framed(data), "a random pickle")
    expect_served(target, after="a random pickle")
