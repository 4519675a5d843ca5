"""Questions of chapter 4, Segmentation: does block B pay best."""

import numpy as np
import pandas as pd

from crmlib import segmentation as seg
from crmlib.datasets import load_campaigns, load_coupon_redemptions, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.value import rfm_scores

SPLIT = "2017-07-01"
Mistakes = tuple[tuple[float, str], ...]
MARGIN, USD_PER_VISIT = 0.25, 3
OLD_LETTER, LETTER, WORTH = 1, 1.1, 6
N_COLUMNS = 13  # of the chapter's `customers`, where segmentation-1 asks
# Mistakes of segmentation-1, as queries.
KEEPERS = (
    ("profit > 300", "That is everybody to be kept: add the silence."),
    ("recency_days > 7", "That is everybody who is silent: add the profit."),
    ("profit > 300 or recency_days > 7", "That is one or the other. Both must hold: `and`."),
    ("profit > 300 and recency_days <= 7", "These came within the week: turn the sign."),
    ("profit > 300 and recency_days < 7", "Those came in the last six days: turn the sign."),
    (
        "profit > 300 and recency_days >= 7",
        "That holds those who came exactly 7 days ago, too: more than a week is > 7.",
    ),
    ("profit > 300 and recency_days > 60", "Silent for more than 60 days: a week has 7 days."),
    ("profit > 300 and recency_days > 28", "Silent for more than 28 days: a week has 7 days."),
    ("total_spend > 300 and recency_days > 7", "The rule is about profit, not about spending."),
    ("profit < 300 and recency_days > 7", "To be kept are those with a profit above 300."),
)
# Mistakes of segmentation-2, as they are written.
SCALERS = (
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
        lambda values: values / values.std(),
        "Only divided: take the mean away first, and use .std(ddof=0).",
    ),
    (
        lambda values: (values - values.min()) / (values.max() - values.min()),
        "That runs from 0 to 1: another scaler, which one outlier can squeeze.",
    ),
    (
        lambda values: (values - values.mean()) / values.var(ddof=0),
        "That is divided by the variance: take its root, the standard deviation.",
    ),
    (
        lambda values: (values - values.mean()) / values.var(),
        "That is divided by the variance: take the standard deviation, .std(ddof=0).",
    ),
    (
        lambda values: values - values.mean() / values.std(ddof=0),
        "Brackets: / comes before -, so only the mean was divided.",
    ),
    (
        lambda values: values - values.mean() / values.std(),
        "Brackets: / comes before -, so only the mean was divided. And use .std(ddof=0).",
    ),
    (
        lambda values: (values.mean() - values) / values.std(ddof=0),
        "Who is above the mean must get a value above 0: turn it round.",
    ),
    (
        lambda values: (values - values.median()) / values.std(ddof=0),
        "Take the mean away, not the median.",
    ),
    (
        lambda values: (values - values.mean()) / values.mean(),
        "That is the distance relative to the mean: divide by the standard deviation.",
    ),
    (
        lambda values: (values - values.mean()).abs() / values.std(ddof=0),
        "No absolute value: whoever is below the mean gets a value below 0.",
    ),
)
# Mistakes of segmentation-5, as they are written.
TREATMENTS = (
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
    (
        lambda place, profit: _treatment(place, profit - 1e-9),
        "A profit of 0 is not negative: < 0, not <= 0.",
    ),
    (
        lambda place, profit: _treatment(place, -profit if profit else -1),
        "The last two words are turned round: drop is for a negative profit.",
    ),
    (
        lambda place, profit: "lift" if place <= 0.7 else _treatment(place, profit),
        "A later or wider `if` overwrites the first two: begin with 0.05, then `elif`.",
    ),
    (
        lambda place, profit: _treatment(place, profit, (0.05, 0.15, 0.5)),
        "Those are the sizes of the classes; the borders add up: 0.05, 0.2 and 0.7.",
    ),
    (
        lambda place, profit: _treatment(place / 100, profit),
        'Every place gets "watch": place runs from 0 to 1, so the borders are 0.05, 0.2, 0.7.',
    ),
    (
        lambda place, profit: CLASS_OF[_treatment(place, profit)],
        "Those are the names of the classes: return what to do with them.",
    ),
    (
        lambda place, profit: _treatment(profit, place),
        "The arguments are swapped: first place, then profit.",
    ),
)
CLASS_OF = {"watch": "VIP", "cultivate": "major", "lift": "ordinary"}
CLASS_OF |= {"drop": "small", "keep": "small"}


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
    counts = {rule: int(homes.eval(rule).sum()) for rule, _ in KEEPERS}
    both = int(homes.eval("profit > 300 and recency_days > 7").sum())
    keep, silent = counts["profit > 300"], counts["recency_days > 7"]
    return Number(
        expected=both,
        unit="count of homes",
        mistakes=(
            *((counts[rule], told) for rule, told in KEEPERS),
            (both / keep, "That is a share; the question is how many."),
            (keep + silent, "Whoever meets both rules is counted twice: both must hold, `and`."),
            (N_COLUMNS * both, "That counts cells, rows times columns: len(…) counts the rows."),
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
        mistakes=SCALERS,
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
    table = profit.groupby(seg.value_classes(profit), observed=True).agg(["size", "mean"])
    n, mean = table["size"], table["mean"]
    point, gain = 0.01 * n["ordinary"], mean["major"] - mean["ordinary"]
    return Number(
        expected=point * gain,
        tolerance=8,  # whoever lifts 12 customers instead of 11.97
        unit="dollars",
        mistakes=(
            (point * mean["major"], "They brought something before: take that away."),
            (gain, "That is one customer. One point are 1 % of the ordinary ones."),
            (point * (mean["VIP"] - mean["ordinary"]), "One class up is major, not VIP."),
            (
                0.01 * len(profit) * gain,
                "1 % of the ordinary ones, not of all; for half a year, not one.",
            ),
            (n["ordinary"] * gain, "That is for all ordinary customers: take 1 % of them."),
            (0.01 * n["major"] * gain, "One per cent of the ordinary ones, not of the major."),
            (point * (mean["ordinary"] - mean["small"]), "That lifts from small to ordinary."),
            (point * mean["major"] - mean["ordinary"], "Brackets around the difference."),
            (8.855 * point * gain, "Those rise by themselves. Asked is one point more: 1 %."),
            (point, "That is how many customers they are: what does each bring more?"),
            (point * mean["ordinary"], "That is what they bring already: take the difference."),
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
        mistakes=TREATMENTS,
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
    "segmentation-7",
    hints=(
        "B: its sum less 400 homes times cost. F: its sum less 747 times cost. When equal?",
        "(sum of F - sum of B) / (homes in F - homes in B)",
    ),
    after="Below 32 dollars a home it is F, the block that nobody develops; above it is B.",
)
def cost_at_which_b_overtakes() -> Number:
    """Cost per home at which blocks B and F bring the same in the case called room."""
    total, mean, n = _room_case()
    lead, more = total["F"] - total["B"], n["F"] - n["B"]
    return Number(
        expected=lead / more,
        tolerance=0.01,
        unit="dollars per home",
        mistakes=(
            (mean["F"], "At this cost F brings nothing any more; B overtakes earlier."),
            (mean["B"], "At this cost B brings nothing any more."),
            (lead, "That is the lead in dollars: divide it by the homes that F has more."),
            *_other_divisors(lead, n),
            (mean["B"] - mean["F"], "That is what B brings more per home, before any cost."),
            (total["F"] - total["B"] / more, "Brackets around the lead, before you divide."),
            (lead / n["F"] - n["B"], "Brackets around the difference of the homes."),
            (
                (total["F"] + total["B"]) / (n["F"] + n["B"]),
                "That is the mean of both blocks.",
            ),
            (MARGIN * lead / more, "The margin is in `per_block` already."),
            (more, "That is how many homes F has more: divide the lead by it."),
            (more / lead, "Upside down: dollars per home are asked for."),
            (total["F"] / total["B"], "That is how many times as much: take the difference."),
            *_other_cases(more),
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
    right = true / (true + false / 3)
    return Number(
        expected=right,
        tolerance=0.0005,
        unit="fraction",
        mistakes=(
            (
                true / (true + false),
                "A wrong answer names design in one of three cases only: divide 0.2 by 3.",
            ),
            (true, "That is design, and heard so: divide by all ways to hear it."),
            (0.8, "That is how often answers are true; design was rare before."),
            (0.8 / (0.8 + 0.2 / 3), "Here all needs were equally likely before; design was not."),
            (1 - right, "That is the chance that it is not design."),
            *_other_beliefs(true, false),
        ),
    )


def _customers() -> pd.DataFrame:
    table = seg.customer_table(load_transactions(), SPLIT)
    profit = MARGIN * table["total_spend"] - USD_PER_VISIT * table["n_visits"]
    return table.assign(profit=profit)


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
    scores = rfm_scores(regular.rename(columns={"n_visits": "n_orders"}))
    total = scores[["r_score", "f_score", "m_score"]].sum(axis=1)
    rule, came = _parts(total.rank(method="first")), regular["n_visits_after"] > 0
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
            seg.explained_share(later, rule),
            "That is what the RFM rule explains: cut `total_spend` alone.",
        ),
        (
            seg.explained_share(later[came], rule[came]),
            "That is the RFM rule, as in the table: cut `total_spend` alone.",
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


def _treatment(
    place: float, profit: float, borders: tuple[float, float, float] = (0.05, 0.2, 0.7)
) -> str:
    for border, word in zip(borders, ("watch", "cultivate", "lift"), strict=True):
        if place <= border:
            return word
    return "drop" if profit < 0 else "keep"


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


def _room_case() -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return profit per block and per home if all come closer to A, and the homes."""
    homes = _customers()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    best = homes.loc[blocks == "A", "n_visits"].mean()
    room = 0.1 * (best - homes["n_visits"]).clip(lower=0) * homes["usd_per_visit"]
    each = (MARGIN * room).groupby(blocks)
    return each.sum(), each.mean(), blocks.value_counts()


def _other_divisors(lead: float, n: pd.Series) -> Mistakes:
    """Return what other counts below the line give for segmentation-7."""
    return (
        (lead / n["F"], "Divide by the difference of the homes, not by all of F."),
        (lead / n["B"], "Divide by the difference of the homes, not by those of B."),
        (lead / (n["F"] + n["B"]), "Divide by the difference of the homes, not by their sum."),
        (lead / n.sum(), "Divide by the homes that F has more than B, not by all homes."),
    )


def _other_cases(more: int) -> Mistakes:
    """Return what the other two responses give for segmentation-7."""
    homes = _customers()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    share, visits = 0.05 * homes["spend_after"], 3 * homes["usd_per_visit"]
    first, second = ((MARGIN * gain).groupby(blocks).sum() for gain in (share, visits))
    return (
        ((first["F"] - first["B"]) / more, "That is the first case: take the column room."),
        ((second["F"] - second["B"]) / more, "That is the second case: take the column room."),
    )


def _campaign() -> tuple[pd.Series, pd.Series]:
    """Return letters and responses of campaign 18 by block."""
    homes = _customers()
    blocks = seg.six_blocks(homes["n_visits"], homes["total_spend"])
    sent, used = load_campaigns(), load_coupon_redemptions()
    got = sent.loc[sent["campaign_id"] == 18, "household_id"]
    responded = got.isin(used.loc[used["campaign_id"] == 18, "household_id"])
    by_block = responded.groupby(got.map(blocks))
    return by_block.size(), by_block.sum()


def _other_beliefs(true: float, false: float) -> Mistakes:
    """Return what other uses of the three numbers of segmentation-9 give."""
    again = 0.15 * 0.8**2
    return (
        (3 * true / false, "Those are the odds: divide by true and wrong ways together."),
        (true + false / 3, "That is how often design is heard at all: divide by it."),
        (
            true / (true + 0.2 / 3),
            "Wrong answers of that kind come from only 0.85 of the customers: 0.85 * 0.2 / 3.",
        ),
        (true / (true + false / 4), "There are three other needs, not four: divide 0.2 by 3."),
        (true / 0.15 * 0.8 + false / 3, "Brackets around all that stands below the line."),
        (true / true + false / 3, "Brackets around the sum below the line."),
        (0.15, "That is the chance before anything is said."),
        (false / 3, "That is how often design is heard wrongly: the other part of the sum."),
        (
            again / (again + 0.85 * (0.2 / 3) ** 2),
            "That is after two answers: here design is named once.",
        ),
        (
            true / (true + 0.85 * 0.8 / 3),
            "An answer is wrong with chance 1 - 0.8.",
        ),
    )
