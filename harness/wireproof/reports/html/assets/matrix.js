"use strict";
// The matrix: a table per contract, a row per requirement, a column per implementation.
const matrix = { cells: [], rows: [] };

const cellTemplates = new Map([...kinds.values()].map((kind) => [kind.letter, make(
  "td",
  { role: "gridcell", tabindex: "-1", class: `cell k-${kind.letter}`, "aria-label": kind.name },
  kind.sign,
)]));
cellTemplates.set(".", make("td", { role: "gridcell", tabindex: "-1", class: "cell k-none", "aria-label": "not in this run" }));

function headOf(chapter) {
  const names = chapter.subjects.map((subject, s) => make(
    "th",
    { scope: "col", class: "column", "data-s": s, title: `${subject.name}: ${subject.conclusion}` },
    make("span", { class: `dot c-${subject.conclusion.replaceAll(" ", "-")}`, "aria-hidden": "true" }),
    make("span", { class: "name" }, subject.name),
  ));
  return make("thead", {}, make("tr", { role: "row" }, make("th", { class: "corner", scope: "col" }, "requirement"), names));
}

function rowOf(c, r) {
  const chapter = run.chapters[c];
  const { id, level, text } = requirementOf(chapter, r);
  const row = make("tr", { role: "row" }, make(
    "th",
    { scope: "row", class: "requirement", title: text },
    make("span", { class: "id" }, id),
    make("span", { class: `level ${level}` }, level),
    make("span", { class: "text" }, text),
  ));
  const cells = chapter.subjects.map((subject, s) => {
    const cell = cellTemplates.get(subject.cells[r]).cloneNode(true);
    cell.at = { c, r, s };
    if (flaky(chapter, subject, r)) {
      cell.classList.add("flaky");
      cell.setAttribute("aria-label", `${kindName(subject.cells[r])}, flaky`);
    }
    return cell;
  });
  row.append(...cells);
  matrix.rows.push({ c, r, row, cells, level, letters: chapter.subjects.map((subject) => subject.cells[r]) });
  matrix.cells.push(cells);
  return row;
}

function flaky(chapter, subject, r) {
  if (!NEWS.includes(subject.cells[r])) return false;
  return chapter.byRequirement[r].some((place) => subject.details[place]?.again?.[0] > 0);
}

function chapterOf(chapter, c) {
  const versions = chapter.texts && chapter.texts !== chapter.version
    ? `judged by version ${chapter.version}, texts of version ${chapter.texts}` : `version ${chapter.version}`;
  const rows = chapter.requirements.map((_, r) => rowOf(c, r));
  return make(
    "section",
    { class: "chapter", id: `contract-${c}` },
    make("h3", {}, chapter.name, " ", make("small", {}, versions)),
    chapter.title === chapter.name ? null : make("p", { class: "title" }, chapter.title),
    make("div", { class: "scroll" }, make(
      "table", { class: "matrix", role: "grid", "aria-label": `${chapter.name}: requirements by implementations` },
      headOf(chapter), make("tbody", {}, rows),
    )),
  );
}

matrix.place = find("#matrix");
matrix.sections = run.chapters.map(chapterOf);
matrix.place.append(...matrix.sections);

// Exactly one cell can be reached by the tab key: the one where the reader was.
matrix.current = matrix.cells.flat()[0];
if (matrix.current) matrix.current.tabIndex = 0;

function goTo(cell, focus = true) {
  if (!cell) return;
  matrix.current.tabIndex = -1;
  matrix.current.classList.remove("current");
  matrix.current = cell;
  cell.tabIndex = 0;
  cell.classList.add("current");
  if (focus) {
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function cellAt(c, r, s) {
  const found = matrix.rows.find((row) => row.c === c && row.r === r);
  return found && found.cells[s];
}

// A table that fits needs no scrolling of its own, and then its head can stay in sight.
function settle() {
  const bar = find(".filters");
  document.documentElement.style.setProperty("--filters", `${bar.offsetHeight}px`);
  bar.classList.toggle("tall", bar.offsetHeight > 120);
  for (const box of findAll(".scroll")) {
    box.classList.remove("fits");
    box.classList.toggle("fits", box.scrollWidth <= box.clientWidth + 1);
  }
}
settle();
addEventListener("resize", settle);
