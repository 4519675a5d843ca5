// The sidebar starts at its top; the theme scrolls to the page's own entry and hides the search.
window.addEventListener("load", () => {
  requestAnimationFrame(() => { document.querySelector("#pst-primary-sidebar")?.scrollTo(0, 0); });
});
