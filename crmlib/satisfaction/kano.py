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
    plain_names,
    share_interval,
)
from crmlib.satisfaction.scores import _difference_interval

__all__ = ["kano_evaluation", "kano_categories", "kano_coefficients"]

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


def kano_evaluation() -> pd.DataFrame:
    """Return the table that turns two answers about a feature into its category.

    Use it to read a pair of answers: how a customer would feel if the feature were there
    (functional), and how if it were not (dysfunctional).

    Returns
    -------
    DataFrame, 5 rows by 5 columns
        Index functional, columns dysfunctional, both "like", "expect", "neutral", "accept" (can
        live with it), "dislike"; values "attractive", "one-dimensional", "must-be",
        "indifferent", "reverse" (better without) and "questionable" (the answers contradict each
        other).

    References
    ----------
    Kano, N., Seraku, N., Takahashi, F. and Tsuji, S. (1984), Attractive quality and must-be
    quality, Journal of the Japanese Society for Quality Control 14(2), 39-48.
    Berger, C. et al. (1993), Kano's methods for understanding customer-defined quality, Center
    for Quality Management Journal 2(4), 3-36.

    Examples
    --------
    >>> kano_evaluation().loc["like", "neutral"], kano_evaluation().loc["neutral", "dislike"]
    ('attractive', 'must-be')
    """
    names = dict(zip(INITIALS, CATEGORIES, strict=True))
    rows = [[names[initial] for initial in row] for row in EVALUATION]
    functional = pd.Index(ANSWERS, name="functional")
    return pd.DataFrame(rows, functional, pd.Index(ANSWERS, name="dysfunctional"))


@checked
def kano_categories(answers: Pairs, *, level: Level = 0.95) -> pd.DataFrame:
    """Return how many put each feature in each category, which one leads, and how clearly.

    Use it to tell what must be there from what would delight, before money goes into either.

    Parameters
    ----------
    answers : DataFrame, one row per respondent and feature
        Columns `respondent_id`, `feature`, `functional` and `dysfunctional` (answers as in
        `kano_evaluation`; None or NaN where nobody answered).
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
    A tie is decided as by Matzler et al. (1996), in the order must-be, one-dimensional,
    attractive, indifferent, reverse, questionable. With p and q the shares of the two, the
    variance of p - q is (p + q - (p - q)²)/n, as for `nps`, and the interval is taken as there;
    so its middle is a little nearer to 0 than the lead. The two are chosen after the count,
    which makes the lead look somewhat clearer than it is. The rule of Fong (1996) takes the two
    shares as independent, which they are not, and is narrower.

    References
    ----------
    Berger et al. (1993), see `kano_evaluation`.
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


@checked
def kano_coefficients(answers: Pairs, *, level: Level = 0.95) -> pd.DataFrame:
    """Return how much each feature would please if it were there, and displease if it were not.

    Use it where a category hides a split: half of the customers may want what others ignore.

    Parameters
    ----------
    answers : DataFrame, one row per respondent and feature
        As for `kano_categories`.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    DataFrame, one row per feature
        Index feature, sorted; n (int64: answers in the four categories), better, better_low,
        better_high (fractions), worse, worse_low, worse_high (from -1 to 0); NaN where n is 0.

    Raises
    ------
    ValueError
        If somebody answers for a feature twice.

    Notes
    -----
    With A, O, M and I the counts of attractive, one-dimensional, must-be and indifferent:
    better = (A + O) / (A + O + M + I), worse = -(O + M) / (A + O + M + I). Reverse and
    questionable answers are left out, so n can be below the n of `kano_categories`; the
    intervals are Wilson's.

    References
    ----------
    Berger et al. (1993), see `kano_evaluation`. Wilson (1927), see
    `crmlib.core.share_interval`.

    Examples
    --------
    >>> from crmlib.datasets import toy_kano
    >>> kano_coefficients(toy_kano())[["n", "better", "worse"]].loc["warm water"].to_dict()
    {'n': 8.0, 'better': 0.25, 'worse': -0.875}
    """
    counts, _ = _counts(answers)
    n = counts[["attractive", "one-dimensional", "must-be", "indifferent"]].sum(axis=1)
    liked, missed = (counts[kind] + counts["one-dimensional"] for kind in ("attractive", "must-be"))
    rows = {}
    for feature in counts.index:
        better, worse = (
            share_interval(hits[feature], n[feature], level=level).to_numpy()
            for hits in (liked, missed)
        )
        rows[feature] = [*better, *(-worse[[0, 2, 1]])]
    names = [f"{kind}{end}" for kind in ("better", "worse") for end in ("", "_low", "_high")]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    table.insert(0, "n", n.to_numpy())
    return table.set_axis(counts.index)


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
