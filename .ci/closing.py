"""Close a CI run: which environments ran, what pytest said in each, and whether that is enough.

Usage: closing.py TOX_JSON. tox counts an environment whose Python is missing as skipped and is
content; we are not, unless it is a Python that not every machine has.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

MUST_RUN = ("py311", "py312", "py313")
CLOSING = re.compile(r"^=+ (?=.*\d+ (passed|failed|error)).* in \d.*=+$", re.MULTILINE)
COUNT = re.compile(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed)")
SECONDS = re.compile(r" in (\d+\.\d+)s")


class Environment(NamedTuple):
    """What tox tells of one environment that had something to run."""

    name: str
    good: bool
    closing: list[str]  # the line with which each pytest closed


def read(path: Path) -> list[Environment]:
    """Read what tox wrote; nothing, where it came to no end."""
    if not path.exists():
        return []
    told = json.loads(path.read_text(encoding="utf-8"))["testenvs"]
    # The environment that builds the wheel runs commands as well, and has no result of its own.
    ran = {name: one for name, one in told.items() if one.get("test") and "result" in one}
    return [_environment(name, one) for name, one in ran.items()]


def _environment(name: str, told: dict[str, Any]) -> Environment:
    printed = "\n".join(command.get("output", "") for command in told["test"])
    closing = [found[0] for found in CLOSING.finditer(printed)]
    return Environment(name, bool(told["result"]["success"]), closing)


def total(lines: list[str]) -> str:
    """Add all closing lines up, in pytest's own words."""
    counts: dict[str, int] = {}
    for number, word in COUNT.findall("\n".join(lines)):
        counts[word] = counts.get(word, 0) + int(number)
    seconds = sum(float(text) for text in SECONDS.findall("\n".join(lines)))
    said = ", ".join(f"{number} {word}" for word, number in counts.items())
    return f"===== {said or 'no tests ran'} in {seconds:.2f}s ====="


def main() -> int:
    """Print what ran and how it closed; tell whether what must run has run."""
    found = read(Path(sys.argv[1]))
    good = [one.name for one in found if one.good]
    missing = [name for name in MUST_RUN if name not in good]
    print("ran and succeeded:", ", ".join(good) or "nothing")
    if missing:
        print("did not run or failed:", ", ".join(missing))
    for name, line in [(one.name, line) for one in found for line in one.closing]:
        print(f"{name}: {line}")
    print(total([line for one in found for line in one.closing]))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
