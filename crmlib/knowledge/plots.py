"""Pictures of what a firm knows and of who may read it; titles are left to the chapter, but one."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Flags, Fraction, checked, table_of
from crmlib.knowledge.turnover import firm_knows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_firm_knows", "plot_role_matrix"]

MONTHS = 36


@checked
def plot_firm_knows(turnover: Fraction, written: Fraction) -> "Axes":
    """Return what a firm knows of a customer over three years, with notes and without.

    Use it to move turnover and notes, and to see which of them is worth more.

    Parameters
    ----------
    turnover : float
        Chance that a seller leaves within a year, a fraction.
    written : float
        Share of what is told that is written down, a fraction.

    Returns
    -------
    matplotlib.axes.Axes
        Percent of the facts against months; the title tells both at the end.

    Examples
    --------
    >>> plot_firm_knows(0.2, 0.5).get_title()
    'After three years: 98 % known with notes, 88 % without'
    """
    import matplotlib.pyplot as plt

    with_notes = 100 * firm_knows(MONTHS, turnover=turnover, written=written)
    without = 100 * firm_knows(MONTHS, turnover=turnover, written=0)
    axes = plt.figure().subplots()
    axes.plot(with_notes, label="with notes")
    axes.plot(without, "--", label="without")
    axes.set(xlabel="months", ylabel="facts known, %", ylim=(0, 102), xlim=(1, MONTHS))
    axes.set_title(
        f"After three years: {with_notes[MONTHS]:.0f} % known with notes, "
        f"{without[MONTHS]:.0f} % without"
    )
    axes.legend(loc="lower right")
    return axes


@checked
def plot_role_matrix(matrix: table_of(Flags)) -> "Axes":
    """Return a role matrix as a picture: "reads" in the cells that a role may read.

    Use it to look for a cell that should not be there.

    Parameters
    ----------
    matrix : DataFrame
        A row per field (index), a column per role, True where the role may read.

    Returns
    -------
    matplotlib.axes.Axes
        Without a title; the chapter sets it.

    Raises
    ------
    ValueError
        If there is no field.

    Examples
    --------
    >>> import pandas as pd
    >>> matrix = pd.DataFrame({"carrier": [True, False]}, index=["name", "phone"])
    >>> [text.get_text() for text in plot_role_matrix(matrix).texts]
    ['reads', '-']
    """
    import matplotlib.pyplot as plt

    if not len(matrix):
        raise ValueError("`matrix` must have at least one field; got none.")
    axes = plt.figure().subplots()
    axes.imshow(matrix.to_numpy(), cmap="Blues", vmin=0, vmax=3, aspect="auto")
    for (row, place), may in np.ndenumerate(matrix.to_numpy()):
        axes.text(place, row, "reads" if may else "-", ha="center", va="center")
    axes.set_xticks(range(matrix.shape[1]), [str(role) for role in matrix.columns])
    axes.set_yticks(range(len(matrix)), [str(field) for field in matrix.index])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    return axes
