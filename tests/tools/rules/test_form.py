"""A chapter in good form passes; each breach of its form is named."""

import nbformat
import pytest

from tools.rules import form

OPTION = {"text": "12", "why": "Count the cups."}
QUESTION = {"id": "lemonade-a", "question": "Cups?", "options": [OPTION | {"right": True}, OPTION]}
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


# Code


def test_short_narrow_cells_pass():
    assert form.code_problems(book(prose("x" * 99), code("a = 1\na"))) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = '" + "y" * 80 + "'", "over 79 columns"),
        ("\n".join(["a = 1"] * 15), "15 lines"),
        ("\n".join(["a = 1"] * 6), "6 lines in the median cell"),
        ("!pip install pandas", "shell or magic"),
        ("%matplotlib inline", "shell or magic"),
        ("import warnings", "a warning filter"),
        ("warnings.simplefilter('ignore')", "a warning filter"),
        ("pd.read_csv('https://example.org/x.csv')", "an address"),
        ("pd.read_csv('/data/x.csv')", "an absolute path"),
        ("pd.read_csv('C:\\\\x.csv')", "an absolute path"),
        ("open('~/x.csv')", "an absolute path"),
        ("sales.dropna(inplace=True)", "a change in place"),
    ],
)
def test_what_style_forbids_in_code_is_named(source, message):
    assert any(message in problem for problem in form.code_problems(book(code(source))))


@pytest.mark.parametrize("source", ["a / b", "ax.set(xlabel='USD / day')", "n_warnings = 3 % 2"])
def test_what_only_looks_forbidden_passes(source):
    assert form.code_problems(book(code(source))) == []


# Figures


def test_a_figure_with_alt_text_and_show_passes():
    assert form.figure_problems(book(code("ax.plot()\nplt.show()", PNG, alt="A line."))) == []


def test_a_picture_that_moves_needs_no_show():
    moving = PNG | {form.VIEW: {"model_id": "1"}}
    assert form.figure_problems(book(code("explore(f)", moving, alt="A line."))) == []


def test_a_figure_without_alt_text_is_named():
    assert "no alt text" in form.figure_problems(book(code("plt.show()", PNG)))[0]


def test_a_figure_that_does_not_end_with_show_is_named():
    problems = form.figure_problems(book(code("plt.show()\nax", PNG, alt="A line.")))
    assert problems == ["a figure's cell must end with plt.show(): “plt.show()”"]


def test_chinese_in_a_figure_is_named():
    assert "English only" in form.figure_problems(book(code("plt.title('啤酒')")))[0]


def test_chinese_elsewhere_passes():
    assert form.figure_problems(book(code("terms.loc['啤酒']"))) == []


# Rhythm


def test_imports_first_and_text_before_code_pass():
    imports = code("import pandas", tags=["imports"])
    assert form.rhythm_problems(book(prose("# A"), imports, prose("B"), code("b"))) == []


def test_imports_that_are_not_first_are_named():
    late = book(prose("A"), code("a"), prose("B"), code("import b", tags=["imports"]))
    assert "tagged `imports`" in form.rhythm_problems(late)[0]


def test_code_after_code_or_after_a_note_has_no_text_before_it():
    cells = [prose("A"), code("a", tags=["imports"]), prose("B", tags=["notes"]), code("b")]
    assert form.rhythm_problems(book(*cells)) == ["text before 1 of 2 code cells; at least 80 %"]


# Units


@pytest.mark.parametrize("text", ["**Lecturer, 1 minutes.** Ask.", "take 5 minute", "of 21 minute"])
def test_a_wrong_plural_of_minutes_is_named(text):
    assert form.unit_problems(book(prose(text, tags=["notes"])))[0].startswith("a wrong plural: ")


@pytest.mark.parametrize(
    "text", ["Lecturer, 1 minute.", "11 minutes", "0.1 minutes", "a 5 minute-talk"]
)
def test_a_right_plural_of_minutes_passes(text):
    assert form.unit_problems(book(prose(text))) == []


# Quiz


def test_a_quiz_with_one_right_option_and_a_reason_for_each_passes():
    assert form.quiz_problems("lemonade", [QUESTION]) == []


@pytest.mark.parametrize(
    ("bank", "message"),
    [
        ([QUESTION, QUESTION], "id lemonade-a is not new"),
        ([QUESTION | {"id": "cola-a"}], "must begin with lemonade-"),
        ([QUESTION | {"question": " "}], "no question"),
        ([QUESTION | {"options": [OPTION, OPTION]}], "exactly one"),
        ([QUESTION | {"options": [OPTION | {"right": True}]}], "two or more options"),
        ([QUESTION | {"options": [OPTION | {"right": True}, {"text": "1"}]}], "`text` and `why`"),
    ],
)
def test_a_quiz_that_explains_too_little_is_named(bank, message):
    assert any(message in problem for problem in form.quiz_problems("lemonade", bank))
