"""A chapter in the new grammar is built beside an old one, and says how long a sitting takes."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from crmlib import course_root
from tools.build import build
from tools.text.sections import ChapterError
from tools.text.sittings import lesson

BOTH = ("notebooks/02_tea.ipynb", "solutions/02_tea.ipynb")


@pytest.fixture
def course(tea_course, tmp_path) -> Path:
    """A copy of the course of both grammars that a test may spoil."""
    return Path(shutil.copytree(tea_course, tmp_path / "course"))


@pytest.fixture
def stand_path(monkeypatch) -> None:
    """Let the kernel find what the fixture chapter imports."""
    here = course_root()
    folders = [here / "tests" / "fixtures" / "sittings", here]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_both_grammars_stand_side_by_side(tea_course):
    assert build.check(tea_course) == []
    old = nbformat.read(tea_course / "notebooks" / "01_lemonade.ipynb", 4)
    assert old.cells[0].source.startswith("# Lemonade\n\n*12 minutes: 3 to read, 4 for exercises")


def test_both_copies_say_the_minutes_of_the_solved_one(tea_course):
    about = lesson(tea_course, "02_tea").about
    assert about == [40, 35]
    for name in BOTH:
        texts = [cell.source for cell in nbformat.read(tea_course / name, 4).cells]
        said = re.findall(r"^\*About (\d+) minutes\.\*$", "\n".join(texts), re.M)
        assert [int(minutes) for minutes in said] == about


@pytest.mark.parametrize("folder", ["solutions", "notebooks"])
def test_a_rebuilt_notebook_is_byte_identical(course, tea_course, folder, stand_path):
    path = course / folder / "02_tea.ipynb"
    build.build(course / "chapters" / "02_tea.md", folder, course)
    assert path.read_bytes() == (tea_course / folder / path.name).read_bytes()


def test_minutes_that_the_stored_outputs_do_not_give_are_found(course):
    change(course / BOTH[0], "*About 40 minutes.*", "*About 20 minutes.*")
    assert build.check(course) == [f"{BOTH[0]}: not what the chapter generates"]


def test_outputs_that_give_other_minutes_are_found_in_both(course):
    book = nbformat.read(course / BOTH[1], 4)
    for _ in range(9):
        book.cells[6].outputs.append(nbformat.v4.new_output("stream", text="cup\n" * 60))
    nbformat.write(book, course / BOTH[1])
    assert build.check(course) == [f"{name}: not what the chapter generates" for name in BOTH]


def test_a_student_s_copy_without_its_solved_one_is_out_of_step(course):
    (course / BOTH[1]).unlink()
    assert build.check(course) == [
        f"{BOTH[0]}: not what the chapter generates",
        f"{BOTH[1]}: missing",
    ]
    with pytest.raises(ChapterError, match="build its solved copy first"):
        build.build(course / "chapters" / "02_tea.md", "notebooks", course)


def test_slide_lines_reach_no_notebook(tea_course):
    assert [name for name in BOTH if "slide:" in (tea_course / name).read_text("utf-8")] == []
