"""Tell whether the adapters for other people's software work: what they say is for the report.

Usage: adapters.py RUN. Red where one did not come to listen or answer, or ended in an error of
ours; not where a program is not installed, and not where it breaks its contract.
"""

from __future__ import annotations

import sys

from wireproof.model.verdict import Verdict
from wireproof.results import reader

MISSING = "cannot-run-here"


def main(folder: str) -> int:
    """Print what was judged, and what is broken."""
    run = reader.read(folder)
    looked = {Verdict.PASS, Verdict.FAIL}
    judged = sorted({one.key for one in run.results if one.verdict in looked})
    print(f"{len(judged)} of {len(run.header.implementations)} were tested: {', '.join(judged)}")
    broken = [
        f"{one.contract}/{one.implementation}: {one.kind}: {one.message}"
        for one in run.troubles
        if one.kind != MISSING
    ] + [
        f"{one.key} {one.case}: {one.message}"
        for one in run.results
        if one.verdict is Verdict.ERROR
    ]
    for line in broken:
        print(line)
    return 0 if run.complete and judged and not broken else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
