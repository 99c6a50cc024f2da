"use strict";
// Filters: with nothing chosen everything is shown; what is chosen is what remains.
const filters = {
  kinds: new Set(), levels: new Set(), words: [],
  search: find("#search"), shown: find("#shown"), nothing: find("#nothing"),
};

// What a row can be found by: its requirement, its contract, and what was said of its failures.
function wordsOf({ c, r }) {
  const chapter = run.chapters[c];
  const { id, level, text, source } = requirementOf(chapter, r);
  const messages = chapter.subjects.flatMap((subject) => (subject.notes[r] || []).map(told));
  const cases = chapter.byRequirement[r].map((place) => chapter.cases[place][0]);
  return [chapter.name, chapter.title, id, level, text, source, ...messages, ...cases].join("\n").toLowerCase();
}

// A word that begins an implementation's name, or a part of it, leaves only such columns.
const means = (name, word) => name.startsWith(word) || name.split(/[-_./ ]/).some((part) => part.startsWith(word));

function columnsFor(chapter, words) {
  const names = chapter.subjects.map((subject) => subject.name.toLowerCase());
  const naming = words.filter((word) => word.length > 2 && names.some((name) => means(name, word)));
  const columns = names.map((name) => naming.every((word) => means(name, word)));
  return columns.some(Boolean) ? { columns, naming } : { columns: names.map(() => true), naming: [] };
}

function keeps(entry, columns, naming) {
  if (filters.levels.size && !filters.levels.has(entry.level)) return false;
  const found = (word) => naming.includes(word) || entry.words.includes(word);
  if (filters.words.length) {
    entry.words ??= wordsOf(entry);
    if (!filters.words.every(found)) return false;
  }
  return !filters.kinds.size || entry.letters.some((letter, s) => columns[s] && filters.kinds.has(letter));
}

function apply() {
  const columns = run.chapters.map((chapter) => columnsFor(chapter, filters.words));
  const counts = run.chapters.map(() => 0);
  for (const entry of matrix.rows) {
    const { columns: wanted, naming } = columns[entry.c];
    const kept = keeps(entry, wanted, naming);
    entry.row.hidden = !kept;
    counts[entry.c] += kept;
    entry.cells.forEach((cell, s) => { cell.hidden = !wanted[s]; });
  }
  matrix.sections.forEach((section, c) => {
    section.hidden = !counts[c];
    findAll(".column", section).forEach((column, s) => { column.hidden = !columns[c].columns[s]; });
  });
  for (const letter of kinds.keys()) {
    matrix.place.classList.toggle(`faint-${letter}`, filters.kinds.size > 0 && !filters.kinds.has(letter));
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  filters.shown.textContent = `${total.toLocaleString("en")} of ${matrix.rows.length.toLocaleString("en")} requirements`;
  filters.nothing.hidden = total > 0 || !matrix.rows.length;
  settle();
  stayVisible();
}

// The one cell that the tab key reaches must be a cell that is shown.
function stayVisible() {
  if (!matrix.current || matrix.current.offsetParent) return;
  const row = matrix.rows.find((entry) => !entry.row.hidden);
  if (row) goTo(row.cells.find((cell) => !cell.hidden), false);
}

function toggle(button, chosen, value) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  if (on) chosen.add(value);
  else chosen.delete(value);
  apply();
}

function clearFilters() {
  filters.kinds.clear();
  filters.levels.clear();
  filters.words = [];
  filters.search.value = "";
  for (const button of findAll(".filters [aria-pressed]")) button.setAttribute("aria-pressed", "false");
  apply();
}

for (const button of findAll("[data-kind]")) {
  button.addEventListener("click", () => toggle(button, filters.kinds, button.dataset.kind));
}
for (const button of findAll("[data-level]")) {
  button.addEventListener("click", () => toggle(button, filters.levels, button.dataset.level));
}
filters.search.addEventListener("input", () => {
  filters.words = filters.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  apply();
});
for (const button of findAll(".clear")) button.addEventListener("click", clearFilters);
apply();
