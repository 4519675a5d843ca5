"""What will come: the forecast, its interval of chance, its own past, and who stays silent."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.forecasts import (
    calibration_table,
    fit_bgnbd,
    fit_gamma_gamma,
    fit_mbgnbd,
    no_order_probability,
    past_forecasts,
    total_forecast,
    transaction_summary,
)

__all__ = []

FEWEST, FEWEST_REPEATERS = 200, 100  # customers, and those who came back, for a model
HORIZONS = (26, 13)  # weeks; the table must be three times as long
MOST_CUTS, LARGE, FEW_CUTS = 5, 100_000, 3  # a large base is forecast less often
LEAST_PAST = 13  # weeks of history that an earlier forecast had
DRAWS, CELLS, FEWEST_DRAWS = 1000, 15_000_000, 100
SEED = 17


@dataclass(frozen=True)
class _Outlook:
    """The forecast of a base; or, in `absent`, why there is none."""

    absent: str = ""
    weeks: int = 0
    n_free: int = 0  # customers left out because all their later orders cost nothing
    forecast: pd.DataFrame | None = None
    past: pd.DataFrame | None = None
    season: float = np.nan  # sales of the same weeks a year ago, by those of an average stretch
    chance: pd.Series | None = None  # of no order within the weeks, per customer
    checked: pd.DataFrame | None = None  # the same chance held against the last weeks


def _outlook(orders: pd.DataFrame, last: pd.Timestamp, n_days: int) -> _Outlook:
    history = transaction_summary(orders, last)
    free = (history["frequency"] > 0) & ~(history["monetary_value"] > 0)
    history = history[~free]
    history.attrs["unit"] = "weeks"
    weeks = next((w for w in HORIZONS if n_days >= 3 * 7 * w), 0)
    if reason := _against(history, weeks):
        return _Outlook(reason)
    draws = int(np.clip(CELLS // len(history), FEWEST_DRAWS, DRAWS))
    try:
        rng = np.random.default_rng(SEED)
        forecast = total_forecast(history, weeks, rng=rng, n_draws=draws)
    except ValueError as error:
        return _Outlook(f"the model does not fit these customers ({error})")
    past = past_forecasts(orders, _cuts(orders, last, weeks), weeks)
    chance, held = _silence(orders, history, last, weeks)
    season = _season(orders, last, weeks)
    return _Outlook("", weeks, int(free.sum()), forecast, past, season, chance, held)


def _against(history: pd.DataFrame, weeks: int) -> str:
    """Return why no model can be trusted here; empty if one can."""
    n, n_back = len(history), int((history["frequency"] > 0).sum())
    if not weeks:
        return f"the table is shorter than {3 * HORIZONS[-1]} weeks"
    if n < FEWEST or n_back < FEWEST_REPEATERS:
        return (
            f"{n:,} customers, of whom {n_back:,} came back, are too few for a model; it needs "
            f"{FEWEST} and {FEWEST_REPEATERS}"
        )
    if not fit_bgnbd(history).converged or not fit_gamma_gamma(history).converged:
        return "the models find no pattern in how often or for how much these customers order"
    return ""


def _cuts(orders: pd.DataFrame, last: pd.Timestamp, weeks: int) -> list[pd.Timestamp]:
    """Return earlier days on which the same forecast could have been made and can be checked."""
    first = orders["order_date"].dt.tz_localize(None).min().normalize()
    step, newest = pd.Timedelta(weeks=weeks / 2), last - pd.Timedelta(weeks=weeks)
    n_cuts = FEW_CUTS if orders["customer_id"].nunique() > LARGE else MOST_CUTS
    cuts = [newest - k * step for k in range(n_cuts)]
    return [cut.normalize() for cut in cuts if cut >= first + pd.Timedelta(weeks=LEAST_PAST)][::-1]


def _silence(
    orders: pd.DataFrame, history: pd.DataFrame, last: pd.Timestamp, weeks: int
) -> tuple[pd.Series | None, pd.DataFrame | None]:
    """Return each customer's chance of no order, and what such chances were worth before."""
    fit = fit_mbgnbd(history)
    cut = last - pd.Timedelta(weeks=weeks)
    day = orders["order_date"].dt.tz_localize(None).dt.normalize()
    earlier = transaction_summary(orders[day <= cut], cut)
    before = fit_mbgnbd(earlier)
    if not fit.converged or not before.converged:
        return None, None
    came = earlier.index.isin(orders.loc[day > cut, "customer_id"])
    foretold = 1 - no_order_probability(before, earlier, weeks)
    held = calibration_table(foretold.clip(0, 1).to_numpy(), came)
    return no_order_probability(fit, history, weeks).clip(0, 1), held


def _season(orders: pd.DataFrame, last: pd.Timestamp, weeks: int) -> float:
    """Return the sales of the same weeks a year ago by those of an average stretch of that year."""
    day = orders["order_date"].dt.tz_localize(None)
    year = day > last - pd.DateOffset(years=1)
    ahead = year & (day <= last - pd.DateOffset(years=1) + pd.Timedelta(weeks=weeks))
    first = day.min()
    sales = orders.loc[year, "amount"].sum()
    if first > last - pd.DateOffset(years=1) + pd.Timedelta(days=7) or not sales > 0:
        return np.nan
    return float(orders.loc[ahead, "amount"].sum() / (sales * weeks * 7 / 365))
