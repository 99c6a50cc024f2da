"""The mutation score: how many of the faults that we planted were caught, contract by contract.

In a run of mutants a failure is what we want to see, so it is not told like a failure.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from wireproof.model.run import Proof, Run
from wireproof.reports.spelling import count


class Score(NamedTuple):
    """What was proved of one contract's checks."""

    contract: str
    proofs: tuple[Proof, ...]

    @property
    def faults(self) -> list[Proof]:
        """A proof for each requirement that each mutant breaks."""
        return [one for one in self.proofs if one.requirement]

    @property
    def caught(self) -> int:
        """How many of the faults were caught."""
        return sum(one.caught for one in self.faults)

    @property
    def missed(self) -> list[Proof]:
        """What was not as it should be: survivors, and mutants that break more than they say."""
        return [one for one in self.proofs if not one.caught]

    @property
    def mutants(self) -> dict[str, list[Proof]]:
        """The proofs by mutant."""
        found: dict[str, list[Proof]] = defaultdict(list)
        for one in self.proofs:
            found[one.mutant].append(one)
        return dict(found)

    @property
    def requirements(self) -> int:
        """How many requirements have been seen to fail."""
        return len({one.requirement for one in self.faults})


def scores(run: Run) -> list[Score]:
    """List the scores in the order of the run."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for one in run.proofs:
        found[one.contract].append(one)
    return [Score(contract, tuple(proofs)) for contract, proofs in found.items()]


def only_proves(run: Run) -> bool:
    """Tell whether all that was judged are mutants."""
    mutants = {(one.contract, one.mutant) for one in run.proofs}
    judged = {(one.contract, one.name) for one in run.header.implementations}
    return bool(mutants) and judged <= mutants


def sentence(run: Run) -> str:
    """Say the score of all contracts together."""
    found = scores(run)
    caught = sum(one.caught for one in found)
    faults = sum(len(one.faults) for one in found)
    mutants = sum(len(one.mutants) for one in found)
    text = f"{caught} of {count(faults, 'fault')} caught in {count(mutants, 'mutant')}"
    more = sum(not proof.requirement for one in found for proof in one.missed)
    return f"{text}, {more} not alone" if more else text


def about(proof: Proof) -> str:
    """Say what a proof is about: a requirement, or that nothing else is broken."""
    return proof.requirement or "alone"
