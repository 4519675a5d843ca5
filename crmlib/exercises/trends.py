"""Questions of chapter 15, trends: what renting costs, for whom, and what big data adds."""

from functools import cache

import numpy as np
import pandas as pd

from crmlib.datasets import (
    load_baskets,
    load_demographics,
    load_telco,
    toy_homes,
    toy_next_baskets,
)
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.trends import (
    basket_counts,
    dispatch,
    first_baskets,
    group_scores,
    item_scores,
    judge_lists,
    reach,
    seeds_by_friends,
    seeds_by_greedy,
    simulate_cascades,
    simulate_friendships,
    simulate_requests,
    top_items,
    unique_table,
)

DISPATCHED = ("quickest arrival", "shortest trip")

# first sitting


@question(
    "trends-1",
    hints=(
        "Months 3, 4, 5 and 6 count whole, in both modules.",
        "(14 + 4) * 30 + (6 + 4) * 45: four user-months more for each module.",
    ),
    after="Eve costs 300 for three and a half months: the meter knows no half ones.",
)
def invoice_with_eve() -> Number:
    """Invoice of the half-year with one more user of both modules from month 3 on."""
    sales, service = 14, 6

    def bill(more_sales, more_service):
        return (sales + more_sales) * 30 + (service + more_service) * 45

    return Number(
        expected=bill(4, 4),
        unit="money",
        mistakes=(
            (bill(3.5, 3.5), "A month that has begun counts whole: month 3 as well."),
            (bill(3, 3), "Months 3, 4, 5 and 6 are four of them."),
            (bill(6, 6), "Eve joins in month 3: the first two months are not hers."),
            (bill(1, 1), "That is Eve for one month: she stays until the end of month 6."),
            (bill(4, 0), "Eve gets both modules: service as well."),
            (bill(0, 4), "Eve gets both modules: sales as well."),
            (bill(0, 0), "That is the invoice without Eve."),
            (bill(4, 4) - bill(0, 0), "That is what Eve adds: asked is the whole invoice."),
            ((sales + service + 8) * 30, "Each module has its own price: 30 and 45."),
            ((sales + service + 8) * 45, "Only service costs 45: sales costs 30."),
            (18 * 45 + 10 * 30, "The prices are swapped: sales costs 30."),
            ((sales + service + 8), "Those are user-months: multiply them by their prices."),
            (bill(2, 2), "From month 3 to month 6 there are four months, not two."),
            (bill(5, 5), "From month 3 to month 6 there are four months, not five."),
        ),
    )


@question(
    "trends-2",
    hints=(
        "Fixed costs of owning, divided by what a user costs more when renting, over four years.",
        "80,000 over 45 * 48 - 600 * (1 + 4 * 0.2). Then the next whole user.",
    ),
    after="74 users still rent, 75 buy. A clinic of 60 rents, and looks again when it grows.",
)
def smallest_clinic_that_owns() -> Number:
    """Smallest whole number of users for which owning is cheaper over four years."""
    fixed, upkeep = 20_000 + 4 * 15_000, 1 + 4 * 0.2

    def whole(cost, per_user):
        return int(np.ceil(cost / per_user))

    per_user = 45 * 48 - 600 * upkeep
    return Number(
        expected=whole(fixed, per_user),
        unit="count of users",
        mistakes=(
            (whole(fixed, per_user) - 1, "With 74 renting is still a little cheaper: round up."),
            (whole(fixed, 45 * 48 - 600), "The upkeep is missing: 20 % of the licences a year."),
            (whole(fixed, 45 * 48 - 600 * 1.2), "Upkeep is paid in each of the four years."),
            (whole(fixed, 45 * 48), "Each user of one's own needs a licence and its upkeep."),
            (whole(20_000 + 5 * 15_000, 45 * 60 - 600 * 2), "The clinic plans for four years."),
            (whole(20_000, per_user), "The staff is missing: 15,000 in each of four years."),
            (whole(35_000, per_user), "Staff is paid in each of the four years."),
            (whole(60_000, per_user), "What is paid at the start is missing: 20,000."),
            (whole(fixed, 45 * 48 + 600 * upkeep), "Subtract what a user costs when owning."),
            (whole(245_000, 3_600 - 1_710), "That is our repair firm: here it is the clinic."),
            (whole(35_000, 45 * 12 - 120), "That is one year, without the licences: take four."),
        ),
    )


@question(
    "trends-3",
    hints=(
        "Two runs of trends.dispatch on busy, and the column response_minutes of each.",
        "The mean under quickest arrival minus the mean under shortest trip.",
    ),
    after="Three minutes shorter on average. In the mean over the days it is 2.4, with a 95 % "
    "interval from 1.0 to 3.8, so more than luck. But the slowest customer waits 319 minutes "
    "instead of 173: in a busy town the best mean is the worst day for somebody at the edge.",
)
def minutes_that_shortest_trip_saves() -> Number:
    """Mean response on busy days, quickest arrival less shortest trip."""
    busy = simulate_requests(60, 14, rng=np.random.default_rng(15))
    calm = simulate_requests(60, 20, rng=np.random.default_rng(15))
    quick, short = (dispatch(busy, rule) for rule in DISPATCHED)
    waits, trips = "response_minutes", "trip_minutes"
    right = quick[waits].mean() - short[waits].mean()
    calm_gain = dispatch(calm, DISPATCHED[0])[waits] - dispatch(calm, DISPATCHED[1])[waits]
    return Number(
        expected=right,
        unit="minutes",
        mistakes=(
            (-right, "The sign is turned: quickest arrival minus shortest trip."),
            (calm_gain.mean(), "Those are the calm days: dispatch busy, not requests."),
            (quick[waits].mean(), "That is one mean: subtract that of shortest trip."),
            (short[waits].mean(), "That is one mean: take it from that of quickest arrival."),
            (quick[trips].mean() - short[trips].mean(), "That is driving: take response_minutes."),
            (quick[waits].median() - short[waits].median(), "Those are medians: take the means."),
            (quick[waits].max() - short[waits].max(), "Those are the slowest: take the means."),
            (1 - short[waits].mean() / quick[waits].mean(), "That is a share: in minutes, please."),
            *_other_savings(busy, quick[waits], short[waits]),
        ),
    )


@question(
    "trends-4",
    hints=(
        "Choose in village_worlds, and judge both choices in village_new.",
        "trends.reach(village_new, seeds.index) for either choice; then the mean difference.",
    ),
    after="In this village greedy reaches one or two fewer (95 % interval 0.4 to 2.9, over its "
    "worlds), since it has also learned the luck of its 300 worlds. Another village may give one "
    "or two more; beside the 21.5 of the four towns that is next to nothing.",
)
def gain_of_greedy_in_the_village() -> Number:
    """Members whom greedy reaches more than the most popular in a club of one town."""
    village, worlds, new = _village()
    greedy, best = seeds_by_greedy(worlds, 10), seeds_by_greedy(new, 10)
    popular = seeds_by_friends(village, 10)
    by_greedy, by_friends = reach(new, greedy.index), reach(new, popular.index)
    more = by_greedy - by_friends
    seen = (reach(worlds, greedy.index) - reach(worlds, popular.index)).mean()
    return Number(
        expected=more.mean(),
        unit="members",
        mistakes=(
            (-more.mean(), "The sign is turned: greedy less the most friends."),
            (seen, "That is judged where greedy chose: take village_new."),
            (greedy.sum() - by_friends.mean(), "Greedy's sum is from the worlds where it chose."),
            (by_greedy.mean(), "That is what greedy reaches: subtract what the popular reach."),
            (by_friends.mean(), "That is what the popular reach: take it from greedy's."),
            (greedy.sum(), "That is greedy's reach where it chose: judge it in village_new."),
            (best.sum() - by_friends.mean(), "Choose in village_worlds, not in village_new."),
            (more.sum(), "That is the sum over 500 worlds: take the mean."),
            (by_greedy.mean() / by_friends.mean(), "That is a ratio: take the difference."),
            (more.std(), "That is the standard deviation: take the mean."),
            (1.96 * more.sem(), "That is half the interval: take the mean."),
        ),
    )


# second sitting


@question(
    "trends-5",
    hints=(
        "The gap holds the length of the list.",
        'trends.judge_lists(three, next_baskets)["hit"].mean(), with three as the lists.',
    ),
    after="With tea on the leaflet Cem is hit, too. A longer list can never hit less often, so a "
    "hit rate says nothing without the length of its list.",
)
def toy_hit_rate_of_three() -> Number:
    """Hit rate of three best sellers on five toy homes."""
    homes, bought = toy_homes(), toy_next_baskets()
    popular = item_scores(homes, "best sellers")
    two, three, four = (judge_lists(top_items(popular, n), bought) for n in (2, 3, 4))
    return Number(
        expected=three["hit"].mean(),
        unit="fraction",
        mistakes=(
            (two["hit"].mean(), "That is the list of two: the leaflet has room for three."),
            (three["hit"].sum(), "Those are the homes that were hit: take the mean."),
            (three["n_hits"].mean(), "Those are right things per home: take the column hit."),
            (three["ndcg"].mean(), "That is the nDCG: take the column hit."),
            (1 - three["hit"].mean(), "Those are the homes that were missed."),
            (
                three["n_hits"].sum() / three["n_bought"].sum(),
                "That is the share of the things bought: asked is the share of the homes.",
            ),
            (
                three["n_hits"].sum() / 15,
                "That is the share of the 15 places: asked is the share of the homes.",
            ),
            (four["ndcg"].mean(), "That is the nDCG of four: take hit, and a list of three."),
            (two["ndcg"].mean(), "That is the nDCG of two: take hit, and a list of three."),
            (three["n_hits"].sum(), "Those are right things: count homes, and take the mean."),
        ),
    )


@question(
    "trends-6",
    hints=(
        "Put (counts > 0).astype(int) where counts stood in trends.item_scores.",
        'Then trends.top_items(…, 10), and trends.judge_lists(…, bought)["hit"].mean().',
    ),
    after="About 68 %. Beside this baseline the engine is ahead by 8.9 points (95 % interval 7.2 "
    "to 10.5), beside the other by 2.8: so ask of every comparison how its baseline was made.",
)
def hit_rate_of_best_sellers_by_homes() -> Number:
    """Hit rate of ten best sellers where each home counts a thing once."""
    counts, bought = _year()
    once = item_scores((counts > 0).astype(int), "best sellers")
    right, five = _judged(once), judge_lists(top_items(once, 5), bought)
    return Number(
        expected=right["hit"].mean(),
        unit="fraction",
        mistakes=(
            (right["hit"].sum(), "Those are the homes that were hit: take the mean."),
            (right["ndcg"].mean(), "That is the nDCG: take the column hit."),
            (right["n_hits"].mean(), "Those are right things per home: take the column hit."),
            (1 - right["hit"].mean(), "Those are the homes that were missed."),
            (five["hit"].mean(), "That is a list of five: ten are asked for."),
            (
                right["n_hits"].sum() / right["n_bought"].sum(),
                "That is the share of the things bought: asked is the share of the homes.",
            ),
            (
                right["hit"].sum() / len(counts),
                "Divide by the homes that came in December, not by those of November: .mean().",
            ),
            *_other_lists(counts),
        ),
    )


@question(
    "trends-7",
    hints=(
        "trends.unique_table(telco, [two columns]) has one row per column; which row knows both?",
        'The last row of the column unique: ["unique"].iloc[-1].',
    ),
    after="More than 82 of 100 customers are alone with two columns that a bill shows. The "
    "consultant needs no name to find somebody whose bill he has seen.",
)
def telephone_customers_who_are_alone() -> Number:
    """Share of telephone customers alone by length of stay and monthly charge."""
    telco, two = load_telco(), ["tenure_months", "monthly_charges_usd"]
    known, sizes = unique_table(telco, two), telco.groupby(two).size()
    right = known["unique"].iloc[-1]

    def alone(*columns):
        return unique_table(telco, [*columns])["unique"].iloc[-1]

    by_total, with_contract = alone(two[0], "total_charges_usd"), alone(*two, "contract")
    return Number(
        expected=right,
        unit="fraction",
        mistakes=(
            ((sizes == 1).mean(), "That is the share of combinations: divide by the customers."),
            (known["small"].iloc[-1], "Those are the groups below five: take unique."),
            (1 - right, "Those are the customers who are not alone."),
            (known["unique"].iloc[0], "That is the first row: it knows the length of stay only."),
            (alone(two[1]), "There only the charge is known: both columns are."),
            (len(sizes) / len(telco), "That is combinations per customer: who is alone in one?"),
            (len(sizes), "Those are the combinations: which share of customers is alone?"),
            ((sizes == 1).sum(), "Those are the customers who are alone: divide by all."),
            (by_total, "That is with the total charge: take monthly_charges_usd."),
            (with_contract, "There the contract is known as well: take the two columns only."),
            (known["unique"].mean(), "That is the mean of the rows: take the last one."),
            ((sizes > 1).mean(), "Those are combinations of several: who is alone?"),
        ),
    )


@question(
    "trends-8",
    hints=(
        'gains.loc["household_size", "mean"] is what the trait adds to the hit rate of one list.',
        "1_000 lists times (2 dollars times that gain, less 0.02).",
    ),
    after="It loses about ten dollars per 1,000 lists, and even that is kind: the gain is one of "
    "the largest of seven, and its interval holds the zero. (All seven together earn just as much, "
    "by chance.) What the column costs the homes that it leaves alone isn't in the sum.",
)
def dollars_of_a_trait() -> Number:
    """Dollars per 1,000 lists that household size earns after its price."""
    base, own, gains = _gains_of_traits()
    gain, row = gains["household_size"], "take the row household_size."
    right = 1_000 * (2 * gain - 0.02)
    others = ["kids_count", "marital_status", "household_comp"]
    return Number(
        expected=right,
        unit="dollars",
        mistakes=(
            (1_000 * (2 * 0.005 - 0.02), "0.005 is rounded: take gains.loc[…] itself."),
            (-right, "The sign is turned: what it brings, less its price."),
            (1_000 * 2 * gain, "That is what it brings: subtract the price, 0.02 a list."),
            (1_000 * 0.02, "That is the price: what does the trait bring?"),
            (right / 1_000, "That is per list: asked is per 1,000 lists."),
            (1_000 * 2 * gain - 0.02, "The price is paid for each list: put it in the brackets."),
            (1_000 * (2 * gain + 0.02), "The price is paid: subtract it."),
            (1_000 * (gain - 0.02), "A right list brings 2 dollars: multiply the gain by 2."),
            (1_000 * 2 * (gain - 0.02), "The price is paid once, and the 2 dollars are per hit."),
            (1_000 * (2 * (base + gain) - 0.02), "That is the whole list: what does it add?"),
            (1_000 * (2 * own - 0.02), f"That is the own list: {row}"),
            *((1_000 * (2 * gains[name] - 0.02), f"That is {name}: {row}") for name in others),
            (1_000 * gain, "Those are hits per 1,000 lists: in dollars, less the price."),
        ),
    )


@cache
def _gains_of_traits() -> tuple[float, float, dict[str, float]]:
    """Return the best sellers' hit rate, and what the own list and each trait add to it."""
    counts, bought = _year()
    people = load_demographics().set_index("household_id")
    told = counts[counts.index.isin(people.index)]
    traits, their = people.loc[told.index], bought[bought["household_id"].isin(told.index)]

    def hit_rate(scores: pd.DataFrame) -> float:
        return judge_lists(top_items(scores, 10), their)["hit"].mean()

    base = hit_rate(item_scores(told, "best sellers"))
    gains = {name: hit_rate(group_scores(told, traits[[name]])) - base for name in traits}
    return base, hit_rate(item_scores(told, "own list")) - base, gains


@cache
def _year() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts until November, and the first baskets from December of known homes."""
    baskets = load_baskets()
    is_before = baskets["sold_at"] < "2017-12-01"
    counts, first = basket_counts(baskets[is_before]), first_baskets(baskets[~is_before])
    return counts, first[first["household_id"].isin(counts.index)]


def _judged(scores: pd.DataFrame) -> pd.DataFrame:
    return judge_lists(top_items(scores, 10), _year()[1])


def _other_lists(counts: pd.DataFrame) -> tuple:
    """Other methods, and the same one on the number of baskets."""
    by_baskets = _judged(item_scores(counts, "best sellers"))
    own = _judged(item_scores(counts, "own list"))
    own_once = _judged(item_scores((counts > 0).astype(int), "own list"))
    like = _judged(item_scores(counts, "item to item"))
    return (
        (by_baskets["hit"].mean(), "That is by baskets: count each home once, counts > 0."),
        (by_baskets["ndcg"].mean(), "That is the nDCG by baskets: take hit, and counts > 0."),
        (own["hit"].mean(), 'That is the own list: take "best sellers".'),
        (own_once["hit"].mean(), 'That is the own list of 0 and 1: take "best sellers".'),
        (like["hit"].mean(), 'That is item to item: take "best sellers".'),
    )


def _other_savings(busy: pd.DataFrame, quick: pd.Series, short: pd.Series) -> tuple:
    """Other rules, and other summaries of the same two."""
    free, turn = (dispatch(busy, rule)["response_minutes"] for rule in ("first free", "in turn"))
    by_day = (quick - short).groupby(busy["day"]).mean()
    return (
        (free.mean() - short.mean(), "That is first free: quickest arrival."),
        (turn.mean() - short.mean(), "That is in turn: quickest arrival."),
        (free.mean() - quick.mean(), "That leaves shortest trip out."),
        (by_day.mean(), "That is the mean of daily means: take the mean over all requests."),
        ((quick - short).sum(), "That is the sum over all requests: take the mean."),
    )


def _village() -> tuple:
    """Friendships of one town, worlds to choose from and new ones, as the exercise draws them."""
    rng = np.random.default_rng(15)
    village = simulate_friendships(friends_in_club=[8.75], rng=rng)
    worlds = simulate_cascades(village, 0.06, 300, rng=rng)
    return village, worlds, simulate_cascades(village, 0.06, 500, rng=rng)
