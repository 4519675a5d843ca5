"""How often colleagues solve a problem that one of them has solved before."""

from crmlib.core import checked, whole

__all__ = ["first_time_solves"]


@checked
def first_time_solves(n_kinds: whole(1, 1_000_000), n_problems: whole(0, 10_000_000)) -> float:
    """Return how many problems one expects to be the first of their kind.

    Use it once for all colleagues if they share solutions, else for each of them.

    Parameters
    ----------
    n_kinds : int
        How many kinds of problem there are, all equally frequent.
    n_problems : int
        How many problems come.

    Returns
    -------
    float
        Expected number of kinds that come at least once.

    Notes
    -----
    n (1 - (1 - 1/n) ** k) for n kinds and k problems.

    Examples
    --------
    >>> round(first_time_solves(100, 400), 1), round(8 * first_time_solves(100, 50), 1)
    (98.2, 316.0)
    """
    return n_kinds * (1 - (1 - 1 / n_kinds) ** n_problems)
