"""Questions of chapter 7, data mining: from a million rows to a decision."""

from functools import cache

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
    return Number(
        expected=n_both * n / (n_games * n_videos),
        tolerance=0.001,
        unit="ratio",
        mistakes=(
            (n_both / n_games, "That is the confidence. Divide it by the share who buy videos."),
            (n_both / n_videos, "That is the confidence from videos to games: not yet the lift."),
            (n_both / n, "That is the support. Compare it with what chance would give."),
            (
                n_games * n_videos / n**2,
                "That is what chance gives. Compare what was seen with it.",
            ),
            (n_games * n_videos / (n_both * n), "Upside down: what was seen goes on top."),
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
    back = _conviction(often, n_baskets, "n_b", "n_a")
    return Items(
        expected=forth.idxmax(),
        mistakes=(
            (
                often["lift"].idxmax(),
                "That pair has the highest lift. Conviction is another measure.",
            ),
            (often["leverage"].idxmax(), "That pair has the highest leverage."),
            (back.idxmax(), "That is the direction b → a: the failures are counted among n_a."),
            (
                (often["n_both"] / often["n_a"]).idxmax(),
                "That pair has the highest confidence. Conviction also asks how rare b is.",
            ),
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
    discount, all_groups = trials[trials["campaign"] == "discount"], trials.groupby("offered")
    means = discount.groupby("offered")[["margin", "ordered"]].mean()
    effect = means.loc[True] - means.loc[False]
    mixed = all_groups["margin"].mean()
    return Number(
        expected=effect["margin"],
        tolerance=0.002,
        unit="dollars per customer",
        mistakes=(
            (-effect["margin"], "That is control minus offered: turn it round."),
            (
                means.loc[True, "margin"],
                "That is what the offered left. What would they without it?",
            ),
            (effect["ordered"], "That is the effect on orders. The question is the margin."),
            (mixed[True] - mixed[False], "That mixes both campaigns: keep the discount only."),
        ),
    )


@question(
    "mining-4",
    hints=(
        "Two scores of the same tree: on seen, and on unseen.",
        "deep.score(seen[asked], seen['good']) - deep.score(unseen[asked], unseen['good'])",
    ),
    after="From perfect to worse than calling everybody good: that is learning by heart.",
)
def accuracy_lost_on_unseen_customers() -> Number:
    """Accuracy on the training part minus accuracy on the test part, tree without limit."""
    from sklearn.tree import DecisionTreeClassifier

    seen, unseen, asked = _bank_halves()
    deep = DecisionTreeClassifier(random_state=SEED).fit(seen[asked], seen["good"])
    small = DecisionTreeClassifier(max_leaf_nodes=7, random_state=SEED)
    small.fit(seen[asked], seen["good"])
    right = deep.score(unseen[asked], unseen["good"])
    on_seen = deep.score(seen[asked], seen["good"])
    gap_of_small = small.score(seen[asked], seen["good"]) - small.score(
        unseen[asked], unseen["good"]
    )
    return Number(
        expected=on_seen - right,
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            (right, "That is the accuracy on unseen customers. How much was lost on the way?"),
            (on_seen, "That is the accuracy on the customers it has seen. Subtract the other."),
            (right - on_seen, "Ask how much is lost: seen minus unseen."),
            (gap_of_small, "That is the tree with seven leaves: use `deep`."),
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
        mistakes=(
            (
                lambda false_alarm, miss: false_alarm / miss,
                "Close, but at that chance the good applicant is there with 1 - p, not with 1.",
            ),
            (
                lambda false_alarm, miss: miss / (false_alarm + miss),
                "That is the chance of being good at the cut-off: the dearer a miss, the lower p.",
            ),
            (
                lambda false_alarm, miss: 0.5,
                "One half is right only if both errors cost the same.",
            ),
        ),
    )


@question(
    "mining-6",
    hints=(
        "The desk sees the columns of `new`, with 0 reminders for all: `leaky.score` that table.",
        "leaky.score(new[leaky_columns].assign(n_reminders=0), new['good'])",
    ),
    after="Nearly perfect on file, and at the desk no better than calling everybody good.",
)
def accuracy_without_the_leak() -> Number:
    """Accuracy of the leaky tree on unseen customers once nobody has a reminder."""
    from sklearn.tree import DecisionTreeClassifier

    seen, unseen, asked = _bank_halves()
    filed = add_leak(_bank(), rng=np.random.default_rng(SEED))
    past, new = filed.loc[seen.index], filed.loc[unseen.index]
    columns = [*asked, "n_reminders"]
    leaky = DecisionTreeClassifier(max_leaf_nodes=7, random_state=SEED)
    leaky.fit(past[columns], past["good"])
    honest = DecisionTreeClassifier(max_leaf_nodes=7, random_state=SEED)
    honest.fit(seen[asked], seen["good"])
    right = leaky.score(new[columns].assign(n_reminders=0), new["good"])
    return Number(
        expected=right,
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            (leaky.score(new[columns], new["good"]), "Those are not yet all 0: set n_reminders."),
            (
                honest.score(unseen[asked], unseen["good"]),
                "That is the tree that never saw the reminders: use `leaky`.",
            ),
            (1 - right, "That is the share of wrong answers."),
        ),
    )


@question(
    "mining-7",
    hints=(
        "profits = mining.offer_profits(waits['with cash card'], gain=15, cost=1) has a best row.",
        "profits['profit'].idxmax() names the day.",
    ),
    after="About a month before the mean wait: an offer must be there before the wish is.",
)
def best_day_of_the_offer() -> Number:
    """Day after the opening on which the offer pays best, holders of a cash card."""
    events = simulate_bank_events(20_000, rng=np.random.default_rng(SEED))
    until = events["event_date"].max()
    card = waiting_times(events, ["account", "cash card"], "credit card", until=until)
    best = offer_profits(card, gain=15, cost=1)["profit"]
    cheap = offer_profits(card, gain=15, cost=0)["profit"]
    return Number(
        expected=best.idxmax(),
        unit="count of days",
        mistakes=(
            (
                mean_wait(card, horizon_days=365)["mean"],
                "That is the mean wait. An offer must come before: take the day of highest profit.",
            ),
            (best.max(), "That is the profit. Which day does it belong to?"),
            (cheap.idxmax(), "That is the day of most responses: count what the offers cost, too."),
        ),
    )


@question(
    "mining-8",
    hints=(
        "A call now gains 0.2 * 200 - 20 dollars if the customer would leave, and costs 20 if not.",
        "mining.best_cutoff(mining.profit_curve(leaves, leaving, gain=20, cost=20))['n_accepted']",
    ),
    after="A smaller effect asks for fewer calls: the list stays, its length follows the effect.",
)
def best_number_of_calls() -> Number:
    """Calls of highest profit if a call saves a fifth of the leavers."""
    leaves, leaving = _leavers()
    best, dearer, wrong = (
        mining.best_cutoff(mining.profit_curve(leaves, leaving, gain=gain, cost=cost))
        for gain, cost in ((20, 20), (40, 20), (20, 0))
    )
    return Number(
        expected=best["n_accepted"],
        unit="count of calls",
        mistakes=(
            (dearer["n_accepted"], "That is the answer for 0.3: the gain is 0.2 * 200 - 20 now."),
            (best["profit"], "That is the profit. How many calls make it?"),
            (wrong["n_accepted"], "Calls cost 20 dollars also where nobody would leave."),
            (len(leaves), "That is calling everybody."),
        ),
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
