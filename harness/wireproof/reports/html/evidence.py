"""How much evidence the page carries: all of it if there is room, else a fair share each.

One result may carry 64 KiB, and a bad day has thousands of failures. Whoever needs little gets
all it needs; the others share what is left, and say that they were cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wireproof.model.evidence import Evidence, Exchange, Step
from wireproof.model.run import CaseResult
from wireproof.reports.spelling import visible

# In bytes of the page. 4000 results stay under 1 MB and 25 000 under 6 MB whatever they carry.
_LEAST = 300_000
_PER_RESULT = 90
_FRAME = 24  # what a text costs beside its letters; less of it is not worth showing
_STEP = 40  # what one step costs beside its bytes
_TALK = 200  # what one connection costs at least
_SAMPLE = 1000  # letters from which we estimate what a long text costs

_DECISIVE = ("repeat", "seen", "expected", "end", "counterexample", "spilled")
_OUTPUTS = ("stderr", "traceback", "stdout")  # of these the end tells most


def room_for_each(results: Sequence[CaseResult]) -> int:
    """Tell how much a result may use so that all together stay within the page's room."""
    left = room = max(_LEAST, _PER_RESULT * len(results))
    sizes = sorted(filter(None, map(_size, results)))
    for place, size in enumerate(sizes):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return room


def fit(text: str, room: int, *, tail: bool = False) -> str:
    """Cut a text to what it costs in the page, where escapes cost more than letters."""
    raw = text if len(text) <= room else text[len(text) - room :] if tail else text[:room]
    seen = visible(raw)
    while (cost := _cost(seen)) > room and seen:
        keep = min(len(seen) * room // cost, len(seen) - 1)
        seen = seen[len(seen) - keep :] if tail else seen[:keep]
    if len(raw) == len(text) and seen == visible(raw):
        return seen
    return f"…{seen}" if tail else f"{seen}…"


def pack(evidence: Evidence, room: int) -> dict[str, Any]:
    """Turn evidence into what the page's script reads, in about ``room`` bytes."""
    whole = _evidence_size(evidence) <= room
    talking = bool(evidence.exchanges) and room >= 2 * _TALK
    left = room if whole or not talking else room // 2
    packed: dict[str, Any] = {"seed": evidence.seed, "cut": not whole}
    for name in (*_DECISIVE, *_OUTPUTS):
        text, share = getattr(evidence, name), left if whole else min(left, room // 4)
        if text and share > _FRAME:
            packed[name] = fit(text, share - _FRAME, tail=name in _OUTPUTS)
            left -= _FRAME + _cost(packed[name])
    if talking:
        packed |= _talks(evidence.exchanges, left if whole else room // 2)
    elif evidence.exchanges:
        packed["earlier"] = len(evidence.exchanges)
    return {name: value for name, value in packed.items() if value}


def _size(result: CaseResult) -> int:
    told = _estimate(result.message) + _estimate(result.reason)
    return told + (_evidence_size(result.evidence) if result.evidence else 0)


def _cost(text: str) -> int:
    """Tell the bytes of a text within the page: quotes and escapes, and ``<`` as six."""
    twice = text.count("\\") + text.count('"') + text.count("\n") + text.count("\t")
    return len(text.encode()) + twice + 5 * text.count("<")


def _estimate(text: str) -> int:
    sample = text[:_SAMPLE]
    return len(text) * _cost(visible(sample)) // len(sample) if sample else 0


def _evidence_size(evidence: Evidence) -> int:
    texts = [getattr(evidence, name) for name in (*_DECISIVE, *_OUTPUTS)]
    talks = sum(_TALK + _talk_size(one.steps) for one in evidence.exchanges)
    return talks + sum(_FRAME + _estimate(text) for text in texts if text)


def _talk_size(steps: Iterable[Step]) -> int:
    return sum(_STEP + len(step.data) + len(step.note) for step in steps)


def _talks(exchanges: Sequence[Exchange], room: int) -> dict[str, Any]:
    """Keep the last connections, for those decided; every one where there is room."""
    fits = sum(_TALK + _talk_size(one.steps) for one in exchanges) <= room
    kept = exchanges if fits else exchanges[-max(room // (4 * _TALK), 1) :]
    return {
        "exchanges": [_talk(one, room if fits else room // len(kept) - _TALK) for one in kept],
        "earlier": len(exchanges) - len(kept),
    }


def _talk(exchange: Exchange, room: int) -> dict[str, Any]:
    """Keep the first and the last steps; what was said between them is counted."""
    steps, omitted = exchange.steps, exchange.omitted
    fitting = max(room // (3 * _STEP), 2)
    if _talk_size(steps) > room and len(steps) > fitting:
        omitted += len(steps) - fitting
        steps = (*steps[: fitting - fitting // 2], *steps[len(steps) - fitting // 2 :])
    each = max(room // max(len(steps), 1) - _STEP, 16) // 4 * 4  # whole groups of base64
    return {
        "peer": fit(exchange.peer, _TALK),
        "omitted": omitted,
        "steps": [_step(step, each) for step in steps],
    }


def _step(step: Step, room: int) -> list[Any]:
    note = fit(step.note, max(room, _STEP))
    row = [round(step.at, 6), step.direction, step.size, step.data[:room], note]
    return [*row, step.times] if step.times > 1 else row
