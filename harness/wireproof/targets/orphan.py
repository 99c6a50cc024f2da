"""A worker whose controller is gone ends at once, and its warden cleans up after it."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from types import FrameType

LOOK_SECONDS = 0.2  # where the system does not tell us that a process has ended


def end_with_parent() -> None:
    """Watch the parent from a thread; also, leave Ctrl-C to the controller.

    A terminal sends SIGINT to the whole foreground group, but only the controller knows how to
    end a run in order. We take it and do nothing: an ignored signal would be ignored by every
    program that we start, too.
    """
    signal.signal(signal.SIGINT, _do_nothing)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    pass


def _watch(parent: int) -> None:
    try:
        _wait_for_end(parent)
    finally:
        os._exit(1)


def _wait_for_end(parent: int) -> None:
    if not hasattr(os, "pidfd_open"):
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        return
    descriptor = os.pidfd_open(parent)
    if os.getppid() == parent:  # else it ended before we looked, and this is somebody else
        select.select([descriptor], [], [])
