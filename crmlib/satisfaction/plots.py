"""Pictures of promise and satisfaction."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import checked, number
from crmlib.satisfaction.expectation import Offer, _summary, offer_path, promise_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_promise_and_quality"]


@checked
def plot_promise_and_quality(promise: number(0, 10) = 7.0, quality: number(0, 10) = 6.0) -> "Axes":
    """Return what every promise would earn at a quality, and where one promise stands.

    Use it under two sliders: the promise and the quality move, all else stays.

    Parameters
    ----------
    promise : float
        What is promised, 0 to 10.
    quality : float
        What is delivered, 0 to 10.

    Returns
    -------
    matplotlib.axes.Axes
        Profit over the promise; the title says how many of the buyers come back.

    Notes
    -----
    See `promise_curve`.

    References
    ----------
    The parameters are ours.

    Examples
    --------
    >>> plot_promise_and_quality(promise=6, quality=6).get_title(loc="left")
    'At a promise of 6.0, 62 % of the buyers come back'
    """
    import matplotlib.pyplot as plt

    offer = Offer(promise=promise, quality=quality)
    here = _summary(offer_path(offer))
    profit = promise_curve(offer, np.linspace(0, 10, 101))["profit"] / 1000
    axes = plt.figure().subplots()
    axes.plot(profit.index, profit)
    axes.plot([profit.idxmax()], [profit.max()], "^", color="C2", markersize=10, label="best")
    axes.plot([offer.promise], [here["profit"] / 1000], "o", color="black", label="this promise")
    axes.axvline(offer.quality, linestyle="--", color="0.4", label="quality delivered")
    axes.set(xlabel="promise (points)", ylabel="profit in a year (1,000 USD)", ylim=(0, None))
    repeat = f"{100 * here['repeat_rate']:.0f} % of the buyers come back"
    axes.set_title(f"At a promise of {offer.promise:.1f}, {repeat}", loc="left")
    axes.legend()
    return axes
