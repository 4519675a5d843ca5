"""Dates: text is read in one way only, and a date of two readings is refused."""

import re
from datetime import date
from reprlib import repr as short

import numpy as np
import pandas as pd

__all__ = ["as_date"]

ISO_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)


def as_date(value: str | date | np.datetime64, name: str) -> pd.Timestamp:
    """Return a date from ISO text or anything that is a date; refuse other texts.

    Parameters
    ----------
    value : str, date, datetime, Timestamp or datetime64
        Such as "2020-02-05" or "2020-02-05 14:30"; "05/02/2020" could be two days.
    name : str
        The caller's name for the argument.

    Returns
    -------
    Timestamp
        With the zone that was given, without one if none was.

    Raises
    ------
    TypeError
        If `value` is no date at all.
    ValueError
        If it is missing, a text of another form, or no day of the calendar.

    Examples
    --------
    >>> as_date("05/02/2020", "as_of")
    Traceback (most recent call last):
    ValueError: `as_of` must be a date like '2020-02-05'; got '05/02/2020'.
    """
    if isinstance(value, str) and not ISO_DATE.fullmatch(value.strip()):
        raise ValueError(f"`{name}` must be a date like '2020-02-05'; got {short(value)}.")
    if not isinstance(value, str | date | np.datetime64):
        raise TypeError(f"`{name}` must be a date; got {type(value).__name__}.")
    try:
        found = pd.Timestamp(value.strip() if isinstance(value, str) else value)
    except ValueError:
        raise ValueError(f"`{name}` must be a day of the calendar; got {short(value)}.") from None
    if found is pd.NaT:
        raise ValueError(f"`{name}` must be a date; got a missing one.")
    return found
