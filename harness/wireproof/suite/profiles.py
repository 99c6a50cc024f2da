"""Hypothesis profiles: how many examples, and what to do with a failing one.

A target is shared by all examples of a property, so a function-scoped fixture is what we want,
and no time per example is promised of somebody else's program. There is no example database:
what repeats a verdict is its seed.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_SUPPRESSED = [
    HealthCheck.function_scoped_fixture,  # the target is the same in all examples, on purpose
    HealthCheck.too_slow,  # a slow target is not a fault of the strategy
    HealthCheck.data_too_large,
]
_BASE = settings(
    database=None,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=_SUPPRESSED,
    max_examples=25,
    stateful_step_count=20,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

PROFILES = {
    "default": _BASE,
    "ci": _BASE,  # from one seed, so that `--seed` repeats it elsewhere; derandomized it would not
    # A mutant only has to be caught: the smallest example is of no use to anybody.
    "mutants": settings(
        _BASE, max_examples=15, stateful_step_count=12, phases=(Phase.explicit, Phase.generate)
    ),
    "fuzz": settings(_BASE, max_examples=200, stateful_step_count=40),
}


def load(name: str) -> None:
    """Make one profile the current one."""
    settings.register_profile("wireproof", PROFILES[name])
    settings.load_profile("wireproof")
