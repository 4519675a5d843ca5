"""Concentration: how much the best customers bring, as a number, a share, tiers."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Fraction, Numbers, checked, column, mapping, values, within

__all__ = [
    "gini",
    "top_share",
    "value_tiers",
    "top_list_test",
]

LARGEST = np.finfo(float).max
METALS = {"platinum": 0.04, "gold": 0.16, "iron": 0.60, "lead": 0.20}


@checked
def gini(values: values(Amounts)) -> float:
    """Return the Gini coefficient of a whole population of customers.

    Use it when the table holds all customers one speaks of: 0 means that all bring the same.

    Parameters
    ----------
    values : array-like of float, shape (n_customers,)
        One value per customer, 0 or more, in any order.

    Returns
    -------
    float
        From 0 to 1 - 1/n_customers, which is reached if one customer brings everything.

    Raises
    ------
    ValueError
        If there are none, or all are 0.

    Notes
    -----
    G = Σᵢ Σⱼ |xᵢ - xⱼ| / (2 n² x̄), twice the area between the diagonal and the Lorenz curve. It
    does not change if every customer is there twice.

    References
    ----------
    Gini, C. (1912), Variabilità e mutabilità, Bologna.

    Examples
    --------
    >>> gini([1, 2, 3, 4])
    0.25
    """
    amounts = np.sort(_amounts(values))
    n = len(amounts)
    ranks = np.arange(1, n + 1)
    return float((2 * ranks - n - 1) @ amounts / (n * amounts.sum()))


@checked
def top_share(values: values(Numbers), fractions: values(within(0, 1))) -> pd.DataFrame:
    """Return the share of all value that the top fractions of the customers bring.

    Use it to test an 80/20 rule, with the number of customers beside each share.

    Parameters
    ----------
    values : array-like of float, shape (n_customers,)
        One value per customer, in any order. Losses are allowed as long as the sum is positive:
        a share may then exceed 1.
    fractions : iterable of float
        Each above 0 and at most 1.

    Returns
    -------
    DataFrame
        One row per fraction (index `fraction`, as given), with n_top (int64, at least 1) and
        share.

    Raises
    ------
    ValueError
        If there are no values, their sum is not positive, or a fraction is 0.

    Notes
    -----
    n_top is the fraction times the number of customers, rounded half up. Which of several equal
    customers is counted last does not matter for the share.

    References
    ----------
    Schmittlein, D. C., Cooper, L. G. and Morrison, D. G. (1993), Truth in concentration in the
    land of (80/20) laws, Marketing Science 12(2), 167-183.

    Examples
    --------
    >>> top_share([4, 1, 3, 2], [0.25, 0.5]).reset_index()
       fraction  n_top  share
    0      0.25      1    0.4
    1      0.50      2    0.7
    """
    amounts = _amounts(values)
    if not np.all(fractions):
        raise ValueError("`fractions` must be above 0; got 0.")
    n_top = [max(1, _rounded(fraction * len(amounts))) for fraction in fractions]
    index = pd.Index(fractions, dtype=float, name="fraction")
    others = len(amounts) - max(n_top, default=1)
    best = np.sort(np.partition(amounts, others)[others:])[::-1]
    shares = best.cumsum()[np.array(n_top, dtype=np.intp) - 1] / amounts.sum()
    return pd.DataFrame({"n_top": np.array(n_top, dtype=int), "share": shares}, index=index)


@checked
def value_tiers(values: column(Numbers), fractions: mapping(Fraction) = METALS) -> pd.Series:
    """Return the tier of each customer in the pyramid of metals.

    Use it to treat customers by value. The lines between the metals are a decision, not a fact:
    move them and see what depends on them.

    Parameters
    ----------
    values : Series of float, one per customer
        The index names the customers. Equal values are ordered by name.
    fractions : mapping of str to float
        Share of the customers in each tier, from the top; together 1.

    Returns
    -------
    Series, categorical
        The tier of each customer, in the order of `values`; categories from the top.

    Raises
    ------
    ValueError
        If a customer stands twice, or the fractions do not add up to 1.

    Notes
    -----
    Lines fall at the running sum of the fractions times the number of customers, rounded half
    up. The default applies 20/80 to itself: 20 % of 20 % are platinum, the rest of the top fifth
    gold, the lowest fifth lead.

    References
    ----------
    Zeithaml, V. A., Rust, R. T. and Lemon, K. N. (2001), The customer pyramid, California
    Management Review 43(4), 118-142, for the metals; the lines are ours.

    Examples
    --------
    >>> value_tiers(pd.Series({"Ann": 9.0, "Bob": 2.0}), {"gold": 0.5, "lead": 0.5}).to_dict()
    {'Ann': 'gold', 'Bob': 'lead'}
    """
    ranked = _ranked(values, "values")
    total = sum(fractions.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"`fractions` must add up to 1; got {total:g}.")
    lines = [_rounded(line * len(values)) for line in np.cumsum(list(fractions.values()))]
    codes = np.empty(len(values), dtype=int)
    codes[ranked] = np.searchsorted(lines, np.arange(len(values)), side="right")
    tiers = pd.Categorical.from_codes(codes, categories=list(fractions))
    return pd.Series(tiers, index=values.index, name="tier")


@checked
def top_list_test(
    ranking: column(Numbers), outcome: column(Numbers), fraction: Fraction = 0.2
) -> pd.Series:
    """Return what became of a list of the best: how many still belong, and what they bring.

    Use it to hold a ranking against what happened later. The yardstick is a list drawn by lot,
    for which both shares are the fraction itself on average.

    Parameters
    ----------
    ranking : Series of float, one per customer
        What the list is made by; the index names the customers. Equal values are ordered by
        name.
    outcome : Series of float, one per customer
        What the list is judged by: the same customers in any order, with a sum above 0.
    fraction : float
        Length of the list, as a fraction of the customers, above 0.

    Returns
    -------
    Series
        The entries n_top (length of the list), kept (share of its names that are at the top of
        `outcome`, too, from 0 to 1) and earned (share of the outcome that they bring).

    Raises
    ------
    ValueError
        If a customer stands twice or in one ranking only, the outcome does not add up to more
        than 0, or the fraction is 0.

    Notes
    -----
    Both lists have n_top names: the fraction times the number of customers, rounded half up, at
    least 1.

    References
    ----------
    Malthouse, E. C. and Blattberg, R. C. (2005), Can we predict customer lifetime value?,
    Journal of Interactive Marketing 19(1), 2-16.

    Examples
    --------
    >>> spent = pd.Series({"Ann": 90.0, "Bob": 50.0, "Cem": 10.0, "Dee": 5.0})
    >>> later = pd.Series({"Ann": 60.0, "Bob": 0.0, "Cem": 30.0, "Dee": 10.0})
    >>> top_list_test(spent, later, 0.5).to_dict()
    {'n_top': 2.0, 'kept': 0.5, 'earned': 0.6}
    """
    best, best_later = _ranked(ranking, "ranking"), _ranked(outcome, "outcome")
    if not ranking.index.sort_values().equals(outcome.index.sort_values()):
        n_alone = len(ranking.index.symmetric_difference(outcome.index))
        raise ValueError(
            f"`outcome` must hold the customers of `ranking`; got {n_alone:,} in one of them only."
        )
    if fraction == 0:
        raise ValueError("`fraction` must be above 0; got 0.")
    earnings = pd.Series(_amounts(outcome, "outcome"), outcome.index)
    n_top = top_share(np.ones(len(ranking)), [fraction])["n_top"].iloc[0]
    old, new = ranking.index[best[:n_top]], outcome.index[best_later[:n_top]]
    earned = earnings.loc[old].sum() / earnings.sum()
    return pd.Series({"n_top": float(n_top), "kept": old.isin(new).mean(), "earned": earned})


def _amounts(values: np.ndarray | pd.Series, name: str = "values") -> np.ndarray:
    """Return the values, in units of the largest if their sums would be too large for a float."""
    amounts = np.asarray(values, dtype=float)
    largest = np.abs(amounts).max(initial=0)
    if largest > LARGEST / max(len(amounts), 1) ** 2:
        amounts = amounts / largest
    if not amounts.sum() > 0:
        raise ValueError(f"`{name}` must have a sum above 0; got {amounts.sum():g}.")
    return amounts


def _ranked(values: pd.Series, name: str) -> np.ndarray:
    """Return the positions of the customers from the highest value down, equal ones by name."""
    amounts = values.to_numpy(dtype=float)
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise ValueError(f"`{name}` must hold each customer once; got {twice} twice.")
    by_name = np.argsort(values.index.to_numpy(), kind="stable")
    return by_name[np.argsort(-amounts[by_name], kind="stable")]


def _rounded(number: float) -> int:
    """Return the nearest whole number, halves up; 0.29 of 100 is 29 in spite of binary digits."""
    return int(np.floor(round(float(number), 9) + 0.5))
