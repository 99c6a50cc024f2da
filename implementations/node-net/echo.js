// TCP echo with Node's net: every connection is piped into itself.
"use strict";

const net = require("node:net");
const [host, port] = process.argv.slice(2);

const server = net.createServer({ allowHalfOpen: true }, (client) => {
  client.on("error", () => client.destroy()); // unheard, it would end the process
  client.pipe(client);
});
server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
process.stdin.on("end", () => process.exit()).resume();
