"""A chapter with one of everything is built twice; `check` finds what was spoilt since."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from crmlib import course_root
from tools.__main__ import main
from tools.build import build
from tools.text.sections import ChapterError
from tools.text.sittings import lesson

ROOT = course_root()
STUDENT, SOLVED = "notebooks/01_lemonade.ipynb", "solutions/01_lemonade.ipynb"


@pytest.fixture
def spoil(course):
    """Change a stored notebook through a function, and return what `check` says then."""

    def problems_after(change, name: str = STUDENT) -> list[str]:
        book = nbformat.read(course / name, 4)
        change({cell.id: cell for cell in book.cells}, book)
        (course / name).write_text(json.dumps(book), encoding="utf-8")
        return build.check(course)

    return problems_after


def stored(root: Path, name: str = SOLVED) -> nbformat.NotebookNode:
    return nbformat.read(root / name, 4)


def outputs(book: nbformat.NotebookNode, mime: str) -> list:
    """Return every output of a kind, as (cell, output)."""
    return [
        (cell, output)
        for cell in book.cells
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    ]


# What was built


def test_built_course_has_no_problem(built):
    assert build.check(built) == []


@pytest.mark.parametrize(("folder", "name"), [("notebooks", STUDENT), ("solutions", SOLVED)])
def test_rebuilt_notebook_is_byte_identical(built, tmp_path, folder, name):
    root = tmp_path / "again"
    for given in ("chapters", "solutions"):
        shutil.copytree(built / given, root / given)
    build.build(root / "chapters" / "01_lemonade.md", folder, root)
    assert (root / name).read_bytes() == (built / name).read_bytes()


@pytest.mark.parametrize(("name", "state"), [(STUDENT, "Not attempted."), (SOLVED, "Correct.")])
def test_both_exercises_say_their_state(built, name, state):
    cells = {cell.id: cell for cell in stored(built, name).cells}
    for exercise in ("lemonade-1", "lemonade-2"):
        assert cells[exercise].outputs[0].data["text/plain"][2:].startswith(state)


def test_claim_card_is_stored_as_data_too(built):
    [(_, output)] = outputs(stored(built), "application/vnd.crm-claim+json")
    assert output.data["application/vnd.crm-claim+json"]["found"] == "0.80 cups per degree, n = 4"


def test_quiz_is_stored_as_details(built):
    htmls = [output.data["text/html"] for _, output in outputs(stored(built), "text/html")]
    assert any(html.count("<details") >= 6 for html in htmls)


def test_notes_and_covers_are_where_they_belong(built):
    student, solved = ((built / name).read_text(encoding="utf-8") for name in (STUDENT, SOLVED))
    assert "Lecturer" not in student
    assert "Lecturer" in solved
    assert "covers" not in student + solved


def test_chinese_stands_in_the_file_as_it_is(built):
    assert "需求" in (built / STUDENT).read_text(encoding="utf-8")


def test_solutions_file_holds_the_text_between_the_markers(built):
    text = (built / "crmlib" / "exercises" / "solutions.json").read_text(encoding="utf-8")
    assert (
        text
        == json.dumps(
            {
                "lemonade-1": "n_days = len(sales)\nmean_day = total / n_days",
                "lemonade-2": 'def half_of(cups):\n    """Return half of the cups."""\n'
                "    share = 0.5\n    return share * cups",
            },
            indent=1,
        )
        + "\n"
    )


# What `check` finds


def test_check_starts_no_kernel(built):
    program = (
        "import sys\n"
        "from jupyter_client import KernelManager\n"
        "KernelManager.start_kernel = None\n"
        "from tools.__main__ import main; status = main(['--root', sys.argv[1], 'check'])\n"
        "assert 'nbclient' not in sys.modules and 'ipykernel' not in sys.modules\n"
        "sys.exit(status)"
    )
    command = [sys.executable, "-c", program, str(built)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 chapters: in step.\n", "")


def edit(cells, book):
    cells["lemonade-1"].source += "\nprint(total)"


def rename(cells, book):
    cells["play"].id = "played"


def drop(cells, book):
    book.cells.pop()


def swap(cells, book):
    book.cells[1:3] = book.cells[2:0:-1]


def untag(cells, book):
    cells["play"].metadata.clear()


def another_kernel(cells, book):
    book.metadata["language_info"]["version"] = "3.99"


@pytest.mark.parametrize("change", [edit, rename, drop, swap, untag, another_kernel])
@pytest.mark.parametrize("name", [STUDENT, SOLVED])
def test_check_finds_an_edited_notebook(spoil, change, name):
    said = {book: f"{book}: not what the chapter generates" for book in (STUDENT, SOLVED)}
    found = spoil(change, name)  # the minutes of both are those of the solved copy
    assert said[name] in found
    assert set(found) <= {said[name], said[STUDENT]}


def test_check_finds_an_edited_chapter(course):
    path = course / "chapters" / "01_lemonade.md"
    path.write_text(path.read_text(encoding="utf-8").replace("thirst", "hunger"), encoding="utf-8")
    assert build.check(course) == [
        f"{name}: not what the chapter generates" for name in (STUDENT, SOLVED)
    ]


def test_check_finds_a_cell_that_was_not_run(spoil):
    def change(cells, book):
        cells["play"].execution_count = None

    assert spoil(change) == [f"{STUDENT}: cell play was not run"]


def test_check_finds_an_error(spoil):
    def change(cells, book):
        error = nbformat.v4.new_output("error", ename="KeyError", evalue="'cups'", traceback=[])
        cells["play"].outputs.append(error)

    assert spoil(change, SOLVED) == [f"{SOLVED}: cell play holds an error"]


def test_check_finds_a_warning_on_stderr(spoil):
    def change(cells, book):
        cells["play"].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="Watch"))

    assert spoil(change) == [f"{STUDENT}: cell play wrote to stderr"]


def test_check_takes_what_is_printed(spoil):
    def change(cells, book):
        cells["play"].outputs.append(nbformat.v4.new_output("stream", name="stdout", text="4"))

    assert spoil(change) == []


@pytest.mark.parametrize("alt", [None, "", " "])
def test_check_finds_a_figure_without_alt_text(spoil, alt):
    def change(cells, book):
        cells["play"].outputs[0].metadata["image/png"] = {} if alt is None else {"alt": alt}

    assert spoil(change) == [f"{STUDENT}: cell play shows a figure without alt text"]


def test_check_finds_an_alt_text_that_is_not_the_chapter_s(spoil):
    def change(cells, book):
        [cell] = [cell for cell in book.cells if "mystnb" in cell.metadata]
        cell.outputs[0].metadata["image/png"]["alt"] = "A cat."

    [problem] = spoil(change)
    assert problem.endswith("shows a figure with another alt text")


@pytest.mark.parametrize(
    ("name", "said", "wanted"),
    [
        (SOLVED, "✗ Not yet. Correct your units.", "Correct"),
        (SOLVED, "✗ Not yet. A check would say ✓ Correct. here.", "Correct"),
        (SOLVED, "✓ Correctly rounded.", "Correct"),
        (SOLVED, "○ Not attempted. Replace the dots.", "Correct"),
        (STUDENT, "✓ Correct.", "Not attempted"),
        (STUDENT, "! No check. There is no exercise.", "Not attempted"),
    ],
)
def test_check_finds_an_exercise_in_the_wrong_state(spoil, name, said, wanted):
    def change(cells, book):
        cells["lemonade-2"].outputs[0].data["text/plain"] = said

    assert spoil(change, name) == [f"{name}: cell lemonade-2 does not say {wanted!r}"]


def test_check_finds_an_exercise_whose_output_was_stripped(spoil):
    def change(cells, book):
        cells["lemonade-1"].outputs.clear()

    assert spoil(change) == [f"{STUDENT}: cell lemonade-1 does not say 'Not attempted'"]


def test_check_finds_a_missing_notebook(course):
    (course / STUDENT).unlink()
    assert build.check(course) == [f"{STUDENT}: missing"]


def test_check_finds_a_stray_notebook(course):
    shutil.copy(course / SOLVED, course / "solutions" / "01_draft.ipynb")
    assert build.check(course) == ["solutions/01_draft.ipynb: no chapter generates it"]


def test_check_finds_a_merge_conflict(course):
    (course / STUDENT).write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    assert build.check(course) == [f"{STUDENT}: not a notebook (a merge conflict?)"]


@pytest.mark.parametrize("text", [None, "{}\n"])
def test_check_finds_stale_solutions(course, text):
    file = course / "crmlib" / "exercises" / "solutions.json"
    file.unlink() if text is None else file.write_text(text, encoding="utf-8")
    assert build.check(course) == [
        "crmlib/exercises/solutions.json: not what the chapters generate"
    ]


def test_check_of_an_edited_course_ends_with_status_1(course, capsys):
    (course / STUDENT).unlink()
    assert main(["--root", str(course), "check"]) == 1
    assert capsys.readouterr().out == f"{STUDENT}: missing\n"


# What is refused before anything runs


def test_id_of_an_exercise_taken_by_an_earlier_chapter_is_refused(course):
    shutil.copy(course / "chapters" / "01_lemonade.md", course / "chapters" / "02_stand.md")
    with pytest.raises(ChapterError, match=r"02_stand\.md: the id lemonade-1 is taken"):
        build.write_solutions(course)


def test_beginning_that_no_chapter_has_is_refused(course, capsys):
    assert main(["--root", str(course), "notebooks", "99"]) == 1
    assert capsys.readouterr().out == "no chapter's name begins with 99\n"


def test_chapter_that_breaks_a_rule_stops_the_build_in_one_line(course, capsys):
    with (course / "chapters" / "01_lemonade.md").open("a", encoding="utf-8") as file:
        file.write("\n<div>\n")
    assert main(["--root", str(course), "notebooks"]) == 1
    assert capsys.readouterr().out.startswith("01_lemonade.md: HTML is limited to")


def test_chapter_whose_cell_fails_is_named_with_what_failed(course, monkeypatch):
    def fail(path, folder, root):
        raise RuntimeError("KeyError: 'cups'")

    monkeypatch.setattr(build, "build", fail)
    job = (course / "chapters" / "01_lemonade.md", "notebooks", course)
    assert build._build_one(job) == f"{STUDENT}: KeyError: 'cups'"


def test_nothing_is_rebuilt_when_nothing_changed(course, capsys):
    assert main(["--root", str(course), "notebooks"]) == 0
    assert capsys.readouterr().out == "0 notebooks built.\n"


# Sittings

BOTH = ("notebooks/02_tea.ipynb", "solutions/02_tea.ipynb")


@pytest.fixture
def both(tea_course, tmp_path) -> Path:
    """A copy of the course of two chapters that a test may spoil."""
    return Path(shutil.copytree(tea_course, tmp_path / "course"))


@pytest.fixture
def stand_path(monkeypatch) -> None:
    """Let the kernel find what the fixture chapter imports."""
    here = course_root()
    folders = [here / "tests" / "fixtures" / "sittings", here]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_built_course_of_two_chapters_has_no_problem(tea_course):
    assert build.check(tea_course) == []


def test_both_copies_say_the_minutes_of_the_solved_one(tea_course):
    about = lesson(tea_course, "02_tea").about
    assert about == [40, 35]
    for name in BOTH:
        texts = [cell.source for cell in nbformat.read(tea_course / name, 4).cells]
        said = re.findall(r"^\*About (\d+) minutes\.\*$", "\n".join(texts), re.M)
        assert [int(minutes) for minutes in said] == about


@pytest.mark.parametrize("folder", ["solutions", "notebooks"])
def test_a_rebuilt_notebook_is_byte_identical(both, tea_course, folder, stand_path):
    path = both / folder / "02_tea.ipynb"
    build.build(both / "chapters" / "02_tea.md", folder, both)
    assert path.read_bytes() == (tea_course / folder / path.name).read_bytes()


def test_minutes_that_the_stored_outputs_do_not_give_are_found(both):
    rewrite(both / BOTH[0], "*About 40 minutes.*", "*About 20 minutes.*")
    assert build.check(both) == [f"{BOTH[0]}: not what the chapter generates"]


def test_outputs_that_give_other_minutes_are_found_in_both(both):
    book = nbformat.read(both / BOTH[1], 4)
    for _ in range(9):
        book.cells[6].outputs.append(nbformat.v4.new_output("stream", text="cup\n" * 60))
    nbformat.write(book, both / BOTH[1])
    assert build.check(both) == [f"{name}: not what the chapter generates" for name in BOTH]


def test_a_student_s_copy_without_its_solved_one_is_out_of_step(both):
    (both / BOTH[1]).unlink()
    assert build.check(both) == [
        f"{BOTH[0]}: not what the chapter generates",
        f"{BOTH[1]}: missing",
    ]
    with pytest.raises(ChapterError, match="build its solved copy first"):
        build.build(both / "chapters" / "02_tea.md", "notebooks", both)


def test_slide_lines_reach_no_notebook(tea_course):
    assert [name for name in BOTH if "slide:" in (tea_course / name).read_text("utf-8")] == []
