"""The demonstration service of CPython's documentation: getData, pow, add, and the time of now."""

from __future__ import annotations

from datetime import datetime

from reference_impl.xmlrpc.values import APPLICATION, DateTime, Fault, Value

MOST_BITS = 64  # of a power: no result that fits is longer, and longer ones take for ever


class Demonstration:
    """Its four methods."""

    def get_data(self) -> str:
        """Give the answer."""
        return "42"  # XRPC-074: a string, though it looks like a number.

    def power(self, x: float, y: float) -> Value:
        """Give x to the power of y."""
        # XRPC-075: 9 ** 2147483647 would keep us busy for days, and would not fit anyhow.
        if type(x) is type(y) is int and y > 0 and (abs(x) - 1).bit_length() * y > MOST_BITS:
            raise Fault(APPLICATION, "the result does not fit")
        result: Value = x**y
        return result

    def add(self, x: float | str, y: float | str) -> Value:
        """Give the sum of two numbers, or two strings joined."""
        if isinstance(x, str) and isinstance(y, str):
            return x + y  # XRPC-076
        if isinstance(x, int | float) and isinstance(y, int | float):
            return x + y  # XRPC-076
        raise Fault(APPLICATION, "two numbers or two strings")

    def get_current_time(self) -> DateTime:
        """Tell the time, here."""
        # XRPC-077: XML-RPC has no word for the zone, so this is the local one, as in the original.
        return DateTime(datetime.now().strftime("%Y%m%dT%H:%M:%S"))  # noqa: DTZ005 - see above
