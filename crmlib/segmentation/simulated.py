"""Made-up segments, needs and contacts with a planted truth: parameters ours."""

from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Fraction,
    Ids,
    Kind,
    Rng,
    Rows,
    checked,
    column,
    labels,
    number,
    require_kind,
    share_interval,
    table,
    values,
    whole,
    within,
)
from crmlib.segmentation.linkage import (
    TOUCHPOINTS,
    contact_pairs,
    different_ids,
    linked_ids,
    rule_ids,
)
from crmlib.segmentation.matched_rows import places, require_once
from crmlib.segmentation.tailoring import NEEDS, message_effects, message_trial, own_offers
from crmlib.segmentation.yardstick import _seems_cut

__all__ = [
    "simulate_contacts",
    "simulate_segments",
    "yardstick_power",
    "simulate_needs",
    "simulate_answers",
    "tailoring_table",
]

POSITIONS = ("buyer", "engineer", "director")
FIRST_NAMES = (
    "Alexander Benjamin Caroline Christopher Daniel Deborah Edward Elizabeth Frederick Gabriel "
    "Harriet Isabella Jennifer Jonathan Katherine Kimberly Leonard Margaret Matthew Nicholas "
    "Patricia Rebecca Samuel Stephanie Theodore Valerie Victoria Vincent William Zachary"
)
LAST_NAMES = (
    "Adams Bailey Barnes Bennett Brooks Campbell Carter Collins Cooper Dixon Edwards Ellis Evans "
    "Fisher Foster Gibson Graham Griffin Hamilton Harris Hughes Jackson Jenkins Johnson Kennedy "
    "Lawson Marshall Mitchell Morgan Murphy Nelson Palmer Parker Peterson Phillips Porter Reynolds "
    "Richards Roberts Russell Sanders Simmons Stewart Sullivan Thompson Turner Walker Watson Wright"
)
# Any two of them lie 1 apart; the first two differ in one column only.
CENTRES = np.array([[-0.5, 0, 0, 0], [0.5, 0, 0, 0], [0, 0.75**0.5, 0, 0]])
TRADES = ("builder", "carrier", "clinic", "studio")
NEED_CHANCES = np.array([0.4, 0.25, 0.2, 0.15])
TYPICAL_CHANCE = 0.4
SAME, BY_SEGMENT, OWN, OWN_LINKED = "same for all", "by segment", "own, here", "own, linked"
LINK_LIMIT = 0.95


def _people_once(people: Any, name: str) -> pd.Index:
    require_kind(people, pd.Index, name)
    require_once(people.to_series(), name)
    return people


People = Annotated[pd.Index, Kind("Index", _people_once)]


@checked
def simulate_contacts(n_people: whole(1, 1_000_000), *, rng: Rng) -> pd.DataFrame:
    """Return made-up business contacts as three touchpoints wrote them down, with the truth.

    Use it to practise recognition: whoever links the rows can be told how often that was right.

    Parameters
    ----------
    n_people : int
        People, from 1 to 1,000,000.
    rng : numpy.random.Generator
        Draws people, visits and slips.

    Returns
    -------
    DataFrame, one row per person and touchpoint visited
        contact_id (int64, from 0), touchpoint, first_name, last_name, company, email, phone,
        position (text; e-mail and telephone may be missing) and person_id (int64: the truth).

    Notes
    -----
    Ours: each touchpoint sees a person with chance 0.7, every person is seen at least once; 30
    first and 49 last names, one company per 15 people; a nickname (first three letters) in 15 %
    of the rows, a letter lost from the last name in 10 %, another employer in 5 %; e-mail and
    telephone missing in 40 % each; every fifth person gives the company's switchboard.

    Examples
    --------
    >>> contacts = simulate_contacts(50, rng=np.random.default_rng(4))
    >>> contacts["person_id"].nunique()
    50
    """
    people = _people(n_people, rng)
    seen = rng.random((n_people, len(TOUCHPOINTS))) < 0.7
    seen[np.arange(n_people), rng.integers(0, len(TOUCHPOINTS), n_people)] = True
    who, where = np.nonzero(seen)
    contacts = people.iloc[who].reset_index(drop=True)
    slips = rng.random((len(contacts), 5))
    moved = slips[:, 2] < 0.05
    contacts["first_name"] = contacts["first_name"].mask(
        slips[:, 0] < 0.15, contacts["first_name"].str[:3]
    )
    contacts["last_name"] = contacts["last_name"].mask(
        slips[:, 1] < 0.10, contacts["last_name"].str[:2] + contacts["last_name"].str[3:]
    )
    contacts.loc[moved, "company"] = rng.choice(people["company"], moved.sum())
    contacts["email"] = contacts["email"].mask(slips[:, 3] < 0.4)
    contacts["phone"] = contacts["phone"].mask(slips[:, 4] < 0.4)
    contacts.insert(0, "touchpoint", np.array(TOUCHPOINTS)[where])
    return contacts.rename_axis("contact_id").reset_index()


@checked
def simulate_segments(
    n_customers: Rows, *, distance: number(0, 1e100), n_segments: whole(2, 3) = 3, rng: Rng
) -> pd.DataFrame:
    """Return made-up customers of two or three planted segments, or of none.

    Use it to see whether a method finds what is there, and only that.

    Parameters
    ----------
    n_customers : int
        At least 1; segments are drawn by lot, with equal chances.
    distance : float
        From any centre to any other, in standard deviations of a segment; 0 plants nothing.
    n_segments : int
        2, which differ in the first feature only, or 3, which differ in the first two.
    rng : numpy.random.Generator
        Draws segments and features.

    Returns
    -------
    DataFrame, one row per customer
        feature_1 to feature_4 (float) and segment (int64, from 0: the truth).

    Examples
    --------
    >>> simulate_segments(5, distance=6, rng=np.random.default_rng(4)).shape
    (5, 5)
    """
    segment = rng.integers(0, n_segments, n_customers)
    points = distance * CENTRES[segment] + rng.normal(size=(n_customers, CENTRES.shape[1]))
    columns = [f"feature_{j}" for j in range(1, CENTRES.shape[1] + 1)]
    return pd.DataFrame(points, columns=columns).assign(segment=segment)


@checked
def yardstick_power(
    distances: values(within(0, 1000)),
    *,
    n_customers: whole(20, 2_000) = 400,
    n_trials: whole(1, 1_000) = 20,
    rng: Rng,
) -> pd.DataFrame:
    """Return how often the checks find two planted segments, by the distance between them.

    Use it before "none was found" is read as "there are none": who cannot find what was planted
    proves nothing by finding nothing.

    Parameters
    ----------
    distances : sequence of float
        From centre to centre, in standard deviations of a segment, each once; at 0 nothing is
        planted, and what is found is a false alarm.
    n_customers : int
        Customers of each made-up world, from 20 to 2,000.
    n_trials : int
        Worlds per distance, from 1 to 1,000.
    rng : numpy.random.Generator
        Draws the worlds, clouds and resamples.

    Returns
    -------
    DataFrame, one row per distance
        Index `distance`; n_trials, n_found (worlds in which there seem to be segments), share
        (found), low, high (its 95 % interval, Wilson's).

    Raises
    ------
    ValueError
        If a distance is named twice.

    Notes
    -----
    The segments of `simulate_segments` differ in one of four features. Each feature is brought
    to standard deviation 1; `segment_checks` tries two and three segments with ten draws. Found
    is what is better separated than the clouds, with a stability of 0.8 or more and a smallest
    share of 0.05 or more.

    References
    ----------
    Cohen, J. (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition. Wilson
    (1927), see `crmlib.core.share_interval`.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> yardstick_power([0, 9], n_customers=200, n_trials=2, rng=rng)["share"].tolist()
    [0.0, 1.0]
    """
    planted = [float(distance) for distance in distances]
    if not planted or len(set(planted)) < len(planted):
        raise ValueError(f"`distances` must be one or more, each once; got {planted}.")
    rows = {}
    for distance in planted:
        worlds = (_two_planted(n_customers, distance, rng) for _ in range(n_trials))
        n_found = sum(_seems_cut(world, [2, 3], 10, rng) for world in worlds)
        counts = pd.Series({"n_trials": n_trials, "n_found": n_found})
        rows[distance] = pd.concat([counts, share_interval(n_found, n_trials)])
    power = pd.DataFrame(rows).T.rename_axis("distance")
    return power.astype({"n_trials": int, "n_found": int})


@checked
def simulate_needs(people: People, *, rng: Rng) -> pd.DataFrame:
    """Return a made-up need and trade for each person.

    Use it as the truth that a dialogue tries to learn; the trade is what everybody can see.

    Parameters
    ----------
    people : Index
        The people, each once.
    rng : numpy.random.Generator
        Draws both.

    Returns
    -------
    DataFrame, one row per person
        Index as given; trade and need (text).

    Notes
    -----
    Ours: needs price, speed, advice and design with chances 0.4, 0.25, 0.2 and 0.15; with chance
    0.4 a person has the trade typical of the need (builder, carrier, clinic, studio, in this
    order), else any of the four.

    Examples
    --------
    >>> simulate_needs(pd.RangeIndex(3), rng=np.random.default_rng(4)).columns.tolist()
    ['trade', 'need']
    """
    need = rng.choice(len(NEEDS), len(people), p=NEED_CHANCES)
    is_typical = rng.random(len(people)) < TYPICAL_CHANCE
    trade = np.where(is_typical, need, rng.integers(0, len(TRADES), len(people)))
    named = {"trade": np.array(TRADES)[trade], "need": np.array(NEEDS)[need]}
    return pd.DataFrame(named, index=people)


@checked
def simulate_answers(
    contacts: table(contact_id=Ids, person_id=Ids),
    needs: column(labels(*NEEDS)),
    *,
    answer_rate: Fraction = 0.5,
    accuracy: Fraction = 0.8,
    rng: Rng,
) -> pd.Series:
    """Return what people said when a touchpoint asked them what matters most.

    Use it to see how much a dialogue is worth if nobody can tell who spoke.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        Columns `contact_id` and `person_id`.
    needs : Series of text, index person_id
        What each person really needs: one of `NEEDS`.
    answer_rate : float
        Chance that a contact brings an answer.
    accuracy : float
        Chance that an answer names the real need; otherwise it names one of the others.
    rng : numpy.random.Generator
        Draws who answers and what.

    Returns
    -------
    Series of text, one per answer
        Index `contact_id` of the contacts that answered, name "answer".

    Raises
    ------
    ValueError
        If a contact or a person stands there twice, or a contact's person is not in `needs`.

    Examples
    --------
    >>> contacts = pd.DataFrame({"contact_id": [5, 6], "person_id": [0, 0]})
    >>> sure = {"answer_rate": 1.0, "accuracy": 1.0, "rng": np.random.default_rng(4)}
    >>> simulate_answers(contacts, pd.Series({0: "speed"}), **sure).tolist()
    ['speed', 'speed']
    """
    ids = different_ids(contacts)
    who = places(contacts["person_id"], "contacts", holder=needs, holder_argument="needs")
    need = needs.astype(object).map(NEEDS.index).to_numpy()[who]
    is_true = rng.random(len(contacts)) < accuracy
    other = (need + rng.integers(1, len(NEEDS), len(contacts))) % len(NEEDS)
    answers = pd.Series(
        np.array(NEEDS)[np.where(is_true, need, other)],
        pd.Index(ids, name="contact_id"),
        name="answer",
    )
    return answers[rng.random(len(contacts)) < answer_rate]


@checked
def tailoring_table(contacts: table(contact_id=Ids, person_id=Ids), *, rng: Rng) -> pd.DataFrame:
    """Return a made-up trial of four messages: for all, by segment, own, own after recognition.

    Use it to see what dialogue adds to a message, and what recognition adds to dialogue.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        As from `simulate_contacts`.
    rng : numpy.random.Generator
        Draws needs, answers, arms and responses.

    Returns
    -------
    DataFrame, one row per arm
        Index `arm`, in the order above; n_people, matched (share whose need the message meets),
        response, uplift over the same message for all, low and high (its 95 % interval).

    Notes
    -----
    Ours: needs as in `simulate_needs`, answers as in `simulate_answers` (half of the contacts
    answer, 80 % of the answers are true); a message that meets the need is answered with chance
    0.25, another with 0.05. "own, here" knows what was said at this touchpoint; "own, linked"
    knows what was said by all contacts that the model links at 0.95.

    Examples
    --------
    >>> contacts = simulate_contacts(300, rng=np.random.default_rng(4))
    >>> tailoring_table(contacts, rng=np.random.default_rng(4))["n_people"].tolist()
    [75, 75, 75, 75]
    """
    person = contacts.set_index("contact_id")["person_id"]
    people = simulate_needs(pd.Index(np.sort(person.unique())), rng=rng)
    said = simulate_answers(contacts, people["need"], rng=rng)
    prior = said.value_counts(normalize=True)
    trades = person.map(people["trade"]).reindex(said.index)
    typical = pd.crosstab(trades, said).idxmax(axis=1)
    hand = contacts.groupby("person_id")["contact_id"].max()
    alone = rule_ids(contacts, ["contact_id"])
    linked = linked_ids(contacts, contact_pairs(contacts), LINK_LIMIT)
    offers = pd.DataFrame({SAME: prior.idxmax()}, index=people.index)
    offers[BY_SEGMENT] = people["trade"].map(typical)
    offers[OWN] = own_offers(said, alone, hand, prior=prior)
    offers[OWN_LINKED] = own_offers(said, linked, hand, prior=prior)
    return message_effects(message_trial(people["need"], offers, rng=rng), SAME).loc[[*offers]]


def _two_planted(n_customers: int, distance: float, rng: np.random.Generator) -> np.ndarray:
    """Return a world of two segments, each feature at standard deviation 1."""
    world = simulate_segments(n_customers, distance=distance, n_segments=2, rng=rng)
    features = world.drop(columns="segment").to_numpy()
    return (features - features.mean(axis=0)) / features.std(axis=0)


def _people(n_people: int, rng: np.random.Generator) -> pd.DataFrame:
    company = rng.integers(0, 1 + n_people // 15, n_people)
    people = pd.DataFrame(
        {
            "first_name": rng.choice(FIRST_NAMES.split(), n_people),
            "last_name": rng.choice(LAST_NAMES.split(), n_people),
            "company": [f"Company {number:03d}" for number in company],
        }
    )
    extension = np.where(rng.random(n_people) < 0.2, 0, rng.integers(10_000, 99_999, n_people))
    code = pd.Series(company).map("{:03d}".format)
    names = people["first_name"].str.lower() + "." + people["last_name"].str.lower()
    people["email"] = names + "@c" + code + ".example"
    people["phone"] = code + "-" + pd.Series(extension).map("{:05d}".format)
    people["position"] = rng.choice(POSITIONS, n_people, p=[0.5, 0.4, 0.1])
    return people.assign(person_id=np.arange(n_people))
