"""Made-up requests, friendships and mixed-up records: every parameter is ours."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Counts,
    Fraction,
    Rng,
    checked,
    number,
    table_of,
    values,
    whole,
)

__all__ = [
    "simulate_requests",
    "simulate_friendships",
    "simulate_mix_up",
]

# The town: a square with its middle at (0, 0), and a working day.
HALF_WIDTH_KM = 5.0
DAY_MINUTES = 8 * 60
WORK_MINUTES = (20.0, 60.0)
# How unequally people find friends: sigma of a lognormal, and its cap.
SOCIABLE, MOST_SOCIABLE = 0.9, 6.0
Days = whole(1, 10_000)
Gap = number(1, 1_000)
Crowd = whole(2, 3_000)
CLUBS = (12, 8, 7, 6)


@checked
def simulate_requests(n_days: Days, mean_gap: Gap, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic requests for a visit in one town, day by day.

    Parameters
    ----------
    n_days : int
        How many working days of eight hours, 1 to 10,000.
    mean_gap : float
        Minutes from one request to the next, on average; 1 to 1,000.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per request in order of time
        day (int64, from 1), minute (of the day), x_km and y_km (-5 to 5, from the middle of the
        town), work_minutes (20 to 60).

    Notes
    -----
    Gaps are exponential, places and work uniform. All parameters are ours.

    References
    ----------
    None: the town does not exist.

    Examples
    --------
    >>> requests = simulate_requests(30, 20, rng=np.random.default_rng(15))
    >>> bool(requests["minute"].max() < 480)
    True
    """
    days = []
    for day in range(1, n_days + 1):
        # More gaps than a day can hold, but for one day in millions.
        n_gaps = int(3 * DAY_MINUTES / mean_gap) + 30
        minute = rng.exponential(mean_gap, n_gaps).cumsum()
        minute = minute[minute < DAY_MINUTES]
        place = rng.uniform(-HALF_WIDTH_KM, HALF_WIDTH_KM, (2, len(minute)))
        work = rng.uniform(*WORK_MINUTES, len(minute))
        columns = {"minute": minute, "x_km": place[0], "y_km": place[1], "work_minutes": work}
        days.append(pd.DataFrame(columns).assign(day=day))
    requests = pd.concat(days, ignore_index=True).astype({"day": "int64"})
    return requests[["day", "minute", "x_km", "y_km", "work_minutes"]]


@checked
def simulate_friendships(
    n_people: Crowd = 1_000,
    *,
    friends_in_club: values(Amounts) = CLUBS,
    friends_outside: Amount = 0.5,
    rng: Rng,
) -> pd.DataFrame:
    """Return synthetic friendships among the members of clubs: few have many friends.

    Use it as a world with a planted truth: which club somebody is in decides how the news spreads.

    Parameters
    ----------
    n_people : int
        How many people, 2 to 3,000; shared out over the clubs as equally as possible.
    friends_in_club : sequence of float
        For each club, how many friends in it one has on average; one number: no clubs.
    friends_outside : float
        How many friends one has in other clubs on average.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per friendship
        person, friend (int64, from 0, person below friend), club (int64, from 0, of the person).

    Raises
    ------
    ValueError
        If there is no club, or there are more clubs than people.

    Notes
    -----
    Each person has a sociability, lognormal with sigma 0.9, cut at 6 and scaled to a mean of 1 in
    each club. Two people are friends with a chance in proportion to the product of theirs. Who has
    no friend is in no row.

    References
    ----------
    None: the people do not exist.

    Examples
    --------
    >>> friendships = simulate_friendships(100, rng=np.random.default_rng(15))
    >>> bool((friendships["person"] < friendships["friend"]).all())
    True
    """
    within = np.asarray(friends_in_club, dtype=float)
    if not 0 < len(within) <= n_people:
        raise ValueError(
            f"`friends_in_club` must name 1 to {n_people} clubs, not more than people; "
            f"got {len(within)}."
        )
    club = np.arange(n_people) * len(within) // n_people
    sociable = np.minimum(rng.lognormal(0, SOCIABLE, n_people), MOST_SOCIABLE)
    sizes = np.bincount(club)
    sociable /= (np.bincount(club, weights=sociable) / sizes)[club]
    one, other = np.triu_indices(n_people, 1)
    inside = (within / sizes)[club[one]]
    outside = friends_outside / np.maximum(1, n_people - sizes[club[one]])
    mean = np.where(club[one] == club[other], inside, outside)
    are_friends = rng.random(len(one)) < mean * sociable[one] * sociable[other]
    pairs = {"person": one[are_friends], "friend": other[are_friends]}
    return pd.DataFrame(pairs | {"club": club[one[are_friends]]}).astype("int64")


@checked
def simulate_mix_up(counts: table_of(Counts), share: Fraction, *, rng: Rng) -> pd.DataFrame:
    """Return the records of all homes, some of them under another home's name.

    Parameters
    ----------
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item, from `basket_counts`.
    share : float
        Fraction of the homes that are mixed up with each other, rounded to whole homes.
    rng : Generator
        Draws the homes.

    Returns
    -------
    DataFrame, labelled as `counts`
        Each home that was drawn has the record of the next one drawn.

    Notes
    -----
    Made up for this course: how often a firm mixes up its customers, we do not know.

    References
    ----------
    None: the error is ours.

    Examples
    --------
    >>> counts = pd.DataFrame({"milk": [2, 1], "tea": [0, 5]}, index=["Ann", "Bo"])
    >>> simulate_mix_up(counts, 1.0, rng=np.random.default_rng(15)).loc["Ann"].to_dict()
    {'milk': 1, 'tea': 5}
    """
    rows = np.arange(len(counts))
    drawn = rng.permutation(len(counts))[: round(share * len(counts))]
    rows[drawn] = np.roll(drawn, -1)
    return counts.iloc[rows].set_axis(counts.index)
