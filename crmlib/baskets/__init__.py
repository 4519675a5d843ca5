"""Market baskets: rules among items, and one pair of items looked at closely."""

from crmlib.baskets.pairs import (
    lift_split,
    lift_table,
    pair_baskets,
    resampled_lifts,
    store_correlations,
    store_sales,
    stratified_lift,
)
from crmlib.baskets.rules import (
    association_rules,
    basket_matrix,
    frequent_itemsets,
    pair_lifts,
    pair_rules,
)
from crmlib.baskets.simulated import (
    errand_worlds,
    expected_errand_lift,
    simulate_errands,
    simulate_store_sizes,
    toy_visits,
)

__all__ = [
    # pairs
    "pair_baskets",
    "resampled_lifts",
    "lift_table",
    "stratified_lift",
    "lift_split",
    "store_sales",
    "store_correlations",
    # rules
    "basket_matrix",
    "frequent_itemsets",
    "association_rules",
    "pair_rules",
    "pair_lifts",
    # Made up
    "simulate_errands",
    "expected_errand_lift",
    "simulate_store_sizes",
    "errand_worlds",
    "toy_visits",
]
