"""Dates as text: one reading, or none."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.core.dates import as_date
from crmlib.core.kinds import (
    Dates,
    Numbers,
)

STAMP = pd.Timestamp("2020-02-05 14:30")


@pytest.mark.parametrize(
    "value",
    [
        "2020-02-05 14:30",
        " 2020-02-05T14:30:00 ",
        "2020-02-05T14:30:00.000",
        datetime(2020, 2, 5, 14, 30),
        np.datetime64("2020-02-05T14:30"),
        STAMP,
    ],
)
def test_date_is_read_from_iso_text_or_anything_that_is_one(value):
    assert as_date(value, "as_of") == STAMP


def test_day_begins_at_midnight_and_zones_are_kept():
    assert as_date(date(2020, 2, 5), "as_of") == as_date("2020-02-05", "as_of")
    for noon in ("2020-02-05T12:00Z", "2020-02-05 20:00+08:00", "2020-02-05 20:00+0800"):
        assert as_date(noon, "as_of") == datetime(2020, 2, 5, 12, tzinfo=UTC)


@given(st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)))
def test_date_written_in_iso_is_read_back(moment):
    assert as_date(moment.isoformat(), "as_of") == moment
    assert as_date(moment.isoformat(" "), "as_of") == moment


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        ("05/02/2020", ValueError, "like '2020-02-05'; got '05/02/2020'"),
        ("20200205", ValueError, "like '2020-02-05'; got '20200205'"),
        ("2020-2-5", ValueError, "like '2020-02-05'; got '2020-2-5'"),
        ("", ValueError, "like '2020-02-05'; got ''"),
        (pd.NaT, ValueError, "got a missing one"),
        (np.datetime64("NaT"), ValueError, "got a missing one"),
        (20200205, TypeError, "got int"),
        (None, TypeError, "got NoneType"),
    ],
)
def test_what_is_no_date_is_refused(value, error, said):
    with pytest.raises(error, match=rf"^`as_of` must be a date ?;? ?{said}"):
        as_date(value, "as_of")


@pytest.mark.parametrize("value", ["2020-02-30", "2020-13-01", "2020-02-05 25:00"])
def test_days_that_no_calendar_has_are_refused(value):
    with pytest.raises(ValueError, match=rf"^`as_of` must be a day of the calendar; got '{value}'"):
        as_date(value, "as_of")


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "UInt8", "uint64"])
def test_narrow_whole_numbers_do_not_wrap_around(dtype):
    found = Numbers.check(pd.Series([100, 120], dtype=dtype), "`scores`")
    assert (found + found).tolist() == [200, 240]
    assert (found - 200).tolist() == [-100, -80]


def test_whole_numbers_that_only_an_unsigned_column_holds_become_floats():
    found = Numbers.check(pd.Series([2**63, 1], dtype="uint64"), "`scores`")
    assert found.tolist() == [2.0**63, 1.0]


def test_narrow_fractions_become_wide():
    assert Numbers.check(pd.Series([0.5], dtype="float32"), "`scores`").dtype == np.float64


@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
def test_moments_come_out_of_arrow_in_their_zone(zone):
    moments = pd.Series(pd.to_datetime(["2024-01-01", "2024-02-01"])).dt.tz_localize(zone)
    dressed = moments.convert_dtypes(dtype_backend="pyarrow")
    assert Dates.check(dressed, "`days`").tolist() == moments.tolist()
