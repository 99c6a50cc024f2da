"""Arrays between processes of one machine, over a UNIX socket that only its owner can open.

    python -m reference_impl.array_transfer.unix_socket --role bounce --socket /run/user/1000/array

The stream is that of `memoryview`; there is no port for anybody else to find, and the kernel
copies from one process to the other without segments, checksums and acknowledgements.
"""

from __future__ import annotations

import contextlib
import os
import socket
from argparse import Namespace
from pathlib import Path
from typing import Any, ClassVar

from reference_impl.array_transfer import _roles
from reference_impl.array_transfer.memoryview import Wire


class UnixServer(_roles.ArrayServer):
    """Listen on a path instead of a port."""

    address_family = socket.AF_UNIX
    own_limits: ClassVar[dict[str, Any]] = {"socket": ""}

    @staticmethod
    def place(limits: Namespace) -> str:
        if not limits.socket:
            raise SystemExit("--socket names the path to listen on")
        return str(limits.socket)

    def server_bind(self) -> None:
        """Take the path over from whoever died on it, and open it to nobody else."""
        with contextlib.suppress(FileNotFoundError):
            Path(str(self.server_address)).unlink()
        before = os.umask(0o177)  # Whoever may write to the path may connect.
        try:
            super().server_bind()
        finally:
            os.umask(before)


def main() -> None:
    _roles.play(Wire, __doc__, UnixServer)


if __name__ == "__main__":
    main()
