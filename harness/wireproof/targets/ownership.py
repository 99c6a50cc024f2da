"""Prove that a listener belongs to the process we started (Linux: ``/proc``).

``/proc/net`` tells which socket inodes listen on a port, ``/proc/<pid>/fd`` who holds them. A
stranger on that port is never judged.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from wireproof.targets.observe import Observed
from wireproof.wire.address import Address

NET = Path("/proc/net")

# The states in which a socket waits for anybody: LISTEN, and for UDP "unconnected" (tcp_states.h).
_WAITING = {"tcp": "0A", "udp": "07"}
_UNIX_ACCEPTING = 0x10000


class Listener(NamedTuple):
    """A listening socket: the address it is bound to and its inode."""

    host: str
    port: int
    inode: int


def provable() -> bool:
    """Tell whether this system shows who listens where."""
    return NET.is_dir()


def listening(address: Address) -> tuple[str, set[int]]:
    """List the sockets that a client of ``address`` could reach, and tell their kind.

    The kind is ``unix``, ``tcp``, or ``udp`` where no TCP socket listens on that port.
    """
    if address.scheme == "unix":
        return "unix", unix_inodes(address.path)
    for kind in ("tcp", "udp"):
        found = [one for one in sockets(kind, address.port) if _reached(kind, one, address.host)]
        if found:
            return kind, {one.inode for one in found}
    return "tcp", set()


def _reached(kind: str, one: Listener, host: str) -> bool:
    """Tell whether a client of ``host`` could reach a socket, as far as its address goes."""
    if one.host == "::" and ":" not in host:
        return _takes_ipv4(kind, one.port)
    return one.host in {host, f"::ffff:{host}", "::" if ":" in host else "0.0.0.0"}  # noqa: S104


def _takes_ipv4(kind: str, port: int) -> bool:
    """Tell whether the wildcard of IPv6 takes IPv4 too: then that port is not to be had there."""
    form = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, form) as probe:
        if kind == "tcp":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def sockets(kind: str, port: int) -> list[Listener]:
    """List every ``tcp`` or ``udp`` socket that waits on ``port``, over IPv4 and IPv6."""
    return [one for name in (kind, f"{kind}6") for one in _inet(kind, name) if one.port == port]


def unix_inodes(path: str) -> set[int]:
    """List the inodes that listen at ``path``."""
    inodes = set()
    for line in (NET / "unix").read_text(errors="surrogateescape").splitlines()[1:]:
        fields = line.split(maxsplit=7)  # a path may hold blanks
        accepting = int(fields[3], 16) & _UNIX_ACCEPTING
        if len(fields) > 7 and fields[7] == path and accepting:
            inodes.add(int(fields[6]))
    return inodes


def strangers(inodes: set[int], target: Observed) -> set[int]:
    """Tell which sockets no process of a target holds."""
    return inodes - inodes_of(target.pids()) if inodes else set()


def inodes_of(pids: Iterable[int]) -> set[int]:
    """List the socket inodes that processes hold; a process that just ended holds none."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            for entry in os.scandir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    link = os.readlink(entry.path)  # noqa: PTH115 - thrice as fast in this loop
                    if link.startswith("socket:["):
                        found.add(int(link[8:-1]))
    return found


def _inet(kind: str, name: str) -> Iterable[Listener]:
    path = NET / name
    if not path.exists():
        return
    with path.open() as table:
        next(table)
        for line in table:
            fields = line.split()
            if fields[3] == _WAITING[kind]:
                host, _, port = fields[1].partition(":")
                yield Listener(_host(host), int(port, 16), int(fields[9]))
            elif kind == "tcp":
                return  # the kernel lists listeners first; thousands in TIME_WAIT may follow


def _host(text: str) -> str:
    """Read an address as the kernel prints it: 32-bit words in the machine's byte order."""
    words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)
