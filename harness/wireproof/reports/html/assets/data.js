"use strict";
// The run, unpacked: a letter per cell, numbers that point into the list of strings.
const run = JSON.parse(find("#run").textContent);
const kinds = new Map(run.kinds.map((kind) => [kind.letter, kind]));
const NEWS = "feirw"; // what `n` and `p` walk along

const told = (place) => (place === undefined ? "" : run.strings[place]);

// Where things are, so that a cell finds its evidence: cases by requirement, times by case.
for (const chapter of run.chapters) {
  chapter.byRequirement = chapter.requirements.map(() => []);
  chapter.cases.forEach(([, requirements], place) => {
    for (const requirement of requirements) chapter.byRequirement[requirement].push(place);
  });
  for (const subject of chapter.subjects) {
    let next = 0;
    subject.time = [...subject.verdicts].map((letter) => (letter === "." ? 0 : subject.millis[next++]));
  }
}

function requirementOf(chapter, place) {
  const [id, level, text, source, contested, binds] = chapter.requirements[place];
  return { id, level, text, source, contested: contested || "", binds: binds || [] };
}

// What was found in one cell: the requirement's own line and the cases behind it.
function cellOf(c, r, s) {
  const chapter = run.chapters[c];
  const subject = chapter.subjects[s];
  const [message, waived] = (subject.notes[r] || []).map(told);
  const cases = chapter.byRequirement[r]
    .filter((place) => subject.verdicts[place] !== ".")
    .map((place) => ({
      name: chapter.cases[place][0],
      letter: subject.verdicts[place],
      millis: subject.time[place],
      detail: subject.details[place] || {},
    }))
    .sort((one, other) => rank(one.letter) - rank(other.letter));
  const letter = subject.cells[r];
  return { chapter, subject, requirement: requirementOf(chapter, r), letter, message, waived, cases };
}

const order = run.kinds.map((kind) => kind.letter);
const rank = (letter) => order.indexOf(letter);
const kindName = (letter) => (kinds.has(letter) ? kinds.get(letter).name : "not in this run");
