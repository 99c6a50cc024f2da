"""libcurl, which connects, verifies, sends and receives: its form for protocols that it has not.

python call.py 127.0.0.1 8443 localhost ca.pem [certificate.pem key.pem]
"""

import ctypes
import json
import select
import sys
import time

SECONDS = 1.5
AGAIN = 81  # CURLE_AGAIN
# From curl/curl.h, where they are part of the interface: options, and what an option takes.
URL, ERROR_BUFFER, CAINFO, CAPATH, SSLCERT, SSLKEY = 10002, 10010, 10065, 10097, 10025, 10087
CONNECT_ONLY, TIMEOUT_MS, NOSIGNAL, CONNECT_TO, PROXY = 141, 155, 99, 10243, 10004
ACTIVE_SOCKET = 0x500000 + 44

curl = ctypes.CDLL("libcurl.so.4")
for function in ("curl_easy_init", "curl_slist_append"):
    getattr(curl, function).restype = ctypes.c_void_p
curl.curl_slist_append.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
error = ctypes.create_string_buffer(256)  # CURL_ERROR_SIZE
handle = ctypes.c_void_p(curl.curl_easy_init())
stage = "handshake"


def fail(told):
    print(json.dumps({"ok": False, "stage": stage, "error": told}))
    sys.exit(3)


def check(code):
    if code:
        fail(error.value.decode(errors="replace") or f"curl error {code}")


def put(option, value):
    kind = {int: ctypes.c_long, bytes: ctypes.c_char_p}.get(type(value), ctypes.c_void_p)
    check(curl.curl_easy_setopt(handle, ctypes.c_int(option), kind(value)))


def connect(host, port, name, cafile, certfile="", keyfile=""):
    spelled = f"[{name}]" if ":" in name else name
    put(ERROR_BUFFER, ctypes.addressof(error))
    put(URL, f"https://{spelled}:{port}/".encode())
    put(CONNECT_TO, curl.curl_slist_append(None, f"::{host}:{port}".encode()))
    put(CAINFO, cafile.encode())
    put(CAPATH, None)
    put(PROXY, b"")
    put(NOSIGNAL, 1)
    put(TIMEOUT_MS, int(SECONDS * 1000))
    put(CONNECT_ONLY, 1)
    if certfile:
        put(SSLCERT, certfile.encode())
        put(SSLKEY, keyfile.encode())
    check(curl.curl_easy_perform(handle))


def wait(to_read, ends):
    sock = ctypes.c_int()
    check(curl.curl_easy_getinfo(handle, ctypes.c_int(ACTIVE_SOCKET), ctypes.byref(sock)))
    ready = ([sock], []) if to_read else ([], [sock])
    if not any(select.select(*[[one.value for one in kind] for kind in ready], [], ends - time.monotonic())):
        fail("no answer in time")


def pass_on(function, buffer, size, ends):
    """Send or receive once; 0 is the end of what came."""
    done = ctypes.c_size_t()
    while (code := function(handle, buffer, ctypes.c_size_t(size), ctypes.byref(done))) == AGAIN:
        wait(function is curl.curl_easy_recv, ends)
    check(code)
    return done.value


payload = bytes.fromhex(json.loads(sys.stdin.readline())["payload"])
ends = time.monotonic() + SECONDS
connect(*sys.argv[1:])
stage, left, received = "read", payload, b""
while left:
    left = left[pass_on(curl.curl_easy_send, left, len(left), ends) :]
buffer = ctypes.create_string_buffer(65_536)
while len(received) < len(payload):
    size = pass_on(curl.curl_easy_recv, buffer, len(buffer), ends)
    if not size:
        fail(f"the server ended after {len(received)} bytes")
    received += buffer.raw[:size]
print(json.dumps({"ok": True, "version": "", "echo": received.hex()}))
