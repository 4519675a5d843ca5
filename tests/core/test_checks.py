"""Checks of input say which argument, which rule, and what was got."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.core.checks import (
    require_choice,
    require_columns,
    require_fit,
    require_fraction,
    require_kind,
    require_number,
    require_rng,
    require_units,
    require_whole,
)


@pytest.fixture
def receipts() -> pd.DataFrame:
    """Three lines; the second has lost its item, the third its basket."""
    return pd.DataFrame(
        {"basket_id": [1, 2, None], "item": ["milk", None, "beer"]}, index=[7, 8, 9]
    )


def test_frame_with_all_columns_passes(receipts):
    assert require_columns(receipts, ["item", "basket_id"], "receipts") is None


def test_missing_columns_are_named_together_with_those_present(receipts):
    with pytest.raises(ValueError, match=r"missing: 'day', 'price'") as refusal:
        require_columns(receipts, ["item", "day", "price"], "receipts")
    assert str(refusal.value) == (
        "`receipts` must have the columns 'item', 'day', 'price'; "
        "got 'basket_id', 'item' (missing: 'day', 'price')."
    )


def test_columns_from_a_generator_are_all_named(receipts):
    with pytest.raises(ValueError, match="must have the columns 'item', 'day'; got"):
        require_columns(receipts, (name for name in ("item", "day")), "receipts")


def test_frame_without_columns_has_none():
    with pytest.raises(ValueError, match=r"got none \(missing: 'item'\)"):
        require_columns(pd.DataFrame(), ["item"], "receipts")


@pytest.mark.parametrize("frame", [None, [], {"item": []}, pd.Series(["milk"], name="item")])
def test_what_is_no_frame_is_refused(frame):
    kind = type(frame).__name__
    with pytest.raises(TypeError, match=rf"^`receipts` must be a DataFrame; got {kind}\.$"):
        require_columns(frame, ["item"], "receipts")


def test_column_that_stands_there_twice_is_refused(receipts):
    twice = pd.concat([receipts, receipts[["item"]]], axis=1)
    with pytest.raises(ValueError, match=r"^`receipts` must have one column 'item'; got it more"):
        require_columns(twice, ["item"], "receipts")


def test_level_above_a_column_is_no_column():
    stacked = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("item", "id")]))
    with pytest.raises(ValueError, match=r"missing: 'item'"):
        require_columns(stacked, ["item"], "receipts")


@pytest.mark.parametrize("value", [0, 3.5, -2, np.float32(1), np.int64(4), np.inf])
def test_real_number_passes(value):
    assert require_number(value, "price") is None


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_limits_are_included(value):
    assert require_number(value, "share", 0, 1) is None


@pytest.mark.parametrize("value", [True, np.True_, "3", None, [3], 1j, pd.NA, np.array(3.0)])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=rf"`price` must be a number; got {type(value).__name__}\."):
        require_number(value, "price")


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (-0.1, 0, 1, r"`share` must lie in \[0, 1\]; got -0\.1\."),
        (-1, 0, np.inf, r"`share` must lie in \[0, inf\); got -1\."),
        (9, -np.inf, 5, r"`share` must lie in \(-inf, 5\]; got 9\."),
        (np.nan, -np.inf, np.inf, r"`share` must lie in \(-inf, inf\); got nan\."),
    ],
)
def test_number_out_of_range_is_refused(value, low, high, said):
    with pytest.raises(ValueError, match=said):
        require_number(value, "share", low, high)


@given(st.floats(), st.floats(-10, 10), st.floats(-10, 10))
def test_number_passes_exactly_when_it_is_in_range(value, low, high):
    try:
        require_number(value, "x", low, high)
    except ValueError:
        assert not low <= value <= high
    else:
        assert low <= value <= high


@pytest.mark.parametrize("value", [0, 1, 0.01, np.float64(1.0)])
def test_fraction_passes(value):
    assert require_fraction(value, "min_support") is None


@pytest.mark.parametrize("value", [-0.01, 1.01, 50, np.nan])
def test_percent_is_no_fraction(value):
    with pytest.raises(ValueError, match=r"`min_support` must lie in \[0, 1\]; got"):
        require_fraction(value, "min_support")


@pytest.mark.parametrize(("value", "low"), [(0, 0), (1000, 1), (np.int8(3), 3), (-2, -5)])
def test_whole_number_passes(value, low):
    assert require_whole(value, "n", low) is None


@pytest.mark.parametrize("value", [1.0, "1", True, np.True_, None, np.float64(2)])
def test_what_is_not_whole_is_refused(value):
    with pytest.raises(TypeError, match="`n` must be a whole number; got"):
        require_whole(value, "n")


def test_whole_number_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match=r"^`n` must be at least 1; got 0\.$"):
        require_whole(0, "n", low=1)


def test_choice_passes():
    assert require_choice("RFID", "counting", ["RFID", "weekly"]) is None


@pytest.mark.parametrize("value", ["rfid", "", None, 1])
@pytest.mark.parametrize("kind", [list, tuple, iter, dict.fromkeys])
def test_what_is_none_of_the_choices_is_refused_with_all_of_them(value, kind):
    said = rf"^`counting` must be one of 'RFID', 'weekly'; got {value!r}\.$"
    with pytest.raises(ValueError, match=said):
        require_choice(value, "counting", kind(["RFID", "weekly"]))


def test_generator_passes():
    assert require_rng(np.random.default_rng(8)) is None


@pytest.mark.parametrize("value", [8, None, np.random.RandomState(8), np.random])
def test_what_is_no_generator_is_refused_with_the_way_to_one(value):
    with pytest.raises(TypeError, match=r"`rng` must be a random generator; .*default_rng\(8\)"):
        require_rng(value)


@pytest.mark.parametrize("value", [10**400, -(10**400)])
def test_number_without_end_is_refused_in_short(value):
    with pytest.raises(ValueError, match=r"^`x` must lie in \[0, .*; got -?1000\d+\.\.\.\d+\.$"):
        require_fraction(value, "x")


@pytest.mark.parametrize(("whole", "kind"), [(False, "f"), (True, "i")])
@pytest.mark.parametrize("values", [[4, 0, 7], (4.0, 0.0, 7.0), pd.Series([4, 0, 7])])
def test_units_come_back_as_floats_or_as_whole_numbers(values, whole, kind):
    units = require_units(values, "demand", whole=whole)
    assert units.dtype.kind == kind
    assert units.tolist() == [4, 0, 7]


def test_units_come_back_as_an_array_of_their_own():
    demand = np.array([4.0, 7.0])
    require_units(demand, "demand")[0] = 9
    assert demand.tolist() == [4, 7]


@pytest.mark.parametrize(
    ("values", "whole", "said"),
    [
        (
            [4, -1, -2],
            False,
            r"finite numbers from 0; got 2 others, the first \(-1\) at position 1",
        ),
        ([np.nan], False, r"finite numbers .* 1 others, the first \(nan\) at position 0"),
        ([4, np.inf], True, r"whole numbers .* 1 others, the first \(inf\) at position 1"),
        ([4.5, 1], True, r"whole numbers .* 1 others, the first \(4.5\) at position 0"),
    ],
)
def test_impossible_units_are_counted_and_the_first_is_placed(values, whole, said):
    with pytest.raises(ValueError, match=rf"^`demand` must hold {said}\.$"):
        require_units(values, "demand", whole=whole)


@pytest.mark.parametrize("value", [1e19, 2.0**54, 2**63, 2**64 - 1])
def test_whole_units_that_a_float_can_t_tell_apart_are_refused(value):
    assert require_units([2.0**53], "demand", whole=True).tolist() == [2**53]
    with pytest.raises(ValueError, match=r"`demand` must hold whole numbers from 0; got 1 others"):
        require_units([3, value], "demand", whole=True)


@pytest.mark.parametrize("values", [4, [[4]], ["4"], [True], [None]])
def test_what_is_no_row_of_numbers_is_refused(values):
    with pytest.raises(TypeError, match=r"`demand` must be one row of numbers; got [012] dim"):
        require_units(values, "demand")


def test_fit_of_another_kind_or_without_a_maximum_is_refused():
    require_fit(SimpleNamespace(converged=True), SimpleNamespace)
    with pytest.raises(TypeError, match=r"^`spend` must be a SimpleNamespace; got dict\.$"):
        require_fit({"converged": True}, SimpleNamespace, "spend")
    with pytest.raises(ValueError, match=r"^`fit` must have converged; got .*converged=False"):
        require_fit(SimpleNamespace(converged=False), SimpleNamespace)


def test_require_kind_lets_a_subclass_pass_and_names_both_classes():
    require_kind(True, int, "n")
    with pytest.raises(TypeError, match="`weights` must be a Series; got list"):
        require_kind([1], pd.Series, "weights")
