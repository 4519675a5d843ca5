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


# The parts and their order


def test_a_chapter_with_all_parts_in_order_passes(lemonade):
    assert form.part_problems(lemonade(), has_claims=True) == []


@pytest.mark.parametrize("part", [part for part in form.PARTS.values() if part])
def test_a_missing_part_is_named(lemonade, part):
    assert form.part_problems(lemonade((part, "Nothing")), has_claims=True)


def test_a_missing_exercise_and_a_missing_claim_check_are_named(lemonade):
    bare = lemonade((":tags: [exercise]", ":tags: [optional]"), ("claim_check(", "print("))
    problems = form.part_problems(bare, has_claims=True)
    assert problems == ["part missing: exercise", "part missing: claim check"]


def test_a_chapter_without_claims_in_the_source_needs_no_claim_check(lemonade):
    assert form.part_problems(lemonade(("claim_check(", "print(")), has_claims=False) == []


def test_a_quiz_after_the_summary_is_out_of_order(lemonade):
    swapped = lemonade(("## Quiz", "## X"), ("## Summary", "## Quiz"), ("## X", "## Summary"))
    problems = form.part_problems(swapped, has_claims=True)
    assert problems == ["the part summary must come after quiz"]


def test_a_part_that_only_the_lecturer_reads_is_missing(lemonade):
    note = '+++ {"tags": ["notes"]}\n\n## Case discussion\n\n+++\n\n'
    hidden = lemonade(("## Case discussion\n\n", note))
    problems = form.part_problems(hidden, has_claims=True)
    assert problems == ["part missing: case discussion"]


def test_a_claim_check_that_only_the_lecturer_runs_is_missing(lemonade):
    cell = "```{code-cell} ipython3\nlift ="
    hidden = lemonade((cell, cell.replace("lift", ":tags: [notes]\n\nlift")))
    problems = form.part_problems(hidden, has_claims=True)
    assert problems == ["part missing: claim check"]


def test_the_start_page_needs_no_case_discussion(lemonade):
    start = lemonade(("## Case discussion", "## Other"), stem="00_lemonade")
    assert form.part_problems(start, has_claims=True) == []


# Bounds


@pytest.mark.parametrize(("minutes", "stem"), [(90, "08_lemonade"), (180, "03_lemonade")])
def test_a_sitting_lasts_at_most_90_minutes(lemonade, minutes, stem):
    fits = lemonade(("read: 5", f"read: {minutes - 5}"), stem=stem)
    longer = lemonade(("read: 5", f"read: {minutes - 4}"), stem=stem)
    assert form.minute_problems(fits) == []
    assert form.minute_problems(longer) == [f"{minutes + 1} minutes; at most {minutes}"]


def test_minutes_are_positive(lemonade):
    assert "minutes.read" in form.minute_problems(lemonade(("read: 5", "read: 0")))[0]


def test_counts_are_held_against_the_bounds(lemonade):
    problems = form.count_problems(lemonade(), book(), n_questions=1)
    found = [problem.split(";")[0] for problem in problems]
    assert found[:2] == ["1 exercises", "1 quiz questions"]
    assert found[2:] == ["0 figures", "0 cells", "55 words"]


def test_notes_details_comments_tags_and_sources_are_not_counted_as_words(lemonade):
    hidden = "<details><summary>x</summary> two words </details> <!-- three more words -->"
    note = '+++ {"tags": ["notes"]}\n\nA note.\n\n+++\n\n'
    more = lemonade(
        ("Open the stand?", f"Open the stand? {hidden}"),
        ("## Quiz", f"{note}## Quiz"),
        ("Our own stand.", "Our own stand, and four words more."),
    )
    before, after = (form.count_problems(c, book(), 1)[-1] for c in (lemonade(), more))
    assert before == after


def test_the_start_page_needs_one_exercise_and_two_questions_only(lemonade):
    start = lemonade(stem="00_lemonade")
    assert form.count_problems(start, book(), n_questions=2) == []


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


# Exercises and quiz


def test_exercises_in_reading_order_with_a_question_each_pass(lemonade):
    assert form.exercise_problems(lemonade(), ["lemonade-1", "other-1"]) == []


@pytest.mark.parametrize(
    ("changes", "known", "message"),
    [
        ([("lemonade-1", "lemonade-2")], ["lemonade-2"], "in reading order"),
        ([("Exercise 8.1", "Exercise 8.2")], ["lemonade-1"], "leads must be Exercise 8.1"),
        ([], [], "exercises and questions differ: ['lemonade-1']"),
        ([], ["lemonade-1", "lemonade-2"], "exercises and questions differ: ['lemonade-2']"),
        ([('quiz("lemonade")', 'quiz("cola")')], ["lemonade-1"], "quiz('cola')"),
    ],
)
def test_exercises_out_of_step_are_named(lemonade, changes, known, message):
    problems = form.exercise_problems(lemonade(*changes), known)
    assert any(message in problem for problem in problems)


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
