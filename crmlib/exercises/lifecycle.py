"""Questions of chapter 2, The customer lifecycle: who is leaving, who would have stayed."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_orders, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.lifecycle import (
    StageModel,
    cohort_table,
    decline_alarms,
    offer_trial,
    silence_table,
    stage_path,
)

LAST_START = "2017-09-02"
COUPON, OFFER = 2, 20


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
    late = watched["silent_days"] >= 60
    back = watched.loc[late, "came_back"].mean()
    every = silences.loc[silences["silent_days"] >= 60, "came_back"].mean()
    return Number(
        expected=back,
        tolerance=0.0005,
        unit="fraction",
        mistakes=(
            (
                watched.loc[watched["silent_days"] >= 28, "came_back"].mean(),
                "That is the alarm at 28 days. Now wait for 60.",
            ),
            (1 - back, "That is the share that stayed away: the alarms that were right."),
            (every, "Silences begun in autumn are too young to be judged: start from `watched`."),
            (
                watched["came_back"].mean(),
                "That is the share of all silences, short ones too. Keep the long ones first.",
            ),
            (late.mean(), "That is how often a silence gets so long, not how it ends."),
        ),
    )


@question(
    "lifecycle-2",
    hints=(
        "All alarms cost money. How many homes are kept that would have stayed away?",
        "2 * len(alarms), divided by half of n_lost.",
    ),
    after="Most of the money goes to homes that would have come back anyway.",
)
def cost_of_a_home_kept() -> Number:
    """Dollars per home that the coupon keeps if it keeps half of those who would stay away."""
    silences = _silences()
    alarms = silences.query("order_date <= @LAST_START and silent_days >= 28")
    spent, n_back = COUPON * len(alarms), int(alarms["came_back"].sum())
    n_lost = len(alarms) - n_back
    return Number(
        expected=spent / (n_lost / 2),
        tolerance=0.5,
        unit="dollars",
        mistakes=(
            (spent / n_lost, "That would be the cost if the coupon kept all of them: it is half."),
            (
                spent / n_back,
                "You divided by all who came back. Nearly all of them needed no coupon.",
            ),
            (
                COUPON / 0.5,
                "You counted coupons only for homes that would stay away; every alarm gets one.",
            ),
            (spent, "That is the whole bill. Divide it by the homes that are really kept."),
        ),
    )


@question(
    "lifecycle-3",
    hints=(
        "Two conditions choose the rows: stage is 'stability', and next_stage.notna().",
        "Among these rows: the mean of next_stage == 'degeneration'.",
    ),
    after="The planted 0.03 comes back: counting moves is enough to estimate a state machine.",
)
def chance_that_stability_ends() -> Number:
    """Share of stable relationships that degenerate in the next month."""
    path = _path()
    following = path.groupby("customer_id")["stage"].shift(-1)
    stable, falls = path["stage"] == "stability", following == "degeneration"
    known = stable & following.notna()
    return Number(
        expected=falls[known].mean(),
        tolerance=0.0001,
        unit="fraction",
        mistakes=(
            (falls[stable].mean(), "Rows in month 60 have no next month: they do not stay."),
            (
                (falls & stable).sum() / following.notna().sum(),
                "That is a share of all rows. Divide by the stable ones only.",
            ),
            (
                (falls & stable).sum() / falls.sum(),
                "That is upside down: of those degenerating next month, the share stable now.",
            ),
            (
                falls[following.notna()].mean(),
                "That is the chance from any stage. Keep the stable rows first.",
            ),
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
    offered, profit = tested["offered"], tested["profit"]
    extra = profit[offered].mean() - profit[~offered].mean()
    stayed = tested[tested["stayed"]].groupby("offered")["profit"].mean()
    return Number(
        expected=extra - OFFER,
        tolerance=0.1,
        unit="dollars",
        mistakes=(
            (extra, "That is before the offer's cost of 20 dollars."),
            (
                profit[offered].mean() - OFFER,
                "What would they have earned without the offer? Subtract the control group.",
            ),
            (-extra - OFFER, "The groups are the wrong way round: offered minus control."),
            (
                stayed[True] - stayed[False] - OFFER,
                "You kept only those who stayed. The offer works by making more of them stay.",
            ),
            (
                profit[offered].sum() - profit[~offered].sum() - OFFER,
                "Compare means: the groups are not of the same size, and one offer is asked for.",
            ),
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
    cohorts = cohort_table(load_orders("cdnow").orders)
    seen = cohorts[cohorts[16].notna()]
    shares = seen[16] / seen[0]
    return Number(
        expected=seen[16].sum() / seen[0].sum(),
        tolerance=0.0002,
        unit="fraction",
        mistakes=(
            (
                seen[16].sum() / cohorts[0].sum(),
                "The cohort of March has no month 16 yet: leave its customers out, too.",
            ),
            (
                shares.mean(),
                "That is the mean of the cohorts' shares. Add up buyers and customers first.",
            ),
            (
                seen[16].sum() / seen[15].sum(),
                "That compares with month 15. The question is the share of the customers.",
            ),
            (cohorts[15].sum() / cohorts[0].sum(), "That is month 15: labels begin at 0."),
            (seen[16].sum(), "Those are buyers. Divide by the customers of the same cohorts."),
        ),
    )


@question(
    "lifecycle-6",
    hints=(
        "Ends are at 2 and at 4 months. How many are under watch just before each of them?",
        "At 2 months one of five leaves; at 4 months one of the three still under watch.",
    ),
    after="The customer censored at three months counts as long as seen, and no longer.",
)
def share_still_there_after_four() -> Number:
    """Kaplan-Meier estimate after four months for five customers."""
    durations, left = np.array([2, 3, 4, 6, 6]), np.array([True, False, True, True, False])
    ends = [(left & (durations == t)).sum() / (durations >= t).sum() for t in (2, 4)]
    still = float(np.prod(1 - np.array(ends)))
    return Number(
        expected=still,
        tolerance=0.0005,
        unit="fraction",
        mistakes=(
            (
                (durations[left] > 4).mean(),
                "You dropped the censored customers: they did stay for a while.",
            ),
            ((durations > 4).mean(), "You counted the customer censored at three months as gone."),
            (
                1 - (left & (durations <= 4)).mean(),
                "You kept the customer censored at three months in the count for ever.",
            ),
            (1 - ends[1], "That is the last factor only. Multiply it by the one at two months."),
            (1 - still, "That is the share that has left."),
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
    return Function(
        expected=lambda t, alpha, beta: (beta + t - 1) / (alpha + beta + t - 1),
        cases=((1, 0.668, 3.806), (2, 0.668, 3.806), (12, 0.7, 1.2)),
        tolerance=1e-9,
        mistakes=(
            (
                lambda t, alpha, beta: (beta + t) / (alpha + beta + t),
                "That is one renewal too late: at t = 1 the rate is beta / (alpha + beta).",
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
