"""What a mark is worth: the guesser's chances, and one's own word held against the mark."""

import pandas as pd

from crmlib.core import Count, Counts, Numbers, checked, choice, filled, whole

__all__ = ["guess_chances", "self_check", "mark_quarters"]

Rated = filled(sure=Counts, right=Counts)
Learners = filled(said=Numbers, first=Numbers, second=Numbers)
SUREST = 4
Questions = whole(1, 200)
Options = whole(2, 10)


@checked
def guess_chances(n_questions: Questions, n_options: Options) -> pd.DataFrame:
    """Return how many right answers somebody gets who only guesses.

    Use it as the naive rival of every mark.

    Parameters
    ----------
    n_questions : int
        How many questions the paper has.
    n_options : int
        How many options each has, of which one is right.

    Returns
    -------
    DataFrame
        Indexed by `right`, from 0 to all: `chance` of exactly so many, and `at_least`.

    Notes
    -----
    The chance of exactly $k$ of $n$ is binomial with $p = 1/m$ for $m$ options.

    Examples
    --------
    >>> guess_chances(2, 4)["at_least"].tolist()
    [1.0, 0.4375, 0.0625]
    """
    from scipy.stats import binom

    right = pd.RangeIndex(n_questions + 1, name="right")
    chance = binom.pmf(right, n_questions, 1 / n_options)
    at_least = binom.sf(right - 1, n_questions, 1 / n_options)
    return pd.DataFrame({"chance": chance, "at_least": at_least}, index=right).round(12)


@checked
def self_check(rated: Rated, *, n_questions: Count) -> pd.Series:
    """Return for each row whether one's own word and the answers agree.

    Use it to decide what to work on first.

    Parameters
    ----------
    rated : DataFrame
        Columns `sure`, from 1 (not at all) to 4 (alone), and `right`, the right answers.
    n_questions : int
        How many questions there were in each row.

    Returns
    -------
    Series
        Like the rows: "solid", "known gap", "blind spot" (sure, and fewer than half right) or
        "better than thought". Sure is 3 or 4; known is at least half right.

    Raises
    ------
    ValueError
        If more are right than were asked, or `sure` is not from 1 to 4.

    Examples
    --------
    >>> self_check(pd.DataFrame({"sure": [4, 1], "right": [0, 4]}), n_questions=4).tolist()
    ['blind spot', 'better than thought']
    """
    if (rated["right"] > n_questions).any():
        most = rated["right"].max()
        raise ValueError(f"`rated` must not hold more right than {n_questions}; got {most}.")
    out = rated["sure"][~rated["sure"].between(1, SUREST)]
    if len(out):
        raise ValueError(f"`rated` must hold `sure` from 1 to {SUREST}; got {out.iloc[0]}.")
    is_sure, is_known = rated["sure"] >= 3, 2 * rated["right"] >= n_questions
    words = {
        (True, True): "solid",
        (True, False): "blind spot",
        (False, True): "better than thought",
        (False, False): "known gap",
    }
    found = [words[pair] for pair in zip(is_sure, is_known, strict=True)]
    return pd.Series(found, index=rated.index, name="kind")


@checked
def mark_quarters(learners: Learners, by: choice("first", "second")) -> pd.DataFrame:
    """Return for four groups of learners what they said and what they got.

    Use it with both papers: whoever is sorted by a paper is lucky or unlucky in that paper.

    Parameters
    ----------
    learners : DataFrame
        Columns `said`, `first` and `second`: percent right as expected by the learner, and as
        marked in two papers.
    by : str
        The paper that sorts them, "first" or "second"; equal marks stay in the table's order.

    Returns
    -------
    DataFrame
        A row per quarter, "worst" to "best": the means of `said`, `first` and `second`.

    Raises
    ------
    ValueError
        If there are fewer than four learners.

    Examples
    --------
    >>> four = pd.DataFrame({"said": [60.0] * 4, "first": [20, 80, 40, 90], "second": [30] * 4})
    >>> mark_quarters(four, "first")["first"].tolist()
    [20.0, 40.0, 80.0, 90.0]
    """
    if len(learners) < 4:
        raise ValueError(f"`learners` must have at least 4 rows; got {len(learners)}.")
    place = learners[by].rank(method="first", pct=True)
    names = ["worst", "lower", "upper", "best"]
    quarter = pd.cut(place, [0, 0.25, 0.5, 0.75, 1], labels=names)
    groups = learners.groupby(quarter.rename("quarter"), observed=True)
    return groups[["said", "first", "second"]].mean()
