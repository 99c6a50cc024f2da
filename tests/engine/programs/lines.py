"""A tool of JSON lines, as good or as bad as its first argument says."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Order = dict[str, Any]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def answer(order: Order) -> Order:
    """Double a number."""
    return {"id": order["id"], "result": order.get("number", 0) * 2}


def noisy(order: Order) -> Order:
    """Double a number, as an object that prints would."""
    say("noise")
    return answer(order)


def stays_mute() -> None:
    time.sleep(60)


def closes_its_output() -> None:
    os.close(1)
    time.sleep(60)


BAD: dict[str, Callable[[Order], None]] = {
    "garbage": lambda _: say("garbage"),
    "list": lambda order: say(json.dumps([order["id"]])),
    "wrong": lambda order: say(json.dumps({"id": order["id"] + 1})),
    "twice": lambda _: say('{"id": 1, "id": 1}'),
    "dies": lambda _: sys.exit(7),
    "closes": lambda _: closes_its_output(),
    "mute-later": lambda _: stays_mute(),
    "too-many": lambda order: say(json.dumps(answer(order)) + "\n{}"),
}


def main() -> None:
    how = sys.argv[1]
    if how == "dead":
        sys.exit("no such library")
    if how == "mute":
        stays_mute()
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("op") != "hello" and how in BAD:
            BAD[how](order)
        else:
            say(json.dumps(answer(order)))


if __name__ == "__main__":
    main()
