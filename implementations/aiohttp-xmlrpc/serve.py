"""aiohttp-xmlrpc's view around a dictionary, as its documentation would have it.

Ours: the methods, the limit of bodies, the port, the line that announces it, and the end with
stdin. The library's: everything on the wire.
"""

import asyncio
import json
import sys
import threading

from aiohttp import web
from aiohttp_xmlrpc import handler

MAX_BODY = 32 * 1024 * 1024  # aiohttp's own is one megabyte
data = {}


def key(name):
    if not isinstance(name, str):
        raise TypeError("a key is a string")
    return name


class Service(handler.XMLRPCView):
    """The classic recipe's five methods, and the classic suite."""

    def rpc_get(self, name):
        return data[key(name)]

    def rpc_set(self, name, value):
        data[key(name)] = value

    def rpc_delete(self, name):
        del data[key(name)]

    def rpc_exists(self, name):
        return key(name) in data

    def rpc_keys(self):
        return list(data)

    @handler.rename("validator1.arrayOfStructsTest")
    def rpc_array_of_structs(self, structs):
        return sum(one["curly"] for one in structs)

    @handler.rename("validator1.countTheEntities")
    def rpc_count_the_entities(self, text):
        names = ["ctLeftAngleBrackets", "ctRightAngleBrackets", "ctAmpersands", "ctApostrophes", "ctQuotes"]
        return {name: text.count(char) for name, char in zip(names, "<>&'\"")}

    @handler.rename("validator1.easyStructTest")
    def rpc_easy_struct(self, struct):
        return struct["moe"] + struct["larry"] + struct["curly"]

    @handler.rename("validator1.echoStructTest")
    def rpc_echo_struct(self, struct):
        return struct

    @handler.rename("validator1.manyTypesTest")
    def rpc_many_types(self, a, b, c, d, e, f):
        return [a, b, c, d, e, f]

    @handler.rename("validator1.moderateSizeArrayCheck")
    def rpc_moderate_size_array(self, strings):
        return strings[0] + strings[-1]

    @handler.rename("validator1.nestedStructTest")
    def rpc_nested_struct(self, calendar):
        return self.rpc_easy_struct(calendar["2000"]["04"]["01"])

    @handler.rename("validator1.simpleStructReturnTest")
    def rpc_simple_struct_return(self, number):
        return {"times10": number * 10, "times100": number * 100, "times1000": number * 1000}


async def main():
    application = web.Application(client_max_size=MAX_BODY)
    application.router.add_route("*", "/RPC2", Service)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    print(json.dumps({"listening": {"host": "127.0.0.1", "port": port}}), flush=True)
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait_for_the_end_of_input():
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_the_end_of_input, daemon=True).start()
    await ended.wait()
    await runner.cleanup()


asyncio.run(main())
