"""Questions of chapter 17, your customers: what was read, and what one tells the boss."""

from functools import cache

import pandas as pd

from crmlib.campaigns import smallest_effect
from crmlib.datasets import OrderBook, load_orders, load_tea_shop
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.forecasts import fit_mbgnbd, no_order_probability, transaction_summary
from crmlib.lifecycle import cohorts_compared
from crmlib.value import change_parts, two_periods


@question(
    "customers-1",
    hints=(
        "One bin is used, and all others are set aside: which one is used?",
        '1 - report.loc["order", "rows"] / report["rows"].sum()',
    ),
    after="Nearly one row in five is no order line, and each of them has its reason.",
)
def share_of_rows_set_aside() -> Number:
    """Share of the rows of the tea shop's export that are not used."""
    report = _tea_shop().report()
    rows, money = report["rows"], report["money"]
    return Number(
        expected=1 - rows["order"] / rows.sum(),
        unit="fraction",
        mistakes=(
            (rows["order"] / rows.sum(), "Those are the rows used: take them from 1."),
            (
                1 - money["order"] / money.sum(),
                "That is the share of the money. Asked is the share of the rows.",
            ),
            (rows.sum() - rows["order"], "That is how many rows: divide by all of them."),
            (rows["no customer"] / rows.sum(), "That is the largest bin only: all but order."),
            (1 - rows["no customer"] / rows.sum(), "The bin that is used is order."),
            (
                (rows.sum() - rows["order"]) / rows["order"],
                "Divide by all rows, not by those used.",
            ),
            (
                1 - rows["order"] / (rows.sum() - 3),
                "The empty rows are rows as well: divide by all.",
            ),
            (10 / 11, "That is the share of the bins: count rows."),
        ),
    )


@question(
    "customers-2",
    hints=(
        "Make a mask of the dates whose day is above 12, and take its mean.",
        '(book.orders["order_date"].dt.day > 12).mean()',
    ),
    after="More than half of the orders prove it, each for itself. One alone would have decided.",
)
def share_of_dates_that_prove_the_order() -> Number:
    """Share of the tea shop's orders with a day above 12."""
    book = _tea_shop()
    dates, on_lines = book.orders["order_date"].dt, book.lines["order_date"].dt
    above = dates.day > 12
    return Number(
        expected=above.mean(),
        unit="fraction",
        mistakes=(
            (above.sum(), "That is how many orders: take the mean of the mask."),
            (1 - above.mean(), "Those are the days up to 12: turn the mask round."),
            ((on_lines.day > 12).mean(), "Those are lines: an order counts once, take orders."),
            ((dates.day >= 12).mean(), "The 12th may be a month as well: above 12."),
            ((dates.day > 15).mean(), "From 13 on no month has such a number: above 12."),
            ((dates.month > 12).mean(), "Those are months, and none is above 12: take the day."),
            ((dates.day == dates.month).mean(), "Those read the same either way: no proof."),
            ((dates.day != dates.month).mean(), "4 January may be 1 April: above 12."),
            ((dates.day > 12).sum() / 602, "Divide by the orders, not by the rows of the file."),
        ),
    )


@question(
    "customers-3",
    hints=(
        "Count the different spellings in raw, in rows of the bin order only; then take off 182.",
        'raw[book.rows["bin"] == "order"]["Email"].nunique() - orders["customer_id"].nunique()',
    ),
    after="One address in several spellings: the total agrees to the cent, and no rate does.",
)
def customers_counted_too_many() -> Number:
    """Spellings of addresses among the order lines, less the customers."""
    book, raw = _tea_shop(), load_tea_shop()
    emails, n = raw["Email"], book.orders["customer_id"].nunique()
    used = emails[book.rows["bin"] == "order"]
    n_named = emails[book.rows["bin"] != "no customer"].nunique()
    bare, small, n_spelt = used.str.strip(), used.str.lower(), used.nunique()
    return Number(
        expected=n_spelt - n,
        unit="count of customers",
        mistakes=(
            (n_spelt, "Those are all she counts: take off the customers that there are."),
            (n_named - n, "Those are the spellings in all rows with a name: keep the order lines."),
            (emails.nunique() - n, "Those are the spellings in all rows: keep the order lines."),
            (n - n_spelt, "The sign is turned: what she counts, less what there is."),
            (bare.nunique() - n, "Without the blanks it is fewer: leave them."),
            (small.nunique() - n, "In small letters it is fewer: leave capitals."),
            (bare.str.lower().nunique() - n, "Then nobody is left over: keep the spellings."),
            (len(used) - n, "Those are lines: count different addresses with .nunique()."),
            (len(used) - n_spelt, "Those are lines less spellings: take off the customers."),
            (n_spelt - len(book.orders), "Take off the customers, not the orders."),
            (n, "Those are the customers that there are. How many more does she count?"),
        ),
    )


@question(
    "customers-4",
    hints=(
        "What was given back, divided by what was bought: two sums of columns of people.",
        'people["refunded"].sum() / people["gross"].sum()',
    ),
    after="Some 15 % came back, and most of it from one buyer: say both, in one sentence.",
)
def share_of_sales_that_came_back() -> Number:
    """Refunds divided by gross sales of the tea shop's customers with a name."""
    book = _tea_shop()
    people, report = book.customers(), book.report()
    gross, refunded, kept = (people[name].sum() for name in ("gross", "refunded", "kept"))
    each, by_bin = people["refunded"] / people["gross"], report["refunded"] / gross
    return Number(
        expected=refunded / gross,
        unit="fraction",
        mistakes=(
            (kept / gross, "That is the share kept: how much came back?"),
            (refunded / kept, "Divide by what was bought, not by what was kept."),
            (refunded, "Those are euros: divide by the gross sales."),
            (by_bin["refund"], "Those are the rows that are refunds: other rows tell some, too."),
            (by_bin["order"], "Those are the refunds on order rows: refund rows tell some, too."),
            (refunded / report["money"].sum(), "Divide by gross, not by the money of all bins."),
            ((people["refunded"] > 0).mean(), "That is the share of the customers: take euros."),
            (each.mean(), "That is a mean of shares: divide the two sums."),
            (14 / 488, "Those are rows: take the euros."),
        ),
    )


@question(
    "customers-5",
    hints=(
        "The row of the customers, divided by the row of the sales.",
        'parts["change"]["customers"] / parts["change"]["sales"]',
    ),
    after="Nearly three quarters of the fall are fewer customers. Ask first who stopped.",
)
def share_of_the_fall_by_fewer_customers() -> Number:
    """Part of CDNOW's fall in sales that comes from fewer customers."""
    parts = change_parts(*_halves())
    change, ratio = parts["change"], parts["ratio"]
    sales, lost = change["sales"], 1 - ratio["customers"]
    rates = lost / (1 - ratio["sales"])
    return Number(
        expected=change["customers"] / sales,
        tolerance=0.0001,  # the changes as the table prints them
        unit="fraction",
        mistakes=(
            (change["orders_each"] / sales, "Those are the rarer orders: take the customers."),
            (change["order_amount"] / sales, "Those are the smaller orders: take the customers."),
            (1 - change["customers"] / sales, "That is the rest: take the customers themselves."),
            (change["customers"], "Those are dollars: divide by the whole change."),
            (-change["customers"], "Those are the dollars lost so: divide by all dollars lost."),
            (sales / change["customers"], "Turned round: the part stands above the whole."),
            (lost, "So many customers are missing. Asked is their part of the fall."),
            (ratio["customers"], "That is customers after ÷ before. Divide two changes."),
            (rates, "Two rates of fall don't add up over the parts: divide two changes."),
            (
                change["customers"] / parts.loc["sales", "before"],
                "Divide by the change of the sales, not by the sales.",
            ),
        ),
    )


@question(
    "customers-6",
    hints=(
        "In the row left stand how many they are and what they spent before.",
        'groups.loc["left", "before"] / groups.loc["left", "n_customers"]',
    ),
    after="About 58 dollars; those who stayed had spent twice that. The small ones went first.",
)
def spend_of_those_who_left() -> Number:
    """Mean spend, in the first half-year, of CDNOW's customers who left."""
    groups = two_periods(*_halves())
    left, stayed, everybody = (groups.loc[name] for name in ("left", "stayed", "all"))
    return Number(
        expected=left["before"] / left["n_customers"],
        unit="dollars",
        mistakes=(
            (stayed["before"] / stayed["n_customers"], "Those are the ones who stayed."),
            (left["before"], "That is what they spent together: divide by how many they are."),
            (left["change"] / left["n_customers"], "What they spent is above zero: take before."),
            (left["before"] / everybody["n_customers"], "Divide by those who left, not by all."),
            (everybody["before"] / everybody["n_customers"], "Those are all: take the row left."),
            (
                everybody["before"] / (left["n_customers"] + stayed["n_customers"]),
                "That is everybody who bought before: take the row left.",
            ),
            (
                groups.loc["came", "after"] / groups.loc["came", "n_customers"],
                "Those came: take the row left.",
            ),
            (left["n_customers"] / left["before"], "Turned round: dollars stand above."),
            (left["n_customers"], "So many they are: what did one of them spend?"),
        ),
    )


UNWATCHED = (
    "That is NaN: the second half's newcomers were not watched for days=365, "
    "which is also what is taken unsaid. Say days=180."
)


@question(
    "customers-7",
    hints=(
        'lifecycle.cohorts_compared(tea, days=180, period="half-year") has a column back.',
        'halves.loc["2024-H2", "back"] - halves.loc["2024-H1", "back"]',
    ),
    after="Under 5 points, and each share is sure to some 12 points only: a tie.",
)
def difference_of_two_tea_cohorts() -> Number:
    """Share back within 180 days: second half of 2024 less the first."""
    orders = _tea_shop().orders

    def lead(column: str = "back", **options) -> float:
        table = cohorts_compared(orders, **({"days": 180, "period": "half-year"} | options))
        return table.loc["2024-H2", column] - table.loc["2024-H1", column]

    halves = cohorts_compared(orders, days=180, period="half-year")["back"]
    times = halves["2024-H2"] / halves["2024-H1"]
    return Number(
        expected=lead(),
        unit="fraction",
        mistakes=(
            (-lead(), "The sign is turned: the second half less the first."),
            (lead(days=90), "That is within 90 days: say days=180."),
            (lead(days=365), UNWATCHED),
            (lead("spend"), "That is what they spent: take the column back."),
            (lead("first_order"), "Those are the first orders: take the column back."),
            (lead("n_customers"), "So many more newcomers: take the column back."),
            (lead("back_low"), "Those are the lower ends: take the column back."),
            (lead("back_high"), "Those are the upper ends: take the column back."),
            (halves["2024-H2"], "That is the second half alone: take the first one off."),
            (halves["2024-H1"], "That is the first half alone: how much more is the second?"),
            (times, "That is a ratio: take the difference."),
            (times - 1, "That is a rise in parts of the first: take the difference of shares."),
        ),
    )


@question(
    "customers-8",
    hints=(
        "First the share of best that would order anyway; then campaigns.smallest_effect.",
        'campaigns.smallest_effect((1 - best["chance"]).mean(), 50)',
    ),
    after="Some 26 points: a letter won't do that. These 100 can have a gift, but no test.",
)
def smallest_rise_among_the_best() -> Number:
    """Smallest rise that a test of 50 against 50 of the best quiet regulars finds."""
    quiet = _quiet()
    best = quiet.nlargest(100, "sum")
    share, of_all = 1 - best["chance"].mean(), 1 - quiet["chance"].mean()
    right, of_many = smallest_effect(share, 50), 1 - quiet.nlargest(100, "size")["chance"].mean()
    sure = smallest_effect(share, 50, power=0.9)
    return Number(
        expected=right,
        unit="fraction",
        mistakes=(
            (smallest_effect(share, 100), "Half of them get no letter: 50 in each group."),
            (smallest_effect(of_all, 50), "That is the chance of all 435: take that of the 100."),
            (smallest_effect(of_all, len(quiet) // 2), "That is the test of all 435."),
            (smallest_effect(1 - share, 50), "chance is that of no order: take 1 less it."),
            (share, "That share would order anyway. Which rise would the test find?"),
            (share + right, "That is the share with the letter: the rise only."),
            (sure, "That is found nine times in ten: leave power."),
            (smallest_effect(share, len(quiet) // 2), "There are 50 in each group, not 217."),
            (smallest_effect(share, 25), "A lot draws 50 of the 100 for each group."),
            (smallest_effect(of_many, 50), "Those have the most orders: take the most dollars."),
        ),
    )


@cache
def _tea_shop() -> OrderBook:
    return load_orders("tea_shop", currency="eur")


def _halves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return CDNOW's orders of the second half of 1997 and of the first of 1998."""
    orders = load_orders("cdnow").orders
    day = orders["order_date"]
    return orders[(day >= "1997-07-01") & (day < "1998-01-01")], orders[day >= "1998-01-01"]


@cache
def _quiet() -> pd.DataFrame:
    """Return CDNOW's regulars who will more likely not order within 26 weeks."""
    orders = load_orders("cdnow").orders
    history = transaction_summary(orders, "1998-06-30")
    base = orders.groupby("customer_id")["amount"].agg(["size", "sum"])
    base["chance"] = no_order_probability(fit_mbgnbd(history), history, 26)
    return base[(base["size"] >= 3) & (base["chance"] > 0.5)]
