"""Key files that a manifest names: looked at before anything is started, and never shown."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from wireproof.certificates import servers, strangers
from wireproof.errors import NotReady
from wireproof.model.manifest import Implementation
from wireproof.targets.credentials import named

VARIABLES = ("WIREPROOF_CERTFILE", "WIREPROOF_KEYFILE", "WIREPROOF_CAFILE")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a chain, its key, and who vouches for it."""
    servers().member.write(tmp_path, "server")
    (tmp_path / "ca.pem").write_bytes(servers().root)
    return tmp_path


def found(folder: Path, *, role: str = "server", **env: str) -> dict[str, str]:
    files = dict(zip(VARIABLES, ("server.pem", "server.key", "ca.pem"), strict=True)) | env
    kept = {name: path for name, path in files.items() if path}
    one = Implementation(name="one", contract="tls", command=("x",), role=role, env=kept)
    return named(one, folder, {}, where="my.toml#one")


def refused(folder: Path, **env: str) -> str:
    with pytest.raises(NotReady) as raised:
        found(folder, **env)
    assert raised.value.where == "my.toml#one"
    assert raised.value.mend
    key = servers().member.key.decode().splitlines()[1]
    assert key not in str(raised.value)
    return str(raised.value)


def test_good_ones_are_given_whole(folder: Path) -> None:
    files = ("server.pem", "server.key", "ca.pem")
    assert found(folder) == {
        name: str(folder / file) for name, file in zip(VARIABLES, files, strict=True)
    }


def test_none_are_needed_and_a_case_says_others(folder: Path) -> None:
    plain = Implementation(name="one", contract="tls", command=("x",))
    assert named(plain, folder, {}, where="") == {}
    own = Implementation(name="one", contract="tls", command=("x",), env={VARIABLES[0]: "x"})
    assert named(own, folder, {"WIREPROOF_KEYFILE": "/other"}, where="") == {}


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_missing_one_is_named(folder: Path, variable: str) -> None:
    told = refused(folder, **{variable: "nowhere.pem"})
    assert f"{variable} names {folder / 'nowhere.pem'}, which cannot be read (No such file" in told
    assert "Name a file in PEM" in told


def test_what_cannot_be_read_is_named(folder: Path) -> None:
    """A folder cannot be read by anybody; whom a mode keeps out may be root."""
    assert f"{folder}, which cannot be read (Is a directory)" in refused(
        folder, WIREPROOF_KEYFILE="."
    )


def test_anothers_key_is_named(folder: Path) -> None:
    strangers().member.write(folder, "stranger")
    told = refused(folder, WIREPROOF_KEYFILE="stranger.key")
    assert f"the key {folder / 'stranger.key'} is not that of the certificate" in told


def test_an_encrypted_key_is_named_with_how_to_decrypt_it(folder: Path) -> None:
    """And nobody is asked for its password."""
    key = serialization.load_pem_private_key(servers().member.key, None)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"password"),
    )
    (folder / "locked.key").write_bytes(secret)
    told = refused(folder, WIREPROOF_KEYFILE="locked.key")
    assert f"the key {folder / 'locked.key'} is encrypted" in told
    assert "openssl pkey -in" in told


@pytest.mark.parametrize(
    ("variable", "part"),
    [
        ("WIREPROOF_CERTFILE", "no certificate can be read from"),
        ("WIREPROOF_KEYFILE", "or no key from"),
        ("WIREPROOF_CAFILE", "holds no certificate of whom to trust"),
    ],
)
def test_what_is_no_pem_is_named(folder: Path, variable: str, part: str) -> None:
    (folder / "noise").write_bytes(b"noise\n")
    told = refused(folder, **{variable: "noise"})
    assert part in told
    assert str(folder / "noise") in told


def test_all_or_none_are_named(folder: Path) -> None:
    told = refused(folder, WIREPROOF_CAFILE="")
    assert "and no WIREPROOF_CAFILE" in told
    assert "WIREPROOF_CLIENT_KEYFILE in `env`" in refused(folder, WIREPROOF_CLIENT_KEYFILE="k")
    with pytest.raises(NotReady, match="WIREPROOF_CAFILE in `env` is made for each run"):
        found(folder, role="client")


def test_the_error_holds_no_key(folder: Path) -> None:
    """OpenSSL's own words do not either, which stand behind ours."""
    (folder / "server.key").write_bytes(servers().member.key[:-40])
    with pytest.raises(NotReady) as raised:
        found(folder)
    assert isinstance(raised.value.__cause__, ssl.SSLError)
    assert servers().member.key.decode().splitlines()[1] not in repr(raised.value.__cause__)
