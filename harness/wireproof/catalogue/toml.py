"""Read a TOML file into a type; a mistake names file, key, and what to write instead."""

from __future__ import annotations

import difflib
import re
import tomllib
from enum import EnumType
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from wireproof.errors import WireproofError

T = TypeVar("T")

_FIELD = re.compile(r"field `(?P<field>[^`]+)`")
_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_ENTRY = re.compile(r"(?P<array>\w+)\[(?P<number>\d+)\]")
_SPELLINGS = {
    "Object contains unknown field": "unknown key",
    "Object missing required field": "there is no key",
    "Invalid enum value": "no valid value:",
    "`object`": "`table`",
}
_NAMES = ("name", "id")  # how an entry of an array of tables is called


def read(path: Path, kind: type[T], error: type[WireproofError]) -> T:
    """Read ``path`` as a ``kind``.

    Raises ``error`` with the file, the key and the mend for anything that is not as it should be.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise error(
            f"cannot be read ({trouble.strerror})", where=str(path), mend="Check the path."
        ) from trouble
    except UnicodeDecodeError as trouble:
        raise error("is not UTF-8", where=str(path), mend="TOML files are UTF-8.") from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise error(f"is not TOML: {trouble}", where=str(path), mend="Mend that line.") from trouble
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as trouble:
        said = str(trouble)
        found = _PLACE.search(said)
        place = found["path"] if found else ""
        what = _PLACE.sub("", said) + (f" at `{place}`{_entry(raw, place)}" if place else "")
        raise error(_in_words(what), where=str(path), mend=_mend(said, kind, place)) from None


def _in_words(message: str) -> str:
    """Say msgspec's message in the words of a TOML file."""
    for theirs, ours in _SPELLINGS.items():
        message = message.replace(theirs, ours)
    return message[0].lower() + message[1:]


def _entry(raw: dict[str, Any], place: str) -> str:
    """Call the entry of an array of tables by its name."""
    found = _ENTRY.match(place)
    entry = raw[found["array"]][int(found["number"])] if found else None
    named = [entry[key] for key in _NAMES if key in entry] if isinstance(entry, dict) else []
    return f", in {named[0]!r}" if named else ""


def _mend(message: str, kind: type, place: str) -> str:
    """Say what to write instead: the nearest key, a value, or the type that was expected."""
    there = _type_at(kind, place)
    field = _FIELD.search(message)
    if "unknown field" in message and field:
        keys = sorted(one.name for one in msgspec.structs.fields(there))
        near = difflib.get_close_matches(field["field"], keys, n=1)
        return f"Did you mean `{near[0]}`?" if near else f"Known keys here: {', '.join(keys)}."
    if "missing" in message:
        return "Add it."
    if "enum" in message:
        return f"Write one of {', '.join(map(repr, _values(there)))}."
    return "Write a date, as 2030-12-31." if "date" in message else "Write a value of that type."


def _values(kind: Any) -> list[object]:  # noqa: ANN401 - a type expression of any form
    """List what a closed set holds."""
    return list(map(str, kind)) if isinstance(kind, EnumType) else list(get_args(kind))


def _type_at(kind: Any, place: str) -> Any:  # noqa: ANN401
    """Find the type of what stands at msgspec's path, as ``implementation[1].requires``."""
    for step, index in re.findall(r"(\w+)((?:\[[^]]*\])?)", re.sub(r"\.", " ", place)):
        kind = {one.name: one.type for one in msgspec.structs.fields(kind)}[step]
        if index:
            kind = [one for one in get_args(kind) if one is not Ellipsis][-1]
    return kind
