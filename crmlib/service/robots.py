"""A service robot: it matches a question with prepared ones, answers, offers, or hands over."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Flags,
    Fraction,
    Fractions,
    Texts,
    checked,
    filled,
    missing_allowed,
    table_of,
    values,
    whole,
)

__all__ = [
    "match_scores",
    "robot_replies",
    "judged_answers",
    "ContactCosts",
    "threshold_costs",
]

DECIMALS = 6  # scores are rounded before they are ranked, so that no processor decides a tie


@checked
def match_scores(
    prepared: filled(answer_id=Texts, wording=Texts),
    questions: values(Texts),
    *,
    longest: whole(1, 10) = 3,
) -> pd.DataFrame:
    """Return how well each question matches each prepared answer, 0 to 1.

    Use it before anything that a robot says: all else reads this table.

    Parameters
    ----------
    prepared : DataFrame
        One row per prepared wording: answer_id and wording; an answer may have several.
    questions : Series, array or list of str
        What customers ask.
    longest : int
        Pieces of 1 to this many characters are compared.

    Returns
    -------
    DataFrame
        One row per question, in their order and with their index; one column per answer, sorted
        by id: the best score of its wordings, rounded to six decimals.

    Raises
    ------
    ValueError
        If a prepared wording is blank.

    Notes
    -----
    Term frequency times inverse document frequency of pieces of characters, as scikit-learn
    weights them, and the cosine of the angle between question and wording. Characters need no
    segmenter, so that Chinese is treated as English is.

    References
    ----------
    Salton, G. and Buckley, C. (1988). Term-weighting approaches in automatic text retrieval.
    Information Processing & Management 24(5), 513-523.

    Examples
    --------
    >>> prepared = pd.DataFrame({"answer_id": ["back", "pay"], "wording": ["怎样退款", "怎样付款"]})
    >>> match_scores(prepared, ["能退款吗"]).idxmax(axis=1).tolist()
    ['back']
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if (blank := prepared["wording"].str.strip() == "").any():
        raise ValueError(f"`prepared` must have no blank `wording`; got {blank.sum()} of them.")
    weigh = TfidfVectorizer(analyzer="char", ngram_range=(1, longest))
    known = weigh.fit_transform(prepared["wording"])
    asked = pd.Series(questions, dtype="str")
    cosines = (known @ weigh.transform(asked).T).toarray() if len(asked) else None
    table = pd.DataFrame(cosines, index=prepared["answer_id"].to_numpy(), columns=asked.index)
    return table.groupby(level=0).max().T.astype(float).clip(0, 1).round(DECIMALS)


@checked
def robot_replies(
    scores: table_of(Fractions),
    *,
    answer_from: Fraction,
    list_from: Fraction = 0.0,
    n_listed: whole(1, 100) = 3,
) -> pd.DataFrame:
    """Return what the robot does with each question: answer, offer directions, or hand over.

    Use it as the robot itself: what it offers is what a person sees at the hand-over.

    Parameters
    ----------
    scores : DataFrame
        As from `match_scores`.
    answer_from : float
        From this score on, the best answer is given.
    list_from : float
        From this score on, and below `answer_from`, directions are offered.
    n_listed : int
        How many directions.

    Returns
    -------
    DataFrame
        One row per question: score (the best), action (answer, directions or person), offered
        (answer ids, the best first, with a comma between; also for the person).

    Raises
    ------
    ValueError
        If directions would begin above the answers.

    Notes
    -----
    Equal scores stand in the order of the columns, by id.

    References
    ----------
    The source's JIMI returns an answer or several directions to select from.

    Examples
    --------
    >>> scores = pd.DataFrame({"A1": [0.8, 0.1], "A2": [0.1, 0.1]})
    >>> robot_replies(scores, answer_from=0.5, list_from=0.2)["action"].tolist()
    ['answer', 'person']
    """
    if list_from > answer_from:
        raise ValueError(f"`list_from` must be at most {answer_from}; got {list_from}.")
    ranked = _ranked(scores)
    best = scores.max(axis=1)
    action = np.select([best >= answer_from, best >= list_from], ["answer", "directions"], "person")
    n_shown = np.where(action == "answer", 1, n_listed)
    offered = [", ".join(row[:n]) for row, n in zip(ranked, n_shown, strict=True)]
    table = {"score": best, "action": action, "offered": offered}
    return pd.DataFrame(table, index=scores.index).astype({"action": "str", "offered": "str"})


@checked
def judged_answers(
    scores: table_of(Fractions),
    answer_ids: values(missing_allowed(Texts)),
    *,
    n_listed: whole(1, 100) = 3,
) -> pd.DataFrame:
    """Return for each question whether the best answer is right, and whether the list holds it.

    Use it on wordings that the robot has not seen, and whose answer somebody else decided.

    Parameters
    ----------
    scores : DataFrame
        As from `match_scores`.
    answer_ids : Series, array or list of str
        The right answer of each question, row by row; missing where no answer fits.
    n_listed : int
        How many directions a list has.

    Returns
    -------
    DataFrame
        One row per question: score (the best), best (its answer), has_answer, is_right and
        is_listed (bool; False where no answer fits).

    Raises
    ------
    ValueError
        If there are not as many ids as questions, or one of them is no column of `scores`.

    Notes
    -----
    Two wordings of one answer count once, since a column of `scores` is an answer. Equal scores
    stand in the order of the columns, by id.

    References
    ----------
    Manning, C. D., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval,
    chapter 8: evaluation.

    Examples
    --------
    >>> scores = pd.DataFrame({"A1": [0.8, 0.1], "A2": [0.1, 0.3]})
    >>> judged_answers(scores, ["A1", None])["is_right"].tolist()
    [True, False]
    """
    if len(answer_ids) != len(scores):
        raise ValueError(
            f"`answer_ids` must have the {len(scores):,} rows of `scores`; got {len(answer_ids):,}."
        )
    wanted = pd.Series(np.asarray(answer_ids, dtype=object), index=scores.index)
    has_answer = wanted.notna()
    if odd := sorted(set(wanted[has_answer]) - set(scores)):
        raise ValueError(f"`answer_ids` must be columns of `scores`; got {odd[0]!r}.")
    ranked = _ranked(scores)
    listed = [one in row[:n_listed] for one, row in zip(wanted, ranked, strict=True)]
    best = pd.Series([row[0] for row in ranked], index=scores.index, dtype="str")
    return pd.DataFrame(
        {
            "score": scores.max(axis=1),
            "best": best,
            "has_answer": has_answer,
            "is_right": has_answer & (best == wanted.astype("str")),
            "is_listed": has_answer & np.array(listed, dtype=bool),
        }
    )


@dataclass(frozen=True)
@checked
class ContactCosts:
    """What one question costs, by what becomes of it; one currency for all.

    Parameters
    ----------
    right : float
        The robot answers, and rightly.
    wrong : float
        The robot answers wrongly: the customer comes again, and is annoyed.
    person : float
        A person answers at once.
    listed : float
        The robot lists directions, and the right one is among them.
    not_listed : float
        It is not: the customer reads the list in vain and goes to a person.

    Examples
    --------
    >>> round(ContactCosts(right=0.1, wrong=8, person=3).break_even, 3)
    0.633
    """

    right: Amount = 0.1
    wrong: Amount = 8.0
    person: Amount = 3.0
    listed: Amount = 0.5
    not_listed: Amount = 3.5

    @property
    def break_even(self) -> float:
        """Chance of a right answer from which an answer is cheaper than a person.

        NaN if a wrong answer costs no more than a right one.
        """
        gain = self.wrong - self.right
        return (self.wrong - self.person) / gain if gain > 0 else np.nan


@checked
def threshold_costs(
    judged: filled(score=Fractions, is_right=Flags, is_listed=Flags),
    costs: ContactCosts,
    thresholds: values(Fractions),
) -> pd.DataFrame:
    """Return what a question costs on average if the robot speaks from a score on.

    Use it on development wordings to choose a threshold, and on held-out ones to judge it.

    Parameters
    ----------
    judged : DataFrame
        As from `judged_answers`; questions without an answer belong into it as well.
    costs : ContactCosts
        What becomes of a question costs this.
    thresholds : array or list of float
        Scores from which the robot speaks; below, a person answers.

    Returns
    -------
    DataFrame
        Indexed by threshold: spoken (share of questions at which the robot speaks), right (share
        right among these; NaN if there are none), answering and listing (mean cost of a question
        if the robot answers, or lists directions).

    Raises
    ------
    ValueError
        If a threshold comes twice.

    Notes
    -----
    The robot speaks at a score of at least the threshold.

    References
    ----------
    Elkan, C. (2001). The foundations of cost-sensitive learning. Proceedings of IJCAI, 973-978.

    Examples
    --------
    >>> judged = pd.DataFrame({"score": [0.9, 0.4], "is_right": [True, False]})
    >>> table = threshold_costs(judged.assign(is_listed=True), ContactCosts(), [0, 0.5])
    >>> table["answering"].round(2).tolist(), table["listing"].round(2).tolist()
    ([4.05, 1.55], [0.5, 1.75])
    """
    cuts = pd.Index(np.asarray(thresholds, dtype=float), name="threshold")
    if cuts.has_duplicates:
        raise ValueError(f"`thresholds` must differ; got {cuts[cuts.duplicated()][0]} twice.")
    answer = np.where(judged["is_right"], costs.right, costs.wrong)
    listing = np.where(judged["is_listed"], costs.listed, costs.not_listed)
    rows = []
    for cut in cuts:
        speaks = (judged["score"] >= cut).to_numpy()
        right = judged["is_right"][speaks].mean() if speaks.any() else np.nan
        means = [np.where(speaks, cost, costs.person).mean() for cost in (answer, listing)]
        rows.append((speaks.mean(), right, *means))
    return pd.DataFrame(rows, index=cuts, columns=["spoken", "right", "answering", "listing"])


def _ranked(scores: pd.DataFrame) -> list[list[str]]:
    """Return each row's columns, the highest score first; equal ones in the columns' order."""
    places = np.argsort(-scores.to_numpy(), axis=1, kind="stable")
    names = scores.columns.to_numpy()
    return [list(names[row]) for row in places]
