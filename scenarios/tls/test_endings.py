"""How connections end: with a word, so that nobody else can end them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.stream import MiB

from . import keyvalue
from .intruder import require_absent
from .peer import VERSIONS, context, exchange, expect_served, secured


@requirement("TLS-013", features=("tls12",), needs=("TLS-001",))
def test_says_when_it_ends_tls_1_2(target: Target) -> None:
    require_a_word(target, "tls12")


@requirement("TLS-013", features=("tls13",), needs=("TLS-001",))
def test_says_when_it_ends_tls_1_3(target: Target) -> None:
    require_a_word(target, "tls13")


def require_a_word(target: Target, version: str) -> None:
    """Have an exchange, end our direction in order, and hear the same."""
    with secured(target, context(target, version)) as client:
        exchange(target, client)
        client.half_close()
        try:
            told = client.receive_the_end()
        except ConnectionError:
            told = False
        if not told:
            raise Violation(f"the connection ends without close_notify in {VERSIONS[version].name}")


@requirement("TLS-015", needs=("TLS-001", "TLS-016"))
def test_pays_its_debts_after_close_notify(target: Target) -> None:
    data = bytes(range(251)) * (MiB // 251)
    with secured(target) as client:
        exchange(target, client)
        taken = client.send_until_stalled(data, quiet_seconds=0.3)
        client.half_close()
        client.expect(data[:taken])


@requirement("TLS-014", needs=("TLS-001",))
@pytest.mark.parametrize("where", ["between-records", "within-a-record"])
def test_executes_nothing_that_was_cut(target: Target, where: str) -> None:
    """The XML is whole; only the length that was announced tells that more was to come.

    Whoever cuts the stream needs no key for that, so the end of the stream proves nothing.
    """
    key, what = f"cut {where}", f"a request that was cut {where}"
    whole = keyvalue.setting(f"whole {where}")
    with secured(target) as client:
        keyvalue.answer(client, whole)
    with secured(target) as client:
        client.send(keyvalue.setting(key, more=64))
        if where == "within-a-record":
            last = client.encrypt(bytes(64))
            client.send_raw(last[: len(last) // 2])
        client.cut_off()
        with suppress(ConnectionError, Violation):  # when it ends is no question of ours
            client.receive_the_end(within=target.patience.reply)
    expect_served(target, after=what)
    require_absent(target, key, what)
