"""Several clients at once: each is served as if it were alone, or waits for its turn."""

from __future__ import annotations

from wireproof import Target, Violation, requirement

from .polite import expect_served, greet, often, party, seats, visit
from .rude import come_and_go, reset_in_transfer

ROUNDS = 200


def words(number: int, turn: int) -> bytes:
    """Say who speaks and when, in 64 octets: whoever hears a neighbour can tell which."""
    return f"CLIENT {number}, ROUND {turn} ".ljust(63, ".").encode() + b"\n"


@requirement("ECHO-014")
def test_serves_newcomers_beside_the_silent(target: Target) -> None:
    """A newcomer comes for every silent client, so no queue of clients has to be long."""
    with party(target, 0) as silent:
        for _ in range(seats(target, 51) - 1):
            silent.append(target.connect())
            visit(target)


@requirement("ECHO-015")
def test_serves_the_waiting_client_in_its_turn(target: Target) -> None:
    with target.connect() as first:
        greet(first)
        with target.connect() as second:
            second.send(b"B1\n")
            second.expect_silence()
            first.close()
            second.expect(b"B1\n")
    expect_served(target, after="a client that waited")


@requirement("ECHO-016", fresh=True)
def test_keeps_its_capacity_through_faults(target: Target) -> None:
    capacity = int(target.limit("max_concurrency"))
    visit(target)
    come_and_go(target, capacity, leave=reset_in_transfer)
    with party(target, capacity) as clients, target.connect() as waiting:
        for number, client in enumerate(clients):
            try:
                greet(client)
            except Violation as trouble:
                raise Violation(
                    f"only {number} of {capacity} clients are served at once after "
                    f"{capacity} resets: {trouble.message}"
                ) from trouble
        waiting.send(b"MY TURN?\n")
        waiting.expect_silence()
        clients[0].close()
        waiting.expect(b"MY TURN?\n")


@requirement("ECHO-017")
def test_keeps_streams_apart(target: Target) -> None:
    """In every round one client leaves and another takes its place, and maybe its descriptor."""
    with party(target, seats(target, 16)) as clients:
        for turn in often(target, ROUNDS):
            for number, client in enumerate(clients):
                client.send(words(number, turn))
            for number, client in enumerate(clients):
                client.expect(words(number, turn))
            clients[turn % len(clients)].close()
            clients[turn % len(clients)] = target.connect()
