// Sphinx's search, in the order and with the excerpts of the course: the page that defines a term,
// its glossary entry, pages that define it again; then pages by how often they say the words.
(() => {
  const DEFINED = 110, ENTRY = 100, AGAIN = 90, PART = 40, BOOST = 20;
  const GLOSSARY = "glossary";
  const NOT_PROSE = ".headerlink, .chapter-links, .visually-hidden, .cell_input, .toctree-wrapper, "
    + "script, style, pre, nav, svg, details.help, button, div.math";
  const HEADINGS = "h1, h2, h3, h4";
  const BLOCKS = "h1, h2, h3, h4, p, li, dd, td, figcaption";
  const LENGTH = 240;
  const stemmer = new Stemmer();
  const NOTHING = "Your search did not match any documents. Please make sure that all words are "
    + "spelled correctly and that you've selected enough categories.";
  let asked = "";

  // Sphinx's words for nothing found speak of categories, and there are none.
  Documentation.TRANSLATIONS[NOTHING] = "No page matches. Try fewer words, or others: the glossary "
    + "has every term in English and Chinese.";

  const words = (text) => new Set(splitQuery(text.toLowerCase())
    .filter((word) => !stopwords.has(word))
    .map((word) => stemmer.stemWord(word)));

  const within = (some, others) => [...some].every((word) => others.has(word));

  // Pages by how often they say the words, on top of Sphinx's points for text and title.
  const termsSearch = Search.performTermsSearch;
  Search.performTermsSearch = (terms, excluded) => termsSearch(terms, excluded).map((result) => {
    const counts = wordCounts[result[0]] ?? {};
    const often = [...terms].map((word) => 2 * Math.log2(1 + (counts[word] ?? 0)));
    result[4] += often.reduce((sum, n) => sum + n, 0) / Math.max(1, often.length);
    return result;
  });

  // The entries of the index, so the terms, that share words with a query, with the share.
  const entriesOf = (query) => Object.entries(Search._index.indexentries).flatMap(([entry, at]) => {
    const own = words(entry);
    const isWhole = own.size > 0 && within(own, query);
    if (!isWhole && !(query.size > 0 && within(query, own))) return [];
    const share = Math.min(own.size, query.size) / Math.max(own.size, query.size);
    return at.map(([file, id, isFirst]) => ({file, id, isFirst, share, isWhole}));
  }).filter(({file}) => !Search._index.docnames[file].startsWith("api/"));

  const points = ({file, isFirst, share}) => {
    if (share < 1) return PART * share;
    if (Search._index.docnames[file] === GLOSSARY) return ENTRY;
    return isFirst ? DEFINED : AGAIN;
  };

  const heading = (file, id) => {
    const {alltitles, titles} = Search._index;
    const found = Object.entries(alltitles).find(
      ([, at]) => at.some(([other, anchor]) => other === file && anchor === id));
    return found && found[0] !== titles[file] ? `${titles[file]} > ${found[0]}` : titles[file];
  };

  const search = Search._performSearch;
  Search._performSearch = (query, ...rest) => {
    asked = query.toLowerCase().trim();
    const {docnames, filenames} = Search._index;
    const found = search(query, ...rest).filter((result) => result[6] !== "index");
    for (const entry of entriesOf(words(query))) {
      const {file, id} = entry;
      const page = found.find((result) => result[0] === docnames[file] && result[6] === "text");
      if (entry.isWhole && entry.share < 1) {
        // One of several words that are asked for: the page must say the others, too.
        if (page && page[0] !== GLOSSARY) page[4] += BOOST * entry.share;
      } else {
        found.push([docnames[file], heading(file, id), `#${id}`, null, points(entry),
          filenames[file], "index"]);
      }
    }
    found.sort(_orderResultsByScoreThenName);
    return withoutRepeats(found);
  };

  // Best comes last. A page as a whole is left out where one of its places stands before it.
  const withoutRepeats = (results) => {
    const seen = new Set();
    return results.reverse().filter(([page, , anchor]) => {
      const isNew = !seen.has(page + anchor) && !(anchor === "" && seen.has(page));
      seen.add(page).add(page + anchor);
      return isNew;
    }).reverse();
  };

  // A term of the glossary and its meaning, without its sounds.
  const entryOf = (term) => {
    let told = term;
    while (told.matches("dt") && told.nextElementSibling) told = told.nextElementSibling;
    const entry = document.createElement("p");
    entry.textContent = `${term.textContent}: ${told.lastElementChild?.textContent ?? ""}`;
    return entry;
  };

  const proseOf = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const article = page.querySelector("article.bd-article") ?? page.body;
    article.querySelectorAll(NOT_PROSE).forEach((element) => element.remove());
    const place = anchor && article.querySelector(`#${CSS.escape(decodeURI(anchor.slice(1)))}`);
    if (place && place.matches("dt")) return [entryOf(place)];
    const parts = [...(place || article).querySelectorAll(BLOCKS)];
    return parts.filter((part) => !part.querySelector(BLOCKS));
  };

  const plain = (text) => text.replace(/\s+/g, " ").trim();

  const hits = (text, keywords) => {
    const said = text.toLowerCase();
    const stems = [...keywords].map((word) => (word.length > 4 ? word.slice(0, -1) : word));
    return stems.filter((word) => said.includes(word)).length + (said.includes(asked) ? 2 : 0);
  };

  // Of several texts the first with the most hits; -1 if none has any.
  const best = (texts, keywords) => texts.reduce((kept, text, number) => {
    const n = hits(text, keywords);
    return n > kept.n ? {n, number} : kept;
  }, {n: 0, number: -1}).number;

  const cut = (text) => (text.length > LENGTH ? `${text.slice(0, LENGTH).replace(/\s\S*$/, "")} …` : text);

  // The found sentence and what follows it, of the text as people read it.
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const isPlace = anchor !== "";
    const parts = proseOf(html, anchor);
    const prose = parts.filter((part) => !part.matches(HEADINGS));
    const blocks = (prose.length ? prose : parts).map((part) => plain(part.textContent));
    const block = blocks[best(blocks, keywords)] ?? (isPlace && blocks.length ? blocks[0] : "");
    const lines = block.match(/.+?(?:[.!?]["”)]*(?=\s|$)|[。！？]|$)/g) ?? [];
    const start = anchor.startsWith("#term-") ? 0 : Math.max(0, best(lines, keywords));
    const summary = document.createElement("p");
    summary.classList.add("context");
    summary.textContent = (start > 0 ? "… " : "") + cut(plain(lines.slice(start).join("")));
    return summary;
  };
})();
