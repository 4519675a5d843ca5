"""Models of buying and spending, fitted and put to use, beside lifetimes."""

import numpy as np
import pandas as pd

from crmlib.forecasts import ClvTerms, fit_bgnbd, fit_gamma_gamma
from crmlib.forecasts.bg_nbd import BgNbd
from crmlib.forecasts.gamma_gamma import customer_lifetime_value
from crmlib.forecasts.intervals import total_spend
from crmlib.forecasts.purchases import no_order_probability

from . import Measure

# The parameters that Fader, Hardie and Lee found for CDNOW, weeks and dollars.
CDNOW = {"r": 0.2426, "alpha": 4.4137, "a": 0.793, "b": 2.4262}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}
HISTORY = ["frequency", "recency", "T"]
TERMS = ClvTerms(margin=1.0, horizon_months=12, monthly_discount_rate=0.01)
WEEKS_PER_MONTH = 365.25 / 12 / 7
# Two searches for one maximum stop at slightly different points.
SEARCH = 1e-3
HORIZON = 39.0
N_DRAWS, CELLS = 100, 10**6
# Upper ends of intervals, on average over customers, from a hundred draws each.
CHANCE = 0.06


def buyers(n_customers: int) -> pd.DataFrame:
    """Customers who buy and leave by the BG/NBD model, dated by the day, in weeks."""
    rng = np.random.default_rng(3)
    rate = rng.gamma(CDNOW["r"], 1 / CDNOW["alpha"], n_customers)
    leave = rng.beta(CDNOW["a"], CDNOW["b"], n_customers)
    t = rng.integers(27 * 7, 39 * 7, n_customers) / 7
    x, t_x, now = np.zeros(n_customers, int), np.zeros(n_customers), np.zeros(n_customers)
    active = np.arange(n_customers)
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= t[active]]
        x[active] += 1
        t_x[active] = np.ceil(7 * now[active]) / 7
        active = active[rng.random(len(active)) > leave[active]]
    return pd.DataFrame({"frequency": x, "recency": t_x, "T": t})


def spenders(n_customers: int) -> pd.DataFrame:
    """The same customers with a mean spend by the Gamma-Gamma model, in whole cents."""
    rng = np.random.default_rng(4)
    customers = buyers(n_customers)
    x = customers["frequency"].to_numpy()
    again = x > 0
    rate = rng.gamma(SPEND["q"], 1 / SPEND["gamma"], n_customers)
    mean = rng.gamma(SPEND["p"] * x[again]) / (rate * x)[again]
    spend = np.full(n_customers, np.nan)
    spend[again] = np.maximum(mean, 0.01).round(2)
    return customers.assign(monetary_value=spend)


def bgnbd(n_customers: int) -> Measure:
    """The four parameters of purchases."""
    from lifetimes import BetaGeoFitter

    customers = buyers(n_customers)
    columns = [customers[name] for name in HISTORY]
    return Measure(
        lambda: fit_bgnbd(customers),
        {"lifetimes": lambda: BetaGeoFitter().fit(*columns)},
        read_ours=lambda fit: [getattr(fit, name) for name in CDNOW],
        read_theirs=lambda fit: fit.params_[list(CDNOW)].to_numpy(),
        tolerance=SEARCH,
    )


def no_order(n_customers: int) -> Measure:
    """Chance of no order; lifetimes tells who is alive, the rest is one line."""
    from lifetimes import BetaGeoFitter

    customers = buyers(n_customers)
    fit, theirs = fit_bgnbd(customers), BetaGeoFitter()
    theirs.params_ = pd.Series({name: getattr(fit, name) for name in CDNOW})
    x, t_x, t = (customers[name].to_numpy() for name in HISTORY)

    def by_lifetimes() -> np.ndarray:
        stay = ((fit.alpha + t) / (fit.alpha + t + HORIZON)) ** (fit.r + x)
        return 1 - theirs.conditional_probability_alive(x, t_x, t) * (1 - stay)

    return Measure(
        lambda: no_order_probability(fit, customers, HORIZON).to_numpy(),
        {"lifetimes": by_lifetimes},
    )


def spend_total(n_customers: int) -> Measure:
    """Ends of what the base spends; NumPy draws at given parameters, ours draws them as well."""
    customers = spenders(n_customers)
    fit, spend = fit_bgnbd(customers), fit_gamma_gamma(customers)

    def by_numpy() -> np.ndarray:
        rng, totals = _rng(), np.zeros(N_DRAWS)
        for block in _blocks(customers):
            totals += _spent(spend, block, _orders(fit, block, rng), rng).sum(axis=0)
        return np.quantile(totals, [0.025, 0.975])

    return Measure(
        lambda: total_spend(fit, spend, customers, HORIZON, rng=_rng(), n_draws=N_DRAWS),
        {"numpy": by_numpy},
        read_ours=lambda total: total[["low", "high"]].to_numpy(),
        tolerance=CHANCE,
    )


def gamma_gamma(n_customers: int) -> Measure:
    """The three parameters of spend; lifetimes takes repeat buyers only."""
    from lifetimes import GammaGammaFitter

    customers = spenders(n_customers)
    again = customers[customers["frequency"] > 0]
    return Measure(
        lambda: fit_gamma_gamma(customers),
        {"lifetimes": lambda: GammaGammaFitter().fit(again["frequency"], again["monetary_value"])},
        read_ours=lambda fit: [getattr(fit, name) for name in SPEND],
        read_theirs=lambda fit: fit.params_[["p", "q", "v"]].to_numpy(),
        tolerance=SEARCH,
    )


def lifetime_value(n_customers: int) -> Measure:
    """Value of each customer over a year, from the same parameters.

    lifetimes counts 4.345 weeks to a month, so it is given months.
    """
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    customers = spenders(n_customers)
    purchases, spend = fit_bgnbd(customers, unit="weeks"), fit_gamma_gamma(customers)
    their_purchases, their_spend = BetaGeoFitter(), GammaGammaFitter()
    months = {"alpha": purchases.alpha / WEEKS_PER_MONTH}
    their_purchases.params_ = pd.Series({name: getattr(purchases, name) for name in CDNOW} | months)
    their_purchases.predict = their_purchases.conditional_expected_number_of_purchases_up_to_time
    their_spend.params_ = pd.Series({"p": spend.p, "q": spend.q, "v": spend.gamma})
    columns = [
        customers["frequency"],
        customers["recency"] / WEEKS_PER_MONTH,
        customers["T"] / WEEKS_PER_MONTH,
        customers["monetary_value"].fillna(0),
    ]
    return Measure(
        lambda: customer_lifetime_value(purchases, spend, customers, TERMS),
        {
            "lifetimes": lambda: their_spend.customer_lifetime_value(
                their_purchases,
                *columns,
                time=TERMS.horizon_months,
                discount_rate=TERMS.monthly_discount_rate,
                freq="M",
            )
        },
    )


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


def _blocks(customers: pd.DataFrame) -> list[pd.DataFrame]:
    step = CELLS // N_DRAWS
    return [customers[start : start + step] for start in range(0, len(customers), step)]


def _orders(
    fit: BgNbd, block: pd.DataFrame, rng: np.random.Generator, horizon: float = HORIZON
) -> np.ndarray:
    """Purchases within the horizon, one row per customer, as the model's story has it."""
    x, t_x, t = (block[name].to_numpy()[:, None] for name in HISTORY)
    size = (len(block), N_DRAWS)
    odds = (
        fit.a
        / (fit.b + np.maximum(x, 1) - 1)
        * ((fit.alpha + t) / (fit.alpha + t_x)) ** (fit.r + x)
    )
    alive = rng.random(size) < np.where(x > 0, 1 / (1 + odds), 1)
    rate = rng.gamma(fit.r + x, 1 / (fit.alpha + t), size)
    stays = rng.geometric(rng.beta(fit.a, fit.b + x, size))
    return alive * np.minimum(rng.poisson(rate * horizon), stays)


def _spent(
    spend: object, block: pd.DataFrame, orders: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    x = block["frequency"].to_numpy()[:, None]
    m = block["monetary_value"].fillna(0).to_numpy()[:, None]
    pace = rng.gamma(spend.q + spend.p * x, 1 / (spend.gamma + m * x), orders.shape)
    return rng.gamma(spend.p * orders) / pace
