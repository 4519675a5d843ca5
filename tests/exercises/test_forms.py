"""Whatever form an answer comes in, it is read as the number, words or labels that it means."""

import datetime
import itertools
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.exercises.forms import (
    IN_THE_INDEX,
    as_label,
    as_labels,
    as_number,
    as_words,
    digits_right,
    is_blank,
    kind_of,
    read_labels,
)


def documented(x):
    """Return nothing yet."""


def dotted(x, *, y=2): ...


def documented_and_dotted(x):
    """Return nothing yet."""
    ...  # noqa: PIE790


def passed(x):
    pass


class Till:
    def sell(self):
        """Return nothing yet."""


@pytest.mark.parametrize(
    "answer",
    [..., None, documented, dotted, documented_and_dotted, passed, lambda x: None, Till().sell],
)
def test_dots_none_and_functions_without_a_body_are_blank(answer):
    assert is_blank(answer)


def five():
    return 5


def documented_five():
    """Return five."""
    return 5


def raises():
    raise NotImplementedError


def assigns(x):
    y = x  # noqa: F841


@pytest.mark.parametrize(
    "answer", [0, "", [], np.nan, pd.NA, five, documented_five, raises, assigns, lambda: "…", len]
)
def test_whatever_was_tried_is_not_blank(answer):
    assert not is_blank(answer)


def test_class_and_object_with_a_bytecode_of_its_own_are_not_blank():
    class Sly:
        __code__ = "pass"

    assert not is_blank(Sly)
    assert not is_blank(Sly())


@pytest.mark.parametrize(
    "answer",
    [
        0.5,
        np.float32(0.5),
        np.float64(0.5),
        np.array(0.5),
        np.array([0.5]),
        np.array([[0.5]]),
        [0.5],
        (0.5,),
        pd.Series([0.5], index=["milk"]),
        pd.Series([0.5], dtype="Float64"),
        pd.Index([0.5]),
        pd.DataFrame({"lift": [0.5]}),
        Decimal("0.5"),
        Fraction(1, 2),
        "0.5",
        " .5 ",
        "+5e-1",
        ["0.5"],
        np.float16(0.5),
    ],
)
def test_one_number_is_read_from_every_form(answer):
    assert as_number(answer) == 0.5
    assert type(as_number(answer)) is float


@pytest.mark.parametrize(
    "answer", [144, np.int8(100), np.uint64(2**63), [7], pd.Series([7]), "144"]
)
def test_whole_number_stays_whole(answer):
    assert type(as_number(answer)) is int


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1, 2], "One number is asked for; this is a list of 2 numbers."),
        ([], "One number is asked for; this is a list of 0 values."),
        (pd.Series([], dtype=float), "this is a column of 0 values."),
        (pd.DataFrame({"a": [1, 2]}), "this is a table of 2 rows."),
        (pd.Series([True, False, True]), "this is a column of 3 True and False."),
        (np.ones((2, 3)), "this is an array of 6 numbers."),
        ("51.8%", "text with a % sign: write the number alone, without quotes and sign."),
        ("0,518", "Python writes decimals with a point, and a number without quotes."),
        ("3 homes", "write the number alone, without quotes and signs around it."),
        ("$12.39", "write the number alone, without quotes and signs around it."),
        ("5/8", "in quotes: without them, and without = in front, it is computed."),
        ("=1/5/(4/5*2/5)", "without them, and without = in front, it is computed."),
        ("spending.sum()", "without them, and without = in front, it is computed."),
        ((1, 0, 5.0), "A comma between numbers makes a tuple: a thousand is 1_000, a half is 0.5."),
        (np.mean, "That is a function that was not called: put brackets, (), behind its name."),
        (np.sqrt, "That is a function that was not called: put brackets, (), behind its name."),
        ("many", "A number is asked for; this is text."),
        (pd.Series([1, 2]).sum, "was not called: put brackets, (), behind its name."),
        (pd.Timedelta("1 h"), "A number is asked for; this is a length of time."),
        (True, "A number is asked for; this is True or False."),
        (np.True_, "A number is asked for; this is True or False."),
        (1 + 2j, "A number is asked for; this is a complex."),
        ({0.5}, "A number is asked for; this is a set of 1 number."),
        (pd.NA, "A number is asked for; this is a missing value."),
        (pd.NaT, "A number is asked for; this is a missing value."),
        (len, "That is a function that was not called: put brackets, (), behind its name."),
        (int, "A number is asked for; this is a class."),
        (b"0.5", "A number is asked for; this is a bytes."),
        (10**400, "That number has hundreds of digits."),
        (-(10**400), "That number has hundreds of digits."),
    ],
)
def test_what_is_not_one_number_is_named(answer, said):
    assert as_number(answer).endswith(said)


@given(st.floats(allow_nan=False) | st.integers(-(10**18), 10**18))
def test_number_is_read_without_a_change(number):
    assert as_number(number) == number
    assert as_number([number]) == number


@pytest.mark.parametrize("answer", ["holds", " Holds ", "HOLDS", "\tholds\n"])
def test_case_and_blanks_do_not_change_words(answer):
    assert as_words(answer) == "holds"


def test_other_words_stay_other_words():
    assert as_words("holds only if") != as_words("holds")


@pytest.mark.parametrize(
    "answer",
    [
        ["milk", "beer"],
        ("milk", "beer"),
        np.array(["milk", "beer"]),
        pd.Series(["milk", "beer"], index=[7, 8]),
        pd.Series(["milk", "beer"], dtype="category"),
        pd.Index(["milk", "beer"]),
        {"milk": 1, "beer": 2},
        {"milk": 1, "beer": 2}.keys(),
        (item for item in ["milk", "beer"]),
    ],
)
def test_labels_are_read_from_every_form(answer):
    assert as_labels(answer) == ["milk", "beer"]


def test_labels_of_a_set_are_read():
    assert sorted(as_labels({"milk", "beer"})) == ["beer", "milk"]


@pytest.mark.parametrize("answer", ["milk", b"milk", 3, None, pd.DataFrame({"item": ["milk"]})])
def test_what_holds_no_labels_gives_none(answer):
    assert as_labels(answer) is None


def test_endless_supply_of_labels_is_cut_off():
    assert len(as_labels(itertools.count())) == 100_000


@pytest.mark.parametrize(
    "same",
    [
        [3, 3.0, np.int8(3), np.float32(3), "3"],
        [None, np.nan, pd.NA, pd.NaT, float("nan")],
        [pd.Timestamp("2017-03-01"), np.datetime64("2017-03-01", "ns"), "2017-03-01"],
        [("milk", 2), ("milk", 2.0), (np.str_("milk"), np.int64(2))],
        ["milk", np.str_("milk")],
        [True, np.True_],
    ],
)
def test_label_is_the_same_in_every_dtype(same):
    assert len({as_label(value) for value in same}) == 1


@pytest.mark.parametrize("other", [("3", 3.5), ("milk", "Milk"), (0, None), (1, True)])
def test_other_labels_stay_apart(other):
    assert len({as_label(value) for value in other}) == 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ([], "a list of 0 values"),
        ([1, "a"], "a list of 2 values"),
        ((1.5,), "a tuple of 1 number"),
        (["a", "b"], "a list of 2 texts"),
        (np.array([[1, 2], [3, 4]]), "an array of 4 numbers"),
        (np.array(3), "a number"),
        (pd.Index(["a"]), "an index of 1 text"),
        (pd.DataFrame({"a": range(1_200)}), "a table of 1,200 rows"),
        (pd.DataFrame({"a": [1]}), "a table of 1 row"),
        (pd.DataFrame({"a": [1]}).groupby("a"), "a grouped table, of which nothing was taken yet"),
        ({"a": 1}, "a dict of 1 number"),
        (3, "a number"),
        (np.float64(3), "a number"),
        (datetime.timedelta(1), "a length of time"),
        (lambda x: x, "a function"),
        (None, "nothing (None)"),
        (..., "an ellipsis"),
        (np, "a module"),
    ],
)
def test_kind_is_told_in_the_words_of_a_learner(answer, kind):
    assert kind_of(answer) == kind


@pytest.mark.parametrize(
    ("value", "exact", "digits"),
    [
        (0.059, 0.0592, 2),
        (0.0592, 0.05921, 3),
        (0.06, 0.0592, 1),
        (0.5, 0.504, 2),
        (0.5, 0.4996, 3),
        (0.05, 0.0523, 1),
        (2_900, 2_914.2, 2),
        (2_914, 2_914.2, 4),
        (144, 144.2, 3),
        (-0.6, -0.598, 2),
        (1.0, 0.9986, 2),
        (100, 99.7, 2),
        (0.63, 0.625, 2),
        (0.62, 0.625, 2),
        (0.1 + 0.2, 0.3, math.inf),
        (0.5461, 0.54591, 0),
        (0.07, 0.0592, 0),
        (0.598, -0.598, 0),
        (0.0, 0.2, 0),
        (0.2, 0.0, 0),
        (math.nan, 0.2, 0),
        (math.inf, 0.2, 0),
    ],
)
def test_digits_of_a_rounding_are_counted(value, exact, digits):
    assert digits_right(value, exact) == digits


@given(st.floats(1e-6, 1e9), st.integers(1, 8))
def test_a_rounding_has_at_least_the_digits_it_was_rounded_to(exact, digits):
    assert digits_right(float(f"{exact:.{digits}g}"), exact) >= digits - 1


@pytest.mark.parametrize(
    ("answer", "seconds", "number"),
    [
        (pd.Timedelta("36 h"), 3_600, 36),
        (datetime.timedelta(days=2), 86_400, 2),
        (np.timedelta64(90, "m"), 3_600, 1.5),
        (pd.Series([pd.Timedelta("1 h")]), 60, 60),
    ],
)
def test_length_of_time_is_a_number_of_its_unit(answer, seconds, number):
    assert as_number(answer, seconds) == number


def test_labels_of_a_table_or_a_column_are_read_from_the_index_too():
    lift = pd.Series([2.1, 1.9], index=["wipes", "food"])
    assert [labels for labels, _ in read_labels(lift)] == [["2.1", "1.9"], ["wipes", "food"]]
    assert [labels for labels, _ in read_labels(lift.to_frame())][1] == ["wipes", "food"]
    assert read_labels("wipes") == [(["wipes"], "")]
    pair = pd.Series([2.7], index=[("wipes", "food")])
    assert (["wipes", "food"], IN_THE_INDEX) in read_labels(pair)
    assert (["wipes", "food"], "") in read_labels(pair.index)
    assert read_labels(3) == []


def test_index_of_tuples_of_one_is_flat():
    assert as_labels(pd.MultiIndex.from_tuples([("milk",), ("tea",)])) == ["milk", "tea"]


def test_kind_of_a_type_without_a_name_is_told():
    assert kind_of(type("", (), {})()) == "a "
