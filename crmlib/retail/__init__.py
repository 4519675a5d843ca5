"""A retailer: sales log, store system, shelf, supplier portal, supply chain."""

from crmlib.retail.inventory import (
    inventory_summary,
)
from crmlib.retail.simulated import (
    simulate_shelf,
    simulate_store_system,
)
from crmlib.retail.supplier_portal import supplier_view
from crmlib.retail.supply_chain import (
    least_safety_stock,
    run_chain,
)

__all__ = [
    # inventory
    "inventory_summary",
    # supplier portal
    "supplier_view",
    # supply chain
    "run_chain",
    "least_safety_stock",
    # Made up
    "simulate_shelf",
    "simulate_store_system",
]
