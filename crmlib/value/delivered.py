"""What a customer gets: delivered value, what is gained minus what it costs."""

import pandas as pd

from crmlib.core import Amount, Numbers, checked, mapping, require_columns, table

__all__ = [
    "delivered_value",
]

COSTS = dict.fromkeys(["price_usd", "hours", "effort_usd", "risk_usd"], Numbers)


@checked
def delivered_value(
    offers: table(**COSTS), usd_per_point: mapping(Amount), *, usd_per_hour: Amount
) -> pd.DataFrame:
    """Return what each offer is worth to one customer, what it costs in all, and the difference.

    Use it to compare offers by more than their price; for another customer, with other tastes
    or less time, call it again.

    Parameters
    ----------
    offers : DataFrame, one row per offer
        Columns price_usd, hours, effort_usd, risk_usd and those that `usd_per_point` names.
    usd_per_point : mapping of str to float
        What a point on each perceived quality is worth to the customer, USD.
    usd_per_hour : float
        What an hour is worth to the customer, USD.

    Returns
    -------
    DataFrame
        The rows of `offers`, with total_value, total_cost and delivered_value, USD; the last is
        negative where an offer costs more than it is worth.

    Raises
    ------
    ValueError
        If a column that `usd_per_point` names is missing.

    Notes
    -----
    delivered value = Σ points · worth of a point - (price + hours · worth of an hour + effort
    + risk). Points beyond those that the mapping names count for nothing.

    References
    ----------
    Kotler, P. (1994), Marketing Management, 8th edition, chapter 2: money, time, energy and
    psychic cost. Effort stands for energy; risk, in place of psychic cost, is ours.

    Examples
    --------
    >>> from crmlib.datasets import toy_offers
    >>> worth = {"attributes": 2, "performance": 4, "results": 6}
    >>> delivered_value(toy_offers(), worth, usd_per_hour=20)["delivered_value"].to_dict()
    {'corner shop': 16.0, 'supermarket': 18.0, 'delivery': 26.0}
    """
    require_columns(offers, usd_per_point, "offers")
    qualities = {key: Numbers.check(offers[key], f"`offers` in `{key}`") for key in usd_per_point}
    points = pd.DataFrame(qualities, index=offers.index)
    total_value = points.mul(pd.Series(usd_per_point, dtype=float)).sum(axis=1)
    money = offers["price_usd"] + offers["effort_usd"] + offers["risk_usd"]
    total_cost = money + offers["hours"] * usd_per_hour
    sums = pd.DataFrame({"total_value": total_value, "total_cost": total_cost})
    return sums.assign(delivered_value=total_value - total_cost)
