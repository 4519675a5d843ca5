"""Questions of chapter 3, Customer value."""

import numpy as np
import pandas as pd

from crmlib import forecasts
from crmlib.datasets import load_orders, load_transactions, toy_offers
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.forecasts import transaction_summary
from crmlib.value import ServingCosts, customer_profit, delivered_value

WORTH = {"attributes": 2, "performance": 4, "results": 6}
COSTS = ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
AS_OF = "1997-09-30"


@question(
    "value-1",
    hints=(
        "With hours worth nothing, how far ahead is the supermarket? That lead must be eaten up.",
        "Each dollar per hour eats up the hours that delivery saves: lead / (1.0 - 0.1).",
    ),
    after="Above 11 dollars an hour delivery delivers more, at a higher price: time is a cost.",
)
def hour_at_which_delivery_draws_level() -> Number:
    """Worth of an hour at which the supermarket and delivery deliver the same value."""
    offers = toy_offers()
    nothing = delivered_value(offers, WORTH, usd_per_hour=0)
    lead = _ahead(nothing["delivered_value"])
    hours = _ahead(offers["hours"])
    return Number(
        expected=lead / hours,
        tolerance=0.01,
        unit="dollars",
        mistakes=(
            (lead, "That is the lead in dollars. Divide it by the hours that delivery saves."),
            (
                lead / offers.loc[["supermarket", "delivery"], "hours"].sum(),
                "The hours count by their difference, not by their sum.",
            ),
            (
                -_ahead(offers["price_usd"]) / hours,
                "Only the prices are in it: value, effort and risk differ, too.",
            ),
            (
                -_ahead(nothing["total_cost"]) / hours,
                "That compares the costs only: the total value differs, too.",
            ),
            (hours / lead, "Upside down: dollars go on top, hours below."),
        ),
    )


@question(
    "value-2",
    hints=(
        "Sort from the largest down, cumsum, divide by the sum: where does 0.8 come?",
        "(so_far < 0.8).sum() customers do not suffice yet; one more does.",
    ),
    after="777 of 2,357, a third of the customers: not a fifth, and not a crowd either.",
)
def customers_needed_for_80_percent() -> Number:
    """Number of CDNOW's best customers who together make 80 % of the sales."""
    spending = _orders().groupby("customer_id")["amount"].sum()
    n_needed = _n_needed(spending.sort_values(ascending=False))
    return Number(
        expected=n_needed,
        unit="count of customers",
        mistakes=(
            (n_needed - 1, "One short: these make a little less than 80 %."),
            (
                _n_needed(spending.sort_values()),
                "You began with the smallest: sort_values(ascending=False).",
            ),
            (_n_needed(spending), "You cumulated without sorting first."),
            (
                round(0.2 * len(spending)),
                "That is a fifth of the customers. How many make four fifths of the sales?",
            ),
            (n_needed / len(spending), "That is a share of the customers; their number is asked."),
        ),
    )


@question(
    "value-3",
    hints=(
        "The share is top to the power k; np.log(most) / np.log(few) is k.",
        "return top ** (np.log(most) / np.log(few))",
    ),
    after="Under 80/20 the top 12 % hold 74.5 %: the two rules can be true at once.",
)
def pareto_share() -> Function:
    """Share of the top fraction under the Pareto law through one known point."""
    return Function(
        expected=_pareto,
        cases=((0.2,), (0.12,), (1.0,), (0.05, 0.1, 0.6)),
        tolerance=1e-6,
        mistakes=(
            (
                lambda top, few=0.2, most=0.8: top * most / few,
                "That is a straight line, which passes 1 at a quarter of the customers.",
            ),
            (
                lambda top, few=0.2, most=0.8: top ** (np.log(few) / np.log(most)),
                "The exponent is upside down: ln most goes on top.",
            ),
            (
                lambda top, few=0.2, most=0.8: 1 - _pareto(1 - top, few, most),
                "That is what the *bottom* of the customers brings.",
            ),
            (
                lambda top, few=0.2, most=0.8: top**most,
                "The exponent is a ratio of two logarithms, not the share itself.",
            ),
        ),
    )


@question(
    "value-4",
    hints=(
        "Dropping them loses their margin and saves a part of their cost. When are both equal?",
        "losers = customers[customers['profit'] < 0]; then the sum of margin over that of cost.",
    ),
    after="At 69 % nothing is gained yet: two thirds of their cost must really go away.",
)
def avoidable_share_at_which_dropping_pays() -> Number:
    """Share of the loss-makers' cost that must go away with them for profit to stay equal."""
    customers = customer_profit(_orders(), COSTS)
    losers, kept = (customers[pick] for pick in (customers["profit"] < 0, customers["profit"] >= 0))
    margin, cost = losers["margin"].sum(), losers["cost"].sum()
    return Number(
        expected=margin / cost,
        tolerance=0.001,
        unit="fraction",
        mistakes=(
            (cost / margin, "Upside down: what is lost goes on top, what could be saved below."),
            (1 - margin / cost, "That is the share that may stay. How much must go away?"),
            (
                customers["margin"].sum() / customers["cost"].sum(),
                "That is of all customers: keep those with a profit below 0.",
            ),
            (
                kept["cost"].sum() / customers["cost"].sum(),
                "That is the kept customers' share of all cost. Compare margin and cost of losers.",
            ),
            (len(losers) / len(customers), "That is the share of the customers who bring a loss."),
        ),
    )


@question(
    "value-5",
    hints=(
        "A fifth of 2,469 homes is 494: first.nlargest(494).index are the names of the old list.",
        "old.isin(new) is True for each name that is in both; its mean is the share.",
    ),
    after="74 % stay: people eat every week, and steady buying keeps a list young.",
)
def homes_that_still_belong() -> Number:
    """Share of the first half-year's top fifth of homes that is in the second's, too."""
    lines = load_transactions()
    early = lines["sold_at"] < "2017-07-01"
    first, second = (
        lines[half].groupby("household_id")["sales_value"].sum() for half in (early, ~early)
    )
    n_top = round(0.2 * lines["household_id"].nunique())
    old, new = first.nlargest(n_top).index, second.nlargest(n_top).index
    n_both = len(old.intersection(new))
    return Number(
        expected=n_both / n_top,
        tolerance=0.003,
        unit="fraction",
        mistakes=(
            (
                second.reindex(old).sum() / second.sum(),
                "That is what the old list earns. How many of its names belong to the new one?",
            ),
            (n_both / len(old.union(new)), "You divided by all names on either list."),
            (1 - n_both / n_top, "That is the share who dropped out."),
            (n_both, "That is a number of homes. Divide it by the length of the list."),
            (n_both / len(first), "Divide by the names on the list, not by all homes."),
        ),
    )


@question(
    "value-6",
    hints=(
        "Year k is worth margin * (retention / (1 + discount)) ** k. Which k are in the sum?",
        "k runs from 1 to n_years: np.arange(1, n_years + 1).",
    ),
    after="Of the 409 dollars 272 come within five years: a third of the value lies beyond.",
)
def clv_until() -> Function:
    """Discounted margins of the next years, the first one a year from now."""
    return Function(
        expected=_stream,
        cases=((100, 0.9, 0.12, 5), (100, 0.5, 0.0, 1), (40, 0.8, 0.1, 0), (7, 0.95, 0.03, 30)),
        tolerance=1e-6,
        mistakes=(
            (_with_today, "Today's margin is in it: the first one comes a year from now."),
            (
                lambda margin, r, i, n_years: _with_today(margin, r, i, n_years - 1),
                "The years run from 0 to n_years - 1 here. They should run from 1 to n_years.",
            ),
            (
                lambda margin, r, i, n_years: margin * (r / (1 + i)) ** n_years,
                "That is the worth of the last year alone. Sum over all of them.",
            ),
            (
                lambda margin, r, i, n_years: margin * r / (1 + i - r),
                "That is the sum without an end: it does not depend on n_years.",
            ),
            (
                lambda margin, r, i, n_years: _stream(margin, r, 0, n_years),
                "The discount is missing: divide the retention by 1 + discount.",
            ),
        ),
    )


@question(
    "value-7",
    hints=(
        "Keep the rows with frequency 0. For each, dollars are purchases times spend.",
        "once = forecast[forecast['frequency'] == 0]; then (purchases * spend).sum().",
    ),
    after="About 11,170 dollars, and 11,705 came: a sixth of all sales, from people who seem gone.",
)
def sales_to_one_time_buyers() -> Number:
    """Dollars that the model expects of customers with a single purchase, next 39 weeks."""
    history = transaction_summary(_orders().query("order_date <= @AS_OF"), AS_OF)
    n_orders = forecasts.expected_future_purchases(forecasts.fit_bgnbd(history), history, 39)
    spend = forecasts.expected_spend(forecasts.fit_gamma_gamma(history), history)
    once = history["frequency"] == 0
    sales = n_orders * spend
    return Number(
        expected=sales[once].sum(),
        tolerance=5,
        unit="dollars",
        mistakes=(
            (sales.sum(), "That is of all customers: keep those with a frequency of 0."),
            (sales[~once].sum(), "Those are the repeat buyers."),
            (n_orders[once].sum(), "Those are purchases. Multiply each by the customer's spend."),
            (sales[once].mean(), "That is a mean per customer; the sum is asked for."),
            (
                spend[once].sum(),
                "That supposes one sure purchase of each. Multiply by the purchases expected.",
            ),
        ),
    )


@question(
    "value-8",
    hints=(
        "Which share of the newcomers became repeat buyers? One newcomer replaces that much.",
        "1 / (history['frequency'] > 0).mean()",
    ),
    after="Two and a half, not ten: ten for one needs nine in ten newcomers to come to nothing.",
)
def newcomers_for_one_old_customer() -> Number:
    """New customers who replace an old one, if the share of repeat buyers decides."""
    past = _orders().query("order_date <= @AS_OF")
    again = (transaction_summary(past, AS_OF)["frequency"] > 0).mean()
    return Number(
        expected=1 / again,
        tolerance=0.01,
        unit="customers",
        mistakes=(
            (again, "That is the share who become repeat buyers. How many newcomers make one?"),
            (1 / (1 - again), "You took the share of those who never came back."),
            (10, "That is the claim. What do the newcomers of CDNOW say?"),
            (
                past.groupby("customer_id").size().mean(),
                "That is the mean number of orders of a customer.",
            ),
        ),
    )


def _orders() -> pd.DataFrame:
    return load_orders("cdnow").orders


def _ahead(column: pd.Series) -> float:
    return column["supermarket"] - column["delivery"]


def _n_needed(spending: pd.Series) -> int:
    return int((spending.cumsum() / spending.sum() < 0.8).sum()) + 1


def _pareto(top: float, few: float = 0.2, most: float = 0.8) -> float:
    return top ** (np.log(most) / np.log(few))


def _stream(margin: float, retention: float, discount: float, n_years: int) -> float:
    years = np.arange(1, n_years + 1)
    return float(margin * ((retention / (1 + discount)) ** years).sum())


def _with_today(margin: float, retention: float, discount: float, n_years: int) -> float:
    return margin + _stream(margin, retention, discount, n_years)
