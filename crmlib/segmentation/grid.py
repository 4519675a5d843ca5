"""Value classes, six blocks, the differentiation matrix: who is treated how, what it pays."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Dates,
    Flags,
    Fractions,
    Ids,
    Numbers,
    Rng,
    Text,
    checked,
    column,
    table,
    table_of,
    values,
    whole,
)
from crmlib.segmentation.matched_rows import in_order_of, require_once
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
    "loyalty_effects",
    "matrix_position",
    "example_businesses",
    "matrix_table",
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


@checked
def value_classes(
    profit: column(Numbers), shares: values(Fractions) = (0.05, 0.15, 0.5)
) -> pd.Series:
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
    ValueError
        If a customer's name is missing or stands there twice, or the shares are not three with
        a sum of at most 1.

    Examples
    --------
    >>> profit = pd.Series({"Ann": 90.0, "Bob": -5.0, "Cem": 40.0, "Dee": 10.0})
    >>> value_classes(profit, (0.25, 0.25, 0.25)).tolist()
    ['VIP', 'small', 'major', 'ordinary']
    """
    require_once(profit, "profit")
    shares = list(shares)
    if len(shares) != len(CLASSES) - 1 or sum(shares) > 1 + 1e-9:
        raise ValueError(f"`shares` must be three with a sum of at most 1; got {shares}.")
    order = profit.sort_index().sort_values(ascending=False, kind="stable").index
    cuts = np.floor(np.cumsum(shares) * len(profit) + 1e-9)
    place = np.searchsorted(cuts, np.arange(len(profit)), side="right")
    named = pd.Series([CLASSES[i] for i in place], index=order, dtype="str")
    dtype = pd.CategoricalDtype(CLASSES[::-1], ordered=True)
    return named.reindex(profit.index).astype(dtype).rename("value_class")


@checked
def account_alarms(
    signals: table(account=Ids, month=Ids, **dict.fromkeys(SIGNALS, Numbers)),
    *,
    threshold: Amount = 3.0,
) -> pd.DataFrame:
    """Return how unusual each key account's latest month is, on three signals.

    Use it for the few customers whose trouble would be yours.

    Parameters
    ----------
    signals : DataFrame, one row per account and month
        Columns `account` (text), `month` (numbers, dates or periods, in any order), and
        `operations`, `finances`, `staff` (indices: numbers in any unit). At least three months
        per account.
    threshold : float
        How many standard deviations ring the alarm, 0 or more.

    Returns
    -------
    DataFrame, one row per account
        Index `account`, sorted; operations, finances and staff (z-scores: latest month against
        all earlier ones; where these never varied, NaN if the latest is the same, otherwise inf
        or -inf) and alarm (bool: any beyond the threshold in either direction).

    Raises
    ------
    ValueError
        If the months are texts other than dates, or an account repeats one or has fewer than
        three.

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
    signals = signals.assign(month=_in_time(signals["month"]))
    if (n_twice := signals.duplicated(["account", "month"]).sum()) > 0:
        raise ValueError(f"`signals` must hold an account's month once; got {n_twice} repeats.")
    if (fewest := signals.groupby("account", observed=True).size().min()) < 3:
        raise ValueError(f"`signals` must hold three months per account; got {fewest}.")
    ordered = signals.sort_values(["account", "month"]).set_index("account")[SIGNALS]
    latest = ordered.groupby("account", observed=True).last()
    is_last = ~ordered.index.duplicated(keep="last")
    earlier = ordered[~is_last].groupby("account", observed=True)
    z = (latest - earlier.mean()) / earlier.std()
    never_varied, leap = earlier.max() == earlier.min(), np.sign(latest - earlier.max())
    z = z.mask(never_varied, np.inf * leap)
    return z.assign(alarm=(z.abs() > threshold).any(axis=1))


@checked
def migration_matrix(before: column(Ids), after: column(Ids)) -> pd.DataFrame:
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
    ValueError
        If a customer stands there twice, or the two hold others.

    Examples
    --------
    >>> before = pd.Series({"Ann": "major", "Bob": "small", "Cem": "small"})
    >>> after = pd.Series({"Ann": "small", "Bob": "small", "Cem": "major"})
    >>> migration_matrix(before, after).loc["small"].tolist()
    [0.5, 0.5]
    """
    after = in_order_of(after, "after", other=before, other_argument="before")
    counts = pd.crosstab(before.rename("before"), after.rename("after"), dropna=False)
    if isinstance(before.dtype, pd.CategoricalDtype) and before.cat.ordered:
        counts = counts.iloc[::-1, ::-1]
    n_rows = counts.sum(axis=1)
    return counts.div(n_rows.where(n_rows > 0), axis=0)


@checked
def six_blocks(visits: column(Numbers), spend: column(Numbers)) -> pd.Series:
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
    ValueError
        If a customer stands there twice, or the two hold others.

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
    spend = in_order_of(spend, "spend", other=visits, other_argument="visits")
    place = visits.sort_index().rank(method="first").reindex(visits.index) - 1
    third = (np.ceil(3 * place / max(len(visits) - 1, 1)) - 1).clip(0).astype(int)
    is_high = spend > spend.median()
    letters = np.where(is_high, np.array([*"CBA"])[third], np.array([*"FED"])[third])
    return pd.Series(letters, index=visits.index, name="block", dtype="str")


@checked(paired=("customers", "gain"))
def loyalty_trial(
    customers: table(block=Ids, total_spend=Numbers, spend_after=Numbers),
    gain: column(Numbers),
    *,
    rng: Rng,
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
    ValueError
        If a customer's name is missing or stands there twice.

    Examples
    --------
    >>> rows = {"block": ["A", "A"], "total_spend": [9.0, 9.0], "spend_after": [8.0, 8.0]}
    >>> customers = pd.DataFrame(rows)
    >>> trial = loyalty_trial(customers, pd.Series([2.0, 2.0]), rng=np.random.default_rng(4))
    >>> sorted(trial["change"])
    [-1.0, 1.0]
    """
    require_once(gain, "gain")
    lot = pd.Series(rng.random(len(customers)), index=customers.index)
    blocks = lot.groupby(customers["block"], observed=True)
    treated = blocks.rank(method="first") <= blocks.transform("size") // 2
    change = customers["spend_after"] - customers["total_spend"] + gain.where(treated, 0.0)
    return customers[["block"]].assign(treated=treated, change=change)


@checked
def trial_effects(trial: table(block=Ids, treated=Flags, change=Numbers)) -> pd.DataFrame:
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

    Notes
    -----
    effect ± 1.96 sqrt(s²/n of the treated + s²/n of the control): customers were drawn by lot.

    Examples
    --------
    >>> rows = {"block": "B", "treated": [True, True, False, False], "change": [5, 7, 1, 3]}
    >>> trial_effects(pd.DataFrame(rows))["effect"].tolist()
    [4.0]
    """
    groups = trial.groupby(["block", "treated"], observed=True)["change"]
    mean, error = (
        table.unstack().reindex(columns=[False, True]) for table in (groups.mean(), groups.sem())
    )
    effect, half = mean[True] - mean[False], 1.96 * np.sqrt((error**2).sum(axis=1, skipna=False))
    return pd.DataFrame(
        {
            "n_customers": trial.groupby("block", observed=True).size(),
            "before_after": mean[True],
            "control": mean[False],
            "effect": effect,
            "low": effect - half,
            "high": effect + half,
        }
    )


@checked(paired=("customers", "gain"))
def loyalty_effects(
    customers: table(block=Ids, total_spend=Numbers, spend_after=Numbers),
    gain: column(Numbers),
    *,
    rng: Rng,
) -> pd.DataFrame:
    """Return what a made-up programme seems to do by block, and for all, beside what was planted.

    Use it to see in one table what before-and-after says, what a control group says, and the
    truth.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `block`, `total_spend` and `spend_after` (USD), as for `loyalty_trial`.
    gain : Series of numbers, one per customer
        What each would spend more if treated, USD; same index as `customers`.
    rng : numpy.random.Generator
        Draws the half of each block.

    Returns
    -------
    DataFrame, one row per block and one named "all"
        As `trial_effects`, and planted (mean gain of the block's customers, USD). In the row "all"
        each block counts by its customers.

    Notes
    -----
    all: effect = Σ n_b/n effect_b, with standard error √ Σ (n_b/n)² se_b². NaN where a block has
    too few customers for an interval.

    Examples
    --------
    >>> rows = {"block": "B", "total_spend": [9.0] * 4, "spend_after": [8.0] * 4}
    >>> gain = pd.Series([2.0] * 4)
    >>> effects = loyalty_effects(pd.DataFrame(rows), gain, rng=np.random.default_rng(4))
    >>> effects[["before_after", "effect", "planted"]].loc["all"].tolist()
    [1.0, 2.0, 2.0]
    """
    effects = trial_effects(loyalty_trial(customers, gain, rng=rng))
    planted = gain.groupby(customers["block"], observed=True).mean()
    effects = effects.assign(planted=planted)
    share = effects["n_customers"] / len(customers)
    half = np.sqrt(((share * (effects["high"] - effects["effect"])) ** 2).sum(skipna=False))
    every = effects.mul(share, axis=0).sum(skipna=False)
    every["n_customers"], every["low"] = len(customers), every["effect"] - half
    every["high"] = every["effect"] + half
    together = pd.concat([effects, every.to_frame("all").T]).rename_axis("block")
    return together.astype({"n_customers": int})


@checked
def matrix_position(values: column(Amounts), needs: table_of(Amounts)) -> dict[str, float]:
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
    ValueError
        If the two differ in length, there are fewer than two customers, or all values are 0.

    Notes
    -----
    need_spread = mean over pairs of ½ Σ |share - share'|, from sorted columns.

    Examples
    --------
    >>> needs = pd.DataFrame({"books": [1.0, 0.0], "fuel": [0.0, 1.0]})
    >>> matrix_position(pd.Series([5.0, 5.0]), needs)
    {'value_spread': 0.0, 'need_spread': 1.0}
    """
    if len(values) != len(needs) or len(values) < 2:
        raise ValueError(
            f"`needs` must have as many rows as `values`, two or more; got {len(needs)}."
        )
    n = len(values)
    rank_weight = 2 * np.arange(n) - n + 1
    gaps = [rank_weight @ np.sort(needs[name]) for name in needs]
    need_spread = sum(gaps) / (n * (n - 1))
    return {"value_spread": float(gini(values)), "need_spread": float(need_spread)}


@checked
def example_businesses(
    n_customers: whole(2, 5_000_000), *, rng: Rng
) -> dict[str, tuple[pd.Series, pd.DataFrame]]:
    """Return made-up customers of four businesses, one for each block of the matrix.

    Use it to see where `matrix_position` puts a business whose customers are known.

    Parameters
    ----------
    n_customers : int
        Customers of each business, from 2 to 5,000,000.
    rng : numpy.random.Generator
        Draws them.

    Returns
    -------
    dict of (Series, DataFrame), one per business
        The value of each customer, and the shares of five kinds of need (rows add up to 1).

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
    return {
        name: (
            pd.Series(rng.lognormal(0, sigma, n_customers)),
            pd.DataFrame(rng.dirichlet([alike] * 5, n_customers)).add_prefix("need_"),
        )
        for name, (sigma, alike) in BUSINESSES.items()
    }


@checked
def matrix_table(
    values: column(Amounts), needs: table_of(Amounts), name: Text, *, rng: Rng
) -> pd.DataFrame:
    """Return where a firm of yours and four example businesses stand in the matrix.

    Use it to draw Figure 10-9 with a real firm among the examples.

    Parameters
    ----------
    values : Series of numbers, one per customer
        What each brings, as for `matrix_position`.
    needs : DataFrame, one row per customer
        Shares of each customer's spending by kind of need; what is missing to 1 is one more kind.
    name : str
        What the firm is called in the table.
    rng : numpy.random.Generator
        Draws the customers of the examples, 400 each.

    Returns
    -------
    DataFrame, one row per business, the firm first
        Index `business`; need_spread and value_spread (0 to 1), as `matrix_position` has them.

    References
    ----------
    Peppers, D. and Rogers, M. (1997), Enterprise One to One, Doubleday.

    Examples
    --------
    >>> needs = pd.DataFrame({"books": [1.0, 0.0], "fuel": [0.0, 0.5]})
    >>> rng = np.random.default_rng(4)
    >>> matrix_table(pd.Series([5.0, 5.0]), needs, "kiosk", rng=rng).loc["kiosk"].tolist()
    [1.0, 0.0]
    """
    whole = needs.assign(other=(1 - needs.sum(axis=1)).clip(lower=0))
    places = {name: matrix_position(values, whole)}
    for business, (worth, kinds) in example_businesses(400, rng=rng).items():
        places[business] = matrix_position(worth, kinds)
    table = pd.DataFrame(places).T.rename_axis("business")
    return table[["need_spread", "value_spread"]]


def _in_time(months: pd.Series) -> pd.Series:
    """Return months that can be put in order: as text "10" stands before "9"."""
    if isinstance(months.dtype, pd.PeriodDtype):
        return months
    kind = Numbers if pd.api.types.is_numeric_dtype(months.dtype) else Dates
    return kind.check(months, "`signals` in `month`")
