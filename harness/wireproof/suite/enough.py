"""What a proof or a brief check needs no more of: a fault that is caught needs no second witness.

Without it a proof of all contracts ran 2508 cases instead of 1167, and those are the slow ones:
each waits in vain for an answer, and then for a fresh process.
"""

from __future__ import annotations

from wireproof.model.run import CaseResult
from wireproof.model.verdict import Verdict
from wireproof.suite.plan import Wanted


class Enough:
    """Learns results; tells which cases would say what is known already."""

    def __init__(self, wanted: Wanted, *, brief: bool = False) -> None:
        self._brief = brief
        self._words = wanted.caught_by
        self._beside = {key: set(ids) for key, ids in wanted.beside.items()}
        self._caught: set[tuple[str, str]] = set()
        self._failed: set[tuple[str, str]] = set()
        self._passed: set[tuple[str, str]] = set()

    def of(self, key: str, ids: tuple[str, ...]) -> bool:
        """Tell whether everything that a case is run for is settled."""
        words = self._words.get(key)
        if words is None:
            return self._brief and all((key, name) in self._failed for name in ids)
        broken = [name for name in ids if name in words]
        if broken:
            return all((key, name) in self._caught for name in broken)
        return any((key, name) in self._passed - self._failed for name in self._beside[key])

    def learn(self, result: CaseResult) -> None:
        """Take a result into account: caught is what fails with the expected words."""
        words = self._words.get(result.key, {})
        for name in result.requirements:
            if result.verdict is Verdict.FAIL:
                self._failed.add((result.key, name))
                if name in words and words[name] in result.message:
                    self._caught.add((result.key, name))
            elif result.verdict is Verdict.PASS:
                self._passed.add((result.key, name))
