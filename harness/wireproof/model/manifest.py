"""What an implementation, and a mutant, say of themselves in TOML."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct, field

LimitValue = int | float | str
Profile = Literal["hardened", "classic"]


class Requires(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How we know that an implementation can run here, and how to get what it needs.

    ``command`` succeeds where it is: so one asks for a library of another language.
    """

    program: str = ""
    module: str = ""
    command: tuple[str, ...] = ()
    install: str = ""


class Waiver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An accepted failure: bound to a requirement and to what the failure says."""

    requirement: str
    fingerprint: str
    reason: str
    link: str
    expires: dt.date


class Implementation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that claims a contract, and how to start it."""

    name: str
    contract: str
    role: str = "server"
    command: tuple[str, ...] = ()
    address: str = ""
    cwd: str = "."
    ready: Literal["announce", "listen"] = "announce"
    ready_seconds: float = 10.0
    stop: Literal["stdin", "SIGTERM"] = "stdin"
    profile: Profile = "hardened"
    posture: Literal["strict", "open"] = "open"
    features: tuple[str, ...] = ()
    language: str = ""
    version: tuple[str, ...] = ()
    homepage: str = ""
    notes: str = ""
    env: dict[str, str] = field(default_factory=dict)
    limits: dict[str, LimitValue] = field(default_factory=dict)
    requires: Requires = Requires()
    waiver: tuple[Waiver, ...] = ()

    @property
    def key(self) -> str:
        """The name that is unique in a run: ``tcp-echo/threaded``."""
        return f"{self.contract}/{self.name}"


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of implementations."""

    schema: Literal[1]
    implementation: tuple[Implementation, ...]


class Mutant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A faulty implementation that names every requirement it breaks.

    ``expect`` is part of the failure's message, for all ids or per id.
    """

    name: str
    command: tuple[str, ...]
    breaks: tuple[str, ...]
    expect: str | dict[str, str] = ""
    reason: str = ""
    cwd: str = "."
    ready_seconds: float = 10.0
    role: str = "server"
    profile: Profile = "hardened"
    posture: Literal["strict", "open"] = "strict"
    features: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    limits: dict[str, LimitValue] = field(default_factory=dict)

    def expected_message(self, identifier: str) -> str:
        """Tell what the failure of one requirement must say."""
        return self.expect if isinstance(self.expect, str) else self.expect.get(identifier, "")

    def implementation(self, contract: str) -> Implementation:
        """See the mutant as an implementation to be judged."""
        return Implementation(
            name=self.name,
            contract=contract,
            role=self.role,
            command=self.command,
            cwd=self.cwd,
            ready_seconds=self.ready_seconds,
            profile=self.profile,
            posture=self.posture,
            features=self.features,
            env=self.env,
            limits=self.limits,
        )


class MutantFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of mutants."""

    schema: Literal[1]
    mutant: tuple[Mutant, ...]
