"""What customers bring: concentration, profit, ranks, what keeping them is worth."""

from crmlib.value.concentration import gini, top_list_test, top_share, value_tiers
from crmlib.value.margins import margin_multiple, margin_multiple_from_today
from crmlib.value.order_age import order_age
from crmlib.value.periods import (
    change_parts,
    one_period,
    sales_by_month,
    spend_tenths,
    two_periods,
)
from crmlib.value.plots import plot_margin_multiple, plot_tenths, plot_two_periods
from crmlib.value.profit import profit_by_service_cost
from crmlib.value.ratios import ratio_interval
from crmlib.value.rfm import rfm_scores, rfm_table

__all__ = [
    # concentration
    "gini",
    "top_share",
    "value_tiers",
    "top_list_test",
    # margins
    "margin_multiple",
    "margin_multiple_from_today",
    # order age
    "order_age",
    # periods
    "sales_by_month",
    "one_period",
    "spend_tenths",
    "two_periods",
    "change_parts",
    # profit
    "profit_by_service_cost",
    # ratios
    "ratio_interval",
    # rfm
    "rfm_table",
    "rfm_scores",
    # plots
    "plot_margin_multiple",
    "plot_tenths",
    "plot_two_periods",
]
