"""The words that name targets, parsed once."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.engine import tiny
from tests.engine.project import Project
from wireproof.catalogue import manifests
from wireproof.errors import InvalidManifest, UnknownWords, WireproofError
from wireproof.model.manifest import Implementation
from wireproof.targets.description import Description
from wireproof.targets.words import Declared, parse, parse_address
from wireproof.wire.address import Address

TINY = Declared(contract="tiny")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with the tiny contract, in which we stand."""
    made = Project(tmp_path)
    tiny.install(made, "")
    monkeypatch.chdir(made.folder)
    monkeypatch.delenv("WIREPROOF_PATH", raising=False)
    return made


def names(found: list[Description]) -> list[str]:
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://127.0.0.1:9000", Address("tcp", host="127.0.0.1", port=9000)),
        ("tcp://[::1]:9000", Address("tcp", host="::1", port=9000)),
        ("udp://localhost:7", Address("udp", host="localhost", port=7)),
        ("http://127.0.0.1/RPC2", Address("http", host="127.0.0.1", port=80, resource="/RPC2")),
        ("https://127.0.0.1", Address("https", host="127.0.0.1", port=443)),
        ("unix:///run/x.sock", Address("unix", path="/run/x.sock")),
        ("unix://x.sock", Address("unix", path="x.sock")),
    ],
)
def test_reads_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address


def test_an_address_runs_already(here: Project) -> None:
    (one,) = parse(["tcp://127.0.0.1:9000"], Declared(contract="tiny", pid=os.getpid()))
    assert (one.key, one.running, one.pid) == ("tiny/9000", True, os.getpid())
    assert one.implementation.profile == "classic"
    assert one.options == ("--contract", "tiny", "--pid", str(os.getpid()))
    assert here.folder.is_dir()


@pytest.mark.usefixtures("here")
def test_a_socket_is_called_by_its_file() -> None:
    assert names(parse(["unix:///run/my server!.sock"], TINY)) == ["tiny/my-server-.sock"]
    assert names(parse(["unix:///run/ö"], TINY)) == ["tiny/unnamed"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("line", "ready"),
    [
        ("./server --port {port}", "listen"),
        ("./server {socket:a}", "listen"),
        ("./server 'a b'", "announce"),
    ],
)
def test_a_command_is_looked_for_where_it_is_told_to_listen(line: str, ready: str) -> None:
    (one,) = parse([f"cmd:{line}"], TINY)
    assert one.implementation.command == tuple(shlex.split(line))
    assert (one.implementation.ready, one.implementation.stop) == (ready, "SIGTERM")
    assert (one.key, one.running, one.words) == ("tiny/server", False, f"cmd:{line}")


def test_an_object_is_hosted_as_a_tool(here: Project) -> None:
    del here
    (one,) = parse(["py:package.module:Class.method"], TINY)
    assert one.key == "tiny/package.module-Class.method"
    assert one.implementation.role == "tool"
    assert one.implementation.command[2] == "package.module:Class.method"
    with pytest.raises(UnknownWords, match="tcp-echo has no in-process form"):
        parse(["py:a:b"], Declared(contract="tcp-echo"))


def test_a_manifest_names_its_entries(here: Project) -> None:
    name = tiny.manifest(here, {"name": "one"}, {"name": "two"})
    assert names(parse([name], Declared())) == ["tiny/one", "tiny/two"]
    (two,) = parse([f"{name}#two"], Declared())
    assert two.words == f"{here.folder / name}#two"
    assert names(parse([two.words], Declared())) == ["tiny/two"]
    assert names(parse([name, f"{name}#two"], Declared())) == ["tiny/one", "tiny/two"]


def test_what_is_named_alike_is_numbered(here: Project) -> None:
    """Results are kept by contract and name: nobody's may be lost, or taken for another's."""
    one, two = tiny.manifest(here, {}, name="a.toml"), tiny.manifest(here, {}, name="b.toml")
    third = "cmd:./obedient x"
    found = parse([one, two, third, "cmd:./obedient y", one], TINY)
    assert names(found) == [f"tiny/obedient{end}" for end in ("", "-2", "-3", "-4")]


@pytest.mark.usefixtures("here")
def test_something_known_is_a_key_a_glob_or_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        (manifests.references, "tiny/here", "reference_impl/tiny", True),
        (manifests.references, "tiny/there", "reference_impl/tiny", True),
        (manifests.third_party, "tiny/node-net", "implementations/nodejs", False),
    ]

    def listed(kind: Any) -> Any:
        def listing() -> list[manifests.Entry]:
            return [
                manifests.Entry(
                    Implementation(name=key[5:], contract="tiny", command=("x",)),
                    Path(folder, "manifest.toml"),
                    reference,
                )
                for of, key, folder, reference in entries
                if of is kind
            ]

        return listing

    for kind in (manifests.references, manifests.third_party):
        monkeypatch.setattr(manifests, kind.__name__, listed(kind))
    expected = {
        "tiny/here": ["tiny/here"],
        "tiny/*": ["tiny/here", "tiny/there"],
        "tiny/?ere": ["tiny/here"],
        "node-net": ["tiny/node-net"],
        "node_net": ["tiny/node-net"],
        "tiny/node-net": ["tiny/node-net"],
        "nodejs": ["tiny/node-net"],
    }
    assert {word: names(parse([word], Declared())) for word in expected} == expected
    assert names(parse([], Declared())) == ["tiny/here", "tiny/there"]
    assert names(parse([], TINY)) == ["tiny/here", "tiny/there"]
    with pytest.raises(UnknownWords, match="nothing known is called 'here'"):
        parse(["here"], Declared())


def test_what_is_declared_outranks_the_manifest(here: Project) -> None:
    name = tiny.manifest(
        here,
        {
            "features": ["slow-start", "!short", "extra"],
            "limits": {"x": 1, "y": 2},
            "env": {"A": "1"},
        },
    )
    declared = Declared(
        role="client",
        profile="classic",
        features=("!slow_start", "short"),
        limits={"x": 5, "z": 1.5},
        env={"B": "2"},
    )
    (one,) = parse([name], declared)
    it = one.implementation
    assert (it.role, it.profile) == ("client", "classic")
    assert it.features == ("extra", "!slow_start", "short")
    assert (it.limits, it.env) == ({"x": 5, "y": 2, "z": 1.5}, {"A": "1", "B": "2"})
    assert shlex.join(one.options) == (
        "--role client --profile classic --feature '!slow_start' --feature short "
        "--limit x=5 --limit z=1.5 --env B=..."
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("said", "declared"),
    [
        ("tiny has no role 'x'", Declared(contract="tiny", role="x")),
        ("there is no profile 'x'", Declared(profile="x")),
        ("--pid 999999999", Declared(pid=999_999_999)),
        ("'a b' is no feature", Declared(features=("a b",))),
        ("there is no contract 'x'", Declared(contract="x")),
    ],
)
def test_refuses_what_is_declared_wrongly(said: str, declared: Declared) -> None:
    with pytest.raises(WireproofError, match=said):
        parse(["tcp://127.0.0.1:9"], declared)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "word",
    [
        *("nonsense", "tiny", "tinny/*", "py:x", "cmd:x", "cmd:'", "cmd:", "tcp:9", "x://y"),
        *("tcp://[", "unix://", "tcp://127.0.0.1:x", "tcp://127.0.0.1", "none.toml", "none.toml#x"),
    ],
)
def test_refuses_what_means_nothing(word: str) -> None:
    """Every refusal is one of ours: what, where, what to do."""
    for declared in (Declared(), TINY):
        if word != "cmd:x" or not declared.contract:
            with pytest.raises(WireproofError) as caught:
                parse([word], declared)
            assert caught.value.exit_code == 2
            assert caught.value.mend
            assert "\n" not in str(caught.value)


def test_refuses_an_entry_that_is_not_there(here: Project) -> None:
    name = tiny.manifest(here)
    with pytest.raises(UnknownWords, match=r"tiny\.toml has no implementation 'x'"):
        parse([f"{name}#x"], Declared())


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"contract": "tinny"}, "there is no contract 'tinny'. Did you mean 'tiny'?"),
        ({"role": "waiter"}, "tiny has no role 'waiter'. Its roles: server, client, tool."),
        ({"features": ["extras"]}, "tiny has no feature 'extras'. Did you mean 'extra'?"),
        ({"features": ["!blue"]}, "tiny has no feature 'blue'. Its features: extra, "),
        ({"command": ["x", "{prot}"]}, "there is no placeholder {prot}. Known: {app}, "),
        ({"env": {"A": "{b}"}}, "there is no placeholder {b}. Known: {app}, "),
        ({"waiver": [tiny.waiver("T-0")]}, "it waives 'T-0', which tiny does not require. See "),
    ],
)
def test_refuses_an_entry_that_means_nothing(
    here: Project, entry: dict[str, Any], said: str
) -> None:
    name = tiny.manifest(here, entry)
    with pytest.raises(InvalidManifest) as caught:
        parse([name], Declared())
    assert str(caught.value).startswith(f"{here.folder / name}#obedient: {said}")


def test_takes_an_entry_that_waives_something(here: Project) -> None:
    name = tiny.manifest(here, {"waiver": [tiny.waiver("T-MUST")]})
    (one,) = parse([name], Declared())
    assert one.implementation.waiver[0].requirement == "T-MUST"


def test_says_where_nothing_of_a_contract_is(here: Project) -> None:
    with pytest.raises(UnknownWords, match=r"no implementation of 'tiny' among the references"):
        parse([], TINY)
    assert here.folder.is_dir()


def test_takes_a_key_that_can_be_read(here: Project) -> None:
    here.write("key", b"\x00\x01")
    declared = Declared(contract="tiny", authkey_file="key")
    (one,) = parse(["tcp://127.0.0.1:9"], declared)
    assert one.authkey_file == str(here.folder / "key")
    assert one.options[-2:] == ("--authkey-file", "key")
    with pytest.raises(UnknownWords, match="the key 'none' cannot be read"):
        parse(["tcp://127.0.0.1:9"], Declared(contract="tiny", authkey_file="none"))
