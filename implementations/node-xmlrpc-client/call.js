// The npm package xmlrpc's client, told what to call on stdin, with nothing added to it.
//
//   node call.js 127.0.0.1 8000
"use strict";

const xmlrpc = require("xmlrpc");

function value(one) {
  const make = {
    nil: () => null,
    array: (items) => items.map(value),
    struct: (members) => Object.fromEntries(members.map(([name, item]) => [name, value(item)])),
    i4: Number,
    double: Number,
    boolean: (text) => text === "1",
    base64: (text) => Buffer.from(text, "base64"),
    dateTime: (text) => {
      const [year, month, ...rest] = text.match(/(....)(..)(..)T(..):(..):(..)/).slice(1).map(Number);
      const date = new Date(2000, month - 1, ...rest);
      date.setFullYear(year);
      return date;
    },
    string: (text) => text,
  };
  return make[one.t](one.v);
}

const two = (number) => String(number).padStart(2, "0");
const day = (one) => String(one.getFullYear()).padStart(4, "0") + two(one.getMonth() + 1) + two(one.getDate());
const time = (one) => [one.getHours(), one.getMinutes(), one.getSeconds()].map(two).join(":");

function tagged(one) {
  if (one === null || one === undefined) return { t: "nil" };
  if (Array.isArray(one)) return { t: "array", v: one.map(tagged) };
  if (Buffer.isBuffer(one)) return { t: "base64", v: one.toString("base64") };
  if (one instanceof Date) return { t: "dateTime", v: `${day(one)}T${time(one)}` };
  if (typeof one === "boolean") return { t: "boolean", v: one ? "1" : "0" };
  if (typeof one === "number") return { t: Number.isInteger(one) ? "i4" : "double", v: String(one) };
  if (typeof one === "object") return { t: "struct", v: Object.entries(one).map(([name, item]) => [name, tagged(item)]) };
  return { t: "string", v: String(one) };
}

function answer(error, result) {
  if (error && error.faultCode !== undefined) {
    return { ok: false, fault: { code: error.faultCode, string: error.faultString } };
  }
  if (error) return { ok: false, error: String(error.message || error) };
  try {
    return { ok: true, result: tagged(result) };
  } catch (trouble) { // ours: it did give a value
    return { ok: true, result: { t: "string", v: "a value that is nested too deep to be told" } };
  }
}

function tell(told) {
  process.stdout.write(JSON.stringify(told) + "\n", () => process.exit(told.ok ? 0 : 3));
}

const [host, port] = process.argv.slice(2);
const order = JSON.parse(require("fs").readFileSync(0, "utf8"));
const client = xmlrpc.createClient({ host, port: Number(port), path: "/RPC2" });
setInterval(() => {}, 1000); // whoever is never called back waits
client.methodCall(order.method, order.params.map(value), (error, result) => tell(answer(error, result)));
