"""The search knows how often a page says a word."""

from types import SimpleNamespace

from docutils.core import publish_doctree
from snowballstemmer import stemmer

from tools.site.word_counts import count_page, prose_words, write_counts

STEM = stemmer("english").stemWord


def app(folder=None) -> SimpleNamespace:
    """Stand in for Sphinx that writes a searchable site."""
    indexer = SimpleNamespace(lang=SimpleNamespace(stem=STEM))
    return SimpleNamespace(builder=SimpleNamespace(indexer=indexer), outdir=folder)


def test_words_are_counted_as_the_index_holds_them_but_not_in_code():
    page = publish_doctree("Lifts lift 客户.\n\n>>> lift\n\n:math:`lift`")
    assert prose_words(page, STEM) == ["lift", "lift", "客", "户", "客户"]


def test_counts_stand_beside_the_scripts_without_rare_words_and_reference(tmp_path):
    (tmp_path / "_static").mkdir()
    sphinx, page = app(tmp_path), publish_doctree("lift lift lift rare")
    for name in ("a", "api/b", "guide/c"):
        count_page(sphinx, page, name)
    write_counts(sphinx, None)
    text = (tmp_path / "_static" / "word_counts.js").read_text(encoding="utf-8")
    assert text == 'const wordCounts = {"a":{"lift":3}};\n'


def test_a_build_without_a_search_counts_nothing(tmp_path):
    sphinx = SimpleNamespace(builder=SimpleNamespace(), outdir=tmp_path)
    count_page(sphinx, publish_doctree("lift"), "a")
    write_counts(sphinx, None)
    assert list(tmp_path.iterdir()) == []
