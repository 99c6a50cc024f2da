"""Tools that calculate nothing: no check may be content with any of them.

python tests/null/cidr/null.py refuses_all
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

GREETINGS = 1  # whoever does not answer at all is never judged


def does_nothing(_line: str, number: int) -> str:
    """Answer the greeting, and then nothing more."""
    return json.dumps({"id": 0, "ok": True, "result": {}}) if number < GREETINGS else ""


def refuses_all(line: str, _number: int) -> str:
    """Call every order an error of a kind that is often right."""
    order = ordered(line)
    kind = "argument" if order else "json"
    if "." in str(order.get("text")):
        kind = "address"
    error = {"kind": kind, "message": "no"}
    return json.dumps({"id": order.get("id"), "ok": False, "error": error})


def accepts_all(line: str, _number: int) -> str:
    """Say yes to everything."""
    return json.dumps({"id": ordered(line).get("id"), "ok": True, "result": True})


def says_no_to_all(line: str, _number: int) -> str:
    """Say no to everything, politely."""
    return json.dumps({"id": ordered(line).get("id"), "ok": True, "result": False})


def gives_it_back(line: str, _number: int) -> str:
    """Take what is asked for the answer: what is canonical stays as it is, after all."""
    order = ordered(line)
    text = order.get("text")
    result = {**order, "canonical": text, "ip": text, "network": text, "items": [], "zone": None}
    return json.dumps({"id": order.get("id"), "ok": True, "result": result})


def answers_garbage(line: str, number: int) -> str:
    """Print something that nobody asked for."""
    return ("\x00\xff{'id': 1}", "null", line[::-1] or "?", "[]")[number % 4]


def ordered(line: str) -> dict[str, object]:
    """Read an order, and take for empty what is none."""
    try:
        order = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return order if isinstance(order, dict) else {}


KINDS: dict[str, Callable[[str, int], str]] = {
    "does_nothing": does_nothing,
    "refuses_all": refuses_all,
    "accepts_all": accepts_all,
    "says_no_to_all": says_no_to_all,
    "gives_it_back": gives_it_back,
    "answers_garbage": answers_garbage,
}


def main() -> None:
    """Answer until the input ends."""
    answer = KINDS[sys.argv[1]]
    for number, line in enumerate(iter(sys.stdin.buffer.readline, b"")):
        if said := answer(line.decode("utf-8", "replace"), number):
            sys.stdout.write(said + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
