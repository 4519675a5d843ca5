"""Pages of an EPUB as one page of HTML; where the places of a PDF stand."""

import pytest

from tools.book.printing import joined, page_numbers

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<div class="other">menu</div><div class="body" role="main">{body}</div></body></html>
"""
TEA = """<h1 id="top">1 Tea: "a" <em>pot</em></h1>
<p class="folded"><a href="answers.xhtml#cups">Answers</a></p>
<p><a href="#top">up</a> <a href="answers.xhtml">all</a> <a href="https://example.org">out</a></p>
<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math><br/>"""
PDF = b"""2 0 obj
<</Type /Page
/Parent 13 0 R>>
endobj
12 0 obj
<</Type /Page
/Parent 13 0 R>>
endobj
13 0 obj
<</Type /Pages
/Kids [2 0 R 12 0 R]>>
endobj
14 0 obj
<</01_tea--top [2 0 R /XYZ 6 826 0]
/answers [12 0 R /XYZ 6 752 0]
/gone [99 0 R /XYZ 6 752 0]>>
endobj"""


@pytest.fixture
def book(tmp_path):
    """A front page, a chapter and its answers, joined."""
    bodies = {"index": "<h1>Book</h1>", "01_tea": TEA, "answers": '<h1>All</h1><p id="cups">3</p>'}
    for name, body in bodies.items():
        (tmp_path / f"{name}.xhtml").write_text(PAGE.format(body=body), encoding="utf-8")
    return joined(tmp_path, list(bodies), head="<title>B</title>")


def test_bodies_of_the_pages_stand_in_order(book):
    assert 0 < book.index("Book") < book.index("pot</em>") < book.index("All</h1>")
    assert "menu" not in book


def test_ids_are_told_apart_and_links_follow_them(book):
    assert '<h1 id="01_tea--top">' in book
    assert '<a href="#01_tea--top">up</a> <a href="#answers">all</a>' in book
    assert '<a href="https://example.org">' in book


def test_links_to_answers_ask_for_their_page(book):
    assert '<a href="#answers--cups" class="numbered">Answers</a>' in book


def test_formula_and_empty_tags_are_html(book):
    assert "<math><mi>x</mi></math><br>" in book


def test_short_title_runs_above_the_pages_but_the_first(book):
    assert '@page of-01_tea { @top-left { content: "1 Tea"; } }' in book
    assert "of-index" not in book


def test_page_of_a_place_is_counted_from_one():
    assert page_numbers(PDF) == {"01_tea--top": 1, "answers": 2}
