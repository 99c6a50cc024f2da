"""xmlrpc-c's program `xmlrpc`, told what to call on stdin.

python call.py 127.0.0.1 8000

Ours: the order as its arguments, and what it prints for people as JSON again.
"""

import base64
import json
import re
import subprocess
import sys

PREFIX = {"string": "s", "i4": "i", "double": "d"}
FAULT = re.compile(r"RPC failed at server\.  (.*)\.  \(XML-RPC fault code (-?\d+)\)\s*$", re.DOTALL)
TOO_DEEP = {"t": "string", "v": "a value that is nested too deep to be told"}


def argument(one):
    kind, text = one["t"], one.get("v", "")
    if kind == "nil":
        return "n/"
    if kind == "boolean":
        return "b/" + ("true" if text == "1" else "false")
    if kind == "base64":
        return "h/" + base64.b64decode(text).hex()
    return f"{PREFIX[kind]}/{text}"  # it has no arguments for anything else


SCALARS = [
    (r"String: '(.*)'", lambda text: {"t": "string", "v": text}),
    (r"Integer: (-?\d+)", lambda text: {"t": "i4", "v": text}),
    (r"64-bit integer: (-?\d+)", lambda text: {"t": "i8", "v": text}),
    (r"Floating Point: (.*)", lambda text: {"t": "double", "v": text}),
    (r"Boolean: (TRUE|FALSE)", lambda text: {"t": "boolean", "v": "01"[text == "TRUE"]}),
    (r"Bit string: (.*)", lambda text: {"t": "base64", "v": base64.b64encode(bytes.fromhex(text)).decode()}),
    (r"(Nil)", lambda _: {"t": "nil"}),
]


def read(lines):
    """Read one value off the front of the lines; what it cannot tell apart is a string."""
    line = lines.pop(0).strip() if lines else ""
    if found := re.fullmatch(r"Array of (\d+) items?:", line):
        items = []
        for _ in range(int(found[1])):
            lines[0] = re.sub(r"^\s*Index\s+\d+ ", "", lines[0])
            items.append(read(lines))
        return {"t": "array", "v": items}
    if found := re.fullmatch(r"Struct of (\d+) members?:", line):
        members = []
        for _ in range(int(found[1])):
            key = re.fullmatch(r"\s*Key:\s+String: '(.*)'", lines.pop(0))
            lines[0] = re.sub(r"^\s*Value: ", "", lines[0])
            members.append([key[1] if key else "a name of several lines", read(lines)])
        return {"t": "struct", "v": members}
    for pattern, made in SCALARS:
        if found := re.fullmatch(pattern, line):
            return made(found[1])
    return {"t": "string", "v": "\n".join([line, *lines])}


def answer(order, host, port):
    words = ["xmlrpc", f"http://{host}:{port}/RPC2", order["method"], *map(argument, order["params"])]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace")
    if done.returncode < 0:
        raise SystemExit(f"xmlrpc was killed by signal {-done.returncode}: {done.stderr[-200:]}")
    if found := FAULT.search(done.stderr):
        return {"ok": False, "fault": {"code": int(found[2]), "string": found[1]}}
    if not done.stdout.startswith("Result:"):
        return {"ok": False, "error": done.stderr.strip()[-200:] or "nothing was printed"}
    try:
        return {"ok": True, "result": read(done.stdout.removeprefix("Result:\n\n").splitlines())}
    except (RecursionError, IndexError):
        return {"ok": True, "result": TOO_DEEP}


told = answer(json.loads(sys.stdin.readline()), *sys.argv[1:])
try:
    print(json.dumps(told), flush=True)
except RecursionError:
    print(json.dumps({"ok": True, "result": TOO_DEEP}), flush=True)
sys.exit(0 if told["ok"] else 3)
