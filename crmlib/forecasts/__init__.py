"""What customers will do: models of buying and spending, lifetime value."""

from crmlib.forecasts.bg_nbd import (
    BgNbd,
    expected_future_purchases,
    expected_purchases,
    fit_bgnbd,
    probability_alive,
)
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.gamma_gamma import (
    ClvTerms,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)

__all__ = [
    # customer summary
    "transaction_summary",
    # BG/NBD
    "BgNbd",
    "fit_bgnbd",
    "expected_purchases",
    "expected_future_purchases",
    "probability_alive",
    # gamma gamma
    "fit_gamma_gamma",
    "expected_spend",
    "ClvTerms",
    "customer_lifetime_value",
]
