"""Rows that are kept become orders: by order number and customer, else by customer and day."""

import pandas as pd

from crmlib.datasets.bins import _keys

__all__: list[str] = []


def _labels(kept: pd.DataFrame) -> tuple[pd.Series, dict[str, tuple[str, str]]]:
    """Return the order that each kept row belongs to, and how many numbers serve several."""
    key = _keys(kept)
    group = key.groupby(["id", "who", "day"], sort=False).ngroup()
    first = kept["row"].groupby(group).transform("min").astype("str")
    made = key["who"] + "-" + key["day"].dt.strftime("%Y%m%d").astype("str")
    label = key["id"].where(key["id"] != "", made)
    shared = group.groupby(label).transform("nunique") > 1
    label = label.where(~shared, label + " (row " + first + ")")
    taken = {}
    if n_shared := key["id"][shared & (key["id"] != "")].nunique():
        because = "they serve several customers or days; each of these is an order"
        taken["shared order numbers"] = (f"{n_shared:,}", because)
    return label, taken


def _orders(kept: pd.DataFrame) -> pd.DataFrame:
    """Return one row per order, sorted by customer, then by date."""
    orders = kept.groupby(["customer_id", "order_id"], sort=False, as_index=False).agg(
        order_date=("order_date", "min"), amount=("money", "sum"), n_rows=("money", "size")
    )
    orders["amount"] = orders["amount"].round(6)
    return orders.sort_values(["customer_id", "order_date", "order_id"], ignore_index=True)
