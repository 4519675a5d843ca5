"""Questions of chapter 6, customer loyalty and referral."""

from math import log, log10

import numpy as np
import pandas as pd

from crmlib.campaigns import trial_effect
from crmlib.datasets import (
    load_campaigns,
    load_coupon_redemptions,
    load_orders,
    load_telco,
    toy_attitudes,
)
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import mistakes_of, question
from crmlib.forecasts import customer_forecast, transaction_summary
from crmlib.loyalty import simulate_branches, simulate_loyalty, simulate_suggestions
from crmlib.word_of_mouth import toy_referrals

CUT = "1997-09-30"

# Mistakes of loyalty-1: the table `known`, and who bought once only.
ACTIVE = (
    (
        lambda known, once: known["came_back"].sum() / known["alive"].sum(),
        "Upside down: the analyst's count goes on top.",
    ),
    (
        lambda known, once: known["alive"].sum(),
        "That is the analyst's count. Divide it by the number who came back.",
    ),
    (
        lambda known, once: known["came_back"].sum(),
        "That is how many came back. What does the analyst count for each of them?",
    ),
    (
        lambda known, once: known["alive"].sum() - known["came_back"].sum(),
        "That is how many too many. How many times as many is it?",
    ),
    (
        lambda known, once: known["alive"].sum() / known["came_back"].sum() - 1,
        "That is how many times *more*. How many times as many, without taking 1 away?",
    ),
    (
        lambda known, once: len(known) / known["came_back"].sum(),
        "That counts every buyer. Add up the probabilities instead.",
    ),
    (
        lambda known, once: (known["alive"] > 0.5).sum() / known["came_back"].sum(),
        "That counts whose alive is above one half. Add up the probabilities themselves.",
    ),
    (
        lambda known, once: once.sum() / known["came_back"].sum(),
        "Those are one-time buyers only: add up alive over all.",
    ),
    (
        lambda known, once: once.sum() / known["came_back"][once].sum(),
        "Both counts are of one-time buyers only: take all buyers.",
    ),
    (
        lambda known, once: known["alive"][~once].sum() / known["came_back"].sum(),
        "The one-time buyers are missing on top: add up alive over all.",
    ),
    (
        lambda known, once: known["alive"][~once].sum() / known["came_back"][~once].sum(),
        "Those are repeat buyers only. The analyst adds up over all buyers.",
    ),
    (
        lambda known, once: known["alive"].sum() / known["bought"].sum(),
        "You divided by purchases. Count the buyers.",
    ),
    (
        lambda known, once: known["purchases"].sum() / known["came_back"].sum(),
        "Those are expected purchases. The analyst adds up the column `alive`.",
    ),
    (
        lambda known, once: known["purchases"].sum() / known["bought"].sum(),
        "That compares purchases. Compare the sum of alive with the buyers who came back.",
    ),
    (
        lambda known, once: known["alive"].mean(),
        "That is the mean of alive, as if divided by all buyers. Divide by who came back.",
    ),
    (
        lambda known, once: _ladder(known)["alive"].sum() / _ladder(known)["came_back"].sum(),
        "The levels of the ladder differ in size: add up over the buyers, not over levels.",
    ),
    (
        lambda known, once: (_ladder(known)["alive"] / _ladder(known)["came_back"]).mean(),
        "That is the mean of four ratios, one per level. Divide the two sums over all buyers.",
    ),
)


@question(
    "loyalty-1",
    hints=(
        "Count those who came back: in the column `came_back` each True counts as 1.",
        "known['alive'].sum() / known['came_back'].sum()",
    ),
    after="Adding up `alive` counts every one-time buyer as a whole customer.",
)
def overcount_of_active_customers() -> Number:
    """Sum of P(alive) over the number of buyers who came back within 39 weeks."""
    _, late, history = _halves()
    known = history.join(customer_forecast(history, 39))
    days = late.groupby("customer_id")["order_date"].nunique()
    known["bought"] = days.reindex(known.index, fill_value=0)
    known["came_back"] = known["bought"] > 0
    return Number(
        expected=known["alive"].sum() / known["came_back"].sum(),
        unit="ratio",
        mistakes=mistakes_of(ACTIVE, known, known["frequency"] == 0),
    )


# Mistakes of loyalty-8: attitude and share of purchases of the eight.
RUNGS = (
    (
        lambda likes, buys: (np.where(likes >= 3, 1, 0) + np.where(buys >= 0.5, 2, 0)).sum(),
        "That is the sum of the rungs of all eight. Take the mean.",
    ),
    (
        lambda likes, buys: (np.where(likes >= 3, 2, 0) + np.where(buys >= 0.5, 2, 0)).mean(),
        "Both halves count two rungs there. A good attitude counts one.",
    ),
    (
        lambda likes, buys: (np.where(likes >= 3, 1, 0) + np.where(buys >= 0.5, 1, 0)).mean(),
        "Both halves count one rung there. A share of 0.5 or more counts two.",
    ),
    (
        lambda likes, buys: np.where(buys >= 0.5, 2, 0).mean(),
        "Only one half is counted: those who buy here stand on rung 2, and who likes us adds 1.",
    ),
    (
        lambda likes, buys: np.where(likes >= 3, 1, 0).mean(),
        "Only the attitude is counted. A share of 0.5 or more adds two rungs.",
    ),
    (
        lambda likes, buys: (np.where(likes >= 4.5, 1, 0) + np.where(buys >= 0.5, 2, 0)).mean(),
        "The cut of the attitude is 3 or more: some who like us are missing.",
    ),
    (
        lambda likes, buys: np.where((likes >= 3) & (buys >= 0.5), 3, 0).mean(),
        "That leaves out who has one half only: they stand on rung 1 or 2.",
    ),
    (
        lambda likes, buys: (likes + buys).mean(),
        "Those are attitude and share themselves. Turn each into rungs by its cut first.",
    ),
)


@question(
    "loyalty-8",
    hints=(
        "Two columns of numbers, np.where(likes >= 3, 1, 0) and one for `buys`: add them.",
        "(np.where(likes >= 3, 1, 0) + np.where(buys >= 0.5, 2, 0)).mean()",
    ),
    after="A mean of one and a half hides that four stand at the ends, on rungs 3 and 0.",
)
def mean_rung_of_the_ladder() -> Number:
    """Mean rung of eight customers: one for attitude, two for behaviour."""
    eight = toy_attitudes()
    likes = eight[["satisfaction", "emotion", "trust"]].mean(axis=1).round(1)
    data = likes, eight["share_of_purchases"]
    expected = (np.where(data[0] >= 3, 1, 0) + np.where(data[1] >= 0.5, 2, 0)).mean()
    return Number(expected=expected, unit="rungs", mistakes=mistakes_of(RUNGS, *data))


# Mistakes of loyalty-2: who left, who is free of a contract, and the months of each.
FREE = (
    (
        lambda left, free, months: left[free].mean(),
        "That is the share among all month-to-month customers.",
    ),
    (
        lambda left, free, months: left[months > 48].mean(),
        "These are all contracts: keep month-to-month only.",
    ),
    (
        lambda left, free, months: left[~free & (months > 48)].mean(),
        "Those are bound by a contract: keep month-to-month only.",
    ),
    (
        lambda left, free, months: left[free & (months <= 48)].mean(),
        "These are the younger relationships: more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months < 48)].mean(),
        "These have fewer than 48 months. Turn the comparison round: > 48.",
    ),
    (
        lambda left, free, months: left[free & (months >= 48)].mean(),
        "More than 48 months: those with exactly 48 do not count.",
    ),
    (
        lambda left, free, months: left[free & (months // 12 > 4)].mean(),
        "Those have 60 months or more: compare tenure_months itself with 48.",
    ),
    (
        lambda left, free, months: left[free & (months > 4)].mean(),
        "Those have more than 4 months. The column counts months: > 48.",
    ),
    (
        lambda left, free, months: left[free | (months > 48)].mean(),
        "One of the two conditions was enough there. Both at once: `&`, not `|`.",
    ),
    (
        lambda left, free, months: (~left)[free & (months > 48)].mean(),
        "That is the share of those who stayed.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum(),
        "That is a number of customers. Divide by all of the group.",
    ),
    (
        lambda left, free, months: len(left[free & (months > 48)]),
        "That is how many such customers there are. Which share of them left?",
    ),
    (
        lambda left, free, months: (free & (months > 48)).mean(),
        "That is the share of such customers in the table. Which share of *them* left?",
    ),
    (
        lambda left, free, months: (left & free & (months > 48)).mean(),
        "You divided by all customers. Divide by the free ones with more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / free.sum(),
        "You divided by all month-to-month customers. Divide by those with more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / left.sum(),
        "That is their share of all who left. Divide by the group itself.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / left[free].sum(),
        "That is their share of the free who left. Divide by the group itself.",
    ),
)


@question(
    "loyalty-2",
    hints=(
        "Two masks joined by &: the contract 'Month-to-month', and tenure_months above 48.",
        "telco[(telco['contract'] == 'Month-to-month') & (telco['tenure_months'] > 48)]['left'] "
        "has the right rows. Take its mean.",
    ),
    after="A quarter of the free old customers are marked as gone; most of them stayed unbound.",
)
def churn_of_long_standing_free_customers() -> Number:
    """Share of month-to-month customers with more than 48 months who left."""
    telco = load_telco()
    left, months = telco["churn"] == "Yes", telco["tenure_months"]
    free = telco["contract"] == "Month-to-month"
    return Number(
        expected=left[free & (months > 48)].mean(),
        unit="fraction",
        mistakes=mistakes_of(FREE, left, free, months),
    )


# Mistakes of loyalty-3, as they are written.
ZONES = (
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4,
        "The rise above the height is missing, or an earlier line catches these scores.",
    ),
    (
        lambda s: 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "The drop below the minimum is missing.",
    ),
    (lambda s: 0.4, "That is the plateau, everywhere. What happens below 4, and above 8?"),
    (
        lambda s: 0.4 - 0.08 * (s - 4) if s < 4 else 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "Below 4 loyalty falls: subtract 0.08 times (4 - score).",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4 - 0.2 * (s - 8) if s > 8 else 0.4,
        "Above 8 loyalty rises: add 0.2 times (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) + 0.2 * (s - 8),
        "Both slopes act everywhere: each belongs to one zone only.",
    ),
    (
        lambda s: 0.4 - 0.08 * s if s < 4 else 0.4 + 0.2 * s if s > 8 else 0.4,
        "The slopes count from the kinks: (4 - score) below, (score - 8) above.",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4 + 0.2 * s if s > 8 else 0.4,
        "Above 8 only the points beyond 8 count: (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.08 * s if s < 4 else 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "Below 4 the points that are missing count: (4 - score).",
    ),
    (
        lambda s: 0.4 - 0.08 if s < 4 else 0.4 + 0.2 if s > 8 else 0.4,
        "Drop and rise are *per point*: times (4 - score), times (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.2 * (4 - s) if s < 4 else 0.4 + 0.08 * (s - 8) if s > 8 else 0.4,
        "The slopes change places: 0.08 belongs below 4, 0.2 above 8.",
    ),
    (
        lambda s: -0.08 * (4 - s) if s < 4 else 0.2 * (s - 8) if s > 8 else 0.4,
        "Outside the middle the plateau is missing: start from 0.4 there, too.",
    ),
    (
        lambda s: 0.08 * (4 - s) if s < 4 else 0.2 * (s - 8) if s > 8 else 0.4,
        "Drop and rise alone: take the drop from 0.4, add the rise to it.",
    ),
    (
        lambda s: 0.4 - 0.08 * 4 - s if s < 4 else 0.4 + 0.2 * s - 8 if s > 8 else 0.4,
        "Brackets around (4 - score) and (score - 8).",
    ),
)


@question(
    "loyalty-3",
    hints=(
        "Three cases: below 4, above 8, and what is left. Each has its own return.",
        "Below 4: 0.4 - 0.08 * (4 - score). Above 8: 0.4 + 0.2 * (score - 8). Else: 0.4.",
    ),
    after="Two kinks make a curve that no single slope describes.",
)
def loyalty_in_three_zones() -> Function:
    """Loyalty at a satisfaction score, by the three zones."""
    return Function(
        expected=lambda s: 0.4 - 0.08 * max(4 - s, 0) + 0.2 * max(s - 8, 0),
        cases=((6,), (4,), (8,), (2,), (0,), (9.5,), (10,)),
        tolerance=1e-9,
        mistakes=ZONES,
    )


# Mistakes of loyalty-9: scores and gains of the customers.
PLANS = (
    (
        lambda now, gain: (200 * gain - 5)[now >= 7.5].sum(),
        "That is the profit of plan B. How much larger is it than that of plan A?",
    ),
    (
        lambda now, gain: (200 * gain - 5).sum(),
        "That is the profit of plan A. How much larger is that of plan B?",
    ),
    (
        lambda now, gain: (200 * gain - 5).sum() - (200 * gain - 5)[now >= 7.5].sum(),
        "The other way round: plan B minus plan A.",
    ),
    (
        lambda now, gain: 200 * (gain[now >= 7.5].sum() - gain.sum()),
        "The cost is missing: 5 dollars for each customer treated.",
    ),
    (
        lambda now, gain: (gain - 5)[now >= 7.5].sum() - (gain - 5).sum(),
        "A unit of loyalty is worth 200 dollars: multiply the gain by it.",
    ),
    (
        lambda now, gain: (200 * gain - 5)[now > 7.5].sum() - (200 * gain - 5).sum(),
        "A score of 7.5 belongs to plan B: >= 7.5.",
    ),
    (
        lambda now, gain: (200 * gain - 5)[now > 8].sum() - (200 * gain - 5).sum(),
        "Plan B begins at a score of 7.5, not at the height of 8.",
    ),
    (
        lambda now, gain: (200 * gain - 5)[now >= 8].sum() - (200 * gain - 5).sum(),
        "Plan B begins at a score of 7.5, not at 8.",
    ),
    (
        lambda now, gain: (200 * gain - 5)[now >= 7.5].mean() - (200 * gain - 5).mean(),
        "Those are means per customer: add up the profit over all whom a plan treats.",
    ),
    (
        lambda now, gain: (200 * gain)[now >= 7.5].sum() - (200 * gain - 5).sum(),
        "Plan B costs 5 dollars per customer, too.",
    ),
    (
        lambda now, gain: 200 * gain[now >= 7.5].sum() - 5 - (200 * gain.sum() - 5),
        "The 5 dollars are paid for each customer treated, not once.",
    ),
)


@question(
    "loyalty-9",
    hints=(
        "First a column: what each customer earns if treated, 200 * people['gain'] - 5.",
        "Sum it over those with a score of 7.5 or more, and subtract its sum over everybody.",
    ),
    after="From 4 to 7.5 half a point moves nobody, and that costs plan A more than those below 4 "
    "bring it. B together with these would beat both.",
)
def advantage_of_the_nearly_delighted() -> Number:
    """Profit of treating scores from 7.5 on, less that of treating everybody, in dollars."""
    people = simulate_loyalty(_three_zones, 4_000, rng=np.random.default_rng(6))
    now = people["satisfaction"]
    gain = pd.Series(_three_zones((now + 0.5).clip(upper=10)) - _three_zones(now))
    profit = 200 * gain - 5
    return Number(
        expected=profit[now >= 7.5].sum() - profit.sum(),
        unit="dollars",
        mistakes=mistakes_of(PLANS, now, gain),
    )


# Mistakes of loyalty-10: a function of rate and growth.
RISES = (
    (lambda w: w(0.95, 8) / w(0.90, 8), "That is how many times as much. The line ends with - 1."),
    (
        lambda w: w(0.90, 8) / w(0.95, 8) - 1,
        "Upside down: the worth at 90 % goes below the line.",
    ),
    (
        lambda w: w(0.95, 8) / w(0.90, 0) - 1,
        "Below the line the growth is 8 as well: the same customer.",
    ),
    (
        lambda w: w(0.95, 0) / w(0.90, 0) - 1,
        "That is a customer without growth. The growing one has 8 in both places.",
    ),
    (lambda w: w(0.95, 8) / w(0.85, 8) - 1, "That compares with 85 %. Compare with 90 %."),
    (lambda w: w(0.95, 8) / w(0.80, 8) - 1, "That compares with 80 %. Compare with 90 %."),
    (lambda w: w(0.95, 8) - w(0.90, 8), "Those are dollars more. Divide by the worth at 90 %."),
    (
        lambda w: (w(0.95, 8) - w(0.90, 8)) / w(0.95, 8),
        "A rise is measured from where it starts: divide by the worth at 90 %.",
    ),
    (lambda w: w(0.90, 8) / w(0.85, 8) - 1, "That is from 85 to 90 %. Here from 90 to 95 %."),
    (lambda w: w(0.85, 8) / w(0.80, 8) - 1, "That is from 80 to 85 %, as in the text."),
    (lambda w: 0.95 / 0.90 - 1, "That compares the two rates. Compare what they are worth."),
)


@question(
    "loyalty-10",
    hints=(
        "The gap is the worth from which it rises: that of a rate of 0.90.",
        "worth(0.95, 8) / worth(0.90, 8) - 1",
    ),
    after="The higher the retention already is, the more the next five points bring: they halve "
    "the number of those who leave.",
)
def rise_of_worth_from_90_to_95_percent() -> Number:
    """By which fraction ten years' worth rises from a retention of 90 to 95 %."""
    return Number(
        expected=_worth(0.95, 8) / _worth(0.90, 8) - 1,
        unit="fraction",
        mistakes=mistakes_of(RISES, _worth),
    )


# Mistakes of loyalty-11: later dollars of the repeat buyers, who is long and who is rich.
SHORT = (
    (
        lambda later, long, rich: later[long].sum() / later.sum(),
        "That is the share of the long ones. Take the short ones.",
    ),
    (
        lambda later, long, rich: later[~long].sum(),
        "Those are the dollars of the short ones. Divide by the dollars of all in `again`.",
    ),
    (
        lambda later, long, rich: later[~long].sum() / later[long].sum(),
        "That compares short with long. Divide by both together.",
    ),
    (
        lambda later, long, rich: (~long).mean(),
        "That is a share of the customers. Take the share of their later dollars.",
    ),
    (
        lambda later, long, rich: later[~long & rich].sum() / later.sum(),
        "Those are the butterflies alone. All with a short relationship count.",
    ),
    (
        lambda later, long, rich: later[~long].mean() / later.mean(),
        "That divides two means. Divide two sums.",
    ),
    (
        lambda later, long, rich: later[~long].mean(),
        "That is a mean in dollars. Take the sum, and divide by the sum over all.",
    ),
    (
        lambda later, long, rich: later.sum(),
        "Those are all later dollars. Which share came from the short ones?",
    ),
    (
        lambda later, long, rich: (later[~long] > 0).sum() / (later > 0).sum(),
        "That counts customers who came back. Add up their dollars.",
    ),
)


@question(
    "loyalty-11",
    hints=(
        "Keep the rows in which `stay` is 'short', and add up their column `later`.",
        "again[again['stay'] == 'short']['later'].sum() / again['later'].sum()",
    ),
    after="A quarter of the later money: a firm that writes off its short customers gives it away.",
)
def share_of_later_dollars_of_the_short() -> Number:
    """Share of repeat buyers' later dollars from those with a short relationship."""
    early, late, history = _halves()
    again = history[history["frequency"] > 0]
    spent = early.groupby("customer_id")["amount"].sum().reindex(again.index)
    later = late.groupby("customer_id")["amount"].sum().reindex(again.index, fill_value=0)
    long = again["recency"] > again["recency"].median()
    return Number(
        expected=later[~long].sum() / later.sum(),
        unit="fraction",
        mistakes=mistakes_of(SHORT, later, long, spent > spent.median()),
    )


# Mistakes of loyalty-12: the table of effects.
PER_POINT = (
    (
        lambda e: e.loc["stayed", "effect"] / e.loc["change", "effect"],
        "Upside down: customers on top.",
    ),
    (
        lambda e: e.loc["change", "effect"],
        "That is the effect of the whole programme. Divide by the points of staff that it kept.",
    ),
    (
        lambda e: e.loc["stayed", "effect"],
        "That is the effect on the staff. It goes below the line.",
    ),
    (
        lambda e: e.loc["change", "effect"] * e.loc["stayed", "effect"],
        "Divide the two effects: customers per point of staff.",
    ),
    (
        lambda e: e.loc["change", "effect"] - e.loc["stayed", "effect"],
        "Divide the two effects instead of subtracting one from the other.",
    ),
    (
        lambda e: e.loc["change", "offered"] / e.loc["stayed", "offered"],
        "Those are the branches with the programme. Take the column `effect`.",
    ),
    (
        lambda e: e.loc["change", "low"] / e.loc["stayed", "low"],
        "Those are the lower ends. Take the column `effect`.",
    ),
    (
        lambda e: e.loc["change", "high"] / e.loc["stayed", "high"],
        "Those are the upper ends. Take the column `effect`.",
    ),
    (
        lambda e: e.loc["change", "low"] / e.loc["stayed", "effect"],
        "On top stands a lower end. Take the column `effect` twice.",
    ),
    (
        lambda e: (0.635 - 0.549) / (0.772 - 0.657),
        "That is from the comparison of branches. Take the effects of the trial.",
    ),
)


@question(
    "loyalty-12",
    hints=(
        "The effect on `change`, divided by the effect on `stayed`.",
        "effects['effect'].loc['change'] / effects['effect'].loc['stayed']",
    ),
    after="We planted 0.2. The comparison of branches had suggested almost four times as much.",
)
def points_of_customers_per_point_of_staff() -> Number:
    """Effect on returning customers over the effect on the staff, by the trial."""
    branches = simulate_branches(60, rng=np.random.default_rng(6))
    effects = trial_effect(branches, ["stayed", "change"])
    return Number(
        expected=effects.loc["change", "effect"] / effects.loc["stayed", "effect"],
        unit="ratio",
        mistakes=mistakes_of(PER_POINT, effects),
    )


# Mistakes of loyalty-13: means of users (True) and others before and during campaign 8.
GAPS = (
    (
        lambda m: (m.loc[True] - m.loc[False])["during"] / (m.loc[True] - m.loc[False])["before"],
        "Upside down: the difference before goes on top.",
    ),
    (
        lambda m: (m.loc[True] - m.loc[False])["before"],
        "That is the difference before, in dollars. Divide by the difference during.",
    ),
    (
        lambda m: (m.loc[True] - m.loc[False])["during"],
        "That is the difference during, in dollars. Which share of it was there before?",
    ),
    (
        lambda m: m.loc[True, "before"] / m.loc[True, "during"],
        "That is the users alone. Take users minus others, before and during.",
    ),
    (
        lambda m: m.loc[False, "before"] / m.loc[False, "during"],
        "Those are the others alone. Take users minus others, before and during.",
    ),
    (
        lambda m: (
            1 - (m.loc[True] - m.loc[False])["before"] / (m.loc[True] - m.loc[False])["during"]
        ),
        "That is the share which came on top. Asked is the share that was there before.",
    ),
    (
        lambda m: m.loc[True, "during"] / m.loc[False, "during"],
        "That compares the groups during the campaign. Compare the two differences.",
    ),
    (
        lambda m: m.loc[True, "before"] / m.loc[False, "before"],
        "That compares the groups before the campaign. Compare the two differences.",
    ),
    (
        lambda m: (m.loc[True, "before"] - m.loc[False, "before"]) / m.loc[True, "during"],
        "Below the line stands the difference during, users minus others.",
    ),
)


@question(
    "loyalty-13",
    hints=(
        "Call coupon_homes for campaign 8 with the three days; the last is the day after.",
        "gap = trial_effect(homes_8, ['before', 'during'])['effect']; then 'before' by 'during'.",
    ),
    after="Most of what sets users apart in May and June set them apart in April.",
)
def share_of_the_gap_that_was_there_before() -> Number:
    """Difference of coupon users and others before campaign 8, over that during it."""
    days = ("2017-03-20", "2017-05-08", "2017-06-26")
    means = _users_and_others(8, days)
    moved = _users_and_others(8, (*days[:2], "2017-06-25"))
    gap, other = means.loc[True] - means.loc[False], moved.loc[True] - moved.loc[False]
    august = _users_and_others(13, ("2017-06-21", "2017-08-08", "2017-09-25"))
    shown = august.loc[True] - august.loc[False]
    more = (
        (
            other["before"] / other["during"],
            "The last day is missing: the end is the day after, 2017-06-26.",
        ),
        (shown["before"] / shown["during"], "That is campaign 13. Do it for campaign 8."),
    )
    return Number(
        expected=gap["before"] / gap["during"],
        unit="fraction",
        mistakes=(*mistakes_of(GAPS, means), *((float(n), told) for n, told in more)),
    )


# Mistakes of loyalty-14: the row of `asking`.
WORST = (
    (
        lambda e: 10_000 * (30 * e["effect"] - 0.5),
        "That is at the estimate. Take the lower end, `low`.",
    ),
    (lambda e: 10_000 * (30 * e["high"] - 0.5), "That is at the upper end. Take `low`."),
    (lambda e: 10_000 * 30 * e["low"], "The cost of asking is missing: 0.50 dollars each."),
    (
        lambda e: 30 * e["low"] - 0.5,
        "That is per customer asked. The chain asks 10,000.",
    ),
    (
        lambda e: 10_000 * 30 * e["low"] - 0.5,
        "The 0.50 dollars are paid for each customer asked, not once.",
    ),
    (
        lambda e: 10_000 * (e["low"] - 0.5),
        "A customer who comes back is worth 30 dollars: multiply the effect by it.",
    ),
    (
        lambda e: 10_000 * (30 * e["offered"] - 0.5),
        "That is the share of the asked who came back. Most would have come anyway: take `low`.",
    ),
    (
        lambda e: 10_000 * (0.5 - 30 * e["low"]),
        "The sign: worth minus cost. A loss is below 0.",
    ),
    (lambda e: 10_000 * 0.5, "That is the cost alone. What do the customers won bring?"),
    (
        lambda e: 8_000 * (30 * e["low"] - 0.5),
        "The trial had 8,000 customers. The chain asks 10,000.",
    ),
)


@question(
    "loyalty-14",
    hints=(
        "Per customer asked: 30 times the lower end, minus 0.50.",
        "10_000 * (30 * asking['low'].loc['returned'] - 0.50)",
    ),
    after="At the estimate it earns about 5,900 dollars, and at the lower end it loses some.",
)
def profit_of_asking_at_the_lower_end() -> Number:
    """Profit of asking 10,000 customers at the lower end of the interval, in dollars."""
    customers = simulate_suggestions(8_000, rng=np.random.default_rng(6))
    row = trial_effect(customers, ["returned"]).loc["returned"]
    return Number(
        expected=10_000 * (30 * row["low"] - 0.5),
        unit="dollars",
        tolerance=0.2,  # 1.96 in the chapter's own function
        mistakes=mistakes_of(WORST, row),
    )


# Mistakes of loyalty-15: whom each customer of the studio brought, and who is new.
BROUGHT = (
    (lambda brought, new: brought.mean(), "That counts the four new ones, who had no time yet."),
    (lambda brought, new: brought[new].mean(), "Those are the new ones. Turn the mask over by ~."),
    (
        lambda brought, new: brought.sum(),
        "That is how many were brought. Take a mean per customer.",
    ),
    (lambda brought, new: (~new).sum(), "That is how many have had time. How many did each bring?"),
    (
        lambda brought, new: (brought[~new] > 0).mean(),
        "That is the share who brought anybody. Count how many each of them brought.",
    ),
    (
        lambda brought, new: brought[brought > 0].mean(),
        "Di has had time and brought nobody: her 0 counts.",
    ),
    (lambda brought, new: brought.max(), "That is Ed's number, the largest. Take the mean."),
    (
        lambda brought, new: len(brought) / (~new).sum(),
        "Ann was brought by nobody: nine were brought, not ten.",
    ),
    (
        lambda brought, new: 4 / 3,
        "That compares the last two generations. Take all six who have had time.",
    ),
)


@question(
    "loyalty-15",
    hints=(
        "Who has had time is not new: ~ turns a mask over.",
        "studio[~studio['is_new']]['brought'].mean()",
    ),
    after="Nine by six: above one. But six customers are few, and without Ed's three it is one.",
)
def reproduction_number_of_the_studio() -> Number:
    """Mean number of customers brought by those who have had time."""
    studio = toy_referrals()
    brought = studio["brought_by"].value_counts().reindex(studio.index, fill_value=0)
    data = brought, studio["is_new"]
    return Number(
        expected=brought[~studio["is_new"]].mean(),
        unit="others",
        mistakes=mistakes_of(BROUGHT, *data),
    )


# Mistakes of loyalty-6, as they are written.
TARGETS = (
    (lambda c, d: c, "That leaves out the wait: some leave before they recommend."),
    (lambda c, d: c / (1 - c), "The wait may be longer than a month: use the delay."),
    (lambda c, d: c * (1 - c) ** d, "Divide by (1 - c)^d: waiting raises the rate."),
    (lambda c, d: (1 - c) ** d / c, "That is the R of a rate of 1. Solve R = 1 for r."),
    (lambda c, d: (1 - c) ** d, "That is the share who wait that long. Divide the churn by it."),
    (lambda c, d: 1 / (1 - c) ** d, "The churn is missing: it goes on top."),
    (
        lambda c, d: c / 1 - c**d,
        "Brackets around 1 - churn_rate: this takes a power of the churn from the churn.",
    ),
    (
        lambda c, d: c / (1 - c**d),
        "Brackets: first 1 - churn_rate, then the power, as in (1 - c)^d.",
    ),
    (lambda c, d: (c / (1 - c)) ** d, "Only what is below the line has the power d."),
    (lambda c, d: c / (1 - c) * d, "The delay is an exponent, not a factor."),
    (lambda c, d: c / ((1 - c) * d), "The delay is an exponent, not a factor below the line."),
    (lambda c, d: c / (1 - c * d), "They leave month after month: a power of 1 - c, not 1 - c·d."),
    (lambda c, d: c / c**d, "Below the line stand those who stay: 1 - churn_rate."),
    (lambda c, d: (1 - c) / c**d, "Who leaves and who stays change places: c / (1 - c)^d."),
    (lambda c, d: c / (1 - c) ** (d - 1), "One month of waiting is missing: the power is d."),
    (lambda c, d: c / (1 - c) ** (d + 1), "One month of waiting too many: the power is d."),
    (lambda c, d: c / (1 + c) ** d, "Each month a share leaves: 1 - c, not 1 + c."),
    (lambda c, d: 0.1 / (1 - 0.1) ** d, "The churn is always 0.1 here: use the argument."),
)


@question(
    "loyalty-6",
    hints=(
        "R = r · (1 - c)^d / c. Set it to 1 and bring everything but r to the other side.",
        "return churn_rate / (1 - churn_rate) ** delay",
    ),
    after="Waiting raises the threshold: those who leave before they recommend bring nobody.",
)
def referral_rate_at_the_threshold() -> Function:
    """Referral rate per month at which one customer brings exactly one other."""
    return Function(
        expected=lambda churn_rate, delay: churn_rate / (1 - churn_rate) ** delay,
        cases=((0.1, 1), (0.1, 6), (0.05, 3), (0.3, 2)),
        tolerance=1e-9,
        mistakes=TARGETS,
    )


# Mistakes of loyalty-16: where growth in a town comes to rest.
RESTS = (
    (10_000 * 0.09 / 0.24, "That is the room that is left open. The customers are the rest."),
    (10_000 * 0.24 / 0.09, "That is R towns. R times the open room must be 1."),
    (10_000.0, "The town is never full: those who leave must be replaced."),
    (10_000 * (1 - 0.1 / 0.2), "That is the town of the text. Here the rate is 0.24, churn 0.09."),
    (10_000 * (1 - 0.1 / 0.24), "There the churn is 0.1. Here it is 0.09."),
    (10_000 * (1 - 0.09 / 0.2), "There the rate is 0.2. Here it is 0.24."),
    (10_000 * (0.24 - 0.09), "That is rate minus churn of the town. Take the path, and its end."),
    (10_000 * (1 - 0.09), "That is who stays for a month. Follow the path to its end."),
    (1 - 0.09 / 0.24, "That is the share of the town. How many customers are it?"),
    (0.24 / 0.09, "That is R. At how many customers does the path end?"),
    (1_000 * (1 - 0.09 / 0.24), "A town of 10,000, not of 1,000."),
)


@question(
    "loyalty-16",
    hints=(
        "Call grow_in_town with many months, and take the last number of the list.",
        "grow_in_town(0.24, 0.09, 500, 10_000)[-1]; by hand: 10,000 times (1 - 1/R).",
    ),
    after="R is 2.67, so three eighths of the town stay open: 10,000 times (1 - 1/R).",
)
def customers_at_rest() -> Number:
    """Customers at which growth in a town of 10,000 comes to rest."""
    return Number(
        expected=10_000 * (1 - 0.09 / 0.24), unit="customers", tolerance=1, mistakes=RESTS
    )


# Mistakes of loyalty-7, as they are written.
PEAKS = (
    (lambda p, q: log(q / p) / (p + q), "With q under p it is below 0: return 0 there."),
    (
        lambda p, q: log(q / p) / (p + q) if q > p else None,
        "With q under p nothing is returned: return 0 there.",
    ),
    (
        lambda p, q: log(p / q) / (p + q) if q > p else 0,
        "The ratio inside the logarithm is q over p.",
    ),
    (
        lambda p, q: log(p / q) / (p + q),
        "The ratio inside the logarithm is q over p; with q under p return 0.",
    ),
    (
        lambda p, q: log(q / p) / (p + q) if p > q else 0,
        "The condition is turned round: 0 belongs to a q that is not above p.",
    ),
    (
        lambda p, q: log(p / q) / (p + q) if p > q else 0,
        "Here p and q change places: q / p in the logarithm, where q is above p.",
    ),
    (
        lambda p, q: abs(log(q / p)) / (p + q),
        "Where q is under p the answer is 0, not the same with another sign.",
    ),
    (
        lambda p, q: log(q / p) if q > p else 0,
        "Divide by p + q: large rates peak early.",
    ),
    (lambda p, q: log(q / p), "Divide by p + q, and return 0 where q is not above p."),
    (
        lambda p, q: log(q / p) / p + q if q > p else 0,
        "Brackets around the sum p + q below the line.",
    ),
    (
        lambda p, q: log(q / p) / p + q,
        "Brackets around the sum p + q below the line; with q under p return 0.",
    ),
    (
        lambda p, q: log(q / p) * (p + q) if q > p else 0,
        "The sum p + q goes below the line: divide by it.",
    ),
    (
        lambda p, q: log(q / p) / (q - p) if q > p else 0,
        "Below the line stands the sum p + q, not the difference.",
    ),
    (
        lambda p, q: log(q / p) / (p * q) if q > p else 0,
        "Below the line stands the sum p + q, not the product.",
    ),
    (
        lambda p, q: log(q) / log(p) / (p + q) if q > p else 0,
        "The logarithm of a ratio is not a ratio of logarithms: q / p goes inside.",
    ),
    (
        lambda p, q: q / p / (p + q) if q > p else 0,
        "The logarithm is missing: np.log of the ratio.",
    ),
    (
        lambda p, q: log10(q / p) / (p + q) if q > p else 0,
        "That is log10. Take the natural one, np.log.",
    ),
    (
        lambda p, q: log10(q / p) / (p + q),
        "That is log10: take np.log. And with q under p return 0.",
    ),
)


@question(
    "loyalty-7",
    hints=(
        "np.log is the natural logarithm; the ratio inside is q / p.",
        "return np.log(q / p) / (p + q) if q > p else 0",
    ),
    after="The fewer adopt by themselves (a small p), the later the peak.",
)
def time_of_the_bass_peak() -> Function:
    """Periods from the start to the peak of adoption in the Bass model."""
    return Function(
        expected=lambda p, q: log(q / p) / (p + q) if q > p else 0,
        cases=((0.01, 0.4), (0.03, 0.38), (0.2, 0.1), (0.002, 0.9)),
        tolerance=1e-9,
        mistakes=PEAKS,
    )


# Mistakes of loyalty-17; first what a referred customer is worth.
WORTH = 1.16 * 120
ANYWAY = (
    (50 / WORTH, "That is the share that must *not* come anyway. Take it from 1."),
    (1 - 50 / 120, "A referred customer is worth 16 % more than 120 dollars."),
    (1 - WORTH / 50, "Upside down: the reward goes on top."),
    (WORTH / 50, "Upside down, and take it from 1: 1 - 50 / worth."),
    (50 / 120, "Take 16 % more than 120 below the line, and the whole from 1."),
    (WORTH - 50, "That is the gain if nobody would have come anyway, in dollars."),
    (0.5 * WORTH - 50, "That is the gain at one half, in dollars. At which share is it 0?"),
    ((WORTH - 50) / 50, "Divide by the worth of a referred customer, not by the reward."),
    ((WORTH - 50) / 120, "Divide by 1.16 * 120: by what a referred customer is worth."),
    (1 - 50 / (0.16 * 120), "16 % *more*: the factor is 1.16."),
    (1 - 50 / (120 + 16), "16 %, not 16 dollars: 1.16 * 120."),
    (0.84 - 50 / 120, "16 % more is a factor of the worth: 1 - 50 / (1.16 * 120)."),
    (0.5, "At one half it still gains. Solve (1 - share) * 1.16 * 120 = 50."),
)


@question(
    "loyalty-17",
    hints=(
        "At the break-even share gain_per_referral is 0: (1 - share) * 1.16 * 120 = 50.",
        "1 - 50 / (1.16 * 120)",
    ),
    after="Almost two thirds: a reward of 100 dollars would bear far less.",
)
def share_that_may_come_anyway() -> Number:
    """Largest share of referred customers who would have come anyway, without a loss."""
    return Number(expected=1 - 50 / WORTH, unit="fraction", mistakes=ANYWAY)


def _halves() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return CDNOW's orders up to the cut and after it, and the customers at the cut."""
    orders = load_orders("cdnow").orders
    early = orders[orders["order_date"] <= CUT]
    return early, orders[orders["order_date"] > CUT], transaction_summary(early, CUT)


def _three_zones(score: pd.Series) -> np.ndarray:
    lost = np.where(score < 4, 0.08 * (4 - score), 0)
    return 0.4 - lost + np.where(score > 8, 0.2 * (score - 8), 0)


def _worth(rate: float, growth: float) -> float:
    return sum(rate**year * (60 + growth * year) for year in range(10))


def _users_and_others(campaign: int, days: tuple[str, str, str]) -> pd.DataFrame:
    """Return mean spending of coupon users and others, before and during a campaign."""
    orders = load_orders("complete_journey").orders
    start, begin, end = days
    dates = orders["order_date"]
    spans = {"before": (start, begin), "during": (begin, end)}
    columns = {
        name: orders[(dates >= first) & (dates < last)].groupby("customer_id")["amount"].sum()
        for name, (first, last) in spans.items()
    }
    sent, used = (
        table.loc[table["campaign_id"] == campaign, "household_id"].astype("str")
        for table in (load_campaigns(), load_coupon_redemptions())
    )
    homes = pd.DataFrame(columns).reindex(sent).fillna(0)
    return homes.groupby(homes.index.isin(used)).mean()


def _ladder(known: pd.DataFrame) -> pd.DataFrame:
    level = pd.cut(known["frequency"], [-1, 0, 1, 3, 99])
    return known.groupby(level, observed=True)[["alive", "came_back"]].mean()
