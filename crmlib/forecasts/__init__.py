"""What customers will do: models of buying and spending, lifetime value, intervals."""

from crmlib.forecasts.base import base_worth, customer_forecast, total_forecast
from crmlib.forecasts.bg_nbd import fit_bgnbd, fit_bgnbd_counts, fit_mbgnbd
from crmlib.forecasts.calibration import calibration_table
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.gamma_gamma import ClvTerms, expected_spend, fit_gamma_gamma
from crmlib.forecasts.past import past_forecasts
from crmlib.forecasts.plots import plot_calibration, plot_past_forecasts
from crmlib.forecasts.purchases import (
    expected_future_purchases,
    no_order_probability,
    probability_alive,
)

__all__ = [
    # customer summary
    "transaction_summary",
    # BG/NBD and MBG/NBD
    "fit_bgnbd",
    "fit_bgnbd_counts",
    "fit_mbgnbd",
    # purchases
    "expected_future_purchases",
    "probability_alive",
    "no_order_probability",
    # whether they come true
    "calibration_table",
    "past_forecasts",
    "plot_past_forecasts",
    "plot_calibration",
    # gamma gamma
    "fit_gamma_gamma",
    "expected_spend",
    "ClvTerms",
    # whole base
    "customer_forecast",
    "total_forecast",
    "base_worth",
]
