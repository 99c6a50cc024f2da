"""Our end of the warden: tell it what to watch, and end it when we are done."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from wireproof.errors import HarnessTrouble
from wireproof.targets import warden
from wireproof.targets.observe import MARK


class Ward:
    """One warden and the temp folder of one worker. Use it in a ``with``, or `close` it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", warden.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            bufsize=0,
        )
        self.folder = Path(tempfile.mkdtemp(prefix="wireproof-"))
        # Its name is unique, so it marks everything that is ever started under this warden.
        self._mark = f"{MARK}={self.folder.name}."
        self._say(f"folder {self.folder}")
        self._say(f"mark {self._mark}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def mark(self, folder: Path) -> str:
        """Make the mark of a target: whatever carries it is killed should we vanish."""
        return f"{self.folder.name}.{folder.name}"

    def watch(self, group: int) -> None:
        """Have a process group killed should we vanish, marked or not."""
        self._say(f"group {group}")

    def forget(self, group: int) -> None:
        """A group that has ended is nobody's any more; its number may be used again."""
        self._say(f"forget {group}")

    def close(self) -> None:
        """End the watch: the warden cleans up and we wait for it; closing twice is fine."""
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.wait():  # somebody killed it, so its work is ours
            warden.end(self._mark.encode())
            warden.remove(str(self.folder))

    def _say(self, order: str) -> None:
        if self._process.stdin is None:
            raise AssertionError("its input was asked for")
        try:
            self._process.stdin.write(f"{order}\n".encode())
        except OSError as trouble:
            raise HarnessTrouble(
                "the warden is gone, so nothing could be cleaned up after us",
                mend="Somebody killed it: run again.",
            ) from trouble
