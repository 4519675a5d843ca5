"""What was new: renting over the Internet, dispatch, spread over a network, big data."""

from crmlib.trends.dispatch import dispatch
from crmlib.trends.plots import plot_rent_or_own
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
    simulate_requests,
    toy_colleagues,
    toy_reach,
    toy_seats,
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
    # Pictures
    "plot_rent_or_own",
    # Made up
    "simulate_requests",
    "simulate_friendships",
    "toy_seats",
    "toy_reach",
    "toy_colleagues",
]
