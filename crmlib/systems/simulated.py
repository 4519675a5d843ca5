"""Made-up tea firm, pipeline of deals and mall: all figures and parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Fractions, Rng, checked, values, whole
from crmlib.systems.discounts import SignUpOffer, offer_table

__all__ = [
    "toy_firm",
    "simulate_deals",
    "toy_mall_events",
    "simulate_mall",
    "simulate_signups",
]

STAGES = {"lead": (0.5, 10), "qualified": (0.6, 20), "quote": (0.5, 15), "negotiation": (0.7, 15)}
LEADS_A_DAY, MEDIAN_VALUE, SPREAD = 2, 1_000, 0.6
# The mall.
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
LOG_SPEND, SPEND_SPREAD = 6.5, 0.6  # of the logarithm of an amount, in new Taiwan dollars
DAY, WEEKS = pd.Timestamp("2001-04-14"), 8
OPENS, CLOSES = 10 * 3_600, 21 * 3_600
MOST_SHOPPERS = 100_000
MOST_VISITORS = 5_000_000  # of a trial, for each discount


@checked
def toy_firm() -> dict[str, pd.DataFrame]:
    """Return one month of a made-up tea firm, whose tables share one customer key.

    Use it to follow one customer by hand through sales, marketing, service and staff.

    Returns
    -------
    dict of DataFrame
        web_orders (order_id, customer_id, amount), messages (message_id, day, channel, address,
        complains), addresses (address, customer_id), customers (customer_id, name, campaign,
        state), campaigns (campaign, planned_cost, cost, planned_customers), orders (order_id,
        customer_id, seller, channel, amount, goods: what they cost the firm, returned), visits
        (visit_id, customer_id, begins, ends; hours of one day), survey
        (customer_id, answer: 1 to 5).

    Notes
    -----
    Made up for this course.

    Examples
    --------
    >>> toy_firm()["web_orders"]["amount"].tolist()
    [40, 60, 50]
    """
    tables = {name: [row.split("|") for row in rows.split("\n")] for name, rows in FIRM.items()}
    frames = {name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in tables.items()}
    whole_numbers = {"amount", "day", "goods", "returned", "begins", "ends", "answer", "cost"}
    whole_numbers |= {"planned_cost", "planned_customers"}
    for name, frame in frames.items():
        kinds = {column: int for column in frame.columns if column in whole_numbers}
        frames[name] = frame.astype(kinds)
    messages = frames["messages"]
    frames["messages"] = messages.assign(complains=messages["complains"] == "yes")
    return frames


@checked
def simulate_deals(n_days: whole(1, 10_000), *, rng: Rng) -> pd.DataFrame:
    """Return a made-up pipeline of deals, each followed to its end.

    Use it to hold a forecast of one day against what came later.

    Parameters
    ----------
    n_days : int
        On how many days deals begin.
    rng : numpy.random.Generator
        Draws beginnings, values, times and luck.

    Returns
    -------
    DataFrame, one row per deal and stage that it reached
        deal_id, value, stage (lead, qualified, quote, negotiation, won), and the days on which
        the deal entered and left it.

    Notes
    -----
    Ours: two deals begin a day (Poisson); a deal's value is lognormal with median 1,000 and
    spread 0.6; the four stages are passed with chances 0.5, 0.6, 0.5 and 0.7, and last 10, 20, 15
    and 15 days on average (exponential). So 10.5 % of the deals are won.

    Examples
    --------
    >>> moves = simulate_deals(300, rng=np.random.default_rng(11))
    >>> share_won = (moves["stage"] == "won").sum() / moves["deal_id"].nunique()
    >>> bool(0.08 < share_won < 0.13)
    True
    """
    begins = np.repeat(np.arange(n_days), rng.poisson(LEADS_A_DAY, n_days).astype(np.intp))
    values = MEDIAN_VALUE * np.exp(SPREAD * rng.standard_normal(len(begins)))
    deals = pd.DataFrame({"deal_id": np.arange(1, len(begins) + 1), "value": values.round()})
    reached, parts = deals.assign(entered=begins.astype(float)), []
    for stage, (chance, mean_days) in STAGES.items():
        n_reached = len(reached)
        left = reached["entered"] + rng.exponential(mean_days, n_reached)
        parts.append(reached.assign(stage=stage, left=left))
        is_on = rng.random(n_reached) < chance
        reached = reached.assign(entered=left)[is_on]
    parts.append(reached.assign(stage="won", left=reached["entered"]))
    moves = pd.concat(parts).sort_values(["deal_id", "entered", "left"], kind="stable")
    columns = ["deal_id", "value", "stage", "entered", "left"]
    return moves[columns].round(2).reset_index(drop=True)


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
    n_shoppers: whole(1, MOST_SHOPPERS), *, rng: Rng
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
    amounts = rng.lognormal(LOG_SPEND, SPEND_SPREAD, len(goods)).round(-1)
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


FIRM = {
    "web_orders": """order_id|customer_id|amount
O1|C1|40
O2|C2|60
O3|C2|50""",
    "messages": """message_id|day|channel|address|complains
M1|1|web form|lin@tea.example|no
M2|2|e-mail|chen@tea.example|no
M3|3|phone|555-0102|yes
M4|4|chat|tea_fan_9|no
M5|5|e-mail|lin@tea.example|no
M6|6|chat|chen_drinks_tea|yes""",
    "addresses": """address|customer_id
lin@tea.example|C1
555-0101|C1
chen@tea.example|C2
555-0102|C2
chen_drinks_tea|C2""",
    "customers": """customer_id|name|campaign|state
C1|Ms Lin|fair|order
C2|Mr Chen|letter|quote
C3|Ms Okoro|letter|order
C4|Mr Berg|website|order
C5|Ms Diaz|website|ticket
C6|Mr Sato|website|lead""",
    "campaigns": """campaign|planned_cost|cost|planned_customers
fair|300|330|2
letter|120|120|2
website|200|170|2""",
    "orders": """order_id|customer_id|seller|channel|amount|goods|returned
O1|C1|Ana|web|40|24|0
O2|C2|Ben|web|60|36|0
O4|C3|Ana|store|90|70|0
O5|C4|Ana|web|80|68|30
O6|C5|Ben|store|50|28|0
O7|C1|Ben|store|30|16|0
O8|C6|Ana|web|70|62|70""",
    "visits": """visit_id|customer_id|begins|ends
V1|C1|9|16
V2|C2|10|12
V3|C4|11|13
V4|C5|12|14
V5|C6|13|15
V6|C3|14|16""",
    "survey": """customer_id|answer
C1|5
C2|2
C4|3
C5|5""",
}
