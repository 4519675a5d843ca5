"""Interact and customise: learn a need from what people say, and test whether tailoring pays."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Flags,
    Fraction,
    Ids,
    Level,
    Positives,
    Rng,
    Text,
    Texts,
    checked,
    column,
    filled,
    labels,
    plain_names,
    require_choice,
    table_of,
)
from crmlib.segmentation.matched_rows import places, require_once

__all__ = [
    "NEEDS",
    "need_posterior",
    "own_offers",
    "message_trial",
    "message_effects",
]

NEEDS = ("price", "speed", "advice", "design")
Answers = column(labels(*NEEDS))


@checked
def need_posterior(
    answers: Answers, who: column(Ids), *, prior: column(Positives), accuracy: Level = 0.8
) -> pd.DataFrame:
    """Return how likely each need of each customer is, after all that customer said.

    Use it after every turn of a dialogue; with no answer the prior stands.

    Parameters
    ----------
    answers : Series of text, one per answer
        Index `contact_id`; each one of `NEEDS`.
    who : Series, one per contact
        Index `contact_id`; the customer that the firm takes each contact for. Holds every
        contact of `answers`, and others.
    prior : Series of floats
        Index `NEEDS`, chances before any answer, all above 0; scaled to a sum of 1.
    accuracy : float
        Chance that an answer names the real need, above 0 and below 1.

    Returns
    -------
    DataFrame, one row per customer in `who`
        Index sorted, one column per need, rows add up to 1.

    Raises
    ------
    ValueError
        If an answer comes from a contact that is not in `who`, a contact stands there twice, or
        the prior does not name each need once.

    Notes
    -----
    Bayes: the prior is multiplied by accuracy for each answer that names the need, and by
    (1 - accuracy)/3 for each that names another. Answers are independent, given the need.

    Examples
    --------
    >>> said, same = pd.Series({1: "speed", 2: "speed"}), pd.Series({1: 0, 2: 0})
    >>> even = pd.Series(0.25, index=NEEDS)
    >>> need_posterior(said, same, prior=even)["speed"].round(3).tolist()
    [0.98]
    """
    require_once(prior, "prior")
    if set(prior.index) != set(NEEDS):
        named = ", ".join(map(str, prior.index))
        raise ValueError(f"`prior` must name {', '.join(NEEDS)} in its index; got {named}.")
    chances = prior.reindex(list(NEEDS))
    asked = answers.index.to_series()
    speakers = places(asked, "answers", holder=who, holder_argument="who")
    who = plain_names(who)
    counts = pd.crosstab(who.to_numpy()[speakers], answers.to_numpy())
    customers = pd.Index(np.sort(who.unique()), name=who.name)
    counts = counts.reindex(index=customers, columns=list(NEEDS), fill_value=0)
    per_answer = np.log(accuracy) - np.log((1 - accuracy) / (len(NEEDS) - 1))
    logs = counts * per_answer + np.log(chances / chances.sum())
    odds = np.exp(logs.sub(logs.max(axis=1), axis=0))
    return odds.div(odds.sum(axis=1), axis=0).rename_axis(columns=None)


@checked
def own_offers(
    answers: Answers, who: column(Ids), at_hand: column(Ids), *, prior: column(Positives)
) -> pd.Series:
    """Return the offer for each person: the likeliest need of whom the firm takes them for.

    Use it to choose an offer at the moment when one contact is at hand.

    Parameters
    ----------
    answers : Series of text, one per answer
        Index `contact_id`; each one of `NEEDS`.
    who : Series, one per contact
        Index `contact_id`; the customer that the firm takes each contact for.
    at_hand : Series, one per person
        The `contact_id` through which the person speaks now; index: the people.
    prior : Series of floats
        Index `NEEDS`, chances before any answer.

    Returns
    -------
    Series of text, one per person
        Index as in `at_hand`; of equally likely needs the first in `NEEDS`.

    Raises
    ------
    ValueError
        As `need_posterior`, and if a contact at hand is not in `who`.

    Examples
    --------
    >>> said, who = pd.Series({1: "speed"}), pd.Series({1: 1, 2: 1, 3: 3})
    >>> prior = pd.Series([0.4, 0.2, 0.2, 0.2], index=NEEDS)
    >>> own_offers(said, who, pd.Series({"Ann": 2, "Bob": 3}), prior=prior).to_dict()
    {'Ann': 'speed', 'Bob': 'price'}
    """
    speakers = places(at_hand, "at_hand", holder=who, holder_argument="who")
    likeliest = need_posterior(answers, who, prior=prior).idxmax(axis=1)
    return likeliest.loc[plain_names(who).iloc[speakers]].set_axis(at_hand.index)


@checked(paired=("needs", "offers"))
def message_trial(
    needs: column(Texts),
    offers: table_of(Texts),
    *,
    base_rate: Fraction = 0.05,
    match_rate: Fraction = 0.25,
    rng: Rng,
) -> pd.DataFrame:
    """Return a made-up trial: each person gets, by lot, the offer of one of the ways to choose it.

    Use it to measure what tailoring adds to the same message for all.

    Parameters
    ----------
    needs : Series of text, one per person
        What each really needs.
    offers : DataFrame, one row per person, one column per way to choose
        The need that each way would address; same index as `needs`.
    base_rate, match_rate : float
        Chance of a response to an offer that misses the need, and that meets it. Ours.
    rng : numpy.random.Generator
        Draws the arms and the responses.

    Returns
    -------
    DataFrame, one row per person
        Index as in `needs`; arm (text; arms equally large, within one), matched and responded
        (bool).

    Examples
    --------
    >>> needs = pd.Series(["price", "speed"])
    >>> sure = {"base_rate": 0.0, "match_rate": 1.0, "rng": np.random.default_rng(4)}
    >>> message_trial(needs, pd.DataFrame({"same": ["price"] * 2}), **sure)["responded"].tolist()
    [True, False]
    """
    place = rng.permutation(np.arange(len(needs)) % offers.shape[1])
    offered = offers.to_numpy()[np.arange(len(needs)), place]
    matched = offered == needs.to_numpy()
    responded = rng.random(len(needs)) < np.where(matched, match_rate, base_rate)
    arms = offers.columns.to_numpy()[place]
    return pd.DataFrame({"arm": arms, "matched": matched, "responded": responded}, needs.index)


@checked
def message_effects(
    trial: filled(arm=Texts, matched=Flags, responded=Flags), control: Text
) -> pd.DataFrame:
    """Return the response of each arm and its uplift over the control arm.

    Use it to read a trial with several arms.

    Parameters
    ----------
    trial : DataFrame, one row per person
        Columns `arm`, `matched` and `responded`, as from `message_trial`.
    control : str
        The arm that the others are compared with.

    Returns
    -------
    DataFrame, one row per arm, sorted by name
        Index `arm`; n_people (int64), matched and response (fractions), uplift (response less
        that of the control arm) with its 95 % interval low, high; 0 for the control itself.

    Raises
    ------
    ValueError
        If `control` is no arm.

    Notes
    -----
    uplift ± 1.96 sqrt(p(1 - p)/n + p'(1 - p')/n').

    Examples
    --------
    >>> rows = {"arm": ["own", "own", "same", "same"], "matched": True}
    >>> trial = pd.DataFrame(rows).assign(responded=[True, True, False, True])
    >>> message_effects(trial, "same")["uplift"].tolist()
    [0.5, 0.0]
    """
    arms = trial.groupby(trial["arm"].astype("str"))
    require_choice(control, "control", arms.groups)
    table = arms.agg(
        n_people=("responded", "size"), matched=("matched", "mean"), response=("responded", "mean")
    )
    variance = table["response"] * (1 - table["response"]) / table["n_people"]
    uplift = table["response"] - table.loc[control, "response"]
    half = (1.96 * np.sqrt(variance + variance[control])).where(table.index != control, 0.0)
    return table.assign(uplift=uplift, low=uplift - half, high=uplift + half)
