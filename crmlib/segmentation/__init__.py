"""Groups of customers: found, cut by value, recognised, served differently."""

from crmlib.segmentation.clusters import explained_share, home_table, segment_labels
from crmlib.segmentation.grid import loyalty_effects, matrix_table, six_blocks
from crmlib.segmentation.linkage import recognition_table
from crmlib.segmentation.plots import plot_cut
from crmlib.segmentation.simulated import simulate_contacts, tailoring_table, yardstick_power
from crmlib.segmentation.yardstick import segment_checks

__all__ = [
    # clusters
    "home_table",
    "segment_labels",
    "explained_share",
    # yardstick
    "segment_checks",
    # grid
    "six_blocks",
    "loyalty_effects",
    "matrix_table",
    # linkage
    "recognition_table",
    # Pictures
    "plot_cut",
    # Made up
    "simulate_contacts",
    "yardstick_power",
    "tailoring_table",
]
