"""A deck's page: its links, and what it loads."""

from tools.slides import build as slides


def test_links_lead_to_decks_that_stand(slides_of):
    told = slides_of("### X\n\n<!-- slide: [a](01_a.ipynb#x) and [b](02_b.ipynb) -->")
    deck = slides.Deck("02_tea_1", "Tea", 20, [told])
    page = slides.deck_page(deck, {"01_a": "01_a_1"})
    assert '<a href="01_a_1.html">a</a> and b' in page


def test_mathjax_is_loaded_for_formulas_only(slides_of):
    plain_deck = slides.Deck("a", "A", 1, [slides_of("### X\n\n<!-- slide: None. -->")])
    formal = slides.Deck("a", "A", 1, [slides_of("### X\n\n<!-- slide: It is $x$. -->")])
    assert "tex-svg" not in slides.deck_page(plain_deck, {})
    assert "tex-svg" in slides.deck_page(formal, {})


def test_a_deck_of_a_sitting_that_is_gone_goes(tea_course, tmp_path, monkeypatch):
    monkeypatch.setattr(slides, "copy_vendor", lambda folder: False)
    stale = tmp_path / "slides" / "02_tea_3.pdf"
    stale.parent.mkdir()
    stale.write_bytes(b"")
    slides.build(tea_course, tmp_path, ["02"], pdf=False)
    names = {path.name for path in stale.parent.iterdir()}
    assert names == {"02_tea_1.html", "02_tea_2.html", "index.html"}
