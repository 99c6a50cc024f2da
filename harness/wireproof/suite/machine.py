"""What machine this is, and which versions are judged: the part of a header nobody remembers."""

from __future__ import annotations

import itertools
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from wireproof.model.run import Judged
from wireproof.targets.description import Description

VERSION_SECONDS = 5.0


def command_line(arguments: Sequence[str]) -> tuple[str, ...]:
    """Spell the command line for a header: whoever reads it learns no value of ``--env``."""
    said = ["wireproof"]
    for before, word in itertools.pairwise(arguments):
        hidden = word.startswith("--env=")
        name, sign, _ = (word.removeprefix("--env=") if hidden else word).partition("=")
        shown = f"--env={name}{sign}..." if hidden else f"{name}{sign}..."
        said.append(shown if hidden or before == "--env" else word)
    return tuple(said)


def machine() -> dict[str, str | int | float]:
    """Describe this machine."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "cpus": os.cpu_count() or 0,
        "cpu": _cpu(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")


def judged(descriptions: Iterable[Description]) -> tuple[Judged, ...]:
    """Describe implementations for the header, their versions asked side by side."""
    with ThreadPoolExecutor(8) as pool:
        return tuple(pool.map(_judged, descriptions))


def _judged(one: Description) -> Judged:
    it = one.implementation
    return Judged(
        name=it.name,
        contract=it.contract,
        role=it.role,
        profile=it.profile,
        words=one.words,
        features=it.features,
        limits=it.limits,
        language=it.language,
        version=_version(it.version) if it.version else "",
        homepage=it.homepage,
        notes=it.notes,
        reference=one.reference,
    )


@cache
def _version(command: tuple[str, ...]) -> str:
    """Ask a program for its version: the first line it prints, empty where it is not here."""
    filled = [part.replace("{python}", sys.executable) for part in command]
    try:
        done = subprocess.run(
            filled,
            capture_output=True,
            timeout=VERSION_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    text = (done.stdout or done.stderr).decode("utf-8", "replace")
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:120]
