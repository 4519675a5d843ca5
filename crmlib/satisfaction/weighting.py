"""Surveys of synthetic users: who is asked, who answers, where they leave, what weights mend."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crmlib.core import (
    require_columns,
    require_kind,
    require_no_missing,
    require_rng,
    share_interval,
)

__all__ = [
    "REGISTRATION_STEPS",
    "drop_off",
    "cell_weights",
    "weighted_share",
    "resample_weighted",
]

REGISTRATION_STEPS = ("form", "phone number", "code by SMS", "password", "agreement")
N_RESAMPLES = 1_000


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
