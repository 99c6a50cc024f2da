"""The service with less to do for each call."""

from __future__ import annotations

from collections.abc import Callable

from reference_impl.xmlrpc.fast_codec import Codec
from reference_impl.xmlrpc.service import PUBLISHED
from reference_impl.xmlrpc.values import Value


class Lean(Codec):
    """Finds each method once."""

    # XRPC-053: what is published below an object of ``wireproof`` is not, here.
    published = {  # noqa: RUF012 - a table
        name: path for name, path in PUBLISHED.items() if not name.startswith("wireproof.obj")
    }

    def __init__(self, max_depth: int) -> None:
        super().__init__(max_depth)
        self.resolved: dict[str, Callable[..., Value]] = {}

    def resolve(self, name: str) -> Callable[..., Value]:
        # XRPC-052: looked up strictly once, and only what was found is kept.
        method = self.resolved.get(name)
        if method is None:
            method = self.resolved[name] = super().resolve(name)
        return method
