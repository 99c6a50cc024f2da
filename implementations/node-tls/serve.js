// TLS echo with Node's tls: every connection is piped into itself.
"use strict";

const fs = require("node:fs");
const tls = require("node:tls");
const [host, port, certfile, keyfile, clientCafile, handshakeTimeout] = process.argv.slice(2);

const server = tls.createServer(
  {
    cert: fs.readFileSync(certfile),
    key: fs.readFileSync(keyfile),
    handshakeTimeout: Number(handshakeTimeout) * 1000,
    ...(clientCafile && { ca: fs.readFileSync(clientCafile), requestCert: true }),
  },
  (client) => {
    client.on("error", () => client.destroy()); // unheard, it would end the process
    client.pipe(client);
  },
);
server.on("tlsClientError", (error, client) => client.destroy()); // Node leaves that to us
server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
process.stdin.on("end", () => process.exit()).resume();
