"""Check an entry against its contract, before anything is started."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from wireproof.catalogue import contracts
from wireproof.errors import InvalidManifest, UnknownWords
from wireproof.model.contract import Contract
from wireproof.model.features import normal
from wireproof.targets import placeholders
from wireproof.targets.description import Description


def require_meaning(one: Description) -> None:
    """Refuse a role, a feature, a placeholder or a waiver that means nothing.

    Raises `InvalidManifest`.
    """
    it = one.implementation
    try:
        contract = contracts.scenario(it.contract).contract
    except UnknownWords as trouble:
        raise InvalidManifest(trouble.what, where=one.words, mend=trouble.mend) from None
    if it.role not in contract.roles:
        raise InvalidManifest(
            f"{contract.name} has no role {it.role!r}",
            where=one.words,
            mend=f"Its roles: {', '.join(contract.roles)}.",
        )
    _check_features(it.features, contract, where=one.words)
    placeholders.require_known((*it.command, *it.env.values()), where=one.words)
    for waiver in it.waiver:
        if contract.find(waiver.requirement) is None:
            raise InvalidManifest(
                f"it waives {waiver.requirement!r}, which {contract.name} does not require",
                where=one.words,
                mend=f"See `wireproof list requirements -c {contract.name}`.",
            )


def _check_features(features: Iterable[str], contract: Contract, *, where: str) -> None:
    """Refuse a feature that means nothing: misspelt, it would be left undeclared in silence."""
    for word in features:
        name = normal(word).removeprefix("!")
        if name not in contract.known_features:
            near = difflib.get_close_matches(name, contract.known_features, n=1)
            known = ", ".join(sorted(contract.known_features))
            raise InvalidManifest(
                f"{contract.name} has no feature {name!r}",
                where=where,
                mend=f"Did you mean {near[0]!r}?" if near else f"Its features: {known}.",
            )
