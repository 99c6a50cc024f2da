"""What a client may ask for when the handshake is over; only ``openssl s_client`` can."""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.certificates import clients
from wireproof.peers.tls.command_line import RENEGOTIATE, UPDATE_KEY, CommandLine

from .peer import GREETING, expect_served, visit

MOST_RENEGOTIATIONS = 100
UPDATES = 10
SHAKEN = b"depth=0"  # printed once for each handshake


def command_line(target: Target, *words: str) -> CommandLine:
    """Start it, with a certificate where one is asked for."""
    shown: tuple[str, ...] = ()
    if target.has("mtls"):
        certfile, keyfile = clients().direct_member.write(target.started.folder, "command-line")
        shown = ("-cert", certfile, "-key", keyfile)
    return CommandLine(target.address, *words, *shown)


@requirement("TLS-017", needs=("TLS-001",))
def test_does_not_shake_hands_for_ever(target: Target) -> None:
    visit(target)
    with command_line(target, "-tls1_2") as client:
        client.connected(within=target.patience.refuse)
        for done in range(1, MOST_RENEGOTIATIONS + 1):
            client.types(RENEGOTIATE)
            if not client.prints(SHAKEN, times=done + 1, within=target.patience.reply):
                break
        else:
            raise Violation(
                f"a client has renegotiated {MOST_RENEGOTIATIONS} times on one connection",
                expected="a refusal, or an end",
                timeless=True,
            )
    expect_served(target, after="a client that renegotiates")


@requirement("TLS-018", needs=("TLS-001",))
def test_goes_on_with_another_key(target: Target) -> None:
    patience = target.patience.reply
    visit(target)
    with command_line(target, "-tls1_3") as client:
        client.connected(within=target.patience.refuse)
        client.types(GREETING)
        if not client.prints(GREETING, within=patience):
            raise Violation("a line is not echoed")
        for done in range(1, UPDATES + 1):
            client.types(UPDATE_KEY)
            client.prints(b"KEYUPDATE", times=done, within=patience)
        client.types(GREETING)
        if not client.prints(GREETING, times=2, within=patience):
            raise Violation("a line is not echoed after the key was updated")
    expect_served(target, after="a client that updates its key")
