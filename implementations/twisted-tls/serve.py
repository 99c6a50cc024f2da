"""Twisted's own echo protocol behind its TLS.

python serve.py 127.0.0.1 8443 chain.pem key.pem [client_ca.pem]
"""

import json
import sys

from twisted.internet import protocol, reactor, ssl
from twisted.protocols.wire import Echo

host, port, certfile, keyfile, *client_cafile = sys.argv[1:]
BEGIN = "-----BEGIN CERTIFICATE-----"


def text(path):
    with open(path) as file:
        return file.read()


pems = [BEGIN + one for one in text(certfile).split(BEGIN)[1:]]
leaf, *chain = [ssl.Certificate.loadPEM(one).original for one in pems]
trusted = [ssl.Certificate.loadPEM(text(path)) for path in client_cafile if path]
options = ssl.CertificateOptions(
    privateKey=ssl.KeyPair.load(text(keyfile), 1).original,
    certificate=leaf,
    extraCertChain=chain,
    trustRoot=ssl.trustRootFromCertificates(trusted) if trusted else None,
)
listening = reactor.listenSSL(int(port), protocol.Factory.forProtocol(Echo), options, interface=host)
where = listening.getHost()
print(json.dumps({"listening": {"host": where.host, "port": where.port}}), flush=True)
reactor.run()
