"""Value classes, six blocks, the differentiation matrix: who is treated how, what it pays."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from crmlib.core import (
    require_amount,
    require_columns,
    require_fraction,
    require_kind,
    require_no_missing,
    require_rng,
    require_units,
    require_whole,
)
from crmlib.value import gini

__all__ = [
    "CLASSES",
    "CLASS_ACTIONS",
    "value_classes",
    "account_alarms",
    "migration_matrix",
    "six_blocks",
    "loyalty_trial",
    "trial_effects",
    "matrix_position",
    "example_businesses",
]

CLASSES = ("VIP", "major", "ordinary", "small")
CLASS_ACTIONS = {
    "VIP": "watch operations, finances and staff for abnormal change",
    "major": "cultivate loyalty, so that they contribute more",
    "ordinary": "keep them, and lift some to the class above",
    "small": "drop those, and only those, who bring negative value",
}
BUSINESSES = {
    "petrol station": (0.3, 30.0),
    "bookshop": (0.3, 0.5),
    "airline": (1.5, 30.0),
    "computer systems": (1.5, 0.5),
}
SIGNALS = ["operations", "finances", "staff"]


def value_classes(profit: pd.Series, shares: Iterable[float] = (0.05, 0.15, 0.5)) -> pd.Series:
    """Return the value class of each customer: VIP, major, ordinary or small.

    Use it to decide who gets which treatment; `CLASS_ACTIONS` names the source's.

    Parameters
    ----------
    profit : Series of numbers, one per customer
        What each brought, USD; may be negative. The index names the customers.
    shares : iterable of three floats
        Shares of all customers that are VIP, major and ordinary; the rest is small. The source
        gives no cut-offs: these are ours.

    Returns
    -------
    Series, ordered categorical from small up to VIP, one per customer
        Index and order as in `profit`, name "value_class". Each cut is rounded down to whole
        customers; ties in the order of the index.

    Raises
    ------
    TypeError
        If `profit` is not a Series or a share not a number.
    ValueError
        If a profit or a customer's name is missing, a customer stands there twice, or the
        shares are not three fractions with a sum of at most 1.

    Examples
    --------
    >>> profit = pd.Series({"Ann": 90.0, "Bob": -5.0, "Cem": 40.0, "Dee": 10.0})
    >>> value_classes(profit, (0.25, 0.25, 0.25)).tolist()
    ['VIP', 'small', 'major', 'ordinary']
    """
    _require_series(profit, "profit")
    shares = list(shares)
    for share in shares:
        require_fraction(share, "shares")
    if len(shares) != len(CLASSES) - 1 or sum(shares) > 1 + 1e-9:
        raise ValueError(f"`shares` must be three with a sum of at most 1; got {shares}.")
    order = profit.sort_index().sort_values(ascending=False, kind="stable").index
    cuts = np.floor(np.cumsum(shares) * len(profit) + 1e-9)
    place = np.searchsorted(cuts, np.arange(len(profit)), side="right")
    named = pd.Series([CLASSES[i] for i in place], index=order, dtype="str")
    dtype = pd.CategoricalDtype(CLASSES[::-1], ordered=True)
    return named.reindex(profit.index).astype(dtype).rename("value_class")


def account_alarms(signals: pd.DataFrame, *, threshold: float = 3.0) -> pd.DataFrame:
    """Return how unusual each key account's latest month is, on three signals.

    Use it for the few customers whose trouble would be yours.

    Parameters
    ----------
    signals : DataFrame, one row per account and month
        Columns `account` (text), `month` (sortable), and `operations`, `finances`, `staff`
        (indices: numbers in any unit). At least three months per account.
    threshold : float
        How many standard deviations ring the alarm, 0 or more.

    Returns
    -------
    DataFrame, one row per account
        Index `account`, sorted; operations, finances and staff (z-scores: latest month against
        all earlier ones; NaN where these never varied) and alarm (bool: any beyond the threshold
        in either direction).

    Raises
    ------
    TypeError
        If `signals` is not a DataFrame or `threshold` not a number.
    ValueError
        If a column or a value is missing, an account repeats a month or has fewer than three,
        or `threshold` is negative.

    Notes
    -----
    z = (latest - mean of the earlier months) / their standard deviation (n - 1).

    Examples
    --------
    >>> months = pd.DataFrame({"account": "Acme", "month": [1, 2, 3, 4], "operations": 5.0})
    >>> months = months.assign(finances=[9, 10, 11, 10], staff=[50, 52, 54, 40])
    >>> account_alarms(months)[["finances", "staff", "alarm"]].reset_index()
      account  finances  staff  alarm
    0    Acme       0.0   -6.0   True
    """
    columns = ["account", "month", *SIGNALS]
    require_columns(signals, columns, "signals")
    require_no_missing(signals, columns, "signals")
    require_amount(threshold, "threshold")
    if (n_twice := signals.duplicated(["account", "month"]).sum()) > 0:
        raise ValueError(f"`signals` must hold an account's month once; got {n_twice} repeats.")
    if (fewest := signals.groupby("account").size().min()) < 3:
        raise ValueError(f"`signals` must hold three months per account; got {fewest}.")
    ordered = signals.sort_values(["account", "month"]).set_index("account")[SIGNALS]
    latest = ordered.groupby("account").last()
    is_last = ~ordered.index.duplicated(keep="last")
    earlier = ordered[~is_last].groupby("account")
    spread = earlier.std()
    z = (latest - earlier.mean()) / spread.where(spread > 0)
    return z.assign(alarm=(z.abs() > threshold).any(axis=1))


def migration_matrix(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Return where the customers of each class went: shares of each row's class.

    Use it to see how many rise, stay and fall before any programme claims the credit.

    Parameters
    ----------
    before, after : Series, one per customer
        The class of each in two periods; the same customers, in any order.

    Returns
    -------
    DataFrame, one row per class before, one column per class after
        Shares in [0, 1], rows add up to 1; of ordered classes the highest stands first, and a
        class that nobody was in before is NaN.

    Raises
    ------
    TypeError
        If an argument is not a Series.
    ValueError
        If a class is missing, a customer stands there twice, or the two hold others.

    Examples
    --------
    >>> before = pd.Series({"Ann": "major", "Bob": "small", "Cem": "small"})
    >>> after = pd.Series({"Ann": "small", "Bob": "small", "Cem": "major"})
    >>> migration_matrix(before, after).loc["small"].tolist()
    [0.5, 0.5]
    """
    _require_series(before, "before")
    _require_series(after, "after")
    if not before.index.sort_values().equals(after.index.sort_values()):
        raise ValueError("`after` must hold the customers of `before`; got others.")
    after = after.reindex(before.index)
    counts = pd.crosstab(before.rename("before"), after.rename("after"), dropna=False)
    if isinstance(before.dtype, pd.CategoricalDtype) and before.cat.ordered:
        counts = counts.iloc[::-1, ::-1]
    n_rows = counts.sum(axis=1)
    return counts.div(n_rows.where(n_rows > 0), axis=0)


def six_blocks(visits: pd.Series, spend: pd.Series) -> pd.Series:
    """Return the block of each customer, A to F: three levels of loyalty by two of contribution.

    Use it as a reconstruction of Figure 10-10, of which only block B is certain.

    Parameters
    ----------
    visits : Series of numbers, one per customer
        How often each came: the source's loyalty.
    spend : Series of numbers, one per customer
        What each spent, USD: the source's contribution; the same customers, in any order.

    Returns
    -------
    Series of text, one per customer
        Index and order as in `visits`, name "block". A, B, C: spend above the median, visits in
        the highest, middle and lowest third; D, E, F: the same thirds, spend at or below the
        median.

    Raises
    ------
    TypeError
        If an argument is not a Series.
    ValueError
        If a value is missing, a customer stands there twice, or the two hold others.

    Notes
    -----
    The thirds hold equally many customers (within one); equal visits are put in the order of
    the index. The cut-offs are ours: the source's are lost.

    Examples
    --------
    >>> visits = pd.Series({"Ann": 9, "Bob": 5, "Cem": 1, "Dee": 8, "Eve": 4, "Fay": 2})
    >>> spend = pd.Series({"Ann": 90, "Bob": 70, "Cem": 60, "Dee": 9, "Eve": 8, "Fay": 7})
    >>> "".join(six_blocks(visits, spend))
    'ABCDEF'
    """
    _require_series(visits, "visits")
    _require_series(spend, "spend")
    if not visits.index.sort_values().equals(spend.index.sort_values()):
        raise ValueError("`spend` must hold the customers of `visits`; got others.")
    place = visits.sort_index().rank(method="first").reindex(visits.index) - 1
    third = (np.ceil(3 * place / max(len(visits) - 1, 1)) - 1).clip(0).astype(int)
    is_high = (spend > spend.median()).reindex(visits.index)
    letters = np.where(is_high, np.array([*"CBA"])[third], np.array([*"FED"])[third])
    return pd.Series(letters, index=visits.index, name="block", dtype="str")


def loyalty_trial(
    customers: pd.DataFrame, gain: pd.Series, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Return a made-up trial: half of each block, by lot, gains something on top of what happened.

    Use it to learn what before-and-after comparisons and control groups say when the truth is
    known.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `block`, `total_spend` and `spend_after` (USD); `spend_after` is what happened
        without any programme.
    gain : Series of numbers, one per customer
        What each would spend more if treated, USD; same index as `customers`.
    rng : numpy.random.Generator
        Draws the half.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `customers`; block, treated (bool; half of each block, rounded down) and
        change (spend_after - total_spend, plus the gain if treated, USD).

    Raises
    ------
    TypeError
        If `customers` is not a DataFrame, `gain` not a Series or `rng` no generator.
    ValueError
        If a column or a value is missing, or `gain` has another index.

    Examples
    --------
    >>> rows = {"block": ["A", "A"], "total_spend": [9.0, 9.0], "spend_after": [8.0, 8.0]}
    >>> customers = pd.DataFrame(rows)
    >>> trial = loyalty_trial(customers, pd.Series([2.0, 2.0]), rng=np.random.default_rng(4))
    >>> sorted(trial["change"])
    [-1.0, 1.0]
    """
    columns = ["block", "total_spend", "spend_after"]
    require_columns(customers, columns, "customers")
    require_no_missing(customers, columns, "customers")
    _require_series(gain, "gain")
    require_rng(rng)
    if not gain.index.equals(customers.index):
        raise ValueError("`gain` must have the index of `customers`; got another.")
    lot = pd.Series(rng.random(len(customers)), index=customers.index)
    blocks = lot.groupby(customers["block"])
    treated = blocks.rank(method="first") <= blocks.transform("size") // 2
    change = customers["spend_after"] - customers["total_spend"] + gain.where(treated, 0.0)
    return customers[["block"]].assign(treated=treated, change=change)


def trial_effects(trial: pd.DataFrame) -> pd.DataFrame:
    """Return per block what the treated did, what the control did, and the difference.

    Use it to subtract what would have happened anyway.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns `block`, `treated` (bool) and `change` (USD), as from `loyalty_trial`.

    Returns
    -------
    DataFrame, one row per block
        Index `block`, sorted; n_customers (int64), before_after (mean change of the treated),
        control (mean change of the others), effect (their difference), low and high (its 95 %
        interval), all USD per customer. NaN where a group has too few customers.

    Raises
    ------
    TypeError
        If `trial` is not a DataFrame.
    ValueError
        If a column or a value is missing.

    Notes
    -----
    effect ± 1.96 sqrt(s²/n of the treated + s²/n of the control): customers were drawn by lot.

    Examples
    --------
    >>> rows = {"block": "B", "treated": [True, True, False, False], "change": [5, 7, 1, 3]}
    >>> trial_effects(pd.DataFrame(rows))["effect"].tolist()
    [4.0]
    """
    columns = ["block", "treated", "change"]
    require_columns(trial, columns, "trial")
    require_no_missing(trial, columns, "trial")
    groups = trial.groupby(["block", "treated"])["change"]
    mean, error = (
        table.unstack().reindex(columns=[False, True]) for table in (groups.mean(), groups.sem())
    )
    effect, half = mean[True] - mean[False], 1.96 * np.sqrt((error**2).sum(axis=1, skipna=False))
    return pd.DataFrame(
        {
            "n_customers": trial.groupby("block").size(),
            "before_after": mean[True],
            "control": mean[False],
            "effect": effect,
            "low": effect - half,
            "high": effect + half,
        }
    )


def matrix_position(values: pd.Series, needs: pd.DataFrame) -> dict[str, float]:
    """Return where a business stands in the differentiation matrix.

    Use it to put measured numbers on the two axes of Figure 10-9; the measures are ours.

    Parameters
    ----------
    values : Series of numbers, one per customer
        What each brings, 0 or more, not all 0; at least two customers.
    needs : DataFrame, one row per customer
        Shares of each customer's spending by kind of need, 0 or more.

    Returns
    -------
    dict of float
        value_spread (Gini coefficient, 0 to 1) and need_spread (0 to 1: the mean share of
        spending that two different customers would have to shift to buy alike).

    Raises
    ------
    TypeError
        If `needs` is not a DataFrame or `values` not a Series of numbers.
    ValueError
        If the two differ in length, hold missing or negative numbers, or fewer than two rows.

    Notes
    -----
    need_spread = mean over pairs of ½ Σ |share - share'|, from sorted columns.

    Examples
    --------
    >>> needs = pd.DataFrame({"books": [1.0, 0.0], "fuel": [0.0, 1.0]})
    >>> matrix_position(pd.Series([5.0, 5.0]), needs)
    {'value_spread': 0.0, 'need_spread': 1.0}
    """
    _require_series(values, "values")
    require_columns(needs, [], "needs")
    if len(values) != len(needs) or len(values) < 2:
        raise ValueError(
            f"`needs` must have as many rows as `values`, two or more; got {len(needs)}."
        )
    n = len(values)
    rank_weight = 2 * np.arange(n) - n + 1
    gaps = [rank_weight @ np.sort(require_units(needs[name], "needs")) for name in needs]
    need_spread = sum(gaps) / (n * (n - 1))
    return {"value_spread": float(gini(values)), "need_spread": float(need_spread)}


def example_businesses(
    n_customers: int, *, rng: np.random.Generator
) -> dict[str, tuple[pd.Series, pd.DataFrame]]:
    """Return made-up customers of four businesses, one for each block of the matrix.

    Use it to see where `matrix_position` puts a business whose customers are known.

    Parameters
    ----------
    n_customers : int
        Customers of each business, at least 2.
    rng : numpy.random.Generator
        Draws them.

    Returns
    -------
    dict of (Series, DataFrame), one per business
        The value of each customer, and the shares of five kinds of need (rows add up to 1).

    Raises
    ------
    TypeError
        If `n_customers` is not whole or `rng` no generator.
    ValueError
        If `n_customers` is below 2.

    Notes
    -----
    Ours: values are lognormal with sigma 0.3 (alike) or 1.5; needs are Dirichlet with parameter
    30 (alike) or 0.5. The four examples are those of Peppers and Rogers, not of the source.

    References
    ----------
    Peppers, D. and Rogers, M. (1997), Enterprise One to One, Doubleday.

    Examples
    --------
    >>> list(example_businesses(2, rng=np.random.default_rng(4)))
    ['petrol station', 'bookshop', 'airline', 'computer systems']
    """
    require_whole(n_customers, "n_customers", low=2)
    require_rng(rng)
    return {
        name: (
            pd.Series(rng.lognormal(0, sigma, n_customers)),
            pd.DataFrame(rng.dirichlet([alike] * 5, n_customers)),
        )
        for name, (sigma, alike) in BUSINESSES.items()
    }


def _require_series(values: pd.Series, name: str) -> None:
    require_kind(values, pd.Series, name)
    if n_bad := int(values.isna().sum()):
        raise ValueError(f"`{name}` must have no missing values; got {n_bad:,}.")
    if values.index.has_duplicates or values.index.hasnans:
        raise ValueError(f"`{name}` must name each customer once; got repeated or missing names.")
