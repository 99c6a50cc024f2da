// TCP echo as it stands in many a tutorial: one line, and nobody listens for errors.
"use strict";

const net = require("node:net");
const [host, port] = process.argv.slice(2);

const server = net.createServer((c) => c.pipe(c));
server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
process.stdin.on("end", () => process.exit()).resume();
