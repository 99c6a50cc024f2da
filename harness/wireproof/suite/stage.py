"""The stage: the one target that a worker holds, started once, anew after a death or a wound."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from msgspec import Struct

from wireproof.catalogue.contracts import Scenario
from wireproof.errors import NotReady, Violation
from wireproof.model.features import Features, Standing
from wireproof.targets.description import Description
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience

HUNG_STOP_SECONDS = 0.5  # once it hung at stop, we know it does and wait no longer


class LateDeath(Struct, frozen=True, kw_only=True):
    """A target that ended after its case was over and before the next began."""

    key: str
    case: str
    end: str
    stderr: str


class Stage:
    """Hold one target at a time; whoever asks for another description ends it."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._ward = Ward()
        self._target: Target | None = None
        self._last_case = self._case_before = ""
        self._wounded = False
        self._hung = False
        self._probed: dict[str, list[str]] = {}
        self._unready: dict[str, NotReady] = {}
        self.late: list[LateDeath] = []
        self.troubles: list[tuple[str, str, str]] = []  # (key, kind, message)

    def hold(
        self, description: Description, scenario: Scenario, case: str, *, fresh: bool
    ) -> Target:
        """Give a case its target; ``fresh`` means a process that no case has touched.

        Raises `NotReady`, again for every case of an implementation that once was not.
        """
        if description.key in self._unready:
            raise self._unready[description.key]
        current = self._target
        if current and current.description.key != description.key:
            self.clear()
            self._hung = False
            current = None
        if current and self._notice_death():
            self.clear()
            current = None
        if current and (fresh or self._wounded or current.ended):
            self.clear()
            current = None
        if current is None:
            self._last_case = ""  # a new process has nothing behind it
        self._target = current or self._start(description, scenario)
        self._case_before, self._last_case, self._wounded = self._last_case, case, fresh
        self._target.begin_case()
        return self._target

    def wound(self) -> None:
        """The next case gets a fresh process."""
        self._wounded = True

    def clear(self) -> None:
        """Stop the target that is held, if any."""
        if self._target:
            self._notice_death()
            self._target.stop(seconds=HUNG_STOP_SECONDS if self._hung else 5.0)
            if self._target.hung and not self._hung:
                self._hung = True
                self.troubles.append(
                    (
                        self._target.description.key,
                        "would-not-stop",
                        _would_not_stop(self._target),
                    )
                )
            self._target = None

    def hurry(self) -> None:
        """Have no patience at the end any more."""
        self._hung = True

    def close(self) -> None:
        """Stop everything and let the warden go."""
        self.clear()
        self._ward.close()

    def _start(self, description: Description, scenario: Scenario) -> Target:
        groups = scenario.contract.groups
        words = [*description.implementation.features, *self._probed.get(description.key, [])]
        try:
            target = Target(description, self._patience, Features(words, groups), self._ward)
        except NotReady as trouble:
            self._unready[description.key] = trouble
            kind = "cannot-run-here" if type(trouble).__name__ == "CannotRunHere" else "not-ready"
            self.troubles.append((description.key, kind, str(trouble)))
            raise
        if description.key not in self._probed:
            self._probed[description.key] = []
            self._target = target
            found = _probe(target, scenario)
            if found:
                self._probed[description.key] = found
                target.features = Features([*words, *found], groups)
        return target

    def _notice_death(self) -> bool:
        """Charge a death between two cases to the one before."""
        target = self._target
        if target is None or not (end := target.died()):
            return False
        if self._last_case:
            self.late.append(
                LateDeath(
                    key=target.description.key,
                    case=self._last_case,
                    end=end,
                    stderr=target.printed()[1],
                )
            )
            self._last_case = ""
        return True

    def spare(self) -> None:
        """Take the latest case back: it did not run, so a death now is of the one before."""
        self._last_case = self._case_before

    def charged(self, *, within: float) -> str:
        """Tell how the target died in the case that just ended, and charge it to that case.

        Look ``within`` a moment where it broke with us; who only kept silent is not dying.
        """
        target = self._target
        end = target.died(within=within if target.broke else 0) if target else ""
        if end:
            self._last_case = ""
        return end

    @property
    def target(self) -> Target | None:
        """The target that is held."""
        return self._target

    @property
    def noted(self) -> str:
        """What the case has measured, if it says so."""
        return self._target.noted if self._target else ""

    @property
    def inputs(self) -> int:
        """How often the case has connected, or what it has asked of a tool."""
        return self._target.inputs if self._target else 0


def _would_not_stop(target: Target) -> str:
    sigterm = target.implementation.stop == "SIGTERM"
    order = "SIGTERM" if sigterm else "the end of its input"
    other = 'stop = "stdin"' if sigterm else 'stop = "SIGTERM"'
    return (
        f"{target.description.words}: did not end within 5 s of {order} and was killed. "
        f"Let it end then, or write {other}."
    )


def _probe(target: Target, scenario: Scenario) -> list[str]:
    """Find out which member of each undeclared exclusive group a target looks like."""
    found = []
    module: ModuleType | None = None
    for group in scenario.contract.exclusive:
        standings = [target.features.standing(name) for name in group.features]
        path = scenario.folder / "probes.py"
        if Standing.DECLARED in standings or not path.exists():
            continue
        module = module or _load(f"wireproof_probes_{scenario.folder.name}", str(path))
        try:
            answer = getattr(module, group.name)(target)
        except Violation:
            continue  # it does not even do the smallest exchange: the cases will say so
        if answer:
            found.append(answer)
    return found


def _load(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
