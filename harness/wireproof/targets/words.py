"""Parse the words that name targets, once, into descriptions.

One grammar everywhere: an address, ``cmd:...``, a manifest, ``py:...``, or something known.
"""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from wireproof.catalogue import contracts, manifests
from wireproof.errors import UnknownWords
from wireproof.model.manifest import Implementation
from wireproof.targets import inprocess
from wireproof.targets.declared import Declared
from wireproof.targets.description import Description
from wireproof.targets.entry import require_meaning
from wireproof.wire.address import Address

__all__ = ["Declared", "parse", "parse_address"]

SCHEMES = ("tcp", "udp", "http", "https", "tls", "unix")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def parse(words: Sequence[str], declared: Declared) -> list[Description]:
    """Turn words into descriptions, each target once; no words are the reference implementations.

    Raises `UnknownWords`, `InvalidManifest`.
    """
    declared.check()
    if words:
        found = [one for word in words for one in _parse_one(word, declared)]
    else:
        found = [_known(entry) for entry in manifests.references()]
    wanted = declared.contract.replace("_", "-")
    if wanted:
        found = [one for one in found if one.implementation.contract == wanted]
    if not found:
        raise UnknownWords(
            f"no implementation of {wanted!r} among {' '.join(words) or 'the references'}",
            mend="See `wireproof list implementations`.",
        )
    once = {one.words: declared.laid_over(one) for one in found}.values()
    for one in once:
        require_meaning(one)
    return _told_apart(once)


def _told_apart(descriptions: Iterable[Description]) -> list[Description]:
    """Number what has one name: results are kept by contract and name."""
    taken: dict[str, Description] = {}
    for one in descriptions:
        mine, number = one, 1
        while mine.key in taken:
            number += 1
            named = msgspec.structs.replace(
                one.implementation, name=f"{one.implementation.name}-{number}"
            )
            mine = msgspec.structs.replace(one, implementation=named)
        taken[mine.key] = mine
    return list(taken.values())


def parse_address(text: str) -> Address:
    """Read ``tcp://127.0.0.1:9000`` or ``unix:///run/x.sock``; raises `UnknownWords`."""
    try:
        parts = urlsplit(text)
    except ValueError as trouble:
        raise UnknownWords(
            f"{text!r} is no address: {trouble}", mend="Write tcp://[::1]:9000."
        ) from None
    if parts.scheme not in SCHEMES:
        raise UnknownWords(f"{text!r} has an unknown scheme", mend=f"Known: {', '.join(SCHEMES)}.")
    if parts.scheme == "unix":
        path = parts.netloc + parts.path
        if not path:
            raise UnknownWords(f"{text!r} has no path", mend="Write unix:///path/to/socket.")
        return Address("unix", path=path)
    try:
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname:
        raise UnknownWords(
            f"{text!r} has no host or no valid port", mend=f"Write {parts.scheme}://127.0.0.1:9000."
        )
    return Address(parts.scheme, host=parts.hostname, port=port, resource=parts.path)


def _parse_one(word: str, declared: Declared) -> Iterable[Description]:
    scheme, colon, rest = word.partition(":")
    if colon and scheme == "cmd":
        return [_command(word, rest, declared)]
    if colon and scheme == "py":
        return [_object(word, rest, declared)]
    if colon and (rest.startswith("//") or scheme in SCHEMES):
        return [_address(word, declared)]
    path, _, name = word.partition("#")
    if path.endswith(".toml"):
        return _manifest(Path(path), name)
    return _something_known(word)


def _command(word: str, line: str, declared: Declared) -> Description:
    try:
        command = tuple(shlex.split(line))
    except ValueError as trouble:
        raise UnknownWords(f"{word!r}: {trouble}", mend="Close the quotation.") from None
    if not command:
        raise UnknownWords(f"{word!r} names no command", mend="Write cmd:./server --port {port}")
    takes_address = any("{port" in part or "{socket" in part for part in command)
    return Description(
        implementation=Implementation(
            name=_plain_name(Path(command[0]).name),
            contract=_need_contract(word, declared),
            command=command,
            ready="listen" if takes_address else "announce",
            stop="SIGTERM",
            profile="classic",
        ),
        folder=str(Path.cwd()),
        words=word,
    )


def _object(word: str, rest: str, declared: Declared) -> Description:
    """See a Python object as the tool that a process of its own makes of it."""
    name = _need_contract(word, declared)
    if not re.fullmatch(r"[\w.]+:[\w.]+", rest):
        raise UnknownWords(f"{word!r} names no object", mend="Write py:package.module:attribute.")
    if "tool" not in contracts.scenario(name).contract.roles:
        raise UnknownWords(
            f"{word!r}: {name} has no in-process form",
            mend="Name an address, a cmd:, a manifest or something known.",
        )
    return Description(
        implementation=Implementation(
            name=_plain_name(rest),
            contract=name,
            role="tool",
            command=("{python}", inprocess.__file__, rest),
            profile="classic",
            language="Python",
        ),
        folder=str(Path.cwd()),
        words=word,
    )


def _address(word: str, declared: Declared) -> Description:
    address = parse_address(word)
    return Description(
        implementation=Implementation(
            name=_plain_name(str(address.port or Path(address.path).name)),
            contract=_need_contract(word, declared),
            address=word,
            profile="classic",
        ),
        folder=str(Path.cwd()),
        words=word,
        pid=declared.pid,
        authkey_file=_absolute(declared.authkey_file),
        cafile=_absolute(declared.cafile),
    )


def _absolute(path: str) -> str:
    """Make a path good for any working directory; none stays none."""
    return str(Path(path).absolute()) if path else ""


def _plain_name(text: str) -> str:
    """Keep what may stand in a name."""
    return re.sub(r"[^A-Za-z0-9._+-]+", "-", text).strip("-") or "unnamed"


def _need_contract(word: str, declared: Declared) -> str:
    if not declared.contract:
        known = ", ".join(contracts.scenarios())
        raise UnknownWords(
            f"{word!r} does not say which contract it is to keep",
            mend=f"Add --contract; known: {known}.",
        )
    return declared.contract.replace("_", "-")


def _manifest(path: Path, name: str) -> list[Description]:
    entries = manifests.read(path.absolute())
    if name:
        chosen = [entry for entry in entries if entry.implementation.name == name]
        if not chosen:
            names = ", ".join(entry.implementation.name for entry in entries)
            raise UnknownWords(f"{path} has no implementation {name!r}", mend=f"It has: {names}.")
        entries = chosen
    return [
        _entry(entry, words=f"{path.absolute()}#{entry.implementation.name}") for entry in entries
    ]


def _something_known(word: str) -> list[Description]:
    """Match a key, a glob over keys, or the folder's or entry's own name."""
    pattern = word.replace("_", "-") if "/" not in word else word
    entries = [*manifests.references(), *manifests.third_party()]
    found = [entry for entry in entries if _matches(entry, word) or _matches(entry, pattern)]
    if not found:
        keys = [entry.implementation.key for entry in entries]
        names = [*keys, *(entry.path.parent.name for entry in entries), *contracts.scenarios()]
        near = difflib.get_close_matches(word, names, n=1)
        if word.replace("_", "-") in contracts.scenarios():
            near = [f"{word.replace('_', '-')}/*"]
        raise UnknownWords(
            f"nothing known is called {word!r}",
            mend=f"Did you mean {near[0]!r}?"
            if near
            else "Name an address, a cmd:, a manifest, or see `wireproof list implementations`.",
        )
    return [_known(entry) for entry in found]


def _matches(entry: manifests.Entry, word: str) -> bool:
    key = entry.implementation.key
    if "*" in word or "?" in word:  # a glob means our references, as in `tcp-echo/*`
        return entry.reference and fnmatchcase(key, word)
    if entry.reference:
        return key == word
    return word in {key, entry.implementation.name, entry.path.parent.name}


def _known(entry: manifests.Entry) -> Description:
    return _entry(entry, words=entry.implementation.key)


def _entry(entry: manifests.Entry, *, words: str) -> Description:
    return Description(
        implementation=entry.implementation,
        folder=str(entry.path.parent.absolute()),
        words=words,
        reference=entry.reference,
    )
