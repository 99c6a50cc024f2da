"""The classic pickle RPC's proxy, as textbooks have it, told what to call on stdin. Not for use.

Ours: the order and the answer in JSON.
The textbook's: RPCProxy, after recipe 11.8 of the Python Cookbook (third edition).
"""

import json
import pickle
import sys
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path


class RPCProxy:
    def __init__(self, connection):
        self._connection = connection

    def __getattr__(self, name):
        def do_rpc(*args, **kwargs):
            self._connection.send(pickle.dumps((name, args, kwargs)))
            # Both loads build whatever they are told to.
            result = pickle.loads(self._connection.recv())
            if isinstance(result, Exception):
                raise result
            return result

        return do_rpc


def answer(order):
    host, port, keyfile = sys.argv[1:]
    stage = "connect"
    try:
        connection = Client((host, int(port)), authkey=Path(keyfile).read_bytes())
        stage = "call"
        result = getattr(RPCProxy(connection), order["name"])(*order["args"], **order["kwargs"])
    except AuthenticationError:
        return {"ok": False, "stage": "auth"}
    except (EOFError, OSError):
        return {"ok": False, "stage": stage}
    except pickle.UnpicklingError:
        return {"ok": False, "stage": "reply"}
    except Exception as error:
        return {"ok": False, "fault": {"type": type(error).__name__, "message": str(error)}}
    return {"ok": True, "result": result}


told = answer(json.loads(sys.stdin.readline()))
print(json.dumps(told, default=repr), flush=True)
sys.exit(0 if told["ok"] else 3)
