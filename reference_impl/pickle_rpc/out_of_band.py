"""Pickle RPC with large buffers beside the pickles (protocol 5, PEP 574), which nobody copies.

    python -m reference_impl.pickle_rpc.out_of_band --authkey-file key

What a pickle of an array costs is the array, copied into the pickle and out of it again. Beside
the pickle it is read from the socket into the one buffer that the function gets, and the reply is
written from there. Everything else is as in ``framed.py``, the envelope and the limits too.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import socket
from collections.abc import Sequence

from reference_impl._launch import options, serve
from reference_impl.pickle_rpc import framed
from reference_impl.pickle_rpc.calls import InTime
from reference_impl.pickle_rpc.house import LIMITS, TRANSFER_SECONDS, House
from reference_impl.pickle_rpc.inspection import OUTSIDE, Inspection
from reference_impl.pickle_rpc.messages import Messages
from reference_impl.pickle_rpc.plain import PlainPickler
from reference_impl.pickle_rpc.restricted import AskingUnpickler

Buffers = Sequence[pickle.PickleBuffer]


class Counting(Inspection):
    """Knows of buffers, and counts those that a pickle takes."""

    outside = OUTSIDE - {"NEXT_BUFFER", "READONLY_BUFFER"}
    buffers = 0

    def step(self, opcode: pickletools.OpcodeInfo, argument: object, count: int) -> None:
        self.buffers += opcode.name == "NEXT_BUFFER"
        super().step(opcode, argument, count)


class Buffered(framed.Enveloped):
    """Answers a request with the buffers that came beside it."""

    came: Buffers = ()

    def answer_beside(self, data: bytes, buffers: Buffers) -> tuple[bytes, Buffers]:
        self.came = buffers
        self.beside: list[pickle.PickleBuffer] = []
        return self.answer(data), self.beside

    def inspect(self, data: bytes) -> None:
        inspection = Counting()
        end = inspection.follow(data)
        # PRPC-031: each buffer has its place in the pickle, as each byte has.
        if (end, inspection.buffers) != (len(data), len(self.came)):
            raise pickle.UnpicklingError("bytes or buffers are left over, or missing")

    def unpickle(self, data: bytes) -> object:
        # PRPC-030: in the order in which they came.
        return AskingUnpickler(data, self.allow, self.came).load()

    def spell(self, value: object, protocol: int) -> bytes:
        self.beside.clear()  # a result that could not be spelled may have left some
        if not self.came:
            return super().spell(value, protocol)
        # PRPC-030: who sent buffers can take them. PRPC-033: a buffer stays where it is.
        stream = io.BytesIO()
        PlainPickler(stream, 5, buffer_callback=self.beside.append).dump(value)
        return stream.getvalue()


class Handler(Messages, framed.Handler):
    """One client, whose requests may bring buffers."""

    calls: Buffered

    def new_calls(self, max_depth: int, in_time: InTime) -> Buffered:
        return Buffered(max_depth, in_time)

    def serve(self) -> None:
        while self.request.recv(1, socket.MSG_PEEK):
            with self.within(TRANSFER_SECONDS):
                data, buffers = self.receive_message(self.server.limits.max_frame)
            reply, beside = self.calls.answer_beside(data, buffers)
            with self.within(TRANSFER_SECONDS):
                self.send_message(reply, beside)


def main() -> None:
    serve(House(Handler, options(__doc__, **LIMITS)))


if __name__ == "__main__":
    main()
