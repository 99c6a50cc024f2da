"""The path of a UNIX socket: who may connect to it, and what becomes of it."""

from __future__ import annotations

import stat
from pathlib import Path

from wireproof import Target, Untested, Violation, requirement

from .peer import visit

STOP_SECONDS = 5.0


@requirement("CONN-023", needs=("CONN-003",))
def test_is_closed_to_other_users(target: Target) -> None:
    """On Linux connecting takes the right to write to the socket and to enter its directories.

    The directories that we made are closed anyway and say nothing about the target.
    """
    path = path_of(target)
    visit(target)
    ours = Path(target.value("tmp")).resolve()
    its_own = [one for one in path.resolve().parents if one not in (ours, *ours.parents)]
    closed = [one for one in its_own if not one.stat().st_mode & stat.S_IXOTH]
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH and not closed:
        raise Violation(
            "any user may connect to the socket",
            expected="a mode, or a directory of its own, that keeps others out",
            seen=stat.filemode(mode),
            timeless=True,
        )


@requirement("CONN-023", fresh=True, needs=("CONN-003",))
def test_removes_its_path(target: Target) -> None:
    path = path_of(target)
    visit(target)
    target.send_sigterm(within=STOP_SECONDS)
    if path.exists():
        raise Violation("the path of the socket is still there after an orderly end")


def path_of(target: Target) -> Path:
    if not target.address.path:
        raise Untested("it listens on no UNIX socket here")
    return Path(target.address.path)
