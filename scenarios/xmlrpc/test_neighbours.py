"""Many clients at once: who stalls harms nobody, and who writes loses nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import Array, String, Value, encode_call

from .attempts import request
from .service import Service, new_key, wrong

STALLED = 5
WRITERS = 16
KEYS = 50  # of each writer
TEXTS = ("x" * 40_000, "y" * 40_000)


@contextlib.contextmanager
def _stalled(service: Service) -> Iterator[list[StreamConnection]]:
    """Open connections that stop in the head, or in the body, in turn."""
    sent = request(service, encode_call("keys"))
    body = sent.index(b"\r\n\r\n")
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(service.target.connect()) for _ in range(STALLED)]
        for number, client in enumerate(clients):
            client.send(sent[: body + 20] if number % 2 else sent[: body // 2])
        yield clients


@requirement("XRPC-019")
def test_serves_others_beside_stalled_clients(target: Target) -> None:
    service = Service(target)
    service.control()
    with _stalled(service):
        for _ in range(3):
            response = service.post(encode_call("keys"), within=target.patience.reply)
            service.read(response)
    service.control()


@requirement("XRPC-019", limits=("idle_timeout",))
def test_ends_stalled_clients(target: Target) -> None:
    service = Service(target)
    service.control()
    limit = target.limit("idle_timeout") + target.patience.reply
    with _stalled(service) as clients:
        clock = clients[0].deadline(limit)
        for number, client in enumerate(clients):
            if not client.ends_within(max(clock.left(), 0.001)):
                place = "body" if number % 2 else "head"
                raise Violation(f"a client that stalls in the {place} is still there")
    service.control()


LONG = 12 * MiB  # beyond what the buffers of two sockets hold
WINDOW = 65_536
SIPS = 40  # between which an answer is left alone for a moment


@requirement("XRPC-091", fresh=True)
def test_answers_whoever_reads_slowly(target: Target) -> None:
    """All the while, evenly, and for longer than a client that stands still is borne with."""
    service, key = Service(target), new_key()
    size = int(min(LONG, target.limit("max_body") // 2))
    service.set(key, "x" * size)
    pause = 1.8 * target.limit("idle_timeout") / SIPS
    with target.connect(receive_buffer=WINDOW) as client:
        client.send(request(service, encode_call("get", [key])))
        for _ in range(SIPS):
            client.stay_away(pause)
            client.receive_exactly(size // SIPS)
    service.control()


@requirement("XRPC-066", fresh=True)
def test_loses_nothing_of_many_writers(target: Target) -> None:
    """A process of its own, for whoever lists all keys later would have to read these as well."""
    service = Service(target)
    service.control()
    names = [[new_key(f"writer{writer}") for _ in range(KEYS)] for writer in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        for writing in [pool.submit(_set_all, service, mine) for mine in names]:
            writing.result()
    listed = service.value("keys")
    present = {one.text for one in _items(listed) if isinstance(one, String)}
    missing = [name for mine in names for name in mine if name not in present]
    if missing:
        total = WRITERS * KEYS
        raise Violation(f"{len(missing)} of {total} keys that were set at once are lost")


def _set_all(service: Service, names: list[str]) -> None:
    for name in names:
        service.set(name, name)


def _items(value: Value) -> tuple[Value, ...]:
    if not isinstance(value, Array):
        raise wrong("keys is no array", value)
    return value.items


@requirement("XRPC-066")
def test_shows_no_torn_value(target: Target) -> None:
    """Two writers take turns at one key, and whoever reads it sees what one of them wrote."""
    service, key = Service(target), new_key()
    service.set(key, TEXTS[0])
    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(_write, service, key, text) for text in TEXTS]
        while not all(one.done() for one in writing):
            seen = service.value("get", key)
            if seen not in [String(text) for text in TEXTS]:
                raise wrong("a value that nobody wrote is read", seen)
        for one in writing:
            one.result()


def _write(service: Service, key: str, text: str) -> None:
    for _ in range(15):
        service.set(key, text)
