"""Each rule of the course refuses a small broken example and passes a good one."""

import nbformat
import pytest

from tools.rules import coverage, form, numbers

HEADER = "---\nminutes: {read: 5, exercises: 4, discuss: 1}\n---\n"
GOOD = """
# 8 Lemonade

**You will be able to** tell heat from thirst.

> **Predict before you run.** How many cups on a hot day?

+++ {"covers": ["CAS-W-01", "EXM-07"]}

## Four days

A stand sells everyday low price (天天低价) lemonade.

> **The source is silent (GAP-27).** It gives no dates.

**Exercise 8.1.** How many cups?

```{code-cell} ipython3
:name: lemonade-1
:tags: [exercise]

cups = ...
### BEGIN SOLUTION
cups = 12
### END SOLUTION
check("lemonade-1", cups)
```

```{code-cell} ipython3
lift = load_sales().lift
claim_check("NUM-21", found=f"lift {lift}", verdict="holds" if lift > 1 else "does not hold")
```

## Case discussion

Open the stand?

## Quiz

```{code-cell} ipython3
quiz("lemonade")
```

## Summary

Heat sells.

## Sources

Our own stand.
"""
ROWS = [
    {"id": item, "kind": coverage.kind_of(item), "topic": "cups", "chapter": "08_lemonade"}
    for item in ("CAS-W-01", "EXM-07", "GLO-079", "NUM-21", "GAP-27")
]
CLAIMS = [{"id": "NUM-21", "chapter": "08_lemonade"}]
TERMS = [{"id": "GLO-079", "english": "everyday low price (EDLP)", "simplified": "天天低价 / 平价"}]
OPTION = {"text": "12", "why": "Count the cups."}
QUESTION = {"id": "lemonade-a", "question": "Cups?", "options": [OPTION | {"right": True}, OPTION]}
PNG = {"image/png": "AAAA", "text/plain": "<Figure size 640x480 with 1 Axes>"}


def lemonade(*changes: tuple[str, str], stem: str = "08_lemonade") -> form.Chapter:
    """Return the good chapter with some of its text replaced."""
    text = HEADER + GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return form.parse_chapter(stem, text)


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


# The parts and their order


def test_a_chapter_with_all_parts_in_order_passes():
    assert form.part_problems(lemonade(), has_claims=True) == []


@pytest.mark.parametrize("part", [part for part in form.PARTS.values() if part])
def test_a_missing_part_is_named(part):
    assert form.part_problems(lemonade((part, "Nothing")), has_claims=True)


def test_a_missing_exercise_and_a_missing_claim_check_are_named():
    bare = lemonade((":tags: [exercise]", ":tags: [optional]"), ("claim_check(", "print("))
    problems = form.part_problems(bare, has_claims=True)
    assert problems == ["part missing: exercise", "part missing: claim check"]


def test_a_chapter_without_claims_in_the_source_needs_no_claim_check():
    assert form.part_problems(lemonade(("claim_check(", "print(")), has_claims=False) == []


def test_a_quiz_after_the_summary_is_out_of_order():
    swapped = lemonade(("## Quiz", "## X"), ("## Summary", "## Quiz"), ("## X", "## Summary"))
    problems = form.part_problems(swapped, has_claims=True)
    assert problems == ["the part summary must come after quiz"]


def test_a_part_that_only_the_lecturer_reads_is_missing():
    note = '+++ {"tags": ["notes"]}\n\n## Case discussion\n\n+++\n\n'
    hidden = lemonade(("## Case discussion\n\n", note))
    problems = form.part_problems(hidden, has_claims=True)
    assert problems == ["part missing: case discussion"]


def test_the_start_page_needs_no_case_discussion():
    start = lemonade(("## Case discussion", "## Other"), stem="00_lemonade")
    assert form.part_problems(start, has_claims=True) == []


# Bounds


@pytest.mark.parametrize(("minutes", "stem"), [(90, "08_lemonade"), (180, "03_lemonade")])
def test_a_sitting_lasts_at_most_90_minutes(minutes, stem):
    fits = lemonade(("read: 5", f"read: {minutes - 5}"), stem=stem)
    longer = lemonade(("read: 5", f"read: {minutes - 4}"), stem=stem)
    assert form.minute_problems(fits) == []
    assert form.minute_problems(longer) == [f"{minutes + 1} minutes; at most {minutes}"]


def test_minutes_are_positive():
    assert "minutes.read" in form.minute_problems(lemonade(("read: 5", "read: 0")))[0]


def test_counts_are_held_against_the_bounds():
    problems = form.count_problems(lemonade(), book(), n_questions=1)
    found = [problem.split(";")[0] for problem in problems]
    assert found[:2] == ["1 exercises", "1 quiz questions"]
    assert found[2:] == ["0 figures", "0 cells", "59 words"]


def test_notes_details_comments_and_tags_are_not_counted_as_words():
    hidden = "<details><summary>x</summary> two words </details> <!-- three more words -->"
    note = '+++ {"tags": ["notes"]}\n\nA note.\n\n+++\n\n'
    more = lemonade(("Open the stand?", f"Open the stand? {hidden}"), ("## Quiz", f"{note}## Quiz"))
    before, after = (form.count_problems(c, book(), 1)[-1] for c in (lemonade(), more))
    assert before == after


def test_the_start_page_needs_one_exercise_and_two_questions_only():
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


def test_exercises_in_reading_order_with_a_question_each_pass():
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
def test_exercises_out_of_step_are_named(changes, known, message):
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


# Coverage


def test_a_chapter_that_covers_its_syllabus_passes():
    assert coverage.coverage_problems(lemonade(), ROWS) == []
    assert coverage.syllabus_problems(ROWS) == []
    assert coverage.term_problems(lemonade(), TERMS) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([(', "EXM-07"', "")], "EXM-07 is in the syllabus, not in `covers`"),
        ([('"EXM-07"', '"EXM-08"')], "EXM-08 is in `covers`, not in the syllabus"),
        ([("> **The source is silent (GAP-27).**", "GAP-27.")], "no quote"),
        ([("GAP-27", "GAP-28")], "GAP-28 is said, but not in the syllabus"),
    ],
)
def test_items_are_covered_in_both_directions(changes, message):
    problems = coverage.coverage_problems(lemonade(*changes), ROWS)
    assert any(message in problem for problem in problems)


@pytest.mark.parametrize("form", ["everyday low price", "天天低价"])
def test_a_term_needs_its_english_and_its_chinese_form(form):
    assert len(coverage.term_problems(lemonade((form, "cheap")), TERMS)) == 1


def test_a_syllabus_row_that_is_twice_there_or_of_another_kind_is_named():
    twice = [*ROWS, ROWS[0] | {"kind": "EXM", "topic": ""}]
    assert len(coverage.syllabus_problems(twice)) == 3


def test_a_system_needs_a_test_whose_docstring_begins_with_its_id():
    rows = [{"id": "EXE-08", "kind": "EXE"}]
    shown = 'def test_it():\n    """EXE-08: the miner finds the pair."""\n'
    assert coverage.system_problems(rows, [shown]) == []
    assert coverage.system_problems(rows, [shown.replace("EXE-08", "For EXE-08")])
    assert coverage.system_problems([], [shown]) == [
        "a test shows EXE-08, which no chapter teaches"
    ]


def test_ids_and_terms_are_read_from_a_brief():
    brief = "- **CAS-W-01** *A.*\n| GLO-079 | cheap (C) | 低价 | — | x |\n| NUM-21 | two |\n"
    assert coverage.brief_ids(brief) == ["CAS-W-01", "GLO-079", "NUM-21"]
    assert coverage.brief_terms(brief) == {"GLO-079": ("cheap (C)", "低价")}


# Claims


def test_a_claim_with_one_check_and_a_row_passes():
    assert coverage.claim_problems(lemonade(), ROWS, CLAIMS) == []
    assert coverage.verdict_problems(lemonade()) == []


@pytest.mark.parametrize(
    ("changes", "claims", "message"),
    [
        ([("claim_check(", "print(")], CLAIMS, "NUM-21 has 0 claim checks"),
        ([("lift = ", 'claim_check("NUM-21")\nlift = ')], CLAIMS, "NUM-21 has 2 claim checks"),
        ([('"NUM-21"', '"NUM-99"')], CLAIMS, "NUM-99 has a claim check, but no row"),
        ([], [], "NUM-21 is not in both"),
    ],
)
def test_claims_rows_and_checks_agree_in_both_directions(changes, claims, message):
    problems = coverage.claim_problems(lemonade(*changes), ROWS, claims)
    assert any(message in problem for problem in problems)


TYPED = '"holds" if lift > 1 else "does not hold"'


@pytest.mark.parametrize(
    "verdict",
    [
        '"holds"',
        'f"holds, for lift is {lift}"',
        '"holds: {}".format(lift)',
        '"holds: " + str(lift)',
        '"holds" if True else "does not hold"',
        'judge("holds")',
        "word",
    ],
)
def test_a_typed_verdict_is_named(verdict):
    word = ("lift = load", 'word = "holds"\nlift = load')
    problems = coverage.verdict_problems(lemonade((TYPED, verdict), word))
    assert problems == [problem for problem in problems if "typed verdict" in problem] != []


@pytest.mark.parametrize(
    "verdict",
    [
        "judge(lift)",
        "words[lift > 1]",
        'f"{judge(lift)}, in these data"',
        'judge(lift) + " in these data"',
        "word",
        '"cannot be tested"',
        'f"cannot be tested: {lift}"',
    ],
)
def test_a_computed_verdict_passes_and_an_untestable_one_may_be_typed(verdict):
    word = ("claim_check(", "word = judge(lift)\nclaim_check(")
    assert coverage.verdict_problems(lemonade((TYPED, verdict), word)) == []


@pytest.mark.parametrize("found", ['"lift 1.25"', 'f"lift {1.25}"', "shown", "str(round(1.2))"])
def test_a_typed_finding_is_named(found):
    shown = ("claim_check(", 'shown = "1.25"\nclaim_check(')
    problems = coverage.verdict_problems(lemonade(('f"lift {lift}"', found), shown))
    assert problems == [f"NUM-21: no computed value in {found}".replace('"', "'")]


def test_an_untestable_claim_needs_no_finding():
    changes = [(TYPED, '"cannot be tested"'), ('f"lift {lift}"', '""')]
    assert coverage.verdict_problems(lemonade(*changes)) == []


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
