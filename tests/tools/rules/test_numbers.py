"""A number in prose passes if its section shows it, and is named if it does not."""

import nbformat
import pytest

from tools.rules import numbers

PNG = {"image/png": "AAAA", "text/plain": "<Figure size 640x480 with 1 Axes>"}


def prose(text: str, **metadata: list) -> nbformat.NotebookNode:
    """Return a cell of prose."""
    return nbformat.v4.new_markdown_cell(text, metadata=metadata)


def code(source: str, data: dict | str | None = None, alt: str = "", **metadata: list):
    """Return an executed cell that shows some data, or text on stdout."""
    if isinstance(data, str):
        outputs = [nbformat.v4.new_output("stream", name="stdout", text=data)]
    else:
        about = {"image/png": {"alt": alt}} if alt else {}
        shown = nbformat.v4.new_output("display_data", data=data or {}, metadata=about)
        outputs = [shown] if data else []
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata=metadata)


def book(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook of cells."""
    return nbformat.v4.new_notebook(cells=list(cells))


def said(text: str, shown: str = "", source: str = "share", quoted: dict | None = None) -> list:
    """Return the problems of one sentence in a section whose only cell shows a text."""
    section = book(prose(f"## Shares\n\n{text}"), code(source, {"text/plain": shown}))
    return numbers.number_problems(section, quoted or {})


# Numbers in prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The lift is 1.00.", "1.00"),
        ("The lift is 1.00.", "0.9986"),
        ("The lift is .85.", "0.851"),
        ("Of 155,848 baskets.", "155848"),
        ("Some 1.5 million lines.", "1,469,307"),
        ("It is 54.6 %.", "0.5462"),
        ("It is 54.6 %.", "54.6%"),
        ("The share is 0.546.", "54.6%"),
        ("It is 150 %.", "1.5"),
        ("Of 1,000 baskets, 55 hold beer.", "0.05501"),
        ("From 0.77 to 1.25, or 0.77\u20131.25.", "(0.77, 1.25)"),
        ("It falls by \u22120.08, that is by 0.08.", "-0.08"),
        ("It rises by +0.57.", "0.57"),
        ("It falls by \u2212\\$108.", "-108.2"),
        ("The p-value is 0.000012.", "1.2e-05"),
        ("Of 400 stores 5 and 0.05 of 1,000.", ""),
        ("See Exercise 8.11, chapters 12 and 14, NUM-21, CAS-W-15, H2O2, COVID-19.", ""),
        ("The data of 84.51° and the 80/20 rule.", ""),
        ("In `x = 12` and $x = 12$ and\n\n$$\nx = 12\n$$\n\n```\n12\n```", ""),
        ("**Lecturer, 15 minutes.** Ask.", ""),
        ("[twelve](12_knowledge.ipynb) <br class='12'>", ""),
        ("11. An item of a list.", ""),
    ],
)
def test_a_number_that_the_section_shows_passes(text, shown):
    assert said(text, shown) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The lift is 1.00.", "1"),
        ("The lift is 1.00.", "1.0"),
        ("The lift is 1.00.", "1.006"),
        ("The lift is 1.01.", "1.00"),
        ("It is 54.6 %.", "0.55"),
        ("It is 54.7 %.", "0.5462"),
        ("There are 54.", "0.54"),
        ("There are 155,849.", "155848"),
        ("There are 150.", "152"),
        ("It falls by \u22120.18.", "0.18"),
        ("It rises by +0.18.", "-0.18"),
        ("<details>It is 12.</details>", "13"),
        ("The year 1992.", ""),
    ],
)
def test_a_number_that_the_section_does_not_show_is_named(text, shown):
    assert len(said(text, shown)) == 1


def test_literals_and_dates_in_code_are_evidence_but_titles_and_alt_texts_are_not():
    source = "load(n=2_500, share=0.15, day='1998-06-30', title='At least 77 cups')"
    assert said("Of 2,500 homes 15 % on 30 June 1998.", source=source) == []
    assert len(said("At least 77 cups.", source=source)) == 1


def test_what_only_the_lecturer_runs_is_no_evidence():
    cells = [code("78", {"text/plain": "77"}, tags=["notes"])]
    assert numbers.evidence(cells) == []


def test_what_a_check_a_figure_or_a_widget_says_is_no_evidence():
    typed = code('check("a-1", a)', {"text/plain": "Correct. It is 54.6 %."})
    moving = code("explore(f)", {"text/plain": "54.6", numbers.VIEW: {}})
    sections = book(prose("It is 54.6, not 640."), typed, moving, code("plt.show()", PNG))
    assert len(numbers.number_problems(sections, {})) == 2


def test_html_counts_without_its_styles_and_attributes():
    table = code("table", {"text/html": "<style>p {width: 77px}</style><td rowspan=66>55</td>"})
    section = book(prose("There are 55, 66 and 77."), table)
    assert len(numbers.number_problems(section, {})) == 2


def test_a_number_of_another_section_is_named():
    cells = [prose("## A\n\nIt is 54."), code("n", "54"), prose("## B\n\nIt is 54.")]
    assert numbers.number_problems(book(*cells), {}) == ["## B: 54 in “It is 54.”"]


@pytest.mark.parametrize("title", ["## Summary", "## Case discussion", "# 8 Lemonade"])
def test_the_opening_the_discussion_and_the_summary_may_repeat_what_was_said(title):
    shown = [prose("## A\n\nIt is 54."), code("n", "54, 77")]
    place = 0 if title.startswith("# ") else 2
    for value, n_problems in (("54", 0), ("77", 1)):
        cells = shown[:]
        cells.insert(place, prose(f"{title}\n\nSo it is {value}."))
        assert len(numbers.number_problems(book(*cells), {})) == n_problems


def test_citations_need_no_evidence():
    assert numbers.number_problems(book(prose("## Sources\n\nPower, 2002, no. 13.")), {}) == []


def test_a_quoted_number_needs_its_origin_and_a_place_in_the_prose():
    quoted = {"1992": "Power 2002", "1.2": "Power 2002"}
    assert said("In 1992, 1.2 million baskets.", quoted=quoted) == []
    assert said("In 1992.", quoted=quoted) == ["quoted '1.2' stands nowhere in the prose"]
    assert said("In 1992.", quoted={"1992": ""}) == ["quoted '1992' has no origin"]
    assert said("Nothing.", quoted={"12-15": "me"}) == ["quoted '12-15' is not a plain number"]


def test_dollars_that_would_start_a_formula_are_named():
    assert numbers.dollar_problems(book(prose(r"It costs \$5, and $x^2$, \$7."))) == []
    assert numbers.dollar_problems(book(prose("$$\n\\text{lift of two} = 1\n$$"))) == []
    assert len(numbers.dollar_problems(book(prose("It costs $5.")))) == 1
    assert len(numbers.dollar_problems(book(prose("It costs $5 more than the other at $7.")))) == 1


def test_an_output_with_seven_digits_is_named():
    assert numbers.precision_problems(book(code("share", "0.123456 of 1,469,307"))) == []
    assert numbers.precision_problems(book(code("share", "0.1234567"))) == [
        "round 0.1234567 in “share”"
    ]
