"""An agent that learns from clicks what a reader wants."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Amounts, checked, table_of, values

__all__ = ["rocchio_step"]


@checked
def rocchio_step(
    profile: values(Amounts),
    wanted: table_of(Amounts),
    unwanted: table_of(Amounts),
    *,
    dislike: Amount = 0.25,
) -> pd.Series:
    """Return what a reader wants after some clicks, as a weight per word.

    Use it after each round: the next notes to show are those that match the weights best.

    Parameters
    ----------
    profile : Series, array or list of float
        The weights before, one per column of `wanted`, in the same order; zeros if none are known.
    wanted : DataFrame
        One row per note that the reader opened, one column per word.
    unwanted : DataFrame
        One row per note that was shown and not opened, with the same columns.
    dislike : float
        How much of the mean of the unwanted notes is taken away.

    Returns
    -------
    Series
        profile + mean of wanted - dislike * mean of unwanted; what would fall below 0 is 0. A
        table without rows counts as 0.

    Raises
    ------
    ValueError
        If the columns differ, or the profile has not one weight for each.

    Notes
    -----
    Rocchio's relevance feedback, with a weight of 1 for the profile and for the wanted notes.

    References
    ----------
    Rocchio, J. J. (1971). Relevance feedback in information retrieval. In: Salton, G. (ed.), The
    SMART Retrieval System, Prentice-Hall, 313-323.

    Examples
    --------
    >>> wanted = pd.DataFrame({"tea": [1, 1], "price": [0, 1], "law": [0, 0]})
    >>> unwanted = pd.DataFrame({"tea": [0], "price": [1], "law": [1]})
    >>> rocchio_step([0, 0, 0], wanted, unwanted).to_dict()
    {'tea': 1.0, 'price': 0.25, 'law': 0.0}
    """
    if list(wanted) != list(unwanted):
        raise ValueError(
            f"`unwanted` must have the columns {list(wanted)} of `wanted`; got {list(unwanted)}."
        )
    if len(profile) != wanted.shape[1]:
        raise ValueError(
            f"`profile` must have {wanted.shape[1]} weights, one per word; got {len(profile)}."
        )
    change = wanted.mean().fillna(0) - dislike * unwanted.mean().fillna(0)
    return (np.asarray(profile, dtype=float) + change).clip(lower=0)
