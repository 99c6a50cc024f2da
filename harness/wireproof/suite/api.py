"""``wireproof.check``: the same engine as a function."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wireproof.errors import HarnessTrouble, UnknownWords
from wireproof.model.run import Run
from wireproof.results import reader
from wireproof.results.writer import FILE


def check(
    *targets: str,
    contract: str = "",
    features: tuple[str, ...] = (),
    limits: Mapping[str, float] | None = None,
    only: tuple[str, ...] = (),
    output: Path | None = None,
) -> Run:
    """Judge targets, named as on the command line, and give the run.

    It runs in a process of its own, so that it may be called from anywhere, a test included.
    Raises `UnknownWords` for words that mean nothing, `HarnessTrouble` where there is no run.
    """
    with tempfile.TemporaryDirectory(prefix="wireproof-api-") as folder:
        where = output or Path(folder)
        done = subprocess.run(
            [
                *(sys.executable, "-P", "-m", "wireproof", "check", *targets),
                *(["--contract", contract] if contract else []),
                *(part for word in features for part in ("--feature", word)),
                *(
                    part
                    for name, value in (limits or {}).items()
                    for part in ("--limit", f"{name}={value}")
                ),
                *(part for glob in only for part in ("--only", glob)),
                *("--output", str(where), "--json"),
            ],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said = done.stderr.strip().removeprefix("wireproof: ") or f"exit code {done.returncode}"
        if done.returncode == UnknownWords.exit_code:
            raise UnknownWords(said)
        if not (where / FILE).exists():
            raise HarnessTrouble(said)
        return reader.read(where)
