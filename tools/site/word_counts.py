"""How often each page says a word: Sphinx's index only knows whether it does.

The search page loads the counts, so that of two pages with a word the one that is about it leads.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from tools.site.mixed_search import pieces

__all__ = ["COUNTS", "count_page", "prose_words", "write_counts"]

COUNTS = "word_counts.js"
AT_LEAST = 3  # rarer words tell no pages apart
REFERENCE = ("api/", "guide/")  # searched, too, but after what the course says itself
NOT_PROSE = (nodes.FixedTextElement, nodes.math, nodes.raw)


def count_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Count the words of a page, as the index holds them."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is None or page.startswith(REFERENCE):
        return
    counts = Counter(prose_words(doctree, indexer.lang.stem))
    known = app.__dict__.setdefault("word_counts", {})
    known[page] = {word: n for word, n in sorted(counts.items()) if n >= AT_LEAST}


def prose_words(doctree: nodes.document, stem: Callable[[str], str]) -> list[str]:
    """Return the stems of all words of a page but for code and formulas."""
    texts = [t for t in doctree.findall(nodes.Text) if not isinstance(t.parent, NOT_PROSE)]
    return [stem(word.lower()).lower() for text in texts for word in pieces(text.astext())]


def write_counts(app: Sphinx, failed: Exception | None) -> None:
    """Write the counts beside the scripts of the site."""
    known = app.__dict__.get("word_counts")
    if known and not failed:
        text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, separators=(",", ":"))
        path = Path(app.outdir, "_static", COUNTS)
        path.write_text(f"const wordCounts = {text};\n", encoding="utf-8", newline="\n")
