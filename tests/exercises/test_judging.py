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
        ([0.3204], "That is what chance would give."),
        (62.5, "That is 100 times the answer: it is asked for as a fraction."),
        (0.00625, "That is 0.01 times the answer: it is asked for as a fraction."),
        (0.7, "0.7 is too large."),
        (-3, "-3 is too small."),
        (1469307, "1.46931e+06 is too large."),
        (np.inf, "inf is too large."),
        (-np.inf, "-inf is too small."),
        (np.nan, "That is NaN: a division by zero, or a missing value on the way."),
        (True, "A number is asked for; this is a bool."),
        ("0.625", "That is text: leave out the quotes."),
        ([0.625, 1], "One number is asked for; this is a list with 2 values."),
        (10**400, "That number has hundreds of digits."),
    ],
)
def test_wrong_number_is_told_what_it_is(answer, said):
    assert LIFT.judge(answer) == Verdict(False, said)


def test_mistake_is_named_before_the_factor_of_100():
    percent = Number(0.5, ((50, "That is in percent."),))
    assert percent.judge(50) == Verdict(False, "That is in percent.")


def test_near_miss_of_zero_is_not_called_a_factor():
    assert Number(0.0, tolerance=0.01).judge(0.5) == Verdict(False, "0.5 is too large.")


@given(st.floats(-1e6, 1e6), st.floats(-1, 1))
def test_number_is_right_exactly_within_the_tolerance(expected, off):
    asked = Number(expected, tolerance=0.25)
    assert asked.judge(expected + off).right == (abs(expected + off - expected) <= 0.25)


@pytest.mark.parametrize(("answer", "right"), [(0.75, True), (0.25, True), (0.7501, False)])
def test_tolerance_itself_is_allowed(answer, right):
    assert Number(0.5, tolerance=0.25).judge(answer).right == right


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_every_number_gets_a_sentence_or_is_right(answer):
    verdict = LIFT.judge(answer)
    assert verdict.right != bool(verdict.message)


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
        (1, "Text in quotes is asked for; this is an int."),
        (["holds only if"], "Text in quotes is asked for; this is a list."),
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
        (["wipes"], "1 of 2 are there, and 0 do not belong."),
        (["wipes", "beer", "milk"], "1 of 2 are there, and 2 do not belong."),
        (["wipes", "wipes", "baby food"], "2 of 2 are there, and 1 do not belong."),
        ("wipes", "A list of labels is asked for; this is a str."),
        (3, "A list of labels is asked for; this is an int."),
        (pd.DataFrame({"item": ["wipes"]}), "A list of labels is asked for; this is a DataFrame."),
    ],
)
def test_wrong_labels_are_told_what_they_are(answer, said):
    assert PARTNERS.judge(answer) == Verdict(False, said)


@given(st.permutations(["a", "b", "b", "c"]))
def test_order_of_labels_never_counts(answer):
    assert Items(["b", "a", "c", "b"]).judge(answer).right
