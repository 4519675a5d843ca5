"""Lenses on a customer base: the customers of one period, and what changed between two."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Dates,
    Ids,
    checked,
    filled,
    normal_quantile,
    plain_names,
    share_interval,
)
from crmlib.value.ratios import ratio_interval

__all__ = ["sales_by_month", "one_period", "spend_tenths", "two_periods", "change_parts"]

Orders = filled(customer_id=Ids, order_id=Ids, order_date=Dates, amount=Amounts)
LEVEL = 0.95
N_TENTHS = 10


@checked
def sales_by_month(orders: Orders) -> pd.DataFrame:
    """Return orders, customers, newcomers and sales of every month.

    The page to hold beside the shop system's own: whoever keeps the shop knows these numbers.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id`, `order_id`, `order_date` and `amount` (currency, 0 or more), as in
        `crmlib.datasets.load_orders`. At least one row.

    Returns
    -------
    DataFrame, one row per month from the first to the last order
        Index `month` (periods); n_orders, n_customers, n_new (customers whose first order in the
        table it is; all int64) and sales (currency). A month without orders has a row of 0.

    Notes
    -----
    Months are those of the calendar where the orders were stamped.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bob", "Ann"], "order_id": [1, 2, 3]})
    >>> orders["order_date"] = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-03-03"])
    >>> orders["amount"] = [20.0, 30.0, 5.0]
    >>> sales_by_month(orders).reset_index()
         month  n_orders  n_customers  n_new  sales
    0  2024-01         2            2      2   50.0
    1  2024-02         0            0      0    0.0
    2  2024-03         1            1      0    5.0
    """
    months = orders["order_date"].dt.tz_localize(None).dt.to_period("M").rename("month")
    first = months.groupby(orders["customer_id"], observed=True).min()
    by_month = orders.groupby(months)
    table = by_month.agg(
        n_orders=("order_id", "nunique"),
        n_customers=("customer_id", "nunique"),
        sales=("amount", "sum"),
    )
    table.insert(2, "n_new", first.value_counts())
    every = pd.period_range(months.min(), months.max(), freq="M", name="month")
    table = table.reindex(every).fillna(0)
    return table.astype({"n_orders": np.int64, "n_customers": np.int64, "n_new": np.int64})


@checked
def one_period(orders: Orders) -> pd.DataFrame:
    """Return how unlike the customers of one period are.

    The first lens: before anybody speaks of the average customer, look whether there is one. The
    mean far above the median says that there is not.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        The orders of one period, such as a year; columns as in `sales_by_month`.

    Returns
    -------
    DataFrame
        Index `measure`; columns value, low and high (95 %; NaN for the plain counts). Measures:
        customers, orders, sales (currency); orders_each and spend_each (means per customer),
        orders_median, spend_median; once_share (customers with a single order), top_tenth_share
        and top_fifth_share (of the sales; NaN without sales).

    Notes
    -----
    The table holds all customers of the period, so nothing is left to estimate about the past.
    The intervals say how far the figures move by luck, if as many customers like these came
    again: Wilson's for a share of customers, those of a ratio for means, of order statistics for
    medians. For a share of the best in the sales, each customer counts with what lies above the
    spend of the last one among the best, which makes it a ratio, too.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the lenses; the figures are ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date > '1997-06-30'")
    >>> one_period(orders)["value"][["customers", "spend_each", "spend_median"]].round(2).tolist()
    [812.0, 120.64, 62.46]
    """
    spent = _spent(orders)
    n, spend, n_orders = len(spent), spent["spend"].to_numpy(), spent["n_orders"].to_numpy()
    once, ones = share_interval((n_orders == 1).sum(), n), np.ones(n)
    rows = {
        "customers": (n, np.nan, np.nan),
        "orders": (n_orders.sum(), np.nan, np.nan),
        "sales": (spend.sum(), np.nan, np.nan),
        "orders_each": _ratio(n_orders, ones),
        "orders_median": _median(n_orders),
        "once_share": tuple(once),
        "spend_each": _ratio(spend, ones),
        "spend_median": _median(spend),
        "top_tenth_share": _best(spend, 0.1),
        "top_fifth_share": _best(spend, 0.2),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])
    return table.rename_axis("measure").astype(float)


@checked
def spend_tenths(orders: Orders) -> pd.DataFrame:
    """Return what each tenth of the customers brings, from the best to the least.

    Use it to show concentration to people who have never seen a Lorenz curve.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        The orders of one period; columns as in `sales_by_month`.

    Returns
    -------
    DataFrame, ten rows
        Index `tenth` (1 the best); n_customers (int64; parts differ by one customer at most),
        sales (currency), share (of all sales; NaN without sales) and least (smallest spend in
        it, currency; NaN in an empty tenth).

    Notes
    -----
    Which of several equal customers stands in the better tenth does not matter for its sales.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date > '1997-06-30'")
    >>> spend_tenths(orders)["share"].round(3).head(2).tolist()
    [0.432, 0.187]
    """
    spend = np.sort(_spent(orders)["spend"].to_numpy())[::-1]
    ends = np.floor(np.arange(N_TENTHS + 1) * len(spend) / N_TENTHS + 0.5).astype(int)
    parts = [spend[start:end] for start, end in pairwise(ends)]
    sales = np.array([part.sum() for part in parts])
    with np.errstate(invalid="ignore"):
        share = sales / spend.sum()
    columns = {
        "n_customers": np.diff(ends),
        "sales": sales,
        "share": share,
        "least": [part[-1] if len(part) else np.nan for part in parts],
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(1, N_TENTHS + 1, name="tenth"))


@checked
def two_periods(before: Orders, after: Orders) -> pd.DataFrame:
    """Return who left, who stayed and who came between two periods, and what it did to sales.

    The second lens: the same fall in sales asks for something else where customers left than
    where those who stayed buy less.

    Parameters
    ----------
    before, after : DataFrame, one row per order, in any order
        The orders of two periods of equal length, one after the other; columns as in
        `sales_by_month`.

    Returns
    -------
    DataFrame, four rows
        Index `group`: left (orders in the first period only), stayed, came (in the second only)
        and all; n_customers (int64), before and after (sales, currency), change (after - before)
        and spend_more (share of those who stayed that spend more than before; NaN elsewhere).

    Notes
    -----
    "Came" says that there was no order in the first period: it holds those who were away, too.
    A customer of the first period who ordered last in its first week has had more time to leave
    than one of the last week; so compare with the same two periods of an earlier year.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the lens; the table is ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders
    >>> before = orders.query("'1997-07-01' <= order_date < '1998-01-01'")
    >>> two_periods(before, orders.query("order_date >= '1998-01-01'"))["n_customers"].tolist()
    [297, 322, 193, 812]
    """
    both = pd.concat(
        [_spent(before)["spend"], _spent(after)["spend"]], axis=1, keys=["before", "after"]
    )
    group = np.select([both["after"].isna(), both["before"].isna()], ["left", "came"], "stayed")
    both = both.fillna(0.0)
    groups = both.groupby(group).agg(["sum"]).droplevel(1, axis=1)
    table = groups.reindex(["left", "stayed", "came"]).fillna(0.0)
    table.insert(0, "n_customers", pd.Series(group).value_counts())
    table.loc["all"] = table.sum()
    more = (both["after"] > both["before"])[group == "stayed"].mean()
    return (
        table.fillna({"n_customers": 0})
        .astype({"n_customers": np.int64})
        .assign(
            change=table["after"] - table["before"],
            spend_more=pd.Series({"stayed": more}),
        )
        .rename_axis("group")
    )


@checked
def change_parts(before: Orders, after: Orders) -> pd.DataFrame:
    """Return how much of a change in sales comes from customers, from orders, from their size.

    Use it beside `two_periods`: sales are customers times orders of each times amount per order,
    and each of the three asks for another remedy.

    Parameters
    ----------
    before, after : DataFrame, one row per order, in any order
        The orders of two periods of equal length; columns as in `sales_by_month`. Both must have
        sales.

    Returns
    -------
    DataFrame, four rows
        Index `part`: customers, orders_each, order_amount (currency) and sales; before, after,
        ratio (after ÷ before) and change (of sales, in currency). The first three changes add up
        to the last.

    Raises
    ------
    ValueError
        If a period has no sales.

    Notes
    -----
    change of a part = L · ln(ratio) with the logarithmic mean of both sales,
    L = (after - before) / ln(after / before), and L = before where they are equal. No part comes
    first: the split does not hang on an order of the three.

    References
    ----------
    Ang, B. W. (2005), The LMDI approach to decomposition analysis: A practical guide, Energy
    Policy 33(7), 867-871.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders
    >>> before = orders.query("'1997-07-01' <= order_date < '1998-01-01'")
    >>> change_parts(before, orders.query("order_date >= '1998-01-01'"))["change"].round(0).tolist()
    [-8963.0, -2491.0, -776.0, -12229.0]
    """
    columns = {"before": _factors(before, "before"), "after": _factors(after, "after")}
    table = pd.DataFrame(columns, index=["customers", "orders_each", "order_amount", "sales"])
    old, new = table.loc["sales"]
    logs = np.log(table["after"] / table["before"])
    mean = old if abs(logs["sales"]) < 1e-12 else (new - old) / logs["sales"]
    changes = mean * logs
    changes["sales"] = new - old
    ratio = table["after"] / table["before"]
    return table.assign(ratio=ratio, change=changes).rename_axis("part")


def _spent(orders: pd.DataFrame) -> pd.DataFrame:
    """Return orders and spend per customer, sorted by customer."""
    names = plain_names(orders["customer_id"])
    return orders.groupby(names).agg(n_orders=("order_id", "nunique"), spend=("amount", "sum"))


def _factors(orders: pd.DataFrame, name: str) -> list[float]:
    spent = _spent(orders)
    n, n_orders, sales = len(spent), spent["n_orders"].sum(), spent["spend"].sum()
    if not sales > 0:
        raise ValueError(f"`{name}` must have sales above 0; got {sales:g}.")
    return [n, n_orders / n, sales / n_orders, sales]


def _ratio(part: np.ndarray, whole: np.ndarray) -> tuple[float, float, float]:
    """Return a ratio of sums with its interval; a lone customer has none."""
    if len(whole) < 2:
        return part.sum() / whole.sum(), np.nan, np.nan
    return tuple(ratio_interval(part, whole, level=LEVEL))


def _median(values: np.ndarray) -> tuple[float, float, float]:
    """Return a median and the two values that it lies between, by their rank."""
    ranked, n = np.sort(values), len(values)
    half = normal_quantile(LEVEL) * sqrt(n) / 2
    low, high = int(np.floor(n / 2 - half)), int(np.ceil(n / 2 + half))
    if low < 0 or high > n - 1:
        return np.median(ranked), np.nan, np.nan
    return np.median(ranked), ranked[low], ranked[high]


def _best(spend: np.ndarray, fraction: float) -> tuple[float, float, float]:
    """Return what the best bring, with the interval of the ratio that comes to the same."""
    n_top = max(1, int(np.floor(fraction * len(spend) + 0.5)))
    if not spend.sum() > 0:
        return np.nan, np.nan, np.nan
    last = np.partition(spend, len(spend) - n_top)[len(spend) - n_top]
    part = np.maximum(spend - last, 0) + last * n_top / len(spend)
    return _ratio(part, spend)
