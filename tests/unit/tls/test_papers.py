"""Certificates and keys: who is given which, and who can read them."""

from __future__ import annotations

import itertools
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from wireproof.certificates import LIES, clients, contexts, servers, strangers
from wireproof.certificates import family as families
from wireproof.certificates.identity import Identity
from wireproof.certificates.lies import for_addresses, for_dns, subject_name_only
from wireproof.model.manifest import Implementation
from wireproof.targets import environment, papers

FILES = {"certfile", "keyfile", "cafile", "client_certfile", "client_keyfile", "client_cafile"}


def values(folder: Path, *features: str, **env: str) -> dict[str, str]:
    one = Implementation(name="one", contract="tiny", command=("x",), features=features)
    made = environment.values(one, folder, 0, env=env)
    return {name: made.value(name) for name in papers.NAMES}


def test_a_program_is_given_files_of_its_own(tmp_path: Path) -> None:
    given = values(tmp_path, "mtls")
    assert given.pop("server_name") == "localhost"
    assert {name for name, path in given.items() if Path(path).parent == tmp_path} == FILES
    modes = {stat.S_IMODE(Path(path).stat().st_mode) for path in given.values()}
    assert modes == {0o600}


def test_they_belong_together(tmp_path: Path) -> None:
    given = values(tmp_path, "mtls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given["certfile"], given["keyfile"])
    context.load_cert_chain(given["client_certfile"], given["client_keyfile"])
    assert Path(given["cafile"]).read_bytes() == servers().root
    assert Path(given["client_cafile"]).read_bytes() == clients().root != servers().root


def test_nobody_is_asked_where_it_is_not_mutual(tmp_path: Path) -> None:
    assert values(tmp_path)["client_cafile"] == ""
    assert values(tmp_path, "!mtls")["client_cafile"] == ""


def test_a_case_may_say_another(tmp_path: Path) -> None:
    given = values(tmp_path, WIREPROOF_CERTFILE="/x/other.pem", WIREPROOF_SERVER_NAME="::1")
    assert (given["certfile"], given["server_name"]) == ("/x/other.pem", "::1")
    assert given["keyfile"] == str(tmp_path / "keyfile.pem")


def test_each_is_made_once_in_a_run(tmp_path: Path) -> None:
    """Whoever is started again is given the same ones, in files of its own."""
    for family in (servers, clients, strangers):
        assert family() is family()
        assert family().member is family().member
        assert family().direct_member is family().direct_member
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    one, two = (values(folder, "mtls") for folder in folders)
    one.pop("server_name")
    assert all(Path(one[name]).read_bytes() == Path(two[name]).read_bytes() for name in one)


def leaf(identity: Identity) -> x509.Certificate:
    return x509.load_pem_x509_certificate(identity.chain[0])


def names(identity: Identity) -> x509.SubjectAlternativeName:
    return leaf(identity).extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def test_a_lie_is_about_one_thing() -> None:
    star = names(for_dns(servers(), "*.example.test", "127.0.0.1"))
    assert star.get_values_for_type(x509.DNSName) == ["*.example.test", "127.0.0.1"]
    addresses = names(for_addresses(servers(), "127.0.0.1", "::1"))
    assert len(addresses.get_values_for_type(x509.IPAddress)) == 2
    with pytest.raises(x509.ExtensionNotFound):
        names(subject_name_only(servers()))


@pytest.mark.parametrize("what", LIES)
def test_every_link_but_the_first_liar_is_signed(what: str) -> None:
    chain = [x509.load_pem_x509_certificate(one) for one in LIES[what](servers()).chain]
    for one, issuer in itertools.pairwise(chain):
        one.verify_directly_issued_by(issuer)


def test_a_family_vouches_for_its_members(tmp_path: Path) -> None:
    family = families.Family()
    whole, alone = family.member, family.member.alone()
    assert len(whole.chain) == 2
    assert alone.chain == whole.chain[:1]
    assert len(family.direct_member.chain) == 1
    certfile, keyfile = whole.write(tmp_path, "one")
    assert Path(certfile).read_bytes() == b"".join(whole.chain)
    assert Path(keyfile).read_bytes() == whole.key
    contexts.showing(whole, asks=family.root)
    assert contexts.trusting().verify_mode is ssl.CERT_NONE
    assert contexts.trusting(family.root, shows=whole).check_hostname
