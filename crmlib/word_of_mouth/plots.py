"""Pictures of growth by recommendation and of what complaints say; titles left to the chapter."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Counts,
    Flags,
    Fraction,
    Steps,
    Texts,
    checked,
    column,
    filled,
)
from crmlib.word_of_mouth.bass import BassFit
from crmlib.word_of_mouth.referral import (
    ReferralPlan,
    lifetime_referrals,
    long_run_customers,
    referral_growth,
)
from crmlib.word_of_mouth.tellings import (
    People,
    PurchaseResponses,
    net_tellings,
    revenue_break_even,
    revenue_change,
    tellings_break_even,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_balance",
    "plot_growth",
    "plot_adoption",
    "plot_referrals",
]


@checked
def plot_balance(
    good: People, bad: People, responses: PurchaseResponses, share: Fraction
) -> "Axes":
    """Return talk and money against the share resolved, with one share marked.

    Use it to move the assumptions and watch the two break-even points.

    Parameters
    ----------
    good, bad : float
        As in `net_tellings`.
    responses : PurchaseResponses
        Who changes what.
    share : float
        The share resolved that is marked, a fraction.

    Returns
    -------
    matplotlib.axes.Axes
        Net tellings on the left axis, revenue in percent on the right one; both axes have their
        0 at the same height; the title gives both break-even shares, the legend the values at
        the share marked.

    Examples
    --------
    >>> axes = plot_balance(4.5, 9.5, PurchaseResponses(increase=0.5, cut=0.5), 0.7)
    >>> axes.get_title(loc="left")
    'Talk breaks even at 67.9 %, money at 91.8 %'
    """
    import matplotlib.pyplot as plt

    resolved = np.linspace(0, 1, 101)
    talk, money = net_tellings(resolved, good, bad), 100 * revenue_change(resolved, responses)
    axes = plt.figure().subplots()
    other = axes.twinx()
    lines = axes.plot(100 * resolved, talk, label="net tellings (left)")
    lines += other.plot(100 * resolved, money, "--", color="C1", label="revenue (right)")
    for side, values in [(axes, talk), (other, money)]:
        reach = 1.1 * max(abs(values).max(), 1e-9)
        side.set_ylim(-reach, reach)
    axes.axhline(0, color="0.4", linewidth=0.8)
    here = float(net_tellings(share, good, bad)), float(100 * revenue_change(share, responses))
    label = f"at {100 * share:.0f} %: {here[0]:+.1f} tellings, {here[1]:+.0f} % revenue"
    lines.append(axes.axvline(100 * share, color="0.4", linestyle=":", label=label))
    axes.set(xlabel="complaints fully resolved (%)", ylabel="net tellings per complainer")
    other.set_ylabel("change of complainers' buying (%)")
    other.grid(False)
    axes.legend(handles=lines, loc="upper left")
    shares = tellings_break_even(good, bad), revenue_break_even(responses)
    talk_at, money_at = (f"{100 * share:.1f} %" for share in shares)
    axes.set_title(f"Talk breaks even at {talk_at}, money at {money_at}", loc="left")
    return axes


@checked
def plot_growth(plan: ReferralPlan, n_start: Amount, n_periods: Steps) -> "Axes":
    """Return the path of one plan under a title that says on which side of 1 it lies.

    Parameters
    ----------
    plan : ReferralPlan
        With a market size.
    n_start : float
        Customers in month 0.
    n_periods : int
        How many months to draw, at least 1.

    Returns
    -------
    matplotlib.axes.Axes
        Customers per month.

    Raises
    ------
    ValueError
        As `referral_growth` and `long_run_customers`.

    Examples
    --------
    >>> plan = ReferralPlan(0.2, churn_rate=0.1, market_size=1000)
    >>> plot_growth(plan, 10, 12).get_title(loc="left")
    'R = 1.80: it comes to rest at 444 customers'
    """
    import matplotlib.pyplot as plt

    path, reached = referral_growth(plan, n_start, n_periods), lifetime_referrals(plan)
    axes = plt.figure().subplots()
    axes.plot(path["period"], path["customers"], linewidth=3)
    rest = f"it comes to rest at {long_run_customers(plan):,.0f} customers"
    end = rest if reached > 1 else "it dies out"
    axes.set_title(f"R = {reached:.2f}: {end}", loc="left")
    axes.set(xlabel="month", ylabel="customers", ylim=(0, plan.market_size))
    return axes


@checked
def plot_adoption(sales: column(Amounts), fit: BassFit, n_periods: Steps) -> "Axes":
    """Return sales per year, the Bass curve fitted to them, and what word of mouth brought.

    Parameters
    ----------
    sales : Series
        Units per year, indexed by year, from the first year on.
    fit : BassFit
        Fitted to `sales`, converged.
    n_periods : int
        How many years to draw, at least 1.

    Returns
    -------
    matplotlib.axes.Axes
        Without a title.

    Raises
    ------
    ValueError
        If `sales` is not indexed by year.

    Examples
    --------
    >>> from crmlib.datasets import vcr_sales
    >>> from crmlib.word_of_mouth.bass import fit_bass
    >>> axes = plot_adoption(vcr_sales(), fit_bass(vcr_sales()), 14)
    >>> axes.get_xlabel()
    'year'
    """
    import matplotlib.pyplot as plt

    if sales.empty or not pd.api.types.is_numeric_dtype(sales.index):
        raise ValueError(f"`sales` must be indexed by year; got {sales.index.dtype}.")
    curve = fit.curve(n_periods)
    years = sales.index[0] + curve["period"] - 1
    axes = plt.figure().subplots()
    told = curve["by_word_of_mouth"]
    axes.fill_between(years, told, color="0.85", linewidth=0, label="by word of mouth")
    axes.plot(years, curve["adopters"], label="Bass model")
    axes.plot(sales.index, sales, "o", color="black", label="sold")
    axes.set(xlabel="year", ylabel="thousand per year")
    axes.legend()
    return axes


@checked
def plot_referrals(
    customers: filled(brought_by=Texts, generation=Counts, is_new=Flags),
) -> "Axes":
    """Return the tree of who brought whom, one row per generation.

    Parameters
    ----------
    customers : DataFrame, indexed by customer
        brought_by (text, a customer of the table, or anything else for the first ones),
        generation (0 for the first) and is_new (bool), as from `toy_referrals`.

    Returns
    -------
    matplotlib.axes.Axes
        Without a title; who is new stands in a dashed circle.

    Examples
    --------
    >>> from crmlib.word_of_mouth.simulated import toy_referrals
    >>> len(plot_referrals(toy_referrals()).get_lines())
    9
    """
    import matplotlib.pyplot as plt

    axes = plt.figure(figsize=(7, 3.6)).subplots()
    place = {}
    for depth, members in customers.groupby("generation"):
        for rank, name in enumerate(members.index):
            place[name] = ((rank + 0.5) / len(members), -depth)
    for name, row in customers.iterrows():
        if row["brought_by"] in place:
            ends = place[row["brought_by"]], place[name]
            axes.plot(*zip(*ends, strict=True), color="0.6", zorder=1)
        face, line = ("white", "--") if row["is_new"] else ("0.85", "-")
        look = {"boxstyle": "circle", "facecolor": face, "linestyle": line, "edgecolor": "0.3"}
        axes.text(*place[name], name, ha="center", va="center", bbox=look)
    depths = sorted(customers["generation"].unique())
    axes.set_yticks([-depth for depth in depths], [str(depth) for depth in depths])
    axes.set(ylabel="generation", xlim=(0, 1), ylim=(-depths[-1] - 0.5, 0.5), xticks=[])
    axes.grid(False)
    return axes
