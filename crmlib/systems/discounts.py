"""A discount for joining on the spot: who joins, what a visitor brings, where the optimum lies."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Amount, Fraction, Fractions, Positive, checked, values

__all__ = ["SignUpOffer", "offer_table"]


@dataclass(frozen=True)
@checked
class SignUpOffer:
    """What a till knows of a discount for joining: who joins by it, and what a member is worth.

    Parameters
    ----------
    joins_anyway : float
        Share of the visitors who join without a discount.
    response : float
        How much the share grows by a discount of 1 (of everything): 2 means that each percent of
        discount wins two visitors of 100 more.
    basket : float
        Mean value of the goods to which the discount applies, in new Taiwan dollars.
    member_value : float
        What a visitor is worth more as a member than without a name, in the same currency.

    Examples
    --------
    >>> round(SignUpOffer().best_discount, 3)
    0.1
    """

    joins_anyway: Fraction = 0.10
    response: Positive = 2.0
    basket: Positive = 2_400.0
    member_value: Amount = 600.0

    @property
    def best_discount(self) -> float:
        """Discount at which a visitor brings most, in [0, 1].

        Half of what a member is worth, in baskets, less half of what those who join anyway weigh;
        no more than what makes everybody join.
        """
        worth = self.member_value / self.basket
        highest = min(1.0, (1 - self.joins_anyway) / self.response)
        return float(np.clip((worth - self.joins_anyway / self.response) / 2, 0, highest))


@checked
def offer_table(offer: SignUpOffer, discounts: values(Fractions)) -> pd.DataFrame:
    """Return what a visitor at the till brings on average, for some discounts.

    Use it to compare discounts, and to see what goes to those who would have joined anyway.

    Parameters
    ----------
    offer : SignUpOffer
        Who joins, and what a member is worth.
    discounts : array or list of float
        Fractions of the price, each once.

    Returns
    -------
    DataFrame
        Indexed by discount: joins (share of the visitors), a_member_brings (worth less discount),
        a_visitor_brings (mean over all visitors), windfall (discount a visitor that goes to those
        who would have joined anyway).

    Raises
    ------
    ValueError
        If a discount comes twice.

    Notes
    -----
    joins = joins_anyway + response * discount, at most 1; a visitor brings joins * (member_value -
    discount * basket). Who does not join pays the full price, and counts 0.

    References
    ----------
    Ours: the source offers a discount on the day of joining and names no size.

    Examples
    --------
    >>> offer_table(SignUpOffer(), [0, 0.1, 0.25])["a_visitor_brings"].round(2).tolist()
    [60.0, 108.0, 0.0]
    """
    rates = pd.Index(np.asarray(discounts, dtype=float), name="discount")
    if rates.has_duplicates:
        raise ValueError(f"`discounts` must differ; got {rates[rates.duplicated()][0]} twice.")
    joins = np.minimum(1, offer.joins_anyway + offer.response * rates.to_numpy())
    cost = rates.to_numpy() * offer.basket
    return pd.DataFrame(
        {
            "joins": joins,
            "a_member_brings": offer.member_value - cost,
            "a_visitor_brings": joins * (offer.member_value - cost),
            "windfall": offer.joins_anyway * cost,
        },
        index=rates,
    )
