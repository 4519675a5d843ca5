"""Surveys of synthetic users: who is asked, who answers, where they leave, what weights mend."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Counts,
    Flags,
    Ids,
    Level,
    Rng,
    Text,
    Texts,
    checked,
    column,
    filled,
    plain_names,
    require_columns,
    share_interval,
    values,
    within,
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
N_DRAWN = 1_000_000  # respondents drawn at once, so that memory does not grow with the sample


@checked
def drop_off(n_passed: column(Counts), steps: values(Texts)) -> pd.DataFrame:
    """Return where users leave a path of steps.

    Use it on a log, which also knows those whom no survey of customers can ask.

    Parameters
    ----------
    n_passed : Series of int
        Steps passed, one value per user, from 0 to the number of steps.
    steps : sequence of str
        Names of the steps in order, each once.

    Returns
    -------
    DataFrame, one row per step
        n_reached, n_left, drop_rate (left ÷ reached), low, high (Wilson's interval; NaN if
        nobody came so far).

    Raises
    ------
    ValueError
        If there is no step, or one has a name twice, or somebody passed more than there are.

    Notes
    -----
    drop_rate = n_left / n_reached, each user counted once.

    References
    ----------
    Wilson (1927), see `crmlib.core.share_interval`.

    Examples
    --------
    >>> drop_off(pd.Series([2, 2, 1, 0]), ["form", "code"])["drop_rate"].round(2).to_dict()
    {'form': 0.25, 'code': 0.33}
    """
    steps = _named_once(steps, "steps")
    if (n_passed > len(steps)).any():
        raise ValueError(
            f"`n_passed` must be at most the {len(steps)} steps; got {n_passed.max():g}."
        )
    left = np.bincount(n_passed.astype(np.intp), minlength=len(steps) + 1)
    reached = left[::-1].cumsum()[::-1]
    rows = {}
    for step, n_reached, n_left in zip(steps, reached, left, strict=False):
        found = share_interval(n_left, n_reached).rename({"share": "drop_rate"})
        rows[step] = pd.concat([pd.Series({"n_reached": n_reached, "n_left": n_left}), found])
    table = pd.DataFrame(rows).T.rename_axis("step")
    return table.astype({"n_reached": int, "n_left": int})


@checked
def cell_weights(sample: filled(), population: filled(), by: values(Texts)) -> pd.Series:
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
    ValueError
        If `by` is empty or names a column twice, a column is missing, a row has no cell, a cell
        of the population has nobody in the sample (no weight can mend that), or the other way
        round.

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
    by = _named_once(by, "by")
    cells = pd.concat([_cells(sample, by, "sample"), _cells(population, by, "population")])
    cell, n = cells.groupby(by, sort=False).ngroup().to_numpy().astype(np.intp), len(sample)
    here = np.bincount(cell[:n], minlength=cell.max() + 1) / n
    there = np.bincount(cell[n:], minlength=cell.max() + 1) / len(population)
    for name, shares in {"sample": here, "population": there}.items():
        lost = [*cells.drop_duplicates()[shares == 0].itertuples(index=False, name=None)]
        if lost:
            raise ValueError(
                f"`{name}` must have somebody in every cell; got nobody in "
                f"{', '.join(map(str, lost[:3]))} ({len(lost)} cells of {by}). "
                "Join cells, or ask those people."
            )
    return pd.Series((there / here)[cell[:n]], sample.index)


@checked(paired=("hits", "weights"))
def weighted_share(
    hits: column(Flags), weights: column(within(0, 1e9)), *, level: Level = 0.95
) -> pd.Series:
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
    ValueError
        If all weights are 0.

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
    weights = weights.astype(float)
    if not (weights**2).sum() > 0:
        raise ValueError(f"`weights` must not be 0 for all; got {len(weights):,} such rows.")
    total = float(weights.sum())
    n_effective = min(total**2 / float((weights**2).sum()), float(len(hits)))
    share = min(float(weights[hits].sum()) / total, 1.0)
    found = share_interval(share * n_effective, n_effective, level=level)
    return pd.concat([pd.Series({"n": float(len(hits)), "n_effective": n_effective}), found])


@checked
def resample_weighted(
    sample: filled(), population: filled(), by: values(Texts), *, hits: Text, rng: Rng
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
    ValueError
        If a column is missing, the cells are refused by `cell_weights`, or `hits` holds anything
        but bool.

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
    require_columns(sample, [hits, *by], "sample")
    hit = Flags.check(sample[hits], f"`sample` in `{hits}`").to_numpy()
    weights, cell = np.ones(len(sample)), np.zeros(len(sample), dtype=np.intp)
    if len(by):
        weights = cell_weights(sample, population, by).to_numpy()
        cells = _cells(sample, [*by], "sample")
        cell = cells.groupby([*by]).ngroup().to_numpy().astype(np.intp)
    n, wanted = len(sample), np.bincount(cell, weights)
    low, high = np.quantile(_drawn_shares(2 * cell + hit, wanted, rng), [0.025, 0.975])
    share = _cell_share(np.bincount(2 * cell + hit, minlength=2 * len(wanted)), wanted)
    return pd.Series({"n": float(n), "share": share, "low": low, "high": high})


def _drawn_shares(kind: np.ndarray, wanted: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Return the share in each resample of respondents, whose kind is 2 · cell + hit."""
    n, n_kinds, shares = len(kind), 2 * len(wanted), []
    n_at_once = max(1, N_DRAWN // n)
    for begin in range(0, N_RESAMPLES, n_at_once):
        n_rows = min(n_at_once, N_RESAMPLES - begin)
        kinds = kind[rng.integers(n, size=(n_rows, n))] + n_kinds * np.arange(n_rows)[:, None]
        counts = np.bincount(kinds.ravel(), minlength=n_rows * n_kinds).reshape(n_rows, n_kinds)
        shares += [_cell_share(row, wanted) for row in counts]
    return shares


def _cell_share(counts: np.ndarray, wanted: np.ndarray) -> float:
    """Return the share of hits, with every cell that is there at its wanted size."""
    n_hits, n_drawn = counts[1::2], counts[::2] + counts[1::2]
    there = n_drawn > 0
    return float((wanted[there] * n_hits[there] / n_drawn[there]).sum() / wanted[there].sum())


def _cells(frame: pd.DataFrame, by: list[str], name: str) -> pd.DataFrame:
    """Return the columns that make up cells, complete and without other clothes."""
    require_columns(frame, by, name)
    columns = {key: Ids.check(frame[key], f"`{name}` in `{key}`") for key in by}
    return pd.DataFrame({key: plain_names(column) for key, column in columns.items()})


def _named_once(given: np.ndarray | pd.Series, name: str) -> list[str]:
    names = list(given)
    if not names or len(set(names)) < len(names):
        raise ValueError(f"`{name}` must hold names, each once; got {names}.")
    return names
