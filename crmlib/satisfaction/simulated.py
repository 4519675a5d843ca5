"""Made-up users and answers with a planted truth: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Fraction,
    Ids,
    Numbers,
    Rng,
    Rows,
    checked,
    filled,
    labels,
    missing_allowed,
    number,
    table,
    whole,
    within,
)
from crmlib.satisfaction.scores import POINTS, _gaps
from crmlib.satisfaction.weighting import REGISTRATION_STEPS

__all__ = [
    "survey_items",
    "simulate_answers",
    "skip_answers",
    "simulate_judgement",
    "user_groups",
    "simulate_users",
    "simulate_response",
]

ITEMS = {  # expected and delivered (1 to 7), true weight, importance as stated (1 to 10)
    "clear form": (5.0, 5.4, 0.10, 8.0),
    "fast code": (5.5, 3.9, 0.40, 7.0),
    "safe password": (5.5, 5.6, 0.05, 9.5),
    "short agreement": (4.0, 3.2, 0.10, 4.0),
    "help at hand": (4.5, 4.1, 0.35, 5.0),
}
LOYALTY_PER_SATISFACTION = 0.8
EASE_OF_STEPS = (3.5, 2.5, 1.2, 2.2, 3.5)  # log-odds that an average user passes
WISHES = ("fewer fields", "no phone", "faster code", "simpler password", "shorter agreement")
GROUPS = {  # share of users, skill with forms, shops often, answers a survey
    "student": (0.20, 0.8, 0.8, 0.50),
    "working": (0.55, 0.0, 0.5, 0.30),
    "older": (0.25, -1.2, 0.2, 0.15),
}


def survey_items() -> pd.DataFrame:
    """Return the planted truth of the synthetic questionnaire, by item.

    Use it to compare what an analysis finds with what was put in.

    Returns
    -------
    DataFrame, one row per item
        expected, delivered (means, 1 to 7), weight (in the satisfaction, sums to 1), stated
        (importance as customers would say it, 1 to 10). All parameters are ours.

    Examples
    --------
    >>> survey_items()["weight"].idxmax()
    'fast code'
    """
    columns = ["expected", "delivered", "weight", "stated"]
    return pd.DataFrame.from_dict(ITEMS, orient="index", columns=columns).rename_axis("item")


@checked
def simulate_answers(n_respondents: whole(1, 4_000_000), *, rng: Rng) -> pd.DataFrame:
    """Return complete synthetic answers: what was expected of each item and what was perceived.

    Use it to try gap scores, reliability and importance on answers whose truth is known.

    Parameters
    ----------
    n_respondents : int
        From 1 to 4,000,000: five answers each.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per respondent and item of `survey_items`: respondent_id, item, expected,
        perceived (whole numbers, 1 to 7).

    Notes
    -----
    expected and perceived = the item's mean, plus noise of standard deviation 0.8, rounded into 1
    to 7; perceived also holds the respondent's mildness (standard deviation 0.8), which makes the
    items agree. Synthetic: nobody was asked.

    References
    ----------
    The parameters are ours and are declared in this module.

    Examples
    --------
    >>> simulate_answers(200, rng=np.random.default_rng(5)).shape
    (1000, 4)
    """
    items = survey_items()
    shape = (n_respondents, len(items))
    mild = rng.normal(scale=0.8, size=(n_respondents, 1))
    expected = items["expected"].to_numpy() + rng.normal(scale=0.8, size=shape)
    perceived = items["delivered"].to_numpy() + mild + rng.normal(scale=0.8, size=shape)
    return pd.DataFrame(
        {
            "respondent_id": np.repeat(np.arange(1, n_respondents + 1), len(items)),
            "item": np.tile(items.index.to_numpy(), n_respondents),
            "expected": np.clip(np.round(expected), 1, 7).ravel(),
            "perceived": np.clip(np.round(perceived), 1, 7).ravel(),
        }
    )


@checked
def skip_answers(
    answers: table(perceived=missing_allowed(Numbers)), rate: Fraction, *, rng: Rng
) -> pd.DataFrame:
    """Return the answers with some of the perceptions left blank, at random.

    Use it to see that missing answers are counted and not dropped in silence.

    Parameters
    ----------
    answers : DataFrame
        With a column perceived.
    rate : float
        Chance that a perception is left blank.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        A copy with NaN in perceived where nobody answered.

    Notes
    -----
    Each row is blanked with the same chance, whatever it holds.

    References
    ----------
    Little, R. J. A. and Rubin, D. B. (2002). Statistical Analysis with Missing Data, 2nd edition,
    chapter 1. Wiley.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> int(skip_answers(simulate_answers(4, rng=rng), 1, rng=rng)["perceived"].count())
    0
    """
    return answers.assign(perceived=answers["perceived"].mask(rng.random(len(answers)) < rate))


@checked
def simulate_judgement(
    answers: filled(respondent_id=Ids, item=labels(*ITEMS), expected=POINTS, perceived=POINTS),
    *,
    rng: Rng,
) -> pd.DataFrame:
    """Return each respondent's overall satisfaction and intention to buy again.

    Use it to see whether a regression finds which item moves the score.

    Parameters
    ----------
    answers : DataFrame
        As from `simulate_answers`, complete.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        Indexed by respondent_id: quality (mean perception), satisfaction, loyalty (all in points
        of the scale, not rounded).

    Raises
    ------
    ValueError
        If a respondent lacks an item or has one twice.

    Notes
    -----
    satisfaction = 4 + Σ weight · (perceived - expected) + noise (standard deviation 0.5);
    loyalty = 0.8 · satisfaction + noise (0.7). Quality reaches loyalty through satisfaction only.

    References
    ----------
    Oliver, R. L. (1980). A cognitive model of the antecedents and consequences of satisfaction
    decisions. Journal of Marketing Research 17, 460-469.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> simulate_judgement(simulate_answers(200, rng=rng), rng=rng).columns.tolist()
    ['quality', 'satisfaction', 'loyalty']
    """
    answers = _gaps(answers)
    wide = answers.pivot(index="respondent_id", columns="item", values="gap")
    if wide.shape[1] < len(ITEMS) or wide.isna().any(axis=None):
        raise ValueError(f"`answers` must hold every one of {[*ITEMS]} for each; got less.")
    weight = survey_items()["weight"][wide.columns]
    noise = rng.normal(size=(2, len(wide)))
    satisfaction = 4 + (wide * weight).sum(axis=1) + 0.5 * noise[0]
    loyalty = LOYALTY_PER_SATISFACTION * satisfaction + 0.7 * noise[1]
    quality = answers.groupby("respondent_id")["perceived"].mean()
    return pd.DataFrame({"quality": quality, "satisfaction": satisfaction, "loyalty": loyalty})


def user_groups() -> pd.DataFrame:
    """Return the planted truth of the synthetic users, by group.

    Use it to compare what a survey finds with what was put in.

    Returns
    -------
    DataFrame, one row per group
        share (of users), skill (log-odds of passing a step, against an average user),
        shops_often, response_rate (fractions). All parameters are ours.

    Examples
    --------
    >>> user_groups()["share"].to_dict()
    {'student': 0.2, 'working': 0.55, 'older': 0.25}
    """
    columns = ["share", "skill", "shops_often", "response_rate"]
    return pd.DataFrame.from_dict(GROUPS, orient="index", columns=columns).rename_axis("group")


@checked
def simulate_users(n_users: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic users who try to register with a web shop.

    Use it to try a survey on users whose true satisfaction is known.

    Parameters
    ----------
    n_users : int
        At least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per user: user_id, group (as in `user_groups`), shops_often (bool), n_passed
        (steps of `REGISTRATION_STEPS` passed), finished (bool), rating (1 to 5), wish (text).

    Notes
    -----
    A user's ease is the group's skill plus normal noise. Each step is passed with log-odds of its
    own plus the ease. Rating: 3.8 + 0.6 ease, less 1.5 for who does not finish, plus noise,
    rounded into 1 to 5. Frequent shoppers are at ease (+0.5). Who leaves wishes that step mended;
    who finishes wishes anything. Synthetic: no shop's data stand behind it.

    References
    ----------
    The parameters are ours and are declared in this module.

    Examples
    --------
    >>> users = simulate_users(1000, rng=np.random.default_rng(5))
    >>> users["group"].value_counts().idxmax()
    'working'
    """
    truth = user_groups()
    place = rng.choice(len(truth), n_users, p=truth["share"])
    often = rng.random(n_users) < truth["shops_often"].to_numpy()[place]
    ease = truth["skill"].to_numpy()[place] + 0.5 * often + rng.normal(size=n_users)
    chance = 1 / (1 + np.exp(-(np.array(EASE_OF_STEPS) + ease[:, None])))
    n_passed = np.cumprod(rng.random(chance.shape) < chance, axis=1).sum(axis=1)
    finished = n_passed == len(REGISTRATION_STEPS)
    felt = 3.8 + 0.6 * ease - 1.5 * ~finished + rng.normal(scale=0.6, size=n_users)
    wish = np.where(finished, rng.integers(len(WISHES), size=n_users), n_passed)
    return pd.DataFrame(
        {
            "user_id": np.arange(1, n_users + 1),
            "group": truth.index.to_numpy()[place],
            "shops_often": often,
            "n_passed": n_passed,
            "finished": finished,
            "rating": np.clip(np.round(felt), 1, 5).astype(int),
            "wish": np.array([*WISHES, ""])[wish],
        }
    )


@checked
def simulate_response(
    users: table(group=labels(*GROUPS), rating=within(1, 5)),
    *,
    rating_effect: number(-10, 10) = 0.0,
    rng: Rng,
) -> pd.Series:
    """Return who of those asked answers a survey.

    Use it to see which kind of silence weighting can mend: that of groups, not that of the
    dissatisfied within a group.

    Parameters
    ----------
    users : DataFrame
        As from `simulate_users`: group, rating.
    rating_effect : float
        Log-odds of answering per point of the rating above 3; 0 if only the group decides.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Series of bool
        In the order and with the index of `users`.

    Notes
    -----
    log-odds = those of the group's response rate + rating_effect · (rating - 3).

    References
    ----------
    Little, R. J. A. and Rubin, D. B. (2002). Statistical Analysis with Missing Data, 2nd edition,
    chapter 1, on data missing at random and not at random. Wiley.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> users = simulate_users(1000, rng=rng)
    >>> bool(simulate_response(users, rng=rng).mean() < 0.5)
    True
    """
    rate = users["group"].astype(object).map(user_groups()["response_rate"])
    odds = rate / (1 - rate) * np.exp(rating_effect * (users["rating"].astype(float) - 3))
    return pd.Series(rng.random(len(users)) < odds / (1 + odds), index=users.index)
