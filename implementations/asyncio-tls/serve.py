"""asyncio's own example of an echo server, with a context for TLS.

python serve.py 127.0.0.1 8443 chain.pem key.pem [client_ca.pem]
"""

import asyncio
import json
import ssl
import sys


async def echo(reader, writer):
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # asyncio would print a traceback for each client that is gone
    finally:
        writer.close()


async def main(host, port, certfile, keyfile, client_cafile=""):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=client_cafile or None)
    context.load_cert_chain(certfile, keyfile)
    if client_cafile:
        context.verify_mode = ssl.CERT_REQUIRED
    server = await asyncio.start_server(
        echo, host, int(port), ssl=context, ssl_handshake_timeout=1.0, ssl_shutdown_timeout=1.0
    )
    host, port = server.sockets[0].getsockname()
    print(json.dumps({"listening": {"host": host, "port": port}}), flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
