"""Pictures of the concepts: who bought when, and who leaves."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.concepts.switching import churn_probability
from crmlib.core import Amount, Count, Number, Texts, checked, filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_leaving", "plot_shop"]

YEAR = 365
MONTHS = 12


@checked
def plot_shop(shop: filled(days=Texts), *, last_days: Count) -> "Axes":
    """Return a year of ticks, one row per customer, with its last days shaded.

    Parameters
    ----------
    shop : DataFrame, one row per customer
        Column `days`: the days of the year with an order, as "10, 150"; see `toy_shop`.
    last_days : int
        How many days before day 365 are shaded.

    Returns
    -------
    matplotlib.axes.Axes
        One row per customer, the first on top.

    Examples
    --------
    >>> from crmlib.concepts import toy_shop
    >>> len(plot_shop(toy_shop(), last_days=180).get_yticks())
    6
    """
    import matplotlib.pyplot as plt

    ax = plt.figure(figsize=(8, 3.6)).subplots()
    days = [[int(day) for day in row.split(", ")] for row in shop["days"]]
    ax.eventplot(days, linelengths=0.5, linewidths=3)
    ax.axvspan(YEAR - last_days, YEAR, alpha=0.2, color="C1")
    ax.set_yticks(range(len(shop)), labels=list(shop.index))
    ax.invert_yaxis()
    ax.set(xlabel=f"day of the year (shaded: the last {last_days} days)", xlim=(0, YEAR))
    return ax


@checked
def plot_leaving(switching_cost: Amount, price_rise: Number) -> "Axes":
    """Return how many of 1,000 customers stay, month by month, and what a shop earns on them.

    Parameters
    ----------
    switching_cost : float
        What leaving costs a customer, in dollars, 0 or more.
    price_rise : float
        How many dollars a month the shop asks more than its rival.

    Returns
    -------
    matplotlib.axes.Axes
        Bars over a year; the title says what one customer has brought.

    Notes
    -----
    As `best_price_rise`: 3 dollars a month at the rival's price, offers that differ with a
    spread of 2 dollars. The numbers are ours.

    Examples
    --------
    >>> plot_leaving(4, 0).get_title()
    '218 of 1,000 stay; on average a customer has brought $17'
    """
    import matplotlib.pyplot as plt

    leave = churn_probability([switching_cost], price_rise, spread=2)[0]
    months = np.arange(MONTHS + 1)
    stay = 1_000 * (1 - leave) ** months
    earned = (3 + price_rise) * stay[1:].sum() / 1_000
    ax = plt.figure(figsize=(8, 4)).subplots()
    ax.bar(months, stay)
    brought = f"has brought {'-' if earned < 0 else ''}${abs(earned):.0f}"
    ax.set(
        title=f"{stay[-1]:,.0f} of 1,000 stay; on average a customer {brought}",
        xlabel="month",
        ylabel="customers who stay",
        ylim=(0, 1_050),
    )
    return ax
