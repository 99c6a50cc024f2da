"""Parrots with one mistake each, named after it."""

from __future__ import annotations

from reference_impl._mutants import start

from .patient import Parrot


class ForgetsTheLastLetter(Parrot):
    """Cuts the line end off, and a letter with it."""

    def answer(self, line: bytes) -> bytes:
        return line[:-2] + b"\n"


if __name__ == "__main__":
    start(globals())
