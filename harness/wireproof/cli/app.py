"""The application: finds the commands, and turns errors into one paragraph and an exit code."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType

import typer

import wireproof
from wireproof.cli import commands
from wireproof.errors import WireproofError

INTERRUPTED = 130
OUR_BUG = 4

_HELP = """Does an implementation keep the contract, and what does it cost?

Try `wireproof run`: it judges and measures the reference implementations and writes a report.

Exit codes: 0 conforms; 1 does not conform; 2 usage; 3 target not ready; 4 harness error;
5 stale waiver; 6 broken budget of a benchmark; 7 nothing judged or inconclusive; 130 interrupted.
"""


def build() -> typer.Typer:
    """Make the application out of every module in ``commands``."""
    app = typer.Typer(
        name="wireproof",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{found.name}")
        name = found.name.rstrip("_")
        function = getattr(module, name)
        app.command(name, help=inspect.getdoc(function))(_exiting(function))
    return app


def _version(asked: bool) -> None:
    if asked:
        print(f"wireproof {wireproof.__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def run() -> None:
    """Run the command line and exit with its code.

    SIGTERM and SIGHUP end it as Ctrl-C does: in order, from its first moment on.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    build()()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)


def _exiting(command: Callable[..., int]) -> Callable[..., None]:
    """Turn a command's answer, or what it raised, into an exit code and at most one paragraph."""

    @functools.wraps(command)
    def exiting(*arguments: object, **options: object) -> None:
        raise typer.Exit(_code(functools.partial(command, *arguments, **options)))

    return exiting


def _code(command: Callable[[], int]) -> int:
    try:
        return command()
    except WireproofError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output left, as `| head` does
        return 0
    except Exception:  # noqa: BLE001 - the last door: a bug of ours, said as such
        _say("this is a bug of wireproof, not of a target; please report what follows")
        traceback.print_exc()
        return OUR_BUG


def _say(text: str) -> None:
    print(f"wireproof: {text}", file=sys.stderr)
