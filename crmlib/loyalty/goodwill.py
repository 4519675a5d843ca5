"""Feelings and buying that push each other: a loop with one or two states of rest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crmlib.core import require_amount, require_fraction, require_kind, require_whole

__all__ = ["GoodwillLoop", "goodwill_paths", "resting_points"]

N_STEPS = 2_000  # the search for crossings


@dataclass(frozen=True)
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

    Raises
    ------
    TypeError
        If a field is not a number.
    ValueError
        If a field is out of range.

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

    steepness: float
    threshold: float
    weight: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a loop that does not move."""
        require_amount(self.steepness, "steepness")
        require_fraction(self.threshold, "threshold")
        require_fraction(self.weight, "weight")
        for name in ("steepness", "weight"):
            if getattr(self, name) == 0:
                raise ValueError(f"`{name}` must exceed 0; got 0.")

    def buying_at(self, goodwill: ArrayLike) -> np.ndarray:
        """Return the chance of buying at each goodwill, a fraction."""
        depth = self.steepness * (np.asarray(goodwill, dtype=float) - self.threshold)
        return 1 / (1 + np.exp(-depth))


def goodwill_paths(loop: GoodwillLoop, starts: ArrayLike, n_rounds: int) -> pd.DataFrame:
    """Return where goodwill goes from several starts, round by round.

    Use it to see on which side of the divide a customer stands after a bad experience.

    Parameters
    ----------
    loop : GoodwillLoop
        How feelings and buying push each other.
    starts : array-like of float, shape (n_starts,)
        Goodwill after the experience, fractions.
    n_rounds : int
        How many purchase occasions to follow, at least 1.

    Returns
    -------
    DataFrame
        Rows round 0 to n_rounds, one column per start, in the order given: goodwill, fractions.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a start lies outside 0 to 1 or there is no round.

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
    require_kind(loop, GoodwillLoop, "loop")
    require_whole(n_rounds, "n_rounds", low=1)
    goodwill = np.atleast_1d(np.asarray(starts, dtype=float))
    if not ((goodwill >= 0) & (goodwill <= 1)).all():
        raise ValueError("`starts` must lie in [0, 1]; got others.")
    rows = [goodwill]
    for _ in range(n_rounds):
        rows.append((1 - loop.weight) * rows[-1] + loop.weight * loop.buying_at(rows[-1]))
    return pd.DataFrame(np.array(rows), columns=goodwill).rename_axis(
        index="round", columns="start"
    )


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

    Raises
    ------
    TypeError
        If `loop` is not a GoodwillLoop.

    Notes
    -----
    Where b(g) = g. A state attracts if b rises less than g there: b'(g) < 1, with
    b' = steepness · b · (1 - b). That is at most steepness/4, so up to 4 there is one state.

    References
    ----------
    Strogatz (2015), as `goodwill_paths`.

    Examples
    --------
    >>> resting_points(GoodwillLoop(steepness=10, threshold=0.5)).round(3).values.tolist()
    [[0.007, True], [0.5, False], [0.993, True]]
    """
    from scipy.optimize import brentq

    require_kind(loop, GoodwillLoop, "loop")

    def pull(goodwill: float) -> float:
        return float(loop.buying_at(goodwill)) - goodwill

    # An odd number of steps: no step ends at a half, where a state of rest may lie exactly.
    edges = np.linspace(0, 1, N_STEPS)
    signs = np.sign(loop.buying_at(edges) - edges)
    turns = np.flatnonzero(signs[1:] != signs[:-1])
    found = np.array([brentq(pull, edges[i], edges[i + 1], xtol=1e-14) for i in turns])
    bought = loop.buying_at(found)
    stable = loop.steepness * bought * (1 - bought) < 1
    return pd.DataFrame({"goodwill": found, "stable": stable})
