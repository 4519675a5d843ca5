"""Exercises follow from what was shown, and nothing on the screen gives them away."""

import pytest

from tools.rules.practice import Shown, shown_in
from tools.rules.sitting_rules import RULES


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"tea-1": 203}, "203"),
        ({"tea-1": 202.9}, "202.9"),
        ({"tea-6": 131.0}, "131"),
        ({"tea-3": ["Sun", "Sat", "Fri", "Thu", "Wed", "Tue", "Mon"]}, "Sun"),
    ],
)
def test_an_answer_on_the_screen_is_named(tea, answers, shown):
    [problem] = RULES["no answer on the screen"](tea(answers=answers))
    [name] = answers
    assert problem.startswith(f"{name}: its answer ")
    assert shown in problem.partition(" is shown before it")[0]


@pytest.mark.parametrize("value", [57, 86.04, 204, 1310])
def test_an_answer_of_two_digits_or_of_others_is_no_giveaway(tea, value):
    assert RULES["no answer on the screen"](tea(answers={"tea-6": value})) == []


def test_what_a_text_shows_as_code_counts_as_shown():
    shown = Shown()
    shown.add_text("Keep `days[is_hot].index`, and turn a mask over by `~`.")
    assert {".index", "a mask", "Invert"} <= shown.features
    assert shown.lines == set()


def test_what_an_unsolved_exercise_hides_was_not_shown(tea):
    shown = shown_in([tea().lesson])
    assert "(days['heat'] > 25).sum()" not in shown.lines
    assert {".isin", "For"}.isdisjoint(shown.features)
    assert {".describe", "GtE", "a mask"} <= shown.features
