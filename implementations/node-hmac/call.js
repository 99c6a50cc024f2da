// A client that proves that it knows the key, sends the payload that stdin tells, and reports.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const [host, port, keyfile] = process.argv.slice(2);

const CHALLENGE_BYTES = 32;
const key = fs.readFileSync(keyfile);
const payload = Buffer.from(JSON.parse(fs.readFileSync(0, "utf8")).payload, "hex");
let received = Buffer.alloc(0);
let asked = false;

function report(answer) {
  fs.writeSync(1, JSON.stringify(answer) + "\n");
  process.exit(answer.ok ? 0 : 3);
}

const server = net.connect({ host, port: Number(port) });
server.on("data", (chunk) => {
  received = Buffer.concat([received, chunk]);
  if (!asked && received.length >= CHALLENGE_BYTES) {
    asked = true;
    const challenge = received.subarray(0, CHALLENGE_BYTES);
    received = received.subarray(CHALLENGE_BYTES);
    server.write(crypto.createHmac("sha256", key).update(challenge).digest());
    server.write(payload);
  }
  if (asked && received.length >= payload.length) {
    report({ ok: true, echo: received.subarray(0, payload.length).toString("hex") });
  }
});
server.on("error", (error) => report({ ok: false, error: String(error.code) }));
server.on("end", () => report({ ok: false, error: `the server ended after ${received.length} bytes` }));
