"""Invented projects: six named causes of failure and a cost that runs away; all ours."""

from statistics import NormalDist

import numpy as np
import pandas as pd

from crmlib.core import Fraction, Rng, Rows, checked, whole
from crmlib.projects.steps import CAUSES

__all__ = ["named_causes", "simulate_risks", "toy_ratings", "simulate_learners"]

# One IT project in six costs three times its plan, and the mean is 1.27 times (Flyvbjerg and
# Budzier 2011). What is left for the others follows.
RUNAWAY, RUNAWAY_TIMES, MEAN_TIMES = 1 / 6, 3.0, 1.27
OTHER_TIMES = (MEAN_TIMES - RUNAWAY * RUNAWAY_TIMES) / (1 - RUNAWAY)
# How sure Eva says she is of a chapter, from 1 to 4, and how many of four questions she has right.
RATINGS = {
    "02 lifecycle": (4, 4),
    "03 value": (3, 1),
    "05 satisfaction": (2, 3),
    "06 loyalty": (3, 3),
    "07 data mining": (1, 1),
    "08 Walmart": (4, 3),
    "09 cosmetics": (4, 1),
    "13 service": (2, 1),
}
QUESTIONS, EASE = 10, 0.4  # of each paper; log-odds that a learner in the middle is right
Crowd = whole(1, 500_000)
Parts = whole(1, 24)


def named_causes() -> pd.DataFrame:
    """Return the six causes of failure that the course's source names, with chances of ours.

    Returns
    -------
    DataFrame
        6 rows by `cause`: chance (that it strikes a project, a fraction).

    References
    ----------
    Document 001 of the course's source, article on data mining; every chance is ours.

    Examples
    --------
    >>> named_causes()["chance"].tolist()
    [0.2, 0.2, 0.12, 0.1, 0.06, 0.08]
    """
    chances = dict(zip(CAUSES, (0.20, 0.20, 0.12, 0.10, 0.06, 0.08), strict=True))
    return pd.Series(chances, name="chance").rename_axis("cause").to_frame()


@checked
def simulate_risks(
    rng: Rng, n_projects: Crowd, n_steps: Parts = 1, *, common: Fraction = 0.5
) -> pd.DataFrame:
    """Return what goes wrong in each step of invented projects.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    n_projects : int
        How many projects, 1 to 500,000.
    n_steps : int
        Steps of each; 1, a big bang, by default.
    common : float
        How far all that goes wrong in a project hangs on one hidden state of the firm: 0 not at
        all, 1 wholly; 0.5 by default.

    Returns
    -------
    DataFrame, index project and step, both from 1
        A column of True and False for each of `named_causes`, and cost_times (factor of the
        planned outlay).

    Notes
    -----
    √common F + √(1 - common) e, where F is one standard normal number a project and e one for
    each step and cause, must be above the normal quantile of 1 - chance (a one-factor Gaussian
    copula). So every cause keeps its chance whatever `common` is.

    References
    ----------
    Flyvbjerg, B. and Budzier, A. (2011). Why your IT project may be riskier than you think.
    Harvard Business Review 89(9), 23-25.

    Examples
    --------
    >>> simulate_risks(np.random.default_rng(1), 10_000)["culture"].mean().round(2)
    np.float64(0.2)
    """
    chances = np.append(named_causes()["chance"].to_numpy(), RUNAWAY)
    limits = np.array([NormalDist().inv_cdf(1 - chance) for chance in chances])
    firm = rng.standard_normal((n_projects, 1, 1))
    own = rng.standard_normal((n_projects, n_steps, len(chances)))
    strikes = np.sqrt(common) * firm + np.sqrt(1 - common) * own > limits
    flat = strikes.reshape(n_projects * n_steps, -1)
    rows = pd.MultiIndex.from_product(
        [range(1, n_projects + 1), range(1, n_steps + 1)], names=["project", "step"]
    )
    risks = pd.DataFrame(flat[:, :-1], index=rows, columns=list(named_causes().index))
    return risks.assign(cost_times=np.where(flat[:, -1], RUNAWAY_TIMES, OTHER_TIMES))


@checked
def toy_ratings() -> pd.DataFrame:
    """Return how sure one learner is of eight chapters, and what she has right.

    Use it to sort chapters by eye.

    Returns
    -------
    DataFrame
        Indexed by `chapter`: `sure`, from 1 (not at all) to 4 (alone), and `right`, of four
        questions.

    Examples
    --------
    >>> toy_ratings().loc["09 cosmetics"].to_dict()
    {'sure': 4, 'right': 1}
    """
    rows = pd.DataFrame.from_dict(RATINGS, orient="index", columns=["sure", "right"])
    return rows.rename_axis("chapter")


@checked
def simulate_learners(n_learners: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return learners who know exactly what they can, and sit two papers.

    Use it to see what is left of a famous picture if nobody misjudges himself.

    Parameters
    ----------
    n_learners : int
        How many learners, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        A row per learner: `said`, `first` and `second`, percent right as the learner expects it
        and as marked in two papers of ten questions.

    Notes
    -----
    The log-odds of a right answer are 0.4 plus what the learner can, which is drawn from a
    standard normal distribution; `said` is that chance. All parameters are ours.

    Examples
    --------
    >>> some = simulate_learners(4_000, rng=np.random.default_rng(16))
    >>> bool(abs(some["said"].mean() - some["first"].mean()) < 1)
    True
    """
    chance = 1 / (1 + np.exp(-EASE - rng.normal(size=n_learners)))
    marks = 100 * rng.binomial(QUESTIONS, chance, size=(2, n_learners)) / QUESTIONS
    return pd.DataFrame({"said": 100 * chance, "first": marks[0], "second": marks[1]})
