"""Pictures of loyalty and of growth by recommendation; titles are left to the chapter."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core.checks import require_columns, require_fit, require_units
from crmlib.loyalty.markets import MARKETS, market_loyalty
from crmlib.loyalty.zones import HIGHEST, ThreeZones
from crmlib.word_of_mouth.bass import BassFit
from crmlib.word_of_mouth.referral import (
    ReferralPlan,
    lifetime_referrals,
    long_run_customers,
    referral_growth,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_zones",
    "plot_markets",
    "plot_profit_sources",
    "plot_growth_twice",
    "plot_growth",
    "plot_adoption",
]

SOURCE_HATCHES = {"base": "", "more_revenue": "//", "lower_cost": "..", "word_of_mouth": "xx"}
STYLES = ["-", "--", "-.", ":", (0, (1, 3))]


def plot_zones(customers: pd.DataFrame, zones: ThreeZones) -> "Axes":
    """Return mean loyalty per satisfaction score, with three zones drawn through it.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: satisfaction (0 to 10) and loyalty (a fraction).
    zones : ThreeZones
        The relation to draw; its two thresholds are dotted.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title.

    Raises
    ------
    TypeError
        If `customers` is not a DataFrame.
    ValueError
        If a column is missing.

    Examples
    --------
    >>> people = pd.DataFrame({"satisfaction": [2.0, 9.0], "loyalty": [0.2, 0.6]})
    >>> axes = plot_zones(people, ThreeZones(4, 8, plateau=0.4, drop=0.1, rise=0.2))
    >>> len(axes.get_lines())
    4
    """
    import matplotlib.pyplot as plt

    require_columns(customers, ["satisfaction", "loyalty"], "customers")
    axes = plt.figure().subplots()
    means = customers.groupby("satisfaction")["loyalty"].mean()
    axes.plot(means.index, means, "o", markersize=4, color="0.6", label="mean of the customers")
    scores = np.linspace(means.index.min(), HIGHEST, 201)
    axes.plot(scores, zones.loyalty_at(scores), linewidth=3, label="three zones")
    for name in ("minimum", "height"):
        threshold = getattr(zones, name)
        axes.axvline(threshold, linestyle=":", color="black")
        axes.annotate(name, (threshold, 0.03), xytext=(4, 0), textcoords="offset points")
    axes.set(xlabel="satisfaction (0 to 10)", ylabel="loyalty (share of purchases)", ylim=(0, 1.05))
    axes.legend(loc="upper center")
    return axes


def plot_markets() -> "Axes":
    """Return one curve of loyalty against satisfaction per market of `MARKETS`.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title.

    Examples
    --------
    >>> [line.get_label() for line in plot_markets().get_lines()][0]
    'local telephone, k = 0.2'
    """
    import matplotlib.pyplot as plt

    figure = plt.figure(layout="constrained")
    axes = figure.subplots()
    scores = np.linspace(0, HIGHEST, 201)
    for (market, exponent), style in zip(MARKETS.items(), STYLES, strict=True):
        label = f"{market}, k = {exponent:g}"
        axes.plot(scores, market_loyalty(scores, market), linestyle=style, label=label)
    axes.set(xlabel="satisfaction (0 to 10)", ylabel="loyalty (chance of buying again)")
    figure.legend(loc="outside right center", title="from no choice\nto much choice")
    return axes


def plot_profit_sources(sources: pd.DataFrame) -> "Axes":
    """Return stacked bars of profit by source, one bar per rate of retention.

    Parameters
    ----------
    sources : DataFrame
        As from `crmlib.loyalty.profit_sources`; the column profit is the height of a bar.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title; each part has a hatch of its own.

    Raises
    ------
    TypeError
        If `sources` is not a DataFrame.
    ValueError
        If a column is missing.

    Examples
    --------
    >>> parts = {name: [1.0] for name in SOURCE_HATCHES}
    >>> axes = plot_profit_sources(pd.DataFrame(parts | {"profit": [4.0]}, index=[0.8]))
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['80 %']
    """
    import matplotlib.pyplot as plt

    require_columns(sources, [*SOURCE_HATCHES, "profit"], "sources")
    axes = plt.figure().subplots()
    names, bottom = [f"{rate:.0%}".replace("%", " %") for rate in sources.index], 0
    for source, hatch in SOURCE_HATCHES.items():
        label = source.replace("_", " ")
        bars = axes.bar(names, sources[source], bottom=bottom, label=label, hatch=hatch, width=0.6)
        bottom = bottom + sources[source].to_numpy()
    axes.bar_label(bars, [f"{total:,.0f}" for total in sources["profit"]], padding=2)
    axes.set(xlabel="retention per year", ylabel="USD per customer")
    axes.margins(y=0.1)
    axes.legend(reverse=True, loc="upper left")
    axes.grid(False, axis="x")
    return axes


def plot_growth_twice(plans: list[ReferralPlan], n_start: float, n_periods: int) -> np.ndarray:
    """Return the paths of several plans, on a linear axis and on a logarithmic one.

    Parameters
    ----------
    plans : list of ReferralPlan
        At most five.
    n_start : float
        Customers in month 0.
    n_periods : int
        How many months to draw, at least 1.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        The linear and the logarithmic picture, without titles.

    Raises
    ------
    TypeError, ValueError
        As `referral_growth`.

    Examples
    --------
    >>> linear, log = plot_growth_twice([ReferralPlan(0.2, churn_rate=0.1)], 100, 12)
    >>> linear.get_yscale(), log.get_yscale()
    ('linear', 'log')
    """
    import matplotlib.pyplot as plt

    both = plt.figure(figsize=(8, 3.8), layout="constrained").subplots(1, 2)
    for plan, style in zip(plans, STYLES, strict=False):
        path = referral_growth(plan, n_start, n_periods)
        label = f"R = {lifetime_referrals(plan):.2f}"
        for axes in both:
            axes.plot(path["period"], path["customers"], linestyle=style, label=label)
    both[1].set_yscale("log")
    for axes, scale in zip(both, ["", ", log scale"], strict=True):
        axes.set(xlabel="month", ylabel=f"customers{scale}")
    both[1].legend()
    return both


def plot_growth(plan: ReferralPlan, n_start: float, n_periods: int) -> "Axes":
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
    TypeError, ValueError
        As `referral_growth`.

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


def plot_adoption(sales: pd.Series, fit: BassFit, n_periods: int) -> "Axes":
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
    TypeError
        If `fit` is not a BassFit or `sales` holds no numbers.
    ValueError
        If the fit has not converged, or `sales` holds missing or negative numbers.

    Examples
    --------
    >>> from crmlib.word_of_mouth.bass import fit_bass, vcr_sales
    >>> axes = plot_adoption(vcr_sales(), fit_bass(vcr_sales()), 14)
    >>> axes.get_xlabel()
    'year'
    """
    import matplotlib.pyplot as plt

    require_fit(fit, BassFit)
    sold, curve = require_units(sales, "sales"), fit.curve(n_periods)
    years = sales.index[0] + curve["period"] - 1
    axes = plt.figure().subplots()
    axes.fill_between(years, curve["by_word_of_mouth"], alpha=0.2, label="by word of mouth")
    axes.plot(years, curve["adopters"], label="Bass model")
    axes.plot(sales.index, sold, "o", color="black", label="sold")
    axes.set(xlabel="year", ylabel="thousand per year")
    axes.legend()
    return axes
