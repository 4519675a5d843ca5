"""Who is worth it: profit per customer under declared costs, and the engine built on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crmlib.core import require_amount, require_columns, require_fraction, require_no_missing
from crmlib.value.concentration import top_share, value_tiers
from crmlib.value.margins import margin_multiple

__all__ = [
    "ServingCosts",
    "customer_profit",
    "profit_without_losers",
    "service_cost_sweep",
    "customer_values",
]


@dataclass(frozen=True)
class ServingCosts:
    """What a firm keeps of a sale and what it spends on a customer: assumptions, declared.

    Use it to hand the same assumptions to every function that computes profit.

    Parameters
    ----------
    margin_rate : float
        Margin as a fraction of sales, before the two costs below.
    usd_per_order : float
        Handling cost of one order, USD.
    usd_per_customer : float
        Cost of serving one customer over the period that the orders cover, USD.

    Raises
    ------
    TypeError
        If a field is not a number.
    ValueError
        If the rate is not a fraction, or a cost is negative.

    Examples
    --------
    >>> ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
    ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
    """

    margin_rate: float
    usd_per_order: float
    usd_per_customer: float

    def __post_init__(self) -> None:
        """Refuse what is no rate or no cost."""
        require_fraction(self.margin_rate, "margin_rate")
        require_amount(self.usd_per_order, "usd_per_order")
        require_amount(self.usd_per_customer, "usd_per_customer")


def customer_profit(
    orders: pd.DataFrame, costs: ServingCosts, *, amount: str = "amount"
) -> pd.DataFrame:
    """Return sales, margin, cost and profit per customer, under declared costs.

    Use it to see who earns and who costs; only customers with an order are seen.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id` and the one named by `amount`. A refund is a row with a negative
        amount: it lowers sales and is handled at the cost of an order. A repeated row is one
        more order.
    costs : ServingCosts
        The assumptions.
    amount : str
        Column with what the customer paid, USD.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; n_orders (int64), sales, margin, cost and profit, USD;
        profit_rate (profit over the customer's own sales; NaN without sales) and
        profit_contribution (profit over the profit of all; NaN if that is not above 0).

    Raises
    ------
    TypeError
        If `orders` is not a DataFrame, the amounts are not numbers, or `costs` is of another
        kind.
    ValueError
        If a column or a value is missing, or an amount is infinite.

    Notes
    -----
    margin = rate · sales; cost = orders · cost of an order + cost of a customer; profit =
    margin - cost.

    References
    ----------
    Kaplan, R. S. and Narayanan, V. G. (2001), Measuring and managing customer profitability,
    Journal of Cost Management 15(5), 5-15.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "amount": [60.0, 40.0, 10.0]})
    >>> customer_profit(orders, ServingCosts(0.3, 2, 4))["profit"].to_dict()
    {'Ann': 22.0, 'Bob': -3.0}
    """
    require_columns(orders, ["customer_id", amount], "orders")
    require_no_missing(orders, ["customer_id", amount], "orders")
    if not isinstance(costs, ServingCosts):
        raise TypeError(f"`costs` must be ServingCosts; got {type(costs).__name__}.")
    _refuse_what_is_no_amount(orders[amount], amount)
    customers = orders.groupby("customer_id")[amount].agg(n_orders="size", sales="sum")
    margin = costs.margin_rate * customers["sales"]
    cost = costs.usd_per_order * customers["n_orders"] + costs.usd_per_customer
    profit = margin - cost
    return customers.assign(
        margin=margin,
        cost=cost,
        profit=profit,
        profit_rate=profit / customers["sales"].where(customers["sales"] > 0),
        profit_contribution=profit / profit.sum() if profit.sum() > 0 else np.nan,
    )


def profit_without_losers(customers: pd.DataFrame, *, avoidable_share: float = 1.0) -> pd.Series:
    """Return the profit before and after dropping all customers who bring a loss.

    Use it before anybody is dropped: what is gained depends on how much of their cost goes
    away with them.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns margin, cost and profit, as from `customer_profit`.
    avoidable_share : float
        Fraction of the dropped customers' cost that the firm no longer spends.

    Returns
    -------
    Series
        The entries n_dropped, before and after (USD), and break_even: the avoidable share at
        which nothing is gained (NaN if nobody is dropped).

    Raises
    ------
    TypeError
        If `customers` is not a DataFrame, or the share not a number.
    ValueError
        If a column or a value is missing, or the share is not a fraction.

    Notes
    -----
    after = before - Σ margin of the dropped + avoidable share · Σ cost of the dropped.

    References
    ----------
    Haenlein, M. and Kaplan, A. M. (2009), Unprofitable customers and their management, Business
    Horizons 52(1), 89-97.

    Examples
    --------
    >>> customers = pd.DataFrame({"margin": [30.0, 3.0], "cost": [8.0, 6.0]})
    >>> customers["profit"] = customers["margin"] - customers["cost"]
    >>> profit_without_losers(customers).to_dict()
    {'n_dropped': 1.0, 'before': 19.0, 'after': 22.0, 'break_even': 0.5}
    """
    require_columns(customers, ["margin", "cost", "profit"], "customers")
    require_no_missing(customers, ["margin", "cost", "profit"], "customers")
    require_fraction(avoidable_share, "avoidable_share")
    losers = customers[customers["profit"] < 0]
    margin, cost = losers["margin"].sum(), losers["cost"].sum()
    before = customers["profit"].sum()
    return pd.Series(
        {
            "n_dropped": float(len(losers)),
            "before": before,
            "after": before - margin + avoidable_share * cost,
            "break_even": margin / cost if len(losers) else np.nan,
        }
    )


def service_cost_sweep(
    orders: pd.DataFrame,
    costs: ServingCosts,
    usd_per_customer: Iterable[float],
    *,
    amount: str = "amount",
) -> pd.DataFrame:
    """Return the share of the top fifth and the loss-makers' part for several costs of serving.

    Use it whenever somebody shows a share of profit: see how far the assumption carries it.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        As for `customer_profit`.
    costs : ServingCosts
        The assumptions; its usd_per_customer is replaced by each one tried.
    usd_per_customer : iterable of float
        Costs of serving a customer to try, USD.
    amount : str
        Column with what the customer paid, USD.

    Returns
    -------
    DataFrame
        One row per cost tried (index `usd_per_customer`), with top_fifth (share of all profit,
        above 1 if the others lose money) and the columns of `profit_without_losers`.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a column or a value is missing, a cost is negative, or so high that nothing is left
        of all profit.

    Notes
    -----
    Only the cost of serving changes; customers, orders and margins stay as they are.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "amount": [60.0, 40.0, 10.0]})
    >>> sweep = service_cost_sweep(orders, ServingCosts(0.3, 2, 4), [0, 4])
    >>> sweep["n_dropped"].to_dict()
    {0: 0.0, 4: 1.0}
    """
    rows = {}
    for tried in usd_per_customer:
        customers = customer_profit(orders, replace(costs, usd_per_customer=tried), amount=amount)
        fifth = top_share(customers["profit"], [0.2])["share"].iloc[0]
        rows[tried] = {"top_fifth": fifth, **profit_without_losers(customers)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("usd_per_customer")


def customer_values(
    orders: pd.DataFrame,
    costs: ServingCosts,
    *,
    retention_rate: float,
    discount_rate: float,
    amount: str = "amount",
) -> pd.DataFrame:
    """Return profit, simple lifetime value and tier per customer: the value engine.

    Use it to rank a customer base from orders, costs and one retention rate; `lorenz_curve`,
    `top_share` and `profit_without_losers` then read its columns.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        As for `customer_profit`.
    costs : ServingCosts
        The assumptions.
    retention_rate : float
        Fraction of customers kept from one such period to the next, the same for all.
    discount_rate : float
        Per such period, 0 or more.
    amount : str
        Column with what the customer paid, USD.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`; the columns of `customer_profit`, clv (USD, of the periods still to
        come; negative for whoever costs more than he brings) and tier.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range, or a column or a value is missing.

    Notes
    -----
    clv = profit · `margin_multiple`. With one rate for all, it ranks as profit ranks.

    References
    ----------
    Gupta, S. and Lehmann, D. R. (2003), Customers as assets, Journal of Interactive Marketing
    17(1), 9-24.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "amount": [60.0, 40.0, 10.0]})
    >>> engine = {"retention_rate": 0.9, "discount_rate": 0.12}
    >>> values = customer_values(orders, ServingCosts(0.3, 2, 4), **engine)
    >>> values["clv"].round(2).to_dict()
    {'Ann': 90.0, 'Bob': -12.27}
    """
    multiple = margin_multiple(retention_rate, discount_rate)
    customers = customer_profit(orders, costs, amount=amount)
    clv = multiple * customers["profit"]
    return customers.assign(clv=clv, tier=value_tiers(customers["profit"]))


def _refuse_what_is_no_amount(amounts: pd.Series, name: str) -> None:
    if not pd.api.types.is_numeric_dtype(amounts) or amounts.dtype == bool:
        raise TypeError(f"`orders` must hold numbers in `{name}`; got {amounts.dtype}.")
    infinite = ~np.isfinite(amounts.to_numpy(dtype=float))
    if infinite.any():
        raise ValueError(
            f"`orders` must hold finite `{name}`; got {infinite.sum():,} others, "
            f"the first at index {amounts.index[infinite.argmax()]}."
        )
