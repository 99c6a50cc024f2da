"""Other ways to call a function elsewhere, measured beside ours where they are installed.

Each file here is one of them, whole: a server when it is run, a client when it is imported. It
says ``NAME`` and the module that it ``NEEDS``, and gives
``calling(host, port)``: a context whose value calls a function by name. To add one, add a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from wireproof import Target
from wireproof.model.manifest import Implementation, Requires
from wireproof.targets.description import Description

Call = Callable[..., Any]


class Alternative(NamedTuple):
    """One of them: how its server is started, and how its client is opened."""

    name: str
    description: Description
    calling: Callable[[str, int], AbstractContextManager[Call]]

    @contextmanager
    def open(self, name: str, arguments: tuple[object, ...], target: Target) -> Iterator[Call]:
        """Connect, and give the call of one function with these arguments."""
        with self.calling(target.address.host, target.address.port) as call:
            yield lambda: call(name, *arguments)


def alternatives() -> list[Alternative]:
    """Find all files beside this one."""
    return [_alternative(one.name) for one in pkgutil.iter_modules(__path__)]


def _alternative(stem: str) -> Alternative:
    module = importlib.import_module(f"{__name__}.{stem}")
    path = Path(module.__file__ or "")
    implementation = Implementation(
        name=module.NAME,
        contract="alternative",
        command=("{python}", str(path)),
        requires=Requires(module=module.NEEDS, install="pip install 'wireproof[alternatives]'"),
    )
    described = Description(
        implementation=implementation, folder=str(path.parent), words=module.NAME
    )
    return Alternative(module.NAME, described, module.calling)
