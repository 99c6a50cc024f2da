"""What the page shows of measurements: a chart, and the same numbers as a table beside it.

Speed never stands alone: each row says whether its implementation keeps its contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from wireproof.model.run import Comparison, ConclusionResult, Measurement, Run
from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.reports.html import charts
from wireproof.reports.measures import Group, extras, groups, owners
from wireproof.reports.outcome import TONES
from wireproof.reports.spelling import scaled, seconds, size, visible

_CHARTS = 12  # each weighs about 20 kB; the tables are there for all
_COMPARED = 2  # implementations make a comparison


class Value(NamedTuple):
    """One number of a table; the best of its column stands out."""

    text: str
    title: str
    best: bool
    share: float  # of the best in its column, for a bar


class Multiple(NamedTuple):
    """How fast a name is as a multiple of its partner."""

    text: str
    verdict: str
    title: str


class Row(NamedTuple):
    """One name that was measured."""

    name: str
    mark: Markup
    number: int  # in the chart of conformance against speed; 0 where it is not in it
    conclusion: Conclusion | None
    tone: str
    failed: tuple[str, ...]
    values: tuple[Value | None, ...]
    multiples: tuple[Multiple | None, ...]


class Bench(NamedTuple):
    """One group of measurements."""

    name: str
    unit: str
    sizes: tuple[str, ...]
    partner: str  # empty where nobody is compared
    rows: tuple[Row, ...]
    chart: Markup
    against: Markup


def benches(run: Run) -> list[Bench]:
    """Prepare every group of a run."""
    kept, known = _kept(run), owners(run)
    return [
        _bench(group, known, kept, drawn=number < _CHARTS)
        for number, group in enumerate(groups(run))
    ]


def _bench(
    group: Group, known: dict[str, ConclusionResult], kept: dict[str, float], *, drawn: bool
) -> Bench:
    sizes = sorted({row.payload_bytes for row in group.rows})
    series = _fastest_first(group)
    judged = [name for name in series if name in known and _key(known[name]) in kept]
    judged = judged if len(judged) >= _COMPARED and drawn else []
    numbers = {name: number for number, name in enumerate(judged, 1)}
    rows = [
        _row(
            place=place,
            name=name,
            measured=series[name],
            owner=known.get(name),
            number=numbers.get(name, 0),
            group=group,
            sizes=sizes,
        )
        for place, name in enumerate(series)
    ]
    return Bench(
        name=visible(group.name),
        unit=visible(group.unit),
        sizes=tuple(size(one) for one in sizes),
        partner=visible(group.partner),
        rows=tuple(rows),
        chart=_chart(group, series) if drawn and group.has_sizes else Markup(),
        against=_against(group, series, [(name, kept[_key(known[name])]) for name in judged]),
    )


def _row(
    *,
    place: int,
    name: str,
    measured: list[Measurement],
    owner: ConclusionResult | None,
    number: int,
    group: Group,
    sizes: Sequence[int],
) -> Row:
    by_size = {row.payload_bytes: row for row in measured}
    return Row(
        name=visible(name),
        mark=charts.mark(place) if group.has_sizes else Markup(),
        number=number,
        conclusion=owner.conclusion if owner else None,
        tone=TONES[owner.conclusion] if owner else "",
        failed=owner.failed if owner else (),
        values=tuple(_value(by_size.get(one), group, one) for one in sizes),
        multiples=tuple(_multiple(group.compared(name, one)) for one in sizes),
    )


def _multiple(one: Comparison | None) -> Multiple | None:
    if one is None:
        return None
    told = (
        f"{one.verdict}: {one.rounds} paired rounds, interval of {100 * one.confidence:g} %, "
        f"differences below {100 * one.minimum_effect:g} % count as none"
    )
    return Multiple(f"{one.ratio:.3g} ({one.low:.3g} to {one.high:.3g})", one.verdict, told)


def _value(row: Measurement | None, group: Group, payload_bytes: int) -> Value | None:
    if row is None:
        return None
    column = [one.value for one in group.rows if one.payload_bytes == payload_bytes]
    best = max(column) if _more_is_better(group.unit) else min(column)
    top = max(column)
    told = [f"median {seconds(row.median_seconds)}", f"{row.rounds} rounds", visible(extras(row))]
    return Value(
        text=visible(scaled(row.value, row.unit)),
        title=", ".join(filter(None, told)),
        best=row.value == best and len(column) > 1,
        share=max(row.value / top, 0.0) if top > 0 else 0.0,
    )


def _more_is_better(unit: str) -> bool:
    return "/s" in unit or "per second" in unit or unit in {"ratio", "x"}


def _fastest_first(group: Group) -> dict[str, list[Measurement]]:
    """Order by the number at the largest payload, where the lines end."""
    sign = -1 if _more_is_better(group.unit) else 1
    return dict(sorted(group.series.items(), key=lambda item: sign * item[1][-1].value))


def _chart(group: Group, series: dict[str, list[Measurement]]) -> Markup:
    points = [
        [charts.Point(row.payload_bytes, row.value) for row in rows] for rows in series.values()
    ]
    label = f"{group.name}: {group.unit} over payload, {len(points)} lines; the table has them all"
    return charts.lines(points, group.unit, label)


def _against(
    group: Group, series: dict[str, list[Measurement]], judged: list[tuple[str, float]]
) -> Markup:
    points = [charts.Point(max(row.value for row in series[name]), y) for name, y in judged]
    if not points or min(point.x for point in points) <= 0:
        return Markup()
    return charts.scatter(points, group.unit, f"{group.name}: conformance against {group.unit}")


def _kept(run: Run) -> dict[str, float]:
    """Tell the share of tested MUSTs that each implementation keeps, in percent."""
    found: dict[str, list[bool]] = {}
    for row in run.requirements:
        if row.effective_level is Level.MUST and row.verdict in {Verdict.PASS, Verdict.FAIL}:
            key = f"{row.contract}/{row.implementation}"
            found.setdefault(key, []).append(row.verdict is Verdict.PASS)
    return {key: 100 * sum(kept) / len(kept) for key, kept in found.items()}


def _key(row: ConclusionResult) -> str:
    return f"{row.contract}/{row.implementation}"
