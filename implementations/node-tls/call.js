// A client with Node's tls: sends the payload that stdin tells, and reports what came back.
"use strict";

const fs = require("node:fs");
const net = require("node:net");
const tls = require("node:tls");
const [host, port, name, cafile, certfile, keyfile] = process.argv.slice(2);

const SECONDS = 1.5;
const payload = Buffer.from(JSON.parse(fs.readFileSync(0, "utf8")).payload, "hex");
let stage = "connect";
let received = Buffer.alloc(0);

function report(answer) {
  fs.writeSync(1, JSON.stringify(answer) + "\n");
  process.exit(answer.ok ? 0 : 3);
}

function fail(error) {
  report({ ok: false, stage, error: String(error.code || error.message) });
}

const plain = net.connect({ host, port: Number(port) }, () => {
  stage = "handshake";
  const client = tls.connect(
    {
      socket: plain,
      host: name, // whom the certificate has to be for
      servername: net.isIP(name) ? "" : name,
      ca: fs.readFileSync(cafile),
      ...(certfile && { cert: fs.readFileSync(certfile), key: fs.readFileSync(keyfile) }),
    },
    () => {
      stage = "read";
      client.write(payload);
    },
  );
  client.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length >= payload.length) {
      report({ ok: true, version: client.getProtocol(), echo: received.toString("hex") });
    }
  });
  client.on("error", fail);
  client.on("end", () => fail({ message: `the server ended after ${received.length} bytes` }));
});
plain.on("error", fail);
setTimeout(() => fail({ message: "no answer in time" }), SECONDS * 1000);
