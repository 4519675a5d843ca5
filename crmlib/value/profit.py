"""Who is worth it: profit per customer under declared costs, and the engine built on it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Fraction,
    Ids,
    Numbers,
    checked,
    filled,
    table,
    values,
)
from crmlib.value.concentration import top_share, value_tiers
from crmlib.value.margins import margin_multiple

__all__ = [
    "ServingCosts",
    "customer_profit",
    "profit_without_losers",
    "service_cost_sweep",
    "customer_values",
    "profit_by_service_cost",
]


ORDERS = {"customer_id": Ids, "order_id": Ids, "amount": Numbers}
MARGINS = {"margin": Numbers, "cost": Numbers, "profit": Numbers}


@dataclass(frozen=True)
@checked
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

    Examples
    --------
    >>> ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
    ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
    """

    margin_rate: Fraction
    usd_per_order: Amount
    usd_per_customer: Amount


@checked
def customer_profit(orders: table(**ORDERS), costs: ServingCosts) -> pd.DataFrame:
    """Return sales, margin, cost and profit per customer, under declared costs.

    Use it to see who earns and who costs; only customers with an order are seen.

    Parameters
    ----------
    orders : DataFrame, one row per order or order line, in any order
        Columns `customer_id`, `order_id` (a customer's different values are his orders) and
        `amount` (USD). A refund is an order with a negative amount: it lowers sales and is
        handled at the cost of an order.
    costs : ServingCosts
        The assumptions.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; n_orders (int64), sales, margin, cost and profit, USD;
        profit_rate (profit over the customer's own sales; NaN without sales) and
        profit_contribution (profit over the profit of all; NaN if that is not above 0).

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
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "order_id": [1, 2, 1]})
    >>> orders["amount"] = [60.0, 40.0, 10.0]
    >>> customer_profit(orders, ServingCosts(0.3, 2, 4))["profit"].to_dict()
    {'Ann': 22.0, 'Bob': -3.0}
    """
    customers = orders.groupby("customer_id", observed=True).agg(
        n_orders=("order_id", "nunique"), sales=("amount", "sum")
    )
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


@checked
def profit_without_losers(
    customers: table(**MARGINS), *, avoidable_share: Fraction = 1.0
) -> pd.Series:
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


@checked
def service_cost_sweep(
    orders: filled(**ORDERS), costs: ServingCosts, usd_per_customer: values(Amounts)
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

    Returns
    -------
    DataFrame
        One row per cost tried (index `usd_per_customer`), with top_fifth (share of all profit,
        above 1 if the others lose money) and the columns of `profit_without_losers`.

    Raises
    ------
    ValueError
        If a cost is so high that nothing is left of all profit.

    Notes
    -----
    Only the cost of serving changes; customers, orders and margins stay as they are.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "order_id": [1, 2, 1]})
    >>> orders["amount"] = [60.0, 40.0, 10.0]
    >>> sweep = service_cost_sweep(orders, ServingCosts(0.3, 2, 4), [0, 4])
    >>> sweep["n_dropped"].to_dict()
    {0: 0.0, 4: 1.0}
    """
    rows = {}
    for tried in usd_per_customer:
        customers = customer_profit(orders, replace(costs, usd_per_customer=tried))
        fifth = top_share(customers["profit"], [0.2])["share"].iloc[0]
        rows[tried] = {"top_fifth": fifth, **profit_without_losers(customers)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("usd_per_customer")


@checked
def profit_by_service_cost(
    contributions: values(Numbers), usd_per_customer: values(Amounts)
) -> pd.DataFrame:
    """Return what the cost of serving a customer makes of a profit and of its loss-makers.

    Use it whenever somebody shows a share of profit: see how far the assumption carries it.

    Parameters
    ----------
    contributions : array-like of float, shape (n_customers,)
        What each customer brings before the cost of serving: margin less handling, USD.
    usd_per_customer : iterable of float
        Costs of serving a customer to try, USD.

    Returns
    -------
    DataFrame
        One row per cost tried (index `usd_per_customer`), with top_fifth (share of all profit,
        above 1 if the others lose money), n_losers, profit and without_losers (USD, if all their
        costs went away with them).

    Raises
    ------
    ValueError
        If there are no customers, or a cost is so high that nothing is left of all profit.

    Notes
    -----
    Only the cost of serving changes; it is the same for everybody.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> profit_by_service_cost([26.0, 1.0], [0, 4])["n_losers"].to_dict()
    {0: 0, 4: 1}
    """
    before = np.asarray(contributions, dtype=float)
    rows = {}
    for tried in usd_per_customer:
        profit = before - tried
        rows[tried] = {
            "top_fifth": top_share(profit, [0.2])["share"].iloc[0],
            "n_losers": int((profit < 0).sum()),
            "profit": profit.sum(),
            "without_losers": profit[profit > 0].sum(),
        }
    columns = ["top_fifth", "n_losers", "profit", "without_losers"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return found.rename_axis("usd_per_customer")


@checked
def customer_values(
    orders: filled(**ORDERS),
    costs: ServingCosts,
    *,
    retention_rate: Fraction,
    discount_rate: Amount,
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

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`; the columns of `customer_profit`, clv (USD, of the periods still to
        come; negative for whoever costs more than he brings) and tier.

    Raises
    ------
    ValueError
        If all customers stay and nothing is discounted, so that the sum has no end.

    Notes
    -----
    clv = profit · `margin_multiple`. With one rate for all, it ranks as profit ranks.

    References
    ----------
    Gupta, S. and Lehmann, D. R. (2003), Customers as assets, Journal of Interactive Marketing
    17(1), 9-24.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "order_id": [1, 2, 1]})
    >>> orders["amount"] = [60.0, 40.0, 10.0]
    >>> engine = {"retention_rate": 0.9, "discount_rate": 0.12}
    >>> values = customer_values(orders, ServingCosts(0.3, 2, 4), **engine)
    >>> values["clv"].round(2).to_dict()
    {'Ann': 90.0, 'Bob': -12.27}
    """
    multiple = margin_multiple(retention_rate, discount_rate)
    customers = customer_profit(orders, costs)
    clv = multiple * customers["profit"]
    return customers.assign(clv=clv, tier=value_tiers(customers["profit"]))
