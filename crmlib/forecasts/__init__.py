"""What customers will do: models of buying and spending, lifetime value, intervals."""

from crmlib.forecasts.base import base_worth, customer_forecast, total_forecast
from crmlib.forecasts.bg_nbd import BgNbd, fit_bgnbd, fit_mbgnbd
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.gamma_gamma import (
    ClvTerms,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)
from crmlib.forecasts.intervals import (
    forecast_clv,
    forecast_purchases,
    forecast_spend,
    total_clv,
    total_purchases,
    total_spend,
)
from crmlib.forecasts.past import past_forecasts
from crmlib.forecasts.purchases import (
    expected_future_purchases,
    expected_purchases,
    no_order_probability,
    probability_alive,
)

__all__ = [
    # customer summary
    "transaction_summary",
    # BG/NBD and MBG/NBD
    "BgNbd",
    "fit_bgnbd",
    "fit_mbgnbd",
    # purchases
    "expected_purchases",
    "expected_future_purchases",
    "probability_alive",
    "no_order_probability",
    # gamma gamma
    "fit_gamma_gamma",
    "expected_spend",
    "ClvTerms",
    "customer_lifetime_value",
    # intervals
    "forecast_purchases",
    "forecast_spend",
    "forecast_clv",
    "total_purchases",
    "total_spend",
    "total_clv",
    # whole base
    "customer_forecast",
    "total_forecast",
    "base_worth",
    # past
    "past_forecasts",
]
