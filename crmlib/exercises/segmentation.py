"""Questions of chapter 4, Segmentation: found or made, and does block B pay best."""

from functools import cache

import numpy as np
import pandas as pd

from crmlib import segmentation as seg
from crmlib.datasets import (
    load_campaigns,
    load_coupon_redemptions,
    load_orders,
    load_products,
    load_transactions,
)
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.value import rfm_table

SPLIT = "2017-07-01"
Mistakes = tuple[tuple[float, str], ...]
MARGIN, USD_PER_VISIT, CHEAPER = 0.25, 3, 1.5
OLD_LETTER, LETTER, WORTH = 1, 1.1, 6
CUTS, CLASSES = [0, 0.3, 0.8, 0.95, 1], ["small", "ordinary", "major", "VIP"]
# Mistakes of segmentation-1, as queries.
KEEPERS = (
    ("profit > 300", "That is everybody to be kept: add the silence."),
    ("recency_days > 7", "That is everybody who is silent: add the profit."),
    ("profit > 300 or recency_days > 7", "That is one or the other. Both must hold: `&`."),
    ("profit > 300 and recency_days <= 7", "These came within the week: turn the sign."),
    ("profit > 300 and recency_days < 7", "Those came in the last six days: turn the sign."),
    (
        "profit > 300 and recency_days >= 7",
        "That holds those who came exactly 7 days ago, too: more than a week is > 7.",
    ),
    (
        "profit > 300 and recency_days > 60",
        "None of them: does the comparison stand in its own brackets? And a week has 7 days.",
    ),
    ("profit > 300 and recency_days > 28", "Silent for more than 28 days: a week has 7 days."),
    ("total_spend > 300 and recency_days > 7", "The rule is about profit, not about spending."),
    ("profit < 300 and recency_days > 7", "To be kept are those with a profit above 300."),
)


@question(
    "segmentation-1",
    hints=(
        "The gap wants a mask: a comparison of the column recency_days, in its own brackets.",
        "(is_best & (homes['recency_days'] > 7)).sum()",
    ),
    after="Forty-four of the best have not been seen for a week: a list short enough to call.",
)
def silent_keepers() -> Number:
    """Homes with a profit above 300 dollars that were silent for more than 7 days."""
    homes = _homes()
    counts = {rule: int(homes.eval(rule).sum()) for rule, _ in KEEPERS}
    both = int(homes.eval("profit > 300 and recency_days > 7").sum())
    keep, silent = counts["profit > 300"], counts["recency_days > 7"]
    return Number(
        expected=both,
        unit="count of homes",
        mistakes=(
            *((counts[rule], told) for rule, told in KEEPERS),
            (both / keep, "That is a share; the question is how many."),
            (keep + silent, "Whoever meets both rules is counted twice: both must hold, `&`."),
        ),
    )


@question(
    "segmentation-10",
    hints=(
        "Standardise the whole column as you did the dollars, then take its largest value.",
        "((visits - visits.mean()) / visits.std(ddof=0)).max(), with visits = homes['n_visits']",
    ),
    after="A home that comes nearly three times a day: a tail like this pulls a centre to itself.",
)
def farthest_visitor() -> Number:
    """Standard deviations by which the most frequent home lies above the mean of all."""
    homes = _homes()
    visits, money = homes["n_visits"], homes["total_spend"]
    regular = visits[visits >= 10]
    return Number(
        expected=(visits.max() - visits.mean()) / visits.std(ddof=0),
        tolerance=0.01,  # whoever divides by n - 1
        unit="standard deviations",
        mistakes=(
            *_unfinished_scales(visits),
            *_other_scales(visits),
            ((money.max() - money.mean()) / money.std(ddof=0), "Those are the dollars."),
            (
                (regular.max() - regular.mean()) / regular.std(ddof=0),
                "Those are the homes with ten visits or more. Take all `homes`.",
            ),
        ),
    )


@question(
    "segmentation-11",
    hints=(
        "Three steps as with the guests: fit_transform, fit, labels_. Then the share of each.",
        "(groups == 0).mean() and (groups == 1).mean(), with groups = model.fit(columns).labels_",
    ),
    after="Five customers of 100, with seven times the orders of the others. No gap lies between: "
    "the tail is long, and its end pulls a centre to itself.",
)
def smaller_group() -> Number:
    """Share of CDNOW's customers in the smaller of two groups of k-means."""
    cdnow = rfm_table(load_orders("cdnow").orders, "1998-06-30")
    both = ["n_orders", "total_spend"]
    small, raw = _smaller(cdnow[both]), _shares(_groups(cdnow[both].to_numpy(), 2))[0]
    scaled = _groups(_scaled(cdnow[both]), 3)
    return Number(
        expected=small,
        tolerance=0.001,
        unit="fraction",
        mistakes=(
            (1 - small, "That is the larger group."),
            (raw, "Those are the raw columns, where dollars decide: standardise them first."),
            (round(small * len(cdnow)), "That is how many: divide by all customers."),
            (_smaller(cdnow), "Those are three columns: take the two."),
            (_smaller(cdnow[["n_orders"]]), "That is n_orders alone: take both columns."),
            (_shares(scaled)[0], "That is the smallest of three groups: ask for two."),
            (_shares(scaled)[1], "That is the middle one of three groups: ask for two."),
            (
                _share_of_money(cdnow),
                "That is its share of the money: the share of the customers is asked for.",
            ),
            (small / (1 - small), "That is small to large: divide by all customers."),
        ),
    )


@question(
    "segmentation-3",
    hints=(
        "pd.qcut(regular['total_spend'], 4, labels=False) gives the four groups.",
        "seg.explained_share(regular['spend_after'], quarters)",
    ),
    after="One sorted column explains more than seven features in a cluster.",
)
def share_explained_by_spending() -> Number:
    """Share of the variance of later spending between quarters of earlier spending."""
    homes = _homes()
    regular = homes[homes["n_visits"] >= 10]
    quarters = _parts(regular["total_spend"])
    return Number(
        expected=seg.explained_share(regular["spend_after"], quarters),
        unit="fraction",
        mistakes=(
            *_other_outcomes(homes, regular),
            *_other_groups(regular),
            *_other_formulas(regular),
        ),
    )


@question(
    "segmentation-12",
    hints=(
        "Two masks: labels == drivers, and buys_fuel. Where are both True or both False?",
        "((labels == drivers) == buys_fuel).mean()",
    ),
    after="Whoever calls nobody a driver agrees on 70 of 100 homes, the rule of one line on 85: "
    "most of what seven columns and a method found stands in one column.",
)
def agreement_with_one_line() -> Number:
    """Share of the regular homes on which a rule about fuel and the drivers' segment agree."""
    homes = _homes()
    regular = homes[homes["n_visits"] >= 10]
    labels, fuel = _three(regular), regular["fuel"]
    driver, buys = labels == _drivers(labels, fuel), fuel > 0
    both = (driver & buys).sum()
    return Number(
        expected=(driver == buys).mean(),
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            ((driver == buys).sum(), "That is how many: take the share, .mean()."),
            ((driver != buys).mean(), "That is where they differ: compare with ==."),
            (both / buys.sum(), "That is the share of drivers among those who buy fuel."),
            (buys.mean(), "That is the share that buys fuel: compare it with the segment."),
            (
                driver.mean(),
                "Those are the drivers: homes that neither calls a driver count as agreement, too.",
            ),
            ((~driver).mean(), "That is the naive rival, who calls nobody a driver."),
            ((~driver & ~buys).mean(), "Homes that are both count as agreement, too."),
            *_other_drivers(labels, fuel),
        ),
    )


@question(
    "segmentation-4",
    hints=(
        "What did an ordinary customer bring before? That is no gain: take it away.",
        "The gap is summary.loc['ordinary', 'mean'].",
    ),
    after="About 2,900 dollars in half a year: the most that such a programme may cost.",
)
def worth_of_one_point() -> Number:
    """Profit of lifting one per cent of the ordinary customers to the class above."""
    profit = _homes()["profit"]
    classes = pd.qcut(profit.rank(method="first"), CUTS, labels=CLASSES)
    table = profit.groupby(np.asarray(classes)).agg(["size", "mean"])
    n, mean = table["size"], table["mean"]
    point, gain = 0.01 * n["ordinary"], mean["major"] - mean["ordinary"]
    return Number(
        expected=point * gain,
        tolerance=11,  # whoever lifts 12 customers instead of 11.96
        unit="dollars",
        mistakes=(
            (point * mean["major"], "They brought something before: take that away."),
            (gain, "That is one customer. One point are 1 % of the ordinary ones."),
            (point * (mean["VIP"] - mean["ordinary"]), "One class up is major, not VIP."),
            (0.01 * len(profit) * gain, "1 % of the ordinary, not of all; for half a year."),
            (n["ordinary"] * gain, "That is for all ordinary customers: take 1 % of them."),
            (0.01 * n["major"] * gain, "One per cent of the ordinary ones, not of the major."),
            (point * (mean["ordinary"] - mean["small"]), "That lifts from small to ordinary."),
            (point * mean["major"] - mean["ordinary"], "Brackets around the difference."),
            (9.03 * point * gain, "Those rise by themselves. Asked is one point more: 1 %."),
            (point, "That is how many customers they are: what does each bring more?"),
            (point * mean["ordinary"], "That is what they bring already: take the difference."),
        ),
    )


@question(
    "segmentation-6",
    hints=(
        "Make the blocks of n_visits_after and spend_after; then compare the same two columns.",
        "(total_spend - spend_after).groupby(mirrored).mean()['A']",
    ),
    after="Chosen by the second half, block A falls on the way back, too: it is the choosing. "
    "All homes fall by 30.6 dollars on that way; net of it A falls by 157, forward by 138.",
)
def change_backwards() -> Number:
    """Mean change of block A, made of the second half, on the way back to the first."""
    homes = _homes()
    mirrored = seg.six_blocks(homes["n_visits_after"], homes["spend_after"])
    back = homes["total_spend"] - homes["spend_after"]
    return Number(
        expected=back[mirrored == "A"].mean(),
        tolerance=0.5,
        unit="dollars",
        mistakes=(
            (-back[mirrored == "A"].mean(), "The sign: you go back, so first half less second."),
            (back[mirrored == "B"].mean(), "That is block B."),
            (back[mirrored == "F"].mean(), "That is block F."),
            (back.mean(), "That is everybody: group by the new blocks."),
            (back[mirrored == "A"].sum(), "That is the sum over the block: take the mean."),
            (back[mirrored == "A"].median(), "That is the median: the mean is asked for."),
            *_other_blocks(homes, back),
            *_other_columns(homes[mirrored == "A"], back),
        ),
    )


@question(
    "segmentation-13",
    hints=(
        "First a column of changes, one per customer: later less first. Then the mean of the 100, "
        "less the mean of all.",
        "rise.loc[top].mean() - rise.mean(), with top from "
        "first.sort_values(ascending=False).iloc[:100].index",
    ),
    after="Net of what all do, a platinum customer spends 280 dollars less than before. Nobody "
    "took anything away from them: a large order seldom comes twice.",
)
def platinum_net_change() -> Number:
    """Mean change of CDNOW's 100 best of nine months in the next nine, less that of all."""
    first, later = _nine_months()
    rise = later - first
    order = first.sort_values(ascending=False).index
    top = rise[order[:100]]
    return Number(
        expected=top.mean() - rise.mean(),
        tolerance=0.5,
        unit="dollars",
        mistakes=(
            (top.mean(), "That is their change: take that of all customers away."),
            (rise.mean(), "That is the change of all customers."),
            (rise.mean() - top.mean(), "The sign: the 100 less all customers."),
            (top.mean() + rise.mean(), "The change of all is a fall: subtract it."),
            (first[order[:100]].mean(), "That is what they spent before."),
            (later[order[:100]].mean(), "That is what they spent afterwards."),
            (top.sum() - rise.sum(), "Those are sums: take means."),
            (top.sum(), "That is the sum over the 100: take the mean."),
            *_other_lists(first, later),
        ),
    )


@question(
    "segmentation-8",
    hints=(
        "Profit of a block: 6 * responses - 1.1 * letters. Compare A and B with all six.",
        "worth[['A', 'B']].sum() - worth.sum()",
    ),
    after="Leaving four blocks alone saves 192 letters and loses 15 responses.",
)
def gain_of_fewer_letters() -> Number:
    """Profit of mailing blocks A and B only, less that of mailing everybody."""
    n, hits = _campaign()
    profit, cheap = WORTH * hits - LETTER * n, WORTH * hits - OLD_LETTER * n
    few, every, ab = profit[["A", "B"]].sum(), profit.sum(), ["A", "B"]
    by_rate = WORTH * hits / n - LETTER * n
    return Number(
        expected=few - every,
        tolerance=0.05,
        unit="dollars",
        mistakes=(
            (few, "That is the profit of A and B. How much more is it than with everybody?"),
            (every, "That is the profit with everybody. Now leave four blocks out."),
            (every - few, "The other way round: A and B less everybody."),
            (profit["A"] - every, "That is A alone: B pays as well."),
            (profit[["A", "B", "C"]].sum() - every, "With C: it no longer pays for its letters."),
            (cheap[ab].sum() - cheap.sum(), "That is at the old price: a letter costs 1.10 now."),
            (LETTER * n.drop(ab).sum(), "That saves the letters, but some of those would respond."),
            (-WORTH * hits.drop(ab).sum(), "The letters cost something, too: subtract that."),
            (by_rate[ab].sum() - by_rate.sum(), "Multiply the responses, not their rate, by 6."),
            (-(WORTH - LETTER) * hits.drop(ab).sum(), "A letter costs whether answered or not."),
            (few - profit.drop(ab).sum(), "Compare with everybody, not with the other four."),
        ),
    )


@question(
    "segmentation-14",
    hints=(
        "Work the profit out once more, with 1.5 in place of 3, and count what lies below 0.",
        "(0.25 * homes['total_spend'] - 1.5 * homes['n_visits'] < 0).sum()",
    ),
    after="Four of five leave the list without having done anything: the list depends on "
    "a cost that we declared, and that the firm can change.",
)
def losing_at_cheaper_visits() -> Number:
    """Homes that lose money in the first half if a visit costs 1.50 dollars."""
    homes = _homes()
    spent, visits = homes["total_spend"], homes["n_visits"]
    profit, cheap = homes["profit"], MARGIN * spent - CHEAPER * visits
    losing = int((cheap < 0).sum())
    return Number(
        expected=losing,
        unit="count of homes",
        mistakes=(
            (int((profit < 0).sum()), "That is at 3 dollars a visit: put 1.5 in its place."),
            (int((profit < 0).sum()) - losing, "Those leave the list: how many are left on it?"),
            (int((cheap > 0).sum()), "Those bring a profit: turn the sign."),
            (losing / len(homes), "That is a share: count them with .sum()."),
            *_other_losses(homes),
        ),
    )


@cache
def _homes() -> pd.DataFrame:
    table = seg.home_table(load_transactions(), load_products(), SPLIT)
    profit = MARGIN * table["total_spend"] - USD_PER_VISIT * table["n_visits"]
    return table.assign(profit=profit)


def _unfinished_scales(visits: pd.Series) -> Mistakes:
    """Return what comes out of segmentation-10 if a step is missing."""
    far, spread = visits.max() - visits.mean(), visits.std(ddof=0)
    return (
        (far, "That is in visits. Divide it by the standard deviation."),
        (visits.max() / spread, "Take the mean away first."),
        (visits.max() - visits.mean() / spread, "Brackets: / comes before -."),
        (visits.max(), "Those are its visits. Take the mean away and divide by the spread."),
        (spread, "That is the standard deviation: how many of them lie between?"),
        (visits.mean() / spread, "That is the mean, not what lies above it."),
    )


def _other_scales(visits: pd.Series) -> Mistakes:
    """Return what other means, spreads and homes give for segmentation-10."""
    far, spread = visits.max() - visits.mean(), visits.std(ddof=0)
    return (
        (far / visits.mean(), "Divide by the standard deviation, not by the mean."),
        (far / visits.var(ddof=0), "That is the variance: take its root, .std(ddof=0)."),
        ((visits.max() - visits.median()) / spread, "Take the mean away, not the median."),
        (
            (visits.min() - visits.mean()) / spread,
            "That is the home with the fewest visits: .max().",
        ),
    )


def _scaled(table: pd.DataFrame) -> np.ndarray:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(table)


def _groups(points: np.ndarray, k: int) -> np.ndarray:
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=4).fit(points).labels_


def _shares(groups: np.ndarray) -> np.ndarray:
    """Return the share of each group, the smallest first."""
    return np.sort(np.bincount(groups)) / len(groups)


def _smaller(table: pd.DataFrame) -> float:
    return float(_shares(_groups(_scaled(table), 2))[0])


def _share_of_money(table: pd.DataFrame) -> float:
    """Return what the smaller group of segmentation-11 brings of all sales."""
    groups = _groups(_scaled(table[["n_orders", "total_spend"]]), 2)
    money = table["total_spend"].groupby(groups).sum() / table["total_spend"].sum()
    return float(money[np.bincount(groups).argmin()])


def _other_drivers(labels: pd.Series, fuel: pd.Series) -> Mistakes:
    """Return what other segments and rules give for segmentation-12."""
    drivers, buys = _drivers(labels, fuel), fuel > 0
    driver = labels == drivers
    return (
        *(
            (((labels == k) == buys).mean(), f"That is segment {k}: take labels == drivers.")
            for k in {1, 2, 3} - {drivers}
        ),
        (
            (driver == (fuel > fuel.mean())).mean(),
            "That asks for more fuel than the mean: the rule is any fuel, > 0.",
        ),
    )


def _drivers(labels: pd.Series, fuel: pd.Series) -> int:
    """Return the segment that gives the largest share to fuel."""
    return int(fuel.groupby(labels).mean().idxmax())


def _three(regular: pd.DataFrame) -> pd.Series:
    """Return the three segments of the chapter."""
    from sklearn.preprocessing import PowerTransformer

    features = ["n_visits", "usd_per_visit", "drugstore", "produce", "fuel", "meat", "packed_meat"]
    bender = PowerTransformer().set_output(transform="pandas")
    return seg.segment_labels(bender.fit_transform(regular[features]), 3)


def _other_lists(first: pd.Series, later: pd.Series) -> Mistakes:
    """Return what other lists and other means give for segmentation-13."""
    rise, order = later - first, first.sort_values(ascending=False).index
    top, last = rise[order[:100]], rise[order[-100:]]
    return (
        (last.mean() - rise.mean(), "Those are the last 100: sort from the top."),
        (top.mean() - rise.drop(order[:100]).mean(), "Less all customers, not the others."),
        (top.median() - rise.median(), "Those are medians: take means."),
        (
            later.nlargest(100).mean() - first[order[:100]].mean() - rise.mean(),
            "Those are the best 100 of each half: follow the same people.",
        ),
        (
            rise[order[:471]].mean() - rise.mean(),
            "That is the whole platinum list, 471 names: take the first 100.",
        ),
        (
            rise[later > 0].reindex(order[:100]).mean() - rise[later > 0].mean(),
            "Whoever bought nothing later is missing: .reindex(…, fill_value=0).",
        ),
    )


def _other_losses(homes: pd.DataFrame) -> Mistakes:
    """Return what other halves, costs and margins give for segmentation-14."""
    spent, visits, profit = homes["total_spend"], homes["n_visits"], homes["profit"]
    later, came = MARGIN * homes["spend_after"], homes["n_visits_after"]
    after, dear = later - CHEAPER * came, later - USD_PER_VISIT * came
    cheap = MARGIN * spent - CHEAPER * visits
    return (
        (int((after < 0).sum()), "That is the second half: the first one is asked for."),
        (
            int((MARGIN * spent - 2 * visits < 0).sum()),
            "That is at 2 dollars a visit: half of 3 is 1.5.",
        ),
        (
            int((spent - CHEAPER * visits < 0).sum()),
            "Sales are no margin: a quarter of them is, 0.25 * total_spend.",
        ),
        (
            int(((cheap < 0) & (after < 0)).sum()),
            "That asks for a loss in both halves: take the first one.",
        ),
        (
            int(((profit < 0) & (dear > 0)).sum()),
            "Those bring a profit in the second half: stay in the first one.",
        ),
    )


def _nine_months() -> tuple[pd.Series, pd.Series]:
    """Return what CDNOW's customers spent in the first nine months and in the next nine."""
    orders = load_orders("cdnow").orders
    is_early = orders["order_date"] <= "1997-09-30"
    first = orders[is_early].groupby("customer_id")["amount"].sum()
    later = orders[~is_early].groupby("customer_id")["amount"].sum()
    return first, later.reindex(first.index, fill_value=0)


def _parts(values: pd.Series, n: int = 4) -> pd.Series:
    return pd.Series(np.asarray(pd.qcut(values, n, labels=False)), index=values.index)


def _other_outcomes(homes: pd.DataFrame, regular: pd.DataFrame) -> Mistakes:
    """Return what other homes or other outcomes give for segmentation-3."""
    later, spent = regular["spend_after"], regular["total_spend"]
    quarters, came = _parts(spent), regular["n_visits_after"] > 0
    return (
        (
            seg.explained_share(homes["spend_after"], _parts(homes["total_spend"])),
            "These are all homes: take `regular`.",
        ),
        (
            seg.explained_share(spent, quarters),
            "That is the spending the groups were made from. Use `spend_after`.",
        ),
        (
            seg.explained_share(later, _parts(later)),
            "The groups are cut from the spending to be explained: use `total_spend`.",
        ),
        (
            seg.explained_share(regular["n_visits_after"], quarters),
            "That is the share of the later visits. Use `spend_after`.",
        ),
        (
            seg.explained_share(later[came], quarters[came]),
            "Homes that spent nothing later are left out: take all of `regular`.",
        ),
    )


def _other_groups(regular: pd.DataFrame) -> Mistakes:
    """Return what other groups give for segmentation-3."""
    later, spent = regular["spend_after"], regular["total_spend"]
    quarters = _parts(spent)
    width = pd.Series(np.asarray(pd.cut(spent, 4, labels=False)), index=spent.index)
    return (
        (
            seg.explained_share(later, width),
            "Those are parts of equal width, pd.cut; pd.qcut makes them equally large.",
        ),
        (seg.explained_share(later, _parts(spent, 3)), "Those are three parts: make four."),
        (seg.explained_share(later, _parts(spent, 5)), "Those are five parts: make four."),
        (
            seg.explained_share(later, _parts(regular["n_visits"])),
            "Those are quarters of the visits: cut `total_spend`.",
        ),
        (
            seg.explained_share(later, _parts(regular["n_visits"], 3)),
            "Those are the thirds of the visits, as in the table: cut `total_spend`.",
        ),
        (
            seg.explained_share(regular["meat_after"].fillna(0), quarters),
            "That is the share of the later meat. Use `spend_after`.",
        ),
    )


def _other_formulas(regular: pd.DataFrame) -> Mistakes:
    """Return what other measures give for segmentation-3."""
    later, spent = regular["spend_after"], regular["total_spend"]
    quarters = _parts(spent)
    return (
        (
            later.corr(spent) ** 2,
            "That is the squared correlation, a straight line instead of four groups.",
        ),
        (later.corr(spent), "That is a correlation. Cut into four groups instead."),
        (seg.explained_share(later, quarters) ** 0.5, "That is its root: leave it squared."),
        (
            later.groupby(quarters).mean().var() / later.var(),
            "`.var()` divides by n - 1: for four means that is 3. Use `seg.explained_share`.",
        ),
    )


def _other_blocks(homes: pd.DataFrame, back: pd.Series) -> Mistakes:
    """Return what blocks of other columns give for segmentation-6."""
    forward = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    old_visits = seg.six_blocks(homes["n_visits"], homes["spend_after"])
    old_spend = seg.six_blocks(homes["n_visits_after"], homes["total_spend"])
    swapped = seg.six_blocks(homes["spend_after"], homes["n_visits_after"])
    return (
        (-back[forward == "A"].mean(), "These are the old blocks, forward: make new ones."),
        (back[forward == "A"].mean(), "Backwards, but with the old blocks: make new ones."),
        (back[swapped == "A"].mean(), "The arguments are swapped: visits first, then spending."),
        (back[old_visits == "A"].mean(), "The blocks mix the halves: take `n_visits_after`."),
        (back[old_spend == "A"].mean(), "The blocks mix the halves: take `spend_after`."),
    )


def _other_columns(block: pd.DataFrame, back: pd.Series) -> Mistakes:
    """Return what else can be taken of the new block A in segmentation-6."""
    visits = block["n_visits"] - block["n_visits_after"]
    return (
        ((back.loc[block.index] - back.mean()).mean(), "That is net of what all homes do."),
        (block["total_spend"].mean(), "That is the level in the first half: take the change."),
        (block["spend_after"].mean(), "That is the level in the second half: take the change."),
        (visits.mean(), "That is the change of the visits: take the spending."),
    )


def _campaign() -> tuple[pd.Series, pd.Series]:
    """Return letters and responses of campaign 18 by block."""
    homes = _homes()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    sent, used = load_campaigns(), load_coupon_redemptions()
    got = sent.loc[sent["campaign_id"] == 18, "household_id"]
    responded = got.isin(used.loc[used["campaign_id"] == 18, "household_id"])
    by_block = responded.groupby(got.map(blocks))
    return by_block.size(), by_block.sum()
