"""A customer relationship as a state machine: its four stages."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Fraction,
    Rng,
    Rows,
    Steps,
    checked,
    labels,
    number,
)
from crmlib.datasets import load_source

__all__ = ["STAGES", "stage_names", "StageModel", "stage_path"]

STAGES = ["exploration", "formation", "stability", "degeneration", "ended"]
Stages = labels(*STAGES)
EXPLORATION, FORMATION, STABILITY, DEGENERATION, ENDED = range(5)
# Levels, as shares of the full one, at which a relationship starts, is formed and is over.
FIRST_LEVEL, FORMED_LEVEL, LAST_LEVEL = 0.1, 0.95, 0.1
MOST_ROWS = 20_000_000


def stage_names() -> pd.DataFrame:
    """Return the four stages of the customer lifecycle with both of their names.

    Use it to label tables and figures of the lifecycle alike everywhere.

    Returns
    -------
    DataFrame, one row per stage
        Index `stage` (as in `STAGES`); text columns `second_name`, `chinese`, `second_chinese`
        and `what_happens`.

    Notes
    -----
    The second names are glosses of the same stages, not a rival scheme. The last column is in
    our words.

    References
    ----------
    The slides of the course's source, document 002. Outside the source the stages are Chen
    Mingliang's, after Dwyer, F. R., Schurr, P. H. and Oh, S. (1987), Developing buyer-seller
    relationships, Journal of Marketing 51(2), 11-27.

    Examples
    --------
    >>> stage_names()["second_name"].to_dict()["stability"]
    'maturity'
    """
    return load_source("stages").set_index("stage")


@dataclass(frozen=True)
@checked
class StageModel:
    """What moves a relationship through its stages, and what a month of it earns.

    Use it to declare every parameter of `stage_path` in one place; all of them are ours.

    Parameters
    ----------
    risk_tolerance : float
        Chance per month that two sides who still explore dare to do more (0 to 1).
    growth_rate : float
        Growth of the level per month while small, during formation (0 to 1).
    shock_rate : float
        Chance per month of a shock, in any stage (0 to 1). It ends an exploration and starts the
        degeneration of what was formed.
    decline_rate : float
        Share of the level lost per month of degeneration (0 to 1).
    full_volume : float
        Orders per month at the full level, 0 to 1,000,000.
    margin_per_order, service_cost : float
        Earned per order and spent per month on each relationship, in one currency, 0 or more.

    Notes
    -----
    The source gives no duration, no volume and no figure. These defaults are declared.

    Examples
    --------
    >>> StageModel(shock_rate=0.05).risk_tolerance
    0.2
    """

    risk_tolerance: Fraction = 0.2
    growth_rate: Fraction = 0.5
    shock_rate: Fraction = 0.03
    decline_rate: Fraction = 0.2
    full_volume: number(0, 1_000_000) = 8.0
    margin_per_order: Amount = 5.0
    service_cost: Amount = 6.0


@checked
def stage_path(model: StageModel, n_customers: Rows, n_months: Steps, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic relationships, month by month, from first contact.

    Use it to see trajectories, and to try alarms and offers where the truth is known. With the
    same seed two models meet the same luck.

    Parameters
    ----------
    model : StageModel
        The declared parameters.
    n_customers, n_months : int
        How many relationships, and for how long each, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per relationship and month, sorted by both
        customer_id and month (int64, from 1), stage (ordered categorical of `STAGES`), level
        (share of the full level, 0 to 1; 0 once ended), n_orders (int64), profit (currency;
        0 once ended). A firm sees the orders, not the stage.

    Raises
    ------
    ValueError
        If customers times months exceed 20,000,000.

    Notes
    -----
    Everyone explores in month 1, at level 0.1. Orders are Poisson(full_volume · level); profit
    is margin_per_order · orders - service_cost. Then the month ends. The level is the risk that
    both sides dare, as a share of what they could; trade follows it.

    Exploration: a shock ends it; else, with chance risk_tolerance, formation begins. Formation:
    level ← level + growth_rate · level · (1 - level), and stability at full level from 0.95 on.
    Formation and stability: a shock starts degeneration. Degeneration, from its first month:
    level ← level · (1 - decline_rate), and the end below 0.1. Nothing follows the end.

    References
    ----------
    The stages and their order are the source's (document 002). Logistic growth as in Verhulst's
    model; the rest of the rule is ours.

    Examples
    --------
    >>> path = stage_path(StageModel(), 2, 3, rng=np.random.default_rng(2))
    >>> path["stage"].tail(3).tolist()
    ['exploration', 'formation', 'formation']
    """
    _require_rows(n_customers, n_months)
    stage, level = np.full(n_customers, EXPLORATION), np.full(n_customers, FIRST_LEVEL)
    stages = np.empty((n_customers, n_months), dtype=np.int8)
    levels = np.empty(stages.shape)
    for month in range(n_months):
        stages[:, month], levels[:, month] = stage, level
        stage, level = _next_month(stage, level, model, rng=rng)
    # Orders are drawn last: how many numbers they take would shift the luck of later months.
    n_orders = rng.poisson(model.full_volume * levels)
    profit = model.margin_per_order * n_orders - model.service_cost
    profit[stages == ENDED] = 0.0
    return pd.DataFrame(
        {
            "customer_id": np.repeat(np.arange(1, n_customers + 1), n_months),
            "month": np.tile(np.arange(1, n_months + 1), n_customers),
            "stage": pd.Categorical.from_codes(stages.ravel(), STAGES, ordered=True),
            "level": levels.ravel(),
            "n_orders": n_orders.ravel(),
            "profit": profit.ravel(),
        }
    )


def _next_month(
    stage: np.ndarray, level: np.ndarray, model: StageModel, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return stages (positions in `STAGES`) and levels of relationships one month later.

    Two numbers are drawn per relationship, whatever its stage.
    """
    shock = rng.random(len(stage)) < model.shock_rate
    dare = rng.random(len(stage)) < model.risk_tolerance
    formed = (stage == FORMATION) | (stage == STABILITY)
    falls = (stage == DEGENERATION) | (formed & shock)
    grows = (stage == FORMATION) & ~shock
    grown = level + model.growth_rate * level * (1 - level)
    fallen = level * (1 - model.decline_rate)
    over = (stage == ENDED) | ((stage == EXPLORATION) & shock) | (falls & (fallen < LAST_LEVEL))
    ready = grows & (grown >= FORMED_LEVEL)
    starts = (stage == EXPLORATION) & dare
    later = np.select(
        [over, falls, ready, starts], [ENDED, DEGENERATION, STABILITY, FORMATION], stage
    )
    return later, np.select([over, falls, ready, grows], [0.0, fallen, 1.0, grown], level)


def _require_rows(n_customers: int, n_months: int) -> None:
    """Refuse more customers and months together than can be followed."""
    if n_customers * n_months > MOST_ROWS:
        raise ValueError(
            f"`n_months` must be at most {MOST_ROWS // n_customers:,} for {n_customers:,} "
            f"customers; got {n_months:,}."
        )
