"""Loyalty: its zones, the indices that foretell buying, and worlds with a planted effect."""

from crmlib.loyalty.indices import compare_indices
from crmlib.loyalty.plots import plot_zones
from crmlib.loyalty.simulated import simulate_branches, simulate_loyalty, simulate_suggestions
from crmlib.loyalty.zones import compare_shapes, fit_three_zones

__all__ = [
    # indices
    "compare_indices",
    # zones
    "fit_three_zones",
    "compare_shapes",
    # Pictures
    "plot_zones",
    # Made up
    "simulate_loyalty",
    "simulate_branches",
    "simulate_suggestions",
]
