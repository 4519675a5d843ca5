"""Kano's two questions per feature: what delights, what is expected, what nobody needs."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Ids,
    Level,
    checked,
    filled,
    labels,
    missing_allowed,
    normal_quantile,
    plain_names,
)

__all__ = ["kano_categories"]

ANSWERS = ("like", "expect", "neutral", "accept", "dislike")
# In the order in which a tie is decided: what would hurt most if it were overlooked comes first.
CATEGORIES = (
    "must-be",
    "one-dimensional",
    "attractive",
    "indifferent",
    "reverse",
    "questionable",
)
EVALUATION = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
INITIALS = "MOAIRQ"
ANSWER = missing_allowed(labels(*ANSWERS))
Pairs = filled(respondent_id=Ids, feature=Ids, functional=ANSWER, dysfunctional=ANSWER)


@checked
def kano_categories(answers: Pairs, *, level: Level = 0.95) -> pd.DataFrame:
    """Return how many put each feature in each category, which one leads, and how clearly.

    Use it to tell what must be there from what would delight, before money goes into either.

    Parameters
    ----------
    answers : DataFrame, one row per respondent and feature
        Columns `respondent_id`, `feature`, `functional` (how a customer would feel if the feature
        were there) and `dysfunctional` (and if it were not): "like", "expect", "neutral",
        "accept" (can live with it) or "dislike"; None or NaN where nobody answered.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    DataFrame, one row per feature
        Index feature, sorted; n (complete pairs), n_missing (with an answer missing: left out,
        counted here), one column of counts per category (all int64), category (that of most
        answers; NaN without any), lead (its share less that of the next one), low, high
        (fractions). Where low is not above 0, another category may lead among all customers.

    Raises
    ------
    ValueError
        If somebody answers for a feature twice.

    Notes
    -----
    Two answers make a category by the table of Berger et al. (1993); reverse is better without,
    and the answers of questionable contradict each other. A tie is decided as by Matzler et al.
    (1996), in the order must-be, one-dimensional, attractive, indifferent, reverse, questionable.
    With p and q the shares of the two, the variance of p - q is (p + q - (p - q)²)/n. The interval
    takes p, q and n after adding three answers, ¾ to each of the two (Rocks 2016 does so for two
    such shares); so its middle is a little nearer to 0 than the lead. The two are chosen after
    the count, which makes the lead look somewhat clearer than it is. The rule of Fong (1996)
    takes the two shares as independent, which they are not, and is narrower.

    References
    ----------
    Kano, N., Seraku, N., Takahashi, F. and Tsuji, S. (1984), Attractive quality and must-be
    quality, Journal of the Japanese Society for Quality Control 14(2), 39-48.
    Berger, C. et al. (1993), Kano's methods for understanding customer-defined quality, Center
    for Quality Management Journal 2(4), 3-36.
    Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician
    70, 365-372.
    Matzler, K., Hinterhuber, H. H., Bailom, F. and Sauerwein, E. (1996), How to delight your
    customers, Journal of Product and Brand Management 5(2), 6-18.
    Fong, D. (1996), Using the self-stated importance questionnaire to interpret Kano
    questionnaire results, Center for Quality Management Journal 5, 21-24.

    Examples
    --------
    >>> from crmlib.datasets import toy_kano
    >>> kano_categories(toy_kano())["category"].to_dict()
    {'late checkout': 'attractive', 'quiet room': 'one-dimensional', 'warm water': 'must-be'}
    """
    counts, n_missing = _counts(answers)
    found = counts.to_numpy()
    n, places = found.sum(axis=1), np.arange(len(found))
    first = found.argmax(axis=1)  # of equal ones the first
    others = found.copy()
    others[places, first] = -1
    most, next_most = found[places, first], others.max(axis=1)
    category = pd.Series(np.array(CATEGORIES, dtype=object)[first], counts.index)
    table = counts.assign(category=category.where(n > 0))
    table.insert(0, "n", n)
    table.insert(1, "n_missing", n_missing)
    asked = np.where(n > 0, n, np.nan)
    low, high = _difference_interval(most, next_most, asked, level)
    return table.assign(lead=(most - next_most) / asked, low=low, high=high)


def _counts(answers: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the answers per feature and category, and those that are missing."""
    twice = answers.duplicated(["respondent_id", "feature"]).to_numpy()
    if twice.any():
        raise ValueError(
            f"`answers` must hold one row per respondent and feature; got {twice.sum():,} more, "
            f"the first at index {answers.index[twice.argmax()]}."
        )
    category_of = np.array([[INITIALS.index(initial) for initial in row] for row in EVALUATION])
    with_, without = _places(answers["functional"]), _places(answers["dysfunctional"])
    n_kinds = len(CATEGORIES) + 1  # the last one is missing
    kind = np.where((with_ < 0) | (without < 0), n_kinds - 1, category_of[with_, without])
    place, features = pd.factorize(plain_names(answers["feature"]), sort=True)
    cells = np.bincount(place * n_kinds + kind, minlength=len(features) * n_kinds)
    cells = cells.reshape(len(features), n_kinds).astype(np.int64)
    index = pd.Index(features, name="feature")
    return pd.DataFrame(cells[:, :-1], index, [*CATEGORIES]), cells[:, -1]


def _places(answers: pd.Series) -> np.ndarray:
    """Return the place of each answer among `ANSWERS`, -1 where it is missing."""
    code, different = pd.factorize(answers)
    return np.array([*(ANSWERS.index(one) for one in different), -1])[code]


def _difference_interval(
    n_first: int | np.ndarray, n_second: int | np.ndarray, n: int | np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the adjusted Wald interval of the difference of two shares of the same answers."""
    p, d = (n_first + 0.75) / (n + 3), (n_second + 0.75) / (n + 3)
    half = normal_quantile(level) * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return np.maximum(p - d - half, -1), np.minimum(p - d + half, 1)
