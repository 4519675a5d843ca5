"""What was new: renting over the Internet, dispatch, spread over a network, big data."""

from crmlib.trends.dispatch import dispatch
from crmlib.trends.plots import plot_rent_or_own
from crmlib.trends.privacy import audit_table, guess_trait, singled_out, unique_table
from crmlib.trends.recommend import (
    basket_counts,
    first_baskets,
    group_scores,
    item_scores,
    judge_lists,
    mean_intervals,
    new_to_home,
    reasons_for,
    top_items,
)
from crmlib.trends.renting import (
    OwnTerms,
    RentTerms,
    crossover_users,
    headcount,
    rent_or_own,
    subscription_invoice,
)
from crmlib.trends.simulated import (
    simulate_friendships,
    simulate_mix_up,
    simulate_requests,
)
from crmlib.trends.spread import (
    reach,
    seeds_by_friends,
    seeds_by_greedy,
    shortest_path,
    simulate_cascades,
)

__all__ = [
    # renting
    "RentTerms",
    "OwnTerms",
    "headcount",
    "subscription_invoice",
    "rent_or_own",
    "crossover_users",
    # dispatch
    "dispatch",
    # spread
    "simulate_cascades",
    "reach",
    "seeds_by_friends",
    "seeds_by_greedy",
    "shortest_path",
    # lists of what a home may buy
    "basket_counts",
    "first_baskets",
    "item_scores",
    "group_scores",
    "reasons_for",
    "new_to_home",
    "top_items",
    "judge_lists",
    "mean_intervals",
    # what a table gives away
    "unique_table",
    "singled_out",
    "guess_trait",
    "audit_table",
    # Pictures
    "plot_rent_or_own",
    # Made up
    "simulate_requests",
    "simulate_friendships",
    "simulate_mix_up",
]
