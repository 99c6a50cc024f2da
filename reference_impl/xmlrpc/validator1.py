"""The validator1 suite, by which XML-RPC implementations have been compared since 1999."""

from __future__ import annotations

from reference_impl.xmlrpc.values import BAD_PARAMS, Fault, Value

Numbers = dict[str, int]


class Validator1:
    """The classic interoperability suite; structs are read by name, never by position."""

    def array_of_structs_test(self, structs: list[Numbers]) -> int:
        """Add the curlies of all structs."""
        return sum(struct["curly"] for struct in structs)  # XRPC-067

    def count_the_entities(self, text: str) -> dict[str, int]:
        """Count the five characters that XML has entities for."""
        # XRPC-068: the text is unescaped already, and once is right.
        return {
            "ctLeftAngleBrackets": text.count("<"),
            "ctRightAngleBrackets": text.count(">"),
            "ctAmpersands": text.count("&"),
            "ctApostrophes": text.count("'"),
            "ctQuotes": text.count('"'),
        }

    def easy_struct_test(self, struct: Numbers) -> int:
        """Add moe, larry and curly, whoever else is there."""
        return struct["moe"] + struct["larry"] + struct["curly"]  # XRPC-067

    def echo_struct_test(self, struct: dict[str, Value]) -> dict[str, Value]:
        """Give a struct back."""
        return struct  # XRPC-069

    def many_types_test(self, *six: Value) -> list[Value]:
        """Give six values back as an array."""
        if len(six) != 6:
            raise Fault(BAD_PARAMS, "manyTypesTest takes six parameters")
        return list(six)  # XRPC-069: each with its type.

    def moderate_size_array_check(self, strings: list[str]) -> str:
        """Join the first and the last string."""
        return strings[0] + strings[-1]  # XRPC-069

    def nested_struct_test(self, calendar: dict[str, dict[str, dict[str, Numbers]]]) -> int:
        """Add moe, larry and curly of the first of April 2000."""
        return self.easy_struct_test(calendar["2000"]["04"]["01"])  # XRPC-067: two-digit keys

    def simple_struct_return_test(self, number: int) -> Numbers:
        """Multiply by ten, hundred and thousand."""
        return {  # XRPC-067
            "times10": number * 10,
            "times100": number * 100,
            "times1000": number * 1000,
        }
