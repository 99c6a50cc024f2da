"""Hypothesis profiles: how many examples, and what to do with a failing one.

A target is shared by all examples of a property, so a function-scoped fixture is what we want,
and no time per example is promised of somebody else's program. There is no example database:
what repeats a verdict is its seed.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal import constants_ast
from hypothesis.internal.conjecture import providers

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
    # Short, for it is begun again with ever new seeds until the time is over.
    "fuzz": settings(_BASE, max_examples=60, stateful_step_count=40),
}


def load(name: str) -> None:
    """Make one profile the current one, in which a seed stands for the same examples everywhere."""
    _draw_no_constants_of_ours()
    settings.register_profile("wireproof", PROFILES[name])
    settings.load_profile("wireproof")


def _draw_no_constants_of_ours() -> None:
    """Keep Hypothesis from drawing constants out of the modules that happen to be imported.

    They are others for one case than for all of them, and none where Wireproof is installed, so
    the printed seed would not repeat a failure. To look for them parses all of our modules.
    """
    if hasattr(providers, "_get_local_constants"):
        nothing = constants_ast.Constants()
        providers._get_local_constants = lambda: nothing  # noqa: SLF001 - there is no public way
