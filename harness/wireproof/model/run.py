"""The lines of a run, as they stand in ``run.jsonl``.

Every line is one of these values, told apart by its ``type``. A run that has no footer with
``complete: true`` was cut off and is never green.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from wireproof.model.evidence import Evidence
from wireproof.model.verdict import Conclusion, Level, Verdict

SCHEMA = 1


class Judged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the header tells of one implementation."""

    name: str
    contract: str
    role: str
    profile: str
    words: str  # what to say on the command line to name it again
    features: tuple[str, ...] = ()
    limits: dict[str, int | float | str] = field(default_factory=dict)
    language: str = ""
    version: str = ""
    homepage: str = ""
    notes: str = ""
    reference: bool = False

    @property
    def key(self) -> str:
        """The name that is unique in a run."""
        return f"{self.contract}/{self.name}"


class Header(Struct, frozen=True, kw_only=True, tag="header"):
    """The first line: what was run, where, with what."""

    schema: int
    wireproof: str
    started: str
    command: tuple[str, ...]
    seed: int
    hypothesis_profile: str
    time_scale: float
    machine: dict[str, str | int | float]
    contracts: dict[str, int]
    implementations: tuple[Judged, ...]
    selection: str = ""  # empty: the whole contracts


class CaseResult(Struct, frozen=True, kw_only=True, tag="result", omit_defaults=True):
    """What one case found."""

    contract: str
    implementation: str
    case: str
    requirements: tuple[str, ...]
    level: Level
    effective_level: Level
    verdict: Verdict
    seconds: float
    message: str = ""
    reason: str = ""
    evidence: Evidence | None = None
    passed_again: int | None = None  # of ``repeated`` further tries, each on a fresh process
    repeated: int = 0
    died: bool = False  # the target ended during the case
    worker: str = ""
    inputs: int = 0  # connections, and orders to a tool: what was tried on it, controls included

    @property
    def key(self) -> str:
        """The implementation's unique name."""
        return f"{self.contract}/{self.implementation}"

    @property
    def flaky(self) -> bool:
        """Tell whether a failure went away when repeated."""
        return bool(self.passed_again)


class RequirementResult(Struct, frozen=True, kw_only=True, tag="requirement", omit_defaults=True):
    """What all cases of one requirement found: the worst of them."""

    contract: str
    implementation: str
    requirement: str
    level: Level
    effective_level: Level
    verdict: Verdict
    cases: int
    message: str = ""
    waived: str = ""  # the waiver's reason
    contested: str = ""


class ConclusionResult(Struct, frozen=True, kw_only=True, tag="conclusion", omit_defaults=True):
    """What the run says of one target."""

    contract: str
    implementation: str
    conclusion: Conclusion
    tested: int
    total: int
    failed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    reason: str = ""


class StaleWaiver(Struct, frozen=True, kw_only=True, tag="stale-waiver"):
    """A waiver that no longer waives anything, or has expired."""

    contract: str
    implementation: str
    requirement: str
    reason: str


class Trouble(Struct, frozen=True, kw_only=True, tag="trouble", omit_defaults=True):
    """Something about the run, not about a target: ``kind`` decides the exit code."""

    kind: str  # "not-ready", "cannot-run-here", "candidate-failed", "harness"
    message: str
    contract: str = ""
    implementation: str = ""


class Measurement(Struct, frozen=True, kw_only=True, tag="measurement", omit_defaults=True):
    """Numbers with their unit, and who was measured beside whom in the same run."""

    group: str
    name: str
    unit: str
    value: float
    median_seconds: float
    rounds: int
    payload_bytes: int = 0
    extra: dict[str, str | int | float] = field(default_factory=dict)


class Comparison(Struct, frozen=True, kw_only=True, tag="comparison", omit_defaults=True):
    """The speed of one candidate as a multiple of another's, from the rounds that both were in.

    ``low`` and ``high`` are the ends of an interval of ``confidence``; a difference below
    ``minimum_effect`` counts as none.
    """

    group: str
    name: str
    partner: str
    ratio: float
    low: float
    high: float
    verdict: Literal["faster", "slower", "same", "inconclusive"]
    rounds: int
    confidence: float
    minimum_effect: float
    payload_bytes: int = 0


class BudgetResult(Struct, frozen=True, kw_only=True, tag="budget", omit_defaults=True):
    """Whether a candidate was as much faster than a partner as it is to be.

    ``missed``: the whole interval lies below ``least``; ``inconclusive``: a part of it does.
    """

    budget: str
    group: str
    name: str
    partner: str
    least: float
    ratio: float
    low: float
    high: float
    verdict: Literal["kept", "missed", "inconclusive"]
    expected: Literal["kept", "missed"] = "kept"
    reason: str = ""  # what was tried, where it is expected to be missed
    payload_bytes: int = 0

    @property
    def broken(self) -> bool:
        """Tell whether it was missed and nobody expected that."""
        return self.verdict == "missed" and self.expected == "kept"


class Calibration(Struct, frozen=True, kw_only=True, tag="calibration"):
    """How far comparisons can be trusted on this machine: identical code, and code slowed down.

    Intervals are Wilson's, of 95 %, around a share of ``comparisons``.
    """

    comparisons: int
    false_alarms: int  # identical code that was called faster or slower
    false_alarm_interval: tuple[float, float]
    seen: int  # slowed code that was called slower
    seen_interval: tuple[float, float]
    mistaken: int  # slowed code that was called the same, or faster
    delay: float  # the share of its own time that was added
    minimum_effect: float
    confidence: float
    rounds: int
    placement: str
    addresses: str  # "fixed" or "randomised": where programs lie in memory
    seconds: float


class Proof(Struct, frozen=True, kw_only=True, tag="proof", omit_defaults=True):
    """Whether a mutant was caught by the case of one requirement that it breaks.

    With an empty ``requirement``: whether it was caught for nothing else (``prove --strict``), and
    something outside passed.
    """

    contract: str
    mutant: str
    caught: bool
    requirement: str = ""
    message: str = ""  # what the failure said
    reason: str = ""  # why it does not count as caught


class Footer(Struct, frozen=True, kw_only=True, tag="footer"):
    """The last line: how it ended."""

    complete: bool
    exit_code: int
    seconds: float
    counts: dict[str, int]


Line = (
    Header
    | CaseResult
    | RequirementResult
    | ConclusionResult
    | StaleWaiver
    | Trouble
    | Measurement
    | Comparison
    | BudgetResult
    | Calibration
    | Proof
    | Footer
)


class Run(Struct, frozen=True, kw_only=True):
    """A run read back: its lines by kind. ``footer`` is missing where the file was cut."""

    header: Header
    results: tuple[CaseResult, ...] = ()
    requirements: tuple[RequirementResult, ...] = ()
    conclusions: tuple[ConclusionResult, ...] = ()
    stale: tuple[StaleWaiver, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    budgets: tuple[BudgetResult, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    proofs: tuple[Proof, ...] = ()
    footer: Footer | None = None

    @property
    def complete(self) -> bool:
        """Tell whether the run came to its end."""
        return self.footer is not None and self.footer.complete
