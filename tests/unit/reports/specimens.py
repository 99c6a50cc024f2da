"""Made-up runs for the reports: every verdict, hostile words, a cut-off run, a very large one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from wireproof.model.contract import Attack, Contract, Requirement, Undecidable
from wireproof.model.evidence import Evidence, Exchange, Step
from wireproof.model.judgement import conclude, settle
from wireproof.model.manifest import Implementation, Waiver
from wireproof.model.run import (
    SCHEMA,
    BudgetResult,
    CaseResult,
    Comparison,
    Footer,
    Header,
    Judged,
    Measurement,
    Proof,
    Run,
    StaleWaiver,
    Trouble,
)
from wireproof.model.verdict import Level, Verdict
from wireproof.reports.spelling import visible

HOSTILE = (
    "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1> "
    "\x1b[31mred\x1b]0;title\x07 \x00\x08 \u202egnp.exe ]]> <!-- "
    "`code` | pipe @everyone \ud800 \uffff"
)
SEEN = visible(HOSTILE)
STARTED = "2026-08-01T12:00:00+00:00"


def requirement(identifier: str, level: Level = Level.MUST, **more: object) -> Requirement:
    words = {
        "text": f"What {identifier} asks for is kept by every target.",
        "source": "RFC 9293 section 3.6; RFC 862",
    }
    return Requirement(id=identifier, level=level, **(words | more))  # type: ignore[arg-type]


ECHO = Contract(
    name="tcp-echo",
    version=1,
    title="TCP echo: what goes in comes out",
    requirement=(
        requirement("ECHO-001", text="Every byte is returned unchanged and in order."),
        requirement("ECHO-002", text="The stream's end is answered by an orderly end."),
        requirement("ECHO-006", features=("half_close",), text="After FIN all debts are paid."),
        requirement("ECHO-007", hardened_only=True, text="An idle client is hung up on in time."),
        requirement("ECHO-009", observes="process", text="A reset disturbs nobody else."),
        requirement("ECHO-014", Level.SHOULD, text="A silent client delays nobody."),
        requirement("ECHO-020", Level.MAY, contested="implementations differ", text="Urgent data."),
        requirement("ECHO-021", limits=("max_frame",), text="A line has at most so many bytes."),
    ),
)
XML = Contract(
    name="xmlrpc",
    version=2,
    title="XML-RPC",
    requirement=tuple(requirement(f"XRPC-{number:03}") for number in range(1, 6)),
)
CONTRACTS = {one.name: one for one in (ECHO, XML)}
FLOOD = Attack(what="a <b>flood</b>", requirements=("ECHO-001", "ECHO-002"))
UNTRIED = Attack(what="nobody was tried on it", requirements=("ECHO-777",))
OPEN = Undecidable(what="what it thinks", why="Nobody <i>sees</i> it.")
BESIEGED = CONTRACTS | {"tcp-echo": replace(ECHO, attack=(FLOOD, UNTRIED), undecidable=(OPEN,))}


def implementation(name: str, contract: str = "tcp-echo", **more: object) -> Implementation:
    return Implementation(name=name, contract=contract, **more)  # type: ignore[arg-type]


def step(at: float, direction: str, data: bytes = b"", note: str = "") -> Step:
    coded = base64.b64encode(data).decode()
    return Step(at=at, direction=direction, size=len(data), data=coded, note=note)  # type: ignore[arg-type]


EVIDENCE = Evidence(
    expected="65536 bytes, sha256 1f2e3d",
    seen="65024 bytes, sha256 77aa01; the first difference is at 65024: the stream ended",
    exchanges=(
        Exchange(
            peer="127.0.0.1:40123",
            steps=(
                step(0.0, "!", note="connected"),
                step(0.0004, ">", b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
                step(0.0121, "<", bytes(range(256))),
                step(0.5, "!", note="reset by the target"),
            ),
            omitted=3,
        ),
    ),
    stderr="Traceback (most recent call last):\n  ConnectionResetError",
    end="exit code 1",
    seed=7,
    counterexample="pieces=[b'\\x00', b'']",
    repeat="wireproof check tcp-echo/forked --only ECHO-001 --seed 7",
)


def result(verdict: Verdict, row: Requirement, key: str, **more: object) -> CaseResult:
    contract, _, name = key.partition("/")
    fields = {
        "contract": contract,
        "implementation": name,
        "case": f"test_stream::test_keeps_{row.id.lower().replace('-', '_')}",
        "requirements": (row.id,),
        "level": row.level,
        "effective_level": row.level,
        "verdict": verdict,
        "seconds": 0.0314,
    }
    return CaseResult(**(fields | more))  # type: ignore[arg-type]


SAYS: dict[Verdict, dict[str, object]] = {
    Verdict.PASS: {},
    Verdict.FAIL: {"message": "the stream ended 512 bytes early", "evidence": EVIDENCE},
    Verdict.ERROR: {"message": "out of descriptors here"},
    Verdict.INCONCLUSIVE: {"reason": "the target never stalled"},
    Verdict.UNTESTED: {"reason": "declare `half_close` to be judged on it"},
    Verdict.INAPPLICABLE: {"reason": "`max_frame` is declared absent"},
}


def results(
    contract: Contract, name: str, verdicts: dict[str, Verdict], **more: object
) -> list[CaseResult]:
    """One case per requirement; those that are not named pass."""
    key = f"{contract.name}/{name}"
    found = [(verdicts.get(row.id, Verdict.PASS), row) for row in contract.requirement]
    return [result(verdict, row, key, **(SAYS[verdict] | more)) for verdict, row in found]


def run(
    *entries: tuple[Implementation, list[CaseResult]],
    known: dict[str, Contract] | None = None,
    **more: object,
) -> Run:
    """Settle and conclude, as the harness does."""
    known = CONTRACTS if known is None else known
    rows, ends = [], []
    for one, cases in entries:
        contract = known[one.contract]
        settled = [
            settle(row, one, [case for case in cases if row.id in case.requirements])
            for row in contract.requirement
        ]
        rows += settled
        ends.append(conclude(contract, one, settled))
    fields = {
        "header": header([one for one, _ in entries], known),
        "results": tuple(case for _, cases in entries for case in cases),
        "requirements": tuple(rows),
        "conclusions": tuple(ends),
        "footer": Footer(complete=True, exit_code=1, seconds=12.5, counts={}),
    }
    return Run(**(fields | more))  # type: ignore[arg-type]


def header(implementations: list[Implementation], known: dict[str, Contract]) -> Header:
    return Header(
        schema=SCHEMA,
        wireproof="0.1.0",
        started=STARTED,
        command=("/somewhere/bin/wireproof", "check", "tcp-echo/*"),
        seed=7,
        hypothesis_profile="default",
        time_scale=1.0,
        machine={"system": "Linux", "cpus": 2},
        contracts={name: one.version for name, one in known.items()},
        implementations=tuple(
            Judged(
                name=one.name,
                contract=one.contract,
                role=one.role,
                profile=one.profile,
                words=f"{one.contract}/{one.name}",
                features=one.features,
                language="Python",
                version="3.11",
                homepage="https://example.org/",
            )
            for one in implementations
        ),
    )


def every_kind() -> Run:
    """Every verdict, every conclusion, a flaky failure, a waiver, troubles, measurements."""
    waiver = Waiver(
        requirement="ECHO-014",
        fingerprint="512 bytes early",
        reason="known, mended in the next release",
        link="https://example.org/1",
        expires="2030-01-01",  # type: ignore[arg-type]
    )
    broken = {
        "ECHO-001": Verdict.FAIL,
        "ECHO-007": Verdict.FAIL,
        "ECHO-014": Verdict.FAIL,
        "ECHO-006": Verdict.UNTESTED,
        "ECHO-021": Verdict.INAPPLICABLE,
    }
    forked = results(ECHO, "forked", broken)
    forked[0] = replace(forked[0], passed_again=1, repeated=2, died=True)
    doubts = {"XRPC-001": Verdict.ERROR, "XRPC-002": Verdict.INCONCLUSIVE}
    return run(
        (implementation("threaded"), results(ECHO, "threaded", {})),
        (implementation("evented"), results(ECHO, "evented", {"ECHO-020": Verdict.FAIL})),
        (implementation("forked", waiver=(waiver,)), forked),
        (implementation("fast", "xmlrpc"), results(XML, "fast", {})),
        (implementation("slow", "xmlrpc"), results(XML, "slow", doubts)),
        stale=(
            StaleWaiver(
                contract="xmlrpc", implementation="fast", requirement="XRPC-003", reason="expired"
            ),
        ),
        troubles=(
            Trouble(
                kind="not-ready",
                message="no announcement within 10 s; exit code 1",
                contract="tcp-echo",
                implementation="lost",
            ),
            Trouble(kind="harness", message="a worker was lost"),
        ),
        measurements=(*headline(), *calls()),
        comparisons=(compared(),),
        budgets=(promised(),),
    )


def headline() -> list[Measurement]:
    speeds = {"threaded": 9e8, "forked": 2.5e9, "pyzmq": 4e8}
    return [
        Measurement(
            group="headline",
            name=name,
            unit="bytes/s",
            value=top * size / (size + 30_000),
            median_seconds=size / top,
            rounds=7,
            payload_bytes=size,
            extra={"ratio": 1.25},
        )
        for name, top in speeds.items()
        for size in (100, 10_000, 1_000_000, 400_000_000)
    ]


def compared() -> Comparison:
    return Comparison(
        group="small calls",
        name="fast",
        partner="slow",
        ratio=13.4,
        low=12.9,
        high=14.1,
        verdict="faster",
        rounds=20,
        confidence=0.99,
        minimum_effect=0.05,
    )


def promised() -> BudgetResult:
    return BudgetResult(
        budget="P1",
        group="small calls",
        name="fast",
        partner="slow",
        least=20,
        ratio=13.4,
        low=12.9,
        high=14.1,
        verdict="missed",
        expected="missed",
        reason="the disk is full",
    )


def calls() -> list[Measurement]:
    return [
        Measurement(
            group="small calls",
            name=name,
            unit="calls/s",
            value=rate,
            median_seconds=1 / rate,
            rounds=9,
        )
        for name, rate in {"fast": 42_800.0, "slow": 3200.0}.items()
    ]


def proved(*, survivor: bool = True) -> Run:
    """A run of mutants: their failures are what we want to see."""
    mutants = {"forgets_to_hang_up": "ECHO-007", "mixes_clients_up": "ECHO-001"}
    entries = [
        (implementation(name), results(ECHO, name, {broken: Verdict.FAIL}))
        for name, broken in mutants.items()
    ]
    proofs = [
        Proof(contract="tcp-echo", mutant=name, requirement=broken, caught=True, message="early")
        for name, broken in mutants.items()
    ]
    proofs += [Proof(contract="tcp-echo", mutant=name, caught=True) for name in mutants]
    if survivor:
        proofs[1] = replace(proofs[1], caught=False, reason="survived: pass")
    footer = Footer(complete=True, exit_code=int(survivor), seconds=3.0, counts={})
    return run(*entries, known={"tcp-echo": ECHO}, proofs=tuple(proofs), footer=footer)


def cut_off() -> Run:
    """Cut the file in the middle: results without requirements, conclusions or a footer."""
    whole = every_kind()
    return replace(whole, results=whole.results[:18], requirements=(), conclusions=(), footer=None)


def passing() -> Run:
    """One implementation that conforms."""
    return run(
        (implementation("threaded"), results(ECHO, "threaded", {})), known={"tcp-echo": ECHO}
    )


def selected() -> Run:
    """Only a part was asked for."""
    whole = passing()
    part = [row for row in whole.requirements if row.requirement == "ECHO-001"]
    return replace(
        whole, header=replace(whole.header, selection="ECHO-001"), requirements=tuple(part)
    )


def hostile() -> Run:
    """Whatever a target or a manifest can say, it says it with an attack in it."""
    evidence = Evidence(
        expected=HOSTILE,
        seen=HOSTILE,
        stderr=HOSTILE,
        stdout=HOSTILE,
        end=HOSTILE,
        counterexample=HOSTILE,
        traceback=HOSTILE,
        repeat=HOSTILE,
        exchanges=(
            Exchange(
                peer=HOSTILE,
                steps=(
                    step(0, "<", HOSTILE.encode("utf-8", "replace"), HOSTILE),
                    Step(at=1, direction="<", size=9, data="<no base64>"),
                ),
            ),
        ),
    )
    whole = replace(every_kind(), proofs=proved().proofs)
    spoil: dict[str, Callable[..., Any]] = {
        "results": lambda row: replace(row, message=HOSTILE, reason=HOSTILE, evidence=evidence),
        "requirements": lambda row: replace(row, message=HOSTILE, contested=HOSTILE),
        "conclusions": lambda row: replace(row, reason=HOSTILE),
        "stale": lambda row: replace(row, reason=HOSTILE),
        "troubles": lambda row: replace(row, message=HOSTILE, kind=HOSTILE),
        "proofs": lambda row: replace(row, mutant=HOSTILE, reason=HOSTILE, caught=False),
        "budgets": lambda row: replace(row, budget=HOSTILE, group=HOSTILE, reason=HOSTILE),
        "comparisons": lambda row: replace(row, name=HOSTILE, group=HOSTILE, partner=HOSTILE),
        "measurements": lambda row: replace(
            row, name=HOSTILE, group=f"$x^{{ {HOSTILE}", extra={HOSTILE: HOSTILE}
        ),
    }
    spoil = {name: _renaming(way) for name, way in spoil.items()}
    lines = {name: tuple(map(way, getattr(whole, name))) for name, way in spoil.items()}
    judged = tuple(
        replace(
            one,
            name=one.name + HOSTILE,
            homepage="javascript:window.pwned=1",
            notes=HOSTILE,
            version=HOSTILE,
        )
        for one in whole.header.implementations
    )
    head = replace(whole.header, command=(HOSTILE,), implementations=judged)
    return replace(whole, header=head, **lines)


def _renaming(spoil: Callable[..., Any]) -> Callable[..., Any]:
    """Give the implementation a name as hostile as its words."""

    def spoiled(row: Any) -> Any:
        row = spoil(row)
        if name := getattr(row, "implementation", ""):
            row = replace(row, implementation=name + HOSTILE)
        return row

    return spoiled


def tried() -> Run:
    """Every kind of verdict, and seven connections in each case."""
    found = every_kind()
    return replace(found, results=tuple(replace(one, inputs=7) for one in found.results))
