"""What customers get and bring: summaries, ranks, models of buying and spending, profit."""

from crmlib.value.bg_nbd import (
    BgNbd,
    expected_future_purchases,
    expected_purchases,
    fit_bgnbd,
    probability_alive,
)
from crmlib.value.concentration import (
    gini,
    gini_sample,
    lorenz_curve,
    top_list_test,
    top_share,
    value_tiers,
)
from crmlib.value.customer_summary import order_age, transaction_summary
from crmlib.value.delivered import delivered_value
from crmlib.value.equity import (
    acquisition_cost,
    customer_equity,
    payback_months,
    replacement_ratio,
)
from crmlib.value.gamma_gamma import (
    ClvTerms,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)
from crmlib.value.margins import margin_multiple, margin_multiple_from_today
from crmlib.value.profit import (
    ServingCosts,
    customer_profit,
    customer_values,
    profit_without_losers,
    service_cost_sweep,
)
from crmlib.value.rfm import rfm_scores, rfm_table
from crmlib.value.simulated import simulate_accounts

__all__ = [
    # BG/NBD
    "BgNbd",
    "fit_bgnbd",
    "expected_purchases",
    "expected_future_purchases",
    "probability_alive",
    # concentration
    "lorenz_curve",
    "gini",
    "gini_sample",
    "top_share",
    "value_tiers",
    "top_list_test",
    # customer summary
    "transaction_summary",
    "order_age",
    # delivered
    "delivered_value",
    # equity
    "acquisition_cost",
    "payback_months",
    "replacement_ratio",
    "customer_equity",
    # gamma gamma
    "fit_gamma_gamma",
    "expected_spend",
    "ClvTerms",
    "customer_lifetime_value",
    # margins
    "margin_multiple",
    "margin_multiple_from_today",
    # profit
    "ServingCosts",
    "customer_profit",
    "profit_without_losers",
    "service_cost_sweep",
    "customer_values",
    # rfm
    "rfm_table",
    "rfm_scores",
    # Made up
    "simulate_accounts",
]
