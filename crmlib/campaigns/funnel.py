"""A show as a funnel: from a cohort to profit, in ranges instead of points."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Fractions,
    Numbers,
    Rng,
    Rows,
    Steps,
    checked,
    filled,
    number,
    table,
    within,
)

__all__ = [
    "show_assumptions",
    "draw_assumptions",
    "show_profit",
    "profit_swings",
]

# Rate of each step after the first, as a share of the step before.
RATES = ["invite_rate", "attend_rate", "apply_rate", "buy_rate", "repeat_rate"]
SHARES = [*RATES, "stay_rate", "anyway_share"]
USD = ["first_margin", "yearly_margin", "invitation_cost", "gift_cost", "show_cost"]
PARAMETERS = {
    "cohort": within(0, 1e12),
    **dict.fromkeys(SHARES, Fractions),
    **dict.fromkeys(USD, Amounts),
}
BOUNDS = ["low", "likely", "high"]
Assumptions = filled(**dict.fromkeys(BOUNDS, Numbers))
Draws = table(**PARAMETERS)
MOST_CELLS = 20_000_000


@checked
def show_assumptions() -> pd.DataFrame:
    """Return every parameter of the show with a lowest, a likely and a highest value.

    Use it as a form to fill in: the source gives none of these numbers, so all are ours.

    Returns
    -------
    DataFrame
        Thirteen rows, indexed by parameter: low, likely, high and unit. Rates are fractions of
        the step before; anyway_share is the fraction of the buyers who would have bought without
        any show.

    Notes
    -----
    The cohort is that of a city of a million, as the chapter reckons it. The highest attendance
    lies above the source's 90 %, the lowest near the best of the grocery chain's campaigns.

    References
    ----------
    Document 001 of the course's source, exam case 2: the steps. The numbers have none.

    Examples
    --------
    >>> show_assumptions().loc["attend_rate", ["low", "likely", "high"]].tolist()
    [0.15, 0.5, 0.95]
    """
    rows = {
        "cohort": (3_000, 6_200, 9_000, "girls"),
        "invite_rate": (0.7, 0.9, 1.0, "of the cohort"),
        "attend_rate": (0.15, 0.5, 0.95, "of the invited"),
        "apply_rate": (0.3, 0.6, 0.9, "of the guests"),
        "buy_rate": (0.5, 0.8, 1.0, "of the applicants"),
        "repeat_rate": (0.2, 0.4, 0.7, "of the buyers, in year 2"),
        "stay_rate": (0.6, 0.75, 0.9, "a year from then on"),
        "anyway_share": (0.1, 0.3, 0.6, "of the buyers"),
        "first_margin": (5, 12, 25, "USD"),
        "yearly_margin": (15, 40, 80, "USD a year"),
        "invitation_cost": (0.5, 1, 2, "USD each"),
        "gift_cost": (4, 8, 15, "USD a guest"),
        "show_cost": (20_000, 40_000, 80_000, "USD"),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*BOUNDS, "unit"])
    return table.astype(dict.fromkeys(BOUNDS, float)).rename_axis("parameter")


@checked
def draw_assumptions(assumptions: Assumptions, n_draws: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return random draws of every parameter, each from a triangle over its range.

    Use it to carry "between this and that, most likely so" through a calculation.

    Parameters
    ----------
    assumptions : DataFrame, one row per parameter
        Indexed by parameter; columns low, likely and high, in this order of size. A row whose
        three values are equal stays fixed.
    n_draws : int
        How many draws, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, n_draws rows
        One column of floats per parameter, drawn independently of each other.

    Raises
    ------
    ValueError
        If a row is out of order or of its parameter's range or stands there twice, or the numbers
        to draw are more than 20 million.

    Notes
    -----
    The density rises in a straight line from low to likely and falls to high. With u uniform, w
    = high - low and l = likely - low: low + √(u w l) if u w < l, else high - √((1 - u) w (w - l)).

    References
    ----------
    Law, A. M. (2015), Simulation Modeling and Analysis, 5th edition, McGraw-Hill: the triangular
    distribution where there are no data.

    Examples
    --------
    >>> fixed = show_assumptions().loc[["gift_cost"]].assign(low=8, high=8)
    >>> draw_assumptions(fixed, 2, rng=np.random.default_rng(9))["gift_cost"].tolist()
    [8.0, 8.0]
    """
    _require_assumptions(assumptions)
    _require_cells(n_draws, "n_draws", len(assumptions), "parameters")
    low, likely, high = (assumptions[bound].to_numpy(dtype=float) for bound in BOUNDS)
    width, left = high - low, likely - low
    chance = rng.random((n_draws, len(assumptions)))
    rising = low + np.sqrt(chance * width * left)
    falling = high - np.sqrt((1 - chance) * width * (width - left))
    drawn = np.where(chance * width < left, rising, falling)
    return pd.DataFrame(drawn, columns=[*assumptions.index]).rename_axis("draw")


@checked
def show_profit(
    draws: Draws, n_years: Steps, *, discount_rate: number(0, 10) = 0.1
) -> pd.DataFrame:
    """Return what one show earns over the years, what a guest is worth, and where it breaks even.

    Use it before paying for a show: the break-even cost is what a guest may cost, all included.

    Parameters
    ----------
    draws : DataFrame, one row per set of parameters
        All parameters of `show_assumptions`.
    n_years : int
        Years of purchases counted, the first one included, at least 1.
    discount_rate : float
        Interest per year, 0 or more.

    Returns
    -------
    DataFrame, one row per row of `draws`
        n_guests (expected people); guest_value (USD that a guest is expected to add); guest_cost
        (USD, show, invitations and gift per guest; NaN without guests); profit (USD);
        break_even_attendance (fraction of the invited at which the profit is 0; above 1 no
        attendance is enough; NaN if a guest is worth no more than her gift).

    Raises
    ------
    ValueError
        If draws times years are more than 20 million.

    Notes
    -----
    With a the apply rate, b the buy rate, e the share who would have bought anyway, f the first
    margin, m the yearly one, r the repeat rate, s the stay rate and i the interest, guest value =
    a b (1 - e) (f + m r Σ s^(t-2) / (1 + i)^(t-1)), the sum from year t = 2 on. Whoever would
    have bought anyway adds nothing but still gets her gift.

    References
    ----------
    Blattberg, R. C. and Deighton, J. (1996), Manage marketing by the customer equity test,
    Harvard Business Review 74(4), 136-144.

    Examples
    --------
    >>> likely = show_assumptions()["likely"].to_frame().T
    >>> show_profit(likely, 1).round(2).loc["likely"].tolist()
    [2790.0, 4.03, 24.34, -56650.72, nan]
    """
    _require_cells(n_years, "n_years", len(draws), "draws")
    with np.errstate(over="ignore"):  # after some hundred years a dollar is worth nothing
        discount = (1 + discount_rate) ** np.arange(1, n_years)
    later = (_alive(draws, n_years)[:, 1:] / discount).sum(1)
    earned = draws["first_margin"] + draws["yearly_margin"] * later
    worth = draws["apply_rate"] * draws["buy_rate"] * (1 - draws["anyway_share"]) * earned
    invited = draws["cohort"] * draws["invite_rate"]
    guests, margin = invited * draws["attend_rate"], worth - draws["gift_cost"]
    fixed = draws["show_cost"] + invited * draws["invitation_cost"]
    return pd.DataFrame(
        {
            "n_guests": guests,
            "guest_value": worth,
            "guest_cost": fixed / guests.where(guests > 0) + draws["gift_cost"],
            "profit": guests * margin - fixed,
            "break_even_attendance": fixed / (invited * margin).where(margin > 0),
        }
    )


@checked
def profit_swings(
    assumptions: Assumptions, n_years: Steps, *, discount_rate: number(0, 10) = 0.1
) -> pd.DataFrame:
    """Return the profit of a show at both ends of each range, all else at its likely value.

    Use it to see which parameter deserves to be measured first.

    Parameters
    ----------
    assumptions : DataFrame, one row per parameter
        As from `show_assumptions`, all parameters.
    n_years : int
        Years of purchases counted, at least 1.
    discount_rate : float
        Interest per year, 0 or more.

    Returns
    -------
    DataFrame, one row per parameter
        at_low, at_high (profit, USD) and swing (their absolute difference), largest first, ties
        by name.

    Raises
    ------
    ValueError
        If a parameter has no row, or as in `draw_assumptions` and `show_profit`.

    Notes
    -----
    The swing depends on the range that was declared, and on the likely values of the others.

    References
    ----------
    Howard, R. A. (1988), Decision analysis: practice and promise, Management Science 34(6),
    679-695: the tornado diagram.

    Examples
    --------
    >>> profit_swings(show_assumptions(), 10).index[-1]
    'invite_rate'
    """
    _require_assumptions(assumptions)
    if missing := [name for name in PARAMETERS if name not in assumptions.index]:
        raise ValueError(
            f"`assumptions` must have a row for every parameter; got none for {missing[0]!r}."
        )
    likely = assumptions["likely"].astype(float)
    names = [*assumptions.index]
    trials = pd.DataFrame([likely] * (2 * len(names)), columns=names).reset_index(drop=True)
    for place, name in enumerate(names):
        trials.loc[2 * place, name] = assumptions.loc[name, "low"]
        trials.loc[2 * place + 1, name] = assumptions.loc[name, "high"]
    profit = show_profit(trials, n_years, discount_rate=discount_rate)["profit"].to_numpy()
    table = pd.DataFrame({"at_low": profit[::2], "at_high": profit[1::2]}, index=names)
    table["swing"] = (table["at_high"] - table["at_low"]).abs()
    ordered = table.rename_axis("parameter").sort_index()
    return ordered.sort_values("swing", ascending=False, kind="stable")


def _alive(draws: pd.DataFrame, n_years: int) -> np.ndarray:
    """Return the share of the buyers who buy in each year from the first: 1, r, r s, r s², …"""
    repeat, stay = draws[["repeat_rate"]].to_numpy(), draws[["stay_rate"]].to_numpy()
    later = repeat * stay ** np.arange(n_years - 1)
    return np.hstack([np.ones((len(draws), 1)), later])


def _require_cells(n: int, name: str, n_rows: int, rows: str) -> None:
    if n * n_rows > MOST_CELLS:
        raise ValueError(
            f"`{name}` must be at most {MOST_CELLS // n_rows:,} for {n_rows:,} {rows}; got {n:,}."
        )


def _require_assumptions(assumptions: pd.DataFrame) -> None:
    twice = assumptions.index.duplicated()
    if twice.any():
        raise ValueError(
            "`assumptions` must have one row per parameter; got "
            f"{assumptions.index[twice.argmax()]!r} more than once."
        )
    ordered = (assumptions[BOUNDS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=1)
    if not ordered.all():
        raise ValueError(
            "`assumptions` must have low ≤ likely ≤ high in every row; got "
            f"{assumptions.index[(~ordered).to_numpy().argmax()]!r} out of order."
        )
    for name in assumptions.index.intersection(list(PARAMETERS)):
        PARAMETERS[name].check(
            assumptions.loc[name, BOUNDS].astype(float), f"`assumptions` in `{name}`"
        )
