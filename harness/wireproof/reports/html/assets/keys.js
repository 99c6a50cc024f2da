"use strict";
// The keyboard reaches everything: arrows walk, Enter opens, Escape goes back, "/" searches.
const visibleRows = () => matrix.rows.filter((entry) => !entry.row.hidden);
const visibleCells = (entry) => entry.cells.filter((cell) => !cell.hidden);

function walk(down, right) {
  const rows = visibleRows();
  const y = rows.findIndex((entry) => entry.cells.includes(matrix.current));
  if (y < 0) return;
  const target = visibleCells(rows[Math.min(Math.max(y + down, 0), rows.length - 1)]);
  const x = visibleCells(rows[y]).indexOf(matrix.current) + right;
  goTo(target[Math.min(Math.max(x, 0), target.length - 1)]);
}

// To the next or the previous cell that is not as it should be, across contracts.
function leap(step) {
  const cells = visibleRows().flatMap(visibleCells);
  const from = cells.indexOf(matrix.current);
  for (let count = 1; count <= cells.length; count += 1) {
    const cell = cells[(from + step * count + cells.length * 2) % cells.length];
    const { c, r, s } = cell.at;
    if (NEWS.includes(run.chapters[c].subjects[s].cells[r])) {
      const focus = !panel.element.contains(document.activeElement);
      goTo(cell, focus);
      cell.scrollIntoView({ block: "center", inline: "nearest" });
      open(cell);
      return;
    }
  }
}

const inGrid = {
  ArrowUp: () => walk(-1, 0),
  ArrowDown: () => walk(1, 0),
  ArrowLeft: () => walk(0, -1),
  ArrowRight: () => walk(0, 1),
  PageUp: () => walk(-10, 0),
  PageDown: () => walk(10, 0),
  Home: () => walk(0, -1e6),
  End: () => walk(0, 1e6),
  Enter: () => open(matrix.current, true),
  " ": () => open(matrix.current, true),
};
const anywhere = {
  "/": () => { filters.search.focus(); filters.search.select(); },
  "?": () => find("#help").showModal(),
  n: () => leap(1),
  p: () => leap(-1),
  t: () => theme.toggle(),
};

function escape(event) {
  if (find("#help").open) return; // the browser closes it
  if (event.target === filters.search) {
    if (filters.search.value) {
      filters.search.value = "";
      filters.search.dispatchEvent(new Event("input"));
    } else goTo(matrix.current);
  } else close();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { escape(event); return; }
  const typing = event.target.matches("input, select, textarea");
  const table = event.target.matches(".cell") ? { ...anywhere, ...inGrid } : anywhere;
  const act = typing || find("#help").open ? undefined : table[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

filters.search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== "ArrowDown") return;
  event.preventDefault();
  stayVisible();
  goTo(matrix.current);
});
find("#theme").addEventListener("click", theme.toggle);
find("#keys").addEventListener("click", () => find("#help").showModal());
find("#help-close").addEventListener("click", () => find("#help").close());
addEventListener("hashchange", follow);
follow();
