"""Relationship against transaction marketing: two policies, five switches, some years."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from crmlib.core import require_amount, require_fraction, require_number, require_whole

__all__ = [
    "SWITCHES",
    "marketing_contrasts",
    "Policy",
    "Firm",
    "defect_share",
    "policy_years",
    "crossover_year",
    "switch_effects",
]

SWITCHES = ["keeping", "service", "commitment", "quality", "contact"]


def marketing_contrasts() -> pd.DataFrame:
    """Return the source's five contrasts of transaction and relationship marketing, in our words.

    Use it as the two-column table whose original is lost; each row is a switch of `Policy`.

    Returns
    -------
    DataFrame
        Five rows, indexed by switch, in the source's order: transaction and relationship (text).

    Notes
    -----
    Reconstructed from the answer key of an exam case, which is another text than the slides
    that announce the table.

    References
    ----------
    Document 001 of the course's source, exam case 2; document 000, slide 3, for the title.

    Examples
    --------
    >>> marketing_contrasts().loc["quality", "relationship"]
    "quality is every department's business"
    """
    rows = {
        "keeping": ("the single deal counts", "keeping the customer counts"),
        "service": ("service matters little", "service earns satisfaction and loyalty"),
        "commitment": ("few promises are made", "ample promises are made"),
        "quality": ("quality is left to production", "quality is every department's business"),
        "contact": ("nobody minds long contact", "long, stable relations are the core"),
    }
    columns = ["transaction", "relationship"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("switch")


@dataclass(frozen=True)
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

    Raises
    ------
    TypeError
        If a switch is not a bool.

    Examples
    --------
    >>> Policy(quality=True).quality, Policy().quality
    (True, False)
    """

    keeping: bool = False
    service: bool = False
    commitment: bool = False
    quality: bool = False
    contact: bool = False

    def __post_init__(self) -> None:
        """Refuse switches that are neither on nor off."""
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"`{name}` must be True or False; got {getattr(self, name)!r}.")


@dataclass(frozen=True)
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
    TypeError
        If a field is of the wrong kind.
    ValueError
        If a field is out of range, or there is no department.

    Examples
    --------
    >>> Firm(margin=80).margin
    80
    """

    budget: float = 90_000
    acquisition_cost: float = 90
    keeping_share: float = 0.2
    margin: float = 60
    base_retention: float = 0.5
    fault_rates: Sequence[float] = (0.05, 0.05, 0.05, 0.05, 0.05)
    checked_share: float = 0.2
    service_spend: float = 4
    check_cost: float = 2
    contact_cost: float = 4
    repair_cost: float = 20
    keeping_effect: float = 0.5
    contact_effect: float = 0.3
    service_effect: float = 0.2
    defect_effect: float = 2.0
    trust_effect: float = 0.6
    broken_effect: float = 5.0
    strength: float = 1.0
    discount_rate: float = 0.08

    def __post_init__(self) -> None:
        """Refuse assumptions that are out of range."""
        for name in ("keeping_share", "checked_share", "base_retention"):
            require_fraction(getattr(self, name), name)
        for field in fields(self):
            if field.name != "fault_rates":
                require_amount(getattr(self, field.name), field.name)
        require_number(self.acquisition_cost, "acquisition_cost", np.nextafter(0, 1))
        if not 0 < self.base_retention < 1:
            raise ValueError(
                f"`base_retention` must lie between 0 and 1; got {self.base_retention}."
            )
        defect_share(self.fault_rates)


def defect_share(fault_rates: Sequence[float]) -> float:
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
    TypeError
        If a rate is not a number.
    ValueError
        If there is no department, or a rate is not a fraction.

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
    rates = list(fault_rates)
    if not rates:
        raise ValueError("`fault_rates` must name at least one department; got none.")
    for rate in rates:
        require_fraction(rate, "fault_rates")
    return float(1 - np.prod(1 - np.array(rates, dtype=float)))


def policy_years(policy: Policy, firm: Firm, n_years: int) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `n_years` is below 1.

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
    _require_pair(policy, firm)
    require_whole(n_years, "n_years", low=1)
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


def crossover_year(policy: Policy, other: Policy, firm: Firm, n_years: int) -> float:
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

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `n_years` is below 1.

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


def switch_effects(firm: Firm, n_years: int) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `n_years` is below 1.

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
    _require_pair(Policy(), firm)
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
    odds = firm.base_retention / (1 - firm.base_retention) * np.exp(firm.strength * added)
    return float(odds / (1 + odds))


def _require_pair(policy: Policy, firm: Firm) -> None:
    for value, kind, name in ((policy, Policy, "policy"), (firm, Firm, "firm")):
        if not isinstance(value, kind):
            raise TypeError(f"`{name}` must be a {kind.__name__}; got {type(value).__name__}.")
