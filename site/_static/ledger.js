// Shows the claims of one verdict; without this script all are shown.
const bar = document.querySelector(".filter");
const claims = [...document.querySelectorAll(".claim")];
const sections = [...document.querySelectorAll("article section section")];

function show(chosen) {
  const kind = chosen.dataset.verdict;
  for (const button of bar.children) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  for (const claim of claims) {
    claim.hidden = Boolean(kind) && !claim.classList.contains(kind);
  }
  for (const section of sections) {
    section.hidden = !section.querySelector(".claim:not([hidden])");
  }
}

bar.hidden = false;
bar.addEventListener("click", (event) => {
  if (event.target.matches("button")) show(event.target);
});
