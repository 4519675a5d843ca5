"""Numbers, words and labels: right in every form, and each likely mistake by its name."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.exercises.judging import Choice, Items, Number, Verdict

LIFT = Number(
    expected=0.625,
    tolerance=0.001,
    mistakes=((0.25, "That is the confidence."), (0.32, "That is what chance would give.")),
    unit="ratio",
)
VERDICT = Choice(
    expected="holds only if",
    mistakes=(("holds", "Not without a condition."), ("does not hold", "Look again.")),
)
PARTNERS = Items(
    expected=["baby food", "wipes"],
    mistakes=((["beer", "chips"], "These are merely frequent."), ([], "Nothing is left.")),
)


@pytest.mark.parametrize(
    "answer",
    [
        0.625,
        0.6255,
        0.6242,
        np.float32(0.625),
        np.array(0.625),
        [0.625],
        np.array([0.625]),
        pd.Series([0.625], index=["x"]),
        pd.Index([0.625]),
        pd.DataFrame({"lift": [0.625]}),
        Decimal("0.625"),
        Fraction(5, 8),
    ],
)
def test_right_number_is_right_in_every_form(answer):
    assert LIFT.judge(answer) == Verdict(True)


@pytest.mark.parametrize("answer", [7, 7.0, np.int8(7), np.uint64(7), [7.0]])
def test_whole_number_is_right_in_every_form(answer):
    assert Number(7).judge(answer).right


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.25, "That is the confidence."),
        ([0.3201], "That is what chance would give."),
        (0.32009, "That is what chance would give."),
        (62.5, "That is in percent: it is asked for as a ratio."),
        (63, "That is in percent: it is asked for as a ratio."),
        (1.6, "That is upside down: what is below the line belongs above it."),
        (0.63, "Right so far: give one digit more."),
        (0.6, "One digit, 0.6, is too few to tell: give three."),
        (-0.625, "That has the right size and the wrong sign: what is taken from what?"),
        (0.00625, "0.00625 is too small: less than a hundredth of the answer."),
        (0.7, "0.7 is too large: less than twice the answer."),
        (0.61, "0.61 is too small, by less than 10 %: go through the steps once more."),
        (0.6221, "0.6221 is too small, by less than 1 %: was something rounded on the way?"),
        (0.03, "0.03 is too small: less than a tenth of the answer."),
        (0.4, "0.4 is too small: more than half of the answer."),
        (3, "3 is too large: more than twice the answer."),
        (0, "0 is too small: is anything left to count or to add up?"),
        (-3, "-3 is too small: the answer is above 0."),
        (1469307, "1.46931e+06 is too large: more than a hundred times the answer."),
        (np.inf, "inf is too large."),
        (-np.inf, "-inf is too small."),
        (
            np.nan,
            "That is NaN: a division by zero, a missing value on the way, "
            "or nothing left to take it from.",
        ),
        (True, "A number is asked for; this is True or False."),
        ("0.25", "That is the confidence."),
        ([1.625, 1], "One number is asked for; this is a list of 2 numbers."),
        (
            pd.Series([0.375, 0.625]),
            "One number is asked for; this is a column of 2 numbers. "
            "The right one is among them: take it alone.",
        ),
        (10**400, "That number has hundreds of digits."),
    ],
)
def test_wrong_number_is_told_what_it_is(answer, said):
    assert LIFT.judge(answer) == Verdict(False, said)


def test_a_mistake_that_ends_in_nothing_is_named():
    named = Number(0.5, ((np.nan, "That divides by nobody."), (0.25, "That is a half of it.")))
    assert named.judge(np.nan).message == "That divides by nobody."
    assert named.same(np.nan, np.nan) and not named.same(np.nan, 0.5)
    assert named.judge(0.25).message == "That is a half of it."
    assert named.judge(0.3).message == Number(0.5).judge(0.3).message


def test_mistake_is_named_before_the_factor_of_100():
    percent = Number(0.5, ((50, "That is in percent."),), unit="fraction")
    assert percent.judge(50) == Verdict(False, "That is in percent.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (-1.2, "-1.2 is too far below 0: less than twice the answer."),
        (-0.5, "-0.5 is too near 0: more than half of the answer."),
        (0.7, "0.7 is too large: the answer is below 0."),
        (0, "0 is too large: is anything left to count or to add up?"),
        (-np.inf, "-inf is too small."),
    ],
)
def test_an_answer_below_zero_is_missed_to_the_side_that_is_said(answer, said):
    assert Number(-0.8).judge(answer) == Verdict(False, said)


def test_near_miss_of_zero_is_not_called_a_factor():
    assert Number(0.0, tolerance=0.01).judge(0.5) == Verdict(False, "0.5 is too large.")


@given(st.floats(-1e6, 1e6), st.floats(-1, 1))
def test_number_is_right_within_the_tolerance(expected, off):
    asked = Number(expected, tolerance=0.25)
    if abs(expected + off - expected) <= 0.25:
        assert asked.judge(expected + off).right


@pytest.mark.parametrize(("answer", "right"), [(0.75, True), (0.25, True), (0.7501, False)])
def test_tolerance_itself_is_allowed(answer, right):
    assert Number(0.5, tolerance=0.25).judge(answer).right == right


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_every_number_gets_a_sentence_or_is_right(answer):
    verdict = LIFT.judge(answer)
    assert verdict.right or verdict.message


BY_CHANCE = Number(
    144.19763,
    mistakes=((144, "That is what was seen."), (0.055, "That is a share.")),
    unit="baskets",
)


@pytest.mark.parametrize(
    ("answer", "right", "said"),
    [
        (144.2, True, "Unrounded it is 144.198."),
        (144.198, True, ""),
        (144.19763, True, ""),
        ("144.2", True, "Leave out the quotes: a number needs none. Unrounded it is 144.198."),
        (
            144,
            False,
            "144 may be the right answer, rounded, or another number. That is what was seen. "
            "Which one is yours? Give one digit more.",
        ),
        (140, False, "Right so far: give one digit more."),
        (100, False, "One digit, 100, is too few to tell: give three."),
        (144.3, False, "144.3 is too large, by less than 1 %: was something rounded on the way?"),
        (14_000, False, "14,000 is too large: more than ten times the answer."),
        (1 / 144.19763, False, "0.00693493 is too small: less than a hundredth of the answer."),
    ],
)
def test_precision_is_settled_before_any_mistake(answer, right, said):
    assert BY_CHANCE.judge(answer) == Verdict(right, said)


HOMES = Number(44, ((357, "That is all."), (0.1232, "A share.")), unit="count of homes")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (45, "45 is a little too large: look at the ends, > or >=."),
        (43, "43 is a little too small: look at the ends, > or >=."),
        (357, "That is all."),
        (356, "356 is too large: more than twice the answer."),
        (0.5, "That is a share: asked is how many homes they are."),
        (44.4, "44.4 is no count: how many homes are there, as a whole number?"),
        (4400, "4,400 is too large: more than a hundred times the answer."),
        (
            pd.DataFrame({"a": range(44)}),
            "One number is asked for; this is a table of 44 rows. Count them: len(…).",
        ),
        (
            (44, 14),
            "That is a pair, as `.shape` gives it: rows, columns. Take the first, [0].",
        ),
        (
            pd.Series([True, False]),
            "One number is asked for; this is a column of 2 True and False. "
            ".sum() counts the True ones.",
        ),
    ],
)
def test_count_is_exact_and_says_how_to_count(answer, said):
    assert HOMES.judge(answer) == Verdict(False, said)


def test_count_of_many_is_not_rounded():
    assert Number(2_317, unit="count of homes", tolerance=5).judge(2_320) == Verdict(
        False, "A count is exact: give all digits of the number of homes."
    )
    assert Number(12_600 * 0.49, unit="count of girls").judge(6_174).right


@pytest.mark.parametrize(
    ("unit", "answer", "said"),
    [
        ("fraction", 54.6, "That is in percent: it is asked for as a fraction."),
        ("fraction", 0.4541, "That is the share of all the others: 1 minus the one that is"),
        ("fraction", 1 / 0.5459, "That is upside down: the whole is divided by the part."),
        ("fraction", 0.5459 / 0.4541, "That is the part divided by the rest: divide it by the"),
        ("fraction", 494, "494 is not between 0 and 1: it is asked for as a fraction."),
        ("coefficient", 1.5, "1.5 is not between -1 and 1, where such a coefficient lies."),
        ("coefficient", 54.6, "54.6 is not between -1 and 1, where such a coefficient lies."),
        ("percent", 0.00546, "That is a fraction: it is asked for in percent."),
        ("hours", 32.754, "That is in minutes: it is asked for in hours."),
        ("hours", 0.022746, "That is in days: it is asked for in hours."),
        ("fraction", 0, "0 is too small: is anything left to count or to add up, or did `//` cut"),
        ("fraction", 1, "1 is too large, a share of all: was it rounded, or were the"),
        ("dollars", 54.59, "54.59 is too large: more than a hundred times the answer."),
        ("points", 1.8318, "1.8318 is too large: more than twice the answer."),
    ],
)
def test_guess_speaks_only_where_the_unit_makes_it_possible(unit, answer, said):
    assert Number(0.5459, unit=unit).judge(answer).message.startswith(said)


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("fraction", ".mean() gives their share."),
        ("count of homes", ".sum() counts the True ones."),
        ("dollars", "Keep what it marks: table[mask]."),
    ],
)
def test_mask_is_told_what_to_do_where_a_number_is_asked_for(unit, said):
    assert Number(3, unit=unit).judge(pd.Series([True, False])).message == (
        f"One number is asked for; this is a column of 2 True and False. {said}"
    )


def test_filtered_rows_are_counted_even_if_a_cell_shows_the_count():
    left = pd.DataFrame({"n": [2, 5]})
    asked = Number(2, unit="count of homes")
    assert asked.judge(left).message.endswith("Count them: len(…).")
    assert asked.judge(left.assign(m=1, o=1).count()).message.endswith("take it alone.")


def test_array_is_counted_and_a_summary_is_not():
    assert HOMES.judge(np.arange(44.0)).message.endswith("Count them: len(…).")
    assert HOMES.judge(pd.Series([3.5, 7.0])).message.endswith("a column of 2 numbers.")
    assert HOMES.judge(np.array("many")).message == "A number is asked for; this is text."


@pytest.mark.parametrize("answer", [pd.Timedelta("90 min"), np.timedelta64(90, "m"), 1.5])
def test_length_of_time_is_right_where_a_time_is_asked_for(answer):
    assert Number(1.5, unit="hours").judge(answer).right
    assert Number(1.5, unit="dollars").judge(answer).right == (answer == 1.5)


def test_two_mistakes_that_lead_to_one_number_are_both_named():
    asked = Number(3, ((1.5, "You halved it."), (1.5, "You took the mean."), (2, "No.")))
    assert asked.judge(1.5).message == (
        "More than one way leads to this number. You halved it. Or: You took the mean."
    )


@pytest.mark.parametrize("answer", [60.8, 61, 0.99])
def test_what_merely_comes_near_a_mistake_is_not_accused_of_it(answer):
    asked = Number(121.864, ((60.932, "All of them."), (1, "None.")), tolerance=0.5)
    assert asked.judge(answer).message.startswith(f"{answer:g} is too small: ")


def test_mistake_near_the_answer_matches_up_to_half_way():
    asked = Number(100.0, ((100.1, "A row too many."),), tolerance=0.001)
    assert asked.judge(100.06).message == "A row too many."
    assert asked.judge(100.04).message.startswith("100.04 is too large, by less than 1 %")


def test_names_in_the_index_are_right_with_a_word():
    lift = pd.Series([2.1, 1.9], index=["wipes", "baby food"])
    for answer in (lift, lift.to_frame(), lift.to_frame().assign(n=3)):
        assert PARTNERS.judge(answer) == Verdict(
            True, "The names stand in the index: `.index` gives them alone."
        )


def test_empty_selection_is_told_that_nothing_is_left():
    assert Items(["wipes"]).judge(pd.Series([], dtype=str)).message == (
        "Nothing is left: is each text spelled as in the table, and is the filter right?"
    )


def test_one_label_may_come_without_a_list():
    assert Items(["wipes"]).judge(" Wipes").right


@pytest.mark.parametrize("answer", ["holds only if", " Holds  only if\n", np.str_("HOLDS ONLY IF")])
def test_right_words_are_right_in_every_spelling(answer):
    assert VERDICT.judge(answer) == Verdict(True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Holds", "Not without a condition."),
        ("does not hold ", "Look again."),
        ("perhaps", "Choose one of: does not hold, holds, holds only if."),
        ("", "Choose one of: does not hold, holds, holds only if."),
        (1, "Text in quotes is asked for; this is a number."),
        (["holds only if"], "Text in quotes is asked for; this is a list of 1 text."),
    ],
)
def test_wrong_words_are_told_what_they_are(answer, said):
    assert VERDICT.judge(answer) == Verdict(False, said)


@pytest.mark.parametrize(
    "answer",
    [
        ["baby food", "wipes"],
        ("wipes", "baby food"),
        {"wipes", "baby food"},
        np.array(["wipes", "baby food"]),
        pd.Series(["wipes", "baby food"], index=[4, 2]),
        pd.Series(["wipes", "baby food"], dtype="category"),
        pd.Index(["wipes", "baby food"]),
        {"wipes": 2.1, "baby food": 3.0},
        (item for item in ("wipes", "baby food")),
        ["Wipes", " baby  food"],
        pd.DataFrame({"item": ["wipes", "baby food"]}),
        pd.MultiIndex.from_tuples([("wipes",), ("baby food",)]),
    ],
)
def test_right_labels_are_right_in_every_form_and_order(answer):
    assert PARTNERS.judge(answer) == Verdict(True)


@pytest.mark.parametrize("answer", [[1, 2], [2.0, 1.0], np.array([1, 2], dtype="int8"), {"1", "2"}])
def test_numbered_labels_are_right_in_every_dtype(answer):
    assert Items(pd.Series([1, 2])).judge(answer).right


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (["chips", "beer"], "These are merely frequent."),
        ([], "Nothing is left."),
        (["wipes"], "1 of 2 are there; the others are missing."),
        (["wipes", "beer", "milk"], "1 of 2 are there; beer, milk do not belong."),
        (["a", "b", "c", "d"], "0 of 2 are there; a, b, c, … do not belong."),
        (["wipes", "wipes", "baby food"], "2 of 2 are there; wipes does not belong."),
        ("wipes", "A list of labels is asked for; this is text, one of the 2."),
        ("beer", "A list of labels is asked for; this is text."),
        (
            np.array([16.7, 14.4]),
            "These are numbers: take the names, from the column that holds them.",
        ),
        ("wipes, baby food", "Put each name in quotes of its own, and square brackets around all."),
        (3, "A list of labels is asked for; this is a number."),
        (
            pd.Series(["wipes"]).tolist,
            "That is a function that was not called: put brackets, (), behind its name.",
        ),
        ((name for name in ["chips", "beer"]), "These are merely frequent."),
        (
            pd.Index([10, 11]),
            "These are row numbers: take the names, from the column that holds them.",
        ),
        (
            pd.DataFrame({"item": ["wipes", "baby food"], "lift": 2.1}),
            "The rows are right: take the names alone, the column item.",
        ),
        (
            pd.Series([True, False, True], index=["wipes", "tea", "baby food"]),
            "This is a mask, a column of 3 True and False, and it is right: "
            "keep the rows it marks, table[mask], by name.",
        ),
        (
            [True, False],
            "This is a mask, a list of 2 True and False: "
            "keep the rows it marks, table[mask], and take their names.",
        ),
    ],
)
def test_wrong_labels_are_told_what_they_are(answer, said):
    assert PARTNERS.judge(answer) == Verdict(False, said)


@given(st.permutations(["a", "b", "b", "c"]))
def test_order_of_labels_never_counts(answer):
    assert Items(["b", "a", "c", "b"]).judge(answer).right
