"""What `pip install` leaves behind is enough: no clone, no network, nothing beside the package.

Slow, for it builds and installs for real; ``tox -e package`` runs it alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CARRIED = (
    "wireproof/py.typed",
    "wireproof/suite/world.ini",
    "wireproof/scenarios/tcp_echo/contract.toml",
    "wireproof/reference_impl/tcp_echo/manifest.toml",
    "wireproof/reference_impl/tcp_echo/mutants.toml",
)

SERVER = """
import socketserver, sys

class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while chunk := self.request.recv(65536):
            self.request.sendall(chunk)

socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
"""

MANIFEST = """
schema = 1

[[implementation]]
name = "mine"
contract = "tcp-echo"
command = ["{python}", "server.py", "{port}"]
ready = "listen"
stop = "SIGTERM"
features = ["concurrent", "byte", "half_close", "!idle_timeout"]
"""

WITNESS = '''
"""Write down every file that this process, or a child of it, opens."""
import os, sys

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        os.write(LOG, os.path.abspath(os.fsencode(arguments[0])) + b"\\n")

LOG = os.open(os.environ["WITNESS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
sys.addaudithook(note)
'''


def _run(*command: str | Path, cwd: Path, **env: str) -> str:
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**clean, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist made of the tree, and the wheel made of nothing but that sdist."""
    folder = tmp_path_factory.mktemp("built")
    _run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("fresh")
    _run(sys.executable, "-m", "venv", "env", cwd=folder)
    programs = folder / "env" / "bin"
    _run(programs / "python", "-m", "pip", "install", "-q", wheel, cwd=folder)
    return programs


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A user's folder, with a server of their own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "server.py").write_text(SERVER)
    (folder / "my.toml").write_text(MANIFEST)
    return folder


def test_builds_a_wheel_and_an_sdist(built: Path) -> None:
    assert sorted(path.suffix for path in built.iterdir()) == [".gz", ".whl"]


def test_the_wheel_carries_what_a_check_needs_and_nothing_local(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in CARRIED if name not in names] == []
    local = ("__pycache__", ".hypothesis", "wireproof-results", "/tests/")
    assert [name for name in names if any(word in f"/{name}" for word in local)] == []


def test_the_wheel_carries_every_source(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    kinds = [(ROOT / "harness" / "wireproof", "wireproof")]
    kinds += [(ROOT / kind, f"wireproof/{kind}") for kind in ("scenarios", "reference_impl")]
    wanted = {
        f"{prefix}/{path.relative_to(folder)}"
        for folder, prefix in kinds
        for path in folder.rglob("*")
        if path.suffix in {".py", ".toml", ".ini", ".html", ".css", ".js", ".json"}
    }
    assert sorted(wanted - names) == []


def test_lists_what_it_carries(installed: Path, elsewhere: Path) -> None:
    said = _run(installed / "wireproof", "list", "contracts", "--json", cwd=elsewhere)
    assert "tcp-echo" in {row["name"] for row in json.loads(said)}


def test_checks_a_manifest_and_a_reference_from_its_own_copy(
    installed: Path, elsewhere: Path, tmp_path: Path
) -> None:
    """Every file that is opened, by us or by a target, lies in the environment or is the user's."""
    (tmp_path / "witness").mkdir()
    (tmp_path / "witness" / "sitecustomize.py").write_text(WITNESS)
    log = tmp_path / "opened"
    said = _run(
        *(installed / "wireproof", "check", "my.toml", "tcp-echo/threaded"),
        *("--only", "ECHO-001", "--json"),
        cwd=elsewhere,
        PYTHONPATH=str(tmp_path / "witness"),
        WITNESS=str(log),
    )
    verdicts = {
        (line["implementation"], line["verdict"])
        for line in map(json.loads, said.splitlines())
        if line["type"] == "requirement"
    }
    assert verdicts == {("mine", "pass"), ("threaded", "pass")}
    opened = {Path(name) for name in log.read_text().splitlines()}
    ours = {path for path in opened if {"scenarios", "reference_impl"} & set(path.parts)}
    assert any("tcp_echo" in path.parts for path in ours)
    assert [path for path in ours if "site-packages" not in path.parts] == []
    assert [path for path in opened if path.is_relative_to(ROOT)] == []


def test_an_editable_install_uses_the_tree_itself(tmp_path: Path) -> None:
    """Whoever edits a case does not have to install again, nor is an old copy found first."""
    _run(sys.executable, "-m", "venv", "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    _run(python, "-m", "pip", "install", "-q", "--no-deps", "--editable", ROOT, cwd=tmp_path)
    told = "from wireproof.catalogue import places; print(places.own_root())"
    assert _run(python, "-c", told, cwd=tmp_path).strip() == str(ROOT)
