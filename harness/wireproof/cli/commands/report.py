"""``wireproof report``: render a run."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wireproof import reports
from wireproof.catalogue import contracts
from wireproof.cli import checking
from wireproof.errors import UnknownWords
from wireproof.reports import terminal
from wireproof.results import reader


def report(
    run: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run's folder or file. None: the latest.")
    ] = "",
    format: Annotated[  # noqa: A002 - the option's name
        str, typer.Option("--format", "-f", help="See `wireproof report --formats`.")
    ] = "terminal",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it here, not to stdout.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser (html).")] = False,
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
) -> int:
    """Render a run again, in any format. A report adds nothing to the run."""
    if formats:
        for one in reports.formats().values():
            print(f"{one.name:<12} {one.about}")
        return 0
    folder = run or str(checking.latest())
    read = reader.read(folder)
    chosen = reports.find("html" if show and format == "terminal" else format)
    known = contracts.named(read.header.contracts)
    if chosen.name == "terminal" and output is None:
        terminal.show(read, Console(file=sys.stdout, highlight=False), known)
        return 0
    if show and output is None:
        output = reader.locate(folder).with_name(f"report{chosen.suffix}")
    text = chosen.render(read, known)
    if output is None:
        print(text)
        return 0
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise UnknownWords(
            f"cannot be written ({trouble.strerror})", where=str(output), mend="Name another path."
        ) from trouble
    print(output)
    if show:
        webbrowser.open(output.absolute().as_uri())
    return 0
