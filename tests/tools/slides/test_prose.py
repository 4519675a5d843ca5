"""The prose of a chapter: its blocks, and Markdown as a page shows it."""

from tools.slides.prose import items, render, run_in


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
