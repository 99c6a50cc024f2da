"""TLS as the harness speaks it: our own records and hellos, and OpenSSL for what is encrypted."""

from wireproof.wire.tls.hello import (
    ClientHello,
    ServerHello,
    client_hello,
    find_server_hello,
    read_client_hello,
)
from wireproof.wire.tls.records import Record, alerts, fragmented, record, split
from wireproof.wire.tls.secure import Refused, SecureConnection

__all__ = [
    "ClientHello",
    "Record",
    "Refused",
    "SecureConnection",
    "ServerHello",
    "alerts",
    "client_hello",
    "find_server_hello",
    "fragmented",
    "read_client_hello",
    "record",
    "split",
]
