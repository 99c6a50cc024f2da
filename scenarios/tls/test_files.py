"""The files behind a server: what it does without good ones, and when they change."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from wireproof import Target, Violation, requirement
from wireproof.certificates import Identity, servers
from wireproof.errors import NotReady
from wireproof.wire.patience import Deadline

from .peer import exchange, expect_served, secured, visit

LOOK_SECONDS = 0.02


def leaf_shown(target: Target) -> bytes:
    """Tell which leaf a new client sees."""
    with secured(target) as client:
        exchange(target, client)
        return client.tls.getpeercert(binary_form=True) or b""


def send_hangup(target: Target) -> None:
    """Have it read its files again."""
    target.started.send_signal(signal.SIGHUP)


@requirement("TLS-021", needs=("TLS-001",))
def test_shows_a_new_certificate_after_reload(target: Target) -> None:
    """Who is connected notices nothing, where a connection is for more than one exchange."""
    folder, old, new = target.started.folder, servers().issue(), servers().issue()
    certfile, keyfile = old.write(folder, "replaced")
    with target.variant(WIREPROOF_CERTFILE=certfile, WIREPROOF_KEYFILE=keyfile) as other:
        require_shown(other, old, "the certificate that it was started with")
        with secured(other) as client:
            if not other.has("xmlrpc_kv"):
                exchange(other, client)
            new.write(folder, "replaced")
            send_hangup(other)
            wait_until_shown(other, new)
            exchange(other, client)
        require_shown(other, new, "the new certificate")


def require_shown(target: Target, identity: Identity, what: str) -> None:
    """Insist on one certificate."""
    if leaf_shown(target) != identity.leaf:
        raise Violation(f"new connections do not see {what}", timeless=True)


def wait_until_shown(target: Target, identity: Identity) -> None:
    """Wait until new connections see a certificate."""
    deadline = Deadline(target.patience.reply, target.starved_seconds)
    while leaf_shown(target) != identity.leaf:
        if not deadline.left():
            raise Violation(f"no new certificate within {deadline.seconds:g} s of SIGHUP")
        time.sleep(LOOK_SECONDS)


Spoil = Callable[[Path, Path], object]

SPOILT: dict[str, Spoil] = {
    "a certificate that is none": lambda certfile, _: certfile.write_text("no certificate\n"),
    "another's key": lambda _, keyfile: keyfile.write_bytes(servers().issue().key),
    "no certificate": lambda certfile, _: certfile.unlink(),
}


@requirement("TLS-022", needs=("TLS-001",))
@pytest.mark.parametrize("what", SPOILT)
def test_keeps_what_it_had_when_files_are_spoilt(target: Target, what: str) -> None:
    """It is known to have tried when a later reload is seen to work."""
    folder, old, new = target.started.folder, servers().issue(), servers().issue()
    certfile, keyfile = (Path(path) for path in old.write(folder, "spoilt"))
    with target.variant(WIREPROOF_CERTFILE=str(certfile), WIREPROOF_KEYFILE=str(keyfile)) as other:
        visit(other)
        SPOILT[what](certfile, keyfile)
        send_hangup(other)
        for _ in range(5):
            expect_served(other, after=f"a reload with {what}")
        require_shown(other, old, f"the old certificate after a reload with {what}")
        new.write(folder, "spoilt")
        send_hangup(other)
        wait_until_shown(other, new)


def encrypted(key: bytes) -> bytes:
    """Encrypt a key, so that nobody can use it who does not know the password."""
    return serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"nobody knows"),
    )


def unusable(folder: Path) -> dict[str, tuple[str, str]]:
    """Make pairs of files with which no server can begin."""
    good = servers().member
    locked = Identity(good.chain, encrypted(good.key))
    return {
        "no certificate": (str(folder / "missing.pem"), good.write(folder, "good")[1]),
        "another's key": Identity(good.chain, servers().issue().key).write(folder, "foreign"),
        "an encrypted key": locked.write(folder, "locked"),
    }


@requirement("TLS-023", needs=("TLS-001",))
@pytest.mark.parametrize("what", ["no certificate", "another's key", "an encrypted key"])
def test_does_not_begin_without_a_key(target: Target, what: str) -> None:
    with target.variant() as fine:
        visit(fine)
    certfile, keyfile = unusable(target.started.folder)[what]
    try:
        with target.variant(
            speechless=True, WIREPROOF_CERTFILE=certfile, WIREPROOF_KEYFILE=keyfile
        ):
            pass
    except NotReady as trouble:
        if "(exit code 0)" in trouble.what or not trouble.what.startswith("ended"):
            raise Violation(
                f"it does not end with a failure when started with {what}", seen=trouble.what
            ) from None
    else:
        raise Violation(f"it listens although it was started with {what}", timeless=True)
