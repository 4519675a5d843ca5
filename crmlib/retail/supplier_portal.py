"""Retail Link: what one supplier sees of the stores, and what it plans from that."""

from dataclasses import dataclass
from numbers import Integral
from reprlib import repr as short
from typing import Annotated

import numpy as np
import pandas as pd

from crmlib.core import Amount, Ids, Kind, Numbers, checked, query_frames, table
from crmlib.retail.sales_log import (
    SALES_COLUMNS,
    SHELF,
    SalesLog,
    Shelf,
    _require_alike,
    weekly_sales,
)

__all__ = ["SupplierView", "supplier_view", "supplier_plan"]

SHARED_COLUMNS = {
    "log": SALES_COLUMNS,
    "stock": (*SHELF, "stock"),
    "orders": (*SHELF, "ordered"),
}


def _supplier(value: object, name: str) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | Integral):
        raise TypeError(
            f"`{name}` must be one supplier, by text or number; got {type(value).__name__}."
        )
    if not isinstance(value, str) and abs(value) > np.iinfo(np.int64).max:
        raise ValueError(f"`{name}` must be a supplier of these tables; got {short(value)}.")
    return value


Supplier = Annotated[str | int, Kind("Supplier", _supplier)]


@dataclass(frozen=True, eq=False)
@checked
class SupplierView:
    """What one supplier may see: its own goods, and nobody else's.

    Use it as what `supplier_view` returns; there is no need to make one by hand.

    Parameters
    ----------
    supplier_id : str or int
        Whose view it is.
    items : DataFrame
        Item data: product_id, item, units, sales, price (mean per unit; NaN without units).
    weekly_sales : DataFrame
        Sales trend: product_id, item, week_start (Monday, UTC), n_days (of the week between
        the supplier's first and last sale), units, sales.
    stock : DataFrame
        Stock levels: store_id, product_id, stock.
    orders : DataFrame
        Open purchase orders: store_id, product_id, ordered.

    Notes
    -----
    The four tables are what the source says Retail Link (零售商联系) shares.

    References
    ----------
    The course's source, item CAS-W-10.

    Examples
    --------
    >>> [field for field in SupplierView.__annotations__]
    ['supplier_id', 'items', 'weekly_sales', 'stock', 'orders']
    """

    supplier_id: Supplier
    items: table(product_id=Ids, units=Numbers)
    weekly_sales: table(product_id=Ids, n_days=Numbers, units=Numbers)
    stock: table(product_id=Ids, stock=Numbers)
    orders: table(product_id=Ids, ordered=Numbers)


@checked
def supplier_view(
    log: SalesLog,
    stock: table(**Shelf, stock=Numbers),
    orders: table(**Shelf, ordered=Numbers),
    supplier_id: Supplier,
) -> SupplierView:
    """Return what a retailer shares with one supplier (Retail Link).

    Use it as the gate: what is not this supplier's never gets into any computation.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    stock : DataFrame
        Columns store_id, supplier_id, product_id, stock, as from `stock_position`.
    orders : DataFrame
        Open purchase orders: store_id, supplier_id, product_id, ordered.
    supplier_id : str or int
        Who looks.

    Returns
    -------
    SupplierView
        Its items, weekly_sales, stock and orders, each sorted and with the listed columns only.

    Raises
    ------
    TypeError
        If one table names stores, suppliers or products by text and another by numbers.
    ValueError
        If the supplier is in none of the tables. The message names no other supplier.

    Notes
    -----
    All three tables are cut to the supplier's rows first. So the view is the same whatever the
    other suppliers do, dates included; a supplier without sales has an empty trend.

    References
    ----------
    The course's source, items CAS-W-10 and CAS-W-11.

    Examples
    --------
    >>> from crmlib.retail.inventory import ReorderPolicy
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> from crmlib.retail.store_system import stock_position
    >>> log = simulate_sales_log(2, 14, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=120)
    >>> stock = stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3))
    >>> view = supplier_view(log, stock, stock[stock["ordered"] > 0], "S2")
    >>> view.items
      product_id  item  units   sales  price
    0         P3  beer    440  2640.0    6.0
    1         P4  soda    420   840.0    2.0
    """
    tables = {"log": log, "stock": stock, "orders": orders}
    _require_alike(**tables)
    own = [_own_rows(frame, name, supplier_id) for name, frame in tables.items()]
    if not any(map(len, own)):
        raise ValueError(f"`supplier_id` must be a supplier of these tables; got {supplier_id!r}.")
    sales, *rest = own
    stock, orders = (frame.drop(columns="supplier_id") for frame in rest)
    items = query_frames(
        """
        SELECT product_id, item, sum(quantity)::BIGINT AS units, sum(quantity * price) AS sales,
            sum(quantity * price) / nullif(sum(quantity), 0) AS price
        FROM sales GROUP BY product_id, item ORDER BY product_id, item
        """,
        sales=sales,
    )
    weekly = weekly_sales(sales)
    return SupplierView(supplier_id, items, weekly.drop(columns="supplier_id"), stock, orders)


@checked
def supplier_plan(view: SupplierView, *, cover_weeks: Amount) -> pd.DataFrame:
    """Return what a supplier plans to make of each product, from the shared tables.

    Use it to show what the supplier's initiative rests on: it need not wait for an order.

    Parameters
    ----------
    view : SupplierView
        What the retailer shares.
    cover_weeks : float
        Weeks of sales that the shelves should hold, 0 or more.

    Returns
    -------
    DataFrame
        One row per product_id (index, sorted): weekly_units (mean of the complete weeks; NaN
        without any, and for a product without sales), stock, ordered (by the retailer, open),
        to_make (NaN where weekly_units is); in units, all stores together.

    Notes
    -----
    to_make = max(0, cover_weeks · weekly_units - stock), rounded up. The retailer's open orders
    are shown beside it: they ask for the same goods, so they are not added.

    References
    ----------
    The course's source, item CAS-W-11.

    Examples
    --------
    >>> from crmlib.retail.inventory import ReorderPolicy
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> from crmlib.retail.store_system import stock_position
    >>> log = simulate_sales_log(2, 14, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=400)
    >>> stock = stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3))
    >>> view = supplier_view(log, stock, stock[stock["ordered"] > 0], "S2")
    >>> supplier_plan(view, cover_weeks=2).loc["P3"].to_dict()
    {'weekly_units': 220.0, 'stock': 360.0, 'ordered': 0.0, 'to_make': 80.0}
    """
    weeks = view.weekly_sales[view.weekly_sales["n_days"] == 7]
    weekly_units = weeks.groupby("product_id")["units"].sum() / weeks["week_start"].nunique()
    plan = pd.DataFrame(
        {
            "weekly_units": weekly_units,
            "stock": view.stock.groupby("product_id")["stock"].sum(),
            "ordered": view.orders.groupby("product_id")["ordered"].sum(),
        }
    ).fillna({"stock": 0, "ordered": 0})
    to_make = np.ceil(cover_weeks * plan["weekly_units"] - plan["stock"]).clip(lower=0)
    return plan.assign(to_make=to_make)


def _own_rows(frame: pd.DataFrame, name: str, supplier_id: object) -> pd.DataFrame:
    own = frame.loc[frame["supplier_id"] == supplier_id, list(SHARED_COLUMNS[name])]
    return own.sort_values(SHELF, ignore_index=True)
