"""The sales pipeline: how many pass each stage, and what the open deals are worth."""

from itertools import pairwise

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Fractions,
    Ids,
    Level,
    Number,
    Numbers,
    Rng,
    Texts,
    checked,
    filled,
    values,
)

__all__ = ["stage_conversion", "forecast_interval"]

Moves = filled(deal_id=Ids, stage=Texts, entered=Numbers, left=Numbers)
N_DRAWS = 10_000
MOST_WORTH = 1e15  # of a deal: sums of such stay finite and keep their units


@checked
def stage_conversion(moves: Moves, as_of: Number, *, stages: values(Texts)) -> pd.DataFrame:
    """Return what became of the deals in each stage, as far as one day shows.

    Use it to turn a list of deals into chances; deals that are still open tell nothing yet.

    Parameters
    ----------
    moves : DataFrame, one row per deal and stage that it reached
        deal_id, stage, and the days on which it entered and left this stage.
    as_of : float
        The day of the report: whatever is later is not known.
    stages : list of str
        All stages in their order; the win at the end is not among them.

    Returns
    -------
    DataFrame, one row per stage
        entered, passed, lost and still open (counts); conversion, passed ÷ (passed + lost); and
        to_win, the product of the conversions from this stage to the end. NaN if nothing is
        decided.

    Raises
    ------
    ValueError
        If a stage of the deals is not among `stages`, or a deal came to a stage twice, without the
        one before, or left it before it entered, or on another day than it entered the next.

    Notes
    -----
    A deal has passed a stage if it entered the next one, or, from the last stage, if it was won:
    `moves` then has a row with the stage *won*.

    Examples
    --------
    >>> moves = pd.DataFrame(
    ...     {
    ...         "deal_id": ["A", "A", "B", "C"],
    ...         "stage": ["quote", "won", "quote", "quote"],
    ...         "entered": [1, 5, 2, 3],
    ...         "left": [5, 5, 6, 90],
    ...     }
    ... )
    >>> stage_conversion(moves, 10, stages=["quote"]).loc["quote"].to_dict()
    {'entered': 3.0, 'passed': 1.0, 'lost': 1.0, 'open': 1.0, 'conversion': 0.5, 'to_win': 0.5}
    """
    _refuse_impossible(moves, [*stages])
    seen = moves[moves["entered"] <= as_of]
    entered = seen["stage"].value_counts().reindex([*stages, "won"], fill_value=0)
    still = seen[seen["left"] > as_of]["stage"].value_counts().reindex([*stages], fill_value=0)
    counts = pd.DataFrame({"entered": entered[[*stages]]})
    counts["passed"] = entered.shift(-1)[[*stages]].astype(int)
    counts["lost"] = counts["entered"] - counts["passed"] - still
    counts["open"] = still
    conversion = counts["passed"] / (counts["passed"] + counts["lost"])
    to_win = conversion.iloc[::-1].cumprod().iloc[::-1]
    return counts.assign(conversion=conversion, to_win=to_win)


@checked(paired=("amounts", "chances"))
def forecast_interval(
    amounts: values(Amounts), chances: values(Fractions), *, level: Level = 0.8, rng: Rng
) -> pd.Series:
    """Return what open deals will bring, weighted by their chances, with an interval.

    Use it so that nobody takes the weighted sum for a promise.

    Parameters
    ----------
    amounts : list, array or Series
        What each deal brings if it is won.
    chances : list, array or Series
        The chance that each is won, in the same order.
    level : float
        Share of the draws inside the interval.
    rng : numpy.random.Generator
        Draws who wins, 10,000 times.

    Returns
    -------
    Series
        forecast, the sum of amounts times chances; low and high, the ends of the interval.

    Raises
    ------
    ValueError
        If an amount exceeds 1e15.

    Notes
    -----
    Each deal is won or lost for itself. The chances are taken as known, so the interval holds
    the luck of the deals only.

    Examples
    --------
    >>> forecast_interval([100, 100], [0.5, 0.5], rng=np.random.default_rng(11)).to_dict()
    {'forecast': 100.0, 'low': 0.0, 'high': 200.0}
    """
    worth, chance = np.asarray(amounts, dtype=float), np.asarray(chances, dtype=float)
    if worth.max(initial=0) > MOST_WORTH:
        raise ValueError(f"`amounts` must be at most {MOST_WORTH:g}; got {worth.max():g}.")
    sums = (rng.random((N_DRAWS, len(worth))) < chance) @ worth
    low, high = np.quantile(sums, [(1 - level) / 2, (1 + level) / 2])
    return pd.Series({"forecast": float(worth @ chance), "low": low, "high": high})


def _refuse_impossible(moves: pd.DataFrame, stages: list[str]) -> None:
    """Refuse moves that would be counted wrongly: each deal goes through each stage once."""
    path = [*stages, "won"]
    if len(set(path)) < len(path):
        raise ValueError(f"`stages` must name each stage once, without 'won'; got {stages}.")
    if others := set(moves["stage"]) - {*path}:
        raise ValueError(f"`stages` must hold all stages of the deals; got no {min(others)!r}.")
    if (early := moves["left"] < moves["entered"]).any():
        raise ValueError(f"`moves` must enter a stage before they leave it; got {early.sum()}.")
    if (twice := moves.duplicated(["deal_id", "stage"])).any():
        raise ValueError(f"`moves` must hold a deal once in a stage; got {twice.sum()} more.")
    for before, stage in pairwise(path):
        left = moves[moves["stage"] == before].set_index("deal_id")["left"]
        here = moves[moves["stage"] == stage].set_index("deal_id")["entered"]
        if (lost := ~here.index.isin(left.index)).any():
            raise ValueError(
                f"`moves` must hold every stage that a deal went through; got {lost.sum()} deals "
                f"in {stage!r} that were not in {before!r}. Do `stages` stand in their order?"
            )
        if (gap := here != left.reindex(here.index)).any():
            raise ValueError(
                f"`moves` must enter {stage!r} on the day on which they leave {before!r}; got "
                f"{gap.sum()} that don't, the first of deal {gap.idxmax()!r}."
            )
