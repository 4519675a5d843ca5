"""A number passes if one of the three nearest outputs gives it, and is named if none does."""

import pytest

from tools.rules.sitting_rules import RULES

AFTER_TABLE = "Five of seven, so most days were worth it.\n"


@pytest.mark.parametrize(
    "said",
    [
        "Five of 86 and 112 cups.",
        "Saturday sold 69 cups more than 134, since 203 were sold.",
        "Two days sold 198 cups, 86 and 112 together.",
        "It was above 25 degrees.",
    ],
)
def test_a_number_that_the_nearest_outputs_give_passes(tea, said):
    assert RULES["numbers"](tea((AFTER_TABLE, said + "\n"))) == []


def test_a_number_of_an_output_further_back_is_named(tea):
    assert RULES["numbers"](tea(("Add and divide.", "Of 203 cups."))) == []
    [problem] = RULES["numbers"](tea(("Other days, another mean.", "Tuesday missed 14 cups.")))
    assert problem.startswith("“Another week”: 14 in")


def test_what_the_lecturer_computes_backs_a_note_and_no_text(tea):
    assert RULES["numbers"](tea()) == []
    [problem] = RULES["numbers"](tea(("how many goods are on one?", "are 2.4 goods on one?")))
    assert problem.startswith("“Mini-project”: 2.4 in")
    assert RULES["numbers"](tea(("It is 2.4 goods", "It is 2.7 goods")))
