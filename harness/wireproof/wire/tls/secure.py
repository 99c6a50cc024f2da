"""A connection over TLS: all that a `StreamConnection` can do, encrypted.

The evidence shows the handshake as it is on the wire, and what follows in clear.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable

from wireproof.errors import Violation
from wireproof.wire.patience import Deadline
from wireproof.wire.stream import CHUNK, KiB, StreamConnection
from wireproof.wire.transcript import Transcript

MOST_UNSENT = 64 * KiB  # that we have encrypted and nobody has taken
KEPT_HELLO = 64 * KiB  # of what came in the handshake
RECORD = 16 * KiB  # the most that one record holds

Deliver = Callable[[StreamConnection, bytes], None]
"""How the flights of a handshake are sent: whole, or in pieces."""


class Refused(Violation):
    """There is no handshake: the other side did not want it, or we did not."""


class Alerted(ConnectionAbortedError):
    """The other side ended an established connection with an alert; an end like a reset."""


class SecureConnection(StreamConnection):
    """One connection over TLS. `handshake` comes first."""

    def __init__(
        self,
        plain: StreamConnection,
        context: ssl.SSLContext,
        *,
        name: str = "",
        server: bool = False,
        session: ssl.SSLSession | None = None,
    ) -> None:
        super().__init__(
            plain._socket,  # noqa: SLF001 - we take it over, with all that is known of it
            plain.transcript,
            plain.patience,
            plain._starvation,  # noqa: SLF001
            plain._lateness,  # noqa: SLF001
        )
        self._plain = plain
        self._shown = plain.transcript
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(
            self._incoming,
            self._outgoing,
            server_side=server,
            server_hostname=name or None,
            session=session,  # which a client may hope to resume
        )
        self._unsent = bytearray()
        self._clear = bytearray()  # decrypted, and not yet asked for
        self._established = False
        self._trouble = ""
        self.hello = b""
        """What came from the other side in the handshake, as it was on the wire."""
        self.notified = False
        """Whether the other side has ended its direction as TLS wants it: with close_notify."""
        self.cut = False
        """Whether it ended its direction without."""

    # -- The handshake -----------------------------------------------------------------------

    def handshake(self, *, within: float = 0, deliver: Deliver = StreamConnection.send) -> None:
        """Shake hands; raises `Refused` where either side does not want to, or no answer comes."""
        deadline = self.deadline(within or self.patience.reply)
        while not self._try_handshake(deliver):
            try:
                piece = super()._read(CHUNK, deadline)
            except ConnectionError:
                raise Refused("no handshake: the target reset the connection") from None
            if piece is None:
                raise Refused(f"no handshake within {deadline.seconds:g} s")
            if not piece:
                raise Refused("no handshake: the target ended the connection")
            self.hello = (self.hello + piece)[:KEPT_HELLO]
            self._incoming.write(piece)
        self._established = True
        cipher = self.tls.cipher()
        self.transcript.happened(f"handshake: {self.tls.version()} {cipher[0] if cipher else ''}")
        self.transcript = _Encrypted(self._shown)
        self._decrypt()

    def _try_handshake(self, deliver: Deliver) -> bool:
        """Go on as far as it goes; tell whether it is over."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            self._deliver(deliver)
            return False
        except ssl.SSLError as trouble:
            with contextlib.suppress(Violation):
                self._deliver(deliver)  # our alert
            raise Refused(f"no handshake: {_said(trouble)}") from None
        self._deliver(deliver)
        return True

    def _deliver(self, deliver: Deliver) -> None:
        if flight := self._outgoing.read():
            try:
                deliver(self._plain, flight)
            except Violation as trouble:
                raise Refused(f"no handshake: {trouble.message}") from None

    # -- Ending ------------------------------------------------------------------------------

    def half_close(self) -> None:
        """End our direction as TLS wants it, with close_notify, and go on reading."""
        self.transcript.happened("we end our direction (close_notify)")
        with contextlib.suppress(ssl.SSLError):  # it wants to read the other's
            self.tls.unwrap()
        self._push()

    def cut_off(self) -> None:
        """End our direction as an attacker would: a FIN, and no close_notify."""
        super().half_close()

    def close(self) -> None:
        """Close both directions, politely where we still can."""
        if self._established and self._socket.fileno() >= 0:
            with contextlib.suppress(Violation, OSError):
                self.half_close()
        super().close()

    def send_raw(self, data: bytes) -> None:
        """Send bytes past TLS: ciphertext that was made elsewhere, or a part of a record."""
        self._unsent += data
        self._flush(self.patience.bulk(len(data)))

    def encrypt(self, data: bytes) -> bytes:
        """Make the records for ``data``, and do not send them."""
        self.tls.write(data)
        return self._outgoing.read()

    # -- What a stream needs -----------------------------------------------------------------

    def send(self, data: bytes, *, within: float = 0) -> None:
        """As for any stream; what is encrypted has left us, too."""
        super().send(data, within=within)
        self._flush(within or self.patience.bulk(len(data)))

    def _flush(self, within: float) -> None:
        deadline = self.deadline(within)
        while self._push():
            if not self._wait(writable=True, deadline=deadline):
                raise Violation(f"the target does not take what we send within {within:g} s")

    def _push(self) -> int:
        """Send of what is encrypted as much as is taken; tell how much is left."""
        self._unsent += self._outgoing.read()
        if self._unsent:
            taken = super()._send_some(memoryview(bytes(self._unsent)))
            del self._unsent[:taken]
        return len(self._unsent)

    def _send_some(self, data: memoryview) -> int:
        if self._push() >= MOST_UNSENT:
            return 0
        try:
            taken = self.tls.write(data[:RECORD])
        except ssl.SSLError as trouble:
            raise self._lateness.charge(f"nothing can be sent: {_said(trouble)}") from None
        self._push()
        self._shown.sent(data[:taken])
        return taken

    def _read(self, at_most: int, deadline: Deadline) -> bytes | None:
        while not self._clear:
            if self._trouble:
                raise Alerted(self._trouble)
            if self.notified or self.cut:
                return b""
            if not self._hear(deadline):
                return None
        piece = bytes(self._clear[:at_most])
        del self._clear[: len(piece)]
        return piece

    def _hear(self, deadline: Deadline) -> bool:
        """Take in what comes next; tell whether anything came in time."""
        with contextlib.suppress(Violation):  # who is gone is told by reading
            while self._push():
                readable, writable = super()._ready(readable=True, writable=True, deadline=deadline)
                if readable or not writable:
                    break
        piece = super()._read(CHUNK, deadline)
        if piece is None:
            return False
        self._take_in(piece)
        return True

    def _take_in(self, piece: bytes) -> None:
        if piece:
            self._incoming.write(piece)
            self._decrypt()
        else:
            self.cut = not self.notified
            with_notice = "after" if self.notified else "without"
            self.transcript.happened(f"the target ends its direction {with_notice} close_notify")

    def _decrypt(self) -> None:
        """Decrypt all that is there."""
        try:
            while piece := self.tls.read(RECORD):
                self._clear += piece
                self._shown.received(piece)
        except ssl.SSLWantReadError:
            return
        except ssl.SSLZeroReturnError:
            pass
        except ssl.SSLError as trouble:
            self._trouble = _said(trouble)
            self.transcript.happened(f"TLS ends: {self._trouble}")
            return
        self.notified = True
        self.transcript.happened("the target ends its direction (close_notify)")

    def _ready(self, *, readable: bool, writable: bool, deadline: Deadline) -> tuple[bool, bool]:
        while not (readable and (self._clear or self.notified or self.cut or self._trouble)):
            pending = bool(self._push())
            heard, taken = super()._ready(
                readable=readable, writable=writable or pending, deadline=deadline
            )
            if heard:
                self._hear_at_once(deadline)
            if taken and writable:
                return bool(self._clear), True
            if not (heard or taken):
                return False, False
        return True, False

    def _hear_at_once(self, deadline: Deadline) -> None:
        """Take in what is there; a reset is told to whoever reads next."""
        try:
            piece = super()._read(CHUNK, deadline)
        except ConnectionError:
            self._trouble = "reset by the target"
        else:
            if piece is not None:
                self._take_in(piece)

    def receive_the_end(self, *, within: float = 0) -> bool:
        """Receive until the target has ended its direction; tell whether it said so first."""
        deadline = self.deadline(within or self.patience.reply)
        while piece := self._read(CHUNK, deadline):
            pass
        if piece is None:
            raise Violation(f"no end within {deadline.seconds:g} s")
        return self.notified


class _Encrypted(Transcript):
    """Hears of ciphertext, which nobody can read, and keeps only what happened."""

    def __init__(self, shown: Transcript) -> None:
        super().__init__(shown.peer)
        self._shown = shown

    def sent(self, data: bytes | memoryview) -> None:
        """Keep nothing."""

    def received(self, data: bytes | memoryview) -> None:
        """Keep nothing."""

    def happened(self, note: str) -> None:
        """Record it beside what is readable."""
        self._shown.happened(note)


def _said(trouble: ssl.SSLError) -> str:
    """Spell what OpenSSL says, without its numbers."""
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return f"the certificate is not good: {trouble.verify_message}"
    return (trouble.reason or str(trouble)).replace("_", " ").lower()
