"""Questions of chapter 8, Walmart: beer, diapers and what a basket can tell."""

import pandas as pd

from crmlib.baskets import basket_matrix, pair_baskets, pair_rules, store_sales
from crmlib.datasets import load_baskets, load_demographics, load_transactions, toy_receipts
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question

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
        "How many of the five baskets hold both? That share is what you saw.",
        "Divide what you saw by what chance would give: both / (milk * beer), each as a share.",
    ),
    after="Below 1: in these five baskets milk and beer avoid each other.",
)
def lift_of_milk_and_beer() -> Number:
    """Lift of milk and beer in the toy receipts."""
    held = toy_receipts().groupby("item")["basket_id"].agg(set)
    n = toy_receipts()["basket_id"].nunique()
    milk, beer = len(held["milk"]) / n, len(held["beer"]) / n
    both = len(held["milk"] & held["beer"]) / n
    return Number(
        expected=both / (milk * beer),
        unit="ratio",
        mistakes=(
            (
                both / milk,
                "That is the confidence of milk → beer: divide by the share of beer, too.",
            ),
            (
                both / beer,
                "That is the confidence of beer → milk: divide by the share of milk, too.",
            ),
            (milk * beer, "That is what chance would give. Now compare what you saw with it."),
            (both, "That is the support. Compare it with what chance would give."),
            (milk * beer / both, "That is the lift upside down: what you saw goes on top."),
            (1 / (4 * 2), "Those are counts: turn each into a share of the five baskets first."),
            *_unbracketed_lifts(),
        ),
    )


@question(
    "walmart-2",
    hints=(
        "If they are independent, the share with both is the product of the two shares.",
        "n_diapers / n * n_beer / n is a share of all baskets; multiply it by n for a count.",
    ),
    after="Chance expects 144.2 joint baskets, and there are 144.",
)
def joint_baskets_by_chance() -> Number:
    """Baskets with both goods if the two were independent."""
    pairs = pair_baskets(load_baskets(), DIAPERS, BEER)
    n, n_diapers, n_beer = len(pairs), pairs["has_a"].sum(), pairs["has_b"].sum()
    n_both, n_goods = _n_both(pairs), len(load_baskets())
    return Number(
        expected=n_diapers * n_beer / n,
        tolerance=0.05,
        unit="baskets",
        mistakes=(
            (n_both, "That is what was seen. The question is what chance would give."),
            (n_diapers * n_beer / n**2, "That is a share of all baskets: multiply it by n."),
            (n_diapers * n_beer, "Divide by the number of all baskets."),
            (n_beer / n, "That is the share of baskets with beer: multiply by diaper baskets."),
            (n_beer, "Those are all baskets with beer: what share of them has diapers, too?"),
            (n_diapers, "Those are all baskets with diapers: what share of them has beer, too?"),
            (n_diapers + n_beer, "Shares of independent things are multiplied, not added."),
            (_lift(pairs), "That is the lift: asked is the number below its line."),
            (
                (n_diapers - n_both) * (n_beer - n_both) / n,
                "Those hold the one without the other: take the margins, All.",
            ),
            (n_diapers * n_beer / n_goods, "Divide by len(pairs): `baskets` has goods."),
        ),
    )


@question(
    "walmart-3",
    hints=(
        "Cut first: merged[merged['kids_count'].isin(['1', '2', '3+'])]. Then count in the cut.",
        "Joint baskets, times all baskets of the cut, divided by the two single counts.",
    ),
    after="1.405, as in the table of slices; 48 joint baskets carry it.",
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
    "walmart-5",
    hints=(
        "Two steps: keep the rows with n_both of at least 100, then sort by lift.",
        "partners[partners['n_both'] >= 100]['lift'].nlargest(3).index",
    ),
    after="Diapers go with other things for babies: useful on a shelf, no surprise to a parent.",
)
def best_partners_of_diapers() -> Items:
    """The three goods with the highest lift among frequent partners of diapers."""
    rules = pair_rules(basket_matrix(load_baskets()))
    sides = [rules.xs(DIAPERS, level=level) for level in ("item_a", "item_b")]
    partners = pd.concat(sides)
    frequent = partners[partners["n_both"] >= 100]
    return Items(
        expected=list(frequent["lift"].nlargest(3).index),
        mistakes=(
            (
                list(frequent["n_both"].nlargest(3).index),
                "These meet diapers most often because they are in most baskets: sort by lift.",
            ),
            (
                list(frequent["lift"].nsmallest(3).index),
                "These have the lowest lift: nlargest, not nsmallest.",
            ),
            (
                list(partners["lift"].nlargest(3).index),
                "One of these met diapers a few times only: keep the frequent ones first.",
            ),
            *_other_partners(rules, partners, frequent),
        ),
    )


@question(
    "walmart-6",
    hints=(
        "Both columns come from store_shares, not from sales.",
        "store_shares['BEERS/ALES'].corr(store_shares['DIAPERS & DISPOSABLES'], method='spearman')",
    ),
    after="Almost nothing is left once the size of the store is taken out.",
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


def _unbracketed_lifts() -> tuple[tuple[float, str], ...]:
    """Return what walmart-1 comes to with brackets left out, and with another pair."""
    return (
        (1 / 5 / (4 / 5) * (2 / 5), "Put (4 / 5) * (2 / 5) in brackets: all of it divides."),
        (1 / 5 / 4 / 5 * 2 / 5, "Put each share in brackets of its own, and their product, too."),
        (1 / 5 / (4 / 5 + 2 / 5), "Chance multiplies the two shares; here they are added."),
        (1.25, "That is the lift of bread and milk. Milk and beer meet in one basket of five."),
        (5 / 6, "That is the lift of bread and beer: take milk and beer."),
        (1 / 4 / (4 / 5), "Divide 1 / 4, the confidence of milk → beer, by the share of beer."),
        (12 / 8, "12 is the number of lines: shares are of the five baskets."),
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


def _parts_of_the_lift(family: pd.DataFrame, n_all: int) -> tuple[tuple[float, str], ...]:
    """Return the numbers on the way to walmart-3, and what it comes to when they are mixed."""
    n, n_both, n_a, n_b = len(family), _n_both(family), family["has_a"].sum(), family["has_b"].sum()
    either = (family["has_a"] | family["has_b"]).sum()
    return (
        (n_both, "Those are the joint baskets: divide them by what chance would give."),
        (n_both / n, "That is the support: divide it by what chance would give."),
        (n_a * n_b / n, "That is what chance would give: what was seen is divided by it."),
        (n_both / n_a, "That is the confidence: divide it by the share with beer."),
        (n_both / (n_a * n_b), "Chance gives n_a * n_b / n: the number of all baskets is missing."),
        (n_both / n_a * n_b / n, "Put what chance gives in brackets: all of it divides."),
        (n_both * n_all / (n_a * n_b), "len(pairs) counts all homes: take len of the cut."),
        (either * n / (n_a * n_b), "| keeps baskets with one of the two: both is &."),
    )


def _other_partners(
    rules: pd.DataFrame, partners: pd.DataFrame, frequent: pd.DataFrame
) -> tuple[tuple[list, str], ...]:
    """Return what walmart-5 comes to in another table, and with a threshold turned round."""
    rare = partners[partners["n_both"] < 100]
    common = rules[
        rules[["n_a", "n_b"]].min(axis=1) >= 0.01 * load_baskets()["basket_id"].nunique()
    ]
    pairs = "Those are {} of any goods: `partners` has those that go with diapers."
    return (
        (
            list(rules[rules["n_both"] >= 100]["lift"].nlargest(3).index),
            pairs.format("frequent pairs"),
        ),
        (list(rules["lift"].nlargest(3).index), pairs.format("pairs")),
        (list(common["lift"].nlargest(3).index), pairs.format("common pairs")),
        (list(rare["lift"].nlargest(3).index), "Fewer than 100 joint baskets: turn < round, >=."),
        (
            list(partners.index[:3]),
            "These are the first three by name: keep the frequent ones, then sort by lift.",
        ),
        (
            list(frequent.index[:3]),
            "They are frequent, but the first three by name: sort by lift, the largest first.",
        ),
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


def _n_both(pairs: pd.DataFrame) -> int:
    return int((pairs["has_a"] & pairs["has_b"]).sum())


def _lift(pairs: pd.DataFrame) -> float:
    return float(_n_both(pairs) * len(pairs) / (pairs["has_a"].sum() * pairs["has_b"].sum()))
