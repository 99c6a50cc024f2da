"""Clients that authenticate and call as they should, and listen to nothing that is said.

    python tests/null/pickle_rpc/client/null.py takes_any_reply_for_none --authkey-file key

Each class takes the place of the reference's.
"""

from __future__ import annotations

import sys

from reference_impl.pickle_rpc import framed_client
from reference_impl.pickle_rpc.client_orders import FailedError


class TakesAnyReplyForNone(framed_client.Reader):
    """Whatever came, nothing was returned."""

    def result(self, _data: bytes) -> None:
        return None


class ReportsEveryReplyAsLost(framed_client.Reader):
    """Whatever came, nothing did."""

    def result(self, data: bytes) -> object:
        raise FailedError("call", data[:40])


def main() -> None:
    """Run the reference with one class in place of its own."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    framed_client.Reader = globals()[name]  # type: ignore[misc]
    framed_client.main()


if __name__ == "__main__":
    main()
