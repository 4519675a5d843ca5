"""Groups of customers: found, cut by value, recognised, served differently."""

from crmlib.segmentation.clusters import (
    customer_table,
    explained_share,
    home_table,
    need_shares,
    segment_labels,
    segment_profile,
)
from crmlib.segmentation.grid import (
    CLASS_ACTIONS,
    account_alarms,
    example_businesses,
    loyalty_effects,
    loyalty_trial,
    matrix_position,
    matrix_table,
    migration_matrix,
    six_blocks,
    trial_effects,
    value_classes,
)
from crmlib.segmentation.linkage import (
    contact_pairs,
    link_quality,
    linked_ids,
    recognition_table,
    rule_ids,
)
from crmlib.segmentation.plots import plot_cut
from crmlib.segmentation.simulated import (
    simulate_answers,
    simulate_contacts,
    simulate_needs,
    simulate_segments,
    simulate_signals,
    tailoring_table,
    yardstick_power,
)
from crmlib.segmentation.tailoring import message_effects, message_trial, need_posterior, own_offers
from crmlib.segmentation.yardstick import segment_checks, segment_count

__all__ = [
    # clusters
    "customer_table",
    "need_shares",
    "home_table",
    "segment_labels",
    "segment_profile",
    "explained_share",
    # yardstick
    "segment_checks",
    "segment_count",
    # grid
    "CLASS_ACTIONS",
    "value_classes",
    "account_alarms",
    "migration_matrix",
    "six_blocks",
    "loyalty_trial",
    "trial_effects",
    "loyalty_effects",
    "matrix_position",
    "example_businesses",
    "matrix_table",
    # linkage
    "contact_pairs",
    "linked_ids",
    "rule_ids",
    "link_quality",
    "recognition_table",
    # tailoring
    "need_posterior",
    "own_offers",
    "message_trial",
    "message_effects",
    # Pictures
    "plot_cut",
    # Made up
    "simulate_contacts",
    "simulate_signals",
    "simulate_segments",
    "yardstick_power",
    "simulate_needs",
    "simulate_answers",
    "tailoring_table",
]
