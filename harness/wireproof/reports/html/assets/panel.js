"use strict";
// The panel: everything behind one cell.
const panel = { element: find("#panel"), body: find("#panel-body"), title: find("#panel-title") };

const pill = (letter) => make("span", { class: `pill k-${letter}` }, kindName(letter));

function caseOf({ name, letter, millis, detail }) {
  const again = detail.again
    ? make("p", { class: "again" }, detail.again[0]
      ? `Flaky: passed ${detail.again[0]} of ${detail.again[1]} times when repeated on a fresh process.`
      : `Failed again each of ${detail.again[1]} times when repeated on a fresh process.`) : null;
  return make(
    "details", { class: "case", open: letter !== "p" },
    make("summary", {}, pill(letter), make("code", {}, name), make("span", { class: "faint" }, duration(millis))),
    detail.told === undefined ? null : make("p", { class: "message" }, told(detail.told)),
    again,
    detail.died ? make("p", { class: "again" }, "The target ended during this case.") : null,
    detail.evidence ? evidenceOf(detail.evidence).flat() : null,
  );
}

function factsOf(subject) {
  const rows = Object.entries(subject.facts).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
  if (subject.homepage) rows.push(make("dt", {}, "homepage"), make("dd", {}, link(subject.homepage, subject.homepage)));
  return make("details", { class: "about" }, make("summary", {}, `about ${subject.name}`), make("dl", {}, rows));
}

function requirementPart({ requirement, message, waived, cases }) {
  const repeated = cases.some((one) => told(one.detail.told) === message);
  return [
    requirement.text ? make("blockquote", {}, requirement.text) : null,
    requirement.source ? make("p", { class: "source" }, sources(requirement.source)) : null,
    requirement.binds.length ? make("p", { class: "faint" }, `Binds with ${requirement.binds.join(", ")}.`) : null,
    waived ? make("p", { class: "waived" }, make("strong", {}, "Waived: "), waived) : null,
    requirement.contested ? make("p", { class: "waived" }, make("strong", {}, "Contested: "), requirement.contested) : null,
    message && !repeated ? make("p", { class: "message" }, message) : null,
  ];
}

function fill(at) {
  const cell = cellOf(at.c, at.r, at.s);
  panel.title.replaceChildren(
    make("span", { class: "id" }, cell.requirement.id), " ",
    make("span", { class: `level ${cell.requirement.level}` }, cell.requirement.level),
    make("span", { class: "who" }, `${cell.chapter.name}/${cell.subject.name}`), pill(cell.letter),
  );
  panel.body.replaceChildren(...[
    ...requirementPart(cell),
    make("h4", {}, cell.cases.length === 1 ? "1 case" : `${cell.cases.length} cases`),
    ...cell.cases.map(caseOf),
    factsOf(cell.subject),
  ].filter(Boolean));
  panel.body.scrollTop = 0;
}

const addressOf = ({ c, r, s }) => {
  const chapter = run.chapters[c];
  return `#${[chapter.name, chapter.subjects[s].name, chapter.requirements[r][0]].map(encodeURIComponent).join("/")}`;
};

// The panel makes the page narrower and so longer; what the reader looks at stays where it was.
function resize(cell, shown) {
  if (panel.element.hidden !== shown) return;
  const before = cell.getBoundingClientRect().top;
  panel.element.hidden = !shown;
  document.body.classList.toggle("with-panel", shown);
  settle();
  scrollBy({ top: cell.getBoundingClientRect().top - before, behavior: "instant" });
}

function open(cell, focus = false) {
  if (!cell) return;
  if (panel.element.hidden || panel.shown !== cell) {
    goTo(cell, false);
    fill(cell.at);
    resize(cell, true);
    panel.shown = cell;
    history.replaceState(null, "", addressOf(cell.at));
  }
  if (focus) panel.title.focus();
}

function close() {
  if (panel.element.hidden) return;
  resize(matrix.current, false);
  history.replaceState(null, "", location.pathname + location.search);
  goTo(matrix.current);
}

// "#tcp-echo/threaded/ECHO-006" opens that cell, so that a verdict can be sent as a link;
// with fewer parts it leads to a column or a contract.
function follow() {
  const [contract, implementation, id] = partsOf(location.hash);
  const c = run.chapters.findIndex((chapter) => chapter.name === contract);
  if (c < 0) return;
  clearFilters();
  const chapter = run.chapters[c];
  const s = chapter.subjects.findIndex((subject) => subject.name === implementation);
  const r = chapter.requirements.findIndex((requirement) => requirement[0] === id);
  const cell = cellAt(c, Math.max(r, 0), Math.max(s, 0));
  if (s < 0 || r < 0) {
    close();
    matrix.sections[c].scrollIntoView();
    goTo(cell, false);
  } else {
    open(cell);
    cell.scrollIntoView({ block: "center" });
  }
}

function partsOf(hash) {
  try { return hash.slice(1).split("/").map(decodeURIComponent); } catch { return []; } // "%zz"
}

matrix.place.addEventListener("click", (event) => open(event.target.closest(".cell")));
matrix.place.addEventListener("focusin", (event) => {
  const cell = event.target.closest(".cell");
  if (!cell) return;
  if (!panel.element.hidden) open(cell);
  else if (cell !== matrix.current) goTo(cell, false);
});
find("#panel-close").addEventListener("click", close);
