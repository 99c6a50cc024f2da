"""What a header tells of a run, and what it does not."""

from __future__ import annotations

from wireproof.suite.items import repeat_command
from wireproof.suite.machine import command_line
from wireproof.targets.description import Description
from wireproof.targets.words import Declared, parse


def test_a_header_tells_no_value_of_the_environment() -> None:
    said = ["/usr/bin/wireproof", "check", "a", "--env", "KEY=secret", "--env=B=secret", "--env"]
    assert command_line(said) == (
        *("wireproof", "check", "a", "--env", "KEY=...", "--env=B=...", "--env"),
    )


def test_neither_does_the_command_that_repeats_a_verdict() -> None:
    declared = Declared(contract="tcp-echo", env={"KEY": "secret"})
    (one,) = parse(["tcp://127.0.0.1:9"], declared)
    assert repeat_command(one, "test_x::test_y", 3) == (
        "wireproof check tcp://127.0.0.1:9 --contract tcp-echo --env KEY=... "
        "--only test_x::test_y --seed 3 --repeat 0"
    )


def test_a_mutant_is_proved_again() -> None:
    (one,) = parse(["tcp-echo/threaded"], Declared())
    mutant = Description(
        implementation=one.implementation, folder="/", words="tcp-echo mutant threaded", mutant=True
    )
    assert repeat_command(mutant, "x", 3) == "wireproof prove tcp-echo --mutant threaded"
