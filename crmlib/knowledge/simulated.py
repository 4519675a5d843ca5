"""Invented readers, and sellers who come and go; all parameters are ours."""

import numpy as np
import pandas as pd

from crmlib.core import Count, Fraction, Rng, checked, whole

__all__ = [
    "toy_sentences",
    "simulate_readers",
    "simulate_turnover",
    "toy_notes",
    "toy_customer_cards",
    "toy_role_matrix",
]

N_TOPICS, NOTES, WORDS = 6, 50, 10  # topics, notes on each, words in a note
OWN, COMMON = 8, 24  # words of a topic, words that every topic uses
ON_TOPIC = 0.5  # chance of a word to be one of the topic's own
SHOWN, ROUNDS, INTERESTS = 3, 10, 2  # notes shown a week, weeks, topics that a reader wants
CLICK, SLIP = 0.8, 0.1  # chance to open a note on a wanted topic, and on another
DISLIKE = 0.25  # weight of what was shown and not opened

N_FACTS, TURNOVER = 8, 0.2  # facts of a customer; share of the sellers that leave in a year


def toy_sentences() -> pd.DataFrame:
    """Return five short pages about pets, to see a search engine count.

    Use it to compute a weight by hand.

    Returns
    -------
    DataFrame
        5 rows: address (text, /1 to /5) and text.

    Examples
    --------
    >>> int(toy_sentences()["text"].str.contains("cat").sum())
    2
    """
    texts = [
        "the cat sleeps",
        "a cat and a dog play",
        "the dog barks at night",
        "a parrot talks to the dog",
        "fish swim",
    ]
    return pd.DataFrame({"address": [f"/{i}" for i in range(1, 6)], "text": texts})


@checked
def simulate_readers(n_readers: Count, *, n_by_lot: whole(0, SHOWN) = 0, rng: Rng) -> pd.DataFrame:
    """Return what an agent shows to made-up readers with two interests each, week by week.

    Use it to see what an agent learns from clicks, and what its reader never meets.

    Parameters
    ----------
    n_readers : int
        How many readers.
    n_by_lot : int
        How many of the three notes of a week are drawn by lot; the agent chooses the others.
    rng : numpy.random.Generator
        Draws notes, interests and clicks.

    Returns
    -------
    DataFrame
        One row per reader and week: reader, week (1 to 10), first and second (of the three notes
        shown, how many are on the reader's first or second interest; 0 to 3).

    Notes
    -----
    300 notes of ten words on six topics. A reader wants two topics, both alike, opens a wanted
    note with chance 0.8 and another with 0.1. The agent shows the three unseen notes that match
    its weights best, and learns by `rocchio_step`'s rule from all clicks so far. All of it is ours.

    Examples
    --------
    >>> simulate_readers(2, rng=np.random.default_rng(1)).shape
    (20, 4)
    """
    notes, topics = _notes(rng)
    rows = [
        (reader, week, *counts)
        for reader in range(1, n_readers + 1)
        for week, counts in enumerate(_weeks(notes, topics, n_by_lot, rng), 1)
    ]
    return pd.DataFrame(rows, columns=["reader", "week", "first", "second"])


@checked
def simulate_turnover(
    n_customers: whole(1, 100_000), n_months: whole(1, 600), *, written: Fraction, rng: Rng
) -> pd.Series:
    """Return what a firm knows of invented customers while one seller in five leaves each year.

    Use it to see what notes are worth; `firm_knows` computes the same by a formula.

    Parameters
    ----------
    n_customers : int
        Each with a seller of its own.
    n_months : int
        With one contact a month, which tells one of eight facts, all with the same chance.
    written : float
        Share of what is told that goes into notes which the firm keeps, by lot.
    rng : numpy.random.Generator
        Draws what is told, what is written and who leaves.

    Returns
    -------
    Series
        Share of the facts in the notes or in the head of today's seller, one per customer, after
        `n_months`.

    Notes
    -----
    Ours: eight facts, one contact a month, a fifth of the sellers leaving in a year, between two
    contacts and by lot.

    Examples
    --------
    >>> simulate_turnover(1_000, 36, written=0.5, rng=np.random.default_rng(12)).mean().round(2)
    np.float64(0.98)
    """
    leaves = 1 - (1 - TURNOVER) ** (1 / 12)
    rows = np.arange(n_customers)
    in_head = np.zeros((n_customers, N_FACTS), bool)
    in_notes = in_head.copy()
    for month in range(n_months):
        if month:
            in_head[rng.random(n_customers) < leaves] = False
        told = rng.integers(N_FACTS, size=n_customers)
        in_head[rows, told] = True
        is_written = rng.random(n_customers) < written
        in_notes[rows[is_written], told[is_written]] = True
    known = (in_head | in_notes).mean(axis=1)
    return pd.Series(known, pd.RangeIndex(n_customers, name="customer"), name="known")


def _notes(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the notes as rows of word weights of length 1, and the topic of each."""
    topics = np.repeat(np.arange(N_TOPICS), NOTES)
    n_words = N_TOPICS * OWN + COMMON
    rows = []
    for topic in topics:
        is_own = rng.random(WORDS) < ON_TOPIC
        own = rng.integers(topic * OWN, (topic + 1) * OWN, WORDS)
        words = np.where(is_own, own, rng.integers(N_TOPICS * OWN, n_words, WORDS))
        rows.append(np.bincount(words, minlength=n_words))
    counts = np.array(rows, dtype=float)
    return counts / np.sqrt((counts**2).sum(axis=1, keepdims=True)), topics


def _weeks(
    notes: np.ndarray, topics: np.ndarray, n_by_lot: int, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Return for each week of one reader how many notes were on each of the two interests."""
    first, second = rng.choice(N_TOPICS, INTERESTS, replace=False)
    clicks = np.full(len(notes), np.nan)
    weeks = []
    for _ in range(ROUNDS):
        picks = _picks(notes, clicks, n_by_lot, rng)
        about = topics[picks]
        chance = np.where((about == first) | (about == second), CLICK, SLIP)
        clicks[picks] = rng.random(SHOWN) < chance
        weeks.append((int((about == first).sum()), int((about == second).sum())))
    return weeks


def _picks(
    notes: np.ndarray, clicks: np.ndarray, n_by_lot: int, rng: np.random.Generator
) -> np.ndarray:
    """Return the three notes of a week: the agent's best unseen ones, then some by lot.

    `clicks` says of each note: 1 opened, 0 left, NaN not shown.
    """
    weights = np.zeros(notes.shape[1])
    if (clicks == 1).any():
        weights += notes[clicks == 1].mean(axis=0)
    if (clicks == 0).any():
        weights -= DISLIKE * notes[clicks == 0].mean(axis=0)
    unseen = rng.permutation(np.flatnonzero(np.isnan(clicks)))
    match = (notes[unseen] @ weights.clip(min=0)).round(9)
    ranked = unseen[np.argsort(-match, kind="stable")]
    best, others = np.split(ranked, [SHOWN - n_by_lot])
    return np.append(best, rng.choice(others, n_by_lot, replace=False))


def toy_notes() -> pd.DataFrame:
    """Return six contacts of a seller with one customer: what was told, and whether it was noted.

    Use it to see that a fact which is told often is written sooner or later.

    Returns
    -------
    DataFrame, 6 rows
        contact (1 to 6), fact (text), is_written.

    Notes
    -----
    Three of the six are written. Of the three facts one is never written.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_notes().groupby("fact")["is_written"].any().to_dict()
    {'likes oolong': False, 'opens at 10': True, 'pays on Fridays': True}
    """
    facts = ["opens at 10", "pays on Fridays", "opens at 10", "likes oolong"]
    facts += ["opens at 10", "pays on Fridays"]
    is_written = [False, True, True, False, True, False]
    return pd.DataFrame({"contact": range(1, 7), "fact": facts, "is_written": is_written})


def toy_customer_cards() -> pd.DataFrame:
    """Return the cards of eight customers of a tea firm, with seven fields.

    Use it to ask who may read which field. One city has a single customer.

    Returns
    -------
    DataFrame, 8 rows
        name, city, phone, tier, note (text), spend and credit_limit (dollars a year).

    References
    ----------
    Made up for this course: nobody has these numbers.

    Examples
    --------
    >>> toy_customer_cards()["city"].value_counts().to_dict()
    {'Taipei': 4, 'Taichung': 3, 'Tainan': 1}
    """
    rows = [
        ("Chen", "Taipei", "555-0101", "gold", 340, 400, "opens at 10"),
        ("Lin", "Taipei", "555-0102", "silver", 180, 200, "pays on Fridays"),
        ("Wu", "Taipei", "555-0103", "silver", 90, 100, "two late payments"),
        ("Ho", "Taipei", "555-0104", "gold", 210, 300, "likes oolong"),
        ("Tsai", "Taichung", "555-0105", "silver", 150, 200, "complained in May"),
        ("Hsu", "Taichung", "555-0106", "silver", 120, 100, "wants no calls"),
        ("Kuo", "Taichung", "555-0107", "gold", 300, 300, "son takes over"),
        ("Yeh", "Tainan", "555-0108", "silver", 120, 100, "asks rivals for prices"),
    ]
    columns = ["name", "city", "phone", "tier", "spend", "credit_limit", "note"]
    return pd.DataFrame(rows, columns=columns)


def toy_role_matrix() -> pd.DataFrame:
    """Return which role may read which field of a customer's card, one role per network.

    Use it with `toy_customer_cards`.

    Returns
    -------
    DataFrame, 7 rows
        One row per field (index `field`); seller (intranet), carrier (extranet) and visitor
        (Internet), True where the role may read.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_role_matrix().sum().to_dict()
    {'seller': 6, 'carrier': 3, 'visitor': 2}
    """
    fields = ["name", "city", "phone", "tier", "spend", "credit_limit", "note"]
    rights = {
        "seller": [True, True, True, True, True, False, True],
        "carrier": [True, True, True, False, False, False, False],
        "visitor": [False, True, False, True, False, False, False],
    }
    return pd.DataFrame(rights, index=pd.Index(fields, name="field"))
