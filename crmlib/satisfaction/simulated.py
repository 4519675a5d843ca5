"""Made-up users of a web shop and who of them answers a survey: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Rng,
    Rows,
    checked,
    labels,
    number,
    table,
    within,
)

__all__ = [
    "user_groups",
    "simulate_users",
    "simulate_response",
]

REGISTRATION_STEPS = ("form", "phone number", "code by SMS", "password", "agreement")
EASE_OF_STEPS = (3.5, 2.5, 1.2, 2.2, 3.5)  # log-odds that an average user passes
WISHES = ("fewer fields", "no phone", "faster code", "simpler password", "shorter agreement")
GROUPS = {  # share of users, skill with forms, shops often, answers a survey
    "student": (0.20, 0.8, 0.8, 0.50),
    "working": (0.55, 0.0, 0.5, 0.30),
    "older": (0.25, -1.2, 0.2, 0.15),
}


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
