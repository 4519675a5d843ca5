"""Growth by recommendation: its path, its threshold, and the chance that it never starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from reprlib import repr as short
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Amount, Count, Fraction, Kind, Positive, Steps, Whole, checked

__all__ = [
    "ReferralPlan",
    "referral_growth",
    "lifetime_referrals",
    "critical_rate",
    "long_run_customers",
    "compare_plans",
    "extinction_chance",
]

MOST_AGES = 1_000_000_000  # ages of customers looked at on the way to the last period


@dataclass(frozen=True)
@checked
class ReferralPlan:
    """How customers bring customers; all of it declared, none of it measured.

    Use it to describe one scenario to every function that computes growth by recommendation.

    Parameters
    ----------
    referral_rate : float
        New customers that one recommending customer brings per period, in an empty market.
    churn_rate : float
        Fraction of the customers lost per period; 0 by default.
    delay : int
        Periods from a customer's first day to the first recommendation that works, at least 1.
    active_periods : int or None
        For how many periods a customer recommends; None: as long as the customer stays.
    market_size : float or None
        How many customers there can be; None: no limit.

    Examples
    --------
    >>> ReferralPlan(referral_rate=0.2, churn_rate=0.1).delay
    1
    """

    referral_rate: Amount
    churn_rate: Fraction = 0.0
    delay: Count = 1
    active_periods: Count | None = None
    market_size: Positive | None = None


def _plans(value: Any, name: str) -> Any:
    """Refuse what is neither a list nor a table of plans by name."""
    if not isinstance(value, list | tuple | Mapping) or not value:
        raise TypeError(f"`{name}` must be some referral plans; got {short(value)}.")
    for plan in value.values() if isinstance(value, Mapping) else value:
        if not isinstance(plan, ReferralPlan):
            raise TypeError(f"`{name}` must hold referral plans; got {type(plan).__name__}.")
    return value


def _plans_by_name(value: Any, name: str) -> Mapping[object, ReferralPlan]:
    if not isinstance(value, Mapping):
        raise TypeError(f"`{name}` must be referral plans by name; got {short(value)}.")
    return _plans(value, name)


Plans = Annotated[list[ReferralPlan], Kind("Plans", _plans)]
PlansByName = Annotated[Mapping[object, ReferralPlan], Kind("Plans by name", _plans_by_name)]


@checked
def referral_growth(plan: ReferralPlan, n_start: Amount, n_periods: Steps) -> pd.DataFrame:
    """Return the expected path of a customer base that grows by recommendation only.

    Use it for the mean of many firms in the same position; with few customers chance decides
    (`simulate_generations`).

    Parameters
    ----------
    plan : ReferralPlan
        Rates, delay and market size.
    n_start : float
        Customers in period 0, all new, at most the market size.
    n_periods : int
        How many periods to follow, at least 1.

    Returns
    -------
    DataFrame
        One row per period from 0 to n_periods: period, newcomers, lost, recommending (how many
        customers recommend), customers (at the end of the period); expected numbers, not whole.

    Raises
    ------
    ValueError
        If the market starts overfull, the customers exceed every number before the last period,
        or periods times active periods are more than can be computed.

    Notes
    -----
    With c the churn rate, d the delay, A the active periods, r the rate, M the market size and
    x(t) the newcomers of period t, those recommending are
    w(t) = Σ x(t - a) (1 - c)^a over the ages a = d, …, d + A - 1, and
    x(t) = r · w(t) · (1 - N(t - 1)/M), at most what the market still holds;
    N(t) = (1 - c) N(t - 1) + x(t). Who has left may be won again.

    References
    ----------
    Diekmann, O. and Heesterbeek, J. A. P. (2000). Mathematical Epidemiology of Infectious
    Diseases, Wiley, ch. 1-3: the same model for an infection (SIS with a latent period).

    Examples
    --------
    >>> plan = ReferralPlan(referral_rate=1, market_size=1000)
    >>> referral_growth(plan, 100, 4)["customers"].round(1).tolist()
    [100.0, 190.0, 343.9, 569.5, 814.7]
    """
    limit = np.inf if plan.market_size is None else plan.market_size
    if n_start > limit:
        raise ValueError(f"`n_start` must not exceed the market size {limit:g}; got {n_start}.")
    if plan.active_periods and n_periods * min(plan.active_periods, n_periods) > MOST_AGES:
        raise ValueError(
            f"`n_periods` must be at most {MOST_AGES:,} by active periods; got {n_periods:,}."
        )
    newcomers, recommending, customers = np.zeros(n_periods + 1), 0.0, float(n_start)
    newcomers[0] = customers
    stays = _stays(plan, n_periods)
    rows = [(customers, 0.0, 0.0, customers)]
    for t in range(1, n_periods + 1):
        recommending = _recommending(plan, newcomers[:t], recommending, stays)
        kept = (1 - plan.churn_rate) * customers
        won = min(plan.referral_rate * recommending * (1 - customers / limit), limit - kept)
        newcomers[t] = won
        rows.append((won, customers - kept, recommending, kept + won))
        customers = kept + won
        if not customers < np.inf:
            raise ValueError(f"`n_periods` must keep customers finite; got {n_periods:,}.")
    path = pd.DataFrame(rows, columns=["newcomers", "lost", "recommending", "customers"])
    return path.astype(float).rename_axis("period").reset_index()


@checked
def lifetime_referrals(plan: ReferralPlan) -> float:
    """Return how many customers one customer brings, on average, before leaving.

    Use it to see on which side of the threshold a plan lies: above 1 the base can grow without
    end, below 1 it dies out, however large the first push.

    Parameters
    ----------
    plan : ReferralPlan
        Rates and delay; the market size plays no part, the market counts as empty.

    Returns
    -------
    float
        R, 0 or more; infinite for a customer who never leaves and never stops recommending.

    Notes
    -----
    R = r · Σ (1 - c)^a over a = d, …, d + A - 1; without a limit on the active periods
    R = r (1 - c)^d / c.

    References
    ----------
    Diekmann, O. and Heesterbeek, J. A. P. (2000). Mathematical Epidemiology of Infectious
    Diseases, Wiley, ch. 1: the basic reproduction number.

    Examples
    --------
    >>> round(lifetime_referrals(ReferralPlan(referral_rate=0.2, churn_rate=0.1)), 4)
    1.8
    """
    weight = _active_weight(plan)
    return plan.referral_rate * weight if plan.referral_rate else 0.0


@checked
def critical_rate(plan: ReferralPlan) -> float:
    """Return the referral rate at which one customer brings exactly one other.

    Use it as the target of a referral programme: the threshold of growth by recommendation.

    Parameters
    ----------
    plan : ReferralPlan
        Churn, delay and active periods; its own referral rate plays no part.

    Returns
    -------
    float
        New customers per recommending customer and period; 0 if nobody ever leaves or stops,
        infinite if everybody has left before the first recommendation.

    Notes
    -----
    The rate r with R = 1 in `lifetime_referrals`: without a limit on the active periods
    r = c / (1 - c)^d.

    References
    ----------
    Diekmann, O. and Heesterbeek, J. A. P. (2000). Mathematical Epidemiology of Infectious
    Diseases, Wiley, ch. 1: the threshold R = 1.

    Examples
    --------
    >>> plan = ReferralPlan(referral_rate=0.2, churn_rate=0.1, delay=3)
    >>> round(critical_rate(plan), 4)
    0.1372
    """
    weight = _active_weight(plan)
    return 1 / weight if weight else np.inf


@checked
def long_run_customers(plan: ReferralPlan) -> float:
    """Return at how many customers growth by recommendation comes to rest.

    Use it for the size that word of mouth alone can carry; churn keeps it below the market.

    Parameters
    ----------
    plan : ReferralPlan
        With a market size, and without a limit on the active periods.

    Returns
    -------
    float
        Customers; 0 at or below the threshold.

    Raises
    ------
    ValueError
        If the plan has no market size, or customers stop recommending.

    Notes
    -----
    M (1 - 1/R) for R above 1: losses and newcomers balance when R times the share of the
    market still open is 1.

    References
    ----------
    Diekmann, O. and Heesterbeek, J. A. P. (2000). Mathematical Epidemiology of Infectious
    Diseases, Wiley, ch. 3: the endemic level.

    Examples
    --------
    >>> plan = ReferralPlan(referral_rate=0.25, churn_rate=0.2, market_size=10_000)
    >>> lifetime_referrals(plan), long_run_customers(plan)
    (1.0, 0.0)
    """
    reached = lifetime_referrals(plan)
    if plan.market_size is None:
        raise ValueError("`plan` must have a market size; got None: growth never comes to rest.")
    if plan.active_periods is not None:
        raise ValueError(
            f"`plan` must let customers recommend as long as they stay; got "
            f"{plan.active_periods} active periods."
        )
    return plan.market_size * (1 - 1 / reached) if reached > 1 else 0.0


@checked
def compare_plans(plans: PlansByName, n_start: Amount, n_periods: Steps) -> pd.DataFrame:
    """Return threshold, size and long run of several plans side by side.

    Use it to see where, along a row of plans, growth by recommendation begins.

    Parameters
    ----------
    plans : dict of ReferralPlan
        By name; each with a market size and without a limit on the active periods.
    n_start : float
        Customers in period 0.
    n_periods : int
        After how many periods to look, at least 1.

    Returns
    -------
    DataFrame
        Indexed by plan, in the order given: lifetime_referrals (R), customers (after
        `n_periods`) and long_run.

    Raises
    ------
    ValueError
        As `referral_growth` and `long_run_customers`.

    Notes
    -----
    One row each of `lifetime_referrals`, `referral_growth` and `long_run_customers`.

    References
    ----------
    Diekmann, O. and Heesterbeek, J. A. P. (2000). Mathematical Epidemiology of Infectious
    Diseases, Wiley, ch. 1-3.

    Examples
    --------
    >>> rates = {rate: ReferralPlan(rate, 0.1, market_size=900) for rate in (0.1, 0.2)}
    >>> compare_plans(rates, 100, 240)["long_run"].round(1).to_dict()
    {0.1: 0.0, 0.2: 400.0}
    """
    rows = {
        name: (
            lifetime_referrals(plan),
            referral_growth(plan, n_start, n_periods)["customers"].iloc[-1],
            long_run_customers(plan),
        )
        for name, plan in plans.items()
    }
    columns = ["lifetime_referrals", "customers", "long_run"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("plan")


@checked
def extinction_chance(
    mean_referrals: Amount, n_start: Whole = 1, *, dispersion: Positive | None = None
) -> float:
    """Return the chance that recommendation dies out, although the market is endless.

    Use it for small beginnings: above the threshold growth is possible, not certain.

    Parameters
    ----------
    mean_referrals : float
        R, the mean number of customers that one customer brings.
    n_start : int
        Customers to begin with, at least 0.
    dispersion : float or None
        k of a negative binomial, above 0; small k: a few bring many. None: Poisson.

    Returns
    -------
    float
        A fraction; 1 for R up to 1 (unless everybody brings exactly one, which neither
        distribution allows).

    Notes
    -----
    q^n_start with q the smallest root of q = g(q), where g(s) = exp(R(s - 1)) or
    (1 + R(1 - s)/k)^(-k), the generating function of what one customer brings.

    References
    ----------
    Harris, T. E. (1963). The Theory of Branching Processes, Springer, ch. I. Lloyd-Smith, J. O.,
    Schreiber, S. J., Kopp, P. E. and Getz, W. M. (2005). Superspreading and the effect of
    individual variation on disease emergence. Nature 438, 355-359: the negative binomial.

    Examples
    --------
    >>> round(extinction_chance(2), 4), round(extinction_chance(2, dispersion=1), 4)
    (0.2032, 0.5)
    """
    from scipy.optimize import brentq

    if mean_referrals <= 1:
        return 1.0
    k = np.inf if dispersion is None else dispersion

    def gap(survival: float) -> float:
        brought = mean_referrals * survival
        log_none = -brought if dispersion is None else -k * np.log1p(brought / k)
        return np.expm1(log_none) + survival

    least = (mean_referrals - 1) / mean_referrals * min(1.0, k) / mean_referrals / 2
    if gap(least) >= 0:  # so close to the threshold that nothing but rounding is left
        return 1.0
    return float((1 - brentq(gap, least, 1.0, xtol=1e-15)) ** n_start)


def _stays(plan: ReferralPlan, n_periods: int) -> np.ndarray:
    """Return the share that still stays at each age from the delay on, as long as they talk."""
    last = min(n_periods, plan.delay + (plan.active_periods or 0) - 1)
    return np.array([(1 - plan.churn_rate) ** age for age in range(plan.delay, last + 1)])


def _recommending(
    plan: ReferralPlan, newcomers: np.ndarray, before: float, stays: np.ndarray
) -> float:
    """Return how many recommend now, given all newcomers so far and how many did before."""
    t, stay = len(newcomers), 1 - plan.churn_rate
    if plan.active_periods is None:
        begin = float(newcomers[t - plan.delay]) * stay**plan.delay if t >= plan.delay else 0.0
        return stay * before + begin
    n_ages = min(t - plan.delay + 1, plan.active_periods)
    if n_ages < 1:
        return 0.0
    born = newcomers[: t - plan.delay + 1][::-1][:n_ages]
    return float(np.cumsum(born * stays[:n_ages])[-1])  # added up from the youngest on


def _active_weight(plan: ReferralPlan) -> float:
    """Return the expected number of periods in which a customer recommends."""
    churn, stay = plan.churn_rate, 1 - plan.churn_rate
    if churn == 0:
        return np.inf if plan.active_periods is None else float(plan.active_periods)
    if plan.active_periods is None or stay == 0:
        return stay**plan.delay / churn
    leave = -np.expm1(plan.active_periods * np.log1p(-churn))  # 1 - stay**n, for small churn, too
    return float(stay**plan.delay * leave / churn)
