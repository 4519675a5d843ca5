"""Pictures of value."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Counts, Fraction, Numbers, checked, filled, missing_allowed, number

Tenths = filled(n_customers=Counts, share=missing_allowed(Numbers))
Groups = filled(n_customers=Counts, change=Numbers)
CAME, LEFT, STAYED = "C2", "C3", "C0"

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_margin_multiple", "plot_tenths", "plot_two_periods"]


@checked
def plot_margin_multiple(retention: Fraction, discount: number(0.001, 10)) -> "Axes":
    """Return what 100 dollars of margin a year are worth, at every retention rate.

    Parameters
    ----------
    retention : float
        Retention rate a year that is marked with a dot.
    discount : float
        Discount rate a year, from 0.001 to 10.

    Returns
    -------
    matplotlib.axes.Axes
        The worth of the margins to come over the retention rate; the title tells that at the dot.

    Examples
    --------
    >>> plot_margin_multiple(0.9, 0.12).get_title(loc="left")
    '100 USD a year are worth 409 USD'
    """
    import matplotlib.pyplot as plt

    rates = np.linspace(0.5, 0.98, 49)
    now = 100 * retention / (1 + discount - retention)
    axes = plt.figure().subplots()
    axes.plot(rates, 100 * rates / (1 + discount - rates))
    axes.plot(retention, now, "ko")
    axes.set(xlabel="retention rate a year", ylabel="worth today (USD)", ylim=(0, 1400))
    axes.set_title(f"100 USD a year are worth {now:,.0f} USD", loc="left")
    return axes


@checked
def plot_tenths(tenths: Tenths) -> "Axes":
    """Return what each tenth of the customers brings, as bars.

    Parameters
    ----------
    tenths : DataFrame, ten rows
        As from `spend_tenths`.

    Returns
    -------
    matplotlib.axes.Axes
        Share of the sales in percent over the tenths; the title tells that of the first.

    Examples
    --------
    >>> import pandas as pd
    >>> tenths = pd.DataFrame({"n_customers": [1, 1], "share": [0.7, 0.3]}, index=[1, 2])
    >>> plot_tenths(tenths).get_title(loc="left")
    'The best tenth of the customers brings 70 % of the sales'
    """
    import matplotlib.pyplot as plt

    percent = 100 * tenths["share"].fillna(0.0)
    axes = plt.figure().subplots()
    bars = axes.bar([str(tenth) for tenth in tenths.index], percent, color="C0")
    axes.bar_label(bars, fmt="%.0f", padding=2)
    axes.margins(y=0.1)
    axes.set(xlabel="tenth of the customers, 1 the best", ylabel="share of the sales (%)")
    axes.set_title(
        f"The best tenth of the customers brings {percent.iloc[0]:.0f} % of the sales", loc="left"
    )
    return axes


@checked
def plot_two_periods(groups: Groups) -> "Axes":
    """Return who left, stayed and came, by what it did to the sales.

    Parameters
    ----------
    groups : DataFrame, four rows
        As from `two_periods`.

    Returns
    -------
    matplotlib.axes.Axes
        Change of sales by group, in currency, each bar with its customers; the title tells the
        change of all.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {"n_customers": [2, 3, 1, 6], "change": [-50.0, 10.0, 25.0, -15.0]}
    >>> groups = pd.DataFrame(columns, index=["left", "stayed", "came", "all"])
    >>> plot_two_periods(groups).get_title(loc="left")
    'Sales changed by -15 from one period to the next'
    """
    import matplotlib.pyplot as plt

    shown = groups[::-1]
    colors = {"left": LEFT, "stayed": STAYED, "came": CAME}
    names = [f"{name}: {n:,} customers" for name, n in shown["n_customers"].items()]
    axes = plt.figure().subplots()
    bars = axes.barh(names, shown["change"], color=[colors.get(n, "0.4") for n in shown.index])
    axes.bar_label(bars, [f"{change:+,.0f}" for change in shown["change"]], padding=3)
    axes.axvline(0, color="0.2", linewidth=1)
    axes.margins(x=0.18)
    axes.set_xlabel("change of sales (currency)")
    change = groups["change"].iloc[-1]
    axes.set_title(f"Sales changed by {change:+,.0f} from one period to the next", loc="left")
    return axes
