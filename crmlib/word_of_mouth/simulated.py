"""Made-up complainers, buyers and generations of recommendation: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Count,
    Positive,
    Rng,
    Rows,
    Steps,
    checked,
)
from crmlib.word_of_mouth.tellers import Shapes, Told, tellers_with_mean

__all__ = [
    "simulate_problems",
    "simulate_generations",
    "simulate_tellings",
    "toy_complainers",
    "toy_tellings",
    "toy_referrals",
]

# All ours. Tuned so that about one buyer in fifty complains and 63 % of the silent are lost.
COMPLAIN = (-4.65, 0.6)  # log-odds at a severity of 4, and per point of severity
RESOLVE = (0.8, -0.2)
LOSE = (0.55, 0.3)
RESOLUTION_EFFECT = -1.4  # on the log-odds of being lost
ANSWER = (-1.6, 0.6, 0.08)  # log-odds; if resolved; per person told
TOLD = {"resolved": 4.5, "unresolved": 9.5, "silent": 3.0}
LAYERS = ["silent", "complained", "answered"]
# Who brought whom to the yoga studio of `toy_referrals`; the last four came this month.
BROUGHT = {
    "Ann": "nobody", "Bo": "Ann", "Cy": "Ann", "Di": "Bo", "Ed": "Bo", "Flo": "Cy",
    "Gus": "Ed", "Hal": "Ed", "Ida": "Ed", "Jo": "Flo",
}  # fmt: skip
NEWEST = 3
LARGEST_GENERATION, LARGEST_DRAW = 1e12, 1e18
MOST_ROWS = 20_000_000


@checked
def simulate_problems(n_buyers: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic buyers who had a problem, of whom few complain and fewer answer.

    Use it to see what a survey of complainers can say about all who had the problem.

    Parameters
    ----------
    n_buyers : int
        How many buyers with a problem, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per buyer: severity (0 to 10), layer (ordered categorical: silent, complained,
        answered; who answered has complained, too), resolved (bool; False for the silent),
        n_told (int64), lost (bool: does not buy again), lost_if_resolved and lost_if_not (bool:
        what would have happened either way).

    Notes
    -----
    severity ~ 10 · Beta(2, 3). Log-odds of complaining, of being resolved and of being lost are
    linear in it; a resolution takes 1.4 off the last. Tellings are geometric with means 4.5
    (resolved), 9.5 (not resolved) and 3 (silent). Great talkers and the resolved are readier to
    answer the survey. lost equals lost_if_resolved for the resolved, lost_if_not for the others.

    References
    ----------
    Washington Post, 14 October 1984, on A. C. Nielsen and TARP: of fifty with the problem one
    writes; of those who do not, 37 percent would buy again. The other parameters are ours.

    Examples
    --------
    >>> buyers = simulate_problems(50_000, rng=np.random.default_rng(10))
    >>> buyers["layer"].value_counts(normalize=True).round(3).to_dict()
    {'silent': 0.982, 'complained': 0.012, 'answered': 0.006}
    """
    severity = 10 * rng.beta(2, 3, n_buyers)
    luck = rng.random((4, n_buyers))
    complained = luck[0] < _chance(COMPLAIN[0] + COMPLAIN[1] * (severity - 4))
    resolved = complained & (luck[1] < _chance(RESOLVE[0] + RESOLVE[1] * (severity - 4)))
    states = [resolved, complained, ~complained]
    mean_told = np.select(states, [TOLD["resolved"], TOLD["unresolved"], TOLD["silent"]])
    n_told = rng.geometric(1 / (1 + mean_told)) - 1
    willing = _chance(ANSWER[0] + ANSWER[1] * resolved + ANSWER[2] * n_told)
    lose = LOSE[0] + LOSE[1] * (severity - 4)
    if_not, if_resolved = (luck[3] < _chance(lose + x) for x in (0.0, RESOLUTION_EFFECT))
    place = complained + (complained & (luck[2] < willing)).astype(int)
    return pd.DataFrame(
        {
            "severity": severity,
            "layer": pd.Categorical.from_codes(place, LAYERS, ordered=True),
            "resolved": resolved,
            "n_told": n_told,
            "lost": np.where(resolved, if_resolved, if_not),
            "lost_if_resolved": if_resolved,
            "lost_if_not": if_not,
        }
    )


@checked
def simulate_generations(
    n_start: Count,
    n_generations: Steps,
    *,
    mean_referrals: Amount,
    n_runs: Rows,
    dispersion: Positive | None = None,
    rng: Rng,
) -> pd.DataFrame:
    """Return simulated generations of recommended customers, one row per run.

    Use it to see how differently the same firm can fare: everyone has the same chances, and
    some runs die out while others take off.

    Parameters
    ----------
    n_start : int
        Customers to begin with, at least 1.
    n_generations : int
        How many generations to follow, at least 1.
    mean_referrals : float
        R, the mean number of customers that one customer brings.
    n_runs : int
        How many runs, at least 1.
    dispersion : float or None
        k of a negative binomial, above 0; small k: a few bring many. None: Poisson.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        int64, one row per run (from 0), one column per generation (from 0: the n_start first
        customers): those whom the generation before brought.

    Raises
    ------
    ValueError
        If a generation would be too large to draw, or runs times generations exceed 20,000,000.

    Notes
    -----
    A Galton-Watson process: every customer brings a Poisson or negative binomial number with
    mean R, independently. Sums of either are of the same kind, so a generation is one draw. The
    market is endless.

    References
    ----------
    Harris, T. E. (1963). The Theory of Branching Processes, Springer, ch. I.

    Examples
    --------
    >>> rng = np.random.default_rng(6)
    >>> runs = simulate_generations(5, 20, mean_referrals=0.8, n_runs=4, rng=rng)
    >>> runs[20].tolist()
    [0, 0, 0, 0]
    """
    _require_rows(n_generations, n_runs, "n_runs")
    with np.errstate(over="ignore"):
        largest = n_start * np.maximum(1.0, mean_referrals) ** n_generations
    if largest > LARGEST_GENERATION:
        raise ValueError(
            f"`n_generations` must keep a generation below {LARGEST_GENERATION:.0e} on average; "
            f"got {largest:.0e} after {n_generations}."
        )
    generations = [np.full(n_runs, n_start, dtype=np.int64)]
    for _ in range(n_generations):
        rate = mean_referrals * generations[-1].astype(float)
        if dispersion is not None:
            # A Poisson whose rate is itself drawn from a gamma is a negative binomial.
            shape = dispersion * generations[-1]
            rate = rng.standard_gamma(shape) * mean_referrals / dispersion
            if not (rate < LARGEST_DRAW).all():
                raise ValueError(
                    f"`dispersion` must be large enough to draw a generation; got {dispersion:g}."
                )
        generations.append(rng.poisson(rate))
    return pd.DataFrame(np.column_stack(generations)).rename_axis(index="run", columns="generation")


def toy_referrals() -> pd.DataFrame:
    """Return ten customers of a yoga studio, and who brought each of them.

    Use it to count by hand how many others a customer brings.

    Returns
    -------
    DataFrame, 10 rows
        Index `customer`; brought_by (text; "nobody" for the first), generation (int64, 0 for the
        first) and is_new (bool: came this month, and has had no time to bring anybody).

    Notes
    -----
    The six who have had time brought nine; all ten brought nine. Made up for this course.

    References
    ----------
    None: the studio does not exist.

    Examples
    --------
    >>> studio = toy_referrals()
    >>> studio["generation"].value_counts().sort_index().tolist()
    [1, 2, 3, 4]
    """
    generation: dict[str, int] = {"nobody": -1}
    for customer, by in BROUGHT.items():
        generation[customer] = generation[by] + 1
    studio = pd.DataFrame(
        {"brought_by": pd.Series(BROUGHT, dtype="str"), "generation": pd.Series(generation)}
    )
    studio = studio.loc[list(BROUGHT)].rename_axis("customer")
    return studio.assign(is_new=studio["generation"] == NEWEST)


@checked
def simulate_tellings(shapes: Shapes, mean: Told, n_tellers: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return how many people each of many complainers tells, under several shapes of talk.

    Use it to see how different worlds with one mean can look.

    Parameters
    ----------
    shapes : mapping of str to (str, float)
        Family and spread by name, as from `telling_shapes`.
    mean : float
        People told on average, above 0; the same in every shape.
    n_tellers : int
        How many complainers, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        int64, one row per complainer, one column per shape.

    Notes
    -----
    Independent draws of `tellers_with_mean`.

    References
    ----------
    As `tellers_with_mean`.

    Examples
    --------
    >>> rng = np.random.default_rng(10)
    >>> shapes = {"geometric": ("negative binomial", 1)}
    >>> simulate_tellings(shapes, 9.5, 5, rng=rng).shape
    (5, 1)
    """
    tellers = {name: tellers_with_mean(mean, *shape) for name, shape in shapes.items()}
    return pd.DataFrame({name: one.draw(n_tellers, rng) for name, one in tellers.items()})


def toy_complainers() -> pd.DataFrame:
    """Return ten complainers: completely satisfied with the response or not, and people told.

    Use it to add up a balance of talk by eye.

    Returns
    -------
    DataFrame, ten rows
        name (text), satisfied (bool), n_told (int64).

    Notes
    -----
    Made up for this course; the satisfied tell 4 or 5, the others 9 or 10.

    Examples
    --------
    >>> toy_complainers().groupby("satisfied")["n_told"].sum().to_dict()
    {False: 29, True: 32}
    """
    names = ["Ada", "Ben", "Cleo", "Dov", "Eve", "Finn", "Gita", "Hugo", "Inga", "Jan"]
    told = [5, 4, 5, 4, 5, 4, 5, 9, 10, 10]
    return pd.DataFrame({"name": names, "satisfied": np.array(told) < 6, "n_told": told})


def toy_tellings() -> pd.DataFrame:
    """Return who told whom in one street and in a town: as many tellings, not as many ears.

    Use it to count tellings and listeners side by side.

    Returns
    -------
    DataFrame, twelve rows
        place ("street" or "town"), teller and listener (text).

    Notes
    -----
    Made up for this course: three tellers in each place tell two people each.

    Examples
    --------
    >>> toy_tellings().groupby("place")["listener"].nunique().to_dict()
    {'street': 3, 'town': 6}
    """
    street = [("Hugo", "Inga"), ("Hugo", "Jan"), ("Inga", "Hugo"), ("Inga", "Jan")]
    street += [("Jan", "Hugo"), ("Jan", "Inga")]
    town = [("Ken", "Lea"), ("Ken", "Max"), ("Noor", "Otto"), ("Noor", "Pia")]
    town += [("Quin", "Rosa"), ("Quin", "Sven")]
    pairs = [("street", *pair) for pair in street] + [("town", *pair) for pair in town]
    return pd.DataFrame(pairs, columns=["place", "teller", "listener"])


def _chance(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def _require_rows(n_times: int, n_rows: int, name: str) -> None:
    if n_times * n_rows > MOST_ROWS:
        raise ValueError(
            f"`{name}` must make at most {MOST_ROWS:,} rows; got {n_times:,} times {n_rows:,}."
        )
