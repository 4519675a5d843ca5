"""The cash of a project, month by month: outlay first, benefit late."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Amount, Counts, Fraction, Numbers, checked, values, whole

__all__ = ["ProjectTerms", "project_cash", "payback_month", "checked_lives"]

Months = whole(1, 600)
Flow = values(Numbers)
Lives = values(Counts)


@dataclass(frozen=True)
@checked
class ProjectTerms:
    """What a project costs, brings, and how late.

    Parameters
    ----------
    outlay : float
        Money to build all of it in one go.
    benefit : float
        Money a month that all of it brings once it is in full use.
    running : float
        Money a month that all of it costs once it is live.
    ramp_months : int
        Months from going live to full use; the benefit rises evenly from nothing. 12 by default.
    n_months : int
        Months that are counted, from the start; 60 by default.

    Examples
    --------
    >>> ProjectTerms(outlay=600, benefit=30, running=5).n_months
    60
    """

    outlay: Amount
    benefit: Amount
    running: Amount
    ramp_months: Months = 12
    n_months: Months = 60


@checked
def project_cash(
    terms: ProjectTerms, live_months: Lives, *, dearer: Fraction = 0.0
) -> pd.DataFrame:
    """Return the money of each month: outlay, benefit, running costs, and what is left.

    Use it to see when a project is deepest in the red, and when it has paid back.

    Parameters
    ----------
    terms : ProjectTerms
        What all of it costs and brings.
    live_months : sequence of int
        The month at whose end each step goes live, in order; one month for a big bang. The steps
        are equal parts, built one after the other.
    dearer : float
        By which fraction steps cost more to build than the whole in one go; 0 by default.

    Returns
    -------
    DataFrame, index `month` from 1
        outlay, benefit, running (money, none negative) and cash (benefit less the other two).

    Raises
    ------
    ValueError
        If there is no step, or the steps don't go live one after the other within the months.

    Notes
    -----
    A step that is live for m whole months brings its part of min(m - 1, ramp) / ramp of the
    benefit.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> terms = ProjectTerms(outlay=4, benefit=5, running=1, ramp_months=1, n_months=4)
    >>> project_cash(terms, [2])["cash"].tolist()
    [-2.0, -2.0, -1.0, 4.0]
    """
    lives = checked_lives(terms, live_months)
    months = pd.RangeIndex(1, terms.n_months + 1, name="month")
    outlay, benefit, running = np.zeros((3, terms.n_months))
    for begins, live in zip([0, *lives[:-1]], lives, strict=True):
        outlay[begins:live] = terms.outlay * (1 + dearer) / len(lives) / (live - begins)
        age = np.maximum(np.asarray(months) - live, 0)
        in_use = np.clip(age - 1, 0, terms.ramp_months) / terms.ramp_months
        benefit += terms.benefit / len(lives) * in_use
        running += terms.running / len(lives) * (age > 0)
    cash = pd.DataFrame({"outlay": outlay, "benefit": benefit, "running": running}, index=months)
    # The rounding takes off what thirds and tenths add in their last digits.
    return cash.assign(cash=benefit - running - outlay).round(9)


@checked
def payback_month(cash: Flow) -> float:
    """Return the month at whose end all money spent is back for good.

    Parameters
    ----------
    cash : sequence of float
        Money of each month, from month 1.

    Returns
    -------
    float
        The month after the last one whose balance is below zero, counted from 1; NaN if the
        balance is below zero at the end, 1 if it never is.

    Raises
    ------
    ValueError
        If there is no month.

    Notes
    -----
    The balance of a month is the sum of all cash up to it, rounded to six decimals. Money that
    comes in and goes out again counts as not yet back.

    References
    ----------
    None: this is the payback period of every textbook.

    Examples
    --------
    >>> payback_month([-4, 1, 3, 2])
    3.0
    """
    if not len(cash):
        raise ValueError("`cash` must have at least one month; got none.")
    balance = np.cumsum(np.asarray(cash, dtype=float)).round(6)
    below = np.flatnonzero(balance < 0)
    if not len(below):
        return 1.0
    last = int(below[-1]) + 1
    return float(last + 1) if last < len(balance) else float("nan")


@checked
def checked_lives(terms: ProjectTerms, live_months: Lives) -> list[int]:
    """Return the months of going live as whole numbers, if they can be.

    Parameters
    ----------
    terms : ProjectTerms
        Says how many months there are.
    live_months : sequence of int
        The month at whose end each step goes live.

    Returns
    -------
    list of int
        The same months.

    Raises
    ------
    ValueError
        If there is none, or they don't rise from 1 on and end before the last month.

    Examples
    --------
    >>> checked_lives(ProjectTerms(outlay=600, benefit=30, running=5), [4, 8])
    [4, 8]
    """
    lives = [int(month) for month in live_months]
    rising = all(here < there for here, there in zip([0, *lives], lives, strict=False))
    if not lives or not rising or lives[-1] >= terms.n_months:
        raise ValueError(
            f"`live_months` must rise from 1 on and end before month {terms.n_months}; got {lives}."
        )
    return lives
