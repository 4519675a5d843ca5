"""Orders in one shape, whatever table they come from."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from crmlib.core import Amounts, Counts, Dates, Ids, checked, choice, table
from crmlib.datasets.real import load_cdnow, load_transactions

__all__ = ["OrderBook", "load_orders"]

COLUMNS = {
    "customer_id": Ids,
    "order_id": Ids,
    "order_date": Dates,
    "amount": Amounts,
    "n_rows": Counts,
}


@dataclass(frozen=True)
@checked
class OrderBook:
    """The orders of a customer base.

    Use it wherever a function asks for orders: `load_orders("cdnow").orders`.

    Parameters
    ----------
    orders : DataFrame, one row per order
        customer_id (text), order_id (text, each once), order_date (with or without a time),
        amount (what the customer paid, in currency, 0 or more) and n_rows (int64, rows of the
        source's table that make up the order).

    Raises
    ------
    ValueError
        If an order id stands there twice.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann"], "order_id": ["1"], "amount": [20.0]})
    >>> book = OrderBook(orders.assign(order_date=pd.Timestamp("2024-01-01"), n_rows=1))
    >>> book.orders["amount"].sum()
    np.float64(20.0)
    """

    orders: table(**COLUMNS)

    def __post_init__(self) -> None:
        """Refuse an order that stands there twice."""
        twice = self.orders["order_id"].duplicated()
        if twice.any():
            raise ValueError(
                f"`orders` must have one row per order; got {twice.sum():,} ids again, the first "
                f"{self.orders['order_id'][twice].iloc[0]!r}. Add up its lines first."
            )


@checked
def load_orders(source: choice("cdnow", "complete_journey")) -> OrderBook:
    """Return the orders of one of the course's tables.

    Use it for everything that asks who bought when and for how much; what was bought is in
    `load_cdnow`, `load_transactions` and `load_baskets`.

    Parameters
    ----------
    source : {"cdnow", "complete_journey"}
        CDNOW's new customers of early 1997, or a year of a grocery panel.

    Returns
    -------
    OrderBook
        Sorted by customer, then by date. CDNOW has no order numbers: the purchases of one
        customer and day are one order (its 21 repeated rows are purchases), and the id is made
        of both. In The Complete Journey an order is a basket, a customer is a household, and the
        amount is the sum of its lines (USD).

    Examples
    --------
    >>> orders = load_orders("cdnow").orders
    >>> len(orders), int(orders["n_rows"].sum()), round(float(orders["amount"].sum()), 2)
    (6696, 6919, 244091.94)
    """
    return OrderBook(_orders(source).copy(deep=False))


@cache
def _orders(source: str) -> pd.DataFrame:
    lines = _cdnow() if source == "cdnow" else _journey()
    keys = ["customer_id", "order_id"]
    orders = lines.groupby(keys, sort=False, as_index=False).agg(
        order_date=("order_date", "first"), amount=("amount", "sum"), n_rows=("amount", "size")
    )
    return orders.sort_values(["customer_id", "order_date", "order_id"], ignore_index=True)


def _cdnow() -> pd.DataFrame:
    lines = load_cdnow().rename(columns={"amount_usd": "amount"})
    day = lines["order_date"].dt.strftime("%Y%m%d")
    return lines.assign(order_id=lines["customer_id"] + "-" + day)


def _journey() -> pd.DataFrame:
    lines = load_transactions()[["household_id", "basket_id", "sold_at", "sales_value"]]
    lines = lines.set_axis(["customer_id", "order_id", "order_date", "amount"], axis=1)
    return lines.astype({"customer_id": "str", "order_id": "str"})
