"""What sellers know of their customers, what their notes keep, and what leaves with them."""

import numpy as np
import pandas as pd

from crmlib.core import Fraction, checked, whole

__all__ = ["Facts", "Months", "facts_known", "firm_knows"]

Facts = whole(1, 1_000)
Months = whole(1, 600)


@checked
def facts_known(
    n_contacts: whole(0, 100_000), *, share: Fraction = 1.0, n_facts: Facts = 8
) -> float:
    """Return the share of a customer's facts that is known after some contacts.

    Use it for a seller's head (each fact that is told), or for the notes (a share is written).

    Parameters
    ----------
    n_contacts : int
        How often the customer told one fact, each time any of them with the same chance.
    share : float
        Share of what is told that is kept, a fraction: 1 for a head that forgets nothing.
    n_facts : int
        How many facts there are to tell.

    Returns
    -------
    float
        Expected share of the facts that was kept at least once, from 0 to 1.

    Notes
    -----
    1 - (1 - share / n_facts) ** n_contacts: a contact tells one given fact, and it is kept, with
    the chance share / n_facts.

    Examples
    --------
    >>> round(facts_known(24), 3), round(facts_known(24, share=0.5), 3)
    (0.959, 0.788)
    """
    return 1 - (1 - share / n_facts) ** n_contacts


@checked
def firm_knows(
    n_months: Months, *, turnover: Fraction, written: Fraction, n_facts: Facts = 8
) -> pd.Series:
    """Return what a firm knows of a customer, month after month, while its sellers come and go.

    Use it to weigh notes against staff that stays. The first seller begins with nothing.

    Parameters
    ----------
    n_months : int
        With one contact a month.
    turnover : float
        Chance that a seller has left within a year, a fraction; another follows at once.
    written : float
        Share of what is told that goes into notes which the firm keeps.
    n_facts : int
        How many facts there are to tell, all with the same chance.

    Returns
    -------
    Series
        Expected share of the facts that stand in the notes or in the head of today's seller, by
        `month` from 1.

    Notes
    -----
    With a = 1 - 1 / n_facts and b = 1 - written / n_facts, a fact is unknown in month t with the
    chance sum over k of P(today's seller has k contacts) a ** k b ** (t - k).

    Examples
    --------
    >>> firm_knows(36, turnover=0.2, written=0)[36].round(4).item()
    0.8821
    """
    leaves = 1 - (1 - turnover) ** (1 / 12)
    in_head, in_notes = 1 - 1 / n_facts, 1 - written / n_facts
    known = []
    for month in range(1, n_months + 1):
        tenure = np.arange(1, month + 1)
        chance = np.where(tenure < month, leaves, 1.0) * (1 - leaves) ** (tenure - 1)
        known.append(1 - (chance * in_head**tenure * in_notes ** (month - tenure)).sum())
    return pd.Series(known, pd.RangeIndex(1, n_months + 1, name="month"), name="known")
