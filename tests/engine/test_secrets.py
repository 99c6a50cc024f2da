"""Keys of a run: they die with it, and nobody reads them in what it leaves behind."""

from __future__ import annotations

from pathlib import Path

from tests.engine.project import Project
from wireproof.model.verdict import Verdict

SELECTED = ("--only", "TLS-001", "--only", "TLS-04[04]", "--only", "HMAC-00[1-4]")
TARGETS = ("tls/mutual_tls", "tls/mutual_client", "hmac-auth/threaded", "hmac-auth/client")
FORMATS = ("html", "json", "junit", "markdown")


def texts(folder: Path) -> dict[Path, bytes]:
    """Read every file that lies in a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_key_outlives_its_run(project: Project) -> None:
    """Neither in the temp folder, which is gone, nor in the run, nor in a report of it."""
    asked = [part for one in FORMATS for part in ("--report", f"{one}=report.{one}")]
    ended = project.check(*TARGETS, *SELECTED, "--repeat", "0", *asked)
    assert {one.verdict for one in project.run().results} == {Verdict.PASS}, ended
    kept = texts(project.folder)
    assert len([path for path in kept if path.stem == "report"]) == len(FORMATS)
    assert not [path for path, data in kept.items() if b"PRIVATE KEY" in data]
    assert "PRIVATE KEY" not in ended.out + ended.err
