// Starts the deck: formulas first, then reveal.js; what is a little too tall is made to fit.
"use strict";

// The sizes to try, largest first: what is short is enlarged, what is too tall a little reduced.
const SCALES = [1.35, 1.25, 1.15, 1.1, 1.05, 1, 0.95, 0.9, 0.85, 0.8, 0.75];
const LEAST = SCALES.at(-1);

function fits(body, bottom) {
  const boxes = [body, ...body.querySelectorAll("p, pre, pre code, table, .math.block")];
  const narrow = boxes.every((box) => !box.clientWidth || box.scrollWidth <= box.clientWidth + 1);
  return narrow && body.getBoundingClientRect().bottom <= bottom;
}

function fit(slide) {
  const body = slide?.querySelector(".body");
  if (!body || body.dataset.fit) return;
  const sheet = slide.querySelector(".sheet").getBoundingClientRect();
  const bottom = sheet.bottom - (44 / 720) * sheet.height;
  const fixed = slide.matches(".title") || body.querySelector("img"); // enlarged, a picture blurs
  const narrowed = [1];
  for (const formula of body.querySelectorAll(".math.block")) {
    const ratio = Math.max(LEAST, formula.clientWidth / formula.scrollWidth);
    if (ratio < 1) formula.style.zoom = ratio;
    narrowed.push(ratio);
  }
  for (const scale of SCALES) {
    if (fixed && scale > 1) continue;
    body.style.zoom = scale;
    body.dataset.fit = scale * Math.min(...narrowed);
    if (fits(body, bottom)) break;
  }
}

function toggleCode(event) {
  const sheet = event?.currentTarget?.closest?.(".as-list .sheet");
  if (sheet) sheet.classList.toggle("with-code");
  else document.querySelector(".reveal").classList.toggle("show-code");
}

// A narrow screen has no stage: there, one reads the slides one below the other.
const NARROW = window.matchMedia("(max-width: 600px)");

function showAsList() {
  document.documentElement.classList.add("as-list");
  for (const sheet of document.querySelectorAll(".sheet")) {
    sheet.querySelectorAll(".body pre, table, .math.block").forEach((wide) => { wide.tabIndex = 0; });
    if (!sheet.querySelector(".fragment")) continue;
    const key = document.createElement("button");
    key.className = "answer-key";
    key.textContent = "Show the answer";
    key.addEventListener("click", () => {
      const isOpen = sheet.classList.toggle("answered");
      key.textContent = isOpen ? "Hide the answer" : "Show the answer";
    });
    sheet.append(key);
  }
}

async function start() {
  if (window.MathJax) await MathJax.startup.promise;
  await document.fonts.ready;
  const printing = /print-pdf/.test(location.search);
  NARROW.addEventListener("change", () => location.reload());
  if (NARROW.matches && !printing) return showAsList();
  if (printing) document.querySelectorAll("a[href]").forEach((link) => link.removeAttribute("href"));
  Reveal.on("ready", (event) => fit(event.currentSlide));
  Reveal.on("slidechanged", (event) => {
    document.querySelector(".reveal").classList.remove("show-code");
    fit(event.currentSlide);
  });
  const laidOut = new Promise((resolve) => Reveal.on("pdf-ready", resolve));
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, slideNumber: "c/t",
    transition: "none", pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, scrollActivationWidth: null,
    plugins: [RevealNotes],
  });
  // Its arrows are buttons with names, and no aside to the slides.
  document.querySelector(".reveal > .controls")?.setAttribute("role", "presentation");
  Reveal.addKeyBinding({keyCode: 67, key: "C", description: "Show or hide the code"}, toggleCode);
  if (!printing) return;
  await laidOut;
  document.querySelectorAll(".pdf-page > section").forEach(fit);
}

for (const code of document.querySelectorAll(".behind")) {
  const key = document.createElement("button");
  key.className = "code-key";
  key.textContent = "Code (C)";
  key.addEventListener("click", toggleCode);
  code.before(key);
}

window.deckReady = start();
