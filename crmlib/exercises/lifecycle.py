"""Questions of chapter 2, The customer lifecycle: who is leaving, who would have stayed."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_orders
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import mistakes_of, question
from crmlib.lifecycle import (
    StageModel,
    cohort_table,
    decline_alarms,
    offer_trial,
    silence_table,
    stage_path,
    survival_curve,
)

LAST_START = "2017-09-02"
COUPON, KEPT, OFFER = 2, 0.4, 20
PUBLISHED = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]

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


# Mistakes of lifecycle-8, as they are written: silences that began in time, and all of them.
MUSIC = (
    (
        lambda quiet, every: 1 - quiet["came_back"][quiet["silent_days"] >= 60].mean(),
        "Those are the alarms that were right. False are those whose customer came back.",
    ),
    (
        lambda quiet, every: every["came_back"][every["silent_days"] >= 60].mean(),
        "Silences begun after 2 March are too young to be judged: leave them out first.",
    ),
    (
        lambda quiet, every: 1 - every["came_back"][every["silent_days"] >= 60].mean(),
        "Two steps: leave out what began after 2 March, and count those who came back as false.",
    ),
    (
        lambda quiet, every: quiet["came_back"][quiet["silent_days"] >= 28].mean(),
        "That is the alarm at 28 days. CDNOW's rings at 60.",
    ),
    (
        lambda quiet, every: quiet["came_back"].mean(),
        "That is the share of all silences, short ones too. Keep those of at least 60 days.",
    ),
    (
        lambda quiet, every: every["came_back"].mean(),
        "That is the share of all silences. Keep those that began in time and lasted 60 days.",
    ),
    (
        lambda quiet, every: (quiet["silent_days"] >= 60).mean(),
        "That is how often a silence gets so long, not how it ends.",
    ),
    (
        lambda quiet, every: quiet["came_back"][quiet["silent_days"] > 60].mean(),
        "At 60 days means >= 60: 60 days themselves belong to it.",
    ),
    (
        lambda quiet, every: quiet["came_back"][quiet["silent_days"] >= 60].sum(),
        "That is how many alarms are false. Which share of the alarms is it?",
    ),
    (
        lambda quiet, every: (quiet["silent_days"] >= 60).sum(),
        "That is how many alarms ring. Which share of them ended with a return?",
    ),
    (
        lambda quiet, every: (quiet["came_back"] & (quiet["silent_days"] >= 60)).mean(),
        "That is a share of all silences. Divide by those of at least 60 days only.",
    ),
    (
        lambda quiet, every: quiet["came_back"][quiet["silent_days"] >= 90].mean(),
        "That is the alarm at 90 days. CDNOW's rings at 60.",
    ),
    (
        lambda quiet, every: (
            quiet[quiet["silent_days"] >= 60].drop_duplicates("customer_id")["came_back"].mean()
        ),
        "That takes one silence of each customer. Keep all of them that are long.",
    ),
    (
        lambda quiet, every: (quiet["silent_days"][quiet["came_back"]] >= 60).mean(),
        "That is upside down: of those that ended, the share that lasted so long.",
    ),
)


@question(
    "lifecycle-8",
    hints=(
        "Make CDNOW's silences, keep those begun by 2 March, then those of at least 60 days.",
        "quiet[quiet['silent_days'] >= 60]['came_back'].mean(), where quiet are the "
        "silences that began in time.",
    ),
    after="Two in five are false, and not eight in nine: the same rule, another base rate.",
)
def share_of_false_alarms_at_cdnow() -> Number:
    """Share of CDNOW's silences of at least 60 days that ended with a return."""
    every = _music()
    quiet = every[every["order_date"] <= "1998-03-02"]
    homes = _silences().query("order_date <= @LAST_START and silent_days >= 60")
    of_homes = float(homes["came_back"].mean()), "Those are the grocery homes. Take CDNOW's orders."
    return Number(
        expected=float(quiet["came_back"][quiet["silent_days"] >= 60].mean()),
        unit="fraction",
        mistakes=(*mistakes_of(MUSIC, quiet, every), of_homes),
    )


# Mistakes of lifecycle-9, as they are written: stages and next stages, up to month 59.
BEGINNINGS = (
    (
        lambda stage, following: StageModel().risk_tolerance,
        "0.2 is what the rule says for daring, before shocks. Count the moves themselves.",
    ),
    (
        lambda stage, following: (following[stage == "exploration"] == "exploration").mean(),
        "That is the share that goes on exploring. Asked is the move to formation.",
    ),
    (
        lambda stage, following: (following[stage == "exploration"] == "ended").mean(),
        "That is the share that ends. Asked is the move to formation.",
    ),
    (
        lambda stage, following: (following[stage == "exploration"] != "exploration").mean(),
        "Some of those who leave exploration end. Count those who move to formation.",
    ),
    (
        lambda stage, following: (following[stage == "formation"] == "stability").mean(),
        "That is the step from formation to stability: one stage further.",
    ),
    (
        lambda stage, following: (stage[following == "formation"] == "exploration").mean(),
        "That is upside down: of those in formation next month, the share exploring now.",
    ),
    (
        lambda stage, following: ((stage == "exploration") & (following == "formation")).mean(),
        "That is a share of all rows. Keep the explorations first, and divide by them.",
    ),
    (
        lambda stage, following: ((stage == "exploration") & (following == "formation")).sum(),
        "That is how many make the move. Which share of the explorations is it?",
    ),
    (
        lambda stage, following: (stage == "exploration").sum(),
        "That is how many explorations there are. Which share of them moves on?",
    ),
    (
        lambda stage, following: (stage == "exploration").mean(),
        "That is how often a relationship explores. Which share of these moves on next month?",
    ),
    (
        lambda stage, following: (following == "formation").mean(),
        "That is how often formation comes next, from any stage. Keep the explorations first.",
    ),
    (
        lambda stage, following: (following[stage == "stability"] == "degeneration").mean(),
        "That is the end of stability, as in the cell above. Take the beginnings.",
    ),
    (
        lambda stage, following: (following[stage == "formation"] == "formation").mean(),
        "Those stand in formation already. Keep the rows of exploration.",
    ),
    (
        lambda stage, following: (following[stage == "exploration"] == "stability").mean(),
        "0 such moves: are both stages spelled as in `path`, and in the right order?",
    ),
)


@question(
    "lifecycle-9",
    hints=(
        "Two steps, as for stability: keep the rows of exploration, then compare next_stage.",
        "(exploring['next_stage'] == 'formation').mean(), where exploring is a part of `known`.",
    ),
    after="A little less than the 0.2 of the rule, because in 3 of 100 months a shock comes first.",
)
def chance_to_begin() -> Number:
    """Share of explorations that become formation in the next month."""
    path = _path()
    following = path.groupby("customer_id")["stage"].shift(-1)
    known = path["month"] < 60
    stage, following = path["stage"][known], following[known]
    return Number(
        expected=float((following[stage == "exploration"] == "formation").mean()),
        unit="fraction",
        mistakes=mistakes_of(BEGINNINGS, stage, following),
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


# Mistakes of lifecycle-10, as they are written: the cohorts.
MONTHS = (
    (
        lambda cohorts: cohorts[6].sum() / cohorts[1].sum(),
        "You divided by the buyers of month 1. All customers stand in another column.",
    ),
    (
        lambda cohorts: cohorts[6].sum() / cohorts[5].sum(),
        "That compares with the month before. A share of all customers is asked for.",
    ),
    (
        lambda cohorts: cohorts[6].sum() / cohorts[6].sum(),
        "That divides the buyers by themselves. In which column is everybody?",
    ),
    (
        lambda cohorts: cohorts[6].sum(),
        "Those are the buyers. Divide them by all customers.",
    ),
    (
        lambda cohorts: cohorts[0].sum(),
        "Those are all customers. How many of them bought in month 6?",
    ),
    (
        lambda cohorts: (cohorts[6] / cohorts[0]).mean(),
        "That is the mean of the cohorts' shares. Add up buyers and customers first.",
    ),
    (
        lambda cohorts: (cohorts[6] / cohorts[0]).sum(),
        "Shares of different cohorts can't be added: add up buyers and customers.",
    ),
    (
        lambda cohorts: cohorts[5].sum() / cohorts[0].sum(),
        "That is month 5: the label counts months since the first one, from 0.",
    ),
    (
        lambda cohorts: cohorts[7].sum() / cohorts[0].sum(),
        "That is month 7. Take the column with the label 6.",
    ),
    (
        lambda cohorts: cohorts[1].sum() / cohorts[0].sum(),
        "That is month 1. Take the column with the label 6.",
    ),
    (
        lambda cohorts: cohorts[0].sum() / cohorts[6].sum(),
        "That is upside down: the buyers stand above the line.",
    ),
    (
        lambda cohorts: cohorts[6].loc["1997-01"] / cohorts[0].loc["1997-01"],
        "That is the cohort of January alone. Take the three together.",
    ),
    (
        lambda cohorts: cohorts[6].mean(),
        "That is the mean number of buyers of a cohort. A share of the customers is asked for.",
    ),
    (
        lambda cohorts: 1 - cohorts[6].sum() / cohorts[0].sum(),
        "That is the share that did not buy in month 6.",
    ),
)


@question(
    "lifecycle-10",
    hints=(
        "In which month after the first purchase has everybody bought?",
        "Column 0 holds the size of each cohort.",
    ),
    after="One in thirteen: most of those who tried the shop are not seen in any one month.",
)
def share_active_in_month_6() -> Number:
    """Buyers in month 6 over all customers of CDNOW's cohorts."""
    cohorts = cohort_table(load_orders("cdnow").orders)
    return Number(
        expected=float(cohorts[6].sum() / cohorts[0].sum()),
        unit="fraction",
        mistakes=mistakes_of(MONTHS, cohorts),
    )


# Mistakes of lifecycle-11, worked out by hand as a student would.
FACTORS = (
    (4 / 5, "That is the factor at two months only. Go on: who leaves at four, who at six?"),
    (4 / 5 * 2 / 3, "That stops after four months. One more customer leaves at six."),
    (2 / 3 * 1 / 2, "The factor at two months, 0.8, belongs to it as well."),
    (
        4 / 5 * 1 / 2,
        "The stop at four months is not right yet: C leaves, of how many still under watch?",
    ),
    (1 / 2, "That is the last factor only. Multiply it by those before."),
    (1 - 4 / 15, "That is the share that has left."),
    (3 / 5, "Three of five have left: B is unseen from three months on, so go factor by factor."),
    (
        4 / 5 * 3 / 4 * 2 / 3 * 1 / 2,
        "You counted B as leaving at three months, or E alone of all five. B is censored.",
    ),
    (1 / 5 * 1 / 3 * 1 / 2, "Those are the shares that leave, multiplied. Take 1 minus each."),
    (1 - 1 / 5 - 1 / 3 - 1 / 2, "Multiply the factors: each share is one of those still there."),
    (4 / 5 + 2 / 3 + 1 / 2, "Multiply the factors, do not add them: a share is at most 1."),
    ((4 / 5 + 2 / 3 + 1 / 2) / 3, "Multiply the factors, do not take their mean."),
    (4 / 5 * 3 / 4 * 1 / 2, "At four months B is under watch no longer: three are, not four."),
    (4 / 5 * 2 / 3 * 2 / 3, "At six months two are under watch, D and E. B is not."),
    (0.0, "E has not left: its line goes on. At six months one of two leaves."),
    (4 / 5 * 4 / 5 * 4 / 5, "The number under watch shrinks: it is five at two months only."),
    (4 / 5 * 3 / 5 * 2 / 5, "Divide by those still under watch, not by all five."),
)


@question(
    "lifecycle-11",
    hints=(
        "Ends are at 2, 4 and 6 months. How many are under watch just before each of them?",
        "At 4 months one of three leaves (C, D, E), at 6 months one of two (D, E).",
    ),
    after="0.8 times two thirds times a half: B counts for three months, and then no longer.",
)
def share_still_there_after_six() -> Number:
    """Kaplan-Meier estimate after six months of five customers."""
    lives = pd.DataFrame({"duration": [2, 3, 4, 6, 6]})
    lives["event_observed"] = [True, False, True, True, False]
    return Number(
        expected=float(survival_curve(lives)["survival"].loc[6]),
        unit="fraction",
        mistakes=FACTORS,
    )


# Mistakes of lifecycle-15, as they are written: the second silences, the first ones, and all.
THIRDS = (
    (
        lambda seconds, firsts, every: 1 - _still(seconds).loc[270],
        "That is the share that has come back. Asked are those who have not.",
    ),
    (
        lambda seconds, firsts, every: _still(firsts).loc[270],
        "That is the wait after the first purchase. Take each customer's second row: nth(1).",
    ),
    (
        lambda seconds, firsts, every: _still(every.groupby("customer_id").nth(2)).loc[270],
        "nth counts from 0: nth(2) is the third row. Take nth(1).",
    ),
    (
        lambda seconds, firsts, every: _still(every).loc[270],
        "Those are all silences. Take each customer's second row: nth(1).",
    ),
    (
        lambda seconds, firsts, every: (seconds["silent_days"] > 270).mean(),
        "Waits that were watched for a shorter time count as returns there. They are censored.",
    ),
    (
        lambda seconds, firsts, every: (seconds["silent_days"] >= 270).mean(),
        "Waits that were watched for a shorter time count as returns here. They are censored.",
    ),
    (
        lambda seconds, firsts, every: (
            1 - (seconds["came_back"] & (seconds["silent_days"] <= 270)).mean()
        ),
        "Waits that were watched for a shorter time count as silent there. They are censored.",
    ),
    (
        lambda seconds, firsts, every: (
            seconds["silent_days"][seconds["came_back"] | (seconds["silent_days"] > 270)] > 270
        ).mean(),
        "You dropped the censored waits. They count for as long as they were watched.",
    ),
    (
        lambda seconds, firsts, every: (
            seconds["silent_days"][seconds["order_date"] <= "1997-10-03"] > 270
        ).mean(),
        "That keeps the waits that began early enough. Use the others as long as they were seen.",
    ),
    (
        lambda seconds, firsts, every: (~seconds["came_back"]).mean(),
        "That is the share that never came back in the table. Asked is the state at 270 days.",
    ),
    (
        lambda seconds, firsts, every: seconds["came_back"].mean(),
        "That is the share that came back at any time. Asked is the state at 270 days.",
    ),
    (
        lambda seconds, firsts, every: (seconds["silent_days"] > 270).sum(),
        "That is how many were seen silent for so long. Which share is it, by the curve?",
    ),
    (
        lambda seconds, firsts, every: _still(seconds).min(),
        "That is the end of the curve. Take the row of 270 days.",
    ),
    (
        lambda seconds, firsts, every: _curve(seconds)["low"].loc[270],
        "That is the lower end of the interval. The estimate stands in `survival`.",
    ),
    (
        lambda seconds, firsts, every: _curve(seconds)["high"].loc[270],
        "That is the upper end of the interval. The estimate stands in `survival`.",
    ),
    (
        lambda seconds, firsts, every: _still(seconds.assign(came_back=~seconds["came_back"])).loc[
            270
        ],
        "The event is the return: event_observed is True where the customer came back.",
    ),
    (
        lambda seconds, firsts, every: _still(seconds).loc[28],
        "That is the share after 28 days. Take the row of 270.",
    ),
    (
        lambda seconds, firsts, every: _curve(seconds)["n_at_risk"].loc[270],
        "That is how many were still silent just before. The share stands in `survival`.",
    ),
)


@question(
    "lifecycle-15",
    hints=(
        "As for the alarm: the length of the wait is the duration, a return the event.",
        "lifecycle.survival_curve(third)['survival'].loc[270], where third has a row for each "
        "customer with a second purchase.",
    ),
    after="After the first purchase it was 57.5 %: who has bought twice comes back more often.",
)
def share_without_a_third_purchase() -> Number:
    """Share of CDNOW's customers still without a third purchase 270 days after the second."""
    every = _music()
    firsts = every.drop_duplicates("customer_id")
    seconds = every.groupby("customer_id").nth(1)
    return Number(
        expected=float(_still(seconds).loc[270]),
        unit="fraction",
        mistakes=mistakes_of(THIRDS, seconds, firsts, every),
    )


# Mistakes of lifecycle-13, as they are written: who is still there, and the retention rates.
LAST_YEARS = (
    (
        lambda alive, rates: 1 - rates.loc[12],
        "That is the churn rate of the year. Retention is the share that stays.",
    ),
    (
        lambda alive, rates: alive.loc[12],
        "That is the percentage still there of all who began. Divide by those of year 11.",
    ),
    (
        lambda alive, rates: alive.loc[12] / 100,
        "That is the share of all who began. The base is those there at the start of the year.",
    ),
    (
        lambda alive, rates: rates.loc[11],
        "That is year 11. The last row has the label 12.",
    ),
    (
        lambda alive, rates: rates.loc[10],
        "That is year 10. The last row has the label 12.",
    ),
    (
        lambda alive, rates: rates.loc[1],
        "That is year 1. The last row has the label 12.",
    ),
    (
        lambda alive, rates: rates.mean(),
        "That is the mean of all years. Take the last one.",
    ),
    (
        lambda alive, rates: alive.loc[11] / alive.loc[12],
        "That is upside down: the end of the year stands above the line.",
    ),
    (
        lambda alive, rates: alive.loc[11] - alive.loc[12],
        "Those are the points lost in the year. Divide what is left by what was there.",
    ),
    (
        lambda alive, rates: alive.loc[12] / alive.loc[1],
        "You divided by year 1. The base is those there at the start of year 12.",
    ),
    (
        lambda alive, rates: alive.loc[12] / alive.loc[10],
        "That is two years' retention. The base is year 11.",
    ),
    (
        lambda alive, rates: rates.min(),
        "That is the smallest rate. Take the one of year 12 by its label.",
    ),
    (
        lambda alive, rates: rates.sum(),
        "That is the sum of all rates. Take the one of year 12.",
    ),
    (
        lambda alive, rates: alive.loc[11],
        "That is the percentage at the start of the year. Which share of it renewed?",
    ),
)


@question(
    "lifecycle-13",
    hints=(
        "The column `retention` has it, in the row of the last year.",
        "cohort['retention'] is the column; .loc[12] takes the value of its last row.",
    ),
    after="From 0.869 to 0.963: those who are left renew more and more often.",
)
def last_retention_rate() -> Number:
    """Retention rate of the published cohort in year 12."""
    alive = pd.Series(PUBLISHED)
    rates = alive / alive.shift(1)
    return Number(
        expected=float(rates.loc[12]),
        unit="fraction",
        mistakes=mistakes_of(LAST_YEARS, alive, rates),
    )


# Mistakes of lifecycle-14, as they are written: who is still there, and the retention rates.
PLANS = (
    (
        lambda alive, rates: 10_000 * rates.loc[1:7].mean() ** 12,
        "That is what the plan says. How many more really came?",
    ),
    (
        lambda alive, rates: 10_000 * alive.loc[12] / 100,
        "That is how many came. How many of them does the plan miss?",
    ),
    (
        lambda alive, rates: alive.loc[12] - 100 * rates.loc[1:7].mean() ** 12,
        "Those are points of 100. The cohort has 10,000 customers.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.mean() ** 12),
        "The plan knows years 1 to 7 only: take the mean of these.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1] ** 12),
        "That is the rate of year 1 for ever. Take the mean of years 1 to 7.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[7] ** 12),
        "That is the rate of year 7 for ever. Take the mean of years 1 to 7.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1:6].mean() ** 12),
        "Those are six years: `.loc[1:7]` includes both ends.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1:7].mean() ** 11),
        "Twelve renewals lead to year 12, not eleven.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1:7].mean() ** 7),
        "That is the plan of year 7 against what came in year 12.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1:7].mean() ** 13),
        "Twelve renewals lead to year 12, not thirteen.",
    ),
    (
        lambda alive, rates: 10_000 * alive.loc[12] - 10_000 * rates.loc[1:7].mean() ** 12,
        "`alive` is in percent: divide it by 100 first.",
    ),
    (
        lambda alive, rates: 10_000 * rates.loc[1:7].mean() ** 12 - 10_000,
        "That is the whole loss of the plan. Compare with what really came.",
    ),
    (
        lambda alive, rates: 10_000 * (1 - alive.loc[12] / 100),
        "That is how many really left. How many does the plan miss of those who stayed?",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[12] / 100 - rates.loc[1:7].prod()),
        "That product leads to year 7. Take the mean of the seven rates, twelve times.",
    ),
    (
        lambda alive, rates: 10_000 * (alive.loc[7] / 100 - rates.loc[1:7].mean() ** 7),
        "That is year 7, which the plan knows. Go on to year 12.",
    ),
)


@question(
    "lifecycle-14",
    hints=(
        "The plan: 10_000 times the mean rate to the power of 12. What came: 39.4 % of 10_000.",
        "10_000 * cohort['alive'].loc[12] / 100 - 10_000 * rate**12",
    ),
    after="A quarter of those who came were not in the plan: it treats all customers as alike.",
)
def customers_missed_by_a_mean_rate() -> Number:
    """Customers of year 12, of 10,000, beyond what the mean rate of seven years foretells."""
    alive = pd.Series(PUBLISHED)
    rates = alive / alive.shift(1)
    return Number(
        expected=float(10_000 * (alive.loc[12] / 100 - rates.loc[1:7].mean() ** 12)),
        unit="customers",
        mistakes=mistakes_of(PLANS, alive, rates),
    )


def _silences() -> pd.DataFrame:
    orders = load_orders("complete_journey").orders
    return silence_table(orders[["customer_id", "order_date"]])


def _music() -> pd.DataFrame:
    orders = load_orders("cdnow").orders
    return silence_table(orders[["customer_id", "order_date"]])


def _curve(silences: pd.DataFrame) -> pd.DataFrame:
    waits = pd.DataFrame({"duration": silences["silent_days"]})
    return survival_curve(waits.assign(event_observed=silences["came_back"]))


def _still(silences: pd.DataFrame) -> pd.Series:
    return _curve(silences)["survival"]


def _path() -> pd.DataFrame:
    return stage_path(StageModel(), 2_000, 60, rng=np.random.default_rng(2))


def _trial() -> pd.DataFrame:
    path, luck = _path(), np.random.default_rng(2)
    alarms = decline_alarms(path, fraction=0.5)
    return offer_trial(path, alarms, StageModel(), rescue_rate=0.4, n_months=12, rng=luck)
