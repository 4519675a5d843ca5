"""Surveys of synthetic users: who is asked, who answers, where they leave, what weights mend."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crmlib.core.checks import (
    require_columns,
    require_kind,
    require_no_missing,
    require_number,
    require_rng,
    require_whole,
)
from crmlib.satisfaction.scores import share_interval

__all__ = [
    "REGISTRATION_STEPS",
    "user_groups",
    "simulate_users",
    "simulate_response",
    "drop_off",
    "cell_weights",
    "weighted_share",
    "resample_weighted",
]

REGISTRATION_STEPS = ("form", "phone number", "code by SMS", "password", "agreement")
EASE_OF_STEPS = (3.5, 2.5, 1.2, 2.2, 3.5)  # log-odds that an average user passes
WISHES = ("fewer fields", "no phone", "faster code", "simpler password", "shorter agreement")
N_RESAMPLES = 1_000
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


def simulate_users(n_users: int, *, rng: np.random.Generator) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `n_users` is below 1.

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
    require_whole(n_users, "n_users", low=1)
    require_rng(rng)
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


def simulate_response(
    users: pd.DataFrame, *, rating_effect: float = 0.0, rng: np.random.Generator
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

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a column is missing or a group is unknown.

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
    require_columns(users, ["group", "rating"], "users")
    require_number(rating_effect, "rating_effect", -10, 10)
    require_rng(rng)
    rate = users["group"].map(user_groups()["response_rate"])
    if rate.isna().any():
        raise ValueError(
            f"`users` must belong to the groups {[*GROUPS]}; "
            f"got {sorted(users.loc[rate.isna(), 'group'].astype(str).unique())}."
        )
    odds = rate / (1 - rate) * np.exp(rating_effect * (users["rating"] - 3))
    return pd.Series(rng.random(len(users)) < odds / (1 + odds), index=users.index)


def drop_off(n_passed: pd.Series, steps: Sequence[str]) -> pd.DataFrame:
    """Return where users leave a path of steps.

    Use it on a log, which also knows those whom no survey of customers can ask.

    Parameters
    ----------
    n_passed : Series of int
        Steps passed, one value per user, from 0 to the number of steps.
    steps : sequence of str
        Names of the steps in order.

    Returns
    -------
    DataFrame, one row per step
        n_reached, n_left, drop_rate (left ÷ reached), low, high (Wilson's interval; NaN if
        nobody came so far).

    Raises
    ------
    TypeError
        If `n_passed` is not a Series of whole numbers.
    ValueError
        If a value is missing or out of range.

    Notes
    -----
    drop_rate = n_left / n_reached, each user counted once.

    References
    ----------
    Wilson (1927), see `crmlib.satisfaction.share_interval`.

    Examples
    --------
    >>> drop_off(pd.Series([2, 2, 1, 0]), ["form", "code"])["drop_rate"].round(2).to_dict()
    {'form': 0.25, 'code': 0.33}
    """
    if not isinstance(n_passed, pd.Series) or n_passed.dtype.kind not in "iu":
        kind = getattr(n_passed, "dtype", type(n_passed).__name__)
        raise TypeError(f"`n_passed` must be a Series of whole numbers; got {kind}.")
    if not n_passed.between(0, len(steps)).all():
        raise ValueError(
            f"`n_passed` must lie in [0, {len(steps)}]; got {n_passed.min()} to {n_passed.max()}."
        )
    rows = {}
    for place, step in enumerate(steps):
        n_reached, n_left = int((n_passed >= place).sum()), int((n_passed == place).sum())
        found = share_interval(n_left, n_reached).rename({"share": "drop_rate"})
        rows[step] = pd.concat([pd.Series({"n_reached": n_reached, "n_left": n_left}), found])
    table = pd.DataFrame(rows).T.rename_axis("step")
    return table.astype({"n_reached": int, "n_left": int})


def cell_weights(sample: pd.DataFrame, population: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Return a weight per respondent that gives every cell its share of the population.

    Use it where groups answered at different rates and the population's groups are known.

    Parameters
    ----------
    sample : DataFrame
        One row per respondent, with the columns `by`.
    population : DataFrame
        One row per member of the population, with the same columns.
    by : sequence of str
        The columns whose combinations are the cells.

    Returns
    -------
    Series
        In the order and with the index of `sample`; the mean is 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `by` or the sample is empty, a column is missing, a row has no cell, a cell of the
        population has nobody in the sample (no weight can mend that), or the other way round.

    Notes
    -----
    weight = (share of the cell in the population) / (share of the cell in the sample).

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979). Post stratification. Journal of the Royal Statistical
    Society A 142, 33-46.

    Examples
    --------
    >>> sample = pd.DataFrame({"group": ["student", "student", "working"]})
    >>> everyone = pd.DataFrame({"group": ["student", "working"]})
    >>> cell_weights(sample, everyone, ["group"]).tolist()
    [0.75, 0.75, 1.5]
    """
    by = list(by)
    if not by:
        raise ValueError("`by` must name at least one column; got none.")
    for name, frame in {"sample": sample, "population": population}.items():
        require_columns(frame, by, name)
        require_no_missing(frame, by, name)
        if frame.empty:
            raise ValueError(f"`{name}` must have rows; got none.")
    here, there = (frame.groupby(by).size() / len(frame) for frame in (sample, population))
    here, there = (shares[shares > 0] for shares in (here, there))
    for name, lost in {
        "sample": there.index.difference(here.index),
        "population": here.index.difference(there.index),
    }.items():
        if len(lost):
            raise ValueError(
                f"`{name}` must have somebody in every cell; got nobody in {list(lost)[:3]} "
                f"({len(lost)} cells of {by}). Join cells, or ask those people."
            )
    ratio = (there / here).rename("weight").reset_index()
    return pd.Series(sample[by].merge(ratio, on=by, how="left")["weight"].to_numpy(), sample.index)


def weighted_share(hits: pd.Series, weights: pd.Series, *, level: float = 0.95) -> pd.Series:
    """Return a weighted share with an interval that pays for the weights.

    Use it with `cell_weights`: unequal weights make fewer answers of many.

    Parameters
    ----------
    hits : Series of bool
        One value per respondent.
    weights : Series
        One weight per respondent, not negative, with the same index.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        n, n_effective (at most n), share, low, high (fractions).

    Raises
    ------
    TypeError
        If `hits` is not a Series of bool, or `weights` not a Series.
    ValueError
        If indexes differ, or weights are negative, missing or all 0.

    Notes
    -----
    n_effective = (Σ w)²/Σ w² (Kish); the interval is Wilson's for that many answers.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7. Wiley.

    Examples
    --------
    >>> hits, weights = pd.Series([True, False, True]), pd.Series([0.75, 0.75, 1.5])
    >>> weighted_share(hits, weights)[["n_effective", "share"]].round(2).to_dict()
    {'n_effective': 2.67, 'share': 0.75}
    """
    if not isinstance(hits, pd.Series) or hits.dtype.kind != "b":
        kind = getattr(hits, "dtype", type(hits).__name__)
        raise TypeError(f"`hits` must be a Series of bool; got {kind}.")
    require_kind(weights, pd.Series, "weights")
    if not hits.index.equals(weights.index):
        raise ValueError("`weights` must have the index of `hits`; got another one.")
    if not (weights >= 0).all() or weights.sum() == 0:
        raise ValueError("`weights` must be numbers from 0, not all 0; got others.")
    total = float(weights.sum())
    n_effective = min(total**2 / float((weights**2).sum()), float(len(hits)))
    share = min(float(weights[hits].sum()) / total, 1.0)
    found = share_interval(share * n_effective, n_effective, level=level)
    return pd.concat([pd.Series({"n": float(len(hits)), "n_effective": n_effective}), found])


def resample_weighted(
    sample: pd.DataFrame,
    population: pd.DataFrame,
    by: Sequence[str],
    *,
    hits: str,
    rng: np.random.Generator,
) -> pd.Series:
    """Return a share weighted by cells, with a 95 % interval from resampling respondents.

    Use it to see how sure a weighted share is when the weights are found anew each time. The
    interval knows of chance only, not of those who were never asked.

    Parameters
    ----------
    sample : DataFrame
        One row per respondent, with the column `hits` and the columns `by`.
    population : DataFrame
        As for `cell_weights`.
    by : sequence of str
        The columns whose combinations are the cells; none for no weights.
    hits : str
        Name of the bool column whose share is wanted.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Series
        n, share (fraction), low, high: the 2.5 % and 97.5 % quantiles of 1,000 resamples.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or `hits` holds anything but bool.
    ValueError
        If the sample is empty, a column is missing, or the cells are refused by `cell_weights`.

    Notes
    -----
    share = Σ over cells of (cell's share of the population) · (share of hits in the cell). Each
    resample draws n respondents with replacement (percentile bootstrap). A resample that misses
    a cell is weighted over the cells that it has.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 13. Chapman
    & Hall.

    Examples
    --------
    >>> sample = pd.DataFrame({"group": ["a", "a", "b", "b"], "left": [True, True, True, False]})
    >>> rng = np.random.default_rng(5)
    >>> found = resample_weighted(sample, sample.tail(3), ["group"], hits="left", rng=rng)
    >>> found.round(2).to_dict()
    {'n': 4.0, 'share': 0.67, 'low': 0.33, 'high': 1.0}
    """
    by = list(by)
    require_columns(sample, [hits, *by], "sample")
    require_rng(rng)
    if sample[hits].dtype.kind != "b":
        raise TypeError(f"`sample` must hold bool in {hits!r}; got {sample[hits].dtype}.")
    if sample.empty:
        raise ValueError("`sample` must have rows; got none.")
    weights = cell_weights(sample, population, by).to_numpy() if by else np.ones(len(sample))
    cell = sample.groupby(by).ngroup().to_numpy() if by else np.zeros(len(sample), dtype=int)
    hit, n_cells, n = sample[hits].to_numpy(), int(cell.max()) + 1, len(sample)
    wanted = np.bincount(cell, weights, n_cells)
    drawn = np.array(
        [_cell_share(rows, cell, hit, wanted) for rows in rng.integers(n, size=(N_RESAMPLES, n))]
    )
    low, high = np.quantile(drawn, [0.025, 0.975])
    share = _cell_share(np.arange(n), cell, hit, wanted)
    return pd.Series({"n": float(n), "share": share, "low": low, "high": high})


def _cell_share(rows: np.ndarray, cell: np.ndarray, hit: np.ndarray, wanted: np.ndarray) -> float:
    """Return the share of hits in some rows, with every cell that is there at its wanted size."""
    n_drawn = np.bincount(cell[rows], minlength=len(wanted))
    n_hits = np.bincount(cell[rows], hit[rows], len(wanted))
    there = n_drawn > 0
    return float((wanted[there] * n_hits[there] / n_drawn[there]).sum() / wanted[there].sum())
