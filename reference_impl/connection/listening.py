"""What a listener that guards its clients has, on a port as on a path."""

from __future__ import annotations

import socketserver
import threading
from argparse import Namespace
from pathlib import Path
from typing import Any

from reference_impl.connection.authentication import KNOWN

MOST_CLIENTS = 500

LIMITS: dict[str, Any] = {
    "authkey_file": "",  # the path of a file; a key itself never goes by argv
    "accept": ",".join(KNOWN),  # digests; without md5, no peer from before Python 3.12 comes in
    "auth_timeout": 10.0,
    "max_frame": 64 << 20,
    "socket": "",  # the path of a UNIX socket, instead of a port
}


class Listening(socketserver.ThreadingMixIn):
    """Accepts at once; all that takes time happens in the thread of the client."""

    # CONN-013, CONN-016, CONN-020: nobody waits for anybody else's silence or megabytes.
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def configure(self, given: Namespace) -> None:
        self.key = Path(given.authkey_file).read_bytes()
        self.accepted = tuple(name for name in KNOWN if name in given.accept.split(","))
        self.auth_timeout: float = given.auth_timeout
        self.max_frame: int = given.max_frame

    def verify_request(self, _request: object, _client_address: object) -> bool:
        """Hang up on whoever is one too many: a flood must end in refusals."""
        return threading.active_count() <= MOST_CLIENTS
