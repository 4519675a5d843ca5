"""A chapter's text becomes the cells of two notebooks; what is not allowed is refused."""

import re
from pathlib import Path

import pytest

from crmlib import course_root
from tools.text.chapter import notebook, parse_exercise, solutions, tell_minutes
from tools.text.sections import ChapterError

LEMONADE = course_root() / "tests" / "fixtures" / "course" / "chapters" / "01_lemonade.md"
HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
sittings: [{title: Own, objective: write, ideas: [], discuss: 1}]
---

"""
TITLE = "# Title\n\n## First sitting: own\n\n"
VALUE = """spending = 3
share = ...
### BEGIN SOLUTION
part = spending / 2
share = part / spending
### END SOLUTION
check("value-1", share)"""
FUNCTION = '''import math


def root(x):
    """Return the root."""
    ### BEGIN SOLUTION
    y = math.sqrt(x)
    return y
    ### END SOLUTION


check("value-2", root)'''


@pytest.fixture
def write(tmp_path):
    """A folder with a sibling chapter, 02_stand; a chapter of one's own text is written beside."""
    (tmp_path / "02_stand.md").write_text("", encoding="utf-8")

    def chapter(body: str, header: str = HEADER, title: str = TITLE) -> Path:
        path = tmp_path / "01_own.md"
        path.write_text(header + title + body, encoding="utf-8")
        return path

    return chapter


def code(source: str, *options: str) -> str:
    """Return a code cell; options stand in its head, such as `:tags: [notes]`."""
    return "\n".join(["", "```{code-cell} ipython3", *options, "", source, "```", ""])


def exercise(source: str, name: str = "value-1") -> str:
    return code(source, f":name: {name}", ":tags: [exercise]")


def sources(path: Path, kind: str = "student", cell_type: str | None = None) -> list[str]:
    cells = notebook(path, kind).cells
    return [cell.source for cell in cells if cell_type in (None, cell.cell_type)]


def refused(path: Path, match: str, kind: str = "student") -> None:
    with pytest.raises(ChapterError, match=match):
        notebook(path, kind)


def changed(source: str, old: str, new: str) -> str:
    """Return the source with one piece replaced, which must be in it."""
    assert old in source
    return source.replace(old, new)


# The two forms of an exercise


def test_value_form_keeps_the_dots_for_the_student_and_drops_the_block():
    student = 'spending = 3\nshare = ...\ncheck("value-1", share)'
    assert parse_exercise(VALUE, "value-1").student == student


def test_value_form_is_solved_without_dots_and_markers():
    solved = 'spending = 3\npart = spending / 2\nshare = part / spending\ncheck("value-1", share)'
    assert parse_exercise(VALUE, "value-1").solved == solved


def test_value_form_tells_its_variable_and_the_text_between_the_markers():
    parts = parse_exercise(VALUE, "value-1")
    assert parts.variable == "share"
    assert parts.solution == "part = spending / 2\nshare = part / spending"


def test_function_form_leaves_dots_as_the_student_s_body():
    student = 'import math\n\n\ndef root(x):\n    """Return the root."""\n    ...\n\n\n'
    assert parse_exercise(FUNCTION, "value-2").student == student + 'check("value-2", root)'


def test_function_form_is_solved_with_its_body():
    solved = FUNCTION.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")
    assert parse_exercise(FUNCTION, "value-2").solved == solved


def test_function_form_s_solution_is_the_whole_function_without_what_stands_above():
    parts = parse_exercise(FUNCTION, "value-2")
    assert parts.variable == "root"
    assert parts.solution == (
        'def root(x):\n    """Return the root."""\n    y = math.sqrt(x)\n    return y'
    )


@pytest.mark.parametrize("form", [VALUE, FUNCTION])
def test_solved_copy_runs_and_the_student_s_copy_runs_too(form):
    parts = parse_exercise(form, "value-1" if form == VALUE else "value-2")
    given = []
    for copy in (parts.student, parts.solved):
        exec(copy, {"check": lambda name, answer: given.append(answer)})
    blank, solved = given
    assert blank is ... or blank(9) is None
    assert solved == 0.5 or solved(9) == 3


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("### BEGIN SOLUTION\n", "", "one ### BEGIN SOLUTION and one ### END SOLUTION"),
        ("### END SOLUTION\n", "", "one ### BEGIN SOLUTION and one ### END SOLUTION"),
        ("### BEGIN SOLUTION", "### BEGIN SOLUTION\n### BEGIN SOLUTION", "in this order"),
        ("### END SOLUTION", "### END SOLUTION\n### END SOLUTION", "in this order"),
        ("### BEGIN SOLUTION", "## BEGIN SOLUTION", "in this order"),
        ("part = spending / 2\nshare = part / spending\n", "", "nothing stands between"),
        ("share = ...\n", "", "exactly one line `name = ...`, directly above"),
        ("share = ...\n", "share = ...\n\n", "exactly one line `name = ...`, directly above"),
        ("spending = 3\n", "spending = ...\n", "exactly one line"),
        ("### END SOLUTION\n", "### END SOLUTION\nother = ...\n", "exactly one line"),
        ("share = ...\n", "share: float = ...\n", "exactly one line"),
        ('check("value-1", share)', "share", r'must end with its one check, check\("value-1"'),
        ('check("value-1"', 'check("value-2"', r'check\("value-1", share\)'),
        (", share)", ", part)", r'check\("value-1", share\)'),
        (", share)", ", share)\nspending", "must end with its one check"),
        ("spending = 3", 'check("value-1", 3)', "its one check"),
        ("part / spending", "part / (spending", "value-1: not Python"),
        ("spending = 3", "!pip install lemonade", "value-1: not Python"),
    ],
)
def test_value_form_refuses_anything_else(old, new, match):
    with pytest.raises(ChapterError, match=match):
        parse_exercise(changed(VALUE, old, new), "value-1")


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('root."""\n', 'root."""\n    y = 0\n', "only `def` and its docstring"),
        ('    """Return the root."""\n', "", "only `def` and its docstring"),
        ('    """Return the root."""\n', "    y = 0\n", "only `def` and its docstring"),
        ("def root(x):", "if True:", "only `def` and its docstring"),
        ("def root(x):", "class Root:", "only `def` and its docstring"),
        ("    ### END SOLUTION\n", "    ### END SOLUTION\n    y = 0\n", "must end at ### END"),
        ("def root(x):\n", "def root(x)\n", "value-2: not Python"),
        (", root)", ", y)", r'check\("value-2", root\)'),
    ],
)
def test_function_form_refuses_anything_else(old, new, match):
    with pytest.raises(ChapterError, match=match):
        parse_exercise(changed(FUNCTION, old, new), "value-2")


@pytest.mark.parametrize("name", [None, "", "value", "value-0", "Value-1", "value 1", "value-1b"])
def test_exercise_without_a_name_of_the_form_word_1_is_refused(name):
    with pytest.raises(ChapterError, match="needs a `:name:` of the form word-1; got"):
        parse_exercise(VALUE, name)


# From the file to the cells


def test_solutions_are_the_texts_between_the_markers_in_reading_order():
    found = solutions(LEMONADE)
    assert list(found) == ["lemonade-1", "lemonade-2"]
    assert found["lemonade-1"] == "n_days = len(sales)\nmean_day = total / n_days"


def test_solutions_of_an_exercise_without_a_name_are_refused_with_the_file_s_name(write):
    with pytest.raises(ChapterError, match=r"^01_own\.md: an exercise needs a `:name:`"):
        solutions(write(code(VALUE, ":tags: [exercise]")))


def test_student_sees_no_solution_and_the_solved_copy_no_dots():
    student = "\n".join(sources(LEMONADE, "student", "code"))
    solved = "\n".join(sources(LEMONADE, "solution", "code"))
    assert "n_days" not in student
    assert "mean_day = ..." in student
    assert "n_days" in solved
    assert "= ..." not in solved
    assert "SOLUTION" not in student + solved


def test_exercise_cell_without_a_name_is_refused(write):
    refused(write(code(VALUE, ":tags: [exercise]")), "needs a `:name:`")


@pytest.mark.parametrize(
    "source", ['check("value-1", 3)', "### BEGIN SOLUTION", "### END SOLUTION"]
)
def test_check_or_marker_outside_an_exercise_is_refused(write, source):
    refused(write(code(source)), "needs the tag `exercise`")


def test_claim_check_is_no_check_of_an_exercise(write):
    assert 'claim_check("NUM-1")' in sources(write(code('claim_check("NUM-1")')))


def test_later_cell_that_uses_a_student_s_variable_is_refused(write):
    path = write(exercise(VALUE) + code("print(share)"))
    refused(path, r"no other cell may use a student's variable; got `share` of value-1")


def test_another_exercise_that_uses_a_student_s_variable_is_refused(write):
    second = VALUE.replace("share", "double").replace("spending = 3", "spending = share")
    path = write(exercise(VALUE) + exercise(second.replace("value-1", "value-2"), "value-2"))
    refused(path, r"got `share` of value-1")


def test_later_cell_may_use_what_an_exercise_is_given(write):
    assert "print(spending)" in sources(write(exercise(VALUE) + code("print(spending)")))


def test_code_that_is_not_plain_python_is_refused(write):
    refused(write(code("%matplotlib inline")), "not Python")


@pytest.mark.parametrize("tag", ["remove-input", "raises-exception", "solution"])
def test_unknown_tag_is_refused(write, tag):
    refused(write(code("1", f":tags: [{tag}]")), rf"unknown tags \['{tag}'\].*known:")


def test_exercise_that_is_a_note_is_refused(write):
    refused(write(code("1", ":name: tea-1\n:tags: [exercise, notes]")), "must be the student's")


def test_exercise_tag_on_prose_is_refused(write):
    refused(write('+++ {"tags": ["exercise"]}\n\nText.\n'), "must be a code cell")


@pytest.mark.parametrize("option", [":slideshow: {slide_type: slide}", ":editable: false"])
def test_unknown_metadata_is_refused(write, option):
    refused(write(code("1", option)), "unknown cell metadata")


def test_more_than_four_covers_are_refused(write):
    path = write('+++ {"covers": ["VAL-01", "VAL-02", "VAL-03", "VAL-04", "VAL-05"]}\n\nText.\n')
    refused(path, "at most four items by id")


@pytest.mark.parametrize("item", ["VAL", "VAL-", "GLO-01", "value-1", "XYZ-01"])
def test_covers_with_a_bad_id_are_refused(write, item):
    refused(write(f'+++ {{"covers": ["{item}"]}}\n\nText.\n'), "at most four items by id")


@pytest.mark.parametrize("item", ["VAL-05", "CAS-W-01", "EXM-3", "FIG-12", "EXE-31"])
def test_covers_with_an_id_of_the_source_are_taken_and_stripped(write, item):
    book = notebook(write(f'+++ {{"covers": ["{item}"]}}\n\nText.\n'), "student")
    assert book.cells[-1].source == "Text."
    assert "covers" not in str(book)


@pytest.mark.parametrize(
    "text",
    [
        "```{note}\nText.\n```",
        "> ```{tip}\n> Text.\n> ```",
        "- item\n\n  ```{note}\n  Text.\n  ```",
        ":::{dropdown} Answer\nText.\n:::",
        "~~~{note}\nText.\n~~~",
        "````{note}\nText.\n````",
        "```{raw-cell}\nText.\n```",
    ],
)
def test_directive_is_refused(write, text):
    refused(write(text + "\n"), "directives are not portable")


@pytest.mark.parametrize("text", ["See {ref}`tiers`.", "{term}`CRM`", "{eval-py:x}`1`"])
def test_role_is_refused(write, text):
    refused(write(text), "roles are not portable")


def test_braces_in_inline_code_are_no_role(write):
    assert "Sets such as `{milk}` and `{a}` are" in sources(
        write("+++\n\nSets such as `{milk}` and `{a}` are")
    )


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org",
        "03_value.ipynb",
        "02_stand.md",
        "../datasets/README.md",
        "#title",
        "picture.png",
    ],
)
def test_link_elsewhere_is_refused(write, target):
    refused(write(f"[here]({target})"), "links go to sibling notebooks only")


def test_image_from_a_file_is_refused(write):
    refused(write("![stand](stand.png)"), "links go to sibling notebooks only")


def test_link_defined_at_the_end_is_refused(write):
    refused(write("[here][1]\n\n[1]: https://example.org"), "links must stand where")


def test_automatic_link_is_refused(write):
    refused(write("<https://example.org>"), "HTML is limited")


@pytest.mark.parametrize("target", ["02_stand.ipynb", "02_stand.ipynb#quiz"])
def test_link_to_a_sibling_is_taken(write, target):
    assert f"[a]({target})" in sources(write(f"+++\n\n[a]({target})"))


@pytest.mark.parametrize("tag", ["script", "div", "img", "h1", "iframe", "style"])
def test_other_html_is_refused(write, tag):
    refused(write(f"<{tag}>Text.</{tag}>"), "HTML is limited to")


def test_details_are_taken(write):
    text = "<details>\n<summary>Answer</summary>\n\nYes.\n\n</details>"
    assert text in sources(write("+++\n\n" + text))


def test_links_and_html_in_code_are_left_alone(write):
    text = "`<div>` and\n\n```html\n<div>[a](b)</div>\n```"
    assert text in sources(write("+++\n\n" + text))


def test_comments_are_removed_with_the_cells_inside(write):
    text = "One <!-- two --> three.\n\n<!-- four\n\n```{code-cell}\nfive\n```\n\n-->\n\nSix.\n"
    _, cell = sources(write(text))
    assert re.sub(r"\s+", " ", cell).endswith("One three. Six.")


def test_cell_that_is_only_a_comment_is_dropped(write):
    assert len(sources(write("+++\n\n<!-- nothing -->\n\n+++\n\nText.\n"))) == 3


def test_comment_without_an_end_is_refused(write):
    refused(write("One <!-- two"), "must end with -->")


def test_prose_is_split_before_every_heading_of_three_levels(write):
    text = "Lead.\n\n## Two\n\nText.\n\n### Three\n\n#### Four\n\nText.\n\n# One\n"
    heads = [cell.split("\n")[0] for cell in sources(write(text))]
    assert heads == [*TITLE.split("\n\n")[:2], "## Two", "### Three", "# One"]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_prose_is_not_split_inside_a_fence(write, fence):
    text = f"{fence}python\n# one\n{fence}\n\n## Two\n\n{fence}\n# three\n{fence}\n"
    assert len(sources(write(text))) == 3


def test_fence_inside_a_longer_fence_does_not_end_it(write):
    text = "````md\n```python\n````\n\n## Two\n\n````\n```\n# x\n```\n````\n"
    assert len(sources(write(text))) == 3


def test_notes_go_to_the_solutions_only(write):
    path = write('+++ {"tags": ["notes"]}\n\nAsk.\n\n+++\n\nText.\n')
    assert "Ask." not in sources(path, "student")
    assert "Ask." in sources(path, "solution")
    assert notebook(path, "solution").cells[2].metadata == {"tags": ["notes"]}


def test_code_for_the_lecturer_goes_to_the_solutions_only(write):
    path = write(code("1 + 1", ":tags: [notes]"))
    assert "1 + 1" not in sources(path, "student")
    assert "1 + 1" in sources(path, "solution")


def test_every_piece_of_split_notes_stays_a_note(write):
    cells = notebook(write('+++ {"tags": ["notes"]}\n\nA\n\n## B\n'), "solution").cells
    assert [cell.metadata.get("tags") for cell in cells[2:]] == [["notes"], ["notes"]]


def test_alt_text_and_tags_stay_in_the_metadata_and_names_become_ids():
    cells = {cell.id: cell for cell in notebook(LEMONADE, "student").cells}
    assert cells["play"].metadata == {"tags": ["widget"]}
    figure = next(cell for cell in cells.values() if "mystnb" in cell.metadata)
    assert figure.metadata == {
        "mystnb": {"image": {"alt": "Four points that rise from left to right."}}
    }


# Ids, title, minutes


def ids(path: Path) -> list[str]:
    return [cell.id for cell in notebook(path, "student").cells]


def test_ids_are_the_same_at_every_build():
    assert ids(LEMONADE) == ids(LEMONADE)


def test_ids_are_unique_also_for_cells_that_repeat(write):
    found = ids(write("+++\n\nSame.\n\n+++\n\nSame.\n" + code("1") + code("1")))
    assert len(found) == len(set(found)) == 6


def test_id_of_a_cell_does_not_depend_on_the_cells_before_it(write):
    before = ids(write("## A\n\n## B\n"))
    after = ids(write("## New\n\n## A\n\n## B\n"))
    assert before[2:] == after[3:]


@pytest.mark.parametrize("name", ["two words", "a/b", "ü", "x" * 65])
def test_name_that_is_no_id_is_refused(write, name):
    refused(write(code("1", f":name: {name}")), "`:name:` must be letters, digits and hyphens")


def test_name_used_twice_is_refused(write):
    refused(write(code("1", ":name: a") + code("2", ":name: a")), "used once; got “a”")


def test_minutes_stand_below_the_heading_of_a_sitting(write):
    head = "## First sitting: own\n\n*About … minutes.*"
    assert sources(write("Lead.\n")) == ["# Title", f"{head}\n\nLead."]


def test_minutes_of_other_sittings_are_refused(write):
    book = notebook(write("Lead.\n"), "student")
    tell_minutes(book, [35])
    assert book.cells[1].source.startswith("## First sitting: own\n\n*About 35 minutes.*")
    with pytest.raises(ChapterError, match="its solved copy is out of step"):
        tell_minutes(book, [35, 40])


@pytest.mark.parametrize("title", ["", "## Small\n\n", "Title\n\n", code("# Title") + "\n"])
def test_chapter_without_a_title_is_refused(write, title):
    refused(write("Text.\n", title=title), "must begin with its title")


def test_refusal_names_the_file(write):
    refused(write("<div>"), r"^01_own\.md: HTML is limited")
