"""Nine ways to loyalty as levers: what each one costs, and what it must do to pay."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Fraction,
    Fractions,
    checked,
    number,
    table,
    values,
    whole,
    within,
)
from crmlib.datasets import load_source

__all__ = [
    "Relationship",
    "loyalty_profit",
    "profit_sources",
    "nine_levers",
    "lever_returns",
    "break_even_strength",
]

EFFECTS = ["retention_rate", "margin_growth", "cost_decline", "referrals"]
LEVER_COLUMNS = [*EFFECTS, "yearly_cost", "reach", "margin_share"]
SOURCES = ["base", "more_revenue", "lower_cost", "word_of_mouth", "price_premium", "profit"]
MOST_STRENGTH = 20.0
Levers = table(
    **dict.fromkeys(EFFECTS, within(-10, 10)),
    yearly_cost=Amounts,
    reach=within(1e-9, 1),
    margin_share=Fractions,
)
Growth = number(-0.99, 10)
Years = whole(1, 100)


@dataclass(frozen=True)
@checked
class Relationship:
    """What an average customer brings per year, and how that changes with the years.

    Use it to state every assumption of a profit calculation in one place.

    Parameters
    ----------
    retention_rate : float
        Fraction of the customers who stay from one year to the next.
    margin : float
        Gross margin per customer in the first year, USD.
    service_cost : float
        Cost of serving a customer in the first year, USD.
    margin_growth : float
        Growth of the margin per year of relationship, a fraction from -0.99 to 10.
    cost_decline : float
        Fall of the service cost per year of relationship, a fraction.
    referrals : float
        New customers that one customer brings per year.
    acquisition_cost : float
        What a new customer would otherwise cost, USD.
    discount_rate : float
        Interest per year, a fraction from -0.99 to 10.
    price_premium : float
        What a customer pays more than a new one, for the same, per year of relationship: a
        fraction of the first year's margin.

    Examples
    --------
    >>> Relationship(retention_rate=0.8, margin=100, service_cost=20).referrals
    0.0
    """

    retention_rate: Fraction
    margin: Amount
    service_cost: Amount
    margin_growth: Growth = 0.0
    cost_decline: Fraction = 0.0
    referrals: Amount = 0.0
    acquisition_cost: Amount = 0.0
    discount_rate: Growth = 0.0
    price_premium: Amount = 0.0


@checked
def loyalty_profit(relationship: Relationship, n_years: Years) -> pd.DataFrame:
    """Return the yearly profit per customer who once started, and where it comes from.

    Use it to see what loyalty is said to add to a cohort, year by year, and when the cost of
    winning it is back. Every number is the caller's: whether customers who stay do buy more, cost
    less, tell others and pay more is what `tenure_groups` asks of a table.

    Parameters
    ----------
    relationship : Relationship
        The assumptions.
    n_years : int
        How many years, from 1 to 100.

    Returns
    -------
    DataFrame
        One row per year from 1: year, alive (fraction of the starters still there), base (what
        they would bring at the first year's terms), more_revenue, lower_cost, word_of_mouth,
        price_premium, profit (the sum of these five) and so_far (profit up to the year less the
        acquisition cost); present values in USD per starter.

    Notes
    -----
    With r the retention rate, m the margin, k the service cost, g and d their yearly changes, w
    referrals, A the acquisition cost, u the premium, i the interest and t = year - 1: alive is
    r^t; base is r^t (m - k), more_revenue r^t m ((1 + g)^t - 1), lower_cost r^t k (1 - (1 - d)^t),
    word_of_mouth r^t w A and price_premium r^t m u t, each over (1 + i)^t. A referral counts as
    the acquisition cost that it saves, not as the new customer's profit, or that would be counted
    twice.

    References
    ----------
    Reichheld, F. F. and Sasser, W. E. (1990). Zero defections: quality comes to services.
    Harvard Business Review 68(5), 105-111: the four sources of profit from loyalty.

    Examples
    --------
    >>> plain = Relationship(0.5, margin=100, service_cost=20, acquisition_cost=90)
    >>> by_year = loyalty_profit(plain, 3)
    >>> by_year["profit"].tolist(), by_year["so_far"].tolist()
    ([80.0, 40.0, 20.0], [-10.0, 30.0, 50.0])
    """
    table = pd.DataFrame(_streams(relationship, n_years))
    return table.assign(so_far=table["profit"].cumsum() - relationship.acquisition_cost)


@checked
def profit_sources(
    relationship: Relationship, retention_rates: values(Fractions), n_years: Years
) -> pd.DataFrame:
    """Return the profit of a cohort by source, for several rates of retention.

    Use it to see what comes from staying longer and what from the benefits of loyalty.

    Parameters
    ----------
    relationship : Relationship
        The assumptions; its own retention rate plays no part.
    retention_rates : sequence of float
        Fractions, each one row of the result.
    n_years : int
        How many years, from 1 to 100.

    Returns
    -------
    DataFrame
        Indexed by retention_rate: base, more_revenue, lower_cost, word_of_mouth, price_premium,
        profit; present values in USD per customer who once started, added up over the years.

    Notes
    -----
    The sums of `loyalty_profit`, with one retention rate after the other.

    References
    ----------
    Reichheld, F. F. and Sasser, W. E. (1990). Zero defections: quality comes to services.
    Harvard Business Review 68(5), 105-111.

    Examples
    --------
    >>> plain = Relationship(retention_rate=0.5, margin=100, service_cost=20)
    >>> profit_sources(plain, [0.0, 0.5], 3)["profit"].tolist()
    [80.0, 140.0]
    """
    cohorts = (replace(relationship, retention_rate=rate) for rate in retention_rates)
    sums = [loyalty_profit(cohort, n_years)[SOURCES].sum() for cohort in cohorts]
    rates = pd.Index(retention_rates, name="retention_rate")
    return pd.DataFrame(sums, rates, SOURCES)


@checked
def nine_levers() -> pd.DataFrame:
    """Return the source's nine ways to loyalty, each with an effect and a cost of ours.

    Use it as a form to fill in: the ways are the source's, every number is an assumption.

    Returns
    -------
    DataFrame
        Nine rows, indexed by way, in the source's order: retention_rate, margin_growth,
        cost_decline, referrals (what the lever adds to the field of that name in
        `Relationship`), yearly_cost (USD per customer reached), reach (fraction of the customers
        touched) and margin_share (fraction of the margin that these bring).

    Notes
    -----
    The source names the ways and gives no figure for any of them. Service before selling is
    given a price in growth, since offers are held back.

    References
    ----------
    Document 001 of the course's source, essay 4: the nine ways. The numbers have none.

    Examples
    --------
    >>> nine_levers()["yearly_cost"].tolist()
    [6.0, 3.0, 6.0, 4.0, 2.0, 3.0, 1.0, 1.0, 5.0]
    """
    return load_source("levers").set_index("way")


@checked
def lever_returns(levers: Levers, relationship: Relationship, n_years: Years) -> pd.DataFrame:
    """Return what each lever gains and costs over the years, per customer of the whole base.

    Use it to compare levers under the same assumptions, one lever at a time: effects of two
    together need not add up.

    Parameters
    ----------
    levers : DataFrame
        One row per lever, with the columns of `nine_levers`.
    relationship : Relationship
        The average customer without any lever.
    n_years : int
        How many years, from 1 to 100.

    Returns
    -------
    DataFrame
        Indexed as `levers`, in its order: gain, cost, net (gain - cost), all present values in
        USD per customer of the base, and gain_per_dollar (NaN without cost).

    Raises
    ------
    ValueError
        If a lever pushes a rate out of range.

    Notes
    -----
    The customers reached have margin_share ÷ reach times the average margin. gain = reach ·
    (profit with the effects - profit without); cost = reach · yearly_cost · Σ alive, discounted,
    with the lever's own retention: who stays longer is also cared for longer.

    References
    ----------
    Rust, R. T., Zahorik, A. J. and Keiningham, T. L. (1995). Return on quality (ROQ): making
    service quality financially accountable. Journal of Marketing 59(2), 58-70.

    Examples
    --------
    >>> customer = Relationship(retention_rate=0.8, margin=100, service_cost=20)
    >>> lever_returns(nine_levers(), customer, 10).loc["feedback"].round(3).tolist()
    [7.047, 4.463, 2.583, 1.579]
    """
    rows = [_gain_and_cost(lever, relationship, n_years) for _, lever in levers.iterrows()]
    gain, cost = np.array(rows, dtype=float).reshape(-1, 2).T
    per_dollar = np.divide(gain, cost, out=np.full_like(gain, np.nan), where=cost > 0)
    table = {"gain": gain, "cost": cost, "net": gain - cost, "gain_per_dollar": per_dollar}
    return pd.DataFrame(table, index=levers.index)


@checked
def break_even_strength(levers: Levers, relationship: Relationship, n_years: Years) -> pd.Series:
    """Return how much of its assumed effect each lever needs in order to pay for itself.

    Use it when effects are guesses and costs are known: the question "is it so strong?" is
    easier than "how strong is it?".

    Parameters
    ----------
    levers : DataFrame
        One row per lever, with the columns of `nine_levers`.
    relationship : Relationship
        The average customer without any lever.
    n_years : int
        How many years, from 1 to 100.

    Returns
    -------
    Series
        Multiples of the assumed effect, indexed as `levers`: 0.5 means that half would do, 2
        that it takes twice as much. NaN where no strength up to 20 pays, or retention would
        have to reach 1 first.

    Notes
    -----
    The root of net(strength) in `lever_returns`, all effects of a lever scaled together.

    References
    ----------
    Rust, R. T., Zahorik, A. J. and Keiningham, T. L. (1995). Return on quality (ROQ): making
    service quality financially accountable. Journal of Marketing 59(2), 58-70.

    Examples
    --------
    >>> customer = Relationship(retention_rate=0.8, margin=100, service_cost=20)
    >>> needed = break_even_strength(nine_levers(), customer, 10)
    >>> needed.head(3).round(2).tolist()
    [0.73, 0.52, 0.21]
    """
    needed = [_strength(lever, relationship, n_years) for _, lever in levers.iterrows()]
    return pd.Series(needed, index=levers.index, name="break_even_strength", dtype=float)


def _streams(relationship: Relationship, n_years: Years) -> dict[str, np.ndarray]:
    t = np.arange(n_years)
    alive = relationship.retention_rate**t
    present = alive / (1 + relationship.discount_rate) ** t
    growth = (1 + relationship.margin_growth) ** t - 1
    saving = 1 - (1 - relationship.cost_decline) ** t
    parts = {
        "base": present * (relationship.margin - relationship.service_cost),
        "more_revenue": present * relationship.margin * growth,
        "lower_cost": present * relationship.service_cost * saving,
        "word_of_mouth": present * relationship.referrals * relationship.acquisition_cost,
        "price_premium": present * relationship.margin * relationship.price_premium * t,
    }
    return {"year": t + 1, "alive": alive} | parts | {"profit": sum(parts.values())}


def _gain_and_cost(
    lever: pd.Series, relationship: Relationship, n_years: int, strength: float = 1.0
) -> tuple[float, float]:
    richer = lever["margin_share"] / lever["reach"]
    reached = replace(relationship, margin=relationship.margin * richer)
    changed = {name: getattr(reached, name) + strength * lever[name] for name in EFFECTS}
    moved = _streams(replace(reached, **changed), n_years)
    gain = moved["profit"].sum() - _streams(reached, n_years)["profit"].sum()
    cared = moved["alive"] / (1 + relationship.discount_rate) ** np.arange(n_years)
    return lever["reach"] * gain, lever["reach"] * lever["yearly_cost"] * cared.sum()


def _strength(lever: pd.Series, relationship: Relationship, n_years: Years) -> float:
    from scipy.optimize import brentq

    def net(strength: float) -> float:
        gain, cost = _gain_and_cost(lever, relationship, n_years, strength)
        return gain - cost

    room = [
        (1 - getattr(relationship, name)) / lever[name]
        for name in ("retention_rate", "cost_decline")
        if lever[name] > 0
    ]
    most = min([MOST_STRENGTH, *room])
    return float(brentq(net, 0, most)) if net(0) < 0 < net(most) else np.nan
