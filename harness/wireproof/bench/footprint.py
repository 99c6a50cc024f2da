"""What a call costs beside time: the bytes that pass, and the memory that both sides need for it.

It is found out once, before anything is timed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from wireproof.bench.contender import Contender
from wireproof.bench.relay import relayed
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward


class Footprint(NamedTuple):
    """In bytes: what passes for one call, and how far memory grows above what there was."""

    passed: int
    our_growth: int
    their_growth: int


def footprint(one: Contender, target: Target, theirs: tuple[int, ...], ward: Ward) -> Footprint:
    """Measure a contender, whose processes are ``theirs``; raises whatever its client raises."""
    ours = (os.getpid(),)
    with one.open(target) as call:
        before = _from_now(ours), _from_now(theirs)
        one.check(call())
        grown = [
            max(_peak(pids) - was, 0) for pids, was in zip((ours, theirs), before, strict=True)
        ]
    return Footprint(_passed(one, target, ward), *grown)


def _passed(one: Contender, target: Target, ward: Ward) -> int:
    """Count the second call: the first may greet, or prove who it is."""
    with relayed(target.address, ward.folder) as relay:
        elsewhere = seen_through(target, str(relay.address), ward)
        with one.open(elsewhere) as call:
            one.check(call())
            before = relay.count
            one.check(call())
            return relay.count - before


def seen_through(target: Target, address: str, ward: Ward) -> Target:
    """See a target as one that runs at another address."""
    key = target.started.values.known.get("authkey_file", "")
    implementation = msgspec.structs.replace(target.implementation, address=address)
    description = msgspec.structs.replace(
        target.description, implementation=implementation, authkey_file=key
    )
    return _Elsewhere(description, target.patience, target.features, ward)


class _Elsewhere(Target):
    """It is known to be there, and a guest who leaves without a word would wound some servers."""

    def _require_somebody(self) -> None:
        pass


def _from_now(pids: Iterable[int]) -> int:
    """Let peak memory begin anew (proc(5), clear_refs), and tell where it begins."""
    for pid in pids:
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _peak(pids)


def _peak(pids: Iterable[int]) -> int:
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return total * 1024
