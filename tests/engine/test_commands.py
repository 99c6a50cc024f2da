"""`check` and its like: what they print, repeat and select, and whose settings they heed."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

import pytest

from tests.engine import tiny
from tests.engine.project import Project
from tests.engine.tiny import judged, results
from wireproof.model.verdict import Verdict

# -- What the user's project may not do to a run ---------------------------------------------


def test_a_hostile_project_does_not_reach_the_run(project: Project) -> None:
    """Its settings, its conftest, its plugins and its modules are its own affair."""
    hostile = "raise RuntimeError('the project reached the run')"
    project.write("pytest.ini", "[pytest]\naddopts = --no-such-option -p no_such_plugin\n")
    project.write("tox.ini", "[pytest]\naddopts = --no-such-option\n")
    project.write("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--no-such-option'\n")
    for name in ("conftest.py", "scenarios/conftest.py", "scenarios/tiny/conftest.py"):
        project.write(name, hostile)
    for name in ("random.py", "socket.py", "typing.py", "pytest.py", "execnet.py"):
        project.write(name, hostile)
    project.env["PYTEST_ADDOPTS"] = "--no-such-option"
    project.env["PYTEST_PLUGINS"] = "no_such_plugin"
    tiny.install(
        project,
        """
        @requirement("T-MUST")
        def test_it(target): ask(target, "hello")
        """,
    )
    name = tiny.manifest(project, {"name": "one"}, {"name": "two"})
    project.check(name, "-n", "2", "--only", "T-MUST", code=0)
    left = {path.name for path in project.folder.iterdir() if path.suffix != ".py"}
    assert left == {
        *("pytest.ini", "tox.ini", "pyproject.toml", "scenarios", "tiny.toml", "diary", "out")
    }


def test_a_broken_scenario_is_our_trouble(project: Project) -> None:
    tiny.install(project, "import no_such_module")
    for words in ((), ("-n", "2")):
        name = tiny.manifest(project, {"name": "one"}, {"name": "two"})
        project.check(name, *words, code=4)
        messages = [one.message for one in project.run().troubles]
        assert len(messages) == 1
        assert "No module named 'no_such_module'" in messages[0]
        assert "test_tiny.py is broken: " in messages[0]


# -- Commands --------------------------------------------------------------------------------


def test_prints_exactly_the_lines_of_the_run(project: Project) -> None:
    done = judged(project, tiny.FAILING, "--json", "--repeat", "0", code=1)
    kept = (project.folder / "out" / "run.jsonl").read_text().splitlines()
    kinds = ("result", "requirement", "conclusion")
    assert done.out.splitlines() == [line for line in kept if json.loads(line)["type"] in kinds]
    assert done.err == ""


LONG = """
@requirement("T-MUST")
def test_first(target):
    if target.implementation.name == "bad": raise Violation("no")
    ask(target, "wait 1")
@requirement("T-MAY")
@pytest.mark.parametrize("turn", range(20))
def test_last(target, turn): ask(target, "wait 1")
"""


@pytest.mark.parametrize("names", [["bad"], ["bad", "good"]], ids=["alone", "workers"])
def test_stops_at_the_first_failure(project: Project, names: list[str]) -> None:
    """Whoever else is at work finishes the case at hand and no more."""
    tiny.install(project, LONG)
    name = tiny.manifest(project, *({"name": name} for name in names))
    project.check(name, "-x", "--repeat", "0", code=1)
    run = project.run()
    assert run.complete
    found = {one.implementation: one.verdict for one in run.results}
    assert found["bad"] is Verdict.FAIL
    assert len(run.results) < 10


THRICE = """
@requirement("T-MUST")
@pytest.mark.parametrize("turn", range(3))
def test_fails(target, turn): assert turn < 1, "no"
"""


def test_a_brief_check_tries_what_has_failed_no_further(project: Project) -> None:
    tiny.install(project, THRICE)
    tiny.install(project, THRICE.replace("test_fails", "test_again"), name="test_two.py")
    tiny.install(project, tiny.FAILING, name="test_zero.py")
    project.check(tiny.manifest(project), "--brief", "--repeat", "0", code=1)
    found = {one.case: one.verdict for one in project.run().results}
    assert found == {
        "test_tiny::test_fails[0]": Verdict.PASS,
        "test_tiny::test_fails[1]": Verdict.FAIL,
        "test_zero::test_other": Verdict.PASS,
        "test_zero::test_hardened": Verdict.PASS,
    }


def test_runs_again_only_what_failed(project: Project) -> None:
    tiny.install(project, tiny.FAILING)
    name = tiny.manifest(project)
    project.wireproof("check", name, "--repeat", "0", code=1)
    again = project.wireproof("check", name, "--repeat", "0", "--last-failed", "--json", code=1)
    cases = [line["case"] for line in again.lines if line["type"] == "result"]
    assert cases == ["test_tiny::test_must"]
    tiny.install(project, tiny.FAILING.replace('raise Violation("no end within 2 s")', tiny.ASKING))
    project.wireproof("check", name, "--last-failed", code=0)
    done = project.wireproof("check", name, "--last-failed", code=2)
    assert "nothing failed in the latest run" in done.err


def test_nothing_selected_leaves_no_run(project: Project) -> None:
    tiny.install(project, tiny.FAILING)
    done = project.wireproof("check", tiny.manifest(project), "--only", "T-NONE", code=2)
    assert done.err.count("\n") == 1
    assert "no case is left to run" in done.err
    assert list((project.folder / "wireproof-results").iterdir()) == []


PROPERTY = """
@requirement("T-MUST")
@given(text=st.text("abcdefgh", min_size=1, max_size=8))
def test_property(target, text):
    ask(target, "x" + text)
    if "c" in text: raise Violation("there is a c")
"""


def test_the_printed_command_repeats_a_counterexample(project: Project) -> None:
    judged(project, PROPERTY, "--feature", "extra", "--repeat", "0", code=1)
    (first,) = project.run().results
    assert first.evidence is not None
    assert "text='c'" in first.evidence.counterexample
    words = shlex.split(first.evidence.repeat)
    assert words[:2] == ["wireproof", "check"]
    assert str(first.evidence.seed) in words
    assert words[words.index("--feature") + 1] == "extra"
    project.check(*words[2:], code=1)
    (second,) = project.run().results
    assert second.evidence is not None
    assert (second.message, second.evidence.seed, second.evidence.counterexample) == (
        first.message,
        first.evidence.seed,
        first.evidence.counterexample,
    )


def test_the_printed_command_names_an_address_fully(project: Project, address: str) -> None:
    tiny.install(project, PROPERTY)
    project.check(address, "-c", "tiny", "--limit", "size=3", "--repeat", "0", code=1)
    (first,) = project.run().results
    assert first.evidence is not None
    project.check(*shlex.split(first.evidence.repeat)[2:], code=1)
    assert project.run().results[0].message == first.message


def test_replays_a_case(project: Project) -> None:
    judged(project, PROPERTY, "--repeat", "0", code=1)
    seed = project.run().header.seed
    done = project.wireproof("replay", "out", "test_property", code=1)
    assert done.out.startswith("then: fail there is a c\n")
    assert f"seed {seed}" in done.out


def test_continuous_integration_is_repeatable(project: Project) -> None:
    """Under CI every run draws the same examples, and the printed seed draws them elsewhere."""
    project.env["CI"] = "true"
    judged(project, PROPERTY, code=1)
    (first,) = project.run().results
    assert first.evidence is not None
    assert first.repeated == 0
    del project.env["CI"]
    project.check(*shlex.split(first.evidence.repeat)[2:], code=1)
    (second,) = project.run().results
    assert second.evidence is not None
    assert first.evidence.counterexample == second.evidence.counterexample
    assert first.evidence.seed == second.evidence.seed


FUZZED = """
@requirement("T-MUST")
@given(number=st.integers())
def test_passes(target, number):
    with open(os.path.join(os.environ["TMPDIR"], "..", "examples"), "a") as examples:
        examples.write("x")
@requirement("T-MUST-2")
@given(text=st.text("abc", min_size=1, max_size=3))
def test_rare(target, text):
    if text == "bac": raise Violation("it is back")
@requirement("T-MAY")
def test_no_property(target): ask(target, "hello")
"""


def test_fuzzing_is_for_properties_and_shares_its_time(project: Project) -> None:
    """The first property may not use it up, and what is found is repeated by its seed."""
    judged(project, FUZZED, "--fuzz", "4s", "--repeat", "0", code=1)
    found = results(project)
    assert set(found) == {"test_passes", "test_rare"}
    rare = found["test_rare"]
    assert (rare.verdict, rare.message) == (Verdict.FAIL, "it is back")
    assert rare.evidence is not None
    assert f"--seed {rare.evidence.seed}" in rare.evidence.repeat
    examples = project.folder.parent / "examples"
    assert len(examples.read_text()) > 2 * 200  # one try makes 200


# -- In a user's own project -----------------------------------------------------------------


def own_pytest(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a user does, with our plugin named."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp=base", *words],
        cwd=project.folder,
        env={**project.env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


PLUGIN = ("-p", "wireproof.suite.plugin")


def test_is_a_plugin_of_a_users_own_pytest(project: Project) -> None:
    tiny.install(project, tiny.FAILING)
    name = tiny.manifest(project)
    project.write(
        "test_own.py",
        "import pytest\n@pytest.fixture\ndef target(): return 5\n"
        "def test_own_target(target): assert target == 5\n",
    )
    done = own_pytest(project, *PLUGIN, "scenarios", "test_own.py", "--target", name)
    assert "1 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    assert "no end within 2 s" in done.stdout
    project.expect_nothing_left()


def test_the_plugin_starts_a_target_once_whatever_the_workers(project: Project) -> None:
    """And once more after its failure, so that no later case is blamed for it."""
    tiny.install(project, tiny.FAILING)
    name = tiny.manifest(project)
    done = own_pytest(project, *PLUGIN, "-p", "xdist", "-n", "2", "scenarios", "--target", name)
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert len(tiny.starts(project)) == 2


def test_does_nothing_unless_a_target_is_named(project: Project) -> None:
    project.write("test_own.py", "def test_own(): pass\n")
    done = own_pytest(project, *PLUGIN, "test_own.py", "--strict-markers")
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "workers"])
def test_the_plugin_says_in_one_line_what_it_does_not_know(
    project: Project, workers: tuple[str, ...]
) -> None:
    tiny.install(project, tiny.FAILING)
    done = own_pytest(project, *PLUGIN, *workers, "scenarios", "--target", "no-such-thing")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: nothing known is called 'no-such-thing'." in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_the_plugin_is_red_for_what_does_not_start(project: Project) -> None:
    tiny.install(project, tiny.FAILING)
    name = tiny.manifest(project, {"command": ["./no-such-program"]})
    done = own_pytest(project, *PLUGIN, "scenarios", "--target", name)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "cannot be started: No such file or directory" in done.stdout


def test_is_a_function(project: Project) -> None:
    """It may be called from a test, and tells words that mean nothing by an exception."""
    tiny.install(project, tiny.FAILING)
    tiny.manifest(project)
    project.write(
        "test_own.py",
        """
import pytest
import wireproof
from wireproof.errors import UnknownWords

def test_own(tmp_path):
    run = wireproof.check("tiny.toml", only=("T-MUST*",), output=tmp_path)
    assert [str(row.verdict) for row in run.requirements] == ["fail", "pass"]
    with pytest.raises(UnknownWords, match="no case is left"):
        wireproof.check("tiny.toml", only=("T-NONE",), output=tmp_path)
    with pytest.raises(UnknownWords, match="nothing known is called 'nonsense'"):
        wireproof.check("nonsense", output=tmp_path)
    assert wireproof.check("tiny.toml", contract="tiny", features=("!extra",)).complete
""",
    )
    done = own_pytest(project, "test_own.py")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    project.expect_nothing_left()
