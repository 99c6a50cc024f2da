"""`openssl s_client`, told on stdin what to send, with nothing added to it.

python call.py 127.0.0.1 8443 localhost ca.pem [certificate.pem key.pem]
"""

import contextlib
import ipaddress
import json
import os
import select
import subprocess
import sys
import time

SECONDS = 1.5


def command(host, port, name, cafile, certfile="", keyfile=""):
    try:
        ipaddress.ip_address(name)
        meant = ["-verify_ip", name, "-noservername"]
    except ValueError:
        meant = ["-verify_hostname", name, "-servername", name]
    shown = ["-cert", certfile, "-key", keyfile, "-cert_chain", certfile] if certfile else []
    return [
        *("openssl", "s_client", "-quiet", "-no_ign_eof"),
        *("-connect", f"{host}:{port}", "-CAfile", cafile, "-no-CApath", "-no-CAstore"),
        *("-verify_return_error", *meant, *shown),
    ]


def call(payload):
    ends = time.monotonic() + SECONDS
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command(*sys.argv[1:]), bufsize=0, stdin=pipe, stdout=pipe, stderr=pipe
    ) as client:
        with contextlib.suppress(BrokenPipeError):  # it has refused the server already
            client.stdin.write(payload)
        received = b""
        while len(received) < len(payload) and (left := ends - time.monotonic()) > 0:
            if select.select([client.stdout], [], [], left)[0]:
                piece = os.read(client.stdout.fileno(), 65_536)
                if not piece:
                    break
                received += piece
        client.kill()
    return received


if __name__ == "__main__":
    payload = bytes.fromhex(json.loads(sys.stdin.readline())["payload"])
    received = call(payload)
    if len(received) < len(payload):
        print(json.dumps({"ok": False, "stage": "handshake", "error": f"{len(received)} bytes came"}))
        sys.exit(3)
    print(json.dumps({"ok": True, "version": "", "echo": received.hex()}))
