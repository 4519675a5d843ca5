"""Pictures of the lifecycle."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import (
    Counts,
    Fraction,
    Fractions,
    Numbers,
    checked,
    filled,
    missing_allowed,
    table_of,
)

Ages = filled(n_customers=Counts, active=Fractions, low=Fractions, high=Fractions, back=Fractions)
SOME = missing_allowed(Numbers)
Cohorts = filled(n_customers=Counts, spend=SOME, spend_low=SOME, spend_high=SOME)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_renewal",
    "plot_one_cohort",
    "plot_cohorts",
    "plot_sales_by_cohort",
]


@checked
def plot_renewal(
    share_fickle: Fraction = 0.5, leave_steady: Fraction = 0.05, leave_fickle: Fraction = 0.4
) -> "Axes":
    """Return the yearly renewal rates of a cohort of two kinds of customers, who never change.

    Use it with `crmlib.notebook.explore`, to see a rate rise though nobody becomes more loyal.

    Parameters
    ----------
    share_fickle : float
        Share of the cohort, in year 0, that is of the fickle kind.
    leave_steady, leave_fickle : float
        Chance of leaving at each renewal, by kind.

    Returns
    -------
    matplotlib.axes.Axes
        Renewal rates in percent, years 1 to 8: the cohort's, between those of the two kinds; the
        title says how far the cohort's rate moves.

    Notes
    -----
    Customers left after year t: s · (1 - a)^t + (1 - s) · (1 - b)^t, with the fickle share s.

    Examples
    --------
    >>> plot_renewal().get_title()
    'Nobody changes, and the renewal rate goes from 77.5 to 93.7 %'
    """
    import matplotlib.pyplot as plt

    years = np.arange(9)
    kinds = {"fickle alone": 1 - leave_fickle, "steady alone": 1 - leave_steady}
    alive = share_fickle * kinds["fickle alone"] ** years
    alive = alive + (1 - share_fickle) * kinds["steady alone"] ** years
    rates = np.full(8, np.nan)
    np.divide(100 * alive[1:], alive[:-1], out=rates, where=alive[:-1] > 0)
    axes = plt.figure().subplots()
    axes.plot(years[1:], rates, "o-", color="C0")
    for name, kept in kinds.items():
        axes.axhline(100 * kept, linestyle="--", color="0.4")
        axes.annotate(name, (8, 100 * kept), (0, 4), textcoords="offset points", ha="right")
    axes.set(xlabel="year", ylabel="renewal rate of the cohort, %", ylim=(0, 108))
    axes.set_title(
        f"Nobody changes, and the renewal rate goes from {rates[0]:.1f} to {rates[-1]:.1f} %"
    )
    return axes


@checked
def plot_one_cohort(ages: Ages) -> "Axes":
    """Return how many of a cohort are active, and how many have come back, month by month.

    Parameters
    ----------
    ages : DataFrame, one row per month since the first order
        As from `one_cohort`.

    Returns
    -------
    matplotlib.axes.Axes
        Percent of the cohort over months: active with its 95 % interval, back cumulated.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {"n_customers": 9, "active": [1.0, 0.2], "low": [0.7, 0.1], "high": [1.0, 0.5]}
    >>> ages = pd.DataFrame(columns).assign(back=[0.1, 0.25])
    >>> plot_one_cohort(ages).get_title(loc="left")
    'Of 9 newcomers 25 % have ordered again after 1 months'
    """
    import matplotlib.pyplot as plt

    percent = 100 * ages[["active", "low", "high", "back"]].loc[1:]
    last = ages.index[-1]
    axes = plt.figure().subplots()
    axes.plot(100 * ages["back"], "s-", color="C1", label="have ordered again by then")
    axes.plot(percent["active"], "o-", color="C0", label="order in that month")
    axes.fill_between(percent.index, percent["low"], percent["high"], color="C0", alpha=0.2)
    axes.set(xlabel="months since the first order", ylabel="percent of the cohort", ylim=(0, None))
    axes.legend()
    n, back = ages["n_customers"].iloc[0], 100 * ages["back"].iloc[-1]
    axes.set_title(
        f"Of {n:,} newcomers {back:.0f} % have ordered again after {last} months", loc="left"
    )
    return axes


@checked
def plot_cohorts(cohorts: Cohorts) -> "Axes":
    """Return what cohorts spent at equal age, with intervals.

    Parameters
    ----------
    cohorts : DataFrame, one row per cohort
        As from `cohorts_compared`; cohorts that are still open are left out of the picture, and
        counted in its title.

    Returns
    -------
    matplotlib.axes.Axes
        Mean spend after the first order by cohort, in currency.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {"n_customers": [9, 8], "spend": [50.0, np.nan], "spend_low": [40.0, np.nan]}
    >>> cohorts = pd.DataFrame(columns | {"spend_high": [60.0, np.nan]}, index=["2023", "2024"])
    >>> plot_cohorts(cohorts).get_title(loc="left")
    'What newcomers spent after their first order; 1 cohorts are too young'
    """
    import matplotlib.pyplot as plt

    shown = cohorts[cohorts["spend"].notna()]
    ends = np.array([shown["spend"] - shown["spend_low"], shown["spend_high"] - shown["spend"]])
    axes = plt.figure().subplots()
    axes.errorbar([str(name) for name in shown.index], shown["spend"], ends, fmt="o", capsize=4)
    axes.set(xlabel="cohort", ylabel="spend per newcomer (currency)", ylim=(0, None))
    axes.margins(x=0.1)
    if len(shown) > 6:
        axes.tick_params(axis="x", rotation=45)
    n_open = len(cohorts) - len(shown)
    young = f"; {n_open} cohorts are too young" if n_open else ""
    axes.set_title(f"What newcomers spent after their first order{young}", loc="left")
    return axes


@checked
def plot_sales_by_cohort(sales: table_of(SOME)) -> "Axes":
    """Return what each cohort brought in each period, stacked.

    Parameters
    ----------
    sales : DataFrame, one row per cohort, one column per period
        As from `sales_by_cohort`. Above eight cohorts the middle ones share a shade.

    Returns
    -------
    matplotlib.axes.Axes
        Sales by period, in currency; the oldest cohort at the bottom.

    Examples
    --------
    >>> import pandas as pd
    >>> sales = pd.DataFrame({"2023": [9.0, np.nan], "2024": [6.0, 4.0]}, ["2023", "2024"])
    >>> plot_sales_by_cohort(sales).get_title(loc="left")
    'Of the sales of 2024 40 % came from new customers'
    """
    import matplotlib.pyplot as plt

    filled_in = sales.fillna(0.0)
    shades = plt.get_cmap("viridis")(np.linspace(0.05, 0.95, len(filled_in)))
    labelled = set(np.linspace(0, len(filled_in) - 1, min(len(filled_in), 8)).round().astype(int))
    periods, floor = [str(name) for name in filled_in.columns], np.zeros(filled_in.shape[1])
    axes = plt.figure().subplots()
    for place, (cohort, row) in enumerate(filled_in.iterrows()):
        name = str(cohort) if place in labelled else None
        axes.bar(periods, row, bottom=floor, color=shades[place], label=name, edgecolor="white")
        floor = floor + row.to_numpy()
    axes.set(xlabel="period", ylabel="sales (currency)")
    axes.legend(title="came in", loc="upper left", bbox_to_anchor=(1, 1))
    if len(periods) > 6:
        axes.tick_params(axis="x", rotation=45)
    new = filled_in.iloc[-1, -1] if filled_in.index[-1] == filled_in.columns[-1] else 0.0
    share = 100 * new / floor[-1] if floor[-1] else 0.0
    axes.set_title(
        f"Of the sales of {periods[-1]} {share:.0f} % came from new customers", loc="left"
    )
    return axes
