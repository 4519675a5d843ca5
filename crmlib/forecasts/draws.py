"""Draws of what customers may do: the chance that stands behind every interval."""

from dataclasses import replace

import numpy as np

from crmlib.forecasts.bg_nbd import PurchaseModel
from crmlib.forecasts.gamma_gamma import GammaGamma
from crmlib.forecasts.purchases import _alive

__all__ = []

PURCHASES, SPEND = ("r", "alpha", "a", "b"), ("p", "q", "gamma")
LARGEST_MEAN = 1e18  # of a Poisson draw; its result must be a whole number of 64 bits
LEAST_CHANCE = 1e-300  # of leaving; below it a coin never falls so


def _purchases(
    fit: PurchaseModel, histories: list[np.ndarray], horizon: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw orders within the horizon if nobody left, and how many a customer stays for."""
    x, t_x, t = histories
    alive = rng.random(x.shape) < _alive(fit, x, t_x, t)
    mean = rng.standard_gamma(fit.r + x) * (horizon / (fit.alpha + t))
    orders = np.where(alive, rng.poisson(np.minimum(mean, LARGEST_MEAN)), 0)
    stays = np.ones_like(orders)
    several = orders > 1  # the first order comes before the first coin
    leave = rng.beta(fit.a, fit.b + x[several] + fit.first_coins)
    stays[several] = rng.geometric(np.maximum(leave, LEAST_CHANCE))
    return orders, stays


def _spend(
    fit: GammaGamma, orders: np.ndarray, pace: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw what so many orders of one customer sum up to, by the customer's own pace."""
    return rng.standard_gamma(fit.p * orders) / pace


def _paces(fit: GammaGamma, x: np.ndarray, m: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw each customer's rate of spend; the mean of an order is p over it."""
    return rng.standard_gamma(fit.q + fit.p * x) / (fit.gamma + m * x)


def _value(
    fit: GammaGamma,
    lives: tuple[np.ndarray, np.ndarray, np.ndarray],
    weights: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw spend over months, each with its weight; who has left or is done drops out."""
    orders, stays, pace = lives
    worth = np.zeros(orders.shape)
    cell = np.flatnonzero(orders)
    to_come, stays, pace = orders[cell], stays[cell], pace[cell]
    for month, weight in enumerate(weights):
        # Orders fall anywhere within the horizon: of those to come, each month gets its part.
        now = rng.binomial(to_come, 1 / (len(weights) - month))
        made = np.minimum(now, stays)
        worth[cell] += weight * _spend(fit, made, pace, rng)
        to_come, stays = to_come - now, stays - made
        on = (to_come > 0) & (stays > 0)
        cell, to_come, stays, pace = cell[on], to_come[on], stays[on], pace[on]
    return worth


def _other_fits(
    fit: PurchaseModel | GammaGamma, name: str, n_draws: int, rng: np.random.Generator
) -> list[PurchaseModel | GammaGamma]:
    """Return fits as other samples of customers might have given them."""
    if fit.log_covariance is None:
        raise ValueError(
            f"`{name}` must know how sure it is; got one without `log_covariance`. "
            "Take it as it comes from the fit."
        )
    names = PURCHASES if isinstance(fit, PurchaseModel) else SPEND
    logs = np.log([getattr(fit, one) for one in names])
    drawn = rng.multivariate_normal(logs, fit.log_covariance, n_draws, method="cholesky")
    return [replace(fit, **dict(zip(names, row, strict=True))) for row in np.exp(drawn).tolist()]
