"""Days are read where they read in one way; where they read in two, they are asked for."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets.days import _moved, _parsed, _read_texts, _Triple, _typed_texts


def read(*texts, order=None):
    """Return the days of some texts."""
    return _read_texts(pd.Series(texts, dtype="str"), order, "date")[0]["day"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-09",
        "2025/3/9",
        "2025.03.09",
        "2025年3月9日",
        "20250309",
        "9 Mar 2025",
        "March 9, 2025",
        "09-Mar-25",
        "Sunday, 9 March 2025",
        "9. März 2025",
        "9th March 2025",
        "9 mars 2025",
        "9 de marzo de 2025",
        "domingo, 9 de marzo de 2025",
        "２０２５／０３／０９",  # noqa: RUF001
        "2025-W10-7",
    ],
)
def test_day_of_one_reading_is_read(text):
    assert _parsed(text) == date(2025, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "45810",
        "2025-02-30",
        "31 Feb 2025",
        "1740000000",
        "2025-W10",
        "2025-W54-1",
    ],
)
def test_what_is_no_day_has_a_reason(text):
    assert isinstance(_parsed(text), str)


def test_thirteenth_settles_the_column():
    assert read("01/02/2025", "13/02/2025")[0] == pd.Timestamp("2025-02-01")
    assert read("01/02/2025", "02/13/2025")[0] == pd.Timestamp("2025-01-02")


@pytest.mark.parametrize("texts", [("01/02/2025", "03/03/2025"), ("13/01/2025", "01/13/2025")])
def test_order_is_asked_for(texts):
    with pytest.raises(ValueError, match="`date_order` must be said"):
        read(*texts)


def test_year_of_two_digits_that_seems_to_stand_first_is_asked_for():
    """Nobody sells on the 24th only, until 2031: 24 and 25 are years."""
    texts = ("24/12/31", "24/11/05", "25/01/17")
    with pytest.raises(ValueError, match="can begin with a year of two digits"):
        read(*texts)
    assert read(*texts, order="ymd")[0] == pd.Timestamp("2024-12-31")
    assert read("13.01.25", "05.02.25")[1] == pd.Timestamp("2025-02-05")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2025/1/3 下午8:15", 20),
        ("2025-01-03 上午 12:15:00", 0),
        ("2025年1月3日 午後11:15", 23),
        ("3 January 2025 at 08:15", 8),
        ("3 de enero de 2025 8:15 p. m.", 20),
        ("Jan 3, 2025, 8:15\u202fPM", 20),
    ],
)
def test_half_of_the_day_is_read_in_other_languages(text, hour):
    assert read(text) == [pd.Timestamp(2025, 1, 3, hour, 15)]


def test_nothing_is_asked_where_both_readings_are_one_day():
    assert read("03/03/2025") == [pd.Timestamp("2025-03-03")]


def test_two_digit_years_are_of_this_century_up_to_69():
    years = [_Triple(1, 2, year, True).day("dmy").year for year in (25, 69, 70, 99)]
    assert years == [2025, 2069, 1970, 1999]


def test_a_clock_of_twelve_hours_and_one_with_an_offset_keep_their_own_time():
    texts = "2025-01-05 1:30 PM", "2025-01-05 12:05 am", "2025-03-02 23:30:00 +0100"
    clocks = ["2025-01-05 13:30", "2025-01-05 00:05", "2025-03-02 23:30"]
    assert read(*texts) == [pd.Timestamp(one) for one in clocks]


def test_zone_moves_the_stamps_that_name_one():
    texts = pd.Series(["2025-05-03 00:30:00 +0200", "2025-05-03 00:30:00"], dtype="str")
    moved, choice = _moved(_read_texts(texts, None, "date")[0], "UTC", utc=False)
    assert moved.tolist() == [pd.Timestamp("2025-05-02 22:30"), pd.Timestamp("2025-05-03 00:30")]
    assert choice["clock"][0] == "UTC"


def test_unknown_zone_is_refused():
    stamps = _read_texts(pd.Series(["2025-05-03"], dtype="str"), None, "date")[0]
    with pytest.raises(ValueError, match="`time_zone` must be a name such as"):
        _moved(stamps, "Mars", utc=False)


def test_typed_cells_are_days_and_serials_only_in_a_workbook():
    cells = pd.Series([datetime(2025, 1, 5), date(2025, 1, 6), None, 45703, pd.NaT], dtype=object)
    assert _typed_texts(cells, datetime(1899, 12, 30))[3] == "2025-02-15T00:00:00"
    texts = ["2025-01-05T00:00:00", "2025-01-06", "", "45703", ""]
    assert _typed_texts(cells, None).tolist() == texts


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["dmy", "mdy"]))
def test_day_written_in_an_order_is_read_back_in_it(day, order):
    text = day.strftime("%d/%m/%Y" if order == "dmy" else "%m/%d/%Y")
    assert read(text, order=order) == [pd.Timestamp(day)]
    assert np.datetime64(read(day.isoformat())[0], "D") == np.datetime64(day)
