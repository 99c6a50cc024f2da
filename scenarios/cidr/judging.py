"""Compare answers with what is due.

Where a row is not about form, texts are compared for the address or network they mean, so that
one fault of spelling does not fail every row. The rule of this file: each batch ends with a polite
order that has to be served, for a tool that refuses everything keeps no rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from wireproof import Target, Violation

from . import model
from .asking import Answer, ask_all, shown
from .examples import ANY, Example, Form
from .polite import POLITE
from .rows import EXAMPLES


def show(target: Target, *requirements: str) -> None:
    """Give every example of a requirement, and see it answered rightly."""
    judge_all(target, [one for one in EXAMPLES if one.requirement in requirements])


def judge_all(target: Target, examples: Iterable[Example], *, within: float = 0) -> None:
    """Give examples, and a polite order of each kind after them; judge all answers."""
    given = list(examples)
    ops = dict.fromkeys(one.order["op"] for one in given if ANY in one.refuse or one.refuse)
    given += [POLITE[op] for op in ops if op in POLITE]
    answers = list(ask_all(target, (one.order for one in given), within=within))
    wrong = [found for pair in zip(given, answers, strict=True) if (found := fault(*pair))]
    if wrong:
        first, expected, seen = wrong[0]
        more = f" (and {len(wrong) - 1} more of {len(given)})" if len(wrong) > 1 else ""
        raise Violation(first + more, expected=expected, seen=seen, timeless=True)


def judge(target: Target, example: Example) -> None:
    """Give one example."""
    judge_all(target, [example])


def fault(example: Example, answer: Answer) -> tuple[str, str, str] | None:
    """Tell in words what is wrong with an answer, what was due, and what came."""
    due = ", or ".join([*map(shown, example.accept), *map("an error: {}".format, example.refuse)])
    if not answer.ok:
        if ANY in example.refuse or answer.kind in example.refuse:
            return None
        what = "refused as" if example.refuse else "refused:"
        return f"{example.key} is {what} {answer.kind} ({answer.message[:100]})", due, str(answer)
    if any(same(one, answer.result, example.form) for one in example.accept):
        return None
    if not example.accept:
        return f"{example.key} is taken", due, str(answer)
    return f"{example.key} gives {_difference(example, answer)}", due, str(answer)


def _difference(example: Example, answer: Answer) -> str:
    """Name the first member that differs; it says more than the whole."""
    due, seen = example.accept[0], answer.result
    if not isinstance(due, dict) or not isinstance(seen, dict):
        return f"{shown(seen)}, not {shown(due)}"
    name = next(
        one for one in due if one not in seen or not same(due[one], seen[one], example.form)
    )
    return f"{name} {shown(seen.get(name))}, not {shown(due[name])}"


def same(due: object, seen: object, form: Form) -> bool:
    """Compare JSON values; members that are not due are not looked at."""
    match due:
        case bool() | None:
            return seen is due
        case int():
            return isinstance(seen, int | float) and not isinstance(seen, bool) and seen == due
        case str():
            return isinstance(seen, str) and (seen == due or (form == "value" and alike(due, seen)))
        case dict():
            return isinstance(seen, dict) and all(
                name in seen and same(value, seen[name], form) for name, value in due.items()
            )
        case list():
            return (
                isinstance(seen, list)
                and len(seen) == len(due)
                and all(same(*pair, form) for pair in zip(due, seen, strict=True))
            )
    return False


def alike(due: str, seen: str) -> bool:
    """Tell whether two texts are the same address or network, in whatever legal spelling."""
    meaning = model.read_address(due) or model.read_network(due)
    return meaning is not None and meaning == (model.read_address(seen) or model.read_network(seen))
