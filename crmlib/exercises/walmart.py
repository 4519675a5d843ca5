"""Questions of chapter 8, Walmart: beer, diapers and what a basket can tell."""

import numpy as np
import pandas as pd

from crmlib.baskets import lift_split, pair_baskets, store_sales, toy_visits
from crmlib.datasets import load_baskets, load_demographics, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.retail import simulate_shelf

DIAPERS, BEER = "DIAPERS & DISPOSABLES", "BEERS/ALES"
# Mistakes of walmart-4, as they are written.
FALSE_ALARMS = (
    (
        lambda n_slices, alpha=0.05: n_slices * alpha,
        "That is the expected number of false alarms; as a chance it would pass 1.",
    ),
    (
        lambda n_slices, alpha=0.05: (1 - alpha) ** n_slices,
        "That is the chance of no false alarm at all. And of at least one?",
    ),
    (
        lambda n_slices, alpha=0.05: alpha**n_slices,
        "That is the chance that every single test is a false alarm.",
    ),
    (
        lambda n_slices, alpha=0.05: alpha,
        "That holds for one test. How does it grow with n_slices?",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - 1 - alpha**n_slices,
        "Brackets: 1 - alpha is the chance of one quiet test, and that has the power.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - alpha) * n_slices,
        "All tests are quiet with the product of their chances: a power, not a multiple.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - 0.05) ** n_slices,
        "The level is always 0.05 here: use the argument alpha.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - alpha**n_slices,
        "That leaves out only that all are false alarms: leave out that none is.",
    ),
    (
        lambda n_slices, alpha=0.05: n_slices * alpha * (1 - alpha) ** (n_slices - 1),
        "That is the chance of exactly one false alarm: at least one is asked for.",
    ),
    (
        lambda n_slices, alpha=0.05: min(1, n_slices * alpha),
        "That is only an upper bound: the chance itself is 1 minus that of none.",
    ),
    (
        lambda n_slices, alpha=0.05: alpha / n_slices,
        "That is a level for each test that guards against false alarms, not their chance.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - alpha) ** (n_slices - 1),
        "One test too few: the power is n_slices.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - alpha) ** max(n_slices - 1, 0),
        "One test too few: range(n_slices) has them all.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - alpha) ** (n_slices + 1),
        "One test too many: the power is n_slices.",
    ),
    (
        lambda n_slices, alpha=0.05: (1 - alpha) ** n_slices - 1,
        "The sign is turned: 1 comes first.",
    ),
    (
        lambda n_slices, alpha=0.05: alpha if n_slices else None,
        "The loop ends after one test: move `return` to the left, out of the loop.",
    ),
    (
        lambda n_slices, alpha=0.05: 1 - (1 - alpha) ** 42,
        "That is for 42 slices, whatever n_slices is.",
    ),
)


@question(
    "walmart-1",
    hints=(
        "Count the receipts with milk by finger: how many are they?",
        'held["milk"].sum() in the gap: what was seen, times 8, over the two single counts.',
    ),
    after="0.4, below 1: on these eight receipts milk and beer avoid each other.",
)
def lift_of_milk_and_beer() -> Number:
    """Lift of milk and beer on the toy's receipts."""
    held = pd.crosstab(toy_visits()["basket_id"], toy_visits()["item"])
    n, milk, beer, diapers = len(held), *(held[item].sum() for item in ("milk", "beer", "diapers"))
    both, joint = (held["milk"] * held["beer"]).sum(), (held["diapers"] * held["beer"]).sum()
    gap = "Into the gap belong the receipts with milk"
    return Number(
        expected=both * n / (milk * beer),
        unit="ratio",
        mistakes=(
            (both * n / beer**2, f"{gap}: n_beer stands there already."),
            (both * n / (diapers * beer), f"{gap}, not with diapers."),
            (both / milk, "That is the confidence of milk → beer: divide by beer's share, too."),
            (both / beer, "That is the confidence of beer → milk: divide by milk's share, too."),
            (both / n, "That is the support: divide it by what chance would give."),
            (milk * beer / n, "That is what chance would give: what was seen is divided by it."),
            (joint * n / (milk * beer), "n_joint has diapers and beer: take n_milk_beer."),
            (joint * n / (diapers * beer), "That is the lift of diapers and beer: take milk."),
            (both / (milk * beer), "The number of all receipts, 8, is missing."),
            (both * len(toy_visits()) / (milk * beer), "14 is the number of rows: 8 receipts."),
            (both * n / (milk + beer), "Chance multiplies the two counts; here they are added."),
            (both * n / milk * beer, "Put the two counts in brackets: both divide."),
        ),
    )


@question(
    "walmart-9",
    hints=(
        'Begin with baskets.pair_baskets(receipts, diapers, "FLUID MILK PRODUCTS").',
        "Then as for beer: joint baskets, divided by has_a times has_b over the number of baskets.",
    ),
    after="1.49: diapers attract milk and not beer. Is that much? Keep the number in mind.",
)
def lift_of_diapers_and_milk() -> Number:
    """Lift of diapers and milk in all baskets."""
    receipts = load_baskets()
    pairs = pair_baskets(receipts, DIAPERS, "FLUID MILK PRODUCTS")
    with_beer = pair_baskets(receipts, DIAPERS, BEER)
    beer_milk = pair_baskets(receipts, BEER, "FLUID MILK PRODUCTS")
    canned = pair_baskets(receipts, DIAPERS, "CANNED MILK")
    mixed = _lift(with_beer) * _n_both(pairs) / _n_both(with_beer)
    return Number(
        expected=_lift(pairs),
        unit="ratio",
        mistakes=(
            (_lift(with_beer), "That is the lift of diapers and beer: make a new table."),
            (_lift(beer_milk), "That is beer and milk: take diapers and milk."),
            (_lift(canned), "That is canned milk: take FLUID MILK PRODUCTS."),
            (mixed, "Joint baskets with milk, but chance for beer: count all in one table."),
            (1 / _lift(pairs), "Upside down: the joint baskets that were seen go on top."),
            *_parts_of_the_lift(pairs),
        ),
    )


@question(
    "walmart-3",
    hints=(
        "Cut first: merged[merged['kids_count'].isin(['1', '2', '3+'])]. Then count in the cut.",
        "Joint baskets, times all baskets of the cut, divided by the two single counts.",
    ),
    after="1.405: it looks like the fathers. 48 joint baskets carry it; how sure is that?",
)
def lift_in_homes_with_children() -> Number:
    """Lift of diapers and beer in baskets of homes with at least one child."""
    pairs = pair_baskets(load_baskets(), DIAPERS, BEER)
    homes = load_demographics()[["household_id", "kids_count"]]
    told = pairs.merge(homes, on="household_id")
    merged = pairs.merge(homes, on="household_id", how="left")
    kids = told["kids_count"].astype("str") != "0"
    family = told[kids]
    mixed = _lift(pairs) * _n_both(family) / _n_both(pairs)
    return Number(
        expected=_lift(family),
        unit="ratio",
        mistakes=(
            (_lift(pairs), "That is the lift in all baskets: cut the table first."),
            (_lift(told), "These are all homes that told theirs: keep those with children."),
            (_lift(told[~kids]), "These are the homes without children."),
            (
                _lift(merged[merged["kids_count"].astype("str") != "0"]),
                'Whoever did not tell is not "0" either: keep "1", "2" and "3+" by name.',
            ),
            (mixed, "Joint baskets of families, but the rest of all homes: count all in one cut."),
            (1 / _lift(family), "Upside down: the joint baskets that were seen go on top."),
            *_other_cuts(told),
            *_parts_of_the_lift(family, len(pairs)),
        ),
    )


@question(
    "walmart-4",
    hints=(
        "The chance that one test gives no false alarm is 1 - alpha. And that none of them does?",
        "1 minus the chance that all n_slices tests keep quiet: (1 - alpha) to that power.",
    ),
    after="Forty-two looks at nothing: the chance of at least one false alarm is 88 %.",
)
def chance_of_a_false_alarm() -> Function:
    """Chance of at least one false alarm among independent tests."""
    return Function(
        expected=lambda n_slices, alpha=0.05: 1 - (1 - alpha) ** n_slices,
        cases=((1,), (42,), (25, 0.01), (0,)),
        tolerance=1e-9,
        mistakes=FALSE_ALARMS,
    )


@question(
    "walmart-10",
    hints=(
        'More joint baskets: split.loc["n_expected", "value"] times (the factor - 1).',
        "That, times beer_dollars, times 0.25, is the table's year: now per 1,000 diaper baskets.",
    ),
    after="About 33 dollars per 1,000 baskets with diapers, if everything favours the buyer.",
)
def most_that_a_shelf_could_bring() -> Number:
    """Dollars per 1,000 diaper baskets at the top of the within-home interval."""
    receipts = load_baskets()
    pairs = pair_baskets(receipts, DIAPERS, BEER)
    beer = receipts[receipts["item"] == BEER]
    dollars = beer.groupby("basket_id")["sales_value"].sum().mean()
    split = lift_split(pairs, rng=np.random.default_rng(8))
    per_basket = 1_000 / pairs["has_a"].sum() * dollars * 0.25
    right = split.loc["n_expected", "value"] * (split.loc["within", "high"] - 1) * per_basket
    return Number(
        expected=right,
        tolerance=0.02,  # with 9.56 dollars, as the cell prints them
        unit="dollars",
        mistakes=(
            (right * 4, "That is all the beer money: a quarter of it remains."),
            (right * 3, "Three times too much: per 1,000 baskets, and a quarter remains."),
            (right / dollars / 0.25, "Those are baskets: times beer_dollars, times a quarter."),
            (right / dollars, "The dollars of beer per basket, beer_dollars, are missing."),
            *_other_factors(split, per_basket),
            *_per_other_baskets(right, pairs),
        ),
    )


@question(
    "walmart-11",
    hints=(
        "Which column stands for bag snacks? The table is sales.",
        'sales["BAG SNACKS"] in the gap, before the comma.',
    ),
    after="+0.70: over stores, beer goes with snacks more than with diapers.",
)
def correlation_of_beer_and_snacks() -> Number:
    """Rank correlation of the stores' sales of beer and of bag snacks."""
    sales = store_sales(load_baskets())
    snacks = sales["BAG SNACKS"]
    right = snacks.corr(sales[BEER], method="spearman")
    shares = sales.div(sales.sum(axis=1), axis=0)
    return Number(
        expected=right,
        unit="coefficient",
        mistakes=(
            (sales[BEER].corr(sales[DIAPERS], method="spearman"), "That is beer with diapers."),
            (
                snacks.corr(sales[DIAPERS], method="spearman"),
                "That is snacks with diapers: take beer.",
            ),
            (1, "That is a column with itself: the gap is for bag snacks."),
            (snacks.corr(sales[BEER]), "That is Pearson's correlation: method='spearman'."),
            (snacks.corr(sales[BEER], method="kendall"), "That is Kendall's: method='spearman'."),
            (right**2, "That is its square: the correlation itself is asked for."),
            *_more_correlations(sales, shares),
        ),
    )


@question(
    "walmart-6",
    hints=(
        "Both columns come from store_shares, not from sales.",
        "store_shares['BEERS/ALES'].corr(store_shares['DIAPERS & DISPOSABLES'], method='spearman')",
    ),
    after="Once size is out, almost nothing is left; drawing stores gives -0.15 to +0.25.",
)
def correlation_of_store_shares() -> Number:
    """Spearman correlation of the shares of diapers and beer over the stores."""
    sales = store_sales(load_baskets())
    shares = sales.div(sales.sum(axis=1), axis=0)
    return Number(
        expected=shares[BEER].corr(shares[DIAPERS], method="spearman"),
        unit="coefficient",
        mistakes=(
            (
                sales[BEER].corr(sales[DIAPERS], method="spearman"),
                "That is the correlation of the dollars. Take the shares of each store's sales.",
            ),
            (
                shares[BEER].corr(shares[DIAPERS]),
                "That is Pearson's correlation, which a few stores can bend: method='spearman'.",
            ),
            (
                sales[BEER].corr(sales[DIAPERS]),
                "Dollars, and Pearson's correlation: take the shares and method='spearman'.",
            ),
            (
                shares[BEER].corr(shares[DIAPERS], method="kendall"),
                "That is Kendall's coefficient: method='spearman'.",
            ),
            *_other_correlations(sales, shares),
        ),
    )


@question(
    "walmart-12",
    hints=(
        "Add up what was lost over the year, and what was wanted.",
        'decided["lost"].sum() over the sum of another column: which one says what was wanted?',
    ),
    after="One unit in 270: eight days were bad, and few units were missing on each of them.",
)
def share_of_units_lost() -> Number:
    """Share of the wanted units that the shelf with a decided safety stock could not sell."""
    log = simulate_shelf(1.0, reorder_point=66, rng=np.random.default_rng(8))
    accident = simulate_shelf(0.8, rng=np.random.default_rng(8))
    lost, wanted = log["lost"].sum(), log["demand"].sum()
    bad = log[log["lost"] > 0]
    return Number(
        expected=lost / wanted,
        unit="fraction",
        mistakes=(
            (1 - lost / wanted, "That is the share sold: asked is the share not sold."),
            (len(bad) / len(log), "That is the share of days: units, not days."),
            (lost, "Those are units: divide by all that were wanted."),
            (lost / log["sold"].sum(), "Divide by what was wanted, sold or not: `demand`."),
            (lost / len(log), "Those are units a day: divide by the units wanted."),
            (lost / bad["demand"].sum(), "That is the share on bad days only: all days count."),
            (
                lost / log["stock"].sum(),
                "Divide by what was wanted; `stock` was left on the shelf.",
            ),
            (lost / log["received"].sum(), "Divide by what was wanted, not by what arrived."),
            (_share_lost(accident), "That is `log`, the last of the loop: take `decided`."),
            ((log["lost"] / log["demand"]).mean(), "That is a mean of days: divide the sums."),
            (log["shrinkage"].sum() / wanted, "Those were stolen or broken: take `lost`."),
        ),
    )


@question(
    "walmart-7",
    hints=(
        "Which rows have retail_disc above 0? Their sales_value is the part.",
        "transactions.loc[transactions['retail_disc'] > 0, 'sales_value'].sum(), over all sales.",
    ),
    after="Half of everything is sold at a discount: the exception has become the price.",
)
def share_sold_at_a_discount() -> Number:
    """Share of sales that comes from lines with a card discount."""
    lines = load_transactions()
    cheap, total = lines["retail_disc"] > 0, lines["sales_value"].sum()
    return Number(
        expected=lines.loc[cheap, "sales_value"].sum() / total,
        unit="fraction",
        mistakes=(
            (
                cheap.mean(),
                "That is the share of the lines; the question is the share of the dollars.",
            ),
            (
                lines["retail_disc"].sum() / total,
                "Those are the dollars given away, not the sales on which they were given.",
            ),
            (lines.loc[cheap, "sales_value"].sum(), "Those are dollars. Divide by all sales."),
            (
                lines.loc[~cheap, "sales_value"].sum() / total,
                "That is what was sold without a discount.",
            ),
            *_other_discounts(lines),
        ),
    )


@question(
    "walmart-13",
    hints=(
        "The old profit is 100 times 0.25. The new one is 103 times (0.9 - the new cost).",
        "Set the two equal: the new cost is 0.9 less the old profit over 103. And the old one?",
    ),
    after="9.3 cents of the 10 given away: so much has to come from the systems, not from volume.",
)
def cost_saving_needed() -> Number:
    """Fall of the cost per unit that keeps the profit when the price is cut."""
    profit, price, units = 100 * (1 - 0.75), 0.9, 103
    cost = price - profit / units
    right = 0.75 - cost
    return Number(
        expected=right,
        unit="dollars per unit",
        mistakes=(
            (0.1, "That is the whole price cut: 3 % more units pay for a part of it."),
            (cost, "That is the new cost: how far is it below 0.75?"),
            (right / 0.75, "That is a share of the cost: dollars per unit are asked for."),
            (right * units, "Those are dollars a week: divide by the units."),
            (right * units / 100, "That divides by the 100 old units: 103 are sold now."),
            (right * 100, "Those are cents, or dollars per 100 units: dollars per unit."),
            (0.75 - (price - profit / 97), "That is with 3 % fewer units: 103, not 97."),
            (0.75 - (price - profit / 110), "That is with 10 % more units: 103, not 110."),
            (0.75 - (price - profit / 139), "That is with 39 % more, which was not sold: 103."),
            (profit / (100 * 0.15) - 1, "That is the extra volume that would keep the profit."),
            ((price - 0.75) * units, "That is the profit without any saving: how much is missing?"),
            (1 - (price - 0.75) * units / profit, "That is the share of the profit that is lost."),
            (0.03 * 0.15, "That is what the extra units bring per old unit, not the saving."),
            (-right, "The cost falls by it: as a positive number."),
            (0.1 - 0.03, "3 % of the units are not 3 cents: set the two profits equal."),
        ),
    )


def _more_correlations(sales: pd.DataFrame, shares: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what walmart-11 comes to with other columns."""
    return (
        (
            shares[BEER].corr(shares["BAG SNACKS"], method="spearman"),
            "Those are shares of each store's sales: take the dollars, in `sales`.",
        ),
        (
            sales[BEER].corr(sales.sum(axis=1), method="spearman"),
            "That is beer with all sales of a store: take bag snacks.",
        ),
    )


def _other_factors(split: pd.DataFrame, per_basket: float) -> tuple[tuple[float, str], ...]:
    """Return what walmart-10 comes to with other numbers of the split."""
    expected, seen = split.loc["n_expected", "value"], split.loc["n_both", "value"]
    within, high = split.loc["within"], split.loc["within", "high"]
    top = "n_expected is in the column value; only the factor is at its top."
    return (
        (expected * high * per_basket, "That counts all joint baskets: only f - 1 is more."),
        (
            expected * (within["value"] - 1) * per_basket,
            "That is the estimate itself: take the top of the interval, high.",
        ),
        (
            expected * (within["low"] - 1) * per_basket,
            "That is the low end of the interval: be generous, and take high.",
        ),
        (
            expected * (split.loc["lift", "high"] - 1) * per_basket,
            "That is the whole lift's interval: take the row within.",
        ),
        (
            seen * (high - 1) * per_basket,
            "144 is what was seen; the factor is of what chance expects, n_expected.",
        ),
        (split.loc["n_expected", "high"] * (high - 1) * per_basket, top),
    )


def _per_other_baskets(right: float, pairs: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what walmart-10 comes to per other baskets than 1,000 with diapers."""
    n_diapers, n_beer = pairs["has_a"].sum(), pairs["has_b"].sum()
    return (
        (right * n_diapers / 1_000, "Those are a year's dollars: per 1,000 baskets."),
        (right / 1_000, "That is per basket with diapers: asked are 1,000 of them."),
        (right * n_diapers / len(pairs), "That is per 1,000 of all baskets: with diapers."),
        (right * n_diapers / n_beer, "That is per 1,000 baskets with beer: with diapers."),
    )


def _other_cuts(told: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what walmart-3 comes to where some homes with children are left out."""
    homes = told[told["kids_count"].astype("str") != "0"].groupby("household_id")
    homes = homes[["has_a", "has_b"]].any()
    cut = {names: told[told["kids_count"].isin(names.split())] for names in ("1", "1 2", "3+")}
    return (
        (_lift(cut["1"]), 'Those are the homes with one child: "2" and "3+" belong, too.'),
        (_lift(cut["1 2"]), 'The homes with three or more are missing: they are "3+".'),
        (_lift(cut["3+"]), 'Those are the homes with three or more: "1" and "2" belong, too.'),
        (_lift(homes), "Those are homes that ever bought both: count baskets."),
    )


def _parts_of_the_lift(
    family: pd.DataFrame, n_all: int | None = None
) -> tuple[tuple[float, str], ...]:
    """Return the numbers on the way to a lift, and what it comes to when they are mixed."""
    n, n_both, n_a, n_b = len(family), _n_both(family), family["has_a"].sum(), family["has_b"].sum()
    either = (family["has_a"] | family["has_b"]).sum()
    mixed = (
        n_both * (n_all or n) / (n_a * n_b),
        "len(pairs) counts all homes: take len of the cut.",
    )
    return (
        (n_both, "Those are the joint baskets: divide them by what chance would give."),
        (n_both / n, "That is the support: divide it by what chance would give."),
        (n_a * n_b / n, "That is what chance would give: what was seen is divided by it."),
        (n_both / n_a, "That is the confidence: divide it by the share with beer."),
        (n_both / (n_a * n_b), "Chance gives n_a * n_b / n: the number of all baskets is missing."),
        (n_both / n_a * n_b / n, "Put what chance gives in brackets: all of it divides."),
        (either * n / (n_a * n_b), "| keeps baskets with one of the two: both is &."),
        *((mixed,) if n_all else ()),
    )


def _other_correlations(sales: pd.DataFrame, shares: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what walmart-6 comes to with other columns, and what is near a correlation."""
    from scipy.stats import spearmanr

    ours, theirs = shares[DIAPERS], shares[BEER]
    right = ours.corr(theirs, method="spearman")
    mixed = "{} is in dollars: take both from store_shares."
    return (
        (1, "That is a column with itself: the other one is beer."),
        (right**2, "That is its square: the correlation itself is asked for."),
        (ours.corr(sales[BEER], method="spearman"), mixed.format("The column of beer")),
        (theirs.corr(sales[DIAPERS], method="spearman"), mixed.format("The column of diapers")),
        (ours.rank().corr(theirs), "Only one of the two is ranked: method='spearman' ranks both."),
        (spearmanr(ours, theirs).pvalue, "That is the p-value: take the correlation beside it."),
    )


def _other_discounts(lines: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what walmart-7 comes to with other columns, other lines or another whole."""
    paid, off = lines["sales_value"], lines["retail_disc"]
    cheap, coupon, full = off > 0, lines["coupon_disc"] > 0, paid + off
    total, baskets = paid.sum(), lines["basket_id"]
    return (
        (1, "1 is all of it: >= 0 keeps lines without a discount, and round() leaves no digits."),
        (paid[coupon].sum() / total, "Those lines had a coupon: the card is `retail_disc`."),
        (paid[cheap | coupon].sum() / total, "Coupons are not asked for: retail_disc alone."),
        (paid[cheap].mean() / paid.mean(), "Those are means of a line: divide the sums."),
        (paid[cheap].sum() / len(lines), "Those are dollars per line: divide by all dollars."),
        (lines["quantity"][cheap].sum() / lines["quantity"].sum(), "Those are pieces: dollars."),
        (baskets[cheap].nunique() / baskets.nunique(), "Those are baskets: take dollars."),
        (full[cheap].sum() / full.sum(), "Those are prices before the discount: take sales_value."),
        (off.sum() / full.sum(), "That is the mean discount, not the sales that had one."),
        (off.sum() / paid[cheap].sum(), "That is how deep the discounts are. How much had one?"),
        ((paid - off)[cheap].sum() / total, "sales_value is what was paid: don't subtract again."),
        (
            (paid - off).sum() / total,
            "All lines, and less the discounts: keep the lines first, and subtract nothing.",
        ),
    )


def _share_lost(log: pd.DataFrame) -> float:
    return float(log["lost"].sum() / log["demand"].sum())


def _n_both(pairs: pd.DataFrame) -> int:
    return int((pairs["has_a"] & pairs["has_b"]).sum())


def _lift(pairs: pd.DataFrame) -> float:
    return float(_n_both(pairs) * len(pairs) / (pairs["has_a"].sum() * pairs["has_b"].sum()))
