// Whoever knows the key is piped into himself.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const [host, port, keyfile, authTimeout] = process.argv.slice(2);
const key = fs.readFileSync(keyfile);

function attend(client) {
  const challenge = crypto.randomBytes(32);
  const due = crypto.createHmac("sha256", key).update(challenge).digest();
  const leave = () => client.destroy();
  const timer = setTimeout(leave, Number(authTimeout) * 1000);
  let answer = Buffer.alloc(0);

  function read(chunk) {
    answer = Buffer.concat([answer, chunk]);
    if (answer.length < due.length) return;
    clearTimeout(timer);
    client.off("data", read).off("end", leave).pause();
    if (!crypto.timingSafeEqual(answer.subarray(0, due.length), due)) return leave();
    if (answer.length > due.length) client.unshift(answer.subarray(due.length));
    client.pipe(client);
  }

  client.on("error", leave); // unheard, it would end the process
  client.on("close", () => clearTimeout(timer));
  client.on("data", read).on("end", leave);
  client.write(challenge);
}

const server = net.createServer({ allowHalfOpen: true }, attend);
server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
process.stdin.on("end", () => process.exit()).resume();
