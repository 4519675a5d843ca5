"""Six blocks and the differentiation matrix: who is treated how, what it pays."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Flags,
    Ids,
    Numbers,
    Rng,
    Text,
    checked,
    column,
    table,
    table_of,
    whole,
)
from crmlib.segmentation.matched_rows import in_order_of, require_once
from crmlib.value import gini

__all__ = [
    "six_blocks",
    "loyalty_trial",
    "trial_effects",
    "loyalty_effects",
    "matrix_position",
    "example_businesses",
    "matrix_table",
]

BUSINESSES = {
    "petrol station": (0.3, 30.0),
    "bookshop": (0.3, 0.5),
    "airline": (1.5, 30.0),
    "computer systems": (1.5, 0.5),
}


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
