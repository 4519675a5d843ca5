"""Questions of chapter 15, trends: what renting costs, for whom, and what big data adds."""

import numpy as np

from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.trends import (
    dispatch,
    reach,
    seeds_by_friends,
    seeds_by_greedy,
    simulate_cascades,
    simulate_friendships,
    simulate_requests,
)

DISPATCHED = ("quickest arrival", "shortest trip", "first free", "in turn")

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
            ((sales + service + 8) * 45, "Each module has its own price: 30 and 45."),
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
    after="Three minutes shorter on average; but the slowest customer waits 319 minutes instead of "
    "173. In a busy town the best mean is the worst day for somebody at the edge.",
)
def minutes_that_shortest_trip_saves() -> Number:
    """Mean response on busy days, quickest arrival less shortest trip."""
    busy = simulate_requests(60, 14, rng=np.random.default_rng(15))
    calm = simulate_requests(60, 20, rng=np.random.default_rng(15))
    quick, short, free, turn = (dispatch(busy, rule) for rule in DISPATCHED)
    waits, trips = "response_minutes", "trip_minutes"
    right = quick[waits].mean() - short[waits].mean()
    days = (quick[waits] - short[waits]).groupby(busy["day"]).mean()
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
            (free[waits].mean() - short[waits].mean(), "That is first free: quickest arrival."),
            (turn[waits].mean() - short[waits].mean(), "That is in turn: quickest arrival."),
            (free[waits].mean() - quick[waits].mean(), "That leaves shortest trip out."),
            (days.mean(), "That is the mean of daily means: take the mean over all requests."),
            (
                (quick[waits] - short[waits]).sum(),
                "That is the sum over all requests: take the mean.",
            ),
            (1 - short[waits].mean() / quick[waits].mean(), "That is a share: in minutes, please."),
        ),
    )


@question(
    "trends-4",
    hints=(
        "Choose in village_worlds, and judge both choices in village_new.",
        "trends.reach(village_new, seeds.index) for either choice; then the mean difference.",
    ),
    after="In the village greedy gains nothing: a 95 % interval includes zero. The popular overlap "
    "there, too, but nobody overlaps less, so the map is worth nothing.",
)
def gain_of_greedy_in_the_village() -> Number:
    """Members whom greedy reaches more than the most popular in a club of one town."""
    rng = np.random.default_rng(15)
    village = simulate_friendships(friends_in_club=[8.75], rng=rng)
    worlds = simulate_cascades(village, 0.06, 300, rng=rng)
    new = simulate_cascades(village, 0.06, 500, rng=rng)
    greedy, popular = seeds_by_greedy(worlds, 10), seeds_by_friends(village, 10)
    by_greedy, by_friends = reach(new, greedy.index), reach(new, popular.index)
    right = (by_greedy - by_friends).mean()
    seen = (reach(worlds, greedy.index) - reach(worlds, popular.index)).mean()
    cheating = seeds_by_greedy(new, 10)
    return Number(
        expected=right,
        unit="members",
        mistakes=(
            (-right, "The sign is turned: greedy less the most friends."),
            (seen, "That is judged where greedy chose: take village_new."),
            (greedy.sum() - by_friends.mean(), "Greedy's sum is from the worlds where it chose."),
            (by_greedy.mean(), "That is what greedy reaches: subtract what the popular reach."),
            (by_friends.mean(), "That is what the popular reach: take it from greedy's."),
            (greedy.sum(), "That is greedy's reach where it chose: judge it in village_new."),
            (cheating.sum() - by_friends.mean(), "Choose in village_worlds, not in village_new."),
            ((by_greedy - by_friends).sum(), "That is the sum over 500 worlds: take the mean."),
            (by_greedy.mean() / by_friends.mean(), "That is a ratio: take the difference."),
            ((by_greedy - by_friends).std(), "That is the standard deviation: take the mean."),
            (1.96 * (by_greedy - by_friends).sem(), "That is half the interval: take the mean."),
        ),
    )


# second sitting
