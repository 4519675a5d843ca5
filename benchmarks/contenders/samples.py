"""What a sample tells of everybody: factors of a lift, and survival."""

import numpy as np
import pandas as pd

from crmlib.baskets import lift_split
from crmlib.lifecycle import survival_curve

from . import Measure

N_RESAMPLES = 1_000
# The ends of two resampled intervals differ by chance: four standard errors are less than this.
CHANCE = 1e-2


def lift_factors(n_baskets: int) -> Measure:
    """A lift across and within homes, and the intervals of both by drawing whole homes.

    SciPy gets the counts by home, which ours has to make of the baskets.
    """
    from scipy.stats import bootstrap

    rng = np.random.default_rng(3)
    home = rng.integers(n_baskets // 60, size=n_baskets)
    likes = rng.random((2, n_baskets // 60)) / 5
    has_a, has_b = rng.random((2, n_baskets)) < likes[:, home]
    pairs = pd.DataFrame({"household_id": home, "has_a": has_a, "has_b": has_b})
    n, n_a, n_b, n_both = (
        np.bincount(home, marks) for marks in (None, has_a, has_b, has_a & has_b)
    )
    counts = n, n_a, n_b, n_both, n_a * n_b / n

    def factors(*sums: np.ndarray, axis: int = -1) -> np.ndarray:
        n, n_a, n_b, n_both, expected = (part.sum(axis=axis) for part in sums)
        return np.stack([expected * n / (n_a * n_b), n_both / expected])

    def by_scipy() -> np.ndarray:
        settings = {"paired": True, "n_resamples": N_RESAMPLES, "batch": 10, "rng": 1}
        found = bootstrap(counts, factors, method="percentile", **settings)
        return np.column_stack([factors(*counts), *found.confidence_interval])

    return Measure(
        lambda: lift_split(pairs, n_resamples=N_RESAMPLES, rng=np.random.default_rng(1)),
        {"SciPy bootstrap": by_scipy},
        read_ours=lambda found: found.loc[["across", "within"]].to_numpy(),
        tolerance=CHANCE,
    )


def survival(n_customers: int) -> Measure:
    """Kaplan and Meier's curve of a year in days, with its interval."""
    from lifelines import KaplanMeierFitter
    from statsmodels.api import SurvfuncRight

    rng = np.random.default_rng(3)
    life, seen = rng.geometric(0.005, n_customers), rng.integers(1, 366, n_customers)
    duration, left = np.minimum(life, seen).astype(float), life <= seen
    customers = pd.DataFrame({"duration": duration, "event_observed": left})
    return Measure(
        lambda: survival_curve(customers),
        {
            "lifelines": lambda: KaplanMeierFitter().fit(duration, left),
            "statsmodels": lambda: SurvfuncRight(duration, left),
        },
        read_ours=lambda curve: curve.loc[curve["n_events"] > 0, "survival"].to_numpy(),
        read_theirs=_steps,
    )


def late_survival(n_customers: int) -> Measure:
    """The same curve of customers who have been watched since different ages."""
    from statsmodels.api import SurvfuncRight

    rng = np.random.default_rng(3)
    life, seen = rng.geometric(0.005, n_customers), rng.integers(1, 366, n_customers)
    duration, left = np.minimum(life, seen).astype(float), life <= seen
    entry = np.floor(duration * rng.random(n_customers))
    customers = pd.DataFrame({"entry": entry, "duration": duration, "event_observed": left})
    return Measure(
        lambda: survival_curve(customers),
        {"statsmodels": lambda: SurvfuncRight(duration, left, entry=entry)},
        read_ours=lambda curve: curve.loc[curve["n_events"] > 0, "survival"].to_numpy(),
        read_theirs=_steps,
    )


def _steps(fit: object) -> np.ndarray:
    """Where the curve falls: statsmodels keeps no other times."""
    if hasattr(fit, "surv_prob"):
        return fit.surv_prob
    falls = fit.event_table["observed"].to_numpy() > 0
    return fit.survival_function_.to_numpy()[falls, 0]
