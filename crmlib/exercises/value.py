"""Questions of chapter 3, Customer value."""

import numpy as np
import pandas as pd

from crmlib import forecasts
from crmlib.datasets import load_orders, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import mistakes_of, question
from crmlib.forecasts import transaction_summary
from crmlib.value import margin_multiple, rfm_scores, rfm_table

AS_OF = "1997-09-30"

# Mistakes of value-9: what the names on the old list spent later, and what everybody did.
SILENT = (
    (lambda old, later, kept: (later == 0).sum(), "That is of all customers: take old_list."),
    (lambda old, later, kept: (old > 0).sum(), "Those bought something. How many bought nothing?"),
    (
        lambda old, later, kept: len(old) - kept,
        "Those left the top fifth, some of them with a small order. Who bought nothing?",
    ),
    (lambda old, later, kept: kept, "Those still belong. How many bought nothing?"),
    (
        lambda old, later, kept: (old == 0).mean(),
        "That is a share of the list. How many names are it?",
    ),
    (
        lambda old, later, kept: (later == 0).sum() - (old == 0).sum(),
        "Those are the silent ones who stand *not* on the list.",
    ),
    (lambda old, later, kept: len(old), "That is the whole list."),
)


@question(
    "value-9",
    hints=(
        "later.loc[...] takes the rows of some names. Whose names are asked for?",
        "(later.loc[old_list] == 0).sum()",
    ),
    after="192 of 471, four in ten: they bought nothing in nine months.",
)
def names_that_fell_silent() -> Number:
    """Number of names on the platinum list who bought nothing in the months that followed."""
    customers, later = _list_and_later()
    spend = customers["total_spend"]
    old, new = _top(spend, 471), _top(later, 471)
    return Number(
        expected=int((later[old] == 0).sum()),
        unit="count of names",
        mistakes=mistakes_of(SILENT, later[old], later, int(old.isin(new).sum())),
    )


# Mistakes of value-2: the customers' sums, the same from the largest down, and all orders.
CROWD = (
    (
        lambda spending, ranked, orders: _n_needed(ranked) - 1,
        "One short: these make a little less than 80 %. The one who reaches it counts, too.",
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
        "Cumulate best_first, and divide by its sum: where does 0.8 come?",
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
        "Those are the homes that spend least: sort with ascending=False.",
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
        "Sort each half-year's sums from the top; .iloc[:494].index are the names of a list.",
        "old.isin(new) is True for each name that is in both; its sum over 494 is the share.",
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
        "Their margin is 0.3 * losers['total_spend'].sum(); divide it by their whole cost.",
    ),
    after="At 69 % nothing is gained yet: more than two thirds of their cost must really go away.",
)
def avoidable_share_at_which_dropping_pays() -> Number:
    """Share of the loss-makers' cost that must go away with them for profit to stay equal."""
    buyers = rfm_table(_orders(), "1998-06-30").rename(columns={"total_spend": "sales"})
    cost = 2 * buyers["n_orders"] + 4.0
    customers = buyers.assign(margin=0.3 * buyers["sales"], cost=cost)
    customers["profit"] = customers["margin"] - customers["cost"]
    losers, kept = (customers[pick] for pick in (customers["profit"] < 0, customers["profit"] >= 0))
    return Number(
        expected=_margin_over_cost(losers),
        tolerance=0.0003,
        unit="fraction",
        mistakes=mistakes_of(DROPPING, losers, kept, customers),
    )


# Mistakes of value-10: later dollars of the cell, of the top by dollars, masks, and what all spent.
CELLS = (
    (
        lambda cell, top, early, wide, mixed: cell,
        "That is what cell 555 brought. Subtract the rival.",
    ),
    (
        lambda cell, top, early, wide, mixed: top,
        "That is what the rival brought: cell 555 less it.",
    ),
    (
        lambda cell, top, early, wide, mixed: top - cell,
        "The other way round: cell 555 comes first, the rival is subtracted.",
    ),
    (lambda cell, top, early, wide, mixed: cell / top, "That is a ratio. How many dollars more?"),
    (
        lambda cell, top, early, wide, mixed: cell / top - 1,
        "That is a share. How many dollars more?",
    ),
    (
        lambda cell, top, early, wide, mixed: early,
        "Those are dollars of the first nine months. Which came later?",
    ),
    (
        lambda cell, top, early, wide, mixed: wide,
        "That rival has 471 names: take the first 191 of `ranked`.",
    ),
    (
        lambda cell, top, early, wide, mixed: cell / 191 - top / 191,
        "That is per name. Give the sum.",
    ),
    (
        lambda cell, top, early, wide, mixed: mixed,
        "The rival's dollars are those of the first nine months. Take its names, but `later`.",
    ),
)


@question(
    "value-10",
    hints=(
        "A mask takes the cell's rows of later; later.loc[ranked.iloc[:191].index] the rival's.",
        "later[scores['rfm_cell'] == '555'].sum() less the sum over ranked.iloc[:191].index.",
    ),
    after="About 1,099 dollars of 71,000; the 95 % interval runs from -2,200 to 4,400. With zero "
    "inside, neither rule is shown to be the better one: the two lists share 109 of 191 names.",
)
def lead_of_the_best_cell() -> Number:
    """Dollars that cell 555 brought later, less those of the 191 with the highest spend."""
    customers, later = _list_and_later()
    spend = customers["total_spend"]
    in_cell = rfm_scores(customers)["rfm_cell"] == "555"
    cell, top = later[in_cell].sum(), later[_top(spend, 191)].sum()
    early = spend[in_cell].sum() - spend[_top(spend, 191)].sum()
    wide = cell - later[_top(spend, 471)].sum()
    mixed = cell - spend[_top(spend, 191)].sum()
    return Number(
        expected=cell - top,
        unit="dollars",
        mistakes=mistakes_of(CELLS, cell, top, early, wide, mixed),
    )


# Mistakes of value-11: margin, retention, discount.
ONE_CUSTOMER = (
    (lambda m, r, i: margin_multiple(r, i), "That is the multiple: times 40 dollars a year."),
    (
        lambda m, r, i: m * (margin_multiple(r, i) + 1),
        "Today's margin is in it: here it is not counted.",
    ),
    (
        lambda m, r, i: m * r / (1 - r),
        "That is without a discount: 0.1 is the second number.",
    ),
    (
        lambda m, r, i: m * margin_multiple(1 - r, i),
        "You took those who leave. The first number is the share that stays, 0.75.",
    ),
    (lambda m, r, i: m * r / (1 + i), "That is the first year alone. Take the multiple."),
    (
        lambda m, r, i: m * margin_multiple(i, r),
        "The two rates change places: first the retention, then the discount.",
    ),
    (lambda m, r, i: m * margin_multiple(0.9, 0.12), "That takes 0.9 and 0.12 from the text."),
    (lambda m, r, i: 100 * margin_multiple(r, i), "This customer brings 40 dollars a year."),
)


@question(
    "value-11",
    hints=(
        "The first gap is the share that stays, the second the discount rate.",
        "40 * value.margin_multiple(0.75, 0.1)",
    ),
    after="Two yearly margins and a bit: with a quarter leaving each year, the future is short.",
)
def clv_of_one_customer() -> Number:
    """Lifetime value at 40 dollars a year, a retention of 0.75 and a discount of 0.1."""
    return Number(
        expected=40 * margin_multiple(0.75, 0.1),
        unit="dollars",
        mistakes=mistakes_of(ONE_CUSTOMER, 40, 0.75, 0.1),
    )


# Mistakes of value-7: the forecast of one-time buyers, of all, and what each spent before.
ONCE = (
    (
        lambda once, all_, before: (all_["purchases"] * all_["spend"]).sum(),
        "That is of all customers: keep those with a frequency of 0, `is_once`.",
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
        "Keep the rows of is_once. For each, dollars are purchases times spend.",
        "once = forecast[is_once]; then (once['purchases'] * once['spend']).sum().",
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


# Mistakes of value-12: dollars of the two half-years, and the receipt lines of them.
HALVES = (
    (lambda a, b, lines: b / a - 1, "Upside down: the forecast goes on top, what came below."),
    (lambda a, b, lines: a / b, "That is forecast over what came. Take 1 off: the error is asked."),
    (lambda a, b, lines: a - b, "Those are dollars. Divide by what came."),
    (lambda a, b, lines: b - a, "Those are dollars, with the sign turned."),
    (lambda a, b, lines: 1 - a / b, "The sign: too low is a minus, forecast / came - 1."),
    (lambda a, b, lines: lines - 1, "You counted lines. Take the dollars, sales_value."),
    (lambda a, b, lines: a / (a + b), "That is the first half's part of the year."),
    (lambda a, b, lines: a, "That is the forecast in dollars. How far is it off?"),
    (lambda a, b, lines: b, "That is what came, in dollars. How far off was the forecast?"),
)


@question(
    "value-12",
    hints=(
        "The forecast is the sum of the first half; what came is the sum of the second.",
        "Sum sales_value of both halves; forecast / came - 1.",
    ),
    after="4 % too low, where CDNOW was 144 % too high: people eat every week, and four in five of "
    "these homes were seen in January already, so no rush opens the year. Holidays lift its end.",
)
def error_of_arithmetic_for_homes() -> Number:
    """Error of the forecast that the homes' first half-year comes again."""
    lines = load_transactions()
    early = lines["sold_at"] < "2017-07-01"
    first, second = (lines[half]["sales_value"].sum() for half in (early, ~early))
    n_lines = early.sum() / (~early).sum()
    return Number(
        expected=first / second - 1,
        unit="ratio",
        mistakes=mistakes_of(HALVES, first, second, n_lines),
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
    after="Two and a half, not ten: ten for one needs nine in ten newcomers to come to nothing. "
    "This counts heads alone; the curve above counts worth and the cost of winning.",
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


# Mistakes of value-13: worth of a newcomer and of a repeat buyer.
BUDGET = (
    (lambda new, old: 40 * new, "That is the agency alone. Subtract what the letters bring."),
    (lambda new, old: _letters(old), "Those are the letters alone. Agency less letters."),
    (lambda new, old: _letters(old) - 40 * new, "The other way round: the agency comes first."),
    (
        lambda new, old: 40 * new - 1000 - _letters(old),
        "The 1,000 dollars come off both, so they cancel.",
    ),
    (lambda new, old: 40 * new - _letters(new), "A letter keeps a repeat buyer, not a newcomer."),
    (lambda new, old: 40 * old - _letters(old), "The agency brings newcomers."),
    (lambda new, old: 40 * new - 1000 / 1.2 * old, "Only 4 of 100 letters keep somebody."),
    (lambda new, old: 40 - 1000 / 1.2 * 0.04, "Those are customers. How many dollars?"),
    (lambda new, old: 40 * new - 0.04 * 946 * old, "Take the letters that 1,000 dollars pay for."),
)


@question(
    "value-13",
    hints=(
        "How many newcomers, and how many customers kept, do 1,000 dollars pay for?",
        "1000 / 25 * usd.loc['new customer'] - 1000 / 1.2 * 0.04 * usd.loc['repeat buyer']",
    ),
    after="About 223 dollars for the agency: a newcomer costs 25 dollars, a customer kept "
    "1.20 / 0.04 = 30, and both are worth about 36. At 5 of 100 letters instead of 4 "
    "the order would turn.",
)
def lead_of_the_agency() -> Number:
    """Dollars that newcomers bring more than letters, for 1,000 dollars."""
    past = _orders().query("order_date <= @AS_OF")
    terms = forecasts.ClvTerms(0.3, horizon_months=36, monthly_discount_rate=0.01)
    history = transaction_summary(past, AS_OF)
    worth = forecasts.base_worth(history, terms, rng=np.random.default_rng(3))["worth"]
    new, old = worth["new customer"], worth["repeat buyer"]
    return Number(
        expected=40 * new - _letters(old),
        tolerance=0.01,
        unit="dollars",
        mistakes=mistakes_of(BUDGET, new, old),
    )


def _letters(worth: float) -> float:
    return 1000 / 1.2 * 0.04 * worth


def _list_and_later() -> tuple[pd.DataFrame, pd.Series]:
    orders = _orders()
    customers = rfm_table(orders.query("order_date <= @AS_OF"), AS_OF)
    later = orders.query("order_date > @AS_OF").groupby("customer_id")["amount"].sum()
    return customers, later.reindex(customers.index, fill_value=0)


def _orders() -> pd.DataFrame:
    return load_orders("cdnow").orders


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
