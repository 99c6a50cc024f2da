// cidr with ipaddr.js, called as its README shows.
"use strict";

const ipaddr = require("ipaddr.js");

const utf8 = new TextDecoder("utf-8", { fatal: true });

class Refused extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

const asking = (kind, what) => {
  try {
    return what();
  } catch (trouble) {
    throw new Refused(kind, trouble.message);
  }
};
const family = (one) => (one.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6);
const write = (one) => (one.kind() === "ipv4" ? one.toString() : one.toRFC5952String());
const hex = (one) => Buffer.from(one.toByteArray()).toString("hex");
const addressOf = (text) => asking("address", () => ipaddr.parse(text));
const networkOf = (text, strict = true) => {
  const [one, prefix] = asking("network", () => ipaddr.parseCIDR(text));
  const first = family(one).networkAddressFromCIDR(`${one}/${prefix}`);
  if (strict && hex(first) !== hex(one)) throw new Refused("host-bits", "the host part is not zero");
  return [first, prefix];
};

const OPS = {
  hello: () => ({ contract: "cidr/1", ops: Object.keys(OPS), caps: [] }),
  address: ({ text }) => {
    const one = addressOf(text);
    return {
      version: one.kind() === "ipv4" ? 4 : 6,
      canonical: write(one),
      exploded: one.kind() === "ipv4" ? one.toString() : one.toFixedLengthString(),
      int: BigInt(`0x${hex(one)}`).toString(),
      packed: hex(one),
      zone: one.zoneId ?? null,
    };
  },
  network: ({ text, strict }) => {
    const [first, prefix] = networkOf(text, strict);
    const canonical = `${write(first)}/${prefix}`;
    const last = write(family(first).broadcastAddressFromCIDR(canonical));
    const netmask = write(family(first).subnetMaskFromPrefixLength(prefix));
    return { version: first.kind() === "ipv4" ? 4 : 6, canonical, network: write(first), last, netmask, prefix };
  },
  contains: ({ net, addr }) => {
    const [one, [first, prefix]] = [addressOf(addr), networkOf(net)];
    if (one.kind() !== first.kind()) throw new Refused("version", "match() compares one kind");
    return one.match(first, prefix);
  },
};
const TEXTS = { address: ["text"], network: ["text"], contains: ["net", "addr"], hello: [] };

const answer = (line) => {
  let id = null;
  try {
    const order = asking("json", () => JSON.parse(utf8.decode(line)));
    if (order === null || typeof order !== "object" || Array.isArray(order)) throw new Refused("json", "no object");
    id = order.id ?? null;
    if (typeof order.op !== "string") throw new Refused("argument", "no op");
    if (!Object.hasOwn(OPS, order.op)) throw new Refused("unsupported", order.op);
    const wrong = TEXTS[order.op].some((name) => typeof order[name] !== "string");
    if (wrong || !["boolean", "undefined"].includes(typeof order.strict)) throw new Refused("argument", "a wrong member");
    return { id, ok: true, result: OPS[order.op](order) };
  } catch (trouble) {
    return { id, ok: false, error: { kind: trouble.kind ?? "argument", message: trouble.message.slice(0, 200) } };
  }
};
let rest = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1))
    process.stdout.write(JSON.stringify(answer(rest.subarray(0, end))) + "\n");
});
