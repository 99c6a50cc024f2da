"""The announcement: one JSON line on stdout that tells where a target listens."""

from __future__ import annotations

import ipaddress
import json
import threading

from wireproof.errors import NotReady
from wireproof.wire.address import Address

EXAMPLE = '{"listening": {"host": "127.0.0.1", "port": 4711}}'

_WORDS = ("listening", "ready")
_SHOWN = 200  # letters of a line, in a message


class Announcement:
    """Wait for the one line that matters among whatever else is printed."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.addresses: dict[str, Address] = {}
        self.nonsense = ""
        self.almost = ""  # a line that was surely meant as the announcement, and is no JSON

    def read(self, line: bytes) -> bool:
        """Look at one line of output; tell whether the announcement is still to come."""
        at = max(line.find(f'"{word}"'.encode()) for word in _WORDS)
        if at < 0:
            return True
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            self.almost = self.almost or _shown(line[max(at - _SHOWN // 4, 0) :])
            return True
        if not isinstance(value, dict) or not set(_WORDS) & set(value):
            return True
        try:
            self.addresses = _addresses(value)
        except (TypeError, ValueError, KeyError) as trouble:
            said = f"it has no {trouble}" if isinstance(trouble, KeyError) else str(trouble)
            self.nonsense = f"{_shown(line)}: {said}"
        self.told.set()
        return False

    def main(self, where: str) -> Address | None:
        """Tell the address that counts, `None` for a worker that listens nowhere.

        Raises `NotReady` where the line made no sense.
        """
        if self.nonsense:
            raise NotReady(
                f"announced nonsense: {self.nonsense}",
                where=where,
                mend=f"Print {EXAMPLE} on a line of its own.",
            )
        return self.addresses.get("")


def _shown(line: bytes) -> str:
    text = repr(line[:_SHOWN].decode("utf-8", "backslashreplace"))
    return f"{text}..." if len(line) > _SHOWN else text


def _addresses(value: dict[str, object]) -> dict[str, Address]:
    if value.get("ready") is True and "listening" not in value:
        return {}
    listening = value.get("listening")
    if not isinstance(listening, dict):
        raise TypeError("`listening` is no object")
    if "path" in listening:
        return {"": Address("unix", path=_path(listening["path"]))}
    host = _host(listening.get("host", "127.0.0.1"))
    ports = {"": listening["port"], **dict(listening.get("ports", {}))}
    return {name: Address("tcp", host=host, port=_port(port)) for name, port in ports.items()}


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("/"):
        raise ValueError(f"{value!r} is no absolute path")
    return value


def _host(value: object) -> str:
    """Tell where a listener on ``value`` is reached over loopback."""
    if value in ("", "localhost"):
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(str(value))
    except ValueError:
        raise ValueError(f"the host {value!r} is no IP address") from None
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    mapped = getattr(address, "ipv4_mapped", None)
    if not (mapped or address).is_loopback:
        raise ValueError(f"the host {value!r} is not on loopback")
    return str(mapped or address)


def _port(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65_536:
        raise ValueError(f"{value!r} is no port")
    return value
