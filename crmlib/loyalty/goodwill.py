"""Feelings and buying that push each other: a loop with one or two states of rest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Fraction, Fractions, Positive, Steps, checked, either, values

__all__ = ["GoodwillLoop", "goodwill_paths", "resting_points"]

N_STEPS = 2_000  # the search for crossings
MOST_CELLS = 20_000_000


@dataclass(frozen=True)
@checked
class GoodwillLoop:
    """How goodwill makes people buy, and buying makes goodwill; all of it declared.

    Use it to describe one relationship to the functions of this module.

    Parameters
    ----------
    steepness : float
        How sharply buying answers to goodwill, above 0; up to 4 there is one state of rest.
    threshold : float
        The goodwill at which the customer buys every second time, a fraction.
    weight : float
        What the newest round counts beside the past, a fraction above 0.

    Notes
    -----
    b(g) = 1/(1 + exp(-steepness · (g - threshold))) is the chance of buying; goodwill then moves
    to (1 - weight)·g + weight·b(g). The source says in words only that feelings and buying
    strengthen each other; the formula is ours.

    Examples
    --------
    >>> float(GoodwillLoop(steepness=10, threshold=0.5).buying_at(0.5))
    0.5
    """

    steepness: Positive
    threshold: Fraction
    weight: Fraction = 0.5

    def __post_init__(self) -> None:
        """Refuse a loop that does not move."""
        if self.weight == 0:
            raise ValueError("`weight` must exceed 0; got 0.")

    @checked
    def buying_at(self, goodwill: either(Fraction, Fractions)) -> np.ndarray:
        """Return the chance of buying at each goodwill, a fraction."""
        return _chance(self, np.asarray(goodwill, dtype=float))


@checked
def goodwill_paths(loop: GoodwillLoop, starts: values(Fractions), n_rounds: Steps) -> pd.DataFrame:
    """Return where goodwill goes from several starts, round by round.

    Use it to see on which side of the divide a customer stands after a bad experience.

    Parameters
    ----------
    loop : GoodwillLoop
        How feelings and buying push each other.
    starts : array-like of float, shape (n_starts,)
        Goodwill after the experience, fractions.
    n_rounds : int
        How many purchase occasions to follow, from 1 to 100,000.

    Returns
    -------
    DataFrame
        Rows round 0 to n_rounds, one column per start, in the order given: goodwill, fractions.

    Raises
    ------
    ValueError
        If starts times rounds exceed 20,000,000.

    Notes
    -----
    The map of `GoodwillLoop`, applied again and again; expected values, no chance in it.

    References
    ----------
    Strogatz, S. H. (2015). Nonlinear Dynamics and Chaos, 2nd edition, chapters 3 and 10.
    Westview: maps, fixed points, and why a small push can decide.

    Examples
    --------
    >>> loop = GoodwillLoop(steepness=10, threshold=0.5)
    >>> goodwill_paths(loop, [0.45, 0.55], 50).iloc[-1].round(2).tolist()
    [0.01, 0.99]
    """
    goodwill = np.asarray(starts, dtype=float)
    if len(goodwill) * n_rounds > MOST_CELLS:
        raise ValueError(
            f"`n_rounds` must be at most {MOST_CELLS // len(goodwill)} for {len(goodwill):,} "
            f"starts; got {n_rounds}."
        )
    rows = [goodwill]
    for _ in range(n_rounds):
        rows.append((1 - loop.weight) * rows[-1] + loop.weight * _chance(loop, rows[-1]))
    return pd.DataFrame(np.array(rows), columns=goodwill).rename_axis(
        index="round", columns="start"
    )


@checked
def resting_points(loop: GoodwillLoop) -> pd.DataFrame:
    """Return the states in which goodwill no longer moves, and whether they attract.

    Use it to find the divide: the one that does not attract separates two futures.

    Parameters
    ----------
    loop : GoodwillLoop
        How feelings and buying push each other.

    Returns
    -------
    DataFrame
        One row per state, lowest first: goodwill (fraction) and stable (bool).

    Notes
    -----
    Where b(g) = g. A state attracts if b(g) > g just below it and b(g) < g just above it. So it
    is where b'(g) < 1, with b' = steepness · b · (1 - b). That is at most steepness/4, so up to
    4 there is one state, and it attracts. With steepness 4 and threshold 1/2 the slope in it is
    exactly 1: goodwill comes closer at every round, ever more slowly.

    References
    ----------
    Strogatz (2015), as `goodwill_paths`.

    Examples
    --------
    >>> resting_points(GoodwillLoop(steepness=10, threshold=0.5)).round(3).values.tolist()
    [[0.007, True], [0.5, False], [0.993, True]]
    """
    from scipy.optimize import brentq

    def pull(goodwill: float) -> float:
        return float(_chance(loop, goodwill)) - goodwill

    # An odd number of steps: no step ends at a half, where a state of rest may lie exactly.
    edges = np.linspace(0, 1, N_STEPS)
    signs = np.sign(_chance(loop, edges) - edges)
    turns = np.flatnonzero(signs[1:] != signs[:-1])
    found = np.array([brentq(pull, edges[i], edges[i + 1], xtol=1e-14) for i in turns])
    return pd.DataFrame({"goodwill": found, "stable": signs[turns] > signs[turns + 1]})


def _chance(loop: GoodwillLoop, goodwill: float | np.ndarray) -> np.ndarray:
    depth = loop.steepness * (goodwill - loop.threshold)
    with np.errstate(over="ignore"):  # of a very steep loop: 1 / inf is 0
        return 1 / (1 + np.exp(-depth))
