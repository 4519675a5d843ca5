"""Market baskets: rules among items, and one pair of items looked at closely."""

from crmlib.baskets.pairs import (
    lift_split,
    lift_table,
    pair_baskets,
    resampled_lifts,
    store_correlations,
    store_sales,
)
from crmlib.baskets.rules import (
    basket_matrix,
    frequent_itemsets,
    pair_lifts,
    pair_measures,
    pair_rules,
)
from crmlib.baskets.simulated import (
    errand_worlds,
    toy_visits,
)

__all__ = [
    # pairs
    "pair_baskets",
    "resampled_lifts",
    "lift_table",
    "lift_split",
    "store_sales",
    "store_correlations",
    # rules
    "basket_matrix",
    "frequent_itemsets",
    "pair_rules",
    "pair_measures",
    "pair_lifts",
    # Made up
    "errand_worlds",
    "toy_visits",
]
