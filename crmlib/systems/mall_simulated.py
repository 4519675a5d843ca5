"""A made-up mall: a toy of eight events, and shoppers whose favourite good is planted."""

import numpy as np
import pandas as pd

from crmlib.core import Fractions, Rng, checked, values, whole
from crmlib.systems.discounts import SignUpOffer, offer_table

__all__ = ["toy_mall_events", "simulate_mall", "simulate_signups"]

# Ours, all of it.
AREA = {
    "coats": "brand counters",
    "shoes": "brand counters",
    "kitchen": "department goods",
    "toys": "department goods",
    "books": "department goods",
    "sport": "department goods",
}
GOODS = np.array(sorted(AREA))
FAVOURITE = 0.5  # share of what a shopper buys or looks at that is the favourite for certain
N_CARD, N_WEB = 1.0, 1.0  # mean purchases and mean looks of a shopper in the eight weeks before
KIOSK = 0.2  # share of looks at a kiosk in the mall, under the web account
N_SENSORS = 3.0  # mean sensors that a visitor passes after the first
SENSED = ("brand counters", "department goods", "catering", "car park")
SPEND, SPREAD = 6.5, 0.6  # of the logarithm of an amount, in new Taiwan dollars
DAY, WEEKS = pd.Timestamp("2001-04-14"), 8
OPENS, CLOSES = 10 * 3_600, 21 * 3_600
MOST = 100_000
MOST_VISITORS = 5_000_000  # of a trial, for each discount


def toy_mall_events() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return eight events of one day in a mall, and whose card or account they are.

    Use it to see a reservoir at work: Mei has a card and a web account, Tao has a card.

    Returns
    -------
    events : DataFrame, 8 rows
        event_time, source, area, seen_as, good, amount; three rows name nobody.
    links : DataFrame, 3 rows
        seen_as, person_id.

    Examples
    --------
    >>> events, links = toy_mall_events()
    >>> int(events["seen_as"].isna().sum()), links["person_id"].tolist()
    (3, ['Mei', 'Mei', 'Tao'])
    """
    rows = [
        ("09:10", "web", "web", "web 5", "toys", None),
        ("11:02", "sensor", "car park", None, None, None),
        ("11:20", "till", "department goods", "card 2", "toys", 700),
        ("11:45", "kiosk", "kiosk", "web 5", "books", None),
        ("12:05", "till", "brand counters", None, "shoes", 1_500),
        ("12:30", "till", "department goods", "card 2", "books", 1_000),
        ("13:15", "sensor", "catering", None, None, None),
        ("14:00", "till", "department goods", "card 3", "books", 300),
    ]
    columns = ["event_time", "source", "area", "seen_as", "good", "amount"]
    events = pd.DataFrame(rows, columns=columns)
    events["event_time"] = pd.to_datetime("2001-04-14 " + events["event_time"])
    events["amount"] = events["amount"].astype(float)
    owners = [("card 2", "Mei"), ("web 5", "Mei"), ("card 3", "Tao")]
    return events, pd.DataFrame(owners, columns=["seen_as", "person_id"])


@checked
def simulate_mall(
    n_shoppers: whole(1, MOST), *, rng: Rng
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return events of a made-up mall, whose card or account they are, and what each came for.

    Use it to ask what joining systems is worth: the favourite of each shopper is planted.

    Parameters
    ----------
    n_shoppers : int
        Shoppers with a card and a web account, from 1 to 100,000; as many buyers without a name
        come on the last day.
    rng : numpy.random.Generator
        Draws everything.

    Returns
    -------
    events : DataFrame, one row per event, by time
        event_time, source (till, web, kiosk, sensor), area, seen_as (missing: nobody is named),
        good, amount (new Taiwan dollars, till only). The last day is 14 April 2001.
    links : DataFrame, two rows per shopper
        seen_as, person_id: the truth.
    wishes : Series, one per shopper
        Index person_id; the good that the shopper buys on the last day.

    Notes
    -----
    Ours: a shopper has one favourite of six goods. Half of the purchases and looks are the
    favourite, and the other half any of the six, by chance. In the eight weeks before, one
    purchase by card and one look on the web (one in five at a kiosk) in the mean, each by
    Poisson. On the last day, one purchase each; every visitor passes four sensors in the mean.

    Examples
    --------
    >>> events, links, wishes = simulate_mall(5, rng=np.random.default_rng(14))
    >>> len(links), len(wishes)
    (10, 5)
    """
    people = pd.Index([f"P{i:05}" for i in range(1, n_shoppers + 1)], name="person_id")
    cards, accounts = (
        np.array([f"{kind} {i + 1:05}" for i in rng.permutation(n_shoppers)])
        for kind in ("card", "web")
    )
    favourites = rng.integers(0, len(GOODS), n_shoppers)
    bought = _met(favourites, N_CARD, rng)
    looked = _met(favourites, N_WEB, rng)
    wishes = _goods(favourites, rng)
    parts = [
        _till(cards[bought[0]], bought[1], _before(len(bought[0]), rng), rng),
        _looks(accounts[looked[0]], looked[1], rng),
        _till(cards, wishes, _that_day(n_shoppers, rng), rng),
        _till(None, rng.integers(0, len(GOODS), n_shoppers), _that_day(n_shoppers, rng), rng),
        _sensors(2 * n_shoppers, rng),
    ]
    events = pd.concat(parts, ignore_index=True)
    order = ["event_time", "source", "seen_as", "area"]
    events = events.sort_values(order, kind="stable", ignore_index=True)
    owners = np.concatenate([people, people])
    links = pd.DataFrame({"seen_as": np.concatenate([cards, accounts]), "person_id": owners})
    return events, links, pd.Series(GOODS[wishes], people, name="wish")


@checked
def simulate_signups(
    offer: SignUpOffer,
    discounts: values(Fractions),
    *,
    visitors_each: whole(1, MOST_VISITORS),
    rng: Rng,
) -> pd.DataFrame:
    """Return how many join in a made-up trial that gives each visitor one discount by lot.

    Use it to try whether a trial of some size finds the discount that is planted as the best.

    Parameters
    ----------
    offer : SignUpOffer
        The planted truth.
    discounts : array or list of float
        Fractions of the price, each once.
    visitors_each : int
        Visitors who get each of them.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        Indexed by discount: n_visitors, n_joined.

    Notes
    -----
    Visitors decide one by one, independently of each other, with the chance of `offer_table`.

    References
    ----------
    None: the visitors do not exist.

    Examples
    --------
    >>> trial = simulate_signups(
    ...     SignUpOffer(), [0, 0.1], visitors_each=400, rng=np.random.default_rng(14)
    ... )
    >>> trial["n_visitors"].tolist()
    [400, 400]
    """
    chances = offer_table(offer, discounts)["joins"]
    joined = rng.binomial(visitors_each, chances.to_numpy())
    table = {"n_visitors": visitors_each, "n_joined": joined}
    return pd.DataFrame(table, index=chances.index).astype("int64")


def _goods(favourites: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return one good per favourite: itself, or any."""
    is_favourite = rng.random(len(favourites)) < FAVOURITE
    return np.where(is_favourite, favourites, rng.integers(0, len(GOODS), len(favourites)))


def _met(
    favourites: np.ndarray, mean: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return who met a good in the weeks before, and which."""
    who = np.repeat(np.arange(len(favourites)), rng.poisson(mean, len(favourites)))
    return who, _goods(favourites[who], rng)


def _before(n: int, rng: np.random.Generator) -> pd.Series:
    days = pd.to_timedelta(rng.integers(1, 7 * WEEKS + 1, n), unit="D")
    return _that_day(n, rng) - days


def _that_day(n: int, rng: np.random.Generator) -> pd.DatetimeIndex:
    return DAY + pd.to_timedelta(rng.integers(OPENS, CLOSES, n), unit="s")


def _till(
    seen_as: np.ndarray | None, goods: np.ndarray, times: pd.DatetimeIndex, rng: np.random.Generator
) -> pd.DataFrame:
    amounts = rng.lognormal(SPEND, SPREAD, len(goods)).round(-1)
    bought = GOODS[goods]
    areas = [AREA[good] for good in bought]
    return _rows(times, "till", areas, seen_as=seen_as, good=bought, amount=amounts)


def _looks(seen_as: np.ndarray, goods: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    source = np.where(rng.random(len(goods)) < KIOSK, "kiosk", "web")
    return _rows(_before(len(goods), rng), source, source, seen_as=seen_as, good=GOODS[goods])


def _sensors(n_visitors: int, rng: np.random.Generator) -> pd.DataFrame:
    n_events = n_visitors + int(rng.poisson(N_SENSORS, n_visitors).sum())
    areas = rng.choice(SENSED, n_events)
    return _rows(_that_day(n_events, rng), "sensor", areas)


def _rows(
    times: pd.DatetimeIndex,
    source: object,
    area: object,
    *,
    seen_as: object = None,
    good: object = None,
    amount: object = np.nan,
) -> pd.DataFrame:
    frame = pd.DataFrame({"event_time": times}).assign(source=source, area=area)
    frame["seen_as"] = pd.Series(seen_as, frame.index, dtype="str")
    frame["good"] = pd.Series(good, frame.index, dtype="str")
    return frame.assign(amount=np.asarray(amount, dtype=float) + np.zeros(len(frame)))
