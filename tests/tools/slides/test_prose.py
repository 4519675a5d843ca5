"""The prose of a chapter: its sentences, its blocks, and what is enough of them."""

import pytest

from tools.slides.prose import gist, items, render, run_in, sentences


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("One. Two! Three?", 3),
        ("Of 0.5 and 1.5 it says (see p. 3. Or not) nothing. Well.", 2),
        ("E. W. Anderson (1993) wrote it. So did others, e.g. Rocks.", 2),
        ('He asked "Really? Yes." and left. Then `a.b. C` ran.', 2),
        ("It costs \\$5. The *other* one. *Cheap?* No.", 4),
        ("The share is $p. Q$ of all.", 1),
    ],
)
def test_sentences_end_at_full_stops_only(text, n):
    assert len(sentences(text)) == n
    assert " ".join(sentences(text)) == text


def test_gist_takes_sentences_until_there_are_enough_words():
    assert gist("Short one. And a second, longer one. Third.", least=5) == (
        "Short one. And a second, longer one."
    )


def test_gist_keeps_the_sentence_that_leads_on():
    assert gist("One two three four. Left out. So compare:", least=4) == (
        "One two three four. So compare:"
    )


def test_a_bold_lead_is_a_heading_only_with_a_mark():
    assert run_in("**Why so?** because it is.") == ("Why so?", "Because it is.")
    assert run_in("**Tea** (茶): a leaf.") is None or run_in("**Tea** (茶): a leaf.")[0] == "Tea"
    assert run_in("**CSAT** is the share of fours.") is None
    assert run_in("**Exercise 1.1.** Count.") is None


def test_items_keep_list_points_apart_and_details_together():
    found = items(
        "Text.\n\n- a\n- b\n\n<details>\n<summary>More</summary>\n\nX.\n\n- y\n\n</details>"
    )
    assert [item.kind for item in found] == ["text", "list", "list", "details"]
    assert found[-1].label == "More"
    assert found[-1].source.startswith("X.")


def test_formulas_reach_mathjax_unchanged_and_dollars_stay():
    assert render(r"If $a<b$ pay \$5.") == (
        r'<p>If <span class="math inline">\(a&lt;b\)</span> pay $5.</p>'
    )
