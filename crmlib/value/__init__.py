"""What customers get and bring: concentration, profit, ranks, what winning them costs."""

from crmlib.value.concentration import (
    gini,
    gini_sample,
    lorenz_curve,
    top_list_test,
    top_share,
    value_tiers,
)
from crmlib.value.delivered import delivered_value
from crmlib.value.equity import (
    acquisition_cost,
    customer_equity,
    payback_months,
    replacement_ratio,
)
from crmlib.value.margins import margin_multiple, margin_multiple_from_today
from crmlib.value.order_age import order_age
from crmlib.value.plots import plot_margin_multiple
from crmlib.value.profit import (
    ServingCosts,
    customer_profit,
    customer_values,
    profit_by_service_cost,
    profit_without_losers,
    service_cost_sweep,
)
from crmlib.value.ratios import ratio_interval
from crmlib.value.rfm import rfm_scores, rfm_table
from crmlib.value.simulated import simulate_accounts

__all__ = [
    # concentration
    "lorenz_curve",
    "gini",
    "gini_sample",
    "top_share",
    "value_tiers",
    "top_list_test",
    # delivered
    "delivered_value",
    # equity
    "acquisition_cost",
    "payback_months",
    "replacement_ratio",
    "customer_equity",
    # margins
    "margin_multiple",
    "margin_multiple_from_today",
    # order age
    "order_age",
    # profit
    "ServingCosts",
    "customer_profit",
    "profit_without_losers",
    "service_cost_sweep",
    "customer_values",
    "profit_by_service_cost",
    # ratios
    "ratio_interval",
    # rfm
    "rfm_table",
    "rfm_scores",
    # plots
    "plot_margin_multiple",
    # Made up
    "simulate_accounts",
]
