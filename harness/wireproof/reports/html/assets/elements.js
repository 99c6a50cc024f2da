"use strict";
// Build elements. Whatever a target said enters the page as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

// A link only where it leads to the web; a manifest could as well say "javascript:".
function link(address, text) {
  if (!/^https?:\/\//i.test(address)) return document.createTextNode(text);
  return make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text);
}

// "RFC 9293 section 3.6" leads to that section.
function sources(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(/\bRFC\s?(\d{3,5})(?:,?\s(?:section|s|§)\s?([\d.]*\d))?/gi)) {
    const section = found[2] ? `#section-${found[2]}` : "";
    parts.push(text.slice(end, found.index));
    parts.push(link(`https://www.rfc-editor.org/rfc/rfc${found[1]}${section}`, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

function duration(millis) {
  return millis < 1000 ? `${millis} ms` : `${(millis / 1000).toPrecision(3)} s`;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "copied";
  } catch {
    button.textContent = "select and copy it by hand";
  }
  setTimeout(() => { button.textContent = "copy"; }, 1500);
}
