// Sphinx's scores, but what a chapter says comes before what is collected from it, and that before
// the guide for instructors and the reference of the package.
var Scorer = {
  score: ([page, , , , score]) => {
    if (page.startsWith("api/")) return score - 100;
    if (page.startsWith("guide/")) return score - 20;
    return ["bibliography", "syllabus", "systems"].includes(page) ? score - 10 : score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
