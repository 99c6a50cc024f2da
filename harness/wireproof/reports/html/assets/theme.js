"use strict";
// Light or dark: the reader's choice if there is one, else the system's.
const theme = {
  stored() {
    try { return localStorage.getItem("wireproof-theme"); } catch { return null; } // may be forbidden for files
  },
  dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },
  set(name) {
    if (name === "dark" || name === "light") document.documentElement.dataset.theme = name;
  },
  toggle() {
    const name = theme.dark() ? "light" : "dark";
    theme.set(name);
    try { localStorage.setItem("wireproof-theme", name); } catch { /* the choice lasts as long as the page */ }
  },
};
theme.set(theme.stored());
document.documentElement.classList.add("scripted");
