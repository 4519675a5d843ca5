"""Questions of chapter 7, data mining: from a million rows to a decision."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from crmlib import mining
from crmlib.baskets import basket_matrix, pair_rules
from crmlib.datasets import load_baskets, load_telco
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.mining import (
    add_leak,
    campaign_calendar,
    mean_wait,
    offer_profits,
    simulate_bank_events,
    simulate_campaign_trials,
    simulate_credit,
    waiting_times,
)

SEED = 7
# More mistakes of mining-1, in counts where shares are meant, and without the joint buyers.
UNSHARED = (
    (4_500, "So many would buy both by chance. Set n_both, what was seen, over it."),
    (-500, "That is a difference, in customers. The lift is a quotient."),
    (7_500 / 6_000, "That compares the two goods with each other, and leaves n_both out."),
    (0, "`//` cuts off everything behind the point: divide with `/`."),
    (0.6, "That is the share who buy games. The lift needs all three counts."),
)
# Mistakes of mining-5, as they are written.
CUT_OFFS = (
    (
        lambda false_alarm, miss: false_alarm / miss,
        "Close, but at that chance the good applicant is there with 1 - p, not with 1.",
    ),
    (
        lambda false_alarm, miss: miss / (false_alarm + miss),
        "That is the chance of being good at the cut-off: the dearer a miss, the lower p.",
    ),
    (lambda false_alarm, miss: 0.5, "One half is right only if both errors cost the same."),
    (
        lambda false_alarm, miss: 1 / 6,
        "That is always one sixth: let it follow from false_alarm and miss.",
    ),
    (
        lambda false_alarm, miss: 1 / (1 + miss),
        "Here the false alarm always costs 1: use the argument false_alarm.",
    ),
    (
        lambda false_alarm, miss: 1 / miss,
        "That leaves out what a false alarm costs, and that the good are there with 1 - p.",
    ),
    (
        lambda false_alarm, miss: miss / false_alarm,
        "Those are odds, upside down. A chance lies between 0 and 1.",
    ),
    (
        lambda false_alarm, miss: (false_alarm + miss) / false_alarm,
        "That is upside down: a chance lies between 0 and 1.",
    ),
    (
        lambda false_alarm, miss: false_alarm / false_alarm + miss,
        "Brackets: a / b + c divides by b only; write a / (b + c).",
    ),
    (
        lambda false_alarm, miss: 1 - false_alarm / miss,
        "Why 1 minus? Set p * miss equal to (1 - p) * false_alarm, and solve for p.",
    ),
    (
        lambda false_alarm, miss: miss - false_alarm,
        "That is a difference of costs, in dollars, not a chance.",
    ),
    (
        lambda false_alarm, miss: false_alarm * miss,
        "A product of costs is no chance: weigh each cost by how often it comes, p and 1 - p.",
    ),
    (
        lambda false_alarm, miss: 100 * false_alarm / (false_alarm + miss),
        "That is in percent. A chance lies between 0 and 1: leave out the 100.",
    ),
    (
        lambda false_alarm, miss: 1 / (false_alarm + miss),
        "Above the line stands the cost of a false alarm, which need not be 1.",
    ),
    (
        lambda false_alarm, miss: false_alarm // (false_alarm + miss),
        "`//` cuts off everything behind the point: divide with `/`.",
    ),
    (
        lambda false_alarm, miss: min(false_alarm, miss) / (false_alarm + miss),
        "A false alarm may be the dearer error: above the line it stands in any case.",
    ),
    (
        lambda false_alarm, miss: 0.7 * false_alarm / (0.7 * false_alarm + 0.3 * miss),
        "How many go bad is in the chance already: the cut-off follows from the costs alone.",
    ),
)


@question(
    "mining-1",
    hints=(
        "Which share of the customers would buy both if games and videos were unrelated?",
        "What was seen over what chance gives: (4,000 / n) / ((6,000 / n) * (7,500 / n)).",
    ),
    after="Below 1: two in three sounds like much, but three in four buy videos anyway.",
)
def lift_of_games_and_videos() -> Number:
    """Lift of games and videos, 10,000 customers (Han, Kamber and Pei 2012)."""
    n, n_games, n_videos, n_both = 10_000, 6_000, 7_500, 4_000
    games, videos, both = n_games / n, n_videos / n, n_both / n
    return Number(
        expected=n_both * n / (n_games * n_videos),
        unit="ratio",
        mistakes=(
            (both / games, "That is the confidence. Divide it by the share who buy videos."),
            (both / videos, "That is the confidence from videos to games: not yet the lift."),
            (both, "That is the support. Compare it with what chance would give."),
            (games * videos, "That is what chance gives. Compare what was seen with it."),
            (games * videos / both, "Upside down: what was seen goes on top."),
            (n_both / (n_games * n_videos), "Those are counts: divide each of them by n first."),
            (both - games * videos, "That is the leverage, a difference. The lift is a quotient."),
            (both / games - videos, "That is confidence minus base rate. Divide instead."),
            (videos, "That is the share who buy videos, and the conviction, too. Set 2/3 over it."),
            (both / (games + videos - both), "That is both out of either: no chance in it yet."),
            (both / (games + videos), "By chance means: multiply the two shares, don't add them."),
            (
                n_both * n / n_games * n_videos,
                "Put brackets around n_games * n_videos: both stand below the line.",
            ),
            (both / games * videos, "Brackets: a / b * c multiplies by c; write a / (b * c)."),
            *UNSHARED,
        ),
    )


@question(
    "mining-2",
    hints=(
        "The rule fails for 1 - n_both / n_a of the baskets with a; b is missing in 1 - n_b / n.",
        "conviction = (1 - often['n_b'] / n_baskets) / (1 - often['n_both'] / often['n_a'])",
    ),
    after="Another measure, another winner: ask which one a list was ranked by.",
)
def most_convincing_pair() -> Items:
    """The pair of goods with the highest conviction, direction a to b."""
    baskets = load_baskets()
    early = baskets[baskets["sold_at"] < "2017-07-01"]
    n_baskets = early["basket_id"].nunique()
    pairs = pair_rules(basket_matrix(early))
    often = pairs[pairs["n_both"] >= 300]
    forth = _conviction(often, n_baskets, "n_a", "n_b")
    return Items(
        expected=forth.idxmax(),
        mistakes=(
            (
                (-forth).idxmax(),
                "That pair has the lowest conviction: is the fraction upside down?",
            ),
            (
                _conviction(pairs, n_baskets, "n_a", "n_b").idxmax(),
                "That rule never fails, in very few baskets: take `often`, not `pairs`.",
            ),
            (
                _conviction(often, n_baskets, "n_b", "n_a").idxmax(),
                "There failures are counted among the baskets with b. Count them among n_a.",
            ),
            *_winners_by_others(often),
        ),
    )


@question(
    "mining-3",
    hints=(
        "Two means of `margin`: of the customers with offered True, and of those with False.",
        "discount.groupby('offered')['margin'].mean(), then the True one minus the False one.",
    ),
    after="The discount sold more and earned less: it also went to those who would have bought.",
)
def extra_margin_of_the_discount() -> Number:
    """What the discount added to the margin, USD per customer."""
    rng = np.random.default_rng(SEED)
    trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=rng)
    means = trials.groupby(["campaign", "offered"])[["margin", "ordered"]].mean()
    control, offered = means.loc["discount"]["margin"]
    return Number(
        expected=offered - control,
        unit="dollars per customer",
        mistakes=(
            (control - offered, "That is control minus offered: turn it round."),
            (offered, "That is what the offered left. What would they have left without it?"),
            (control, "That is what the control group left. And the offered?"),
            (offered / control - 1, "That is a share of the control's margin: subtract only."),
            (
                means.loc["discount"]["ordered"].diff().iloc[-1],
                "That is the effect on orders. The question is the margin.",
            ),
            (
                offered - means.loc[("advertisement", False), "margin"],
                "That is the control group of the other campaign, half a year away.",
            ),
            *_margins_of_others(trials),
            *_margins_by_other_steps(trials[trials["campaign"] == "discount"]),
        ),
    )


@question(
    "mining-4",
    hints=(
        "Two scores of the same tree: on seen, and on unseen.",
        "deep.score(seen[asked], seen['good']) - deep.score(unseen[asked], unseen['good'])",
    ),
    after="From 96 in 100 to fewer than by calling everybody good: that is learning by heart.",
)
def accuracy_lost_on_unseen_customers() -> Number:
    """Accuracy on the training part minus accuracy on the test part, tree without limit."""
    seen, unseen, asked = _bank_halves()
    deep, small = _tree(seen, asked, min_samples_leaf=2), _tree(seen, asked, max_leaf_nodes=7)
    on_seen, right = (deep.score(part[asked], part["good"]) for part in (seen, unseen))
    small_seen, small_right = (small.score(part[asked], part["good"]) for part in (seen, unseen))
    itself = "Compare `deep` with itself, on seen and unseen."
    return Number(
        expected=on_seen - right,
        unit="fraction",
        mistakes=(
            (right, "That is the accuracy on unseen customers. How much was lost on the way?"),
            (on_seen, "That is the accuracy on the customers it has seen. Subtract the other."),
            (right - on_seen, "Ask how much is lost: seen minus unseen."),
            (1 - right, "That is the share that is wrong on unseen customers. And on seen ones?"),
            (1 - on_seen, "That is the share that is wrong on the customers it has seen."),
            (1 - right / on_seen, "That is in proportion to seen customers: subtract only."),
            (on_seen / right - 1, "That is in proportion to unseen customers: subtract only."),
            (on_seen + right, "That is their sum: how much is lost from the one to the other?"),
            (on_seen / right, "That is a quotient of the two: asked is the difference."),
            (small_seen - small_right, "That is the tree with seven leaves: use `deep`."),
            (small_right - right, f"That is how far it falls behind the small tree. {itself}"),
            (on_seen - small_seen, f"That is how far it leads the small tree. {itself}"),
            (unseen["good"].mean() - right, f"That is what calling all good leads by. {itself}"),
            *_losses_of_others(seen, unseen, asked, deep),
        ),
    )


@question(
    "mining-5",
    hints=(
        "With a chance p, accepting costs p * miss on average, refusing (1 - p) * false_alarm.",
        "Set p * miss = (1 - p) * false_alarm and solve for p.",
    ),
    after="With 1 and 5 it is one sixth; with equal costs, and only then, one half.",
)
def cut_off_by_cost() -> Function:
    """Chance of being bad from which on refusing is cheaper."""
    return Function(
        expected=lambda false_alarm, miss: false_alarm / (false_alarm + miss),
        cases=((1, 5), (1, 1), (2, 3), (10, 1)),
        tolerance=1e-9,
        mistakes=CUT_OFFS,
    )


@question(
    "mining-6",
    hints=(
        "Two scores of `leaky` on new customers: with the reminders on file, and with 0 for all.",
        "At the desk: leaky.score(new[leaky_columns].assign(n_reminders=0), new['good']).",
    ),
    after="Nearly perfect on file, and at the desk no better than calling everybody good.",
)
def accuracy_of_the_leak() -> Number:
    """Accuracy of the leaky tree on unseen customers that is gone once nobody has a reminder."""
    seen, unseen, asked = _bank_halves()
    filed = add_leak(_bank(), rng=np.random.default_rng(SEED))
    leaky = _tree(filed.loc[seen.index], [*asked, "n_reminders"], max_leaf_nodes=7)
    honest = _tree(seen, asked, max_leaf_nodes=7).score(unseen[asked], unseen["good"])
    new, desk = _on_file_and_at_the_desk(leaky, filed.loc[unseen.index])
    return Number(
        expected=new - desk,
        unit="fraction",
        mistakes=(
            (desk, "That is what is left at the desk. How much was lost on the way?"),
            (new, "That is the accuracy with the reminders on file. And with 0 for all?"),
            (desk - new, "Ask how much is lost: on file minus at the desk."),
            (1 - desk, "That is the share of wrong answers at the desk. How many more are wrong?"),
            (1 - desk / new, "That is in proportion to the accuracy on file: subtract only."),
            (new - honest, "That is its lead on file over a tree without reminders: use `leaky`."),
            (honest - desk, "That is its lag behind a tree without reminders: use `leaky`."),
            (
                (filed.loc[unseen.index, "n_reminders"] == 0).mean(),
                "Those are new customers without a reminder. How often is `leaky` right?",
            ),
            *_losses_with_few(leaky, filed.loc[unseen.index], new),
            *_losses_with_trained(leaky, filed, seen.index, new=new, desk=desk),
        ),
    )


@question(
    "mining-7",
    hints=(
        "profits = mining.offer_profits(waits['with cash card'], gain=15, cost=1) has a best row.",
        "profits['profit'].max() is what the best day earns.",
    ),
    after="On the 59th day, a month before the mean wait. For all openers the best day is the same "
    "and the profit about 17 times smaller: it matters whom you ask, not when.",
)
def profit_of_the_best_day() -> Number:
    """Profit of an offer on its best day, USD per holder of a cash card."""
    events = simulate_bank_events(20_000, rng=np.random.default_rng(SEED))
    until = events["event_date"].max()
    card, everybody = (
        waiting_times(events, first, "credit card", until=until)
        for first in (["account", "cash card"], "account")
    )
    return Number(
        expected=offer_profits(card, gain=15, cost=1)["profit"].max(),
        unit="dollars per holder",
        mistakes=(
            (
                offer_profits(everybody, gain=15, cost=1)["profit"].max(),
                "That is for all openers: take the waits of those with a cash card.",
            ),
            *_profits_of_other_terms(card),
            *_numbers_beside_the_profit(card),
        ),
    )


@question(
    "mining-8",
    hints=(
        "A call breaks even if the chance times 0.15 times 200 dollars is just its 20 dollars.",
        "(leaving >= call / (0.15 * kept_margin)).sum()",
    ),
    after="The chance of break-even doubles to 2/3, and fewer than a third of the calls are left: "
    "the length of the list follows the effect.",
)
def calls_that_pay() -> Number:
    """Customers with a chance of leaving at which a call pays if it saves 0.15 of the leavers."""
    leaves, leaving = _leavers()
    at = (20 / 200, 0.15, 0.3, 1 / 3, 1 / 2, 2 / 3, 2)
    cheap, kept, loose, old, half, reached, above = ((leaving >= chance).sum() for chance in at)
    return Number(
        expected=reached,
        unit="count of calls",
        mistakes=(
            (old, "That is the list for 0.3: the break-even chance is 20 / (0.15 * 200) now."),
            (half, "That is a cut-off of one half: the break-even chance is higher now."),
            (loose, "0.3 is what a call kept before, not a chance. And it keeps 0.15 now."),
            (leaving.sum(), "That is how many are expected to leave. Count who reach break-even."),
            (kept, "0.15 is what a call keeps. From which chance of leaving on does it pay?"),
            (cheap, "A call keeps only 0.15 of those who would leave: 20 / 200 is not enough."),
            (above, "No chance is above 1, or just 2/3: divide 20 by 0.15 * 200, and take >=."),
            (len(leaves) - reached, "Those lie below the break-even chance. Count those above."),
            (2 / 3, "That is the chance of break-even. How many customers reach it?"),
            (len(leaves), "That is calling everybody."),
            (leaves.sum(), "Those are all who left: nobody knows them before calling."),
            *_lists_by_halves(leaving, old),
            *_lists_of_hindsight(leaves, leaving),
        ),
    )


def _winners_by_others(often: pd.DataFrame) -> tuple[tuple[tuple, str], ...]:
    """Return the first pairs by other measures, and what to tell."""
    return (
        (often["lift"].idxmax(), "That pair has the highest lift. Conviction is another measure."),
        (
            often["leverage"].idxmax(),
            "That pair has the highest leverage and the most joint baskets. Conviction is another.",
        ),
        (
            (often["n_both"] / often["n_a"]).idxmax(),
            "That pair has the highest confidence. Conviction has 1 - n_b / n_baskets on top.",
        ),
        (
            often["n_b"].idxmin(),
            "There b is rarest and the rule fails most often: divide the shares, with brackets.",
        ),
    )


def _margins_of_others(trials: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return differences of margin over other customers, or in other measures, and what to tell."""
    discount = trials[trials["campaign"] == "discount"]
    groups = discount.groupby("offered")["margin"]
    mixed = trials.groupby("offered")["margin"].mean()
    bought = discount[discount["ordered"]].groupby("offered")["margin"].mean()
    total = groups.sum()[True] - groups.sum()[False]
    advertised = trials[trials["campaign"] == "advertisement"].groupby("offered")["margin"].mean()
    return (
        (
            advertised[True] - advertised[False],
            "That is the effect of the advertisement: keep the rows of the discount.",
        ),
        (mixed[True] - mixed[False], "That mixes both campaigns: keep the discount only."),
        (total, "Those are dollars of all together: divide by the customers of a group."),
        (total / len(discount), "Divide by 10,000, for only half of them were offered anything."),
        (bought[True] - bought[False], "That is of only those who ordered: take all customers."),
        (
            groups.median()[True] - groups.median()[False],
            "Most ordered nothing, so both medians are 0: take means.",
        ),
        (discount["margin"].mean(), "Both groups are in that mean: take them apart."),
        (
            trials["margin"].mean(),
            "All groups of both campaigns are in that mean: take them apart.",
        ),
    )


def _margins_by_other_steps(discount: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what is left if a step is doubled or the control group another, and what to tell."""
    control, offered = discount.groupby("offered")["margin"].mean()
    return (
        (
            offered - discount["margin"].mean(),
            "All customers are no control: the offered are among them. Take those without.",
        ),
        (
            offered - control - 0.1,
            "The mailing is taken off already, in `margin`: subtract the two means only.",
        ),
        (
            0.75 * offered - control,
            "The discount is taken off already, in `margin`: subtract the two means only.",
        ),
        (
            discount.groupby("ordered")["margin"].mean().diff().iloc[-1],
            "That compares who ordered with who did not. Compare offered with not offered.",
        ),
        (
            offered / control,
            "That is a quotient of the two means: asked are dollars more or less.",
        ),
    )


def _on_file_and_at_the_desk(leaky: Any, rows: pd.DataFrame) -> list[float]:
    """Return the accuracy of the leaky tree with the reminders, and with none."""
    columns = leaky.feature_names_in_
    both = (rows, rows.assign(n_reminders=0))
    return [leaky.score(part[columns], part["good"]) for part in both]


def _losses_of_others(
    seen: pd.DataFrame, unseen: pd.DataFrame, asked: list[str], deep: Any
) -> tuple[tuple[float, str], ...]:
    """Return losses of a tree without limits, or against other rows, and what to tell."""
    bare = _tree(seen, asked)
    on_seen, right, everywhere = (
        deep.score(part[asked], part["good"]) for part in (seen, unseen, pd.concat([seen, unseen]))
    )
    bare_seen, bare_right = (bare.score(part[asked], part["good"]) for part in (seen, unseen))
    return (
        (
            bare_seen - bare_right,
            "That tree may split down to one customer. `deep` keeps two in a leaf: use it.",
        ),
        (everywhere - right, "In `bank` are seen and unseen customers: take `seen` alone."),
        (
            on_seen - unseen["good"].mean(),
            "That is the lead over calling all good. Compare `deep` with itself.",
        ),
    )


def _losses_with_few(
    leaky: Any, new: pd.DataFrame, on_file: float
) -> tuple[tuple[float, str], ...]:
    """Return losses where not everybody has 0 reminders, or everybody 1, and what to tell."""
    columns = leaky.feature_names_in_
    without = new[new["n_reminders"] == 0]
    return (
        (
            on_file - leaky.score(without[columns], without["good"]),
            "That keeps those without a reminder. Set them to 0 for all: `.assign`.",
        ),
        (
            on_file - leaky.score(new.assign(n_reminders=1)[columns], new["good"]),
            "Nobody has a reminder at the desk: set them to 0, not to 1.",
        ),
    )


def _losses_with_trained(
    leaky: Any, filed: pd.DataFrame, seen: pd.Index, *, new: float, desk: float
) -> tuple[tuple[float, str], ...]:
    """Return accuracies and losses over customers the tree was trained on, and what to tell."""
    old, old_desk = _on_file_and_at_the_desk(leaky, filed.loc[seen])
    every, every_desk = _on_file_and_at_the_desk(leaky, filed)
    take = "customers it was trained on: take `new`, both times."
    return (
        (old, f"That is on file, of {take}"),
        (old_desk, f"That is at the desk, of {take}"),
        (old - old_desk, f"That is lost by {take}"),
        (old - desk, f"On file, those are {take}"),
        (every - every_desk, f"In `filed` there are also {take}"),
        (old - new, "That is the way from trained to unseen customers: take `new`, both times."),
    )


def _profits_of_other_terms(card: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return best profits under terms that are not those of the offer, and what to tell."""
    profits = offer_profits(card, gain=15, cost=1)
    responding = profits["responding"]
    return (
        (15 * responding.max(), "Without cost=1 that is the day of most responses, and no profit."),
        (
            15 * responding[profits["profit"].idxmax()],
            "The day is right. What do the offers cost on it? See the column profit.",
        ),
        (15 * responding.max() - 1, "Offers go only to who still waits: not everybody costs 1."),
        (
            offer_profits(card, gain=14, cost=1)["profit"].max(),
            "The cost is taken off twice: gain=15 is before cost.",
        ),
        (
            offer_profits(card, gain=1, cost=15)["profit"].max(),
            "Here gain and cost have changed places.",
        ),
        (
            (profits["profit"] / profits["waiting"]).max(),
            "That is per offer sent. Asked is per holder, as in the column profit.",
        ),
    )


def _numbers_beside_the_profit(card: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what else can be read from the profits of all days, and what to tell."""
    profits = offer_profits(card, gain=15, cost=1)
    profit = profits["profit"]
    wait = mean_wait(card, horizon_days=365)["mean"]
    late = "That is the profit on day {}, near the mean wait: an offer must come before it."
    return (
        (profit.idxmax(), "That is the day. What does the offer earn on it?"),
        (profit.max() * len(card), "That is what all holders together bring: asked is per holder."),
        *((profit[day], late.format(day)) for day in (int(wait), int(wait) + 1)),
        (wait, "That is the mean wait, in days. Asked are the dollars of the best day."),
        (profit.mean(), "That is the mean over all days: one offer goes out, on the best day."),
        (profit.sum(), "That is all days together: one offer goes out, on the best day."),
        (profit[0], "That is the day of the opening, the worst of all: take the largest profit."),
        (profit.iloc[-1], "That is the last day of the table: take the largest profit."),
        (profits["responding"].max(), "That is a share of the holders, not yet dollars."),
        (
            offer_profits(card, gain=14, cost=0)["profit"].max(),
            "The offer costs 1 dollar for everybody who gets it, not only where it meets somebody.",
        ),
        (
            profit.max() - 1,
            "The cost is taken off already, in the column profit.",
        ),
    )


def _lists_by_halves(leaving: np.ndarray, old: int) -> tuple[tuple[float, str], ...]:
    """Return lists that follow the effect the wrong way, and what to tell."""
    rule = "Half the effect doubles the chance of break-even"
    return (
        ((leaving >= 1 / 6).sum(), f"{rule}: 1/6 is half of the old one."),
        (980 / 2, f"{rule}; it does not halve the list. Count who reaches 2/3."),
        (old / 2, f"{rule}; it does not halve the number of calls. Count who reaches it."),
        ((leaving >= 0.67).sum(), "0.67 is rounded too far: let Python divide 20 by 30."),
    )


def _lists_of_hindsight(leaves: pd.Series, leaving: np.ndarray) -> tuple[tuple[float, str], ...]:
    """Return the best lists on the very customers who are judged, and what to tell."""
    curve = mining.profit_curve(leaves, leaving, gain=10, cost=20)
    dearer = mining.profit_curve(leaves, leaving, gain=30, cost=20)
    best = mining.best_cutoff(curve)
    ask = "Count from the break-even chance on."
    return (
        (
            (leaves & (leaving >= 2 / 3)).sum(),
            "Those are the ones who did leave: a call goes to all who reach the chance.",
        ),
        (best["n_accepted"], f"That list is best in hindsight, when all answers are known. {ask}"),
        (curve["profit"].idxmax(), f"That is the row of the list that is best in hindsight. {ask}"),
        (
            mining.best_cutoff(dearer)["n_accepted"],
            f"That list was found in hindsight, for a gain of 30 or 40. {ask}",
        ),
        (
            dearer["profit"].idxmax(),
            f"That is a row found in hindsight, with a gain too high. {ask}",
        ),
        (best["profit"], "That is the profit in dollars. How many calls are there?"),
    )


def _conviction(pairs: pd.DataFrame, n_baskets: int, first: str, then: str) -> pd.Series:
    return (1 - pairs[then] / n_baskets) / (1 - pairs["n_both"] / pairs[first])


@cache
def _bank() -> pd.DataFrame:
    return simulate_credit(50_000, rng=np.random.default_rng(SEED))


def _bank_halves() -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    from sklearn.model_selection import train_test_split

    seen, unseen = train_test_split(_bank(), test_size=0.3, random_state=SEED)
    return seen, unseen, [name for name in seen if name != "good"]


def _tree(rows: pd.DataFrame, columns: list[str], **limits: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(random_state=SEED, **limits).fit(rows[columns], rows["good"])


def _leavers() -> tuple[pd.Series, np.ndarray]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    telco = load_telco()
    habits = pd.get_dummies(telco.drop(columns=["customer_id", "churn", "total_charges_usd"]))
    left = telco["churn"] == "Yes"
    learn, call, before, leaves = train_test_split(habits, left, test_size=0.5, random_state=SEED)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(learn, before)
    return leaves, model.predict_proba(call)[:, 1]
