"""Relationship against transaction marketing: two policies, five switches, some years."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Flag,
    Fraction,
    Fractions,
    Level,
    Positive,
    Steps,
    checked,
    values,
)

__all__ = [
    "SWITCHES",
    "Policy",
    "Firm",
    "defect_share",
    "policy_years",
    "crossover_year",
    "switch_effects",
]

SWITCHES = ["keeping", "service", "commitment", "quality", "contact"]


@dataclass(frozen=True)
@checked
class Policy:
    """Which of the five switches are on; by default none, which is transaction marketing.

    Use `Policy(*[True] * 5)` for relationship marketing, and anything between to take it apart.

    Parameters
    ----------
    keeping : bool
        Whether part of the marketing budget goes into keeping customers.
    service : bool
        Whether customers are served after the sale.
    commitment : bool
        Whether promises are made, and broken ones paid for.
    quality : bool
        Whether every department, not only production, checks its work.
    contact : bool
        Whether the firm keeps in touch.

    Examples
    --------
    >>> Policy(quality=True).quality, Policy().quality
    (True, False)
    """

    keeping: Flag = False
    service: Flag = False
    commitment: Flag = False
    quality: Flag = False
    contact: Flag = False


@dataclass(frozen=True)
@checked
class Firm:
    """What both policies share: market, costs, and what a switch does. All defaults are ours.

    Use it to state every assumption of the comparison in one place.

    Parameters
    ----------
    budget : float
        Marketing budget per year, USD.
    acquisition_cost : float
        What a new customer costs, USD, above 0.
    keeping_share : float
        Fraction of the budget that the switch `keeping` moves away from acquisition.
    margin : float
        Margin per customer and year, USD.
    base_retention : float
        Fraction kept per year with all switches off, above 0 and below 1.
    fault_rates : sequence of float
        Chance that a department fails a customer in a year if nobody checks; production first.
    checked_share : float
        Fraction of the faults that a department's check lets through.
    service_spend, check_cost, contact_cost : float
        What service, the checks of all departments and contact cost per customer and year, USD.
    repair_cost : float
        What a broken promise costs the firm that made it, USD.
    keeping_effect, contact_effect : float
        What these switches add to the log odds of staying.
    service_effect : float
        The same for service, per square root of a dollar of `service_spend`.
    defect_effect : float
        What a customer who met a fault loses in the log odds of staying.
    trust_effect, broken_effect : float
        What a promise adds to the log odds, and what a broken one takes away.
    strength : float
        Factor on all effects, 1 by default: 0 means that no switch changes anything.
    discount_rate : float
        Interest per year, 0 or more.

    Raises
    ------
    ValueError
        If there is no department.

    Examples
    --------
    >>> Firm(margin=80).margin
    80
    """

    budget: Amount = 90_000
    acquisition_cost: Positive = 90
    keeping_share: Fraction = 0.2
    margin: Amount = 60
    base_retention: Level = 0.5
    fault_rates: values(Fractions) = (0.05, 0.05, 0.05, 0.05, 0.05)
    checked_share: Fraction = 0.2
    service_spend: Amount = 4
    check_cost: Amount = 2
    contact_cost: Amount = 4
    repair_cost: Amount = 20
    keeping_effect: Amount = 0.5
    contact_effect: Amount = 0.3
    service_effect: Amount = 0.2
    defect_effect: Amount = 2.0
    trust_effect: Amount = 0.6
    broken_effect: Amount = 5.0
    strength: Amount = 1.0
    discount_rate: Amount = 0.08

    def __post_init__(self) -> None:
        """Keep the fault rates as they cannot be changed, and refuse a firm without any."""
        object.__setattr__(self, "fault_rates", tuple(self.fault_rates.tolist()))
        defect_share(self.fault_rates)


@checked
def defect_share(fault_rates: values(Fractions)) -> float:
    """Return the chance that a customer meets at least one fault on the way through the firm.

    Use it to see how small faults add up when each department minds its own.

    Parameters
    ----------
    fault_rates : sequence of float
        Chance of a fault in each department, at least one.

    Returns
    -------
    float
        A fraction.

    Raises
    ------
    ValueError
        If there is no department.

    Notes
    -----
    1 - Π (1 - rate), for departments that fail independently.

    References
    ----------
    Deming, W. E. (1986), Out of the Crisis, MIT Press: quality as everybody's job.

    Examples
    --------
    >>> round(defect_share([0.05] * 5), 4)
    0.2262
    """
    if len(fault_rates) == 0:
        raise ValueError("`fault_rates` must name at least one department; got none.")
    return float(1 - np.prod(1 - np.asarray(fault_rates, dtype=float)))


@checked
def policy_years(policy: Policy, firm: Firm, n_years: Steps) -> pd.DataFrame:
    """Return customers and profit of a policy, year by year, from a start without customers.

    Use it for two policies with the same firm: the difference is the policy's alone.

    Parameters
    ----------
    policy : Policy
        The switches.
    firm : Firm
        The assumptions.
    n_years : int
        How many years, at least 1.

    Returns
    -------
    DataFrame, one row per year
        year from 1; n_new and n_customers (expected people); defect_share and retention_rate
        (fractions, the same every year); profit (USD of the year) and cumulative (present value
        of all profit so far, USD).

    Notes
    -----
    Both policies spend the whole budget. With `keeping` a part of it goes to customers instead
    of newcomers. log odds of staying = those of base_retention + strength · (what the switches
    add): commitment adds trust - broken · defect share, quality adds defect effect · the defects
    avoided. Only who made promises pays for broken ones.

    References
    ----------
    Grönroos, C. (1994), From marketing mix to relationship marketing, Management Decision 32(2),
    4-20. The model and its numbers are ours.

    Examples
    --------
    >>> policy_years(Policy(), Firm(), 2)[["n_new", "n_customers", "profit"]].values.tolist()
    [[1000.0, 1000.0, -30000.0], [1000.0, 1500.0, 0.0]]
    """
    defects, retention = _defects(policy, firm), _retention(policy, firm)
    n_new = firm.budget * (1 - firm.keeping_share * policy.keeping) / firm.acquisition_cost
    years = np.arange(1, n_years + 1)
    customers = n_new * np.cumsum(retention ** (years - 1))
    care = (
        firm.service_spend * policy.service
        + firm.check_cost * policy.quality
        + firm.contact_cost * policy.contact
        + firm.repair_cost * defects * policy.commitment
    )
    profit = customers * (firm.margin - care) - firm.budget
    with np.errstate(over="ignore"):  # after some hundred years a dollar is worth nothing
        worth_today = profit / (1 + firm.discount_rate) ** (years - 1)
    return pd.DataFrame(
        {
            "year": years,
            "n_new": n_new,
            "n_customers": customers,
            "defect_share": defects,
            "retention_rate": retention,
            "profit": profit,
            "cumulative": worth_today.cumsum(),
        }
    )


@checked
def crossover_year(policy: Policy, other: Policy, firm: Firm, n_years: Steps) -> float:
    """Return the year from which a policy has earned at least as much as the other, for good.

    Use it to say how long patience must last.

    Parameters
    ----------
    policy, other : Policy
        The policy that asks for patience, and the one that it is compared with.
    firm : Firm
        The assumptions.
    n_years : int
        How far to look, at least 1.

    Returns
    -------
    float
        A year from 1; NaN if the policy is behind at the end.

    Notes
    -----
    The first year from which cumulative profit (present value) stays at least equal.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> crossover_year(Policy(*[True] * 5), Policy(), Firm(), 10)
    6.0
    """
    ours, theirs = (policy_years(one, firm, n_years) for one in (policy, other))
    behind = np.flatnonzero(ours["cumulative"] < theirs["cumulative"])
    first = 1 if not len(behind) else int(ours["year"].iloc[behind[-1]]) + 1
    return float(first) if first <= n_years else np.nan


@checked
def switch_effects(firm: Firm, n_years: Steps) -> pd.DataFrame:
    """Return what each switch contributes to the difference between the two policies.

    Use it to ask which switch carries the difference, when switches help or hinder each other.

    Parameters
    ----------
    firm : Firm
        The assumptions.
    n_years : int
        How many years, at least 1.

    Returns
    -------
    DataFrame, one row per switch, in the source's order
        Cumulative profit in present value, USD: alone (this switch on, all others off, against
        none), last (all on, against all others on) and share (the Shapley value: its mean over
        all orders of turning switches on). The shares add up to the difference of the policies.

    Notes
    -----
    All 32 combinations are run. Shapley value of s: Σ over sets S without s of |S|! (4 - |S|)! /
    5! times the gain of adding s to S.

    References
    ----------
    Shapley, L. S. (1953), A value for n-person games, in Contributions to the Theory of Games II,
    Princeton University Press, 307-317.

    Examples
    --------
    >>> switch_effects(Firm(strength=0), 10)["alone"].lt(0).all().item()
    True
    """
    sets = [frozenset(on) for k in range(6) for on in combinations(SWITCHES, k)]
    worth = {
        on: policy_years(Policy(**dict.fromkeys(on, True)), firm, n_years)["cumulative"].iloc[-1]
        for on in sets
    }
    rows = {}
    for switch in SWITCHES:
        gains = {on: worth[on | {switch}] - worth[on] for on in sets if switch not in on}
        rows[switch] = {
            "alone": gains[frozenset()],
            "last": gains[frozenset(SWITCHES) - {switch}],
            "share": sum(gain / (5 * comb(4, len(on))) for on, gain in gains.items()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("switch")


def _defects(policy: Policy, firm: Firm) -> float:
    production, *others = firm.fault_rates
    share = firm.checked_share if policy.quality else 1.0
    return defect_share([production * firm.checked_share, *(rate * share for rate in others)])


def _retention(policy: Policy, firm: Firm) -> float:
    defects, usual = _defects(policy, firm), _defects(replace(policy, quality=False), firm)
    added = (
        firm.keeping_effect * policy.keeping
        + firm.service_effect * np.sqrt(firm.service_spend) * policy.service
        + (firm.trust_effect - firm.broken_effect * defects) * policy.commitment
        + firm.defect_effect * (usual - defects)
        + firm.contact_effect * policy.contact
    )
    with np.errstate(over="ignore"):
        odds = firm.base_retention / (1 - firm.base_retention) * np.exp(firm.strength * added)
    return float(odds / (1 + odds)) if np.isfinite(odds) else 1.0
