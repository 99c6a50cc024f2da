"""What lies in folders: found once, read strictly, told precisely where it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import wireproof
from tests.engine import tiny
from tests.engine.project import Project
from wireproof.catalogue import contracts, manifests, places
from wireproof.errors import InvalidContract, InvalidManifest, UnknownWords

ROOT = Path(__file__).parents[3]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with the tiny contract, in which we stand, and nothing else."""
    made = Project(tmp_path)
    tiny.install(made, "")
    monkeypatch.chdir(made.folder)
    monkeypatch.delenv("WIREPROOF_PATH", raising=False)
    monkeypatch.setattr(places, "own_root", lambda: made.folder / "nowhere")
    return made


# -- Places ----------------------------------------------------------------------------------


def test_finds_its_own_tree() -> None:
    """The source tree around us, or the package, where it is installed."""
    assert places.own_root() in {ROOT, Path(wireproof.__file__).parent}


def test_finds_the_copy_in_its_package_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scenarios").mkdir()
    monkeypatch.setattr(wireproof, "__file__", str(tmp_path / "__init__.py"))
    assert places.own_root() == tmp_path


def test_looks_where_it_is_told(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    other = here.temp / "other"
    (other / "implementations").mkdir(parents=True)
    told = [str(other), "", str(here.temp / "nowhere"), str(here.folder), "."]
    monkeypatch.setenv("WIREPROOF_PATH", os.pathsep.join(told))
    assert places.roots() == [here.folder, other]


def test_the_first_under_a_name_keeps_it(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    other = here.temp / "other" / "scenarios"
    for name in ("tiny", "second"):
        (other / name).mkdir(parents=True)
        (other / name / "contract.toml").touch()
    monkeypatch.setenv("WIREPROOF_PATH", str(other.parent))
    found = list(places.files("scenarios", "contract.toml"))
    assert found == [
        here.folder / "scenarios/tiny/contract.toml",
        other / "second/contract.toml",
    ]


# -- Contracts -------------------------------------------------------------------------------


def test_reads_contracts(here: Project) -> None:
    one = contracts.scenario("tiny")
    assert one.contract == tiny.CONTRACT
    assert one.folder == here.folder / "scenarios/tiny"
    assert list(contracts.scenarios()) == ["tiny"]
    assert contracts.named(["tiny", "gone"]) == {"tiny": tiny.CONTRACT}


def test_reads_what_has_changed(here: Project) -> None:
    path = here.folder / "scenarios/tiny/contract.toml"
    assert contracts.read(path) is contracts.read(path)
    path.write_text(path.read_text().replace("One line in", "Two lines in"))
    os.utime(path, ns=(1, 1))
    assert contracts.read(path).title.startswith("Two lines in")


def test_a_name_may_be_spelled_as_its_folder(here: Project) -> None:
    text = (here.folder / "scenarios/tiny/contract.toml").read_text()
    here.write("scenarios/very_tiny/contract.toml", text.replace('"tiny"', '"very-tiny"'))
    assert contracts.scenario("very_tiny").contract.name == "very-tiny"


def test_a_broken_contract_hinders_only_who_names_it(here: Project) -> None:
    here.write("scenarios/broken/contract.toml", "name = 3\n")
    assert contracts.scenario("tiny").contract.name == "tiny"
    assert set(contracts.named(["tiny", "broken"])) == {"tiny"}
    with pytest.raises(InvalidContract, match="expected `str`, got `int` at `name`"):
        contracts.scenario("broken")


@pytest.mark.parametrize(
    ("name", "mend"),
    [("tinny", "Did you mean 'tiny'?"), ("zzz", "Known: tiny.")],
)
def test_names_the_nearest_contract(here: Project, name: str, mend: str) -> None:
    with pytest.raises(UnknownWords) as caught:
        contracts.scenario(name)
    assert (caught.value.what, caught.value.mend) == (f"there is no contract {name!r}", mend)
    assert here.folder.is_dir()


def test_finds_a_requirement(here: Project) -> None:
    scenario, row = contracts.requirement("t-must")
    assert (scenario.contract.name, row.id) == ("tiny", "T-MUST")
    for name, mend in [("T-MUSST", "Did you mean T-MUST?"), ("Q", "See `wireproof list requ")]:
        with pytest.raises(UnknownWords, match="there is no requirement") as caught:
            contracts.requirement(name)
        assert caught.value.mend.startswith(mend)
    assert here.folder.is_dir()


def test_an_id_stands_once(here: Project) -> None:
    path = here.folder / "scenarios/tiny/contract.toml"
    path.write_text(path.read_text().replace('"T-MUST-2"', '"T-MUST"', 1))
    os.utime(path, ns=(2, 2))
    with pytest.raises(InvalidContract, match="T-MUST stands twice"):
        contracts.scenario("tiny")


def test_an_attack_names_requirements_of_its_contract(here: Project) -> None:
    path = here.folder / "scenarios/tiny/contract.toml"
    attack = 'attack = [{what = "a bomb", requirements = ["T-MUST", "T-MAST"]}]'
    path.write_text(path.read_text().replace("attack = []", attack))
    os.utime(path, ns=(3, 3))
    with pytest.raises(InvalidContract, match="the attack 'a bomb' names T-MAST, which is no"):
        contracts.scenario("tiny")


def test_a_contract_lies_in_its_own_folder(here: Project) -> None:
    text = (here.folder / "scenarios/tiny/contract.toml").read_text()
    path = here.write("scenarios/other/contract.toml", text)
    with pytest.raises(InvalidContract) as caught:
        contracts.read(path)
    assert str(caught.value) == (
        f"{path}: the contract is called 'tiny' but its folder 'other'. Call the folder 'tiny'."
    )


# -- Manifests -------------------------------------------------------------------------------


def test_finds_references_others_and_mutants(here: Project) -> None:
    tiny.manifest(here, {"name": "a"}, name="reference_impl/tiny/manifest.toml")
    tiny.manifest(here, {"name": "b"}, name="implementations/b/manifest.toml")
    here.write(
        "reference_impl/very_tiny/mutants.toml",
        'schema = 1\n[[mutant]]\nname = "forgets"\ncommand = ["x"]\nbreaks = ["T-1"]\n',
    )
    (mine,), (theirs,), (mutant,) = (
        manifests.references(),
        manifests.third_party(),
        manifests.mutants(),
    )
    assert (mine.implementation.name, mine.reference) == ("a", True)
    assert (theirs.implementation.name, theirs.reference) == ("b", False)
    assert (mutant.mutant.name, mutant.contract) == ("forgets", "very-tiny")


ENTRY = 'schema = 1\n[[implementation]]\nname = "one"\ncontract = "tiny"\ncommand = ["x"]\n'
WAIVER = (
    '[[implementation.waiver]]\nrequirement = "A"\nfingerprint = "f"\nreason = "r"\n'
    'link = "l"\nexpires = 2999-01-01\n'
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 2\n", "no valid value: 2 at `schema`. Write one of 1."),
        ("", "there is no key `schema`. Add it."),
        ("schema = 1\nimplementation = 3", "expected `array`, got `int` at `implementation`."),
        ("schema = 1\nimplementation = [3]", "expected `table`, got `int` at `implementation[0]`."),
        ("schma = 1\nimplementation = []", "unknown key `schma`. Did you mean `schema`?"),
        (ENTRY + "zzz = 1", "unknown key `zzz` at `implementation[0]`, in 'one'. Known keys here:"),
        (ENTRY + "comand = 1", "in 'one'. Did you mean `command`?"),
        (ENTRY + "name = 1", "is not TOML: Cannot overwrite a value"),
        (ENTRY + "cwd = 1", "expected `str`, got `int` at `implementation[0].cwd`, in 'one'."),
        (ENTRY + "env = {A = 1}", "expected `str`, got `int` at `implementation[0].env[...]`, in"),
        (ENTRY + "requires = {prog = 1}", "at `implementation[0].requires`, in 'one'. Did you"),
        (ENTRY + 'stop = "now"', "in 'one'. Write one of 'stdin', 'SIGTERM'."),
        (ENTRY + WAIVER.replace("2999-01-01", '"x"'), "in 'one'. Write a date, as 2030-12-31."),
        (ENTRY + WAIVER.replace("link", "lnk"), "at `implementation[0].waiver[0]`, in 'one'. Did"),
        (ENTRY + WAIVER.replace('link = "l"\n', ""), "there is no key `link` at `implementation"),
        (ENTRY + WAIVER.replace('"f"', '" "'), "'one' waives whatever A says. Write a part of"),
        (ENTRY + ENTRY[11:], "'tiny/one' stands twice. Give each entry its own name."),
        (ENTRY.replace('"one"', '"a b"'), "'a b' is no name. Use letters, digits and . _ + - in"),
        (ENTRY.replace('"one"', '"@x"'), "'@x' is no name."),
        (ENTRY.replace('["x"]', "[]"), "'one' needs either a command or an address."),
        (ENTRY + 'address = "tcp://x"', "'one' needs either a command or an address."),
        (b"\xff", "is not UTF-8. TOML files are UTF-8."),
    ],
)
def test_says_where_a_manifest_is_wrong(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidManifest) as caught:
        manifests.read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_says_which_value_a_contract_may_have(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text(
        'name = "x"\nversion = 1\ntitle = "x"\n[[requirement]]\nid = "A"\nlevel = "WILL"\n'
        'text = "t"\nsource = "s"\n'
    )
    with pytest.raises(InvalidContract, match=r"in 'A'\. Write one of 'MUST', 'SHOULD', 'MAY'\."):
        contracts.read(path)


def test_says_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidManifest, match=r"cannot be read \(No such file or directory\)"):
        manifests.read(tmp_path / "none.toml")
    with pytest.raises(InvalidManifest, match=r"cannot be read \(Is a directory\)"):
        manifests.read(tmp_path)


def test_a_good_manifest_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(ENTRY + 'features = ["a"]\nlimits = {x = 1, y = 1.5, z = "s"}\n' + WAIVER)
    (entry,) = manifests.read(path)
    assert entry.implementation.limits == {"x": 1, "y": 1.5, "z": "s"}
    assert entry.implementation.waiver[0].expires.year == 2999


def test_mutants_have_names_of_their_own(here: Project) -> None:
    one = '[[mutant]]\nname = "forgets"\ncommand = ["x"]\nbreaks = ["T-1"]\n'
    here.write("reference_impl/tiny/mutants.toml", f"schema = 1\n{one}{one}")
    with pytest.raises(InvalidManifest, match="'forgets' stands twice"):
        manifests.mutants()


def test_mutants_may_stand_in_several_files(here: Project) -> None:
    one = 'schema = 1\n[[mutant]]\nname = "forgets"\ncommand = ["x"]\nbreaks = ["T-1"]\n'
    here.write("reference_impl/tiny/mutants.toml", one)
    here.write("reference_impl/tiny/mutants_client.toml", one.replace("forgets", "shouts"))
    assert [entry.mutant.name for entry in manifests.mutants()] == ["forgets", "shouts"]
    here.write("reference_impl/tiny/mutants_more.toml", one)
    with pytest.raises(InvalidManifest, match="'forgets' stands twice"):
        manifests.mutants()
