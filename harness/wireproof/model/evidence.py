"""What is needed to repeat a verdict: transcripts, expected and seen, stderr, seed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Direction = Literal[">", "<", "!"]  # to the target, from the target, something that happened


class Step(Struct, frozen=True, kw_only=True):
    """One thing on the wire: when (seconds since the connection began), which way, what.

    ``data`` is base64 of the bytes kept, ``size`` how many there were; ``note`` is for what
    carries no bytes, as "connected" or "reset by the target".
    """

    at: float
    direction: Direction
    size: int = 0
    data: str = ""
    note: str = ""
    times: int = 1


class Exchange(Struct, frozen=True, kw_only=True):
    """The transcript of one connection; ``omitted`` steps lie between the first and the last."""

    peer: str
    steps: tuple[Step, ...]
    omitted: int = 0


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything a reader needs to believe a verdict, or to repeat it."""

    expected: str = ""
    seen: str = ""
    exchanges: tuple[Exchange, ...] = ()
    stderr: str = ""
    stdout: str = ""
    end: str = ""  # how the process ended: "exit code 1", "SIGSEGV"
    seed: int = 0
    counterexample: str = ""
    traceback: str = ""
    repeat: str = ""  # the command that repeats it
    spilled: str = ""  # a file beside the run that holds what did not fit here
