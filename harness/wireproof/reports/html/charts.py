"""Charts as SVG that stands within a page: numbers and lines only, colours from the page.

Names of what was measured never enter the picture; they stand in the table beside it. Styles
become attributes, since the page's policy forbids inline styles.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from xml.etree import ElementTree as ET

from markupsafe import Markup

from wireproof.reports.spelling import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Each is told apart on white and on near-black, and has its own mark, for those who see no colour.
COLOURS = ("#3a7fd5", "#d9772b", "#2f9e6e", "#d0506a", "#8f6ad8", "#a07a3f", "#c75fb0", "#6f7f92")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
_DASHES = ("-", "--", ":", "-.")
_DASH_ARRAYS = ("none", "6 3", "2 2", "6 2 2 2")
_PATHS = {  # the same marks, about the origin
    "o": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "s": "M-3.6-3.6H3.6V3.6H-3.6Z",
    "^": "M0-4.4L4.2 3.6H-4.2Z",
    "D": "M0-4.8L4.8 0L0 4.8L-4.8 0Z",
    "v": "M0 4.4L4.2-3.6H-4.2Z",
    "P": "M-1.5-4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5Z",
    "X": "M-4.2-2.2L-2.2-4.2L0-2L2.2-4.2L4.2-2.2L2 0L4.2 2.2L2.2 4.2L0 2L-2.2 4.2L-4.2 2.2L-2 0Z",
    "*": "M0-5L1.3-1.6H4.8L2 .6L3.1 4.2L0 2L-3.1 4.2L-2 .6L-4.8-1.6H-1.3Z",
}
_FEW_DECADES = 300  # below it powers of ten alone would be too few ticks to read
_INK = "#010203"  # a colour nobody else uses: it becomes the page's text colour
_PAPER = "none"
_UNITS = {"bytes/s": "B/s", "B/s": "B/s", "byte/s": "B/s"}
_KEPT = {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity"}
_KEPT |= {"stroke-opacity", "fill-opacity", "stroke-linejoin", "text-anchor", "font-size"}


class Point(NamedTuple):
    """A place in a chart."""

    x: float
    y: float


def lines(series: Sequence[Sequence[Point]], unit: str, label: str) -> Markup:
    """Draw values over payload sizes, both logarithmic; what is not above 0 cannot be drawn."""
    figure, axes = _canvas()
    for number, points in enumerate(series):
        drawn = [point for point in points if point.x > 0 and point.y > 0]
        axes.plot(
            [point.x for point in drawn],
            [point.y for point in drawn],
            color=COLOURS[number % len(COLOURS)],
            marker=MARKS[number % len(MARKS)],
            linestyle=_DASHES[number // len(COLOURS) % len(_DASHES)],
            markersize=5,
            linewidth=1.6,
        )
    _logarithmic(axes, "x", "B")
    _logarithmic(axes, "y", _UNITS.get(unit, ""))
    axes.set_xlabel("payload", color=_INK)
    return _svg(figure, label)


def scatter(points: Sequence[Point], unit: str, label: str) -> Markup:
    """Draw the share of kept requirements over speed; each point bears its number in the table."""
    figure, axes = _canvas()
    for number, point in enumerate(points):
        look = number % len(COLOURS)
        axes.scatter([point.x], [point.y], s=50, color=COLOURS[look], marker=MARKS[look])
        axes.annotate(
            str(number + 1),
            point,
            textcoords="offset points",
            xytext=(7, 5),
            color=_INK,
            fontsize=10,
        )
    _logarithmic(axes, "x", _UNITS.get(unit, ""))
    axes.margins(x=0.12)
    axes.set_ylim(0, 106)
    axes.set_ylabel("% of tested MUSTs kept", color=_INK)
    return _svg(figure, label)


def mark(number: int) -> Markup:
    """Draw the sample of a line that stands in the table."""
    colour = COLOURS[number % len(COLOURS)]
    dash = _DASH_ARRAYS[number // len(COLOURS) % len(_DASH_ARRAYS)]
    path = _PATHS[MARKS[number % len(MARKS)]]
    return Markup(
        '<svg class="mark" viewBox="0 0 28 12" aria-hidden="true">'
        '<path d="M1 6H27" stroke="{c}" stroke-width="1.6" stroke-dasharray="{d}"/>'
        '<path d="{p}" fill="{c}" transform="translate(14 6)"/></svg>'
    ).format(c=colour, d=dash, p=path)


def _canvas() -> tuple[Figure, Axes]:
    """Import matplotlib only when something is drawn; it takes longer than all the rest."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with _settings({"axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(6.8, 3.9), layout="constrained", facecolor=_PAPER)
        FigureCanvasSVG(figure)
        axes = figure.add_subplot(facecolor=_PAPER)
    axes.grid(visible=True, color=_INK, alpha=0.14, linewidth=0.8)
    axes.tick_params(which="both", colors=_INK, labelsize=10)
    for spine in axes.spines.values():
        spine.set_color(_INK)
        spine.set_alpha(0.4)
    return figure, axes


def _logarithmic(axes: Axes, which: str, unit: str) -> None:
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter  # noqa: PLC0415

    axis = axes.xaxis if which == "x" else axes.yaxis
    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    axis.set_major_formatter(EngFormatter(unit=unit, sep=" "))
    axis.set_minor_formatter(NullFormatter())
    least, most = axis.get_view_interval()
    if most < _FEW_DECADES * least:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))


@contextlib.contextmanager
def _settings(ours: dict[str, object]) -> Iterator[None]:
    """Draw the same on every machine: a reader's own matplotlibrc does not count here."""
    import matplotlib as mpl  # noqa: PLC0415

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(cast("Any", ours))
        yield


def _svg(figure: Figure, label: str) -> Markup:
    buffer = io.StringIO()
    # Text stays text, and the same picture has the same ids in every run.
    with _settings({"svg.fonttype": "none", "svg.hashsalt": visible(label)}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return Markup(_plain(buffer.getvalue(), label))  # noqa: S704 - built by an XML writer


def _plain(text: str, label: str) -> str:
    """Leave only what a page needs: no namespaces, no metadata, no styles."""
    root = ET.fromstring(text)  # noqa: S314 - matplotlib wrote it a line ago.
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith(("}metadata", "}style")):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = _attributes(element.attrib)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"role": "img", "aria-label": visible(label), "class": "chart"}
    return ET.tostring(root, encoding="unicode").replace(_INK, "currentColor")


def _attributes(attributes: dict[str, str]) -> dict[str, str]:
    found = {name.rpartition("}")[2]: value for name, value in attributes.items()}
    for rule in found.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in rule.partition(":"))
        if name == "font":
            found["font-size"] = value.partition("px")[0].split()[-1]
        elif name in _KEPT:
            found[name] = value
    return found
