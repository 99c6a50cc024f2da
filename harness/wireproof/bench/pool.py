"""The targets of one benchmark process: each is started once and stays for all comparisons."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from wireproof.bench.contender import Contender
from wireproof.bench.footprint import Footprint
from wireproof.catalogue import contracts
from wireproof.errors import NotReady
from wireproof.model.features import Features
from wireproof.targets import words
from wireproof.targets.description import Description
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience, time_scale


class Pool:
    """Started targets by contender. Use it in a ``with``."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.footprints: dict[tuple[str, str], Footprint] = {}
        self._targets: dict[tuple[str, tuple[tuple[str, str], ...]], Target] = {}
        self._told: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for target in self._targets.values():
            target.stop()

    def target(self, one: Contender) -> Target:
        """Give a running target, a new one where the last has ended; raises `NotReady`."""
        key = one.name, one.env
        if key in self._targets and not self._targets[key].ended:
            return self._targets[key]
        self.leave(one)
        self._targets[key] = start(one.description, self.ward, dict(one.env))
        return self._targets[key]

    def target_so_far(self, one: Contender) -> Target | None:
        """Give the target that was started, in whatever state it is."""
        return self._targets.get((one.name, one.env))

    def is_news(self, one: Contender, kind: str) -> bool:
        """Tell whether this trouble was not told before: it is the same in every comparison."""
        known = (one.name, kind) in self._told
        self._told.add((one.name, kind))
        return not known

    def leave(self, one: Contender) -> None:
        """Stop a target that nobody is to be measured with again."""
        if old := self._targets.pop((one.name, one.env), None):
            old.stop()


def start(one: Description, ward: Ward, env: dict[str, str] | None = None) -> Target:
    """Start a target; raises `NotReady`."""
    known = contracts.named([one.implementation.contract])
    groups = next(iter(known.values())).groups if known else ()
    features = Features(one.implementation.features, groups)
    return Target(one, Patience().scaled(time_scale()), features, ward, env or {})


def describe(name: str) -> Description:
    """Find an implementation by the words that name it; raises `NotReady`."""
    described = words.parse([name], words.Declared())
    if len(described) != 1:
        raise NotReady(f"{name!r} names {len(described)} implementations", mend="Name one.")
    return described[0]
