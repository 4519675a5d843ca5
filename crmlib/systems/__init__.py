"""Systems that hold customers: one reservoir of all events, and what a name in it may cost."""

from crmlib.systems.consent import ConsentReservoir, erasure_steps
from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.mall_plots import plot_offer
from crmlib.systems.mall_simulated import simulate_mall, simulate_signups, toy_mall_events
from crmlib.systems.offers import damaged_links, split_trips, suggested_goods
from crmlib.systems.reservoir import Reservoir

__all__ = [
    # the mall: one reservoir (chapter 14, first sitting)
    "Reservoir",
    "suggested_goods",
    "damaged_links",
    "split_trips",
    # the mall: discounts, consent (chapter 14, second sitting)
    "SignUpOffer",
    "offer_table",
    "ConsentReservoir",
    "erasure_steps",
    # Pictures
    "plot_offer",
    # Made up
    "toy_mall_events",
    "simulate_mall",
    "simulate_signups",
]
