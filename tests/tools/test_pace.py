"""The command prints a line for each sitting, the old ones marked."""

from tools.__main__ import main
from tools.pace import lines_of
from tools.rules.moves import MOVES
from tools.text.sittings import lesson


def test_each_sitting_has_its_line(tea_course, capsys):
    assert main(["--root", str(tea_course), "pace"]) == 0
    said = capsys.readouterr().out.splitlines()
    labels = [line[:24].strip() for line in said if line[:1].isdigit()]
    assert labels == ["01_lemonade 1 (old)", "02_tea 1", "02_tea 2"]


def test_only_the_wanted_chapters_are_printed(tea_course, capsys):
    assert main(["--root", str(tea_course), "pace", "02"]) == 0
    assert "lemonade" not in capsys.readouterr().out
    assert main(["--root", str(tea_course), "pace", "99"]) == 1
    assert capsys.readouterr().out == "no chapter's name begins with 99\n"


def test_a_line_gives_minutes_by_part_and_counts(tea_course):
    taught = dict.fromkeys(MOVES, "01")
    lines, names = lines_of(lesson(tea_course, "02_tea"), [], set(), taught)
    figures = lines[0].split()
    assert figures[:2] == ["02_tea", "1"]
    assert [int(part) for part in figures[2:10]] == [38, 2, 2, 0, 1, 6, 25, 2]
    assert "1/1/1/1" in figures
    assert {"describe", "choice"} <= names


def test_moves_that_are_not_taught_yet_are_listed(tea_course):
    taught = dict.fromkeys(MOVES, "01") | {"random generator": "05", "filter by a mask": ""}
    lines, _ = lines_of(lesson(tea_course, "02_tea"), [], set(), taught)
    assert lines[-1] == "    moves not taught yet: filter by a mask, random generator"
