"""Which time a table shows."""

import pandas as pd

from crmlib.course.audit.spans import _cohort_period, _span, _two, _year


def test_a_last_month_that_is_not_over_is_no_whole_month(facts):
    span = _span(facts.orders[facts.orders["order_date"] < "1998-06-20"])
    assert span.whole_last == pd.Period("1998-05", "M")


def test_two_periods_are_of_equal_length(facts):
    (a, b), (c, d) = _two(facts.span)
    assert (b - a).n == (d - c).n == 5 and (c - b).n == 1


def test_a_year_and_cohorts_of_cdnow(facts):
    assert [str(month) for month in _year(facts.span)] == ["1997-07", "1998-06"]
    assert _cohort_period(facts.orders) == "month"
