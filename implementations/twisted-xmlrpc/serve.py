"""Twisted's XML-RPC resource around a dictionary, as its documentation would have it.

Ours: the methods, the port, the line that announces it, and the end with stdin.
Twisted's, and CPython's for the documents: everything on the wire.
"""

import json
import sys
import threading

from twisted.internet import reactor
from twisted.web import server, xmlrpc


def key(name):
    if not isinstance(name, str):
        raise TypeError("a key is a string")
    return name


class KeyValues(xmlrpc.XMLRPC):
    """The classic recipe's five methods."""

    data = {}

    def xmlrpc_get(self, name):
        return self.data[key(name)]

    def xmlrpc_set(self, name, value):
        self.data[key(name)] = value

    def xmlrpc_delete(self, name):
        del self.data[key(name)]

    def xmlrpc_exists(self, name):
        return key(name) in self.data

    def xmlrpc_keys(self):
        return list(self.data)


class Validator1(xmlrpc.XMLRPC):
    """The classic suite, of which Twisted sees the names after the dot."""

    def xmlrpc_arrayOfStructsTest(self, structs):
        return sum(one["curly"] for one in structs)

    def xmlrpc_countTheEntities(self, text):
        names = ["ctLeftAngleBrackets", "ctRightAngleBrackets", "ctAmpersands", "ctApostrophes", "ctQuotes"]
        return {name: text.count(char) for name, char in zip(names, "<>&'\"")}

    def xmlrpc_easyStructTest(self, struct):
        return struct["moe"] + struct["larry"] + struct["curly"]

    def xmlrpc_echoStructTest(self, struct):
        return struct

    def xmlrpc_manyTypesTest(self, a, b, c, d, e, f):
        return [a, b, c, d, e, f]

    def xmlrpc_moderateSizeArrayCheck(self, strings):
        return strings[0] + strings[-1]

    def xmlrpc_nestedStructTest(self, calendar):
        return self.xmlrpc_easyStructTest(calendar["2000"]["04"]["01"])

    def xmlrpc_simpleStructReturnTest(self, number):
        return {"times10": number * 10, "times100": number * 100, "times1000": number * 1000}


def stop_at_the_end_of_input():
    sys.stdin.read()
    reactor.callFromThread(reactor.stop)


root = KeyValues(allowNone=True)
root.putSubHandler("validator1", Validator1(allowNone=True))
xmlrpc.addIntrospection(root)
port = reactor.listenTCP(0, server.Site(root), interface="127.0.0.1")
print(json.dumps({"listening": {"host": "127.0.0.1", "port": port.getHost().port}}), flush=True)
threading.Thread(target=stop_at_the_end_of_input, daemon=True).start()
reactor.run()
