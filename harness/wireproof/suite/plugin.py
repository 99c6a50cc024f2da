"""The pytest plugin: options for a user's own pytest, and the door through which plans come.

Without a plan and without ``--target`` it does nothing at all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

MARKERS = (
    "wireproof_requirement(decides): the requirements that a case decides",
    "generates: the case generates its examples itself (a state machine)",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    group = parser.getgroup("wireproof", "conformance of network services")
    group.addoption("--target", action="append", default=[], help="words that name a target")
    group.addoption("--contract", default="", help="the contract, for addresses and commands")
    group.addoption("--wireproof-plan", default="", help="a plan, as JSON (internal)")


def pytest_configure(config: pytest.Config) -> None:
    """Bring the engine to life where there is a plan."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if not (config.getoption("--wireproof-plan") or config.getoption("--target")):
        return
    from wireproof.suite.engine import Engine  # noqa: PLC0415 - costs import time in every pytest
    from wireproof.targets.orphan import end_with_parent  # noqa: PLC0415

    if hasattr(config, "workerinput"):
        end_with_parent()
    if config.getoption("--wireproof-plan"):
        _silence_destructors(config)
    plan = _plan(config)  # also where workers run the cases: words are to be refused once
    if not config.getoption("collectonly") and not _is_controller(config):
        config.pluginmanager.register(Engine(config, plan), "wireproof-engine")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:  # noqa: ANN401
    """Give all cases of a target to one worker, which starts it once."""
    if not config.getoption("--target"):
        return None
    from wireproof.suite.scheduling import TargetScheduling  # noqa: PLC0415

    return TargetScheduling(config, log)


def _silence_destructors(config: pytest.Config) -> None:
    """Let what destructors raise say nothing: here, an unclosed socket's warning is an error."""
    before, sys.unraisablehook = sys.unraisablehook, lambda _: None
    config.add_cleanup(lambda: setattr(sys, "unraisablehook", before))


def _is_controller(config: pytest.Config) -> bool:
    """Tell whether workers run the cases for us."""
    return bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")


def _plan(config: pytest.Config) -> Any:  # noqa: ANN401 - imported late, see above
    import msgspec  # noqa: PLC0415

    from wireproof.errors import WireproofError  # noqa: PLC0415
    from wireproof.suite.plan import Plan  # noqa: PLC0415
    from wireproof.targets import words  # noqa: PLC0415

    if path := config.getoption("--wireproof-plan"):
        return msgspec.json.decode(Path(path).read_bytes(), type=Plan)
    declared = words.Declared(contract=config.getoption("--contract"))
    try:
        found = words.parse(config.getoption("--target"), declared)
    except WireproofError as error:
        raise pytest.UsageError(str(error)) from None
    return Plan(descriptions=tuple(found), repeat=0)
