"""The engine: runs each case on its target and turns what happened into a result.

One per worker. It is a pytest plugin that is only there when there is a plan.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path

import hypothesis
import msgspec
import pytest
from _pytest.runner import runtestprotocol

from wireproof.catalogue import contracts
from wireproof.catalogue.contracts import Scenario
from wireproof.errors import NotReady, Untested
from wireproof.model.contract import Requirement
from wireproof.model.evidence import Evidence
from wireproof.model.run import CaseResult, Trouble
from wireproof.model.verdict import Verdict
from wireproof.suite import items, message, names, profiles, selection
from wireproof.suite.alone import alone
from wireproof.suite.collector import COLLECTOR
from wireproof.suite.enough import Enough
from wireproof.suite.heartbeat import Heartbeat, tolerated
from wireproof.suite.plan import Plan
from wireproof.suite.requirement import Decides, decides
from wireproof.suite.stage import LateDeath, Stage
from wireproof.suite.verdicts import Raised, judge
from wireproof.targets.target import Target
from wireproof.wire.patience import Patience

_RAISED = pytest.StashKey[list[BaseException]]()
_RAN = pytest.StashKey[bool]()
_PAUSED = pytest.StashKey[bool]()
_UNDECLARED = pytest.StashKey[list[str]]()
PAUSED_TRIES = 3  # of a case that a pause of ours has kept from saying anything
MOST_WOUNDS = 20  # fresh processes after failures; who fails more often fails everywhere
DYING_SECONDS = 0.2  # from a broken connection to the end of the process that broke it
_DIED = "the target died"
_SKIPPED = {Verdict.INAPPLICABLE, Verdict.UNTESTED, Verdict.INCONCLUSIVE}


class Engine:
    """The hooks of one worker."""

    def __init__(self, config: pytest.Config, plan: Plan) -> None:
        self._config = config
        self.plan = plan
        wanted = {one.implementation.contract for one in plan.descriptions}
        self._scenarios = {
            scenario.folder.resolve(): scenario for scenario in map(contracts.scenario, wanted)
        }
        self._resolved: dict[Path, Scenario | None] = {}  # asked thrice for each of many items
        self._stage: Stage | None = None
        self._heartbeat = Heartbeat()
        self._failed: dict[str, set[str]] = {}
        self._gone: dict[str, str] = {}
        self._wounds: dict[str, int] = {}
        self._worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self._enough = Enough(plan.wanted, brief=plan.brief)
        profiles.load(plan.profile)
        self._seed(plan.seed)

    # -- Which case on which implementation --------------------------------------------------

    @pytest.hookimpl(trylast=True)  # so that the implementation is the last part of the id
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each case one parameter per implementation that it concerns."""
        scenario = self._scenario(Path(metafunc.module.__file__ or ""))
        found = [mark.args[0] for mark in metafunc.definition.iter_markers("wireproof_requirement")]
        if scenario is None or not found or "target" not in metafunc.fixturenames:
            return
        keys = [
            one.key
            for one in self.plan.descriptions
            if one.implementation.contract == scenario.contract.name
            and selection.concerns(found[0], scenario.contract, one)
            and selection.may_be_wanted(self.plan.wanted, found[0], one.key)
        ]
        metafunc.parametrize("target", keys, indirect=True, ids=map(names.parameter, keys))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what is selected, target by target, in the order in which cases are written."""
        order = {one.key: rank for rank, one in enumerate(self.plan.descriptions)}
        thinned = selection.Thinned(self.plan.wanted)
        kept = [item for item in items if self._is_ours(item) and self._is_wanted(item, thinned)]
        kept.sort(key=lambda item: order[names.implementation(item.nodeid)])
        foreign = [item for item in items if not self._is_a_case(item)]
        left_out = set(items) - set(foreign) - set(kept)
        if left_out:
            self._config.hook.pytest_deselected(items=list(left_out))
        items[:] = foreign + kept

    def _is_ours(self, item: pytest.Item) -> bool:
        return decides(item) is not None and bool(names.implementation(item.nodeid))

    def _is_a_case(self, item: pytest.Item) -> bool:
        """Tell it from a test of the user's own, who may have a `target` of his own, too."""
        ours = self._scenario(item.path) is not None and "target" in items.fixtures(item)
        return ours or decides(item) is not None

    def _is_wanted(self, item: pytest.Item, thinned: selection.Thinned) -> bool:
        said, rows, _ = self._about(item)
        case, key = names.case(item.nodeid), names.implementation(item.nodeid)
        if self.plan.fuzz_seconds and not items.is_property(item):
            return False
        wanted = selection.is_wanted(self.plan.wanted, said, rows, key, case)
        return wanted and thinned.keeps(said, key, case)

    def _scenario(self, path: Path) -> Scenario | None:
        if path not in self._resolved:
            self._resolved[path] = self._scenarios.get(path.parent.resolve())
        return self._resolved[path]

    def _about(self, item: pytest.Item) -> tuple[Decides, list[Requirement], Scenario]:
        said, scenario = decides(item), self._scenario(item.path)
        if said is None or scenario is None:
            raise LookupError(item.nodeid)
        return said, selection.rows(said, scenario.contract), scenario

    # -- The target of a case ----------------------------------------------------------------

    @pytest.fixture
    def target(self, request: pytest.FixtureRequest) -> Target:
        """The target that a case judges, started and listening."""
        item = request.node
        said, rows, scenario = self._about(item)
        key = request.param
        if bad := [one for one in said.needs if one in self._failed.get(key, ())]:
            raise Untested(f"needs {bad[0]}, which failed")
        if key in self._gone:
            raise Untested(f"nothing listens there any more since {self._gone[key]}")
        case = names.case(item.nodeid)
        target = self.stage.hold(self.plan.find(key), scenario, case, fresh=said.fresh)
        item.stash[_UNDECLARED] = selection.require_applicable(said, rows, target)
        return target

    @property
    def stage(self) -> Stage:
        """This worker's stage, with its warden, made when the first case needs it."""
        if self._stage is None:
            self._stage = Stage(Patience().scaled(self.plan.time_scale))
        return self._stage

    # -- Running a case ----------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> object | None:
        """Run a case, again on fresh processes where it failed, and report once.

        A case that could say nothing new is left out.
        """
        if not self._is_ours(item):
            return None
        if self.plan.halt and Path(self.plan.halt).exists():
            item.session.shouldstop = "a case has failed"
            return True
        said = self._about(item)[0]
        if self._enough.of(names.implementation(item.nodeid), said.ids):
            item.session._setupstate.teardown_exact(nextitem)  # noqa: SLF001 - as after a case
            return True
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        with alone(self.plan.lock) if said.measures else nullcontext():
            until = time.monotonic() + self._share_of_fuzzing(item)
            reports, result = self._try(item, nextitem)
            while result.verdict is Verdict.PASS and time.monotonic() < until:
                self._seed(random.SystemRandom().getrandbits(32))
                reports, result = self._try(item, nextitem)
            result = self._repeated(item, nextitem, result)
        self._remember(result)
        reports[-1].user_properties.append((message.PROPERTY, self._message(result)))
        if self.plan.halt and any(report.failed for report in reports):
            Path(self.plan.halt).touch()
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def _share_of_fuzzing(self, item: pytest.Item) -> float:
        """Tell the seconds of one property: all properties of a target share the time."""
        if not self.plan.fuzz_seconds:
            return 0.0  # to count them for each of many items is a twelfth of a worker's time
        key = names.implementation(item.nodeid)
        names_of_all = [names.implementation(one.nodeid) for one in item.session.items]
        return self.plan.fuzz_seconds / names_of_all.count(key)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep what was raised; what is no verdict about the target is a skip to pytest."""
        report = yield
        if self._is_ours(item) and call.when == "call":
            item.stash[_RAN] = True
        if self._is_ours(item) and call.excinfo is not None:
            error = call.excinfo.value
            item.stash.setdefault(_RAISED, []).append(error)
            raised = judge(error, item.path.parent)
            if raised.verdict in _SKIPPED and not isinstance(error, NotReady):
                report.outcome = "skipped"
                report.longrepr = (str(item.path), 0, f"{raised.verdict}: {raised.message}")
        return report

    def _try(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> tuple[list[pytest.TestReport], CaseResult]:
        """Run a case, again where a pause of ours has kept it from saying anything."""
        for _ in range(PAUSED_TRIES):
            reports, result = self._attempt(item, nextitem)
            if not item.stash[_PAUSED]:
                break
            self.stage.wound()
        return reports, result

    def _attempt(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> tuple[list[pytest.TestReport], CaseResult]:
        item.stash[_RAISED], item.stash[_UNDECLARED] = [], []
        item.stash[_RAN] = item.stash[_PAUSED] = False
        self._heartbeat.restart()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        return reports, self._result(item, sum(report.duration for report in reports))

    def _repeated(
        self, item: pytest.Item, nextitem: pytest.Item | None, result: CaseResult
    ) -> CaseResult:
        """Try a failure again on fresh processes; the verdict stays, and the next case has one."""
        if result.verdict is Verdict.ERROR and self._stage:
            self._stage.wound()  # lines of a tool may be out of step
        if result.verdict is not Verdict.FAIL:
            return result
        if not self.plan.repeat:
            return self._spare_the_next(result)
        again = []
        for _ in range(self.plan.repeat):
            self.stage.wound()
            again.append(self._try(item, nextitem)[1].verdict is Verdict.PASS)
        self.stage.wound()
        return msgspec.structs.replace(result, passed_again=sum(again), repeated=len(again))

    def _spare_the_next(self, result: CaseResult) -> CaseResult:
        """Give the next case a fresh process, unless it would be the same for hundreds of them."""
        self._wounds[result.key] = self._wounds.get(result.key, 0) + 1
        if self._wounds[result.key] <= MOST_WOUNDS:
            self.stage.wound()
        return result

    def _result(self, item: pytest.Item, seconds: float) -> CaseResult:
        said, rows, scenario = self._about(item)
        key = names.implementation(item.nodeid)
        one = self.plan.find(key).implementation
        raised = self._raised(item, scenario)
        item.stash[_PAUSED] = raised.paused and raised.verdict is Verdict.INCONCLUSIVE
        told = raised.verdict in {Verdict.FAIL, Verdict.ERROR}
        return CaseResult(
            contract=scenario.contract.name,
            implementation=one.name,
            case=names.case(item.nodeid),
            requirements=said.ids,
            level=rows[0].level,
            effective_level=rows[0].binding(one.profile),
            verdict=raised.verdict,
            seconds=round(seconds, 4),
            message=raised.message if told else "",
            reason="" if told else raised.message,
            evidence=self._evidence(item, raised) if told else None,
            died=raised.message.startswith(_DIED),
            worker=self._worker,
            inputs=self._stage.inputs if self._stage and item.stash[_RAN] else 0,
        )

    def _raised(self, item: pytest.Item, scenario: Scenario) -> Raised:
        """Judge what the case raised, a death of the target, and features left undeclared."""
        errors = item.stash[_RAISED]
        noted = self._stage.noted if self._stage else ""
        passed = Raised(verdict=Verdict.PASS, message=noted)
        raised = judge(errors[0], scenario.folder) if errors else passed
        end = self._death(item.stash[_RAN], within=DYING_SECONDS if errors else 0)
        if end:
            after = f": {raised.message}" if raised.message else ""
            died = f"{_DIED} ({end}){after}"
            return msgspec.structs.replace(raised, verdict=Verdict.FAIL, message=died)
        starved = self._heartbeat.longest
        doubtful = raised.verdict is Verdict.FAIL and not raised.timeless
        target = self.plan.find(names.implementation(item.nodeid)).implementation
        if doubtful and starved >= tolerated(target, Patience().scaled(self.plan.time_scale)):
            said = f"the machine kept us waiting for {starved:.1f} s at a stretch"
            told = f"{said} ({raised.message})"
            return Raised(verdict=Verdict.INCONCLUSIVE, message=told, paused=True)
        undeclared = item.stash[_UNDECLARED]
        if raised.verdict is Verdict.FAIL and undeclared:
            said = f"declare `{undeclared[0]}` to be judged on it ({raised.message})"
            return Raised(verdict=Verdict.UNTESTED, message=said)
        return raised

    def _death(self, ran: bool, *, within: float) -> str:  # noqa: FBT001 - of the one case
        """Tell how the target died in a case; one that did not run is not to blame."""
        if self._stage is None:
            return ""
        if ran:
            return self._stage.charged(within=within)
        self._stage.spare()
        return ""

    def _evidence(self, item: pytest.Item, raised: Raised) -> Evidence:
        target = self._stage.target if self._stage else None
        stdout, stderr = target.printed() if target else ("", "")
        description = self.plan.find(names.implementation(item.nodeid))
        return Evidence(
            expected=raised.expected,
            seen=raised.seen,
            exchanges=target.exchanges() if target else (),
            stdout=stdout,
            stderr=stderr,
            end=target.end() if target else "",
            seed=self._current_seed,
            counterexample=raised.counterexample,
            traceback=raised.traceback,
            repeat=items.repeat_command(description, names.case(item.nodeid), self._current_seed),
        )

    # -- What follows from a result ----------------------------------------------------------

    def _remember(self, result: CaseResult) -> None:
        self._enough.learn(result)
        if result.verdict is Verdict.FAIL:
            self._failed.setdefault(result.key, set()).update(result.requirements)
            target = self._stage.target if self._stage else None
            if target and target.description.running and not target.answers():
                self._gone[result.key] = result.case

    def _message(self, *results: CaseResult) -> str:
        """Tell the controller this result, late deaths, and troubles since the last time."""
        late, troubles = [], []
        if self._stage:
            late = [self._late(death) for death in self._stage.late]
            troubles = [self._trouble(*trouble) for trouble in self._stage.troubles]
            self._stage.late.clear()
            self._stage.troubles.clear()
        return message.encode(message.Message(results=(*late, *results), troubles=tuple(troubles)))

    def _late(self, death: LateDeath) -> CaseResult:
        """Charge a death to the case before it."""
        all_items = self._config.wireproof_items  # type: ignore[attr-defined]
        item = next(one for one in all_items if items.is_case(one, death.key, death.case))
        said, rows, scenario = self._about(item)
        one = self.plan.find(death.key).implementation
        return CaseResult(
            contract=scenario.contract.name,
            implementation=one.name,
            case=death.case,
            requirements=said.ids,
            level=rows[0].level,
            effective_level=rows[0].binding(one.profile),
            verdict=Verdict.FAIL,
            seconds=0.0,
            message=f"{_DIED} ({death.end}) soon after the case",
            evidence=Evidence(stderr=death.stderr, end=death.end),
            died=True,
            worker=self._worker,
        )

    def _trouble(self, key: str, kind: str, text: str) -> Trouble:
        one = self.plan.find(key).implementation
        return Trouble(kind=kind, message=text, contract=one.contract, implementation=one.name)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember the cases, for a death that is noticed late."""
        self._config.wireproof_items = list(session.items)  # type: ignore[attr-defined]

    def pytest_sessionfinish(self) -> None:
        """Stop the target and tell the controller what that brought to light."""
        if self._stage is None:
            return
        self._stage.close()
        text = self._message()
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[message.PROPERTY] = text
        elif collector := self._config.stash.get(COLLECTOR, None):
            collector.take(text)

    def pytest_keyboard_interrupt(self) -> None:
        """Somebody wants it to end now, not when the target has had time to."""
        if self._stage:
            self._stage.hurry()

    # -- Seeds ---------------------------------------------------------------------------------

    def _seed(self, seed: int) -> None:
        """Make every property begin from ``seed``, as ``--hypothesis-seed`` does."""
        hypothesis.core.global_force_seed = seed  # type: ignore[assignment]  # typed as None
        self._current_seed = seed
