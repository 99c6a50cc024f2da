"""Host a Python object as a tool: ``py:package.module:attribute``.

The attribute is a callable that takes an order and returns its answer, both as JSON objects. It
runs in a process of its own, so that whatever it does to itself is not done to us. What it prints
goes to stderr; what it raises ends the process, which is evidence.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
from typing import Any


def main() -> None:
    """Answer each line of stdin on stdout."""
    module, _, attribute = sys.argv[1].partition(":")
    kept = os.dup(1)
    os.dup2(2, 1)
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as `python -m` would
    owner: Any = importlib.import_module(module)
    answer = functools.reduce(getattr, attribute.split("."), owner)
    with os.fdopen(kept, "w", encoding="utf-8") as answers:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
