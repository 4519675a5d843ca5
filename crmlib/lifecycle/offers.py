"""Early warning of decline, and what a retention offer changes against a control group."""

import numpy as np
import pandas as pd

from crmlib.campaigns import trial_effect
from crmlib.core import (
    Count,
    Counts,
    Flags,
    Fraction,
    Fractions,
    Ids,
    Rng,
    Steps,
    Text,
    checked,
    filled,
    table,
)
from crmlib.lifecycle.stages import STAGES, StageModel, Stages, _next_month, _require_rows

__all__ = [
    "decline_alarms",
    "offer_trial",
    "stage_effects",
]

EFFECT = ["offered", "control", "effect", "low", "high"]
MOMENT = ["customer_id", "month"]
Moments = table(customer_id=Ids, month=Counts)


@checked
def decline_alarms(
    path: filled(customer_id=Ids, month=Counts, n_orders=Counts),
    *,
    fraction: Fraction = 0.5,
    window: Count = 3,
    least_orders: Count = 9,
) -> pd.DataFrame:
    """Return the month in which each relationship's orders first fell well below their best.

    Use it as an early warning that looks at nothing but orders, as a firm must.

    Parameters
    ----------
    path : DataFrame, one row per relationship and month
        Columns customer_id, month (the same consecutive months for all) and n_orders.
    fraction : float
        The alarm rings when the last `window` months have at most this share of the orders of
        the best such window so far.
    window : int
        Months to add up, at least 1.
    least_orders : int
        Orders that the best window must hold before any alarm can ring, at least 1.

    Returns
    -------
    DataFrame, one row per relationship with an alarm, sorted by customer_id
        customer_id and month: of the first alarm, at the end of that month.

    Raises
    ------
    ValueError
        If a month is missing or there twice.

    Notes
    -----
    With w(t) = n(t) + … + n(t - window + 1), it rings at the first t with w(t) ≤ fraction ·
    max over s ≤ t of w(s) and that maximum at least `least_orders`.

    References
    ----------
    The rule is ours; the source asks for a warning of falling trade (document 002).

    Examples
    --------
    >>> path = pd.DataFrame(
    ...     {"customer_id": 1, "month": range(1, 8), "n_orders": [1, 4, 6, 6, 4, 2, 1]}
    ... )
    >>> decline_alarms(path).to_dict("list")
    {'customer_id': [1], 'month': [7]}
    """
    orders = _by_month(path)
    sums = orders.T.rolling(window).sum().T
    best = sums.cummax(axis=1)
    rings = ((sums <= fraction * best) & (best >= least_orders)).to_numpy()
    rung = rings.any(axis=1)
    months = orders.columns.to_numpy()[rings.argmax(axis=1)]
    return pd.DataFrame({"customer_id": orders.index[rung], "month": months[rung]})


@checked
def offer_trial(
    path: table(customer_id=Ids, month=Counts, stage=Stages, level=Fractions),
    moments: Moments,
    model: StageModel,
    *,
    rescue_rate: Fraction,
    n_months: Steps,
    rng: Rng,
) -> pd.DataFrame:
    """Return what became of relationships of which a coin gave every second one an offer.

    Use it to learn what an offer is worth, with a control group, where the truth is planted.

    Parameters
    ----------
    path : DataFrame, one row per relationship and month
        As from `stage_path`: customer_id, month, stage, level.
    moments : DataFrame, one row per relationship
        Columns customer_id and month: when the coin is flipped, such as `decline_alarms`.
    model : StageModel
        How relationships move on, with and without the offer.
    rescue_rate : float
        The planted truth: chance that an offer turns a degenerating relationship back to
        formation, at the level where it is. In every other stage an offer changes nothing.
    n_months : int
        Months to follow both groups after the moment, at least 1.
    rng : numpy.random.Generator
        Source of randomness for the coin and all that follows.

    Returns
    -------
    DataFrame, one row per relationship, sorted by customer_id
        customer_id; stage (at the moment; a firm does not see it); offered (bool: the coin's);
        stayed (bool: not ended after `n_months`); profit (currency, of these months, before the
        cost of the offer).

    Raises
    ------
    ValueError
        If a month of a relationship is there twice, a relationship has two moments, one is not in
        `path`, or relationships times months exceed 20,000,000.

    Notes
    -----
    Both groups move as in `stage_path` from the moment on, each relationship with luck of its own.
    Orders and profit are those of `stage_path`.

    References
    ----------
    The planted effect is ours.

    Examples
    --------
    >>> path = pd.DataFrame(
    ...     {"customer_id": range(4), "month": 9, "stage": "degeneration", "level": 0.5}
    ... )
    >>> trial = offer_trial(
    ...     path, path[["customer_id", "month"]], StageModel(shock_rate=0.0),
    ...     rescue_rate=1.0, n_months=12, rng=np.random.default_rng(2),
    ... )
    >>> bool((trial["offered"] == trial["stayed"]).all())
    True
    """
    start = _known(path, moments, "moments", ["stage", "level"])
    _require_rows(max(len(start), 1), n_months)
    stage = pd.Categorical(start["stage"], STAGES).codes.astype(int)
    level = start["level"].to_numpy(dtype=float)
    offered, works = rng.random((2, len(start))) < [[0.5], [rescue_rate]]
    rescued = offered & works & (stage == STAGES.index("degeneration"))
    stage = np.where(rescued, STAGES.index("formation"), stage)
    levels = np.empty((n_months, len(start)))
    for month in range(n_months):
        stage, level = _next_month(stage, level, model, rng=rng)
        levels[month] = level
    # Orders are drawn last: how many numbers they take would shift the luck of later months.
    earned = model.margin_per_order * rng.poisson(model.full_volume * levels)
    return start[["customer_id", "stage"]].assign(
        offered=offered,
        stayed=stage != STAGES.index("ended"),
        profit=np.where(levels > 0, earned - model.service_cost, 0.0).sum(axis=0),
    )


@checked
def stage_effects(trial: table(stage=Stages, offered=Flags), outcome: Text) -> pd.DataFrame:
    """Return what an offer changed in each stage, against the control group of that stage.

    Use it where the stage at the moment of the offer is known, so in simulated trials: it shows
    where an offer is worth its cost.

    Parameters
    ----------
    trial : DataFrame, one row per relationship
        As from `offer_trial`: stage, offered (bool, by lot) and the outcome.
    outcome : str
        The column to compare, of numbers or bools.

    Returns
    -------
    DataFrame, one row per stage that the trial holds, in the order of `STAGES`
        Index `stage`; `n` (relationships); means of the two groups, `offered` and `control`; their
        difference `effect`, with its 95 % interval `low` and `high`; in the outcome's unit.

    Raises
    ------
    ValueError
        If the outcome is no column, or a stage has fewer than two relationships in a group.

    References
    ----------
    As `crmlib.campaigns.trial_effect`, stage by stage.

    Examples
    --------
    >>> trial = pd.DataFrame(
    ...     {"stage": "stability", "offered": [True, False] * 2, "profit": [3.0, 1.0, 5.0, 1.0]}
    ... )
    >>> stage_effects(trial, "profit").round(2).reset_index().to_dict("records")[0]["effect"]
    3.0
    """
    stage = trial["stage"].astype(str)
    parts = {name: trial[stage == name] for name in STAGES if (stage == name).any()}
    rows = {name: trial_effect(part, [outcome]).loc[outcome] for name, part in parts.items()}
    effects = pd.DataFrame(rows, index=EFFECT).T.rename_axis("stage")
    effects.insert(0, "n", [len(part) for part in parts.values()])
    return effects


def _by_month(path: pd.DataFrame) -> pd.DataFrame:
    """Return orders with a row per relationship and a column per month, none missing."""
    _require_single(path, MOMENT, "path", "row per customer and month")
    orders = path.set_index(MOMENT)["n_orders"].unstack()
    n_missing = int(orders.isna().sum().sum())
    if n_missing or (np.diff(orders.columns) != 1).any():
        raise ValueError(
            "`path` must have the same consecutive months for every customer; "
            f"got {len(orders.columns)} months from {orders.columns.min()} to "
            f"{orders.columns.max()} and {n_missing:,} missing rows."
        )
    return orders


def _known(
    path: pd.DataFrame, moments: pd.DataFrame, name: str, columns: list[str]
) -> pd.DataFrame:
    """Return the moments with what the path knows of them, sorted by customer."""
    _require_single(path, MOMENT, "path", "row per customer and month")
    _require_single(moments, ["customer_id"], name, "row per customer")
    wanted, there = (pd.MultiIndex.from_frame(frame[MOMENT]) for frame in (moments, path))
    rows = there.get_indexer(wanted)
    if (rows < 0).any():
        customer, month = wanted[(rows < 0).argmax()]
        raise ValueError(
            f"`{name}` must be in `path`; got {np.sum(rows < 0):,} others, the first for customer "
            f"{customer} in month {month}."
        )
    known = path[columns].take(rows).set_index(moments.index)
    found = pd.concat([moments[MOMENT], known], axis=1)
    return found.sort_values("customer_id", kind="stable", ignore_index=True)


def _require_single(frame: pd.DataFrame, columns: list[str], name: str, what: str) -> None:
    twice = frame.duplicated(columns)
    if twice.any():
        place = int(twice.argmax())
        raise ValueError(
            f"`{name}` must have one {what}; got {twice.sum():,} more, the first for customer "
            f"{frame['customer_id'].iloc[place]} at index {frame.index[place]}."
        )
