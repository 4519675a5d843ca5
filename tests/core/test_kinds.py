"""Each kind of column takes its own, in any clothes, and refuses the rest in words."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_series_equal

from crmlib.core.kinds import (
    Amounts,
    Anything,
    Counts,
    Dates,
    Flags,
    Fractions,
    Ids,
    Numbers,
    Positives,
    Texts,
    labels,
    missing_allowed,
    within,
)

PLACE = "`orders` in `x`"
COLOURS = labels("red", "blue")
STAMP = pd.Timestamp("2020-02-05 14:30")


def _column(values, dtype=None):
    return pd.Series(values, index=range(7, 7 + len(values)), dtype=dtype)


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (Numbers, [-1.5, 2]),
        (Amounts, [0, 2.5]),
        (Positives, [0.1, 2]),
        (Counts, [0, 3.0, 2.0**53]),
        (Fractions, [0, 0.5, 1]),
        (within(1, 5), [1, 5]),
        (Flags, [True, False]),
        (Ids, ["Ann", "Bob"]),
        (Ids, [1, 2.5]),
        (Texts, ["a", ""]),
        (COLOURS, ["red", "red"]),
        (Dates, [STAMP]),
        (Anything, [None, "a", 1]),
    ],
)
def test_good_column_comes_back_as_it_is(kind, good):
    column = _column(good)
    assert_series_equal(kind.check(column, PLACE), column)


@pytest.mark.parametrize(
    ("kind", "bad", "said"),
    [
        (
            Numbers,
            [1, np.inf],
            "only finite numbers in `x`; got 1 others, the first inf at index 8",
        ),
        (Amounts, [3, -1, -2], "only numbers of at least 0 in `x`; got 2 others, the first -1 at"),
        (Positives, [0.0], "only numbers above 0 in `x`; got 1 others, the first 0.0 at index 7"),
        (Counts, [-1], "only numbers of at least 0 in `x`; got 1 others, the first -1 at"),
        (Counts, [1, 1.5], "only whole numbers in `x`; got 1 others, the first 1.5 at index 8"),
        (Counts, [2.0**63], "only whole numbers in `x`; got 1 others, the first 9.22"),
        (
            Fractions,
            [20],
            "only fractions from 0 to 1 in `x`; got 1 others, the first 20 at index 7",
        ),
        (within(1, 5), [5, 6], "only numbers from 1 to 5 in `x`; got 1 others, the first 6 at"),
        (COLOURS, ["Red"], "only 'red', 'blue' in `x`; got 1 others, the first 'Red' at index 7"),
        (Dates, ["2020-02-05", "05/02/2020"], "only dates like '2020-02-05' in `x`; got 1 others"),
        (Dates, ["2020-02-30"], "only dates like .*; got 1 others, the first '2020-02-30' at"),
    ],
)
def test_bad_values_are_counted_and_the_first_is_placed(kind, bad, said):
    with pytest.raises(ValueError, match=f"^`orders` must have {said}"):
        kind.check(_column(bad), PLACE)


@pytest.mark.parametrize(
    ("kind", "bad", "said"),
    [
        (Numbers, ["12"], "numbers in `x`; got str, the first '12' at index 7"),
        (Numbers, [True], "numbers in `x`; got bool, the first True at index 7"),
        (Numbers, [1j], "numbers in `x`; got complex128, the first 1j at index 7"),
        (Numbers, [1, [2]], "numbers in `x`; got object"),
        (Counts, ["12"], "numbers in `x`; got str"),
        (Flags, ["yes"], r"True or False in `x`; got str\. Make it with .astype\(bool\) or a"),
        (Flags, [0, 1], "True or False in `x`; got int64"),
        (Ids, ["a", 1], "only text or only numbers in `x`; got both"),
        (Ids, [1, [1]], "names or numbers in `x`; got list in a cell"),
        (Ids, [{"a": 1}], "names or numbers in `x`; got dict in a cell"),
        (Texts, [5], "text in `x`; got int64"),
        (Texts, ["a", 5], "text in `x`; got object"),
        (Dates, [20200205], "dates in `x`; got int64"),
        (Dates, [["2020-02-05"]], "dates in `x`; got object"),
    ],
)
def test_values_of_another_kind_are_refused(kind, bad, said):
    with pytest.raises(TypeError, match=f"^`orders` must have {said}"):
        kind.check(_column(bad), PLACE)


@pytest.mark.parametrize("kind", [Numbers, Counts, Flags, Ids, Texts, Dates, COLOURS])
@pytest.mark.parametrize("hole", [None, np.nan, pd.NA, pd.NaT])
def test_missing_values_are_counted_and_the_first_is_placed(kind, hole):
    message = r"^`orders` must have no missing `x`; got 2 such rows, the first at index 8\.$"
    with pytest.raises(ValueError, match=message):
        kind.check(_column(["red", hole, hole], object), PLACE)


def test_series_without_a_column_is_named_alone():
    with pytest.raises(ValueError, match=r"^`spend` must have no missing value; got 1 such rows"):
        Numbers.check(pd.Series([np.nan]), "`spend`")
    with pytest.raises(TypeError, match=r"^`spend` must have numbers; got str, the first 'a'"):
        Numbers.check(pd.Series(["a"]), "`spend`")


@pytest.mark.parametrize(
    ("kind", "values", "dtype", "plain"),
    [
        (Numbers, [1, 2], "Int64", "int64"),
        (Numbers, [1, 2], "UInt8", "int64"),
        (Numbers, [1, 2.5], "Float64", "float64"),
        (Counts, [1, 2], "int32[pyarrow]", "int64"),
        (Amounts, [1, 2.5], "double[pyarrow]", "float64"),
        (Numbers, [0, 2], "Sparse[int]", "int64"),
        (Flags, [True, False], "boolean", "bool"),
        (Flags, [True, False], "bool[pyarrow]", "bool"),
        (Flags, [True, False], "Sparse[bool]", "bool"),
        (Dates, [STAMP], "timestamp[ns][pyarrow]", "datetime64[ns]"),
        (Dates, ["2020-02-05 14:30"], "string[pyarrow]", "datetime64[us]"),
        (Dates, ["2020-02-05 14:30"], "category", "datetime64[us]"),
    ],
)
def test_other_clothes_come_out_plain(kind, values, dtype, plain):
    found = kind.check(_column(values, dtype), PLACE)
    assert found.dtype == plain
    assert found.index.tolist() == _column(values).index.tolist()
    expected = [STAMP] if kind is Dates else values
    assert found.tolist() == expected


@pytest.mark.parametrize("dtype", ["object", "string", "string[pyarrow]", "category"])
@pytest.mark.parametrize("kind", [Ids, Texts, COLOURS])
def test_text_may_wear_any_clothes(kind, dtype):
    column = _column(["red", "blue"], dtype)
    assert kind.check(column, PLACE) is column


@pytest.mark.parametrize("dtype", ["int64[pyarrow]", "Int64", "category"])
def test_numbers_that_are_no_labels_are_refused_in_any_clothes(dtype):
    with pytest.raises(ValueError, match=r"only 'red', 'blue' in `x`; got 1 others, the first 5"):
        COLOURS.check(_column([5], dtype), PLACE)


def test_lists_in_the_cells_of_an_arrow_column_are_no_names():
    nested = pd.Series([[1]]).astype(pd.ArrowDtype(pa.list_(pa.int64())))
    with pytest.raises(TypeError, match=r"names or numbers in `x`; got list in a cell"):
        Ids.check(nested, PLACE)


@pytest.mark.parametrize("kind", [Numbers, Counts, Flags, Ids, Texts, Dates, COLOURS])
def test_empty_column_needs_no_type(kind):
    assert len(kind.check(pd.Series([], dtype=object), PLACE)) == 0


# missing_allowed


def test_missing_numbers_are_nan_in_any_clothes():
    for column in (_column([4, None], "Int64"), _column([4, None], "int64[pyarrow]")):
        found = missing_allowed(Numbers).check(column, PLACE)
        assert_series_equal(found, _column([4.0, np.nan]))
    assert missing_allowed(Numbers).check(_column([None, None]), PLACE).dtype == float


def test_dates_beside_missing_ones_are_read():
    found = missing_allowed(Dates).check(pd.Series(["2020-02-05 14:30", None], [3, 3]), PLACE)
    assert found.iloc[0] == STAMP
    assert found.iloc[1] is pd.NaT
    assert found.index.tolist() == [3, 3]


@pytest.mark.parametrize(
    ("kind", "values"),
    [(Texts, ["a", None]), (COLOURS, [None, "red"]), (Ids, [2**60 + 1, None])],
)
def test_names_beside_missing_ones_stay_as_they_are(kind, values):
    column = _column(values, "Int64" if kind is Ids else None)
    assert missing_allowed(kind).check(column, PLACE) is column


def test_column_without_gaps_is_checked_as_ever():
    assert missing_allowed(Counts).check(_column([1, 2], "Int64"), PLACE).dtype == "int64"


@pytest.mark.parametrize(
    ("kind", "bad", "error", "said"),
    [
        (Numbers, [None, "x"], TypeError, "numbers in `x`; got str, the first 'x' at index 8"),
        (Amounts, [np.nan, -1], ValueError, "at least 0 in `x`; got 1 others, the first -1.0 at"),
        (Counts, [np.nan, 1.5], ValueError, "only whole numbers in `x`; got 1 others"),
        (COLOURS, [None, "Red"], ValueError, "only 'red', 'blue' in `x`; got 1 others"),
        (Dates, [None, "05/02/2020"], ValueError, "only dates like '2020-02-05' in `x`"),
    ],
)
def test_values_that_are_there_are_checked(kind, bad, error, said):
    with pytest.raises(error, match=said):
        missing_allowed(kind).check(_column(bad), PLACE)


# Dates


@pytest.mark.parametrize(
    "values",
    [
        ["2020-02-05 14:30", "2020-02-06"],
        ["2020-02-05T14:30:00", "2020-02-06T00:00:00.000000"],
        [" 2020-02-05 14:30 ", "2020-02-06"],
        [STAMP, date(2020, 2, 6)],
        [STAMP.to_pydatetime(), "2020-02-06"],
    ],
)
def test_iso_text_and_dates_are_read_with_and_without_time(values):
    found = Dates.check(_column(values, object), PLACE)
    assert found.tolist() == [STAMP, pd.Timestamp("2020-02-06")]


def test_datetimes_are_not_touched():
    for zone in (None, "Asia/Shanghai"):
        column = _column(pd.DatetimeIndex([STAMP], tz=zone))
        assert Dates.check(column, PLACE) is column


def test_zones_are_kept():
    text = Dates.check(_column(["2020-02-05T14:30+08:00", "2020-02-05T14:30:01+08:00"]), PLACE)
    assert text.iloc[0].utcoffset() == pd.Timedelta(hours=8)
    assert text.iloc[0].hour == 14
    local = [pd.Timestamp(day, tz="Europe/Paris") for day in ("2020-01-01", "2020-07-01")]
    assert Dates.check(_column(local, object), PLACE).dt.tz.key == "Europe/Paris"


@pytest.mark.parametrize(
    ("other", "said"),
    [("2020-02-05T14:30", "got some without one"), ("2020-02-05T14:30+01:00", "got several")],
)
def test_dates_of_several_zones_are_refused(other, said):
    with pytest.raises(ValueError, match=rf"^`orders` must have dates of one zone in `x`; {said}"):
        Dates.check(_column(["2020-02-05T14:30+08:00", other]), PLACE)
