"""Questions of chapter 3, Customer value."""

import numpy as np
import pandas as pd

from crmlib import forecasts
from crmlib.datasets import load_orders, load_transactions, toy_offers
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import mistakes_of, question
from crmlib.forecasts import transaction_summary
from crmlib.value import ServingCosts, customer_profit, delivered_value

WORTH = {"attributes": 2, "performance": 4, "results": 6}
COSTS = ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
AS_OF = "1997-09-30"

# Mistakes of value-1: how far the supermarket is ahead of delivery, with hours worth nothing in
# delivered value and in costs, then with an hour worth 20 dollars; its hours, theirs, its price.
HOUR = (
    (
        lambda lead, cost, at_20, own, other, price: lead / own,
        "That is the lead in dollars, or over one whole hour. Divide it by the hours saved, 0.9.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: lead / (own + other),
        "The hours count by their difference, not by their sum.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: lead / own - other,
        "Brackets around the hours: their difference is taken before the division.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: lead / other,
        "You divided by delivery's hours. Divide by the hours that it saves.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: lead / (60 * (own - other)),
        "That is in dollars per minute. What is an hour worth?",
    ),
    (
        lambda lead, cost, at_20, own, other, price: -price / (own - other),
        "Only the prices are in it: value, effort and risk differ, too.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: -cost / (own - other),
        "That compares the costs only: the total value differs, too.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: (own - other) / lead,
        "Upside down: dollars go on top, hours below.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: own - other,
        "Those are the hours that delivery saves. How many dollars must they make up for?",
    ),
    (
        lambda lead, cost, at_20, own, other, price: -at_20 / (own - other),
        "That starts from 20 dollars an hour: take the lead with hours worth nothing.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: 20 - at_20 / (own - other),
        "From 20 dollars an hour the worth must fall until they draw level, not rise.",
    ),
    (
        lambda lead, cost, at_20, own, other, price: 20,
        "At 20 dollars an hour delivery is ahead already. Where do the two draw level?",
    ),
    (
        lambda lead, cost, at_20, own, other, price: -at_20,
        "That is how far delivery leads at 20 dollars an hour, in dollars.",
    ),
)


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
    at_0, at_20 = (delivered_value(offers, WORTH, usd_per_hour=usd) for usd in (0, 20))
    lead, hours = _ahead(at_0["delivered_value"]), offers["hours"]
    data = (
        lead,
        _ahead(at_0["total_cost"]),
        _ahead(at_20["delivered_value"]),
        hours["supermarket"],
        hours["delivery"],
        _ahead(offers["price_usd"]),
    )
    return Number(expected=lead / _ahead(hours), unit="dollars", mistakes=mistakes_of(HOUR, *data))


# Mistakes of value-2: the customers' sums, the same from the largest down, and all orders.
CROWD = (
    (
        lambda spending, ranked, orders: _n_needed(ranked) - 1,
        "One short: these make a little less than 80 %, and a place counted from 0 is one less.",
    ),
    (
        lambda spending, ranked, orders: _n_needed(spending.sort_values()),
        "You began with the smallest: sort_values(ascending=False).",
    ),
    (
        lambda spending, ranked, orders: _n_needed(spending.sort_values()) - 1,
        "You began with the smallest, and the one who passes 80 % is missing.",
    ),
    (lambda spending, ranked, orders: _n_needed(spending), "You cumulated without sorting first."),
    (
        lambda spending, ranked, orders: _n_needed(spending) - 1,
        "You cumulated without sorting first, and the one who passes 80 % is missing.",
    ),
    (
        lambda spending, ranked, orders: round(0.2 * len(spending)),
        "That is a fifth of the customers. How many make four fifths of the sales?",
    ),
    (
        lambda spending, ranked, orders: (spending > spending.quantile(0.8)).sum(),
        "Those are the customers above the 80 % quantile. Which make 80 % of the sales?",
    ),
    (
        lambda spending, ranked, orders: round(0.8 * len(spending)),
        "That is 80 % of the customers. How many make 80 % of the sales?",
    ),
    (
        lambda spending, ranked, orders: _n_needed(ranked) / len(spending),
        "That is a share of the customers; their number is asked.",
    ),
    (
        lambda spending, ranked, orders: (ranked.cumsum() / ranked.sum() > 0.8).sum(),
        "Those come after the 80 % are reached. Count those before: < 0.8.",
    ),
    (
        lambda spending, ranked, orders: (ranked.cumsum() < 0.8).sum(),
        "Nobody alone makes 80 %, and no running sum in dollars is under 0.8: cumulate, divide.",
    ),
    (
        lambda spending, ranked, orders: (ranked.cumsum() < 0.8).sum() + 1,
        "The running sums are in dollars: divide them by the sum of all.",
    ),
    (
        lambda spending, ranked, orders: (ranked / ranked.sum() < 0.8).sum(),
        "Those are all customers: each alone stays below 80 %. Cumulate first.",
    ),
    (
        lambda spending, ranked, orders: (ranked.cumsum() / ranked.sum() < 0.2).sum() + 1,
        "Those make 20 % of the sales: go on to 0.8.",
    ),
    (
        lambda spending, ranked, orders: int((ranked.cumsum() / ranked.sum() >= 0.8).idxmax()),
        "That is somebody's name: idxmax gives the label. Count the customers up to there.",
    ),
    (
        lambda spending, ranked, orders: _n_needed(orders.sort_values(ascending=False)),
        "Those are orders. Take the sums of the customers, `spending`.",
    ),
    (lambda spending, ranked, orders: spending.sum(), "Those are the dollars of all customers."),
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
    orders = _orders()
    spending = orders.groupby("customer_id")["amount"].sum()
    ranked = spending.sort_values(ascending=False)
    return Number(
        expected=_n_needed(ranked),
        unit="count of customers",
        mistakes=mistakes_of(CROWD, spending, ranked, orders["amount"]),
    )


# Mistakes of value-3, as they are written.
LAWS = (
    (
        lambda top, few=0.2, most=0.8: top * most / few,
        "That is a straight line, which passes 1 at a quarter of the customers.",
    ),
    (
        lambda top, few=0.2, most=0.8: top ** (np.log(few) / np.log(most)),
        "The exponent is upside down: ln most goes on top.",
    ),
    (
        lambda top, most=0.8, few=0.2: top ** (np.log(most) / np.log(few)),
        "The arguments change places: top, then few, then most, as in the line with `def`.",
    ),
    (
        lambda top, few=0.2, most=0.8: 1 - (1 - top) ** (np.log(most) / np.log(few)),
        "That is what the *bottom* of the customers brings.",
    ),
    (
        lambda top, few=0.2, most=0.8: 1 - top ** (np.log(most) / np.log(few)),
        "That is what all the others bring. What does the top bring?",
    ),
    (
        lambda top, few=0.2, most=0.8: top**most,
        "The exponent is a ratio of two logarithms, not the share itself.",
    ),
    (
        lambda top, few=0.2, most=0.8: top**few,
        "The exponent is a ratio of two logarithms, not the fraction itself.",
    ),
    (
        lambda top, few=0.2, most=0.8: top ** (most / few),
        "The exponent is the ratio of the two logarithms, not of the numbers.",
    ),
    (
        lambda top, few=0.2, most=0.8: top ** (np.log(most / few)),
        "That is the logarithm of a ratio: divide one logarithm by the other.",
    ),
    (
        lambda top, few=0.2, most=0.8: top ** np.log(most) / np.log(few),
        "Brackets around the whole exponent: a power comes before a division.",
    ),
    (
        lambda top, few=0.2, most=0.8: top * (np.log(most) / np.log(few)),
        "That is a multiple of top. The law wants a power: `**`.",
    ),
    (
        lambda top, few=0.2, most=0.8: np.log(most) / np.log(few),
        "That is the exponent k. Now raise top to it.",
    ),
    (
        lambda top, few=0.2, most=0.8: (np.log(most) / np.log(few)) ** top,
        "Base and exponent change places: top is raised to the power k.",
    ),
    (
        lambda top, few=0.2, most=0.8: top ** (np.log(0.8) / np.log(0.2)),
        "That is the 80/20 law, whatever few and most are: use the arguments.",
    ),
    (
        lambda top, few=0.2, most=0.8: top**0.1386,
        "That is the 80/20 law, with a rounded k: compute k from few and most.",
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
        expected=lambda top, few=0.2, most=0.8: top ** (np.log(most) / np.log(few)),
        cases=((0.2,), (0.12,), (1.0,), (0.05, 0.1, 0.6)),
        tolerance=1e-9,
        mistakes=LAWS,
    )


# Mistakes of value-4: the loss-makers, those who are kept, and all customers.
DROPPING = (
    (
        lambda losers, kept, all_: losers["cost"].sum() / losers["margin"].sum(),
        "Upside down: what is lost goes on top, what could be saved below.",
    ),
    (
        lambda losers, kept, all_: 1 - losers["margin"].sum() / losers["cost"].sum(),
        "That is the share that may stay. How much must go away?",
    ),
    (
        lambda losers, kept, all_: losers["profit"].sum() / losers["cost"].sum(),
        "That is their loss over their cost. Which margin is lost with them?",
    ),
    (
        lambda losers, kept, all_: losers["profit"].sum() / losers["margin"].sum(),
        "That is their loss over their margin. Which part of the cost does the margin cover?",
    ),
    (
        lambda losers, kept, all_: (losers["margin"] / losers["cost"]).mean(),
        "That is the mean of their single ratios. Add up margin and cost first, then divide.",
    ),
    (
        lambda losers, kept, all_: _margin_over_cost(all_[all_["profit"] <= 0]),
        "A profit of exactly 0 is no loss: below 0, not up to 0.",
    ),
    (
        lambda losers, kept, all_: _margin_over_cost(all_),
        "That is of all customers: keep those with a profit below 0.",
    ),
    (
        lambda losers, kept, all_: _margin_over_cost(kept),
        "Those are the customers who bring a profit. Who would be dropped?",
    ),
    (
        lambda losers, kept, all_: kept["cost"].sum() / all_["cost"].sum(),
        "That is the kept customers' share of all cost. Compare margin and cost of losers.",
    ),
    (
        lambda losers, kept, all_: losers["cost"].sum() / all_["cost"].sum(),
        "That is the losers' share of all cost. Compare their margin with their cost.",
    ),
    (
        lambda losers, kept, all_: losers["margin"].sum() / all_["margin"].sum(),
        "That is the losers' share of all margin. Compare their margin with their cost.",
    ),
    (
        lambda losers, kept, all_: losers["sales"].sum() / losers["cost"].sum(),
        "Those are sales over cost. Of the sales only the margin is lost.",
    ),
    (
        lambda losers, kept, all_: len(losers) / len(all_),
        "That is the share of the customers who bring a loss.",
    ),
    (
        lambda losers, kept, all_: len(losers),
        "That is how many bring a loss. Compare their margin with their cost.",
    ),
    (
        lambda losers, kept, all_: losers["margin"].sum(),
        "That is the margin that is lost, in dollars. Compare it with their cost.",
    ),
    (
        lambda losers, kept, all_: losers["cost"].sum(),
        "That is their whole cost, in dollars. Which share of it must go away?",
    ),
    (
        lambda losers, kept, all_: -losers["profit"].sum(),
        "That is their loss in dollars. Which share of their cost does the margin cover?",
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
    return Number(
        expected=_margin_over_cost(losers),
        tolerance=0.0003,
        unit="fraction",
        mistakes=mistakes_of(DROPPING, losers, kept, customers),
    )


# Mistakes of value-5: the homes' sales of each half-year, and the length of a list.
LISTS = (
    (
        lambda first, second, n: second.reindex(_top(first, n)).sum() / second.sum(),
        "That is what the old list earns. How many of its names belong to the new one?",
    ),
    (
        lambda first, second, n: _n_both(first, second, n) / (2 * n - _n_both(first, second, n)),
        "You divided by all names on either list.",
    ),
    (
        lambda first, second, n: _n_both(first, second, n) / (2 * n),
        "You divided by both lists together: one list has 494 names.",
    ),
    (
        lambda first, second, n: 1 - _n_both(first, second, n) / n,
        "That is the share who dropped out.",
    ),
    (
        lambda first, second, n: n - _n_both(first, second, n),
        "That is how many dropped out. Which share stayed?",
    ),
    (
        lambda first, second, n: _n_both(first, second, n),
        "That is a number of homes. Divide it by the length of the list.",
    ),
    (
        lambda first, second, n: _n_both(first, second, n) / len(first),
        "Divide by the names on the list, not by all homes.",
    ),
    (
        lambda first, second, n: _n_both(first, second, n) / len(first.index.union(second.index)),
        "Divide by the 494 names on the list, not by all homes of the year.",
    ),
    (
        lambda first, second, n: n / len(first.index.union(second.index)),
        "That is a list over all homes, which chance would give. Count the names on both lists.",
    ),
    (
        lambda first, second, n: _n_both(-first, -second, n) / n,
        "Those are the homes that spend least: nlargest, or sort_values(ascending=False).",
    ),
    (
        lambda first, second, n: first.index[:n].isin(second.index[:n]).mean(),
        "Those are the first 494 by name: sort by sales before you cut.",
    ),
    (
        lambda first, second, n: first.nlargest(n).isin(second.nlargest(n)).mean(),
        "That compares dollars, not names: take the `.index` of each list.",
    ),
    (
        lambda first, second, n: _top(first, n).isin(second.index).mean(),
        "That is who bought anything in the second half-year. Cut that list, too.",
    ),
    (
        lambda first, second, n: (
            _top(first.add(second, fill_value=0), n).isin(_top(second, n)).mean()
        ),
        "One list is of the whole year. Compare the two half-years.",
    ),
    (
        lambda first, second, n: (
            (first[first >= first.quantile(0.8)].index)
            .isin(second[second >= second.quantile(0.8)].index)
            .mean()
        ),
        "That is a fifth of those who bought in each half-year. Take 494 homes each.",
    ),
    (
        lambda first, second, n: _top(first, n).isin(_top(first, n)).mean(),
        "All of them: you compared a list with itself.",
    ),
    (
        lambda first, second, n: first.corr(second),
        "That is a correlation of the sales. Compare the names on two lists.",
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
    return Number(
        expected=_n_both(first, second, n_top) / n_top,
        unit="fraction",
        mistakes=mistakes_of(LISTS, first, second, n_top),
    )


# Mistakes of value-6, as they are written: margin, retention, discount and number of years.
STREAMS = (
    (
        lambda m, r, i, n: sum(m * (r / (1 + i)) ** k for k in range(n)),
        "Your years run from 0 to n_years - 1. They should run from 1 to n_years.",
    ),
    (
        lambda m, r, i, n: sum(m * (r / (1 + i)) ** k for k in range(1, n)),
        "The last year is missing: range and np.arange stop before their end.",
    ),
    (
        lambda m, r, i, n: sum(m * (r / (1 + i)) ** k for k in range(n + 1)),
        "Today's margin is in it: the first one comes a year from now.",
    ),
    (
        lambda m, r, i, n: m * (r / (1 + i)) ** n,
        "That is the worth of the last year alone. Sum over all of them.",
    ),
    (
        lambda m, r, i, n: m * (r / (1 + i)) ** np.arange(1, n + 1),
        "That is one number per year: add them up, `.sum()`.",
    ),
    (
        lambda m, r, i, n: (m * (r / (1 + i)) ** np.arange(1, n + 1)).cumsum(),
        "Those are the running sums. Only the last is asked for: `.sum()`.",
    ),
    (
        lambda m, r, i, n: (m * (r / (1 + i)) ** np.arange(1, n + 1)).cumsum()[-1],
        "With 0 years nothing can be picked from the running sums: `.sum()` gives 0 there.",
    ),
    (
        lambda m, r, i, n: m * r / (1 + i) * n,
        "Every year is worth the same there: raise retention / (1 + discount) to the power k.",
    ),
    (
        lambda m, r, i, n: m * r / (1 + i - r),
        "That is the sum without an end: it does not depend on n_years.",
    ),
    (
        lambda m, r, i, n: sum(m * r**k for k in range(1, n + 1)),
        "The discount is missing: divide the retention by 1 + discount.",
    ),
    (
        lambda m, r, i, n: sum(m / (1 + i) ** k for k in range(1, n + 1)),
        "The retention is missing: fewer customers stay every year.",
    ),
    (
        lambda m, r, i, n: sum((r / (1 + i)) ** k for k in range(1, n + 1)),
        "That is the multiple of n years. Multiply it by the margin.",
    ),
    (
        lambda m, r, i, n: sum(m * r**k / (1 + i) for k in range(1, n + 1)),
        "The discount needs the power k, too: a later year is discounted more often.",
    ),
    (
        lambda m, r, i, n: sum(m * (r / 1 + i) ** k for k in range(1, n + 1)),
        "Brackets: r / 1 + i adds the discount to the retention.",
    ),
    (
        lambda m, r, i, n: sum(m * (r * (1 + i)) ** k for k in range(1, n + 1)),
        "Money in a year is worth less today: divide by 1 + discount.",
    ),
    (
        lambda m, r, i, n: sum(m * (r * (1 - i)) ** k for k in range(1, n + 1)),
        "A dollar next year is worth 1 / (1 + discount), not 1 - discount.",
    ),
    (
        lambda m, r, i, n: sum(m * (r / (1 + i)) ** k for k in range(1, 6)),
        "That is for five years, whatever n_years is.",
    ),
)


@question(
    "value-6",
    hints=(
        "Year k is worth margin * (retention / (1 + discount)) ** k. Which k are in the sum?",
        "k runs from 1 to n_years: np.arange(1, n_years + 1).",
    ),
    after="Of the 409 dollars 272 come within five years: a third of the value lies beyond. "
    "At a discount of 0.2 it takes a retention of 0.964 to be worth as much.",
)
def clv_until() -> Function:
    """Discounted margins of the next years, the first one a year from now."""

    def right(margin: float, retention: float, discount: float, n_years: int) -> float:
        years = np.arange(1, n_years + 1)
        return float(margin * ((retention / (1 + discount)) ** years).sum())

    return Function(
        expected=right,
        cases=((100, 0.9, 0.12, 5), (100, 0.5, 0.0, 1), (40, 0.8, 0.1, 0), (7, 0.95, 0.03, 30)),
        tolerance=1e-6,
        mistakes=STREAMS,
    )


# Mistakes of value-7: the forecast of one-time buyers, of all, and what each spent before.
ONCE = (
    (
        lambda once, all_, before: (all_["purchases"] * all_["spend"]).sum(),
        "That is of all customers: keep those with a frequency of 0.",
    ),
    (
        lambda once, all_, before: _sales(all_[all_["frequency"] > 0]),
        "Those are the repeat buyers.",
    ),
    (
        lambda once, all_, before: _sales(all_[all_["frequency"] == 1]),
        "A frequency of 1 is a second purchase: it counts the repeats. Take 0.",
    ),
    (
        lambda once, all_, before: _sales(all_[all_["frequency"] <= 1]),
        "Those with a second purchase (frequency 1) are in it. Take 0 only.",
    ),
    (
        lambda once, all_, before: once["purchases"].sum(),
        "Those are purchases. Multiply each by the customer's spend.",
    ),
    (
        lambda once, all_, before: (once["purchases"] * once["spend"]).mean(),
        "That is a mean per customer; the sum is asked for.",
    ),
    (
        lambda once, all_, before: once["spend"].sum(),
        "That supposes one sure purchase of each. Multiply by the purchases expected.",
    ),
    (
        lambda once, all_, before: once["purchases"].sum() * once["spend"].sum(),
        "Multiply row by row, then add up: the product of two sums pairs everybody with all.",
    ),
    (
        lambda once, all_, before: (once["purchases"] * once["monetary_value"]).sum(),
        "Nothing is left: monetary_value is missing where nobody came back. Take spend.",
    ),
    (
        lambda once, all_, before: (once["purchases"] * before[once.index]).sum(),
        "That takes what each spent before. The forecast of a purchase is in spend.",
    ),
    (
        lambda once, all_, before: before[once.index].sum(),
        "That is what they spent in the first nine months. What do the next ones bring?",
    ),
    (
        lambda once, all_, before: once["later"].sum(),
        "That is what came. What did the model expect?",
    ),
    (
        lambda once, all_, before: 0.3 * (once["purchases"] * once["spend"]).sum(),
        "That is the margin of 30 %. How many dollars will they spend?",
    ),
    (
        lambda once, all_, before: _sales(once) / _sales(all_),
        "That is their share of all expected sales. Give the dollars.",
    ),
    (
        lambda once, all_, before: len(once),
        "That is how many one-time buyers there are. What will they spend?",
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
    orders = _orders()
    past = orders.query("order_date <= @AS_OF")
    history = transaction_summary(past, AS_OF)
    later = orders.query("order_date > @AS_OF").groupby("customer_id")["amount"].sum()
    forecast = history.assign(
        purchases=forecasts.expected_future_purchases(forecasts.fit_bgnbd(history), history, 39),
        spend=forecasts.expected_spend(forecasts.fit_gamma_gamma(history), history),
        later=later.reindex(history.index, fill_value=0),
    )
    once = forecast[forecast["frequency"] == 0]
    return Number(
        expected=_sales(once),
        tolerance=0.01,
        unit="dollars",
        mistakes=mistakes_of(ONCE, once, forecast, past.groupby("customer_id")["amount"].sum()),
    )


# Mistakes of value-8: repeat purchases to September and to the end, orders, buyers later on.
NEWCOMERS = (
    (
        lambda repeats, by_now, n_orders, back: (repeats > 0).mean(),
        "That is the share who become repeat buyers. How many newcomers make one?",
    ),
    (
        lambda repeats, by_now, n_orders, back: (repeats == 0).mean(),
        "That is the share who never came back. How many newcomers make one repeat buyer?",
    ),
    (
        lambda repeats, by_now, n_orders, back: 1 / (repeats == 0).mean(),
        "You took the share of those who never came back.",
    ),
    (
        lambda repeats, by_now, n_orders, back: (repeats == 0).sum() / (repeats > 0).sum(),
        "So many come to nothing for each repeat buyer. Count him, too.",
    ),
    (
        lambda repeats, by_now, n_orders, back: (repeats > 0).sum() / (repeats == 0).sum(),
        "Those are repeat buyers per one-time buyer. Divide all newcomers by the repeat buyers.",
    ),
    (
        lambda repeats, by_now, n_orders, back: (repeats > 0).sum(),
        "That is how many became repeat buyers. How many newcomers stand behind each?",
    ),
    (
        lambda repeats, by_now, n_orders, back: 1 / (repeats > 1).mean(),
        "One repeat is enough: a frequency above 0, not above 1.",
    ),
    (
        lambda repeats, by_now, n_orders, back: (repeats >= 0).mean(),
        "A frequency of 0 or more holds for everybody: above 0.",
    ),
    (
        lambda repeats, by_now, n_orders, back: 10,
        "That is the claim. What do CDNOW's newcomers say?",
    ),
    (
        lambda repeats, by_now, n_orders, back: n_orders.mean(),
        "That is the mean number of orders of a customer.",
    ),
    (
        lambda repeats, by_now, n_orders, back: repeats.mean(),
        "That is the mean number of repeat purchases. Which share made any?",
    ),
    (
        lambda repeats, by_now, n_orders, back: 1 / repeats.mean(),
        "You took the mean number of repeat purchases. Which share made any?",
    ),
    (
        lambda repeats, by_now, n_orders, back: 1 / back.mean(),
        "You took who bought in the later nine months. Take a frequency above 0.",
    ),
    (
        lambda repeats, by_now, n_orders, back: 1 / (by_now > 0).mean(),
        "That counts repeats of all 18 months: `history` ends in September.",
    ),
    (
        lambda repeats, by_now, n_orders, back: 5,
        "That is the other claim, five times the cost. What do CDNOW's newcomers say?",
    ),
    (
        lambda repeats, by_now, n_orders, back: np.ceil(1 / (repeats > 0).mean()),
        "Rounded up to whole people? Give the number before rounding.",
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
    orders = _orders()
    past = orders.query("order_date <= @AS_OF")
    repeats = transaction_summary(past, AS_OF)["frequency"]
    back = repeats.index.isin(orders.query("order_date > @AS_OF")["customer_id"])
    n_orders = past.groupby("customer_id").size()
    by_now = transaction_summary(orders)["frequency"]
    return Number(
        expected=1 / (repeats > 0).mean(),
        unit="customers",
        mistakes=mistakes_of(NEWCOMERS, repeats, by_now, n_orders, back),
    )


def _orders() -> pd.DataFrame:
    return load_orders("cdnow").orders


def _ahead(column: pd.Series) -> float:
    return column["supermarket"] - column["delivery"]


def _n_needed(spending: pd.Series) -> int:
    return int((spending.cumsum() / spending.sum() < 0.8).sum()) + 1


def _margin_over_cost(customers: pd.DataFrame) -> float:
    return customers["margin"].sum() / customers["cost"].sum()


def _top(sales: pd.Series, n_top: int) -> pd.Index:
    return sales.nlargest(n_top).index


def _n_both(first: pd.Series, second: pd.Series, n_top: int) -> int:
    return len(_top(first, n_top).intersection(_top(second, n_top)))


def _sales(forecast: pd.DataFrame) -> float:
    return (forecast["purchases"] * forecast["spend"]).sum()
