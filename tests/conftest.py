"""Make the tests the same, however pytest was started."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from hypothesis import settings

ROOT = str(Path(__file__).parents[1])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

# A busy machine is no reason to fail, and no file is to be left behind.
settings.register_profile("tests", deadline=None, database=None)
settings.load_profile("tests")

# Whoever is started in the background of a shell ignores SIGINT, and so do all that he starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
