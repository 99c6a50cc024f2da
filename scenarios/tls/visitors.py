"""Clients under test: what they are told, whom they meet, and what they make of it."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from msgspec import Struct

from wireproof import StreamConnection, Target, Violation
from wireproof.certificates import Identity, contexts, servers
from wireproof.peers.tls import Heard, Treat, echoing, listen
from wireproof.targets.calling import Call
from wireproof.wire.patience import Deadline

PAYLOAD = b"\0payload that nobody else may read\n" * 4
LOOK_SECONDS = 0.05

Host = Callable[[StreamConnection], Heard]
"""Plays the server on one connection."""


class Visit(Struct, frozen=True):
    """What a client reported, and what it said on each connection that it made."""

    answer: dict[str, Any]
    heard: tuple[Heard, ...]

    @property
    def accepted(self) -> bool:
        """Tell whether it reported success."""
        return bool(self.answer["ok"])


def hosting(context: ssl.SSLContext, treat: Treat = echoing) -> Host:
    """Make a host that shakes hands, and then treats a client so."""
    return lambda plain: listen(plain, context, len(PAYLOAD), treat)


def showing(identity: Identity, treat: Treat = echoing) -> Host:
    """Make a host that shows an identity, and asks for none."""
    return hosting(contexts.showing(identity), treat)


def calling(target: Target, name: str) -> AbstractContextManager[Call]:
    """Start the client for a server of that name."""
    order = {"payload": PAYLOAD.hex(), "server_name": name}
    return target.call(order, WIREPROOF_SERVER_NAME=name)


def meet(target: Target, host: Host, *, name: str = "localhost") -> Visit:
    """Call the client, and host it as often as it comes, until it ends."""
    within = target.patience.refuse
    with calling(target, name) as call:
        heard = [host(call.accept())]
        heard += _come_again(call, host, within)
        return Visit(call.answer(within=within), tuple(heard))


def _come_again(call: Call, host: Host, within: float) -> list[Heard]:
    """Host whoever tries again, perhaps in another way."""
    heard: list[Heard] = []
    deadline = Deadline(within, call.starved_seconds)
    while call.process.alive and deadline.left():
        if plain := call.listener.accept(LOOK_SECONDS):
            heard.append(host(plain))
    return heard


def expect_accepted(target: Target, host: Host, what: str, *, name: str = "localhost") -> Visit:
    """Insist that a client is content, and has got back what it said."""
    visit = meet(target, host, name=name)
    if not visit.accepted:
        raise Violation(
            f"{what} is refused", expected="ok", seen=str(visit.answer)[:200], timeless=True
        )
    if PAYLOAD not in {heard.data for heard in visit.heard}:
        raise Violation("the client reports success and has sent no payload", timeless=True)
    if visit.answer.get("echo") != PAYLOAD.hex():
        raise Violation(
            "the client does not report the echo", seen=str(visit.answer)[:200], timeless=True
        )
    return visit


def expect_refused(target: Target, host: Host, what: str, *, name: str = "localhost") -> None:
    """Insist that a client reports a failure."""
    if meet(target, host, name=name).accepted:
        raise Violation(f"{what} is accepted", expected="a refusal", timeless=True)


def serve_one(target: Target) -> Visit:
    """Be a server that is fine: the control of every refusal."""
    return expect_accepted(target, showing(servers().member), "a server that is fine")
