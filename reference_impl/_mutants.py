"""How a mutant is started: it takes its parent's place in the parent's module.

A mutant is a subclass that overrides the one function which keeps a rule. ``start`` puts the
subclass where the reference looks for its parent and runs the reference's own ``main``, so that
everything else stays exactly the reference.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping


def class_name(mutant: str) -> str:
    """``forgets_to_hang_up`` is the class ``ForgetsToHangUp``."""
    return "".join(word.capitalize() for word in mutant.split("_"))


def start(namespace: Mapping[str, object]) -> None:
    """Run the mutant named by the first argument; the other arguments are the reference's."""
    mutant = namespace[class_name(sys.argv.pop(1))]
    if not isinstance(mutant, type):
        raise TypeError(f"{mutant!r} is not a mutant class")
    parent = mutant.__bases__[0]
    module = sys.modules[parent.__module__]
    setattr(module, parent.__name__, mutant)
    module.main()
