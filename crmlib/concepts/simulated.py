"""Made-up customers: six of a corner shop, and many who may leave; parameters ours."""

import pandas as pd

__all__ = [
    "toy_shop",
]


YEAR = 365
VISITS = {
    "Gil": (40,),
    "Hana": (10, 150, 290, 355),
    "Ivo": (60, 120),
    "Jun": (300,),
    "Kim": (20, 90, 270, 330),
    "Lea": (100, 170),
}


def toy_shop() -> pd.DataFrame:
    """Return six customers of a corner shop and the days on which they bought.

    Use it to follow a rule for active customers by eye.

    Returns
    -------
    DataFrame, 6 rows
        Index `customer`; days (text, days of one year with an order), n_orders (int64) and
        recency_days (int64, days from the last order to day 365).

    Notes
    -----
    Three ordered in the last 180 days. Made up for this course.

    References
    ----------
    None: the shop does not exist.

    Examples
    --------
    >>> shop = toy_shop()
    >>> shop.index[shop["recency_days"] < 180].tolist()
    ['Hana', 'Jun', 'Kim']
    """
    return pd.DataFrame(
        {
            "days": [", ".join(map(str, days)) for days in VISITS.values()],
            "n_orders": [len(days) for days in VISITS.values()],
            "recency_days": [YEAR - max(days) for days in VISITS.values()],
        },
        index=pd.Index(VISITS, name="customer"),
    )
