"""The command prints a line for each sitting, and below it what breaks a rule."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tools.__main__ import main
from tools.pace import course_surroundings, lines_of
from tools.rules.moves import MOVES
from tools.rules.sitting_rules import Surroundings


def test_each_sitting_has_its_line(tea_course, capsys):
    assert main(["--root", str(tea_course), "pace"]) == 0
    said = capsys.readouterr().out.splitlines()
    labels = [line[:24].strip() for line in said if line[:1].isdigit()]
    assert labels == ["01_lemonade 1", "02_tea 1", "02_tea 2"]


def test_only_the_wanted_chapters_are_printed(tea_course, capsys):
    assert main(["--root", str(tea_course), "pace", "02"]) == 0
    assert "01_lemonade" not in capsys.readouterr().out
    assert main(["--root", str(tea_course), "pace", "99"]) == 1
    assert capsys.readouterr().out == "no chapter's name begins with 99\n"


@pytest.fixture
def tea(tea_course) -> Surroundings:
    """A chapter of two sittings, with every move of Python taught."""
    found = course_surroundings(tea_course)["02_tea"]
    return replace(found, taught=dict.fromkeys(MOVES, "01"))


def test_a_line_gives_minutes_by_part_and_counts(tea):
    figures = lines_of(tea)[0].split()
    assert figures[:2] == ["02_tea", "1"]
    assert [int(part) for part in figures[2:10]] == [38, 2, 2, 0, 1, 6, 25, 2]
    assert "1/1/1/1" in figures


def test_names_that_are_new_to_the_course_are_listed_by_sitting(tea):
    assert "    new names: round, describe, default_rng, choice, max" in lines_of(tea)


def test_what_breaks_a_rule_stands_below(tea):
    slow = replace(tea, taught=tea.taught | {"filter by a mask": "05"})
    [problem] = [line for line in lines_of(slow) if "moves of Python" in line]
    assert problem.endswith("chapter 05 teaches it")


def test_a_chapter_out_of_step_is_read_as_text_and_says_so(tea_course, tmp_path, capsys):
    root = Path(shutil.copytree(tea_course, tmp_path / "course"))
    (root / "solutions" / "02_tea.ipynb").unlink()
    assert main(["--root", str(root), "pace", "02"]) == 0
    assert "its notebook is out of step, make notebooks" in capsys.readouterr().out
