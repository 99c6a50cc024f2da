"""How a test's node id holds a case and the implementation it runs on.

The implementation is the last parameter and begins with ``@``:
``test_stream.py::test_returns_every_byte[8191-bytes-@tcp-echo/threaded]``.
"""

from __future__ import annotations

import re

SIGN = "@"
_LAST = re.compile(rf"[\[-]{SIGN}(?P<key>[^{SIGN}/\]]+/[^{SIGN}/\]]+)\]$")


def parameter(key: str) -> str:
    """Spell an implementation's key as the id of its parameter."""
    return f"{SIGN}{key}"


def implementation(nodeid: str) -> str:
    """Read the implementation's key from a node id; empty where there is none.

    A case that concerns nobody has none, whatever its other parameters are called.
    """
    found = _LAST.search(nodeid)
    return found["key"] if found else ""


def case(nodeid: str) -> str:
    """Read the case's id, the implementation left out: ``test_stream::test_x[8191-bytes]``."""
    path, _, name = nodeid.partition("::")
    module = path.rpartition("/")[2].removesuffix(".py")
    head = name.rpartition(SIGN)[0]
    plain = head.removesuffix("-") + "]" if head.endswith("-") else head.removesuffix("[")
    return f"{module}::{plain}"
