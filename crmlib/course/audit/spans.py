"""Which time a table shows: whole months, and the periods that can be compared."""

from typing import NamedTuple

import pandas as pd

from crmlib.lifecycle import left_cut, newcomers

__all__ = []

LEEWAY = 3  # days without an order at the end of a month that still count as seen
LENGTHS = (12, 6, 3, 1)  # months of a period, the longest that fits twice
AGES = (365, 180, 90, 30)  # days at which cohorts may be compared
PERIODS = ("month", "quarter", "half-year", "year")
MOST_COHORTS = 12
FEWEST_NEWCOMERS = 50  # of a typical cohort
RUN_IN = {True: 90, False: 30}  # days left out where the table starts in the middle: a year, less


class _Span(NamedTuple):
    """The time that a table shows."""

    first: pd.Timestamp
    last: pd.Timestamp
    n_days: int
    whole_first: pd.Period  # first and last month shown in full
    whole_last: pd.Period
    cut: bool  # whether it starts in the middle
    run_in: int  # days of newcomers to leave out for that


def _span(orders: pd.DataFrame) -> _Span:
    days = orders["order_date"].dt.tz_localize(None).dt.normalize()
    first, last = days.min(), days.max()
    n_days = (last - first).days + 1
    start, end = first.to_period("M"), last.to_period("M")
    if first.day > 1 + LEEWAY:
        start += 1
    if last.day + LEEWAY < last.days_in_month:
        end -= 1
    cut = bool(left_cut(orders)["cut"])
    return _Span(first, last, n_days, start, end, cut, RUN_IN[n_days >= 365] if cut else 0)


def _n_whole(span: _Span) -> int:
    return (span.whole_last - span.whole_first).n + 1


def _within(orders: pd.DataFrame, first: pd.Period, last: pd.Period) -> pd.DataFrame:
    """Return the orders of a stretch of months."""
    days = orders["order_date"].dt.tz_localize(None)
    return orders[(days >= first.start_time) & (days <= last.end_time)]


def _year(span: _Span) -> tuple[pd.Period, pd.Period] | None:
    """Return the last twelve whole months, or as many as there are."""
    n = min(_n_whole(span), 12)
    return (span.whole_last - (n - 1), span.whole_last) if n > 0 else None


def _two(span: _Span) -> list[tuple[pd.Period, pd.Period]] | None:
    """Return two periods of equal length, the second up to the last whole month."""
    for n in LENGTHS:
        if _n_whole(span) >= 2 * n:
            last = span.whole_last
            return [(last - (2 * n - 1), last - n), (last - (n - 1), last)]
    return None


def _cohort_period(orders: pd.DataFrame) -> str:
    """Return the finest period with few enough cohorts that are large enough."""
    for period in PERIODS:
        sizes = newcomers(orders, period=period)["cohort"].value_counts()
        if len(sizes) <= MOST_COHORTS and sizes.median() >= FEWEST_NEWCOMERS:
            return period
    return "year"


def _calendar_period(span: _Span) -> str:
    """Return the finest period of which the table shows at most twelve."""
    n_months = (span.last.to_period("M") - span.first.to_period("M")).n + 1
    lengths = dict(zip(PERIODS, (1, 3, 6, 12), strict=True))
    return next((name for name in PERIODS if n_months <= lengths[name] * MOST_COHORTS), "year")


def _newcomers_only(orders: pd.DataFrame, span: _Span) -> pd.DataFrame:
    """Return the orders of those who came after the start, where the table starts in the middle."""
    if not span.cut:
        return orders
    people = newcomers(orders)
    late = people["first_date"] >= span.first + pd.Timedelta(days=span.run_in)
    return orders[orders["customer_id"].isin(people.index[late])]
