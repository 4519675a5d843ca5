"""Questions of chapter 7, data mining: patterns, a bank's errors, a list of calls."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from crmlib.baskets import pair_lifts
from crmlib.datasets import load_baskets, load_german_credit, load_telco
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.mining import (
    add_leak,
    mean_wait,
    offer_profits,
    simulate_bank_events,
    simulate_credit,
    waiting_times,
)

SEED = 7
FIRST_OF_JULY = "2017-07-01"
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
            (videos, "That is the share who buy videos. Set 2/3 over it."),
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
    "mining-9",
    hints=(
        "Less often than by chance means a lift below 1.",
        "Count the True values of often['lift'] < 1.",
    ),
    after="Only 13 of 3,636, partly because a pair that avoids each other hardly reaches 300 "
    "baskets. And who buys much has a bit of everything, so a lift just above 1 says little.",
)
def pairs_that_avoid_each_other() -> Number:
    """Pairs with 300 joint baskets or more whose lift is below 1."""
    pairs, often, _ = _pairs()
    below, above = (often["lift"] < 1).sum(), (often["lift"] > 1).sum()
    return Number(
        expected=below,
        unit="count of pairs",
        mistakes=(
            (above, "Those meet more often than by chance. Turn the sign."),
            ((pairs["lift"] < 1).sum(), "Those are all pairs, rare ones as well: take `often`."),
            (len(often), "That is the length of `often`: count the True ones with .sum()."),
            (below / len(often), "That is their share. How many are they?"),
            ((often["lift"] < 0).sum(), "A lift is never below 0. Chance is a lift of 1."),
            ((often["lift"] < 2).sum(), "That counts up to a lift of 2. Chance is a lift of 1."),
            ((pairs["n_both"] < 300).sum(), "Those meet in fewer than 300 baskets."),
            (often["lift"].min(), "That is the lowest lift. How many lie below 1?"),
            ((often["lift"] < often["lift"].mean()).sum(), "Chance is a lift of 1, not the mean."),
            (often.loc[often["lift"] < 1, "n_both"].sum(), "Those are baskets. Count the pairs."),
        ),
    )


@question(
    "mining-10",
    hints=(
        "By chance a pair meets in n_a * n_b / n_baskets baskets. Subtract that from n_both.",
        "(often['n_both'] - often['n_a'] * often['n_b'] / n_baskets).max()",
    ),
    after="It is bread and milk, in some 4,459 baskets more than by chance, and their lift is "
    "below 2: by the first measure nobody would look at them.",
)
def most_baskets_beyond_chance() -> Number:
    """Largest number of joint baskets beyond what chance gives."""
    _, often, n = _pairs()
    chance = often["n_a"] * often["n_b"] / n
    beyond = often["n_both"] - chance
    first = often["lift"].idxmax()
    return Number(
        expected=beyond.max(),
        unit="baskets",
        mistakes=(
            (often["n_both"].max(), "Those are all joint baskets of a pair: take chance off."),
            (chance.max(), "That is what chance gives. How many more are there?"),
            ((often["n_both"] / chance).max(), "That is the highest lift. Subtract, don't divide."),
            (beyond[first], "That is for cat food, the highest lift. Take the largest difference."),
            (beyond.min(), "That is the smallest difference: take the largest."),
            (-beyond.max(), "The sign is turned: what was seen comes first."),
            (beyond.sum(), "That adds up all pairs. Give the largest one."),
            (beyond.mean(), "That is the mean pair. Give the largest one."),
            (beyond.max() / n, "That is a share of all baskets. Give the baskets."),
            (
                (often["n_both"] - often["n_a"] / n * often["n_b"] / n).max(),
                "Chance is n_a * n_b / n_baskets: divided once, in baskets.",
            ),
            *_more_baskets(often, chance),
        ),
    )


@question(
    "mining-11",
    hints=(
        "Keep the pairs with n_both of 5 or more, take 100 by nlargest, and count those that hold.",
        "tested[tested['n_both'] >= 5].nlargest(100, 'lift')['holds'].sum()",
    ),
    after="Five baskets are better than three and worse than ten: the more baskets, the less luck.",
)
def pairs_of_five_that_hold() -> Number:
    """Of the 100 highest lifts with 5 joint baskets or more, how many hold."""
    tested = _tested()
    best = {k: tested[tested["n_both"] >= k].nlargest(100, "lift") for k in (1, 3, 6, 10, 30)}
    five = tested[tested["n_both"] >= 5]
    right = five.nlargest(100, "lift")["holds"].sum()
    return Number(
        expected=right,
        unit="count of pairs",
        mistakes=(
            (best[1]["holds"].sum(), "That is without a threshold: at least 5 baskets are asked."),
            (best[3]["holds"].sum(), "That is with 3 baskets or more. Take 5."),
            (best[6]["holds"].sum(), "At least 5: 5 itself counts, so take >=."),
            (best[10]["holds"].sum(), "That is with 10 baskets or more. Take 5."),
            (best[30]["holds"].sum(), "That is with 30 baskets or more. Take 5."),
            (five["holds"].sum(), "Those are all pairs of 5 baskets: take the 100 highest lifts."),
            (100 - right, "Those don't hold. How many do?"),
            (right / 100, "That is their share. How many of the 100 are they?"),
            (100, "That is all of them. How many hold?"),
            (
                five.nsmallest(100, "lift")["holds"].sum(),
                "Those are the 100 lowest lifts: take the highest.",
            ),
            *_more_pairs(tested),
            (len(five), "Those are all pairs of 5 baskets or more, holding or not."),
        ),
    )


@question(
    "mining-12",
    hints=(
        "A list earns 100 dollars for each pair that holds, less 60 for each pair on it.",
        "100 * list['holds'].sum() - 60 * len(list) for each of the four, then the largest.",
    ),
    after="The list with 10 baskets earns most. With 3 there is too much luck in it, and with 30 "
    "or 100 too many good pairs are thrown away.",
)
def best_list_of_pairs() -> Number:
    """What the best of four lists of pairs earns."""
    promising = _tested().query("lift >= 5")
    lists = {k: promising[promising["n_both"] >= k] for k in (1, 3, 10, 30, 100)}
    earned = {k: 100 * t["holds"].sum() - 60 * len(t) for k, t in lists.items()}
    best, n = lists[10], len(lists[10])
    held = best["holds"].sum()
    full = {k: 100 * t["holds"].sum() for k, t in lists.items()}
    return Number(
        expected=earned[10],
        unit="dollars",
        mistakes=(
            *(
                (earned[k], f"That is the list with {k} baskets or more. Another one earns more.")
                for k in (3, 30, 100)
            ),
            (earned[1], "That is without a threshold: the four begin at 3 baskets."),
            (full[10], "Trials cost 60 dollars each: take them off."),
            (full[3], "Trials cost 60 dollars each: take them off before you compare the lists."),
            (
                max(40 * lists[k]["holds"].sum() for k in (3, 10, 30, 100)),
                "Pairs that don't hold cost 60 dollars, too, and the longest list has many.",
            ),
            (40 * held, "Pairs that don't hold cost 60 dollars as well."),
            *_more_lists(n, held, earned),
        ),
    )


@question(
    "mining-13",
    hints=(
        "A score compares what the tree says with the outcome of the same customers.",
        "tree.score(unseen[asked], unseen['good'])",
    ),
    after="Calling everybody good is right for 74.6 %. The tree is 6 points better, and that is "
    "what its seven questions are worth.",
)
def share_right_of_the_small_tree() -> Number:
    """Share of unseen customers for whom the tree with seven leaves is right."""
    seen, unseen, asked = _bank_halves()
    tree = _tree(seen, asked, max_leaf_nodes=7)
    right = tree.score(unseen[asked], unseen["good"])
    said = tree.predict(unseen[asked])
    return Number(
        expected=right,
        unit="fraction",
        mistakes=(
            (1 - right, "That is the share for whom it is wrong."),
            (unseen["good"].mean(), "That is calling everybody good. How often is the tree right?"),
            (seen["good"].mean(), "That is the share of good ones among the seen."),
            (tree.score(seen[asked], seen["good"]), "Those are customers it has seen."),
            (
                tree.score(_bank()[asked], _bank()["good"]),
                "Customers that it has seen are among those: take `unseen`.",
            ),
            (said.mean(), "That is the share whom the tree calls good. How often is it right?"),
            (1 - unseen["good"].mean(), "That is the share of bad ones."),
            (
                (said & unseen["good"]).mean(),
                "Those are good ones called so. Bad ones called bad are right as well.",
            ),
            *_more_shares_right(unseen, right, said),
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
    "mining-14",
    hints=(
        "The same call as for one half and one sixth, with another cut-off.",
        "cost_each(chance > 0.3).sum()",
    ),
    after="Hardly more than at one sixth: near the right place the line may move without harm.",
)
def cost_at_three_tenths() -> Number:
    """Cost of the model's decisions at a cut-off of 0.3."""
    bad, chance = _loans()

    def cost(refused: pd.Series, miss: float = 5) -> float:
        return float((refused & ~bad).sum() + miss * (~refused & bad).sum())

    refused = chance > 0.3
    right = cost(refused)
    return Number(
        expected=right,
        unit="count of units of cost",
        mistakes=(
            (cost(chance > 0.5), "That is at one half. Take 0.3."),
            (cost(chance > 1 / 6), "That is at one sixth. Take 0.3."),
            (cost(chance < 0.3), "The sign is turned: refused is who lies above 0.3."),
            *_more_costs(refused, right, bad),
            (700 - right, "That is the saving against refusing everybody. Give the cost."),
            (cost(chance > 0.03), "That is at 0.03. Take 0.3."),
            (cost(chance > 1 / 3), "That is at one third. Take 0.3."),
            (
                5 * (refused & ~bad).sum() + (~refused & bad).sum(),
                "The prices have changed places: a bad one accepted costs 5.",
            ),
            (700, "That is refusing everybody. Take the model's decisions."),
            (refused.sum(), "That is how many are refused. What does it cost?"),
            (5 * ((refused & ~bad).sum() + (~refused & bad).sum()), "Only one error costs 5."),
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
    "mining-15",
    hints=(
        "At 1 and 2 the line lies at 1 / (1 + 2). The rival accepts all, and pays 2 per bad one.",
        "2 * bad.sum() - cost_each(chance > 1 / 3, miss=2).sum()",
    ),
    after="Refusing everybody costs 700 here as before, accepting everybody only 600: the prices "
    "choose the rival as well as the line.",
)
def saving_of_the_shop() -> Number:
    """Saving of the model against accepting everybody, at prices of 1 and 2."""
    bad, chance = _loans()

    def cost(cut: float, miss: float = 2) -> float:
        refused = chance > cut
        return float((refused & ~bad).sum() + miss * (~refused & bad).sum())

    right = 600 - cost(1 / 3)
    line = "The line follows from the prices: 1 / (1 + 2)."
    return Number(
        expected=right,
        unit="count of units of cost",
        mistakes=(
            (700 - cost(1 / 3), "That is against refusing everybody. Accepting all is cheaper."),
            (cost(1 / 3), "That is what the model costs. What does it save against the rival?"),
            (600 - cost(0.5), f"That is at one half. {line}"),
            (700 - cost(0.5), f"That is at one half, against refusing everybody. {line}"),
            (600 - cost(1 / 6), f"That is at one sixth. {line}"),
            (700 - cost(1 / 6), f"That is at one sixth, against the dearer rival. {line}"),
            (600 - cost(2 / 3), f"That is upside down. {line}"),
            (600 - cost(1 / 3, 5), "A bad contract costs 2 here: miss=2."),
            (1_500 - cost(1 / 3, 5), "A bad contract costs 2 here, for the rival as well."),
            (700 - cost(1 / 3, 5), "A bad contract costs 2 here: miss=2. And which rival?"),
            (300 - cost(1 / 3), "The rival pays 2 for each bad one."),
            (-right, "The sign is turned: the rival's cost comes first."),
            *_more_savings(right, cost),
        ),
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
    "and the profit about 17 times smaller: a wrong day costs both, and the people differ.",
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
    "mining-16",
    hints=(
        "A call pays if chance * 0.15 * 240 is more than its 20 dollars.",
        "(leaving >= 20 / (0.15 * 240)).sum()",
    ),
    after="The line moves from one third up to 5/9, and nearly half of the calls go: the length of "
    "the list follows the effect, which is the number that nobody has measured.",
)
def calls_that_pay() -> Number:
    """Customers with a chance at which a call pays if it keeps 0.15 of the leavers."""
    leaves, leaving = _leavers()
    line = 20 / (0.15 * 240)

    def at(chance: float) -> int:
        return int((leaving >= chance).sum())

    profit = np.cumsum(36 * leaves[np.argsort(-leaving, kind="stable")] - 20)
    return Number(
        expected=at(line),
        unit="count of calls",
        mistakes=(
            *_more_calls(leaves, line, at),
            (line, "That is the line. How many customers reach it?"),
            (at(1 / 3) * 0.15 / 0.25, "The list does not shrink in proportion: count above 5/9."),
            (len(leaves), "That is calling everybody."),
            (int(leaves.sum()), "Those are all who left: nobody knows them before calling."),
            (int(leaves[leaving >= line].sum()), "Those left. A call goes to all above the line."),
            (int(profit.argmax()) + 1, "That list is best in hindsight. Count from the line on."),
            (profit.max(), "Those are dollars, of the list that is best in hindsight."),
            (
                (36 * leaves - 20)[leaving >= line].sum(),
                "Those are the dollars of the list. How many calls is it?",
            ),
            (at(line) / len(leaves), "That is a share. How many customers is it?"),
            (at(0.56), "0.56 is rounded too far: let Python divide 20 by 36."),
        ),
    )


@question(
    "mining-17",
    hints=(
        "The expected number of leavers is the sum of the chances. Both sums over leaving >= 0.5.",
        "leaving[leaving >= 0.5].sum() - leaves[leaving >= 0.5].sum()",
    ),
    after="The model expects 490.8 leavers among 751, and 485 left: about 1 % too many, far less "
    "than luck allows. These chances may carry a price.",
)
def leavers_expected_too_many() -> Number:
    """Leavers expected less leavers seen, among those with a chance of one half or more."""
    leaves, leaving = _leavers()
    likely = leaving >= 0.5
    said, came, n = leaving[likely].sum(), leaves[likely].sum(), likely.sum()
    return Number(
        expected=said - came,
        unit="customers",
        mistakes=(
            (said, "That is how many the model expects. Take off those who left."),
            (came, "That is how many left. How many did the model expect?"),
            (n - came, "The model does not expect all of them to leave: add up their chances."),
            (came - said, "The sign is turned: expected minus left."),
            (leaving.sum() - leaves.sum(), "Those are all customers: keep those from 0.5 on."),
            (
                leaving[~likely].sum() - leaves[~likely].sum(),
                "Those lie below one half. Take those from 0.5 on.",
            ),
            (said / came, "That is a quotient. Give the difference."),
            (said / n - came / n, "That is a difference of shares. Give customers."),
            (n, "That is how many have such a chance. How many of them should leave?"),
            (0.5 * n - came, "Their chances lie above one half: add up each one's own."),
            (leaving.sum() - came, "Expected are all customers there, left only those from 0.5."),
            (said - leaves.sum(), "Left are all customers there, expected only those from 0.5."),
            (said / came - 1, "That is in proportion. Give customers."),
        ),
    )


@question(
    "mining-18",
    hints=(
        "A leaver called brings 0.4 * 240 = 96 dollars on average; the line is 45 / 96.",
        "(96 * leaves - 45)[leaving >= 45 / 96].sum()",
    ),
    after="It keeps more of the leavers it reaches, and earns less than the plain call on its own "
    "list, 15,420: the gift also goes to those who stay.",
)
def profit_of_the_dear_call() -> Number:
    """What a call of 45 dollars that keeps 0.4 of the leavers earns from its break-even on."""
    leaves, leaving = _leavers()

    def earned(chance: float, worth: float = 96, call: float = 45) -> float:
        return float((worth * leaves - call)[leaving >= chance].sum())

    order = np.argsort(-leaving, kind="stable")
    own = "The dear call has a line of its own: 45 / (0.4 * 240)."
    return Number(
        expected=earned(45 / 96),
        unit="dollars",
        mistakes=(
            (earned(1 / 3), f"That is the old list. {own}"),
            (earned(1 / 2), f"That is from one half on. {own}"),
            (earned(0), "That is calling everybody. From the line of break-even on."),
            (earned(1 / 3, 60, 20), "That is the plain call. Take 45 dollars and 0.4."),
            (earned(45 / 96, 60, 20), "That is the plain call on the dear list: 45 and 0.4."),
            (earned(45 / 96, 96, 20), "The dear call costs 45 dollars."),
            (earned(45 / 96, 60, 45), "The dear call keeps 0.4 of the leavers, worth 240 each."),
            (earned(20 / 96, 96, 20), "The dear call costs 45 dollars, in the line as well."),
            (earned(45 / 60, 60, 45), "The dear call keeps 0.4 of the leavers, not 0.25."),
            (earned(45 / 240, 240, 45), "Not every leaver is kept: multiply the 240 by 0.4."),
            (earned(45 / 240), f"That line forgets the 0.4. {own}"),
            (earned(45 / 96, 240, 45), "In the sum, too, a leaver brings only 0.4 of 240 dollars."),
            *_more_profits(earned, order, leaves, leaving),
        ),
    )


def _more_baskets(often: pd.DataFrame, chance: pd.Series) -> tuple[tuple[float, str], ...]:
    """Return what mining-10 comes to with another chance."""
    return (
        (
            (often["n_both"] - often["n_a"] * often["n_b"]).max(),
            "Divide n_a * n_b by n_baskets: that is what chance gives.",
        ),
        (
            (often["n_both"] - often["n_a"] * often["n_b"] / len(_early())).max(),
            "Those are rows of receipts: divide by the baskets, n_baskets.",
        ),
        (
            (often["n_both"] - often["n_a"]).max(),
            "That takes off all baskets with the first good, not those by chance.",
        ),
        (often["n_both"].max() - chance.max(), "Take the difference pair by pair, then max."),
        (
            often["n_both"].max() - chance.mean(),
            "Each pair has a chance of its own: take the difference pair by pair.",
        ),
    )


def _more_pairs(tested: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what mining-11 comes to with another threshold."""
    return (
        (
            tested.nlargest(100, "lift").query("n_both >= 5")["holds"].sum(),
            "First the threshold, then the 100: here few of the 100 are left.",
        ),
        (
            tested[tested["n_both"] == 5].nlargest(100, "lift")["holds"].sum(),
            "Those met in exactly 5 baskets: take 5 or more.",
        ),
    )


def _more_lists(n: int, held: int, earned: dict[int, int]) -> tuple[tuple[float, str], ...]:
    """Return the numbers beside the best list of mining-12."""
    return (
        (100 * n - 60 * n, "Not every pair of the list holds: only these bring 100 dollars."),
        (held, "Those are the pairs that hold. What do they earn?"),
        (n, "That is the length of the list. What does it earn?"),
        (10, "That is the threshold of the best list. What does it earn?"),
        (earned[10] / n, "That is per pair. Give the whole list."),
        (
            sum(earned[k] for k in (3, 10, 30, 100)),
            "That adds up four lists, and they overlap: one of them is handed out.",
        ),
        (
            100 * held - 60 * held - 100 * (n - held),
            "A pair that doesn't hold brings nothing; it costs only its trial.",
        ),
    )


def _more_shares_right(
    unseen: pd.DataFrame, right: float, said: np.ndarray
) -> tuple[tuple[float, str], ...]:
    """Return what mining-13 comes to among other customers."""
    return (
        (
            right - unseen["good"].mean(),
            "That is its lead over calling all good: give the share itself.",
        ),
        (
            unseen.loc[said, "good"].mean(),
            "That is the share of good ones among those called good: take all unseen.",
        ),
        (
            said[unseen["good"]].mean(),
            "That is the share called good among the good: take all unseen.",
        ),
        (right * len(unseen), "Those are customers. Give their share."),
    )


def _more_costs(refused: pd.Series, right: float, bad: pd.Series) -> tuple[tuple[float, str], ...]:
    """Return what mining-14 comes to with other errors or prices."""
    return (
        ((refused != bad).sum(), "That counts errors. A bad one accepted costs 5."),
        (right / 1_000, "That is per applicant. Add up all of them."),
        ((refused == bad).sum(), "That counts right decisions. Errors cost."),
        (
            (refused & ~bad).sum(),
            "Those are the good ones refused. The bad ones accepted cost.",
        ),
        (5 * (~refused & bad).sum(), "Those are the bad ones. Good ones refused cost 1 each."),
        ((~refused & bad).sum(), "Those are bad ones accepted, counted. Each costs 5."),
    )


def _more_savings(right: float, cost: Callable[..., float]) -> tuple[tuple[float, str], ...]:
    """Return what mining-15 comes to with another line, price or rival."""
    return (
        (600, "That is what accepting everybody costs. What does the model save?"),
        (right / 600, "That is a share of the rival's cost. Give the difference."),
        (right / 1_000, "That is per applicant. Add up all of them."),
        (
            600 - min(cost(c / 100) for c in range(1, 100)),
            "That line was found in hindsight. Take 1 / (1 + 2).",
        ),
        (1_300 - cost(1 / 3), "There is one rival: the cheaper of the two."),
    )


def _more_calls(
    leaves: np.ndarray, line: float, at: Callable[[float], int]
) -> tuple[tuple[float, str], ...]:
    """Return the numbers beside the calls of mining-16."""
    return (
        (at(1 / 3), "That is the list for one in four. Take 0.15."),
        (at(1 / 2), "One half is no line of this call: divide 20 by 0.15 * 240."),
        (at(0.15), "0.15 is what a call keeps. From which chance on does it pay?"),
        (at(20 / 240), "A call keeps only 0.15 of the leavers: multiply the 240 by it."),
        (at(0.25), "0.25 is what a call kept before, not a chance."),
        (at(1 / 3 * 0.15 / 0.25), "A smaller effect moves the line up, not down."),
        (at(2), "No chance is above 1: put 0.15 * 240 in brackets."),
        (len(leaves) - at(line), "Those lie below the line. Count those above."),
    )


def _more_profits(
    earned: Callable[..., float], order: np.ndarray, leaves: np.ndarray, leaving: np.ndarray
) -> tuple[tuple[float, str], ...]:
    """Return what mining-18 comes to with another list or another sum."""
    return (
        (
            np.cumsum((96 * leaves - 45)[order]).max(),
            "That list is best in hindsight. Take the line of break-even.",
        ),
        (earned(45 / 96, 96, 0), "The calls cost 45 dollars each."),
        (float((leaving >= 45 / 96).sum()), "That is how many calls. What do they earn?"),
        (
            float(51 * leaves[leaving >= 45 / 96].sum()),
            "Calls to customers who stay cost 45 dollars, too.",
        ),
        (
            earned(1 / 3, 60, 20) - earned(45 / 96),
            "That is by how much the plain call earns more. Give the dear call's profit.",
        ),
        (
            float((96 * leaving - 45)[leaving >= 45 / 96].sum()),
            "That is what the model expects. Count who left: `leaves`.",
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


@cache
def _early() -> pd.DataFrame:
    receipts = load_baskets()
    return receipts[receipts["sold_at"] < FIRST_OF_JULY]


@cache
def _pairs() -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return all pairs of the first half-year, those seen often, and the number of baskets."""
    pairs = pair_lifts(_early())
    return pairs, pairs[pairs["n_both"] >= 300], _early()["basket_id"].nunique()


@cache
def _tested() -> pd.DataFrame:
    """Return the pairs of the first half-year with their later lift, and whether they hold."""
    receipts = load_baskets()
    later = pair_lifts(receipts[receipts["sold_at"] >= FIRST_OF_JULY])["lift"]
    tested = _pairs()[0].assign(later=later).fillna(0)
    return tested.assign(holds=tested["later"] >= tested["lift"] / 2)


@cache
def _loans() -> tuple[pd.Series, pd.Series]:
    """Return who went bad, and the chances from ten folds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    loans = load_german_credit()
    bad, traits = loans["good"] == 0, loans.drop(columns=["applicant_id", "good"])
    points = make_pipeline(StandardScaler(), LogisticRegression())
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    both = cross_val_predict(points, traits, bad, cv=folds, method="predict_proba")
    return bad, pd.Series(both[:, 1])


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


@cache
def _leavers() -> tuple[np.ndarray, np.ndarray]:
    """Return who left of the test half, and the chances that were given them."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    telco = load_telco()
    habits = pd.get_dummies(telco.drop(columns=["customer_id", "churn", "total_charges_usd"]))
    left = telco["churn"] == "Yes"
    learn, call, before, leaves = train_test_split(habits, left, test_size=0.5, random_state=SEED)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(learn, before)
    return leaves.to_numpy(), model.predict_proba(call)[:, 1]
