// Announced array transfer with Node's net, streams and Buffers: one Buffer for each array.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");

const [role, host, port, result] = process.argv.slice(2);
const IDLE_MS = 1500;
const MOST_BYTES = 33554432n;
const WIDTHS = { b: [1], i: [1, 2, 4, 8], u: [1, 2, 4, 8], f: [2, 4, 8], c: [8, 16] };

class Refused extends Error {}

// Reads so many bytes, and leaves the rest for the next question.
class Reader {
  constructor(client) {
    this.pieces = client[Symbol.asyncIterator]();
    this.rest = Buffer.alloc(0);
  }

  async fill(buffer) {
    for (let at = 0; at < buffer.length; ) {
      if (!this.rest.length) {
        const { value, done } = await this.pieces.next();
        if (done) throw new Error("truncated");
        this.rest = value;
      }
      const taken = this.rest.copy(buffer, at);
      this.rest = this.rest.subarray(taken);
      at += taken;
    }
    return buffer;
  }

  async array() {
    const fixed = await this.fill(Buffer.alloc(8));
    const [version, flags, length, axes] = fixed.subarray(4);
    if (fixed.toString("latin1", 0, 4) !== "PLAR" || version !== 1 || flags > 1 || axes > 32)
      throw new Refused("bad-header");
    const typestr = await this.fill(Buffer.alloc(length));
    const width = widthOf(typestr.toString("latin1"));
    const lengths = await this.fill(Buffer.alloc(8 * axes + 8));
    const shape = Array.from({ length: axes }, (_, axis) => lengths.readBigUInt64BE(8 * axis));
    const size = lengths.readBigUInt64BE(8 * axes);
    if (shape.reduce((product, one) => product * one, BigInt(width)) !== size)
      throw new Refused("bad-header");
    if (size > MOST_BYTES) throw new Refused("too-large");
    const payload = await this.fill(Buffer.allocUnsafeSlow(Number(size)));
    const header = Buffer.concat([fixed, typestr, lengths]);
    return { typestr: typestr.toString(), shape: shape.map(Number), flags, header, payload };
  }
}

function widthOf(typestr) {
  const [, kind, digits] = /^[<>|]([biufc])([0-9]{1,2})$/.exec(typestr) ?? [];
  if (!WIDTHS[kind]?.includes(Number(digits))) throw new Refused("dtype");
  return Number(digits);
}

function write(client, buffer) {
  return new Promise((resolve, reject) =>
    client.write(buffer, (trouble) => (trouble ? reject(trouble) : resolve())),
  );
}

const roles = {
  async bounce(client, reader) {
    for (;;) {
      const { header, payload } = await reader.array();
      await write(client, header);
      await write(client, payload);
    }
  },
  async receiver(client, reader) {
    try {
      const { typestr, shape, flags, payload } = await reader.array();
      const sha256 = crypto.createHash("sha256").update(payload).digest("hex");
      leave({ ok: true, dtype: typestr, shape, order: flags ? "F" : "C", sha256 });
    } catch (trouble) {
      leave({ ok: false, error: trouble.message });
      throw trouble;
    }
  },
  async sender(client) {
    await write(client, ours.header);
    await write(client, ours.payload);
  },
};

function leave(verdict) {
  const draft = `${result}.${crypto.randomUUID()}`;
  fs.writeFileSync(draft, JSON.stringify(verdict));
  fs.renameSync(draft, result);
}

// A Buffer has no layout of its own, so every layout is the same: items in C order.
function counted() {
  const typestr = process.env.WIREPROOF_ARR_DTYPE ?? "<f8";
  const shape = (process.env.WIREPROOF_ARR_SHAPE ?? "1000").split(",").filter(Boolean).map(Number);
  const width = widthOf(typestr);
  const items = shape.reduce((product, one) => product * one, 1);
  const payload = Buffer.alloc(items * width);
  const put = {
    u1: (at, number) => payload.writeUInt8(number % 251, at),
    i4: (at, number) => payload.writeInt32LE(number, at),
    f4: (at, number) => payload.writeFloatLE(number, at),
    f8: (at, number) => payload.writeDoubleLE(number, at),
    c16: (at, number) => payload.writeDoubleLE(number, at),
  }[typestr.slice(1)];
  for (let index = 0; index < items; index++) put(index * width, index);
  const lengths = Buffer.alloc(8 * shape.length + 8);
  [...shape, payload.length].forEach((one, axis) => lengths.writeBigUInt64BE(BigInt(one), 8 * axis));
  const fixed = Buffer.from([1, 0, typestr.length, shape.length]);
  return { header: Buffer.concat([Buffer.from("PLAR"), fixed, Buffer.from(typestr), lengths]), payload };
}

const ours = role === "sender" ? counted() : undefined;

async function serve(client) {
  client.setTimeout(IDLE_MS, () => client.destroy(new Error("timeout")));
  client.on("error", () => client.destroy()); // unheard, it would end the process
  try {
    await roles[role](client, new Reader(client));
  } catch (trouble) {
    if (!(trouble instanceof Refused)) return client.destroy();
    const why = Buffer.from(trouble.message);
    client.write(Buffer.concat([Buffer.from("PLER"), Buffer.from([0, why.length]), why]));
  }
  client.destroySoon();
}

const server = net.createServer({ allowHalfOpen: true }, serve);
server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
process.stdin.on("end", () => process.exit()).resume();
