"""Put the page together: template, styles, scripts, data, and the policy that guards them.

The policy names our scripts and styles by their digest. Even if a target's words slipped through
the escaping they could not run, nor could anything be loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wireproof.model.contract import Contract
from wireproof.model.run import Run
from wireproof.reports import spelling
from wireproof.reports.chapters import Chapter, Subject, chapters
from wireproof.reports.html.payload import payload
from wireproof.reports.html.speed import benches
from wireproof.reports.kinds import LOOKS, Kind
from wireproof.reports.measures import calibrated, promised
from wireproof.reports.outcome import TONES, outcome
from wireproof.reports.proofs import only_proves, scores
from wireproof.reports.security import sieges

_STYLES = ("page.css", "matrix.css", "security.css", "panel.css")
_FIRST = ("theme.js",)  # before anything is drawn
_SCRIPTS = (
    "elements.js",
    "data.js",
    "matrix.js",
    "evidence.js",
    "panel.js",
    "filters.js",
    "keys.js",
)
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#17594a"/>'
    '<path d="M5 18h5l3-8 5 13 3-8" fill="none" stroke="#fff" stroke-width="2.6" '
    'stroke-linecap="round" stroke-linejoin="round"/>'
    '<circle cx="26" cy="15" r="2.4" fill="#7fe0b5"/>'
    "</svg>"
)


class Bar(NamedTuple):
    """One piece of an implementation's bar, in percent."""

    kind: Kind
    start: float
    width: float
    number: int


def render(run: Run, contracts: Mapping[str, Contract]) -> str:
    """Render the page; it needs nothing but itself and makes no request."""
    first, scripts, styles = (_joined(names) for names in (_FIRST, _SCRIPTS, _STYLES))
    parts = chapters(run, contracts)
    return (
        _environment()
        .get_template("page.html")
        .render(
            policy=_policy(styles, first, scripts),
            icon=f"data:image/svg+xml,{quote(_ICON)}",
            styles=Markup(styles),  # noqa: S704 - our own files
            first=Markup(first),  # noqa: S704
            scripts=Markup(scripts),  # noqa: S704
            data=Markup(payload(run, contracts).decode()),  # noqa: S704 - it holds no "<"
            run=run,
            outcome=outcome(run),
            chapters=parts,
            counts=_counts(parts),
            benches=benches(run),
            budgets=[(promised(one), one) for one in run.budgets],
            calibrations=[calibrated(one) for one in run.calibrations],
            sieges=[] if only_proves(run) else sieges(parts),
            scores=scores(run),
            only_proves=only_proves(run),
            looks=LOOKS,
            tones=TONES,
        )
    )


def bars(subject: Subject) -> list[Bar]:
    """Divide a bar by what became of an implementation's requirements."""
    counts, found, start = subject.counts(), [], 0.0
    for kind in _BAR_ORDER:
        width = 100 * counts[kind] / (counts.total() or 1)
        if width:
            found.append(Bar(kind, round(start, 2), round(width, 2), counts[kind]))
        start += width
    return found


_BAR_ORDER = (
    Kind.PASS,
    Kind.WAIVED,
    Kind.REMARK,
    Kind.FAIL,
    Kind.ERROR,
    Kind.INCONCLUSIVE,
    Kind.UNTESTED,
    Kind.INAPPLICABLE,
)


def _counts(parts: list[Chapter]) -> Counter[Kind]:
    return sum((one.counts() for part in parts for one in part.subjects), Counter[Kind]())


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("wireproof.reports.html", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "command": spelling.command,
        "seconds": spelling.seconds,
        "visible": spelling.visible,
        "count": spelling.count,
        "bars": bars,
        "part": _part,
    }
    return environment


def _part(name: str) -> str:
    """Spell one part of an address within the page."""
    return quote(spelling.visible(name), safe="")


def _joined(names: tuple[str, ...]) -> str:
    folder = files("wireproof.reports.html").joinpath("assets")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def _policy(styles: str, *scripts: str) -> str:
    """Forbid everything but what we put here ourselves."""
    allowed = " ".join(map(_digest, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
