"""A number in prose is backed by one that is shown, as written, rounded, or in percent."""

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


def unbacked(text: str, shown: str = "") -> list[str]:
    """Return the numbers of a text that need evidence and that nothing shown backs."""
    return [
        number.text
        for number, context in numbers.prose_numbers([prose(text)])
        if number.needs_evidence
        and not numbers.is_backed(number, context, numbers.numbers_of(shown))
    ]


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
def test_a_number_that_is_shown_is_backed(text, shown):
    assert unbacked(text, shown) == []


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
def test_a_number_that_is_not_shown_is_not_backed(text, shown):
    assert len(unbacked(text, shown)) == 1


def test_html_is_shown_without_its_styles_and_attributes():
    table = code("table", {"text/html": "<style>p {width: 77px}</style><td rowspan=66>55</td>"})
    assert [n.text for text in numbers.shown_texts(table) for n in numbers.numbers_of(text)] == [
        "55"
    ]


def test_what_a_figure_or_a_widget_says_is_not_shown():
    moving = code("explore(f)", {"text/plain": "54.6", numbers.VIEW: {}})
    assert numbers.shown_texts(moving) == numbers.shown_texts(code("plt.show()", PNG)) == []


def test_a_quoted_number_is_plain_and_has_its_origin():
    origins, problems = numbers.origins_of({"1992": "Power 2002", "1.2": "", "12-15": "me"})
    assert list(origins) == ["1992", "1.2"]
    assert problems == ["quoted '1.2' has no origin", "quoted '12-15' is not a plain number"]


@pytest.mark.parametrize(("text", "alike"), [("1.2 million", True), ("1.20", False), ("12", False)])
def test_a_number_is_quoted_if_its_value_and_precision_are_those_of_the_entry(text, alike):
    [origin], [number] = numbers.numbers_of("1.2"), numbers.numbers_of(text)
    assert numbers.written_alike(origin, number) == alike


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
