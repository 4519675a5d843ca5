"""How good a list of found pages is, by the grades of a judge."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Counts, Texts, checked, filled, values, whole

__all__ = ["precision_at", "dcg", "ndcg_at"]

K = whole(1, 1_000)


@checked
def precision_at(
    found: filled(question_id=Texts, rank=Counts, address=Texts),
    judgements: filled(question_id=Texts, address=Texts, grade=Counts),
    k: K,
) -> pd.Series:
    """Return for each judged question which share of its first k places holds a useful page.

    Use it first: it says what somebody meets who looks at k pages.

    Parameters
    ----------
    found : DataFrame
        As from `search_words`: question_id, rank, address.
    judgements : DataFrame
        One row per question and page that helps: question_id, address, grade (above 0).
    k : int
        How many places somebody looks at.

    Returns
    -------
    Series
        Fraction per question_id of `judgements`; 0 where nothing was found. The base is k, even if
        fewer pages were found.

    Raises
    ------
    ValueError
        If a page or a place of a question stands twice, or a place or a grade is 0.

    Notes
    -----
    A question with one useful page can't pass 1 / k.

    References
    ----------
    Manning, C. D., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval,
    chapter 8: evaluation.

    Examples
    --------
    >>> found = pd.DataFrame({"question_id": "Q1", "rank": [1, 2], "address": ["/b", "/a"]})
    >>> judged = pd.DataFrame({"question_id": ["Q1"], "address": ["/a"], "grade": [2]})
    >>> precision_at(found, judged, 2).to_dict()
    {'Q1': 0.5}
    """
    return (_grades(found, judgements, k) > 0).mean(axis=1).rename("precision")


@checked
def dcg(grades: values(Amounts)) -> float:
    """Return the discounted gain of a list, where the second place counts less than the first.

    Use it for one list whose grades are known; `ndcg_at` compares lists of many questions.

    Parameters
    ----------
    grades : Series, array or list of float
        The grade of each place, the first place first.

    Returns
    -------
    float
        The sum of grade / log2(1 + place); 0 if the list is empty.

    References
    ----------
    Järvelin, K. and Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR techniques.
    ACM Transactions on Information Systems 20(4), 422-446. Their discount begins at place 2 and
    differs a little.

    Examples
    --------
    >>> round(dcg([3, 2, 3, 0, 1, 2]), 6)
    6.861127
    """
    places = np.arange(1, len(grades) + 1)
    return float((np.asarray(grades, dtype=float) / np.log2(1 + places)).sum())


@checked
def ndcg_at(
    found: filled(question_id=Texts, rank=Counts, address=Texts),
    judgements: filled(question_id=Texts, address=Texts, grade=Counts),
    k: K,
) -> pd.Series:
    """Return for each judged question its list's gain over that of the best possible list.

    Use it where grades differ, or questions have different numbers of useful pages.

    Parameters
    ----------
    found : DataFrame
        As from `search_words`: question_id, rank, address.
    judgements : DataFrame
        One row per question and page that helps: question_id, address, grade (above 0).
    k : int
        How many places somebody looks at.

    Returns
    -------
    Series
        Fraction per question_id of `judgements`; 1 is the best possible order, 0 nothing useful.

    Raises
    ------
    ValueError
        If a page or a place of a question stands twice, or a place or a grade is 0.

    Notes
    -----
    The best list holds all judged pages of the question, found or not, by falling grade.

    References
    ----------
    Järvelin, K. and Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR techniques.
    ACM Transactions on Information Systems 20(4), 422-446.

    Examples
    --------
    >>> found = pd.DataFrame({"question_id": "Q1", "rank": [1, 2], "address": ["/b", "/a"]})
    >>> judged = pd.DataFrame({"question_id": ["Q1"], "address": ["/a"], "grade": [2]})
    >>> ndcg_at(found, judged, 2).round(3).to_dict()
    {'Q1': 0.631}
    """
    grades = _grades(found, judgements, k)
    falling = judgements.sort_values("grade", ascending=False, kind="stable").groupby(
        "question_id"
    )["grade"]
    best = falling.agg(lambda own: dcg(own.head(k))).reindex(grades.index)
    return (grades.apply(dcg, axis=1) / best).rename("ndcg")


def _require_once(table: pd.DataFrame, name: str, what: str, column: str) -> None:
    """Refuse a list that has a page or a place of a question twice, or a place 0."""
    if (twice := table.duplicated(["question_id", column])).any():
        pair = table.loc[twice, ["question_id", column]].iloc[0].tolist()
        raise ValueError(f"`{name}` must have each {what} of a question once; got {pair}.")
    if column == "rank" and (table["rank"] < 1).any():
        raise ValueError(f"`{name}` must have places from 1 on in `rank`; got 0.")


def _grades(found: pd.DataFrame, judgements: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return the grades of k places, one row per judged question."""
    _require_once(found, "found", "page", "address")
    _require_once(found, "found", "place", "rank")
    _require_once(judgements, "judgements", "page", "address")
    if (judgements["grade"] < 1).any():
        raise ValueError("`judgements` must have only grades of at least 1; got 0.")
    both = found.merge(judgements, on=["question_id", "address"])
    wide = both[both["rank"].between(1, k)].pivot(
        index="question_id", columns="rank", values="grade"
    )
    questions = pd.Index(sorted(judgements["question_id"].unique()), name="question_id")
    return wide.reindex(index=questions, columns=range(1, k + 1)).fillna(0).astype(float)
