"""What the same forecast was worth before: the file's own past."""

import pandas as pd

from crmlib.core import Amounts, Dates, Ids, checked, choice, filled, values, whole
from crmlib.forecasts.bg_nbd import fit_bgnbd, fit_mbgnbd
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.purchases import expected_future_purchases

__all__ = ["past_forecasts"]

FITS = {"BG/NBD": fit_bgnbd, "MBG/NBD": fit_mbgnbd}


@checked
def past_forecasts(
    orders: filled(customer_id=Ids, order_date=Dates, amount=Amounts),
    cuts: values(Dates),
    horizon_weeks: whole(1, 5_000),
    *,
    model: choice(*FITS) = "BG/NBD",
) -> pd.DataFrame:
    """Return what the forecast would have said on earlier days, and what then came.

    Use it beside every forecast of a total: the interval of `total_purchases` knows chance only,
    while the past shows how far season, price and rivals have thrown the same forecast off. It
    is no promise either: the next year may be none of those seen.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id`, `order_date` and `amount`, as for `transaction_summary`. The table
        must show each customer's first order ever.
    cuts : array-like of dates
        Days on which the forecast is made, with the orders up to that day only.
    horizon_weeks : int
        Weeks forecast from each cut.
    model : {"BG/NBD", "MBG/NBD"}
        The model that is fitted at each cut.

    Returns
    -------
    DataFrame
        One row per cut (index `as_of`, in the order given): n_customers (known by then), forecast
        (purchases expected of them), actual (days with a purchase that came from them) and ratio
        (actual over forecast). forecast and ratio are NaN where the fit did not converge.

    Raises
    ------
    ValueError
        If a cut lies before the first order, or its horizon beyond the last.

    Notes
    -----
    Newcomers after the cut count on neither side.

    References
    ----------
    Tashman, L. J. (2000), Out-of-sample tests of forecasting accuracy: An analysis and review,
    International Journal of Forecasting 16(4), 437-450: rolling origins.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders
    >>> found = past_forecasts(orders, ["1997-07-01", "1997-09-30"], 26)
    >>> found["actual"].tolist(), found["ratio"].round(2).tolist()
    ([1437, 1387], [1.11, 1.18])
    """
    ends = pd.DatetimeIndex(cuts)
    days = orders[["customer_id"]].assign(day=orders["order_date"].dt.normalize())
    days = days.drop_duplicates()
    first, last = days["day"].min(), days["day"].max()
    for cut in ends:
        until = cut + pd.Timedelta(weeks=horizon_weeks)
        if cut < first or until.normalize() > last:
            raise ValueError(
                f"`cuts` must lie from {first.date()} on and end {horizon_weeks} weeks before "
                f"{last.date()}; got {cut.date()}."
            )
    rows = [_one_forecast(orders, days, cut, horizon_weeks, model=model) for cut in ends]
    columns = ["n_customers", "forecast", "actual"]
    found = pd.DataFrame(rows, index=ends.rename("as_of"), columns=columns)
    return found.assign(ratio=found["actual"] / found["forecast"])


def _one_forecast(
    orders: pd.DataFrame, days: pd.DataFrame, cut: pd.Timestamp, horizon_weeks: int, *, model: str
) -> tuple[int, float, int]:
    known = transaction_summary(orders[orders["order_date"].dt.normalize() <= cut], cut)
    until = cut + pd.Timedelta(weeks=horizon_weeks)
    later = days[(days["day"] > cut) & (days["day"] <= until)]
    actual = int(later["customer_id"].isin(known.index).sum())
    fit = FITS[model](known)
    if not fit.converged:
        return len(known), float("nan"), actual
    return len(known), expected_future_purchases(fit, known, horizon_weeks).sum(), actual
