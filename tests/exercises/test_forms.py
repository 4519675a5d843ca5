"""Whatever form an answer comes in, it is read as the number, words or labels that it means."""

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.exercises.forms import as_label, as_labels, as_number, as_words, is_blank, kind_of


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
    ],
)
def test_one_number_is_read_from_every_form(answer):
    assert as_number(answer) == 0.5
    assert type(as_number(answer)) is float


@pytest.mark.parametrize("answer", [144, np.int8(100), np.uint64(2**63), [7], pd.Series([7])])
def test_whole_number_stays_whole(answer):
    assert type(as_number(answer)) is int


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1, 2], "One number is asked for; this is a list with 2 values."),
        ([], "One number is asked for; this is a list with 0 values."),
        (pd.Series([], dtype=float), "this is a Series with 0 values."),
        (pd.DataFrame({"a": [1, 2]}), "this is a ndarray with 2 values."),
        ("0.5", "That is text: leave out the quotes."),
        (["0.5"], "That is text: leave out the quotes."),
        (True, "A number is asked for; this is a bool."),
        (np.True_, "A number is asked for; this is a bool."),
        (1 + 2j, "A number is asked for; this is a complex."),
        ({0.5}, "A number is asked for; this is a set."),
        (pd.NA, "A number is asked for; this is a NAType."),
        (pd.NaT, "A number is asked for; this is a NaTType."),
        (len, "A number is asked for; this is a builtin_function_or_method."),
        (int, "A number is asked for; this is a type."),
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
    ("answer", "kind"), [([], "a list"), (3, "an int"), (..., "an ellipsis"), (np, "a module")]
)
def test_kind_has_its_article(answer, kind):
    assert kind_of(answer) == kind


def test_kind_of_a_type_without_a_name_is_told():
    assert kind_of(type("", (), {})()) == "a "
