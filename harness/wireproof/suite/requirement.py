"""`requirement`: say which sentence of its contract a case decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from msgspec import Struct

Case = TypeVar("Case", bound=Callable[..., object])

MARK = "wireproof_requirement"


class Decides(Struct, frozen=True, kw_only=True):
    """What a case says of itself beside the requirements it decides."""

    ids: tuple[str, ...]
    fresh: bool = False
    measures: bool = False
    needs: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    role: str = ""
    observes: str = ""


def requirement(
    *ids: str,
    fresh: bool = False,
    measures: bool = False,
    needs: tuple[str, ...] = (),
    features: tuple[str, ...] = (),
    limits: tuple[str, ...] = (),
    role: str = "",
    observes: str = "",
) -> Callable[[Case], Case]:
    """Mark a case as the judge of requirements, by their ids in contract.toml.

    ``fresh``: it may wound its target, which therefore gets a process of its own.
    ``measures``: how long something takes, or memory by the gigabyte, so it runs while no other
    such case does. Processor time and peak memory of a process are its own, whoever else runs.
    ``needs``: requirements whose failure makes this case meaningless; then it is untested.
    ``features``, ``limits``, ``role``, ``observes``: what it needs beyond the contract's row.
    """
    decides = Decides(
        ids=ids,
        fresh=fresh,
        measures=measures,
        needs=needs,
        features=features,
        limits=limits,
        role=role,
        observes=observes,
    )

    def mark(case: Case) -> Case:
        pytest.mark.wireproof_requirement(decides)(case)
        return case

    return mark


def decides(item: pytest.Item) -> Decides | None:
    """Read what a case decides."""
    found = item.get_closest_marker(MARK)
    return found.args[0] if found else None
