"""Pickle RPC servers that look unusual and keep the contract.

    python tests/odd/pickle_rpc/odd.py one_byte_segments --authkey-file key

Each class takes the place of one in a reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our references for a rule.
"""

from __future__ import annotations

import hmac
import os
import pickle
import socket
import struct
import sys
import time

from reference_impl._mutants import start
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc import framed, out_of_band, over_connection
from reference_impl.pickle_rpc.calls import Call, Calls

DRIBBLED_BYTES = 300  # of each frame; megabytes in single bytes would not be in time
LATE_SECONDS = 0.1


# -- How bytes come --------------------------------------------------------------------------


class OneByteSegments(framed.Handler):
    """Every frame, those of the handshake too, begins in segments of one byte."""

    def send_frame(self, data: bytes | memoryview) -> None:
        whole = struct.pack("!i", len(data)) + data
        for at in range(min(len(whole), DRIBBLED_BYTES)):
            self.request.send(whole[at : at + 1])
        self.request.sendall(whole[DRIBBLED_BYTES:])


class SlowInTime(framed.Handler):
    """Late with the challenge, late with the first reply, and talkative on stderr."""

    def ask_for_proof(self, key: bytes) -> None:
        time.sleep(LATE_SECONDS)
        super().ask_for_proof(key)

    def serve(self) -> None:
        time.sleep(LATE_SECONDS)
        sys.stderr.write("a client has arrived\n" * 20)
        super().serve()


class WideHeaders(framed.Handler):
    """Announces every length in eight bytes, which is legal for the smallest frame."""

    def send_frame(self, data: bytes | memoryview) -> None:
        self.request.sendall(struct.pack("!iQ", -1, len(data)) + data)


class ResetsAtTheEnd(framed.Handler):
    """Ends with a reset where others end with a FIN."""

    def finish(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# -- How replies are spelled -----------------------------------------------------------------


class ProtocolZero(framed.Enveloped):
    """Replies in the oldest protocol: lines of text, and the module names of Python 2."""

    def protocol(self, _data: bytes) -> int:
        return 0


class HighestProtocol(over_connection.DoublePickled):
    """Replies in the newest protocol, whatever was asked in."""

    def protocol(self, _data: bytes) -> int:
        return pickle.HIGHEST_PROTOCOL


class ProtocolTwo(over_connection.DoublePickled):
    """Both layers in protocol 2, where bytes are a call of a codec."""

    def protocol(self, data: bytes) -> int:
        return min(2, super().protocol(data))


class EnvelopeInDoubleFrames(over_connection.DoublePickled):
    """An envelope in double pickled frames, and never with the exception itself."""

    def result(self, value: object) -> object:
        return "ok", value

    def failure(self, error: BaseException) -> object:
        return "error", type(error).__name__, str(error), None


class ClassicInSingleFrames(framed.Enveloped):
    """The value or the exception itself, in single pickled frames."""

    def result(self, value: object) -> object:
        return Calls.result(self, value)

    def failure(self, error: BaseException) -> object:
        return Calls.failure(self, error)


class ClosesOnNonsense(framed.Enveloped):
    """Hangs up on whoever sends anything but a request, without a word."""

    def answer(self, data: bytes) -> bytes:
        try:
            self.read(data)
        except Exception as trouble:
            raise auth.Refused("this is no request") from trouble
        return super().answer(data)


class TakesListsForTuples(framed.Enveloped):
    """Unpacks whatever has three parts, and decodes a name."""

    def read(self, data: bytes) -> Call:
        request = self.load(data)
        if not isinstance(request, list | tuple) or len(request) != 3:
            raise TypeError("a request has three parts")
        name, args, kwargs = request
        name = name.decode() if isinstance(name, bytes) else name
        if isinstance(name, str) and isinstance(args, list | tuple) and isinstance(kwargs, dict):
            return name, tuple(args), kwargs
        raise TypeError("a request is a name, arguments and a dictionary")


# -- How buffers travel ----------------------------------------------------------------------


class BuffersInPieces(out_of_band.Handler):
    """Announces every length in eight bytes, and sends each frame in three segments."""

    def send_frame(self, data: bytes | memoryview) -> None:
        self.request.sendall(struct.pack("!iQ", -1, len(data)))
        self.request.sendall(data[:1])
        self.request.sendall(data[1:])


# -- How keys are proved ---------------------------------------------------------------------


class OldDialect(framed.Handler):
    """Speaks as Python did before 3.12: 20 bytes, and a bare MD5 code of whatever comes."""

    def ask_for_proof(self, key: bytes) -> None:
        message = os.urandom(20)
        self.send_frame(auth.CHALLENGE + message)
        if self.receive_frame(auth.MOST_BYTES) != hmac.digest(key, message, "md5"):
            self.send_frame(auth.FAILURE)
            raise auth.Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)

    def prove(self, key: bytes) -> None:
        message = self.receive_frame(auth.MOST_BYTES).removeprefix(auth.CHALLENGE)
        self.send_frame(hmac.digest(key, message, "md5"))
        if self.receive_frame(auth.MOST_BYTES) != auth.WELCOME:
            raise auth.Refused("the client does not believe us")


class NewDialect(framed.Handler):
    """Asks for SHA-3 and takes nothing else."""

    def ask_for_proof(self, key: bytes) -> None:
        message = b"{sha3_256}" + os.urandom(60)
        self.send_frame(auth.CHALLENGE + message)
        if self.receive_frame(auth.MOST_BYTES) != auth.answer(key, message, "sha3_256"):
            self.send_frame(auth.FAILURE)
            raise auth.Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)


if __name__ == "__main__":
    start(globals())
