// Sphinx's scores, but what a chapter says comes before the reference of the package.
var Scorer = {
  score: ([docname, , , , score]) => (docname.startsWith("api/") ? score - 100 : score),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
