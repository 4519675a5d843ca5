"""A deck's page: its links, and what it loads."""

import nbformat

from tools.slides import build as slides
from tools.slides.chapter_to_slides import story
from tools.slides.pack import pack

TITLE = "# 9 Tea\n\n*20 minutes: 10 to read.*\n\n**You will be able to** brew tea.\n\nWhy hurry?"


def told(*cells):
    """The slides of a chapter on tea with these cells: code with its output, else prose."""
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_markdown_cell(TITLE)]
    for cell in cells:
        made = nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell
        book.cells.append(made)
    return [slide for section in pack(story(book).units) for slide in section]


def test_links_lead_to_decks_that_stand():
    deck = slides.Deck("09_tea", "Tea", 20, [told("## X\n\n[a](01_a.ipynb#x) and [b](02_b.ipynb)")])
    page = slides.deck_page(deck, {"01_a": "01_a_1"})
    assert '<a href="01_a_1.html">a</a> and b' in page


def test_mathjax_is_loaded_for_formulas_only():
    plain_deck = slides.Deck("a", "A", 1, [told("## X\n\nNone.")])
    formal = slides.Deck("a", "A", 1, [told("## X\n\nIt is $x$.")])
    assert "tex-svg" not in slides.deck_page(plain_deck, {})
    assert "tex-svg" in slides.deck_page(formal, {})


def test_a_deck_of_a_chapter_that_was_cut_into_sittings_goes(tea_course, tmp_path, monkeypatch):
    monkeypatch.setattr(slides, "copy_vendor", lambda folder: False)
    stale = tmp_path / "slides" / "02_tea.pdf"
    stale.parent.mkdir()
    stale.write_bytes(b"")
    slides.build(tea_course, tmp_path, ["02"], pdf=False)
    names = {path.name for path in stale.parent.iterdir()}
    assert names == {"02_tea_1.html", "02_tea_2.html", "index.html"}
