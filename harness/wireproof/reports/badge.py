"""A small picture for a README: ``wireproof | conforms 27/27``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from xml.sax.saxutils import escape

from wireproof.model.contract import Contract
from wireproof.model.run import Run
from wireproof.model.verdict import Conclusion
from wireproof.reports.outcome import Tone, outcome
from wireproof.reports.proofs import only_proves

FORMAT = "a small SVG picture for a README"
SUFFIX = ".svg"

# White text on each has a contrast above 4.5.
_COLOURS: dict[Tone, str] = {
    "good": "#2c7a4b",
    "remark": "#96670b",
    "bad": "#c0392b",
    "unknown": "#646b75",
}
_NARROW = frozenset("fijlrt1I.,:;|!/ ()'")
_LEFT = "wireproof"
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
aria-label="{label}">
<title>{label}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="20" fill="#3b4048"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
</g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" \
font-size="11">
<text x="{left_middle}" y="14" textLength="{left_text}">{name}</text>
<text x="{right_middle}" y="14" textLength="{right_text}">{words}</text>
</g>
</svg>
"""


def render(run: Run, contracts: Mapping[str, Contract]) -> str:  # noqa: ARG001 - has no texts
    """Render the run's conclusion; the width is estimated and then forced, whatever the font."""
    words = message(run)
    left_text, right_text = _width(_LEFT), _width(words)
    left, right = left_text + 12, right_text + 12
    return _SVG.format(
        width=left + right,
        left=left,
        right=right,
        left_text=left_text,
        right_text=right_text,
        left_middle=left / 2,
        right_middle=left + right / 2,
        colour=_COLOURS[outcome(run).tone],
        name=_LEFT,
        words=escape(words),
        label=escape(f"{_LEFT}: {words}", {'"': "&quot;"}),
    )


def message(run: Run) -> str:
    """Tell what stands on the right side."""
    if not run.complete:
        return "incomplete"
    if only_proves(run):
        return f"{sum(one.caught for one in run.proofs)}/{len(run.proofs)} proved"
    if not run.conclusions:
        return "nothing judged"
    if len(run.conclusions) == 1:
        one = run.conclusions[0]
        return f"{one.conclusion} {one.tested}/{one.total}"
    found = Counter(row.conclusion for row in run.conclusions)
    conform = found[Conclusion.CONFORMS] + found[Conclusion.REMARKS]
    return f"{conform} of {found.total()} conform"


def _width(text: str) -> int:
    """Estimate pixels of Verdana at 11 pixels."""
    return round(sum(4.2 if char in _NARROW else 6.9 for char in text))
