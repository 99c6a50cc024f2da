"""What kind of address an address is."""

from __future__ import annotations

from wireproof import Target, requirement

from .judging import show


@requirement("CIDR-043")
def test_follows_the_registries(target: Target) -> None:
    show(target, "CIDR-043")
