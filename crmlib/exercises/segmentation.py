"""Questions of chapter 4, Segmentation: does block B pay best."""

import numpy as np
import pandas as pd

from crmlib import segmentation as seg
from crmlib.datasets import load_campaigns, load_coupon_redemptions, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question

SPLIT = "2017-07-01"
MARGIN, USD_PER_VISIT = 0.25, 3
LETTER, WORTH = 1, 6


@question(
    "segmentation-1",
    hints=(
        "Both conditions must hold at once: `and` inside the text of the query.",
        "len(customers.query('profit > 300 and recency_days > 7'))",
    ),
    after="Forty-four of the best have not been seen for a week: a list short enough to call.",
)
def silent_keepers() -> Number:
    """Homes with a profit above 300 dollars that were silent for more than 7 days."""
    homes = _customers()
    keep, silent = homes["profit"] > 300, homes["recency_days"] > 7
    return Number(
        expected=int((keep & silent).sum()),
        unit="count of homes",
        mistakes=(
            (int(keep.sum()), "That is everybody to be kept: add the silence."),
            (int(silent.sum()), "That is everybody who is silent: add the profit."),
            (int((keep | silent).sum()), "That is one or the other. Both must hold: `and`."),
            (int((keep & ~silent).sum()), "These came within the week: turn the sign."),
            ((keep & silent).sum() / keep.sum(), "That is a share; the question is how many."),
        ),
    )


@question(
    "segmentation-2",
    hints=(
        "Two steps: take the mean away, then divide by the spread.",
        "(values - values.mean()) / values.std(ddof=0)",
    ),
    after="Whatever the unit was, the column now counts as much as any other.",
)
def scaler() -> Function:
    """Values with mean 0 and standard deviation 1."""
    return Function(
        expected=lambda values: (values - values.mean()) / values.std(ddof=0),
        cases=((pd.Series([2.0, 3.0, 20.0, 21.0]),), (pd.Series([100.0, 130.0, 90.0]),)),
        tolerance=1e-6,
        mistakes=(
            (
                lambda values: (values - values.mean()) / values.std(),
                "pandas divides by n - 1 unless told otherwise: .std(ddof=0).",
            ),
            (lambda values: values - values.mean(), "The mean is 0 now; divide by the spread."),
            (
                lambda values: values / values.std(ddof=0),
                "The spread is 1 now; take the mean away first.",
            ),
            (
                lambda values: (values - values.min()) / (values.max() - values.min()),
                "That runs from 0 to 1: another scaler, which one outlier can squeeze.",
            ),
            (
                lambda values: (values - values.mean()) / values.var(ddof=0),
                "That is divided by the variance: take its root, the standard deviation.",
            ),
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
    homes = _customers()
    regular = homes[homes["n_visits"] >= 10]
    later = regular["spend_after"]
    quarters = _quarters(regular["total_spend"])
    return Number(
        expected=seg.explained_share(later, quarters),
        tolerance=0.001,
        unit="fraction",
        mistakes=(
            (
                seg.explained_share(homes["spend_after"], _quarters(homes["total_spend"])),
                "These are all homes: take `regular`.",
            ),
            (
                seg.explained_share(regular["total_spend"], quarters),
                "That is the spending the groups were made from. Use `spend_after`.",
            ),
            (
                later.corr(regular["total_spend"]) ** 2,
                "That is the squared correlation, a straight line instead of four groups.",
            ),
        ),
    )


@question(
    "segmentation-4",
    hints=(
        "How many customers are 1 % of the ordinary ones? And what does each gain?",
        "0.01 * size of ordinary * (mean of major - mean of ordinary)",
    ),
    after="About 2,900 dollars in half a year: the most that such a programme may cost.",
)
def worth_of_one_point() -> Number:
    """Profit of lifting one per cent of the ordinary customers to the class above."""
    profit = _customers()["profit"]
    classes = seg.value_classes(profit)
    table = profit.groupby(classes, observed=True).agg(["size", "mean"])
    n, low = table.loc["ordinary"]
    high, top = table.loc["major", "mean"], table.loc["VIP", "mean"]
    return Number(
        expected=0.01 * n * (high - low),
        tolerance=1,
        unit="dollars",
        mistakes=(
            (0.01 * n * high, "They brought something before: take that away."),
            (high - low, "That is one customer. One point are 1 % of the ordinary ones."),
            (0.01 * n * (top - low), "One class up is major, not VIP."),
            (0.01 * len(profit) * (high - low), "One per cent of the ordinary ones, not of all."),
        ),
    )


@question(
    "segmentation-5",
    hints=(
        "Ask in order: place <= 0.05? Then 0.20? Then 0.70? What is left is small.",
        "Only in the last line does the profit matter: drop if it is below 0, else keep.",
    ),
    after="Only the last class asks for the profit, and only there somebody is sent away.",
)
def treatment_by_value() -> Function:
    """Word for the treatment of a customer by place and profit."""
    cases = [(0.01, 900.0), (0.05, 500.0), (0.2, 200.0), (0.5, 90.0), (0.7, 20.0)]
    cases += [(0.5, -4.0), (0.9, -4.0), (0.9, 0.0), (0.71, 8.0), (0.06, 400.0), (0.21, 190.0)]
    return Function(
        expected=_treatment,
        cases=tuple(cases),
        mistakes=(
            (
                lambda place, profit: "drop" if place > 0.7 else _treatment(place, profit),
                "Not all small customers bring negative value: keep those who pay.",
            ),
            (
                lambda place, profit: "drop" if profit < 0 else _treatment(place, profit),
                "You drop everybody with a loss; the source says so of small customers only.",
            ),
            (
                lambda place, profit: _treatment(place + 1e-9, profit),
                "Who stands exactly on a border belongs to the better class: <=, not <.",
            ),
            (
                lambda place, profit: _treatment(1 - place, profit),
                "You began at the wrong end: a small place is near the top.",
            ),
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
    homes = _customers()
    mirrored = seg.six_blocks(homes["n_visits_after"], homes["spend_after"])
    forward = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    back = homes["total_spend"] - homes["spend_after"]
    return Number(
        expected=back[mirrored == "A"].mean(),
        tolerance=0.5,
        unit="dollars",
        mistakes=(
            (-back[mirrored == "A"].mean(), "The sign: you go back, so first half less second."),
            (-back[forward == "A"].mean(), "These are the old blocks, forward: make new ones."),
            (back[forward == "A"].mean(), "Backwards, but with the old blocks: make new ones."),
            (back[mirrored == "B"].mean(), "That is block B."),
            (back.mean(), "That is everybody: group by the new blocks."),
        ),
    )


@question(
    "segmentation-7",
    hints=(
        "B: its sum less 400 homes times cost. F: its sum less 747 times cost. When equal?",
        "(sum of F - sum of B) / (homes in F - homes in B)",
    ),
    after="Below 32 dollars a home it is F, the block that nobody develops; above it is B.",
)
def cost_at_which_b_overtakes() -> Number:
    """Cost per home at which blocks B and F bring the same in the case called room."""
    homes = _customers()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    best = homes.loc[blocks == "A", "n_visits"].mean()
    room = 0.1 * (best - homes["n_visits"]).clip(lower=0) * homes["usd_per_visit"]
    each = (MARGIN * room).groupby(blocks)
    total, mean, n = each.sum(), each.mean(), blocks.value_counts()
    lead = total["F"] - total["B"]
    return Number(
        expected=lead / (n["F"] - n["B"]),
        tolerance=0.05,
        unit="dollars per home",
        mistakes=(
            (mean["F"], "At this cost F brings nothing any more; B overtakes earlier."),
            (mean["B"], "At this cost B brings nothing any more."),
            (lead, "That is the lead in dollars: divide it by the homes that F has more."),
            (lead / n["F"], "Divide by the difference of the homes, not by all of F."),
            (lead / (n["F"] + n["B"]), "Divide by the difference of the homes, not by their sum."),
        ),
    )


@question(
    "segmentation-8",
    hints=(
        "Profit of a block: 6 * responses - letters. Compare A and B with all six.",
        "worth[['A', 'B']].sum() - worth.sum()",
    ),
    after="Leaving four blocks alone adds 102 dollars to a campaign of 1,133 letters.",
)
def gain_of_fewer_letters() -> Number:
    """Profit of mailing blocks A and B only, less that of mailing everybody."""
    homes = _customers()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    sent, used = load_campaigns(), load_coupon_redemptions()
    got = sent.loc[sent["campaign_id"] == 18, "household_id"]
    responded = got.isin(used.loc[used["campaign_id"] == 18, "household_id"])
    profit = (WORTH * responded - LETTER).groupby(got.map(blocks)).sum()
    few, every = profit[["A", "B"]].sum(), profit.sum()
    return Number(
        expected=few - every,
        tolerance=0.05,
        unit="dollars",
        mistakes=(
            (few, "That is the profit of A and B. How much more is it than with everybody?"),
            (every, "That is the profit with everybody. Now leave four blocks out."),
            (every - few, "The other way round: A and B less everybody."),
            (profit["A"] - every, "That is A alone: B pays as well."),
            (LETTER * (~got.map(blocks).isin(["A", "B"])).sum(), "Some of those would respond."),
        ),
    )


@question(
    "segmentation-9",
    hints=(
        "Two ways to hear design: it is true (0.15 * 0.8), or it is not (0.85 * 0.2 / 3).",
        "The first divided by the sum of both.",
    ),
    after="One answer lifts the chance from 0.15 to 0.68: convincing, and wrong one time in three.",
)
def chance_after_one_answer() -> Number:
    """Chance of a need after one answer that names it."""
    true, false = 0.15 * 0.8, 0.85 * 0.2
    return Number(
        expected=true / (true + false / 3),
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            (
                true / (true + false),
                "A wrong answer names design in one of three cases only: divide 0.2 by 3.",
            ),
            (
                true,
                "That is the chance of design and of hearing so; divide by all ways to hear it.",
            ),
            (0.8, "That is how often answers are true; design was rare before."),
            (0.8 / (0.8 + 0.2 / 3), "Here all needs were equally likely before; design was not."),
            (1 - true / (true + false / 3), "That is the chance that it is not design."),
        ),
    )


def _customers() -> pd.DataFrame:
    table = seg.customer_table(load_transactions(), SPLIT)
    profit = MARGIN * table["total_spend"] - USD_PER_VISIT * table["n_visits"]
    return table.assign(profit=profit)


def _quarters(values: pd.Series) -> pd.Series:
    return pd.Series(np.asarray(pd.qcut(values, 4, labels=False)), index=values.index)


def _treatment(place: float, profit: float) -> str:
    for border, word in [(0.05, "watch"), (0.20, "cultivate"), (0.70, "lift")]:
        if place <= border:
            return word
    return "drop" if profit < 0 else "keep"
