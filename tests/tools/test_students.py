"""The students' package: what a learner needs is in it, and nothing that tells a solution."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crmlib import course_root
from tools.students import FOLDER, students_files, told_solutions, write_package

ROOT = course_root()
CELLS = "cups = ...\n", 'check("tea-1", cups)'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one exercise about tea, with all that its author has."""
    files = {
        "chapters/01_tea.md": "cups = 3 + 4\n",
        "chapters/claims.csv": "claim\n",
        "crmlib/exercises/solutions.json": json.dumps({"tea-1": "cups = 3 + 4"}),
        "crmlib/exercises/tea.py": "",
        "crmlib/__pycache__/tea.pyc": "",
        "notebooks/01_tea.ipynb": book(*CELLS),
        "solutions/01_tea.ipynb": book("cups = 3 + 4\n", CELLS[1]),
        "tests/test_tea.py": "",
        "postBuild": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def book(*lines: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": list(lines)}]})


def names(course: Path) -> list[str]:
    return [path.as_posix() for path in students_files(course)]


def test_sources_solutions_and_tests_stay_with_the_instructor(course):
    assert names(course) == [
        "chapters/claims.csv",
        "crmlib/exercises/tea.py",
        "notebooks/01_tea.ipynb",
        "postBuild",
    ]


def test_no_file_of_the_students_tells_a_solution():
    assert told_solutions(ROOT, students_files(ROOT)) == []


def test_a_solved_notebook_among_the_students_is_named_and_nothing_written(course, capsys):
    (course / "notebooks" / "01_tea.ipynb").write_text(book("cups = 3", " + 4"), encoding="utf-8")
    assert write_package(course, course / "out.zip") == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["tea-1: notebooks/01_tea.ipynb"]
    assert not (course / "out.zip").exists()


def test_the_same_course_gives_the_same_bytes(course):
    write_package(course, course / "one.zip")
    (course / "postBuild").touch()
    write_package(course, course / "two.zip")
    assert (course / "one.zip").read_bytes() == (course / "two.zip").read_bytes()


def test_it_unpacks_to_one_folder_whose_script_can_be_run(course):
    write_package(course, course / "new" / "out.zip")
    with zipfile.ZipFile(course / "new" / "out.zip") as package:
        rights = {entry.filename: entry.external_attr >> 16 for entry in package.infolist()}
    assert {Path(name).parts[0] for name in rights} == {FOLDER}
    assert rights[f"{FOLDER}/postBuild"] == 0o755


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """Ben has unpacked the package of the course itself."""
    folder = tmp_path_factory.mktemp("ben")
    assert write_package(ROOT, folder / "out.zip") == 0
    with zipfile.ZipFile(folder / "out.zip") as package:
        package.extractall(folder)
    return folder / FOLDER


def said(unpacked: Path, code: str) -> str:
    """Return what code prints that runs in the unpacked folder, with crmlib from there."""
    program = f"import sys; sys.path.insert(0, '.')\nfrom crmlib.exercises import *\n{code}"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=True)
    return done.stdout


def test_without_solutions_check_and_hint_answer_and_solution_says_who_has_it(unpacked):
    lines = said(
        unpacked,
        "print(check('start-1', 0.5457), hint('start-1'), solution('start-1'), sep='\\n')",
    ).splitlines()
    assert lines[0].startswith("✓ Correct.")
    assert lines[1].startswith("? Hint.")
    assert lines[2].startswith("= Solution. Your instructor has it:")


def test_without_solutions_every_answer_is_computed(unpacked):
    code = "print(sum(find_question(name).answer() is not None for name in known_ids()))"
    solutions = (ROOT / "crmlib" / "exercises" / "solutions.json").read_text(encoding="utf-8")
    assert int(said(unpacked, code)) == len(json.loads(solutions))


def test_without_solutions_progress_knows_every_exercise(unpacked):
    code = "from pathlib import Path; print(len(progress_of(Path('work')).chapters))"
    assert int(said(unpacked, code)) == len(list((ROOT / "notebooks").glob("*.ipynb")))
