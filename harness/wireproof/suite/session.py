"""Run a plan: pytest in a world of its own, its results handed to a sink as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest

from wireproof.catalogue import contracts
from wireproof.suite.collector import Collector, Sink
from wireproof.suite.plan import Plan
from wireproof.targets.ward import Ward

WORLD = Path(__file__).with_name("world.ini")
PLUGINS = ("xdist.plugin", "_hypothesis_pytestplugin", "wireproof.suite.plugin")


class SessionEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How pytest ended, and what it printed last if that was not in order."""

    code: int
    printed: str = ""
    interrupted: bool = False  # somebody ended the run before its time

    @property
    def broken(self) -> bool:
        """Tell whether the world itself failed: a bug of ours, or of a scenario."""
        return self.code in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}


def workers_for(targets: int) -> int:
    """Tell how many workers are best: most time is waiting, so more than cores."""
    return min(targets, 3 * (os.cpu_count() or 1))


def run(
    plan: Plan,
    sink: Sink,
    *,
    workers: int,
    expected: Callable[[int], None] | None = None,
    fail_fast: bool = False,
) -> SessionEnd:
    """Run a plan with ``workers`` processes, or in this one for a single target."""
    with Ward() as ward:  # so that the folder is removed even if we are killed
        path, log = ward.folder / "plan.json", ward.folder / "pytest.log"
        lock = plan.lock or str(ward.folder / "lock")
        halt = str(ward.folder / "halt") if fail_fast else ""
        path.write_bytes(msgspec.json.encode(msgspec.structs.replace(plan, lock=lock, halt=halt)))
        wanted = sorted({one.implementation.contract for one in plan.descriptions})
        folders = [contracts.scenario(name).folder for name in wanted]
        several = min(workers, len(plan.descriptions))  # a target belongs to one worker
        arguments = [
            *_arguments(folders, path),
            *(["-n", str(several)] if several > 1 else []),
            *(["-x"] if fail_fast else []),
        ]
        collector = Collector(sink, expected=expected)
        _own_environment(ward.folder)
        with log.open("w") as printed:
            code = pytest.main(arguments, plugins=[collector, Quiet(printed)])
        return SessionEnd(
            code=int(code),
            printed=log.read_text(errors="replace")[-4000:],
            interrupted=collector.interrupted,
        )


class Quiet:
    """Send what pytest prints to a log: the run's own reports say everything."""

    def __init__(self, log: object) -> None:
        self._log = log

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Turn the terminal reporter away from the terminal."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter._tw._file = self._log  # noqa: SLF001 - pytest has no public way


def _arguments(folders: Iterable[Path], plan: Path) -> list[str]:
    folders = list(folders)
    root = Path(os.path.commonpath(folders)) if len(folders) > 1 else folders[0].parent
    return [
        *("-c", str(WORLD), "--rootdir", str(root), "--confcutdir", str(root), "--noconftest"),
        *("-p", "no:cacheprovider", "--import-mode=importlib", "--color=no"),
        *("-p", "no:unraisableexception"),  # it collects garbage five times at each end
        "--tb=native",  # nobody reads pytest's own, which parses each source again for it
        *(part for name in PLUGINS for part in ("-p", name)),
        f"--basetemp={plan.with_name('base')}",  # xdist makes one for its workers
        f"--wireproof-plan={plan}",
        *map(str, folders),
    ]


def _own_environment(folder: Path) -> None:
    """Keep the user's settings, plugins and modules out, and our files; this process is ours."""
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["PYTHONSAFEPATH"] = "1"  # a worker is not to import what lies where we stand
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
