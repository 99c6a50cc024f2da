"""``wireproof serve``: start an implementation and leave it to you."""

from __future__ import annotations

import json as json_text
import sys
import time
from typing import Annotated

import typer

from wireproof.cli import options
from wireproof.cli.options import Contract, Env
from wireproof.errors import NotReady, UnknownWords
from wireproof.targets import words
from wireproof.targets.launch import Launched, launch
from wireproof.targets.ward import Ward

LOOK_SECONDS = 0.1


def serve(
    implementation: Annotated[
        str, typer.Argument(help="One implementation, as tcp-echo/threaded.")
    ],
    contract: Contract = "",
    env: Env = None,
) -> int:
    """Start an implementation, print where it listens, and stop it at Ctrl-C."""
    found = words.parse([implementation], options.declared(contract, env=env))
    if len(found) != 1 or found[0].running:
        names = ", ".join(one.key for one in found)
        raise UnknownWords(f"{implementation!r} is not one thing to start: {names}")
    role = found[0].implementation.role
    if role in {"client", "tool"}:
        raise UnknownWords(
            f"{implementation!r} is a {role}: it listens nowhere", mend="Name a server."
        )
    with Ward() as ward:
        launched = launch(found[0], ward)
        try:
            _tell(launched)
            while launched.alive:
                time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            return 0
        finally:
            end = launched.end()
            launched.stop()
    print(f"it ended by itself: {end}", file=sys.stderr)
    return NotReady.exit_code


def _tell(launched: Launched) -> None:
    """Say where it listens, for a person and, on stdout, for a program."""
    print(json_text.dumps({"address": str(launched.address), "pid": launched.pid}), flush=True)
    if launched.authkey:
        print(f"authkey (hex): {launched.authkey.hex()}", file=sys.stderr)
    print(f"listens on {launched.address}; Ctrl-C stops it", file=sys.stderr)
