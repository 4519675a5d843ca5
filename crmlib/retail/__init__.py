"""A retailer: sales log, store system, shelf, supplier portal, supply chain."""

from crmlib.retail.inventory import (
    ReorderPolicy,
    inventory_summary,
    manual_replenishment,
    rfid_replenishment,
)
from crmlib.retail.plots import plot_shelf
from crmlib.retail.sales_log import record_sales
from crmlib.retail.simulated import (
    simulate_days,
    simulate_sales_log,
    simulate_shelf,
    simulate_store_system,
)
from crmlib.retail.store_system import (
    management_load,
    management_report,
    replica,
    sales_trend,
    stock_position,
    system_scorecard,
    unseen_share,
)
from crmlib.retail.supplier_portal import supplier_plan, supplier_view
from crmlib.retail.supply_chain import (
    least_safety_stock,
    order_variance_ratio,
    promotion_demand,
    run_chain,
)

__all__ = [
    # inventory
    "ReorderPolicy",
    "rfid_replenishment",
    "manual_replenishment",
    "inventory_summary",
    # sales log
    "record_sales",
    # store system
    "stock_position",
    "sales_trend",
    "management_report",
    "replica",
    "unseen_share",
    "system_scorecard",
    "management_load",
    # supplier portal
    "supplier_view",
    "supplier_plan",
    # supply chain
    "promotion_demand",
    "run_chain",
    "order_variance_ratio",
    "least_safety_stock",
    # Pictures
    "plot_shelf",
    # Made up
    "simulate_days",
    "simulate_sales_log",
    "simulate_shelf",
    "simulate_store_system",
]
