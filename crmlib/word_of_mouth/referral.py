"""Growth by recommendation: its path, its threshold, and the chance that it never starts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Amount, Count, Fraction, Positive, Steps, checked

__all__ = [
    "ReferralPlan",
    "referral_growth",
    "lifetime_referrals",
    "critical_rate",
    "long_run_customers",
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
