"""Numbers, days and customers in words that need no dictionary."""

import math

import pandas as pd

__all__ = []

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NOTHING, MINUS, JOINT = "\u2013", "\u2212", "\u00a0"  # a number and its unit stay on one line
FEW = 10  # below it a number is shown with two decimals


def _money(value: float, currency: str = "") -> str:
    """Return a sum of money: whole from 10 on."""
    if pd.isna(value):
        return NOTHING
    digits = 2 if 0 < abs(value) < FEW else 0
    written = f"{value:,.{digits}f}{JOINT}{currency}"
    return written.rstrip(JOINT).replace("-", MINUS)


def _percent(share: float) -> str:
    """Return a share in percent: one decimal below 10 %."""
    if pd.isna(share):
        return NOTHING
    percent = 100 * share
    digits = 1 if 0 < abs(percent) < FEW else 0
    return f"{percent:.{digits}f}{JOINT}%".replace("-", MINUS)


def _count(n: float) -> str:
    return NOTHING if pd.isna(n) else f"{round(n):,}"


def _number(value: float) -> str:
    """Return a number with two decimals at most, whole above 100."""
    if pd.isna(value):
        return NOTHING
    digits = 0 if abs(value) >= 100 or value == math.floor(value) else 2
    return f"{value:,.{digits}f}".replace("-", MINUS)


def _of(n: float, what: str) -> str:
    """Return so many of something; one of it without its s."""
    return f"{_count(n)}{JOINT}{what[:-1] if round(n) == 1 and what.endswith('s') else what}"


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _month(month: pd.Period) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def _months(first: pd.Period, last: pd.Period) -> str:
    """Return a stretch of months, the year once where it is one."""
    if first == last:
        return _month(first)
    start = MONTHS[first.month - 1] if first.year == last.year else _month(first)
    return f"{start} to {_month(last)}"


def _span(first: pd.Period, last: pd.Period) -> str:
    """Return the same with a dash, for sentences that have a `to` of their own."""
    dash = "\u2013" if first.year == last.year else " \u2013 "
    return _months(first, last).replace(" to ", dash)


def _date(day: pd.Timestamp) -> str:
    return f"{day.day}{JOINT}{MONTHS[day.month - 1][:3]}{JOINT}{day.year}"


def _short(month: pd.Period) -> str:
    return f"{MONTHS[month.month - 1][:3]}{JOINT}{month.year}"


def _range(row: object, written: object) -> str:
    """Return a share, or a sum, with its interval; `row` has value, low and high."""
    value, low, high = row
    return f"{written(value)} ({written(low)} to {written(high)})"
