"""Questions of chapter 2, The customer lifecycle: who is leaving, who would have stayed."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_orders, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import mistakes_of, question
from crmlib.lifecycle import (
    StageModel,
    cohort_table,
    decline_alarms,
    fit_sbg,
    offer_trial,
    silence_table,
    stage_path,
)

LAST_START = "2017-09-02"
COUPON, KEPT, OFFER = 2, 0.4, 20
PUBLISHED = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]

# Mistakes of lifecycle-1, as they are written: the silences watched, and all of them.
RETURNS = (
    (
        lambda watched, silences: watched["came_back"][watched["silent_days"] >= 28].mean(),
        "That is the alarm at 28 days. Now wait for 60.",
    ),
    (
        lambda watched, silences: 1 - watched["came_back"][watched["silent_days"] >= 60].mean(),
        "That is the share that stayed away: the alarms that were right.",
    ),
    (
        lambda watched, silences: silences["came_back"][silences["silent_days"] >= 60].mean(),
        "Silences begun in autumn are too young to be judged: start from `watched`.",
    ),
    (
        lambda watched, silences: watched["came_back"].mean(),
        "That is the share of all silences, short ones too. Keep the long ones first.",
    ),
    (
        lambda watched, silences: (watched["silent_days"] >= 60).mean(),
        "That is how often a silence gets so long, not how it ends.",
    ),
    (
        lambda watched, silences: watched["came_back"][watched["silent_days"] > 60].mean(),
        "At least 60 means >= 60: 60 days themselves belong to it.",
    ),
    (
        lambda watched, silences: watched["came_back"][watched["silent_days"] >= 60].sum(),
        "That is how many came back. Which share of the long silences is it?",
    ),
    (
        lambda watched, silences: (watched["silent_days"] >= 60).sum(),
        "That is how many silences got so long. Which share of them ended with a return?",
    ),
    (
        lambda watched, silences: (watched["came_back"] & (watched["silent_days"] >= 60)).mean(),
        "That is a share of all watched silences. Divide by the long ones only.",
    ),
    (
        lambda watched, silences: (
            (watched["came_back"] & (watched["silent_days"] >= 60)).sum()
            / (watched["silent_days"] >= 28).sum()
        ),
        "That is a share of the alarms at 28 days. Divide by those of at least 60.",
    ),
    (
        lambda watched, silences: (
            (watched["came_back"] & (watched["silent_days"] >= 60)).sum()
            / watched["came_back"][watched["silent_days"] >= 28].sum()
        ),
        "That is a share of those who came back after 28 days. Divide by the long silences.",
    ),
    (
        lambda watched, silences: watched["came_back"][watched["silent_days"] < 60].mean(),
        "All of those came back: were only the short silences kept, or only those that ended? "
        "Keep all of at least 60 days.",
    ),
    (
        lambda watched, silences: watched["came_back"][watched["silent_days"] >= 28 + 60].mean(),
        "The 60 days run from the purchase, as the 28 do: do not add the two.",
    ),
    (
        lambda watched, silences: (
            watched[watched["silent_days"] >= 60].groupby("customer_id")["came_back"].mean().mean()
        ),
        "That is a mean of the homes' shares. Count silences: one home can have several.",
    ),
    (
        lambda watched, silences: (
            watched[watched["silent_days"] >= 60].drop_duplicates("customer_id")["came_back"].mean()
        ),
        "That takes one silence of each home. Keep all of them that are long.",
    ),
    (
        lambda watched, silences: (watched["silent_days"][watched["came_back"]] >= 60).mean(),
        "That is upside down: of those that ended, the share that lasted so long.",
    ),
    (
        lambda watched, silences: (
            (watched["silent_days"] >= 60).sum() / (watched["silent_days"] >= 28).sum()
        ),
        "That is how many of the alarms last so long. How did those silences end?",
    ),
)


@question(
    "lifecycle-1",
    hints=(
        "Two steps, as for 28 days: keep the watched rows with silent_days of at least 60.",
        "watched[watched['silent_days'] >= 60]['came_back'].mean()",
    ),
    after="Eight in nine come back even after sixty silent days.",
)
def share_back_after_60_days() -> Number:
    """Share of the watched silences of at least 60 days that ended with a return."""
    silences = _silences()
    watched = silences[silences["order_date"] <= LAST_START]
    return Number(
        expected=float(watched.loc[watched["silent_days"] >= 60, "came_back"].mean()),
        unit="fraction",
        mistakes=mistakes_of(RETURNS, watched, silences),
    )


# Mistakes of lifecycle-2, as they are written: how many alarms, and how many homes lost.
BILLS = (
    (
        lambda n, n_lost: 2 * n / n_lost,
        "That would be the cost if the coupon kept all of them: it is 40 %.",
    ),
    (
        lambda n, n_lost: n / (0.4 * n_lost),
        "The coupon costs 2 dollars: that is the cost at 1 dollar each.",
    ),
    (
        lambda n, n_lost: 2 * n / (n - n_lost),
        "You divided by all who came back. Nearly all of them needed no coupon.",
    ),
    (
        lambda n, n_lost: 2 * n / (0.4 * (n - n_lost)),
        "That is 40 % of those who came back. Asked are those who would have stayed away.",
    ),
    (
        lambda n, n_lost: 2 * n_lost / (0.4 * n_lost),
        "You counted coupons only for homes that would stay away; every alarm gets one.",
    ),
    (
        lambda n, n_lost: 2 * n,
        "That is the whole bill. Divide it by the homes that are really kept.",
    ),
    (
        lambda n, n_lost: 2 * n * 0.4,
        "Divide the whole bill by the homes kept: 0.4 belongs below the line.",
    ),
    (
        lambda n, n_lost: 2 * n * 0.4 / n_lost,
        "The homes kept are 0.4 times n_lost: divide by the 0.4 as well.",
    ),
    (
        lambda n, n_lost: 2 * n / 0.4 * n_lost,
        "Brackets: divide by n_lost, too, not multiply by it.",
    ),
    (
        lambda n, n_lost: 2 * n / (0.6 * n_lost),
        "Those are the homes that stay away all the same. Divide by those that are kept.",
    ),
    (
        lambda n, n_lost: 2 * n / (n_lost / 2),
        "You divided by half of them. The coupon keeps 40 %.",
    ),
    (
        lambda n, n_lost: 2 * n / round(0.4 * n_lost),
        "Do not round on the way: leave 41.2 as it is, a mean.",
    ),
    (
        lambda n, n_lost: 0.4 * n_lost,
        "That is how many homes are kept. What do all coupons cost, per such home?",
    ),
    (
        lambda n, n_lost: 2,
        "That is the price of one coupon. How many are needed to keep one home?",
    ),
    (
        lambda n, n_lost: 0.4 * n_lost / (2 * n),
        "That is upside down: homes per dollar. Dollars per home are asked for.",
    ),
    (
        lambda n, n_lost: 2 * n / 40,
        "You divided by 40 homes. It is 40 % of 103.",
    ),
    (
        lambda n, n_lost: 2 * (n - n_lost) / (0.4 * n_lost),
        "Every alarm costs a coupon, those of the lost homes, too: len(alarms) of them.",
    ),
    (
        lambda n, n_lost: 2 * 0.4 * n_lost,
        "Those are coupons for the homes kept alone. Every alarm gets one; then divide.",
    ),
    (
        lambda n, n_lost: n / n_lost,
        "Those are alarms per lost home. Where are the 2 dollars, and the 40 %?",
    ),
    (
        lambda n, n_lost: n,
        "That is how many alarms rang. What do they cost, per home that is kept?",
    ),
    (
        lambda n, n_lost: n_lost,
        "That is how many homes stayed away. 40 % of them are kept: at which cost?",
    ),
)


@question(
    "lifecycle-2",
    hints=(
        "All alarms cost money. How many homes are kept that would have stayed away?",
        "2 * len(alarms), divided by 0.4 times n_lost.",
    ),
    after="Most of the money goes to homes that would have come back anyway.",
)
def cost_of_a_home_kept() -> Number:
    """Dollars per home that the coupon keeps if it keeps 40 % of those who would stay away."""
    silences = _silences()
    alarms = silences.query("order_date <= @LAST_START and silent_days >= 28")
    n_lost = int((~alarms["came_back"]).sum())
    by_home = COUPON * alarms["customer_id"].nunique() / (KEPT * n_lost)
    told = "One coupon for each home: but every alarm costs one, and some homes had several."
    return Number(
        expected=COUPON * len(alarms) / (KEPT * n_lost),
        unit="dollars",
        mistakes=(*mistakes_of(BILLS, len(alarms), n_lost), (by_home, told)),
    )


# Mistakes of lifecycle-3, as they are written: stages, months and next stages.
DECLINES = (
    (
        lambda stage, month, following: (
            following[(stage == "stability") & following.notna()] == "degeneration"
        ).mean(),
        "That is all months together, as in the table. Keep those after month 30.",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "stability") & (month > 30)] == "degeneration"
        ).mean(),
        "Rows in month 60 have no next month: they do not stay.",
    ),
    (
        lambda stage, month, following: (following[stage == "stability"] == "degeneration").mean(),
        "Two steps are missing: the months after 30, and only rows with a next month.",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "stability") & (month >= 30) & following.notna()] == "degeneration"
        ).mean(),
        "After month 30 is > 30: month 30 itself does not belong to it.",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "stability") & (month <= 30)] == "degeneration"
        ).mean(),
        "That is the first half, months 1 to 30.",
    ),
    (
        lambda stage, month, following: (
            ((stage == "stability") & (month > 30) & (following == "degeneration")).sum()
            / following.notna().sum()
        ),
        "That is a share of all rows. Divide by the stable ones after month 30 only.",
    ),
    (
        lambda stage, month, following: (
            ((stage == "stability") & (following == "degeneration"))[
                (month > 30) & following.notna()
            ]
        ).mean(),
        "That is a share of all late rows, stable or not. Divide by the stable ones only.",
    ),
    (
        lambda stage, month, following: (
            stage[(month > 30) & (following == "degeneration")] == "stability"
        ).mean(),
        "That is upside down: of those degenerating next month, the share stable now.",
    ),
    (
        lambda stage, month, following: (
            following[(month > 30) & following.notna()] == "degeneration"
        ).mean(),
        "That is the chance from any stage. Keep the stable rows first.",
    ),
    (
        lambda stage, month, following: (
            (stage == "stability") & (month > 30) & (following == "degeneration")
        ).sum(),
        "That is how many of them degenerate. Which share of the stable rows is it?",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "stability") & (month > 30)] != "stability"
        ).mean(),
        "A missing next month is unequal to everything: leave it out with `.notna()`.",
    ),
    (
        lambda stage, month, following: (stage[month > 30] == "stability").mean(),
        "That is how many are stable. Which share of them degenerates in the next month?",
    ),
    (
        lambda stage, month, following: (stage[month > 30] == "degeneration").mean(),
        "That is how many degenerate already. Asked are moves: from stability, in one month.",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "formation") & (month > 30) & following.notna()] == "degeneration"
        ).mean(),
        "0 such moves: are both stages spelled as in `path`? The rows stand in stability, and "
        "their next stage is degeneration.",
    ),
    (
        lambda stage, month, following: (
            (stage == "stability") & (month > 30) & (following == "degeneration")
        ).mean(),
        "That is a share of all rows. Keep the stable ones after month 30, and then count moves.",
    ),
    (
        lambda stage, month, following: (
            ((stage == "stability") & (month > 30) & (following == "degeneration")).sum()
            / (stage == "stability").sum()
        ),
        "You divided by the stable rows of all months. Divide by those after month 30.",
    ),
    (
        lambda stage, month, following: (
            ((stage == "stability") & (month > 30) & (following == "degeneration")).sum()
            / (month > 30).sum()
        ),
        "That is a share of all rows after month 30. Divide by the stable ones only.",
    ),
    (
        lambda stage, month, following: (
            following[(stage == "stability") & (month < 30)] == "degeneration"
        ).mean(),
        "Those are the months before 30. After month 30 is > 30.",
    ),
    (
        lambda stage, month, following: (stage[following == "degeneration"] == "stability").mean(),
        "Each column adds up to 1 there: let the rows do so, after month 30.",
    ),
    (
        lambda stage, month, following: StageModel().shock_rate,
        "0.03 is the planted chance. Count the moves themselves, and give three digits.",
    ),
)


@question(
    "lifecycle-3",
    hints=(
        "Three conditions choose rows: stage is 'stability', month > 30, and next_stage.notna().",
        "Among these rows: the mean of next_stage == 'degeneration'.",
    ),
    after="The planted 0.03 comes back late in life, too: a shock does not ask for age.",
)
def chance_that_stability_ends() -> Number:
    """Share of stable relationships that degenerate in the next month, after month 30."""
    path = _path()
    following = path.groupby("customer_id")["stage"].shift(-1)
    known = (path["stage"] == "stability") & (path["month"] > 30) & following.notna()
    return Number(
        expected=float((following[known] == "degeneration").mean()),
        unit="fraction",
        mistakes=mistakes_of(DECLINES, path["stage"], path["month"], following),
    )


# Mistakes of lifecycle-4, as they are written: profits with the offer and without, and the table.
WORTHS = (
    (
        lambda offer, none, tested: offer.mean() - none.mean(),
        "That is before the offer's cost of 20 dollars.",
    ),
    (
        lambda offer, none, tested: offer.mean() - 20,
        "What would they have earned without the offer? Subtract the control group.",
    ),
    (
        lambda offer, none, tested: offer.mean(),
        "What would they have earned without the offer, and what does it cost?",
    ),
    (
        lambda offer, none, tested: none.mean(),
        "That is the control group alone. Compare the other group with it.",
    ),
    (
        lambda offer, none, tested: tested["profit"].mean() - 20,
        "That is both groups together. Take them apart: offered minus control.",
    ),
    (
        lambda offer, none, tested: none.mean() - offer.mean() - 20,
        "The groups are the wrong way round: offered minus control.",
    ),
    (
        lambda offer, none, tested: none.mean() - offer.mean(),
        "The groups are the wrong way round, and the cost of 20 dollars is missing.",
    ),
    (
        lambda offer, none, tested: offer.mean() - none.mean() + 20,
        "The offer's cost is taken off, not added: minus 20.",
    ),
    (
        lambda offer, none, tested: (
            offer[tested["stayed"]].mean() - none[tested["stayed"]].mean() - 20
        ),
        "You kept only those who stayed. The offer works by making more of them stay.",
    ),
    (
        lambda offer, none, tested: offer.sum() - none.sum() - 20,
        "Compare means: the groups are not of the same size, and one offer is asked for.",
    ),
    (
        lambda offer, none, tested: offer.sum() - none.sum(),
        "Those are sums. Compare means, and take off the cost of one offer.",
    ),
    (
        lambda offer, none, tested: offer.sum() - none.sum() - 20 * len(offer),
        "That is for all offers together. Compare means: the groups differ in size.",
    ),
    (
        lambda offer, none, tested: offer.median() - none.median() - 20,
        "Those are the medians. The money of the group is in the mean: compare means.",
    ),
    (
        lambda offer, none, tested: (
            tested["profit"][tested["stayed"]].mean()
            - tested["profit"][~tested["stayed"]].mean()
            - 20
        ),
        "That compares who stayed with who left. Compare offered with not offered.",
    ),
    (
        lambda offer, none, tested: offer.mean() - tested["profit"].mean() - 20,
        "Compare with the control group, not with all: the offered are among them.",
    ),
    (
        lambda offer, none, tested: (offer.mean() - none.mean()) / 20,
        "Subtract the cost: that is the gain per dollar spent.",
    ),
    (
        lambda offer, none, tested: (offer.sum() - none.sum()) / len(offer) - 20,
        "Divide each group's sum by its own size, or compare means: the groups differ in size.",
    ),
    (
        lambda offer, none, tested: (offer.sum() - none.sum()) / len(tested) - 20,
        "That divides by both groups together. Divide each sum by its own group.",
    ),
    (
        lambda offer, none, tested: offer.mean() - none.mean() - 12 * 20,
        "An offer costs 20 dollars once, not every month.",
    ),
    (
        lambda offer, none, tested: 12 * (offer.mean() - none.mean()) - 20,
        "`profit` is that of all twelve months already.",
    ),
    (
        lambda offer, none, tested: none.mean() - 20,
        "Only an offer costs 20 dollars. Subtract the control group from the other.",
    ),
    (
        lambda offer, none, tested: offer[tested["stayed"]].mean() - 20,
        "Keep who left as well, in both groups, and compare the two.",
    ),
)


@question(
    "lifecycle-4",
    hints=(
        "Compare the mean profit of the two groups: tested.groupby('offered')['profit'].mean().",
        "Mean profit with the offer, minus mean profit of the control group, minus 20.",
    ),
    after="Worth it here, because it was measured against those who got nothing.",
)
def worth_of_an_offer() -> Number:
    """Extra profit per offer against the control group, less its cost."""
    tested = _trial()
    offer, none = (tested.loc[tested["offered"] == got, "profit"] for got in (True, False))
    return Number(
        expected=offer.mean() - none.mean() - OFFER,
        unit="dollars",
        mistakes=mistakes_of(WORTHS, offer, none, tested),
    )


# Mistakes of lifecycle-5, as they are written: the cohorts, and those that have reached month 16.
MONTHS = (
    (
        lambda cohorts, seen: cohorts[16].sum() / cohorts[0].sum(),
        "The cohort of March has no month 16 yet: leave its customers out, too.",
    ),
    (
        lambda cohorts, seen: (seen[16] / seen[0]).mean(),
        "That is the mean of the cohorts' shares. Add up buyers and customers first.",
    ),
    (
        lambda cohorts, seen: seen[16].sum() / seen[15].sum(),
        "That compares with month 15. The question is the share of the customers.",
    ),
    (
        lambda cohorts, seen: cohorts[15].sum() / cohorts[0].sum(),
        "That is month 15: labels begin at 0.",
    ),
    (
        lambda cohorts, seen: seen[15].sum() / seen[0].sum(),
        "That is month 15, of the right cohorts: take the column 16.",
    ),
    (
        lambda cohorts, seen: cohorts[16].sum(),
        "Those are buyers. Divide by the customers of the same cohorts.",
    ),
    (
        lambda cohorts, seen: cohorts.dropna()[16].sum() / cohorts.dropna()[0].sum(),
        "That is January alone. February has month 16, and lacks month 17: `.dropna()` looks at "
        "all columns, so keep the rows by column 16.",
    ),
    (
        lambda cohorts, seen: cohorts[17].sum() / cohorts[0].iloc[0],
        "That is month 17: labels begin at 0, and 16 is the last but one.",
    ),
    (
        lambda cohorts, seen: seen[16].sum() / seen[1].sum(),
        "You divided by the buyers of month 1. All customers stand in column 0.",
    ),
    (
        lambda cohorts, seen: (cohorts[16] / cohorts[0]).sum(),
        "Shares of different cohorts can't be added: add up buyers and customers.",
    ),
    (
        lambda cohorts, seen: cohorts[16].mean(),
        "That is the mean number of buyers of a cohort. A share of the customers is asked for.",
    ),
    (
        lambda cohorts, seen: seen[16].iloc[1] / seen[0].iloc[1],
        "That is the cohort of February alone. Take January and February together.",
    ),
    (
        lambda cohorts, seen: seen[0].sum(),
        "Those are the customers. How many of them bought in month 16?",
    ),
    (
        lambda cohorts, seen: (cohorts[16].fillna(0) / cohorts[0]).mean(),
        "A month that is not there yet is not 0: leave the cohort of March out.",
    ),
    (
        lambda cohorts, seen: seen[17].sum() / seen[0].sum(),
        "That is month 17, counted from 0: take the column with the label 16.",
    ),
    (
        lambda cohorts, seen: cohorts[17].sum() / cohorts[0].sum(),
        "That is month 17, of all cohorts: take column 16, and the cohorts that have it.",
    ),
    (
        lambda cohorts, seen: cohorts[16].mean() / cohorts[0].mean(),
        "One mean is over two cohorts and the other over three. Take the same two in both.",
    ),
    (
        lambda cohorts, seen: cohorts[16].sum() / cohorts[1].sum(),
        "Those below the line bought in month 1, March's too. All customers stand in column 0.",
    ),
    (
        lambda cohorts, seen: cohorts[16].sum() / cohorts[0].iloc[1:].sum(),
        "The last two cohorts are February and March. Those with a month 16 come first.",
    ),
    (
        lambda cohorts, seen: seen[0].sum() / seen[16].sum(),
        "That is upside down: the buyers stand above the line.",
    ),
)


@question(
    "lifecycle-5",
    hints=(
        "One cohort has not reached month 16 when the data end. It must not count as customers.",
        "Keep the rows with cohorts[16].notna(); then buyers in column 16 over column 0.",
    ),
    after="Customers who are too young for a month belong neither above nor below the line.",
)
def share_active_in_month_16() -> Number:
    """Buyers in month 16 over customers of the cohorts that have reached it."""
    orders = load_orders("cdnow").orders
    cohorts = cohort_table(orders)
    seen = cohorts[cohorts[16].notna()]
    by_orders = seen[16].sum() / len(orders), "Divide by the customers, not by the orders."
    return Number(
        expected=seen[16].sum() / seen[0].sum(),
        unit="fraction",
        mistakes=(*mistakes_of(MONTHS, cohorts, seen), by_orders),
    )


# Mistakes of lifecycle-6, worked out by hand as a student would.
FACTORS = (
    (1 - 1 / 6 - 1 / 4, "Multiply the factors: the second share is one of those still there."),
    (1 - 5 / 6 * 3 / 4, "That is the share that has left."),
    (5 / 6, "That is the factor at two months only. Multiply it by the one at four."),
    (3 / 4, "That is the last factor only. Multiply it by the one at two months."),
    (4 / 6, "You kept the customer censored at three months in the count for ever."),
    (3 / 6, "You counted the customer censored at three months as gone."),
    (
        1 / 3,
        "A third is what remains if you dropped the censored customers, and also the plain share "
        "that left. Work factor by factor.",
    ),
    (5 / 6 * 2 / 3, "Count who is under watch just before the end: at four months, C as well."),
    (1 / 6 * 1 / 4, "Those are the shares that leave, multiplied. Take 1 minus each of them."),
    (1 / 4, "That is the share that leaves at four months. The factor is 1 minus it."),
    (5 / 6 + 3 / 4, "Multiply the factors, do not add them: a share is at most 1."),
    ((5 / 6 + 3 / 4) / 2, "Multiply the factors, do not take their mean."),
    (5 / 6 * 3 / 4 * 2 / 3, "That goes on to six months: stop after four."),
    (25 / 36, "The second factor has another count: how many are under watch at four months?"),
    (3 / 5, "Leave the censored customer in for as long as seen: three months."),
    (5 / 6 * 1 / 4, "A quarter leaves at four months: the factor is 1 minus it."),
    (4 / 5, "That is one factor, with B in it. At four months B is under watch no longer."),
)


@question(
    "lifecycle-6",
    hints=(
        "Ends are at 2 and at 4 months. How many are under watch just before each of them?",
        "At 2 months one of six leaves; at 4 months one of the four still under watch.",
    ),
    after="The customer censored at three months counts as long as seen, and no longer.",
)
def share_still_there_after_four() -> Number:
    """Kaplan-Meier estimate after four months for six customers."""
    durations = np.array([2, 3, 4, 6, 6, 6])
    left = np.array([True, False, True, True, False, False])
    ends = [(left & (durations == t)).sum() / (durations >= t).sum() for t in (2, 4)]
    return Number(
        expected=float(np.prod(1 - np.array(ends))),
        unit="fraction",
        mistakes=FACTORS,
    )


# Mistakes of lifecycle-7, as they are written.
RENEWALS = (
    (
        lambda t, alpha, beta: (beta + t) / (alpha + beta + t),
        "That is one renewal too late: at t = 1 the rate is beta / (alpha + beta).",
    ),
    (
        lambda t, alpha, beta: (beta + t - 2) / (alpha + beta + t - 2),
        "That is one renewal too early: at t = 1 the rate is beta / (alpha + beta).",
    ),
    (
        lambda t, alpha, beta: alpha / (alpha + beta + t - 1),
        "That is the share that leaves. The rest renews.",
    ),
    (
        lambda t, alpha, beta: beta / (alpha + beta),
        "That is the rate at the first renewal, whatever t. Where does t come in?",
    ),
    (
        lambda t, alpha, beta: beta + t - 1 / (alpha + beta + t - 1),
        "Brackets: everything above the line belongs together.",
    ),
    (
        lambda t, alpha, beta: (beta + t - 1) / alpha + beta + t - 1,
        "Brackets: everything below the line belongs together.",
    ),
    (
        lambda t, alpha, beta: beta + t - 1 / alpha + beta + t - 1,
        "Brackets, twice: above and below the line everything belongs together.",
    ),
    (
        lambda t, alpha, beta: (alpha + t - 1) / (alpha + beta + t - 1),
        "Above the line stands beta: alpha and beta have changed places.",
    ),
    (
        lambda t, alpha, beta: (beta + t - 1) / (alpha + beta),
        "Below the line, t - 1 comes in as well.",
    ),
    (
        lambda t, alpha, beta: beta / (alpha + beta + t - 1),
        "Above the line, t - 1 comes in as well.",
    ),
    (
        lambda t, alpha, beta: (3.806 + t - 1) / (0.668 + 3.806 + t - 1),
        "Those are the fitted ones, whatever the function is given: use alpha and beta.",
    ),
    (
        lambda t, alpha, beta: (alpha + beta + t - 1) / (beta + t - 1),
        "That is upside down: those who renew stand above the line.",
    ),
    (
        lambda t, alpha, beta: (beta + t - 1) / (alpha + t - 1),
        "Below the line stand both, alpha and beta.",
    ),
    (
        lambda t, alpha, beta: 100 * (beta + t - 1) / (alpha + beta + t - 1),
        "That is in percent: a rate is at most 1.",
    ),
    (
        lambda t, alpha, beta: (beta + t - 1) // (alpha + beta + t - 1),
        "`//` cuts off everything behind the point: divide with `/`.",
    ),
    (
        lambda t, alpha, beta: ((beta + t - 1) / (alpha + beta + t - 1)) ** t,
        "The rate at t is one renewal's, not t of them: no power.",
    ),
    (
        lambda t, alpha, beta: (beta + t + 1) / (alpha + beta + t + 1),
        "t renewals count from t - 1, not from t + 1.",
    ),
    (
        lambda t, alpha, beta: (alpha + beta - 1) / (t + alpha + beta - 1),
        "The arguments come in another order: t first, then alpha, then beta.",
    ),
)


@question(
    "lifecycle-7",
    hints=(
        "Put t, alpha and beta into the fraction; brackets around the sum above and below.",
        "return (beta + t - 1) / (alpha + beta + t - 1)",
    ),
    after="It rises with t although every customer's own chance stands still.",
)
def renewal_rate_of_the_sbg() -> Function:
    """Renewal rate at renewal t in the shifted beta-geometric model."""
    fit = fit_sbg(PUBLISHED)
    return Function(
        expected=lambda t, alpha, beta: (beta + t - 1) / (alpha + beta + t - 1),
        cases=((1, 0.668, 3.806), (2, 0.668, 3.806), (12, 0.7, 1.2)),
        tolerance=1e-9,
        mistakes=(
            *RENEWALS,
            (
                lambda t, alpha, beta: (fit.beta + t - 1) / (fit.alpha + fit.beta + t - 1),
                "Those are the fitted ones, whatever the arguments: use alpha and beta.",
            ),
            (_sbg_survival, "That is the share still there after t; asked is the rate at t."),
        ),
    )


def _sbg_survival(t: int, alpha: float, beta: float) -> float:
    return float(np.prod([(beta + k) / (alpha + beta + k) for k in range(t)]))


def _silences() -> pd.DataFrame:
    receipts = load_transactions()[["household_id", "sold_at"]]
    return silence_table(receipts.set_axis(["customer_id", "order_date"], axis=1))


def _path() -> pd.DataFrame:
    return stage_path(StageModel(), 2_000, 60, rng=np.random.default_rng(2))


def _trial() -> pd.DataFrame:
    path, luck = _path(), np.random.default_rng(2)
    alarms = decline_alarms(path, fraction=0.5)
    return offer_trial(path, alarms, StageModel(), rescue_rate=0.4, n_months=12, rng=luck)
