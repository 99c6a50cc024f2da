"""The benchmark process: pytest-benchmark in a world and a process of its own.

It disables itself under xdist, and what else runs in a process would be measured with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from wireproof.bench import addresses
from wireproof.bench.calibration import calibrate
from wireproof.bench.line import Progress, tell
from wireproof.bench.plan import BenchPlan
from wireproof.bench.plugin import BenchPlugin
from wireproof.bench.pool import Pool
from wireproof.targets.orphan import end_with_parent
from wireproof.targets.ward import Ward

WORLD = Path(__file__).with_name("bench.ini")


def main() -> int:
    """Run the plan that stands in the file named by the first argument."""
    addresses.fix()
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=BenchPlan)
    end_with_parent()
    os.dup2(2, 1)  # stdout is for measurements alone; what pytest prints is a log
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with Ward() as ward:
        return _calibrate(plan, ward) if plan.calibrate else _measure(plan, ward)


def _calibrate(plan: BenchPlan, ward: Ward) -> int:
    def seen(done: int, of: int) -> None:
        tell(Progress(label=f"comparison {done} of {of}", done=done, total=of))

    tell(calibrate(ward, plan.seed, seen))
    return 0


def _measure(plan: BenchPlan, ward: Ward) -> int:
    arguments = [
        *("-c", str(WORLD), "--rootdir", str(Path(plan.files[0]).parents[1]), "--noconftest"),
        *("-p", "no:cacheprovider", "--import-mode=importlib", "-p", "pytest_benchmark.plugin"),
        *("--benchmark-only", "--benchmark-quiet", "--color=no", "--capture=fd"),
        *([f"--benchmark-json={plan.export}"] if plan.export else []),
        *plan.files,
    ]
    with Pool(ward) as pool:
        return int(pytest.main(arguments, plugins=[BenchPlugin(plan, pool)]))


if __name__ == "__main__":
    sys.exit(main())
