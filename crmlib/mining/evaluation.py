"""A classifier judged by a manager: its errors and their cost, and whom to accept."""

from typing import Annotated, Any, get_args

import numpy as np
import pandas as pd

from crmlib.core import (
    Anything,
    Count,
    Counts,
    Fractions,
    Ids,
    Kind,
    Numbers,
    Steps,
    Texts,
    checked,
    filled,
    labels,
    number,
    share_interval,
    values,
)

__all__ = [
    "confusion_table",
    "error_cost",
    "cost_cutoff",
    "gains_table",
    "profit_curve",
    "best_cutoff",
    "calibration_table",
    "group_rates",
]

LABELS = ("negative", "positive")
# The sum of many errors of more would be infinite.
Cost, Gain = number(0, 1e300), number(-1e300, 1e300)


def _groups(given: Any, name: str) -> Any:
    if isinstance(given, pd.Categorical):  # keeps the order of its groups
        return Ids.check(pd.Series(given), f"`{name}`").array
    return get_args(values(Ids))[1].check(given, name)


Outcome, Groups = values(labels(0, 1)), Annotated[Any, Kind("values", _groups, {"*": Ids})]
CURVE = {
    "cutoff": Anything,
    "n_accepted": Counts,
    "n_positive": Counts,
    "accepted_share": Fractions,
    "profit": Numbers,
}


@checked(paired=("outcome", "predicted"))
def confusion_table(
    outcome: Outcome, predicted: Outcome, *, labels: values(Texts) = LABELS
) -> pd.DataFrame:
    """Return how many customers of each class were predicted to be in which.

    Use it before any rate: it shows which of the two errors a classifier makes.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 is positive.
    predicted : array-like of bool or 0/1, shape (n_customers,)
        What was foretold, in the same order.
    labels : sequence of two str
        What to call negative and positive.

    Returns
    -------
    DataFrame of int, 2 rows (actual), 2 columns (predicted)
        Negative first. The counts add up to n_customers.

    Raises
    ------
    ValueError
        If there is no customer or `labels` are not two different words.

    References
    ----------
    Provost, F. and Fawcett, T. (2013), Data Science for Business, chapter 7. O'Reilly.

    Examples
    --------
    >>> confusion_table([1, 1, 0, 0, 0], [1, 0, 1, 0, 0]).to_numpy().tolist()
    [[2, 1], [1, 1]]
    """
    words = _two_words(labels)
    actual, said = _zero_one(outcome, "outcome"), _zero_one(predicted, "predicted")
    counts = np.bincount(2 * actual + said, minlength=4).reshape(2, 2)
    return pd.DataFrame(
        counts, index=pd.Index(words, name="actual"), columns=pd.Index(words, name="predicted")
    )


@checked(paired=("outcome", "predicted"))
def error_cost(
    outcome: Outcome, predicted: Outcome, *, false_positive: Cost, false_negative: Cost
) -> float:
    """Return what a classifier's errors cost in total.

    Use it in place of the share of right answers where one error costs more than the other.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 is positive.
    predicted : array-like of bool or 0/1, shape (n_customers,)
        What was foretold, in the same order.
    false_positive : float
        Cost of a negative customer predicted positive, in any unit, 0 or more.
    false_negative : float
        Cost of a positive customer predicted negative, same unit, 0 or more.

    Returns
    -------
    float
        In the unit of the costs, 0 or more; right answers cost nothing.

    Raises
    ------
    ValueError
        If there is no customer.

    Notes
    -----
    false_positive · (number of false positives) + false_negative · (number of false negatives).

    References
    ----------
    Elkan, C. (2001), The foundations of cost-sensitive learning, Proceedings of IJCAI-01,
    973-978.

    Examples
    --------
    >>> error_cost([1, 1, 0, 0, 0], [1, 0, 1, 0, 0], false_positive=1, false_negative=5)
    6.0
    """
    counts = confusion_table(outcome, predicted).to_numpy()
    return float(false_positive * counts[0, 1] + false_negative * counts[1, 0])


@checked
def cost_cutoff(*, false_positive: Cost, false_negative: Cost) -> float:
    """Return the probability from which on it pays to predict positive.

    Use it instead of one half, provided that the probabilities are calibrated.

    Parameters
    ----------
    false_positive : float
        Cost of a negative customer predicted positive, in any unit, 0 or more.
    false_negative : float
        Cost of a positive customer predicted negative (or the gain that is missed), same unit,
        0 or more.

    Returns
    -------
    float
        In [0, 1]; at the cut-off itself both answers cost the same.

    Raises
    ------
    ValueError
        If both costs are 0.

    Notes
    -----
    Predict positive if (1 - p) · false_positive < p · false_negative, that is, if
    p > false_positive / (false_positive + false_negative).

    References
    ----------
    Elkan, C. (2001), The foundations of cost-sensitive learning, Proceedings of IJCAI-01,
    973-978, equation 2.

    Examples
    --------
    >>> round(cost_cutoff(false_positive=1, false_negative=5), 4)
    0.1667
    """
    if false_positive == false_negative == 0:
        raise ValueError("`false_positive` and `false_negative` must not both be 0; got 0 and 0.")
    return false_positive / (false_positive + false_negative)


@checked(paired=("outcome", "score"))
def gains_table(outcome: Outcome, score: values(Numbers), *, n_groups: Count = 10) -> pd.DataFrame:
    """Return response, lift and cumulative gain of equal groups, the best-scored first.

    Use it to say how much of the response a mailing to the best fifth would reach.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 is a response. At least one.
    score : array-like of float, shape (n_customers,)
        Higher means more likely positive; any unit, in the same order.
    n_groups : int
        10 for deciles; at most n_customers.

    Returns
    -------
    DataFrame, n_groups rows, index group from 1 (best)
        n_customers, n_positive (float: see Notes), response_rate (a fraction), decile_lift
        (response_rate ÷ overall rate), and, cumulated from the best group, customer_share,
        cumulative_gain (share of all positives reached; both end at 1) and cumulative_lift
        (cumulative_gain ÷ customer_share).

    Raises
    ------
    ValueError
        If there is no positive, or `n_groups` is above n_customers.

    Notes
    -----
    Every group holds exactly n_customers / n_groups customers. Customers of the same score who
    straddle a border, and one whom the border cuts, are shared out in proportion: the mean over
    all orders in which ties could be broken. So the order of the rows never matters, and counts
    need not be whole.

    References
    ----------
    Provost, F. and Fawcett, T. (2013), Data Science for Business, chapter 8. O'Reilly.

    Examples
    --------
    >>> gains_table([1, 1, 0, 1, 0, 0], [6, 5, 4, 3, 2, 1], n_groups=3)["cumulative_gain"].tolist()
    [0.6666666666666666, 1.0, 1.0]
    """
    actual, scores = _zero_one(outcome, "outcome"), np.asarray(score, dtype=float)
    if n_groups > len(actual) or not actual.any():
        raise ValueError(
            f"`outcome` must hold {n_groups} customers or more, one of them positive; "
            f"got {len(actual):,}, of them {actual.sum():,} positive."
        )
    borders = np.arange(n_groups + 1) / n_groups
    reached = _reached(actual, scores, borders * len(actual))
    table = pd.DataFrame(
        {"n_customers": len(actual) / n_groups, "n_positive": np.diff(reached)},
        index=pd.RangeIndex(1, n_groups + 1, name="group"),
    )
    rate = table["n_positive"] / table["n_customers"]
    return table.assign(
        response_rate=rate,
        decile_lift=rate / actual.mean(),
        customer_share=borders[1:],
        cumulative_gain=reached[1:] / actual.sum(),
        cumulative_lift=reached[1:] / actual.sum() / borders[1:],
    )


@checked(paired=("outcome", "score"))
def profit_curve(
    outcome: Outcome, score: values(Numbers), *, gain: Gain, cost: Cost
) -> pd.DataFrame:
    """Return the profit of every possible cut-off.

    Use it to choose whom to accept, or to call, where a hit pays and a miss costs.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 pays.
    score : array-like of float, shape (n_customers,)
        Higher means more likely positive; any unit, in the same order.
    gain : float
        Net gain from a positive customer who is accepted, any unit. For a campaign: the value of
        a response less the cost of the contact.
    cost : float
        Loss from a negative customer who is accepted, same unit, 0 or more.

    Returns
    -------
    DataFrame
        One row per distinct score, highest first, after a row that accepts nobody: cutoff (inf
        first; accepted is who scores at least as much), n_accepted, n_positive (of these),
        accepted_share (a fraction), profit (in the unit of gain).

    Raises
    ------
    ValueError
        If there is no customer.

    Notes
    -----
    profit = gain · n_positive - cost · (n_accepted - n_positive). Customers of the same score
    are accepted together. Choosing the best cut-off and reporting its profit on the same
    customers flatters: choose on some, report on others.

    References
    ----------
    Provost, F. and Fawcett, T. (2013), Data Science for Business, chapter 8. O'Reilly.

    Examples
    --------
    >>> profit_curve([1, 0, 1], [0.9, 0.5, 0.5], gain=10, cost=4)["profit"].tolist()
    [0.0, 10.0, 16.0]
    """
    actual, scores = _zero_one(outcome, "outcome"), np.asarray(score, dtype=float)
    cutoffs = np.append(np.inf, np.unique(scores)[::-1])
    n_accepted, n_positive = _accepted(actual, scores, cutoffs)
    return pd.DataFrame(
        {
            "cutoff": cutoffs,
            "n_accepted": n_accepted,
            "n_positive": n_positive,
            "accepted_share": n_accepted / len(actual),
            "profit": float(gain) * n_positive - float(cost) * (n_accepted - n_positive),
        }
    )


@checked
def best_cutoff(curve: filled(**CURVE)) -> pd.Series:
    """Return the row of a profit curve that earns most.

    Use it on customers set aside for the choice: on them its profit is the best of many, and
    flatters.

    Parameters
    ----------
    curve : DataFrame
        As from `profit_curve`: one row per cut-off, highest first, with profit.

    Returns
    -------
    Series
        cutoff, n_accepted, n_positive, accepted_share, profit; of several best rows the one that
        accepts the fewest.

    Raises
    ------
    TypeError
        If a cut-off is no number.
    ValueError
        If a cut-off is missing.

    References
    ----------
    Provost, F. and Fawcett, T. (2013), Data Science for Business, chapter 8. O'Reilly.

    Examples
    --------
    >>> curve = profit_curve([1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3], gain=10, cost=4)
    >>> float(best_cutoff(curve)["cutoff"])
    0.5
    """
    # Infinity, the cut-off of nobody, is the one number that `Numbers` would refuse.
    Numbers.check(curve["cutoff"].mask(curve["cutoff"] == np.inf, 0.0), "`curve` in `cutoff`")
    plain = curve[list(CURVE)].astype({"cutoff": float})
    return plain.sort_values(["profit", "n_accepted"], ascending=[False, True]).iloc[0]


@checked(paired=("outcome", "probability"))
def calibration_table(
    outcome: Outcome, probability: values(Fractions), *, n_groups: Steps = 10
) -> pd.DataFrame:
    """Return predicted and observed shares of positives, by size of the prediction.

    Use it before a cut-off from costs: of the customers given 20 %, a fifth should turn out
    positive.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 is positive.
    probability : array-like of float, shape (n_customers,)
        Predicted chance of being positive, in [0, 1], in the same order.
    n_groups : int
        Number of groups of equal width in probability.

    Returns
    -------
    DataFrame, one row per group that holds customers, index group (from 1, lowest first)
        n_customers, predicted (mean probability), observed (share of positives), low and high
        (95 % interval of observed); all fractions.

    Raises
    ------
    ValueError
        If there is no customer.

    Notes
    -----
    Group k holds the probabilities from (k - 1) / n_groups up to, not including, k / n_groups;
    the last one includes 1. The interval is that of `crmlib.core.share_interval`.

    References
    ----------
    Niculescu-Mizil, A. and Caruana, R. (2005), Predicting good probabilities with supervised
    learning, Proceedings of ICML-05, 625-632, on reliability diagrams.

    Examples
    --------
    >>> table = calibration_table([0, 0, 1, 1], [0.1, 0.3, 0.4, 0.9], n_groups=2)
    >>> table["observed"].round(3).tolist()
    [0.333, 1.0]
    """
    actual, chances = _zero_one(outcome, "outcome"), np.asarray(probability, dtype=float)
    group = np.searchsorted(np.arange(n_groups) / n_groups, chances, side="right")
    cases = pd.DataFrame({"group": group, "predicted": chances, "observed": actual})
    table = cases.groupby("group").agg(
        n_customers=("observed", "size"),
        predicted=("predicted", "mean"),
        observed=("observed", "mean"),
        n_positive=("observed", "sum"),
    )
    sides = [
        share_interval(int(hits), int(n))[["low", "high"]]
        for hits, n in zip(table.pop("n_positive"), table["n_customers"], strict=True)
    ]
    return table.assign(low=[side["low"] for side in sides], high=[side["high"] for side in sides])


@checked(paired=("outcome", "predicted", "groups"))
def group_rates(outcome: Outcome, predicted: Outcome, groups: Groups) -> pd.DataFrame:
    """Return how a classifier treats each group of customers.

    Use it to ask whether it is fair, and by which of several measures: they cannot all be equal
    where the groups differ in their share of positives.

    Parameters
    ----------
    outcome : array-like of bool or 0/1, shape (n_customers,)
        What happened; 1 is positive (good, say).
    predicted : array-like of bool or 0/1, shape (n_customers,)
        Who was accepted as positive, in the same order.
    groups : array-like, shape (n_customers,)
        The group of each customer, in the same order; a categorical keeps its own order.

    Returns
    -------
    DataFrame, one row per group that holds customers, in sorted order
        n_customers, positive_share, accepted_share, accepted_of_positive (who of the positive is
        accepted: equal opportunity), positive_of_accepted (who of the accepted is positive:
        predictive parity). Fractions; NaN where there is nobody to divide by.

    Raises
    ------
    ValueError
        If there is no customer.

    References
    ----------
    Chouldechova, A. (2017), Fair prediction with disparate impact, Big Data 5(2), 153-163.

    Examples
    --------
    >>> rates = group_rates([1, 1, 0, 1], [1, 0, 0, 1], ["young", "young", "old", "old"])
    >>> rates["accepted_of_positive"].to_dict()
    {'old': 1.0, 'young': 0.5}
    """
    actual, said = _zero_one(outcome, "outcome"), _zero_one(predicted, "predicted")
    group = pd.Series(groups).reset_index(drop=True)
    cases = pd.DataFrame({"group": group, "positive": actual, "accepted": said})
    sums = cases.assign(both=actual & said, n=1).groupby("group", observed=True).sum()
    return pd.DataFrame(
        {
            "n_customers": sums["n"],
            "positive_share": sums["positive"] / sums["n"],
            "accepted_share": sums["accepted"] / sums["n"],
            "accepted_of_positive": sums["both"] / sums["positive"],
            "positive_of_accepted": sums["both"] / sums["accepted"],
        }
    )


def _two_words(labels: np.ndarray | pd.Series) -> list[str]:
    """Return the names of two classes as a list; refuse anything but two different ones."""
    words = list(labels)
    if len(words) != 2 or words[0] == words[1]:
        raise ValueError(f"`labels` must be two different words; got {words}.")
    return words


def _zero_one(flags: np.ndarray | pd.Series, name: str) -> np.ndarray:
    array = np.asarray(flags)
    if not len(array):
        raise ValueError(f"`{name}` must hold at least one customer; got none.")
    if array.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` must hold 0 and 1 (or bools); got {array.dtype}.")
    return array.astype(np.intp)


def _accepted(
    actual: np.ndarray, scores: np.ndarray, cutoffs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return who scores at least each cut-off, and how many of them are positive."""
    ranked = np.sort(scores), np.sort(scores[actual == 1])
    everyone, hits = (len(found) - np.searchsorted(found, cutoffs) for found in ranked)
    return everyone, hits


def _reached(actual: np.ndarray, scores: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return how many positives stand before each place, ties shared out in proportion."""
    ranks = np.minimum(places.astype(np.intp), len(scores) - 1)
    ties = np.sort(scores)[::-1][ranks]
    with np.errstate(over="ignore"):  # above the largest number there is infinity
        above = np.nextafter(ties, np.inf)
    # Of each tie that a place cuts, only its two ends are needed.
    cutoffs = np.unique(np.r_[ties, above])[::-1]
    n_accepted, n_positive = _accepted(actual, scores, cutoffs)
    return np.interp(places, n_accepted, n_positive)
