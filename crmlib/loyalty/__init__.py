"""Loyalty: its zones, its two halves, the levers, the loop of feeling and buying."""

from crmlib.loyalty.attitude import later_behaviour, loyalty_groups
from crmlib.loyalty.goodwill import GoodwillLoop, goodwill_paths, resting_points
from crmlib.loyalty.indices import compare_indices, tenure_groups
from crmlib.loyalty.levers import (
    Relationship,
    break_even_strength,
    lever_returns,
    loyalty_profit,
    nine_levers,
    profit_sources,
)
from crmlib.loyalty.plots import plot_markets, plot_profit_sources, plot_zones
from crmlib.loyalty.simulated import simulate_branches, simulate_loyalty, simulate_suggestions
from crmlib.loyalty.zones import (
    ThreeZones,
    compare_shapes,
    fit_three_zones,
    market_loyalty,
    zone_gains,
    zone_summary,
)

__all__ = [
    # attitude
    "loyalty_groups",
    "later_behaviour",
    # goodwill
    "GoodwillLoop",
    "goodwill_paths",
    "resting_points",
    # indices
    "compare_indices",
    "tenure_groups",
    # levers
    "Relationship",
    "loyalty_profit",
    "profit_sources",
    "nine_levers",
    "lever_returns",
    "break_even_strength",
    # zones
    "ThreeZones",
    "fit_three_zones",
    "compare_shapes",
    "zone_summary",
    "zone_gains",
    "market_loyalty",
    # Pictures
    "plot_zones",
    "plot_markets",
    "plot_profit_sources",
    # Made up
    "simulate_loyalty",
    "simulate_branches",
    "simulate_suggestions",
]
