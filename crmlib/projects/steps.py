"""What the steps of a project are worth, and what it is worth that one may stop."""

import numpy as np
import pandas as pd

from crmlib.core import Flags, Fraction, Numbers, Positives, checked, column, table, table_of
from crmlib.projects.cash import Lives, ProjectTerms, checked_lives, project_cash

__all__ = ["CAUSES", "project_summary", "step_values", "stop_after_bad"]

# As the course's source names them, in short.
CAUSES = ("integration", "culture", "design", "person or robot", "network", "scale")
Risks = table(cost_times=Positives, **dict.fromkeys(CAUSES, Flags))


@checked
def step_values(
    risks: Risks,
    terms: ProjectTerms,
    live_months: Lives,
    *,
    dearer: Fraction = 0.0,
    cause_takes: Fraction = 0.4,
) -> pd.DataFrame:
    """Return what each step of each project leaves after all months, given what went wrong in it.

    Parameters
    ----------
    risks : DataFrame
        Indexed by project and step: cost_times (factor of the planned outlay), and a column of
        True and False for each of six causes of failure, as of `simulate_risks`.
    terms : ProjectTerms
        What all of it costs and brings.
    live_months : sequence of int
        The month at whose end each step goes live.
    dearer : float
        By which fraction steps cost more to build than the whole in one go; 0 by default.
    cause_takes : float
        Which part of the benefit that is left each cause takes; 0.4 by default.

    Returns
    -------
    DataFrame, one row per project, columns "step 1", "step 2" …
        Money, negative for a loss.

    Raises
    ------
    ValueError
        If a project has not just one row for each step, in order.

    Notes
    -----
    Benefit (1 - cause_takes)^(number of causes) - running costs - outlay times cost_times.

    References
    ----------
    None: the model is ours.

    Examples
    --------
    >>> terms = ProjectTerms(outlay=4, benefit=5, running=1, ramp_months=1, n_months=4)
    >>> rows = pd.MultiIndex.from_tuples([(1, 1), (2, 1)], names=["project", "step"])
    >>> risks = pd.DataFrame([[False] * 6, [True] * 6], index=rows, columns=list(CAUSES))
    >>> risks["cost_times"] = [1.0, 2.0]
    >>> step_values(risks, terms, [2])["step 1"].round(2).tolist()
    [-1.0, -9.77]
    """
    lives = checked_lives(terms, live_months)
    n_projects = _n_projects(risks, len(lives))
    n_causes = risks[list(CAUSES)].sum(axis=1).to_numpy()
    kept = ((1 - cause_takes) ** n_causes).reshape(n_projects, -1)
    times = risks["cost_times"].to_numpy().reshape(n_projects, -1)
    plan = pd.DataFrame([_alone(terms, lives, place) for place in range(len(lives))])
    left = kept * plan["benefit"].to_numpy() - plan["running"].to_numpy()
    left -= times * plan["outlay"].to_numpy() * (1 + dearer)
    projects = risks.index.get_level_values(0)[:: len(lives)]
    names = [f"step {number}" for number in range(1, len(lives) + 1)]
    return pd.DataFrame(left, index=projects, columns=names)


@checked
def stop_after_bad(step_values: table_of(Numbers)) -> pd.Series:
    """Return what each project leaves if it stops after its first bad step.

    Use it to see what the right to stop is worth.

    Parameters
    ----------
    step_values : DataFrame
        One row per project, one column per step in order: money that the step leaves.

    Returns
    -------
    Series of float
        Money by project: the steps up to the first negative one, which is paid and kept; those
        after it are neither paid nor used.

    Examples
    --------
    >>> left = pd.DataFrame({"step 1": [50, -60], "step 2": [-20, -70], "step 3": [80, -80]})
    >>> stop_after_bad(left).tolist()
    [30.0, -60.0]
    """
    money = step_values.to_numpy(dtype=float)
    bad = money < 0
    n_bad_before = np.cumsum(bad, axis=1) - bad
    left = np.where(n_bad_before == 0, money, 0.0).sum(axis=1)
    return pd.Series(left, index=step_values.index)


@checked
def project_summary(totals: column(Numbers)) -> pd.Series:
    """Return what many simulated projects leave: their mean with its error, and the bad end.

    Parameters
    ----------
    totals : Series of float
        Money that each project leaves; at least two.

    Returns
    -------
    Series
        mean, error (the standard error of the mean), loss (share of projects below zero), and
        worst_5 (the 5 % quantile: one project in twenty leaves that or less).

    Raises
    ------
    ValueError
        If there are fewer than two projects.

    Notes
    -----
    The error is the standard deviation divided by the root of the number of projects.

    References
    ----------
    None: these are means and quantiles.

    Examples
    --------
    >>> project_summary(pd.Series([-300.0, 100, 200, 400])).round(2).to_dict()
    {'mean': 100.0, 'error': 147.2, 'loss': 0.25, 'worst_5': -240.0}
    """
    if len(totals) < 2:
        raise ValueError(f"`totals` must have two projects or more; got {len(totals)}.")
    return pd.Series(
        {
            "mean": totals.mean(),
            "error": totals.std() / np.sqrt(len(totals)),
            "loss": (totals < 0).mean(),
            "worst_5": totals.quantile(0.05),
        }
    )


def _alone(terms: ProjectTerms, lives: list[int], place: int) -> pd.Series:
    """Return the sums over all months of one step: its part of what the whole costs and brings."""
    whole = project_cash(terms, [lives[place]]).sum()
    return whole.drop("cash") / len(lives)


def _n_projects(risks: pd.DataFrame, n_steps: int) -> int:
    n_projects, rest = divmod(len(risks), n_steps)
    steps = risks.index.get_level_values(-1).to_numpy()
    expected = np.tile(np.arange(1, n_steps + 1), n_projects)
    names = risks.index.get_level_values(0)
    in_order = not rest and n_projects > 0 and (steps == expected).all()
    whole_projects = in_order and (names == names[::n_steps].repeat(n_steps)).all()
    if risks.index.nlevels != 2 or not whole_projects or risks.index.has_duplicates:
        raise ValueError(
            f"`risks` must have a row for each of {n_steps} steps of every project, in order; "
            f"got {len(risks)} rows."
        )
    return n_projects
