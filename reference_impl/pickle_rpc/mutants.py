"""Faulty pickle RPC servers, each named after the mistake in it.

python -m reference_impl.pickle_rpc.mutants swaps_arguments --authkey-file key
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import os
import pickle
import socket
import struct
import traceback
from functools import reduce
from typing import Any

from reference_impl._mutants import start
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc import framed, over_connection
from reference_impl.pickle_rpc.frames import CHUNK_BYTES
from reference_impl.pickle_rpc.inspection import Inspection
from reference_impl.pickle_rpc.plain import EXCEPTIONS, dumps

# -- Calling ---------------------------------------------------------------------------------


class SwapsArguments(framed.Enveloped):
    """Arguments popped from a stack come off it backwards."""

    def call(self, function, args, kwargs):
        return super().call(function, args[::-1], kwargs)


class DropsKeywords(framed.Enveloped):
    """The recipe as it is often copied: ``function(*args)``."""

    def call(self, function, args, kwargs):
        return super().call(function, args, {})


class FillsInDefaults(framed.Enveloped):
    """Lenient with callers: what is missing is 0, what is too much is ignored."""

    def call(self, function, args, kwargs):
        wanted = inspect.signature(function).parameters
        if any(each.kind is not each.POSITIONAL_OR_KEYWORD for each in wanted.values()):
            return super().call(function, args, kwargs)
        given = {name: kwargs[name] for name in wanted if name in kwargs}
        given.update(zip(wanted, args, strict=False))
        return super().call(function, (), dict.fromkeys(wanted, 0) | given)


# -- Serving a connection --------------------------------------------------------------------


class RecyclesConnections(over_connection.Handler):
    """Ends a connection after so many requests, as web servers do; RPC clients do not expect it."""

    def serve(self, connection):
        for _ in range(64):
            if not connection.poll(None):
                return
            self.reply(connection, self.calls.answer(self.receive(connection)))


class DropsPipelinedRequests(framed.Handler):
    """One read, one request: what else the read brought is lost with the buffer."""

    def serve(self):
        while data := self.read_message():
            self.send_frame(self.calls.answer(data))

    def read_message(self):
        received = b""
        while len(received) < 4 or len(received) < 4 + self.announced(received):
            piece = self.request.recv(CHUNK_BYTES)
            if not piece:
                return b""
            received += piece
        return received[4 : 4 + self.announced(received)]

    def announced(self, received):
        (length,) = struct.unpack("!i", received[:4])
        if not 0 <= length <= self.server.limits.max_frame:
            raise auth.Refused(f"a frame of {length} bytes")
        return length


class HangsUpAfterAnError(framed.Handler):
    """The error ends the loop, as it does where the ``try`` is around the ``while``."""

    def serve(self):
        while self.request.recv(1, socket.MSG_PEEK):
            reply = self.calls.answer(self.receive_frame(self.server.limits.max_frame))
            self.send_frame(reply)
            if pickle.loads(reply)[0] == "error":
                return


# -- Errors ----------------------------------------------------------------------------------


class ForgetsTheMessage(over_connection.DoublePickled):
    """Makes the exception anew of its class, and of nothing else."""

    def failure(self, error):
        return type(error)() if type(error) in EXCEPTIONS else self.stand_in(error)


class WrapsEveryException(over_connection.DoublePickled):
    """One exception class for everything that happens on the other side."""

    def failure(self, error):
        return self.stand_in(error)


class LooksUpOutsideTheTry(framed.Enveloped):
    """Only the call itself was thought to fail."""

    def answer(self, data):
        name, args, kwargs = self.read(data)
        function = self.find(name)
        try:
            return dumps(self.result(self.call(function, args, kwargs)), self.protocol(data))
        except BaseException as error:
            return dumps(self.failure(error), self.protocol(data))


class PicklesOutsideTheTry(framed.Enveloped):
    """The call succeeded, so its result can surely be sent."""

    def answer(self, data):
        try:
            name, args, kwargs = self.read(data)
            reply = self.result(self.call(self.find(name), args, kwargs))
        except BaseException as error:
            reply = self.failure(error)
        return dumps(reply, self.protocol(data))


class HasNoNameForItsOwn(framed.Enveloped):
    """What is not builtin is nobody else's business."""

    def failure(self, error):
        if type(error) in EXCEPTIONS:
            return super().failure(error)
        return "error", "RuntimeError", "internal error", None


class RebuildsEveryException(over_connection.DoublePickled):
    """Every exception is made of one message, and every pickler knows its class."""

    def stand_in(self, error):
        return type(error)(str(error))


class ShipsItsOwnClasses(framed.Enveloped):
    """The stock pickler can spell it, so the caller can surely read it."""

    def failure(self, error):
        if type(error) in EXCEPTIONS or isinstance(error, pickle.PickleError):
            return super().failure(error)
        try:
            pickle.dumps(error)
        except Exception:
            return super().failure(error)
        return "error", type(error).__name__, str(error), error

    def spell(self, value, protocol):
        return pickle.dumps(value, protocol)


class JudgesByType(framed.Enveloped):
    """``isinstance(result, Exception)``, as the classic client asks."""

    def result(self, value):
        return self.failure(value) if isinstance(value, Exception) else super().result(value)


class ObeysSystemExit(framed.Enveloped):
    """A program ends when it is told to, and this one has no other way to say so."""

    def call(self, function, args, kwargs):
        try:
            return super().call(function, args, kwargs)
        except SystemExit:
            os._exit(0)


class NotesTheTraceback(framed.Enveloped):
    """It would be such a help to whoever has to find out."""

    def failure(self, error):
        reply: Any = super().failure(error)
        *told, exception = reply
        if exception:
            exception.add_note("".join(traceback.format_exception(error)))
        return *told, exception


class RepliesInTheNewestProtocol(framed.Enveloped):
    """``HIGHEST_PROTOCOL`` is the fastest."""

    def protocol(self, data):
        return pickle.HIGHEST_PROTOCOL


# -- Requests --------------------------------------------------------------------------------


class TrustsTheShape(framed.Enveloped):
    """Three values are three values."""

    def read(self, data):
        request: Any = self.load(data)
        name, args, kwargs = request
        return name, args, kwargs


class FindsByGetattr(framed.Enveloped):
    """A module is a registry already."""

    def find(self, name):
        first, *attributes = name.split(".")
        return reduce(getattr, attributes, super().find(first))


class FallsBackOnBuiltins(framed.Enveloped):
    """``len`` and ``sorted`` are handy, so all of them are there."""

    def find(self, name):
        return getattr(builtins, name, None) or super().find(name)


# -- Loading ---------------------------------------------------------------------------------


class LoadsAnything(framed.Enveloped):
    """The loader as it comes."""

    def unpickle(self, data):
        return pickle.loads(data)


class ForbidsWhatItKnows(framed.Enveloped):
    """A list of what is dangerous; the rest is imported."""

    DANGEROUS = {"os", "posix", "nt", "sys", "subprocess", "builtins", "__builtin__", "importlib"}

    def allow(self, module, name):
        if module in self.DANGEROUS:
            return super().allow(module, name)
        return reduce(getattr, name.split("."), importlib.import_module(module))


class ComparesTheFirstName(framed.Enveloped):
    """An allowed class, so its attributes are thought to be allowed too."""

    def allow(self, module, name):
        first, *attributes = name.split(".")
        allowed = super().allow(module, first)
        if not attributes:
            return allowed
        return reduce(getattr, [first, *attributes], importlib.import_module(module))


class RestrictsOnlyTheInnerPickle(over_connection.DoublePickled):
    """What ``Connection.recv()`` does with a frame before anybody can restrict it."""

    def open_frame(self, data):
        return pickle.loads(data)


class AcceptsPickledDigests(framed.Handler):
    """Kind to clients that ``send()`` their digest instead of ``send_bytes()``."""

    def ask_for_proof(self, key):
        message = auth.new_challenge()
        self.send_frame(auth.CHALLENGE + message)
        answered = self.receive_frame(auth.MOST_BYTES)
        try:
            answered = bytes(pickle.loads(answered))
        except Exception:
            pass
        if not auth.is_right(key, message, answered):
            self.send_frame(auth.FAILURE)
            raise auth.Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)


class OverlooksWhatFollows(framed.Enveloped):
    """Stops reading at STOP, as the standard loader does."""

    def inspect(self, data):
        Inspection().follow(data)


class ExecutesWhatFollows(framed.Enveloped):
    """Takes a frame for a stream of requests and answers the last."""

    def inspect(self, data):
        self.rest = data[Inspection().follow(data) :]

    def answer(self, data):
        self.rest = b""
        reply = super().answer(data)
        return self.answer(self.rest) if self.rest else reply


if __name__ == "__main__":
    start(globals())
