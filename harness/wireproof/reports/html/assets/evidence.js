"use strict";
// What is needed to believe a verdict: expected and seen, the wire, the outputs, how to repeat it.
function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array(); // cut within a group, or no base64 at all
  }
}

const NAMES = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };
const hex = (number, width = 2) => number.toString(16).padStart(width, "0");
const printable = (byte) => byte >= 32 && byte < 127;

function preview(bytes, most = 120) {
  const shown = [...bytes.subarray(0, most)]
    .map((byte) => NAMES[byte] || (printable(byte) ? String.fromCharCode(byte) : `\\x${hex(byte)}`));
  return shown.join("") + (bytes.length > most ? "…" : "");
}

function hexdump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const left = row.map((byte) => hex(byte));
    const cells = `${left.slice(0, 8).join(" ").padEnd(23)}  ${left.slice(8).join(" ").padEnd(23)}`;
    const text = row.map((byte) => (printable(byte) ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${hex(at, 8)}  ${cells}  |${text}|`);
  }
  return lines.join("\n");
}

const DIRECTIONS = {
  ">": { sign: "→", means: "to the target", name: "out" },
  "<": { sign: "←", means: "from the target", name: "in" },
  "!": { sign: "•", means: "event", name: "event" },
};

function stepOf([at, direction, size, data, note, times]) {
  const way = DIRECTIONS[direction] || DIRECTIONS["!"];
  const what = make("td", { class: "what" });
  if (note) what.append(make("span", { class: "note" }, note));
  const row = make(
    "tr", { class: way.name },
    make("td", { class: "at" }, `+${at.toFixed(at < 10 ? 4 : 2)}`),
    make("td", { class: "way", title: way.means, "aria-label": way.means }, way.sign),
    make("td", { class: "size" }, size ? `${size.toLocaleString("en")} B` : "", times > 1 ? ` ×${times}` : ""),
    what,
  );
  if (data) what.append(openerOf(bytesOf(data), size, row));
  return row;
}

// The dump gets a row of its own, made when it is opened: all of them at once would be megabytes.
function openerOf(bytes, size, row) {
  let dump;
  const button = make("button", { type: "button", class: "bytes", "aria-expanded": "false" }, preview(bytes));
  button.addEventListener("click", () => {
    if (!dump) {
      const left = size - bytes.length;
      const text = hexdump(bytes) + (left > 0 ? `\n… ${left.toLocaleString("en")} more bytes are not kept` : "");
      dump = make("tr", { class: "dump", hidden: true }, make("td", { colspan: "4" }, make("pre", { class: "hexdump", tabindex: "0" }, text)));
      row.after(dump);
    }
    dump.hidden = !dump.hidden;
    button.setAttribute("aria-expanded", !dump.hidden);
  });
  return button;
}

function talkOf(exchange, number) {
  const omitted = exchange.omitted ? `, ${exchange.omitted.toLocaleString("en")} steps between the first and the last are not kept` : "";
  return make(
    "div", { class: "scroll-x" },
    make(
      "table", { class: "talk" },
      make("caption", {}, `connection ${number}: ${exchange.peer}${omitted}`),
      make("thead", {}, make("tr", {}, ["seconds", "way", "size", "what (open for the bytes)"].map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, exchange.steps.map(stepOf)),
    ),
  );
}

function block(name, text, open = true) {
  if (!text) return null;
  return make("details", { class: `block b-${name}`, open }, make("summary", {}, name), make("pre", { tabindex: "0" }, text));
}

function repeatOf(command) {
  if (!command) return null;
  const button = make("button", { type: "button", class: "copy" }, "copy");
  button.addEventListener("click", () => copy(command, button));
  return make("div", { class: "repeat" }, make("h5", {}, "repeat it"), make("pre", { tabindex: "0" }, command), button);
}

function evidenceOf(evidence) {
  const earlier = evidence.earlier || 0;
  const pair = ["expected", "seen"].map((name) => block(name, evidence[name])).filter(Boolean);
  return [
    pair.length ? make("div", { class: "pair" }, pair) : null,
    block("counterexample", evidence.counterexample),
    evidence.exchanges ? make("h5", {}, "on the wire") : null,
    earlier ? make("p", { class: "faint" }, `Earlier connections that are not shown: ${earlier}.`) : null,
    (evidence.exchanges || []).map((exchange, number) => talkOf(exchange, earlier + number + 1)),
    block("stderr", evidence.stderr),
    block("stdout", evidence.stdout, false),
    block("traceback", evidence.traceback, false),
    make("p", { class: "facts" }, [
      evidence.end ? `The process ended: ${evidence.end}. ` : "",
      evidence.seed ? `Seed ${evidence.seed}. ` : "",
      evidence.spilled ? `More is in ${evidence.spilled} beside the run. ` : "",
      evidence.cut ? "Cut for this page; run.jsonl has all of it." : "",
    ]),
    repeatOf(told(evidence.repeat)),
  ];
}
