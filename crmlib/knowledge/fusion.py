"""A meta search engine: it asks several engines and makes one list of their lists."""

import pandas as pd

from crmlib.core import Counts, Texts, checked, filled, whole
from crmlib.knowledge.quality import _require_once

__all__ = ["fuse_ranks"]

DECIMALS = 12


@checked
def fuse_ranks(
    first: filled(question_id=Texts, rank=Counts, address=Texts),
    second: filled(question_id=Texts, rank=Counts, address=Texts),
    *,
    constant: whole(1, 1_000) = 60,
) -> pd.DataFrame:
    """Return one list per question from the lists of two engines, by reciprocal ranks.

    Use it where the engines' scores cannot be compared, since it reads places only.

    Parameters
    ----------
    first, second : DataFrame
        As from `search_words`: question_id, rank, address.
    constant : int
        The larger, the less the first places stand out.

    Returns
    -------
    DataFrame
        As from `search_words`; score is the sum of 1 / (constant + rank) over the lists that hold
        the page.

    Raises
    ------
    ValueError
        If a list has a page or a place of a question twice, or a place 0.

    Notes
    -----
    Equal scores stand in the order of the addresses.

    References
    ----------
    Cormack, G. V., Clarke, C. L. A. and Büttcher, S. (2009). Reciprocal rank fusion outperforms
    Condorcet and individual rank learning methods. Proceedings of SIGIR, 758-759.

    Examples
    --------
    >>> first = pd.DataFrame({"question_id": "Q1", "rank": [1, 2, 3], "address": ["A", "B", "C"]})
    >>> second = pd.DataFrame({"question_id": "Q1", "rank": [1, 2, 3], "address": ["B", "D", "A"]})
    >>> fuse_ranks(first, second)["address"].tolist()
    ['B', 'A', 'D', 'C']
    """
    for name, found in (("first", first), ("second", second)):
        _require_once(found, name, "page", "address")
        _require_once(found, name, "place", "rank")
    both = pd.concat([first, second])
    both = both.assign(score=1 / (constant + both["rank"]))
    fused = both.groupby(["question_id", "address"])["score"].sum().round(DECIMALS).reset_index()
    fused = fused.sort_values(
        ["question_id", "score", "address"], ascending=[True, False, True], ignore_index=True
    )
    fused["rank"] = fused.groupby("question_id").cumcount() + 1
    return fused[["question_id", "rank", "address", "score"]]
