"""Pictures of value."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Fraction, checked, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_margin_multiple"]


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
