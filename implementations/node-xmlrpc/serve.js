// The npm package xmlrpc around a Map, as its documentation would have it.
//
// Ours: the methods and the check of how many parameters they take, the port, the line that
// announces it, and the end with stdin. The package's, and Node's: everything on the wire.
"use strict";

const xmlrpc = require("xmlrpc");
const data = new Map();

function key(name) {
  if (typeof name !== "string") throw new Error("a key is a string");
  return name;
}

function present(name) {
  if (!data.has(key(name))) throw new Error("no such key");
  return name;
}

function count(text) {
  const chars = { ctLeftAngleBrackets: "<", ctRightAngleBrackets: ">", ctAmpersands: "&",
                  ctApostrophes: "'", ctQuotes: '"' };
  return Object.fromEntries(
    Object.entries(chars).map(([name, char]) => [name, text.split(char).length - 1]));
}

const stooges = (struct) => struct.moe + struct.larry + struct.curly;

const methods = {
  get: (name) => data.get(present(name)),
  set: (name, value) => { data.set(key(name), value); return null; },
  delete: (name) => { data.delete(present(name)); return null; },
  exists: (name) => data.has(key(name)),
  keys: () => [...data.keys()],
  "validator1.arrayOfStructsTest": (structs) => structs.reduce((sum, one) => sum + one.curly, 0),
  "validator1.countTheEntities": (text) => count(text),
  "validator1.easyStructTest": (struct) => stooges(struct),
  "validator1.echoStructTest": (struct) => struct,
  "validator1.manyTypesTest": (a, b, c, d, e, f) => [a, b, c, d, e, f],
  "validator1.moderateSizeArrayCheck": (strings) => strings[0] + strings[strings.length - 1],
  "validator1.nestedStructTest": (days) => stooges(days["2000"]["04"]["01"]),
  "validator1.simpleStructReturnTest": (number) =>
    ({ times10: number * 10, times100: number * 100, times1000: number * 1000 }),
};

const server = xmlrpc.createServer({ host: "127.0.0.1", port: 0 }, () => {
  const { address, port } = server.httpServer.address();
  console.log(JSON.stringify({ listening: { host: address, port } }));
});
for (const [name, method] of Object.entries(methods)) {
  server.on(name, (error, params, callback) => {
    let value;
    try {
      if (params.length !== method.length) throw new Error("wrong number of parameters");
      value = method(...params);
    } catch (trouble) {
      return callback({ faultCode: 1, faultString: trouble.message });
    }
    callback(null, value);
  });
}
process.stdin.on("end", () => process.exit()).resume();
