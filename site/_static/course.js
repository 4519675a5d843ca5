// The sidebar starts at its top; the theme scrolls to the page's own entry and hides the search.
window.addEventListener("load", () => {
  requestAnimationFrame(() => { document.querySelector("#pst-primary-sidebar")?.scrollTo(0, 0); });
});

// A finger has no hover: its first touch of a term shows the meaning, the second follows the link.
let touched = null;
document.addEventListener("pointerdown", (event) => {
  const term = event.target.closest("a.term");
  touched = event.pointerType !== "mouse" && term !== document.activeElement ? term : null;
});
document.addEventListener("click", (event) => {
  const term = event.target.closest("a.term");
  if (term && term === touched) {
    event.preventDefault();
    term.focus();
  }
});
// Escape closes a meaning, until the next one is reached.
const closeMeanings = (closed) => document.documentElement.classList.toggle("meanings-closed", closed);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMeanings(true); });
for (const reached of ["focusin", "pointerover"]) {
  document.addEventListener(reached, (event) => {
    if (event.target.closest("a.term")) closeMeanings(false);
  });
}
