"""A description: an implementation, where its manifest lies, and the words that named it."""

from __future__ import annotations

from msgspec import Struct

from wireproof.model.manifest import Implementation


class Description(Struct, frozen=True, kw_only=True):
    """What it takes to start or reach a target.

    ``words`` name it again on a command line, ``options`` say again what was said of it there.
    """

    implementation: Implementation
    folder: str  # where a relative ``cwd`` begins
    words: str
    options: tuple[str, ...] = ()
    pid: int = 0  # of an already running target, to observe it
    reference: bool = False
    mutant: bool = False
    authkey_file: str = ""  # raw bytes of the key of a running target
    cafile: str = ""  # who vouches for a running target, in PEM
    speechless: bool = False  # nobody answers what it asks on its stdin, if SIGTERM stops it

    @property
    def key(self) -> str:
        """The name that is unique in a run."""
        return self.implementation.key

    @property
    def running(self) -> bool:
        """Tell whether somebody else started it."""
        return bool(self.implementation.address)
