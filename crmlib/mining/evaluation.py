"""A classifier judged by a manager: its errors, counted."""

import numpy as np
import pandas as pd

from crmlib.core import Texts, checked, labels, values

__all__ = [
    "confusion_table",
]

LABELS = ("negative", "positive")
Outcome = values(labels(0, 1))


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
