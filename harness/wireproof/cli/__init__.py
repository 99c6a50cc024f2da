"""The command line: one file per command in ``commands``, found by its name."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from wireproof.cli.app import run  # noqa: PLC0415 - `import wireproof.cli` stays cheap

    run()
