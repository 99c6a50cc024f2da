"""Programs that start badly: a function each, named after the mistake.

    python bad_starts.py NAME [ARGUMENT]

They end at the end of their input like anybody else, unless that is the mistake.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path


def listener(host: str = "127.0.0.1") -> socket.socket:
    return socket.create_server((host, 0))


def announce(opened: socket.socket, *, end: str = "\n") -> None:
    say(json.dumps({"listening": {"port": opened.getsockname()[1]}}) + end)


def say(text: str | bytes) -> None:
    sys.stdout.buffer.write(text.encode() if isinstance(text, str) else text)
    sys.stdout.buffer.flush()


def until_input_ends() -> None:
    while os.read(0, 4096):
        pass


def serve_until_input_ends(opened: socket.socket) -> None:
    threading.Thread(target=accept_for_ever, args=(opened,), daemon=True).start()
    until_input_ends()


def accept_for_ever(opened: socket.socket) -> None:
    while True:
        opened.accept()[0].close()


# -- Never ready -----------------------------------------------------------------------------


def says_nothing() -> None:
    until_input_ends()


def exits_at_once() -> None:
    sys.stderr.write("cannot read my configuration\n")
    sys.exit(78)


def is_killed_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def prints_garbage() -> None:
    say(b"\x00\xff\xfe{\x1b[2J\r\n{{{]]]\n")
    until_input_ends()


def prints_json_of_something_else() -> None:
    say('{"level": "info"}\n["listening"]\n"listening"\n')
    until_input_ends()


def nests_deeply() -> None:
    say('{"listening": ' + "[" * 50_000 + "\n")
    until_input_ends()


def logs_the_announcement() -> None:
    say('INFO:root:{"listening": {"port": 4711}}\n')
    until_input_ends()


def forgets_the_newline() -> None:
    opened = listener()
    announce(opened, end="")
    serve_until_input_ends(opened)


def writes_one_long_line() -> None:
    opened = listener()
    say(b"x" * 10_000_000)
    announce(opened)
    serve_until_input_ends(opened)


def closes_its_stdout() -> None:
    os.close(1)
    until_input_ends()


def floods_and_says_nothing() -> None:
    threading.Thread(target=flood, args=(1,), daemon=True).start()
    until_input_ends()


def flood(descriptor: int) -> None:
    line = b"all work and no play makes a dull log\n" * 1000
    while True:
        os.write(descriptor, line)


# -- Announces nonsense ----------------------------------------------------------------------


def announces(text: str) -> None:
    say(text + "\n")
    until_input_ends()


def announces_a_port_where_nothing_listens() -> None:
    with listener() as opened:
        port = opened.getsockname()[1]
    announces(json.dumps({"listening": {"port": port}}))


# -- Escapes ---------------------------------------------------------------------------------


def is_over(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def becomes_a_daemon() -> None:
    opened = listener()
    first = os.getpid()
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    while not is_over(first):
        time.sleep(0.001)
    announce(opened)
    accept_for_ever(opened)


def leaves_a_helper_behind() -> None:
    """Is ready, and has a helper in a session of its own that outlives it."""
    subprocess.Popen(
        [sys.executable, "-IS", __file__, "sleeps"], start_new_session=True, stdin=subprocess.PIPE
    )
    is_polite()


def sleeps() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def hides_a_helper() -> None:
    """Its helper has left the session, the mark and its parent, and holds our pipes."""
    code = "import os, time\nif os.fork(): os._exit(0)\nos.setsid()\ntime.sleep(8)"
    subprocess.run(
        [sys.executable, "-IS", "-c", code], env={}, stdin=subprocess.DEVNULL, check=True
    )
    is_polite()


# -- Ready, and odd --------------------------------------------------------------------------


def is_polite() -> None:
    opened = listener()
    announce(opened)
    serve_until_input_ends(opened)


def reads_its_input_first() -> None:
    until_input_ends()
    opened = listener()
    announce(opened)
    accept_for_ever(opened)


def does_not_stop() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    opened = listener()
    announce(opened)
    accept_for_ever(opened)


def listens_late() -> None:
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    announce(opened)
    time.sleep(0.1)
    opened.listen()
    serve_until_input_ends(opened)


def floods_its_stdout() -> None:
    floods(1)


def floods_its_stderr() -> None:
    floods(2)


def floods(descriptor: int) -> None:
    opened = listener()
    os.write(descriptor, b"noise\n" * 10_000)
    announce(opened)
    threading.Thread(target=flood, args=(descriptor,), daemon=True).start()
    serve_until_input_ends(opened)


def prints_invalid_utf8_around() -> None:
    opened = listener()
    say(b"\xff\xfe before\n")
    announce(opened)
    say(b"\xff\xfe after\n")
    serve_until_input_ends(opened)


def closes_its_stdout_when_ready() -> None:
    opened = listener()
    announce(opened)
    os.close(1)
    serve_until_input_ends(opened)


def listens_nowhere() -> None:
    announces('{"ready": true}')


def listens_on_a_given_port(host: str = "127.0.0.1", stack: str = "") -> None:
    port = int(os.environ["WIREPROOF_PORT"])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, dualstack_ipv6=stack == "dual")
    serve_until_input_ends(opened)


def listens_at_a_given_path() -> None:
    opened = socket.socket(socket.AF_UNIX)
    opened.bind(os.environ["WIREPROOF_SOCKET"])
    opened.listen()
    serve_until_input_ends(opened)


def announces_a_path(path: str) -> None:
    opened = socket.socket(socket.AF_UNIX)
    opened.bind(path)
    opened.listen()
    say(json.dumps({"listening": {"path": path}}) + "\n")
    serve_until_input_ends(opened)


def announces_datagrams() -> None:
    opened = socket.socket(type=socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", 0))
    announce(opened)
    until_input_ends()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
