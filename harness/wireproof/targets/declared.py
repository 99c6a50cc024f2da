"""What is said of targets beside the words that name them, as a manifest would say it."""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct

from wireproof.catalogue import contracts
from wireproof.errors import UnknownWords
from wireproof.model.features import normal
from wireproof.model.manifest import LimitValue, Profile
from wireproof.targets import observe
from wireproof.targets.description import Description

_FEATURE = re.compile(r"!?[A-Za-z0-9_][A-Za-z0-9_.:+-]*")


class Declared(Struct, frozen=True, kw_only=True):
    """What the command line says of targets; empty means that nothing is said."""

    contract: str = ""
    role: str = ""
    profile: str = ""
    features: tuple[str, ...] = ()
    limits: dict[str, LimitValue] = {}
    env: dict[str, str] = {}
    pid: int = 0
    authkey_file: str = ""
    cafile: str = ""

    def check(self) -> None:
        """Refuse what means nothing before anything is started; raises `UnknownWords`."""
        self._check_contract()
        if self.profile and self.profile not in get_args(Profile):
            raise UnknownWords(
                f"there is no profile {self.profile!r}", mend="Known: hardened, classic."
            )
        if bad := [word for word in self.features if not _FEATURE.fullmatch(word)]:
            raise UnknownWords(
                f"--feature {bad[0]!r} is no feature", mend="Write --feature NAME or '!NAME'."
            )
        if self.pid and not observe.stat(self.pid):
            raise UnknownWords(
                f"--pid {self.pid}: there is no such process",
                mend="Name the process that listens at the address.",
            )
        self._check_key()
        self._check_authority()

    def _check_contract(self) -> None:
        if not self.contract:
            return
        contract = contracts.scenario(self.contract).contract
        if self.role and self.role not in contract.roles:
            raise UnknownWords(
                f"{contract.name} has no role {self.role!r}",
                mend=f"Its roles: {', '.join(contract.roles)}.",
            )

    def _check_key(self) -> None:
        try:
            Path(self.authkey_file).read_bytes() if self.authkey_file else b""
        except OSError as trouble:
            raise UnknownWords(
                f"the key {self.authkey_file!r} cannot be read ({trouble.strerror})",
                mend="Name a file that holds the raw bytes of the key.",
            ) from trouble

    def _check_authority(self) -> None:
        try:
            if self.cafile:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(self.cafile)
        except OSError as trouble:  # an SSLError is one
            none = isinstance(trouble, ssl.SSLError)
            reason = "it holds no certificate" if none else trouble.strerror
            raise UnknownWords(
                f"the authority {self.cafile!r} cannot be used ({reason})",
                mend="Name a file in PEM, with the certificates of whom to trust.",
            ) from trouble

    def laid_over(self, one: Description) -> Description:
        """Let what is said outrank what a manifest says, and remember that it was said."""
        mine = one.implementation
        said = {normal(word.lstrip("!")) for word in self.features}
        kept = [word for word in mine.features if normal(word.lstrip("!")) not in said]
        changed = msgspec.structs.replace(
            mine,
            role=self.role or mine.role,
            profile=self.profile or mine.profile,
            features=(*kept, *self.features),
            limits={**mine.limits, **self.limits},
            env={**mine.env, **self.env},
        )
        return msgspec.structs.replace(one, implementation=changed, options=self.options())

    def options(self) -> tuple[str, ...]:
        """Spell it as options again; the values of ``--env`` may be secret and are left out."""
        pairs = [
            ("--contract", self.contract),
            ("--role", self.role),
            ("--profile", self.profile),
            ("--pid", str(self.pid or "")),
            ("--authkey-file", self.authkey_file),
            ("--cafile", self.cafile),
            *(("--feature", word) for word in self.features),
            *(("--limit", f"{name}={value}") for name, value in self.limits.items()),
            *(("--env", f"{name}=...") for name in self.env),
        ]
        return tuple(part for pair in pairs for part in pair if pair[1])
