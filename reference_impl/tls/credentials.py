"""What a server shows of itself, by name, and how it is replaced while the server runs."""

from __future__ import annotations

import os
import signal
import ssl
import sys
import threading
from typing import NamedTuple


class Papers(NamedTuple):
    """Where the certificate lies, leaf first, and its key; and those of other names."""

    certfile: str
    keyfile: str
    others: str = ""  # name=certificate:key,name=certificate:key


def papers_of_others() -> str:
    """Read which other names we are to answer to."""
    return os.environ.get("WIREPROOF_SNI_CERTS", "")


class Credentials:
    """Makes the contexts of a server. Whoever cannot make one does not listen."""

    def __init__(self, papers: Papers) -> None:
        self.papers = papers
        self.context = self.load()

    def load(self) -> ssl.SSLContext:
        """Read all files; raises `OSError` or `ValueError` where one is missing or unfit."""
        # TLS-020: the name as it came, in any case, is one of ours or it is not.
        tenants = {}
        for entry in filter(None, self.papers.others.split(",")):
            name, _, paths = entry.partition("=")
            tenants[name.lower()] = self.make(*paths.split(":"))
        # TLS-022, TLS-023: whatever is wrong with a file, whoever asked for it learns of it.
        context = self.make(self.papers.certfile, self.papers.keyfile)
        context.sni_callback = lambda link, name, _: self.choose(link, name, tenants)
        return context

    def choose(
        self, link: ssl.SSLObject, name: str | None, tenants: dict[str, ssl.SSLContext]
    ) -> None:
        # TLS-020: a name that is not ours gets the default certificate.
        if tenant := tenants.get((name or "").lower()):
            link.context = tenant

    def make(self, certfile: str, keyfile: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.limit(context)
        self.show(context, certfile, keyfile)
        self.ask(context)
        return context

    def limit(self, context: ssl.SSLContext) -> None:
        # TLS-001, TLS-002, TLS-003: both good versions, none of the old ones.
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # TLS-004: OpenSSL's own choice of suites. TLS-017: nobody shakes hands twice.
        context.options |= ssl.OP_NO_RENEGOTIATION
        # TLS-018: there is nothing to do for it but to go on reading.

    def show(self, context: ssl.SSLContext, certfile: str, keyfile: str) -> None:
        # TLS-005: the file holds the leaf and what stands between it and the root.
        # TLS-023: a wrong key is an error here, and a prompt would wait for ever.
        context.load_cert_chain(certfile, keyfile, password=self.password)

    def password(self) -> str:
        raise ValueError("the key is encrypted, and nobody is here to tell the password")

    def ask(self, context: ssl.SSLContext) -> None:
        """Clients show nothing here; see `mutual_tls`."""

    def reload(self) -> None:
        """Read all files again: a new context for new connections."""
        try:
            # TLS-021: connections that are open keep the context that they began with.
            self.context = self.load()
        except (OSError, ValueError) as trouble:
            # TLS-022: better the old certificate than none.
            sys.stderr.write(f"the old certificate stays: {trouble}\n")


def reload_on_hangup(server: Credentials) -> None:
    """Wait for the signal in a thread: which thread a handler interrupts is not for us to say."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})  # threads to come inherit it

    def wait() -> None:
        while signal.sigwait({signal.SIGHUP}):
            server.reload()

    threading.Thread(target=wait, daemon=True).start()
