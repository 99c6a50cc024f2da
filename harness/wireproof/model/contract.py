"""A contract: numbered sentences with their source, and what it takes to test each."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal

from msgspec import Struct

from wireproof.model.features import normal
from wireproof.model.verdict import Level

Observes = Literal["wire", "process", "control", "hook", "statistics"]


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One numbered sentence, true or false of a target.

    ``features`` must be declared for the sentence to bind; ``!name`` binds where the feature is
    declared absent. ``limits`` are the values a target must declare. ``observes`` tells what the
    harness needs beside the wire: to see the process, or to control it. ``opt_in`` names an
    environment variable without which nobody is tested on it: what it costs is not everybody's.
    """

    id: str
    level: Level
    text: str
    source: str
    hardened_only: bool = False
    features: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    observes: Observes = "wire"
    opt_in: str = ""
    contested: str = ""
    since: int = 1

    def binding(self, profile: str) -> Level:
        """Tell the level that counts: what only hardened promises is a remark in classic."""
        if self.hardened_only and profile == "classic" and self.level is Level.MUST:
            return Level.SHOULD
        return self.level

    @property
    def unconditional(self) -> bool:
        """Tell whether every target can be judged on it, whatever it declares."""
        declared = self.features or self.limits
        return not declared and self.observes == "wire" and not self.opt_in

    def asked_for(self, environment: Mapping[str, str]) -> bool:
        """Tell whether nothing holds it back: whoever wants an ``opt_in`` row says so."""
        return not self.opt_in or environment.get(self.opt_in) == "1"


class Exclusive(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of features of which a target has exactly one."""

    name: str
    features: tuple[str, ...]


class Attack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that somebody hostile tries, and the requirements that stand against it."""

    what: str
    requirements: tuple[str, ...]


class Undecidable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What nobody can tell from outside, and why a pass here does not say it."""

    what: str
    why: str


class Contract(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named, versioned set of requirements for one kind of program.

    ``features`` tells the meaning of each feature that a target may declare. A contract with a
    security side lists each ``attack`` that its cases make, and what is ``undecidable``.
    """

    name: str
    version: int
    title: str
    requirement: tuple[Requirement, ...]
    interface: str = ""
    roles: tuple[str, ...] = ("server",)
    features: dict[str, str] = {}
    exclusive: tuple[Exclusive, ...] = ()
    attack: tuple[Attack, ...] = ()
    undecidable: tuple[Undecidable, ...] = ()

    def find(self, identifier: str) -> Requirement | None:
        """Look a requirement up by its id."""
        return next((row for row in self.requirement if row.id == identifier), None)

    def for_role(self, role: str) -> list[Requirement]:
        """List what binds one role."""
        return [row for row in self.requirement if not row.roles or role in row.roles]

    @property
    def known_features(self) -> AbstractSet[str]:
        """The features that mean something here, spelled as `normal` does."""
        bound = {word.removeprefix("!") for row in self.requirement for word in row.features}
        grouped = {word for group in self.groups for word in group}
        return {normal(word) for word in {*self.features, *bound, *grouped}}

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """The exclusive groups as plain names."""
        return [group.features for group in self.exclusive]
