// Sphinx's scores, but what a chapter says comes before the reference of the package, and what the
// guide for instructors says of it.
var Scorer = {
  score: ([page, , , , score]) =>
    score - (page.startsWith("api/") ? 100 : page.startsWith("guide/") ? 20 : 0),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
