"""The learner's own minutes: which sitting an event belongs to, and what counts as a break."""

import json
from pathlib import Path

import pytest

from crmlib.exercises.minutes import Sitting, exercises_of, own_minutes, sittings_of

TEA = [
    Sitting(1, 80, frozenset({"tea-1", "cups_of_10"})),
    Sitting(2, 75, frozenset({"tea-2", "pots", "cans"})),
]
CHAPTER = (
    ("code", "from crmlib.exercises import check"),
    ("markdown", "## First sitting: who drinks?\n\n*About 80 minutes.*\n\n**Goal**"),
    ("code", 'predict("tea", cups_of_10=...)'),
    ("markdown", "### Cups\n\nA walk of about 5 minutes.\nAbout 7 minutes later: tea."),
    ("code", 'cups = ...\ncheck("tea-1", cups)'),
    ("markdown", "## Second sitting: who pays?\n\n*About 75 minutes.*"),
    ("code", "check(\n    'tea-2', cups == 2)\npredict('tea', pots='two',\n    cans=...)"),
    ("markdown", "## Case discussion"),
    ("code", 'check("tea-3", 1)'),
)


def write(folder: Path, *cells: tuple[str, str]) -> Path:
    """Write a built notebook; its sources are lists of lines, as Jupyter keeps them."""
    path = folder / "01_tea.ipynb"
    parts = [{"cell_type": kind, "source": text.splitlines(True)} for kind, text in cells]
    path.write_text(json.dumps({"cells": parts}), encoding="utf-8")
    return path


def own(*entries: dict) -> dict[int, int]:
    """Return the learner's minutes in the chapter about tea, by sitting."""
    found = own_minutes(entries, {"00_start": [], "01_tea": TEA})
    return {number: minutes for number, (minutes, _) in found.get("01_tea", {}).items()}


def checked(*times: float, name: str = "tea-1") -> list[dict]:
    return [{"exercise": name, "time": time} for time in times]


# Sittings


def test_sittings_their_minutes_and_names_are_read_from_the_notebook(tmp_path):
    assert sittings_of(write(tmp_path, *CHAPTER)) == TEA


@pytest.mark.parametrize(
    "text",
    [
        "## Second sitting: who pays?\n\nText.",
        "*About 80 minutes.*",
        "# Tea\n\n*About 80 minutes.*",
    ],
)
def test_a_chapter_that_names_no_minutes_of_a_sitting_has_none(tmp_path, text):
    assert sittings_of(write(tmp_path, ("markdown", text), ("code", 'check("tea-1", 1)'))) == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"cells": [1]}', b'{"cells": [{}]}', b"\xff"]
)
def test_a_notebook_that_cannot_be_read_has_no_sittings(tmp_path, content):
    (tmp_path / "01_tea.ipynb").write_bytes(content)
    assert sittings_of(tmp_path / "01_tea.ipynb") == []


def test_exercises_stand_in_reading_order_each_once(tmp_path):
    again = ("code", 'check("tea-1", 3)'), ("markdown", 'Then `check("tea-9", 1)`.')
    assert exercises_of(write(tmp_path, *CHAPTER, *again)) == ["tea-1", "tea-2", "tea-3"]


# Minutes


def test_minutes_are_the_gaps_between_the_events_of_a_sitting():
    assert own(*checked(0, 600, 1500)) == {1: 25}


def test_a_break_of_30_minutes_is_left_out_and_one_just_below_counts():
    assert own(*checked(0, 600, 600 + 1800, 660 + 1800)) == {1: 11}
    assert own(*checked(0, 1799)) == {1: 30}


def test_each_event_counts_for_its_own_sitting():
    entries = checked(0, 600) + checked(700, 1000, name="tea-2")
    assert own(*entries) == {1: 10, 2: 5}


def test_a_quiz_names_its_sitting_and_a_prediction_is_found_by_its_name():
    first = {"quiz": "tea", "sitting": 1, "time": 0}
    second = {"prediction": "tea", "values": {"pots": None}, "time": 50}
    assert own(first, second, *checked(300), *checked(650, name="tea-2")) == {1: 5, 2: 10}


def test_an_event_that_names_no_sitting_belongs_to_the_last_one():
    shown = {"prediction": "tea", "values": {}, "time": 120}
    whole = {"quiz": "tea", "sitting": None, "time": 240}
    assert own(shown, *checked(0, name="tea-2"), shown, whole) == {2: 4}


def test_an_exercise_outside_the_sittings_counts_for_none():
    assert own(*checked(0), *checked(60, 600, name="tea-3")) == {}
    assert own(*checked(0, 600, name="coffee-1")) == {}


def test_a_clock_set_back_adds_nothing_and_takes_nothing():
    assert own(*checked(5000, 5300, 1000, 1300)) == {1: 10}


def test_times_in_the_future_spoil_nothing():
    assert own(*checked(0, 300, 4e9, 4e9 + 60, 400, 700)) == {1: 11}


def test_lines_without_a_time_are_left_out():
    assert own({"exercise": "tea-1", "right": True}, *checked(0), {"quiz": ""}, *checked(300)) == {
        1: 5
    }


def test_less_than_a_minute_is_not_told():
    assert own(*checked(0, 59)) == {}
    assert own_minutes(checked(0, 60), {"01_tea": TEA}) == {"01_tea": {1: (1, 80)}}
