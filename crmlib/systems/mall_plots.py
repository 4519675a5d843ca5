"""Pictures of the mall."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import checked, whole
from crmlib.systems.discounts import SignUpOffer, offer_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_offer"]


@checked
def plot_offer(
    percent: whole(0, 30), member_value: whole(0, 1_500), join_anyway: whole(0, 40)
) -> "Axes":
    """Return what a visitor brings by discount, with one discount marked and the best one.

    Use it to move the discount, what a member is worth, and how many join without a discount.

    Parameters
    ----------
    percent : int
        The discount that is marked, from 0 to 30.
    member_value : int
        What a visitor is worth more as a member, from 0 to 1,500 new Taiwan dollars.
    join_anyway : int
        Of 100 visitors, those who join without a discount, from 0 to 40.

    Returns
    -------
    matplotlib.axes.Axes
        New Taiwan dollars a visitor, against percent of discount; the title tells both points. A
        basket is worth 2,400, and each percent wins two visitors of 100 (ours).

    Examples
    --------
    >>> plot_offer(20, 600, 10).get_title()
    '20 % brings 60 a visitor, the best (10.0 %) 108'
    """
    import matplotlib.pyplot as plt

    offer = SignUpOffer(joins_anyway=join_anyway / 100, member_value=member_value)
    rates = np.arange(0, 30.5, 0.5)
    brings = offer_table(offer, rates / 100)["a_visitor_brings"]
    best = 100 * offer.best_discount
    points = offer_table(offer, [percent / 100])["a_visitor_brings"].iloc[0]
    top = offer_table(offer, [offer.best_discount])["a_visitor_brings"].iloc[0]
    axes = plt.figure().subplots()
    axes.plot(rates, brings, label="a visitor brings")
    axes.plot([percent], [points], "o", color="black", label="this discount")
    axes.plot([best], [top], "^", markersize=10, label="the best one")
    axes.axhline(0, color="0.3", linewidth=0.8)
    axes.set(xlabel="discount for joining (%)", ylabel="new Taiwan dollars a visitor")
    axes.set_title(f"{percent} % brings {points:.0f} a visitor, the best ({best:.1f} %) {top:.0f}")
    axes.legend()
    return axes
