"""Satisfaction as a number: scores, gaps and reliability, each with its interval."""

from math import ceil, sqrt

import numpy as np
import pandas as pd

from crmlib.core import (
    Ids,
    Level,
    Positive,
    checked,
    column,
    filled,
    missing_allowed,
    normal_quantile,
    plain_names,
    share_interval,
    table_of,
    values,
    within,
)

__all__ = [
    "csat",
    "nps",
    "sample_size",
    "cronbach_alpha",
    "gap_scores",
    "satisfaction_index",
    "importance_performance",
]

# Points of any scale: numbers whose squares and sums are numbers, too.
POINTS, WEIGHTS = within(-1e9, 1e9), within(0, 1e9)
Answers = filled(
    respondent_id=Ids,
    item=Ids,
    expected=missing_allowed(POINTS),
    perceived=missing_allowed(POINTS),
)
MOST_ANSWERS = 2**53


@checked
def csat(ratings: values(missing_allowed(within(1, 5))), *, level: Level = 0.95) -> pd.Series:
    """Return the share of satisfied customers with its interval.

    Use it for answers on a scale from 1 to 5, of which 4 and 5 count as satisfied.

    Parameters
    ----------
    ratings : sequence of float, shape (n_asked,)
        Whole numbers from 1 to 5; None or NaN where nobody answered.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        n (answers), n_missing (asked, no answer: left out of the share, counted here), csat,
        low, high (fractions; NaN without an answer).

    Raises
    ------
    ValueError
        If a rating is not a whole number.

    Notes
    -----
    csat = (number of 4 and 5) / n, with Wilson's interval.

    References
    ----------
    Wilson (1927), see `share_interval`.

    Examples
    --------
    >>> csat([5, 4, 3, 5, None]).round(3).to_dict()
    {'n': 4.0, 'n_missing': 1.0, 'csat': 0.75, 'low': 0.301, 'high': 0.954}
    """
    present, n_missing = _ratings(ratings)
    found = share_interval(int((present >= 4).sum()), len(present), level=level)
    counts = pd.Series({"n": len(present), "n_missing": n_missing}, dtype="float64")
    return pd.concat([counts, found.rename({"share": "csat"})])


@checked
def nps(ratings: values(missing_allowed(within(0, 10))), *, level: Level = 0.95) -> pd.Series:
    """Return the Net Promoter Score with its adjusted Wald interval.

    Use it for answers from 0 to 10 to "how likely are you to recommend us?".

    Parameters
    ----------
    ratings : sequence of float, shape (n_asked,)
        Whole numbers from 0 to 10; None or NaN where nobody answered.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        n (answers), n_missing (asked, no answer: left out of the score, counted here), nps, low,
        high (points from -100 to 100; NaN without an answer).

    Raises
    ------
    ValueError
        If a rating is not a whole number.

    Notes
    -----
    nps = 100 (p - d), with p the share of 9 and 10 and d the share of 0 to 6; the variance of
    p - d is (p + d - (p - d)²)/n. The interval takes p, d and n after adding three answers: ¾ of
    a promoter, ¾ of a detractor, 1½ passives. Its middle is therefore nearer to 0 than the
    score; with a single answer the score itself can lie outside.

    References
    ----------
    Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician
    70, 365-372.

    Examples
    --------
    >>> nps([10, 9, 9, 8, 6, None]).round(1).to_dict()
    {'n': 5.0, 'n_missing': 1.0, 'nps': 40.0, 'low': -29.8, 'high': 79.8}
    """
    present, n_missing = _ratings(ratings)
    n, n_promoters, n_detractors = len(present), (present >= 9).sum(), (present <= 6).sum()
    found = {"n": float(n), "n_missing": float(n_missing)}
    if n == 0:
        return pd.Series(found | {"nps": np.nan, "low": np.nan, "high": np.nan})
    low, high = _difference_interval(n_promoters, n_detractors, n, level)
    ends = {"low": 100 * float(low), "high": 100 * float(high)}
    return pd.Series(found | {"nps": 100 * float(n_promoters - n_detractors) / n} | ends)


@checked
def sample_size(margin: Positive, spread: Positive, *, level: Level = 0.95) -> int:
    """Return how many answers an interval of a given half width needs.

    Use it before a survey; divide by the expected response rate to know how many to ask.

    Parameters
    ----------
    margin : float
        Half width of the interval wanted, above 0.
    spread : float
        Standard deviation of one answer, above 0, in the unit of `margin`: 50 for a share of one
        half in percent, 100 √(2/3) for a Net Promoter Score with equal thirds.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    int
        Answers needed, rounded up.

    Raises
    ------
    ValueError
        If more than 2⁵³ answers would be needed.

    Notes
    -----
    n = (z spread / margin)², for a simple random sample of a large population. It says nothing
    about who does not answer.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 4. Wiley.

    Examples
    --------
    >>> sample_size(5, 50), sample_size(5, 100 * (2 / 3) ** 0.5)
    (385, 1025)
    """
    root = normal_quantile(level) * spread / margin
    if root > sqrt(MOST_ANSWERS):
        raise ValueError(
            f"`margin` must need at most {MOST_ANSWERS:.0e} answers; got {margin} at {spread}."
        )
    return max(1, ceil(root**2))


@checked
def cronbach_alpha(answers: table_of(missing_allowed(POINTS)), *, level: Level = 0.95) -> pd.Series:
    """Return Cronbach's alpha of some items with Feldt's interval.

    Use it before adding up the items of a questionnaire: it asks whether they move together.

    Parameters
    ----------
    answers : DataFrame, shape (n_asked, n_items)
        One row per respondent, one column of numbers per item; all items in the same direction.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        n (complete respondents), n_missing (with at least one item missing: left out, counted
        here), n_items, alpha (at most 1, negative if items oppose each other), low, high. The
        last three are NaN for fewer than two respondents or if all totals are equal (but for
        rounding).

    Raises
    ------
    ValueError
        If there are fewer than two items.

    Notes
    -----
    alpha = k/(k - 1) (1 - Σ variance of item / variance of total). The interval takes
    (1 - true alpha)/(1 - alpha) as F-distributed with n - 1 and (n - 1)(k - 1) degrees of
    freedom. A high alpha says that items agree, not that they measure one thing, nor the right
    one.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika
    16, 297-334. Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Statistical inference for
    coefficient alpha. Applied Psychological Measurement 11, 93-103, formulas 6 and 7.

    Examples
    --------
    >>> answers = pd.DataFrame({"easy": [4, 2, 5, 3], "fast": [5, 1, 4, 3]})
    >>> cronbach_alpha(answers)[["n", "n_items", "alpha"]].round(3).to_dict()
    {'n': 4.0, 'n_items': 2.0, 'alpha': 0.889}
    """
    from scipy.stats import f

    if answers.shape[1] < 2:
        raise ValueError(f"`answers` must have at least two items; got {answers.shape[1]}.")
    tail = (1 - level) / 2
    whole = answers.dropna().astype(float)
    n, k = whole.shape
    found = {"n": float(n), "n_missing": float(len(answers) - n), "n_items": float(k)}
    totals = whole.sum(axis=1)
    rounding = 4 * k * np.finfo(float).eps * whole.abs().sum(axis=1).max()
    if n < 2 or totals.max() - totals.min() <= rounding:
        return pd.Series(found | {"alpha": np.nan, "low": np.nan, "high": np.nan})
    alpha = k / (k - 1) * (1 - float(whole.var().sum()) / float(totals.var()))
    low, high = (
        1 - (1 - alpha) * f.ppf(share, n - 1, (n - 1) * (k - 1)) for share in (1 - tail, tail)
    )
    return pd.Series(found | {"alpha": alpha, "low": low, "high": high})


@checked
def gap_scores(answers: Answers, *, level: Level = 0.95) -> pd.DataFrame:
    """Return perceived minus expected per item, with an interval.

    Use it for questionnaires in the manner of SERVQUAL, which ask each item twice.

    Parameters
    ----------
    answers : DataFrame
        One row per respondent and item: respondent_id, item, expected, perceived (points of one
        scale; NaN where nobody answered).
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        Indexed by item, sorted by name: n, n_missing (rows where either half is missing: left
        out, counted here), expected, perceived, gap, low, high (points; NaN without answers, the
        ends also with one).

    Raises
    ------
    ValueError
        If somebody answers an item twice.

    Notes
    -----
    gap = mean of (perceived - expected), with a t interval over respondents.

    References
    ----------
    Parasuraman, A., Zeithaml, V. A. and Berry, L. L. (1988). SERVQUAL: a multiple-item scale for
    measuring consumer perceptions of service quality. Journal of Retailing 64, 12-40.

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"respondent_id": [1, 2], "item": "code", "expected": [6, 7], "perceived": [5, 4]}
    ... )
    >>> gap_scores(answers)[["n", "gap"]].loc["code"].to_dict()
    {'n': 2.0, 'gap': -2.0}
    """
    answers = _gaps(answers)
    asked, both = answers.groupby("item"), answers.dropna(subset=["gap"]).groupby("item")
    gaps, nobody = dict(list(both["gap"])), pd.Series(dtype=float)
    table = pd.DataFrame(
        {item: _mean_interval(gaps.get(item, nobody), level) for item in asked.groups}
    ).T
    table.insert(1, "n_missing", asked.size() - table["n"])
    table = table.join(both[["expected", "perceived"]].mean())
    table = table.rename(columns={"mean": "gap"}).rename_axis("item")
    return table[["n", "n_missing", "expected", "perceived", "gap", "low", "high"]]


@checked
def satisfaction_index(
    answers: Answers, importance: column(WEIGHTS), *, level: Level = 0.95
) -> pd.Series:
    """Return one number for satisfaction: gaps weighted by importance, with an interval.

    Use it to follow a firm over time; look at `gap_scores` to know what to do.

    Parameters
    ----------
    answers : DataFrame
        As for `gap_scores`.
    importance : Series
        Weight per item (the index), not negative; scaled to a sum of 1 here.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        n (respondents with every item), n_missing (with an item missing: left out, counted
        here), index (points; 0 means that expectations are met), low, high.

    Raises
    ------
    ValueError
        If somebody answers an item twice, the items differ from those weighted, or all weights
        are 0.

    Notes
    -----
    index = mean over respondents of Σ weight · (perceived - expected), with a t interval.

    References
    ----------
    Parasuraman, Zeithaml and Berry (1988), see `gap_scores`.

    Examples
    --------
    >>> answers = pd.DataFrame({"respondent_id": [1, 1], "item": ["code", "form"],
    ...                         "expected": [6, 5], "perceived": [4, 5]})
    >>> float(satisfaction_index(answers, pd.Series({"code": 3, "form": 1}))["index"])
    -1.5
    """
    wide = _gaps(answers).pivot(index="respondent_id", columns="item", values="gap")
    items = [*wide.columns]
    _require_items(importance, "importance", items)
    if importance.sum() == 0:
        raise ValueError(f"`importance` must not be 0 for all; got {importance.tolist()}.")
    weights = (importance / importance.sum())[items].to_numpy()
    scores = (wide * weights).sum(axis=1, skipna=False)
    found = _mean_interval(scores.dropna(), level).rename({"mean": "index"})
    missing = pd.Series({"n_missing": float(scores.isna().sum())})
    return pd.concat([found[["n"]], missing, found[["index", "low", "high"]]])


@checked
def importance_performance(importance: column(POINTS), performance: column(POINTS)) -> pd.DataFrame:
    """Return the quadrant of each item: what to mend first, and what is more than enough.

    Use it to choose where to work; the cross of the two means is a convention, not a law.

    Parameters
    ----------
    importance : Series
        How much each item (the index) matters to customers.
    performance : Series
        How well each of the same items does.

    Returns
    -------
    DataFrame
        In the order of `importance`: importance, performance, quadrant ("concentrate here",
        "keep it up", "low priority", "possible overkill"); a value at the mean counts as high.

    Raises
    ------
    ValueError
        If the items differ.

    Notes
    -----
    High and low are taken against the mean of each column.

    References
    ----------
    Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing
    41, 77-79.

    Examples
    --------
    >>> matter, does = pd.Series({"code": 9, "form": 3}), pd.Series({"code": 2, "form": 8})
    >>> importance_performance(matter, does)["quadrant"].to_dict()
    {'code': 'concentrate here', 'form': 'possible overkill'}
    """
    _require_items(performance, "performance", [*importance.index])
    table = pd.DataFrame({"importance": importance, "performance": performance[importance.index]})
    matters, does = (table >= table.mean()).to_numpy().T
    names = np.where(does, "keep it up", "concentrate here")
    others = np.where(does, "possible overkill", "low priority")
    return table.assign(quadrant=np.where(matters, names, others))


def _ratings(ratings: np.ndarray | pd.Series) -> tuple[np.ndarray, int]:
    """Return the answers given and the number of those that are missing."""
    asked = np.asarray(ratings, dtype=float)
    given = asked[~np.isnan(asked)]
    bad = given != np.floor(given)
    if bad.any():
        raise ValueError(
            f"`ratings` must be whole numbers; got {bad.sum():,} others, "
            f"the first is {given[bad.argmax()]:g}."
        )
    return given, len(asked) - len(given)


def _difference_interval(
    n_first: int | np.ndarray, n_second: int | np.ndarray, n: int | np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the adjusted Wald interval of the difference of two shares of the same answers."""
    p, d = (n_first + 0.75) / (n + 3), (n_second + 0.75) / (n + 3)
    half = normal_quantile(level) * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return np.maximum(p - d - half, -1), np.minimum(p - d + half, 1)


def _gaps(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with plain columns and their gaps; refuse who answers an item twice."""
    twice = answers.duplicated(["respondent_id", "item"]).to_numpy()
    if twice.any():
        raise ValueError(
            f"`answers` must hold one row per respondent and item; got {twice.sum():,} more, "
            f"the first at index {answers.index[twice.argmax()]}."
        )
    names = {name: plain_names(answers[name]) for name in ("respondent_id", "item")}
    points = answers[["expected", "perceived"]].astype(float)
    return points.assign(**names, gap=points["perceived"] - points["expected"])


def _require_items(weights: pd.Series, name: str, items: list) -> None:
    if not weights.index.is_unique or set(weights.index) != set(items):
        raise ValueError(f"`{name}` must have the items {items}; got {[*weights.index]}.")


def _mean_interval(values: pd.Series, level: float) -> pd.Series:
    """Return n, mean, low and high; what a mean of so few values cannot give is NaN."""
    from scipy.stats import t

    n = len(values)
    mean = float(values.mean()) if n else np.nan
    half = t.ppf((1 + level) / 2, n - 1) * float(values.std()) / sqrt(n) if n > 1 else np.nan
    return pd.Series({"n": float(n), "mean": mean, "low": mean - half, "high": mean + half})
