"""Every error, in the order in which a run can meet it.

Two families that never mix. A `WireproofError` is about the run: words that mean nothing, a
manifest with a mistake, a program that does not start. A `Violation` is about the target: it
broke a requirement on the wire. What is neither is a bug of ours.
"""

from __future__ import annotations


class WireproofError(Exception):
    """Something about the run, not about a target: what happened, where, and what to do.

    ``exit_code`` is the command line's exit code if nothing else decides it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        """Render as one paragraph."""
        where = f"{self.where}: " if self.where else ""
        full_stop = "" if self.what.endswith((".", "!", "?")) else "."
        mend = f" {self.mend}" if self.mend else ""
        return f"{where}{self.what}{full_stop}{mend}"


# -- Reading the words of the command line ---------------------------------------------------


class UnknownWords(WireproofError):
    """A target, contract, requirement, format or suite that nobody knows."""


class NothingSelected(WireproofError):
    """The selection is valid and empty."""


# -- Reading files ---------------------------------------------------------------------------


class InvalidContract(WireproofError):
    """A contract.toml with a wrong key, type or value."""


class InvalidManifest(WireproofError):
    """A manifest or mutants.toml with a wrong key, type or value."""


class InvalidBudget(WireproofError):
    """A budgets.toml with a wrong key, type or value."""


class InvalidRun(WireproofError):
    """A run file that is no run, or is of a schema that we do not read."""


# -- Starting a target -----------------------------------------------------------------------


class NotReady(WireproofError):
    """An implementation that did not come to listen: reason, exit code, last lines of stderr."""

    exit_code = 3


class CannotRunHere(NotReady):
    """An implementation whose program is missing on this machine; the mend says how to get it."""


# -- Judging a target ------------------------------------------------------------------------


class Violation(Exception):
    """The target broke a requirement.

    ``expected`` and ``seen`` are short texts for a reader: sizes, digests, first difference.
    ``timeless`` tells that no pause of ours can be its cause: wrong bytes, memory, CPU time.
    """

    def __init__(
        self, message: str, *, expected: str = "", seen: str = "", timeless: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.seen = seen
        self.timeless = timeless


class Outcome(Exception):
    """A case ends without a verdict about the target; the message is the reason."""


class Inconclusive(Outcome):
    """The stimulus could not be produced."""


class Untested(Outcome):
    """Not declared, not observable here, or a tool is missing."""


class Inapplicable(Outcome):
    """A feature that the case needs is declared absent."""


class BrokenAdapter(Exception):
    """A client or tool did not keep the form of its lines, so nothing was said of what it does.

    It is an error, never a failure: the adapter is at fault, not what it adapts.
    """


# -- Ourselves -------------------------------------------------------------------------------


class HarnessTrouble(WireproofError):
    """The machine or the harness failed: out of descriptors, a lost worker, a bug of ours."""

    exit_code = 4
