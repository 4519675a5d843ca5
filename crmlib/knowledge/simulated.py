"""Invented sellers who come and go, and invented readers; all parameters are ours."""

import numpy as np
import pandas as pd

from crmlib.core import Fraction, Rng, checked, whole

__all__ = ["simulate_turnover"]

N_FACTS, TURNOVER = 8, 0.2  # facts of a customer; share of the sellers that leave in a year


@checked
def simulate_turnover(
    n_customers: whole(1, 100_000), n_months: whole(1, 600), *, written: Fraction, rng: Rng
) -> pd.Series:
    """Return what a firm knows of invented customers while one seller in five leaves each year.

    Use it to see what notes are worth; `firm_knows` computes the same by a formula.

    Parameters
    ----------
    n_customers : int
        Each with a seller of its own.
    n_months : int
        With one contact a month, which tells one of eight facts, all with the same chance.
    written : float
        Share of what is told that goes into notes which the firm keeps, by lot.
    rng : numpy.random.Generator
        Draws what is told, what is written and who leaves.

    Returns
    -------
    Series
        Share of the facts in the notes or in the head of today's seller, one per customer, after
        `n_months`.

    Notes
    -----
    Ours: eight facts, one contact a month, a fifth of the sellers leaving in a year, between two
    contacts and by lot.

    Examples
    --------
    >>> simulate_turnover(1_000, 36, written=0.5, rng=np.random.default_rng(12)).mean().round(2)
    np.float64(0.98)
    """
    leaves = 1 - (1 - TURNOVER) ** (1 / 12)
    rows = np.arange(n_customers)
    in_head = np.zeros((n_customers, N_FACTS), bool)
    in_notes = in_head.copy()
    for month in range(n_months):
        if month:
            in_head[rng.random(n_customers) < leaves] = False
        told = rng.integers(N_FACTS, size=n_customers)
        in_head[rows, told] = True
        is_written = rng.random(n_customers) < written
        in_notes[rows[is_written], told[is_written]] = True
    known = (in_head | in_notes).mean(axis=1)
    return pd.Series(known, pd.RangeIndex(n_customers, name="customer"), name="known")
