"""CPython's own Listener in the echo server of the textbooks, one client after the other.

    python3.12 serve.py KEY_FILE

Ours: the key's file, the line that announces the port, the `try` that goes on with the next
client, and the end with stdin. CPython's: everything on the wire.
"""

import json
import os
import sys
import threading
import traceback
from multiprocessing.connection import Listener

with open(sys.argv[1], "rb") as key:
    listener = Listener(("127.0.0.1", 0), authkey=key.read())


def serve():
    while True:
        try:
            with listener.accept() as connection:
                while True:
                    connection.send(connection.recv())
        except EOFError:
            pass
        except Exception:
            traceback.print_exc(limit=1)


print(json.dumps({"listening": {"host": "127.0.0.1", "port": listener.address[1]}}), flush=True)
threading.Thread(target=serve, daemon=True).start()
while os.read(0, 4096):
    pass
