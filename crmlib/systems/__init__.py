"""Systems: a warehouse with history, the customer card, one order, a pipeline, a reservoir."""

from crmlib.systems.card import customer_card
from crmlib.systems.consent import ConsentReservoir, erasure_steps
from crmlib.systems.contacts import contact_verdicts
from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.front_end import FrontEnd
from crmlib.systems.offers import damaged_links, split_trips, suggested_goods
from crmlib.systems.order_flow import crash_table, run_orders
from crmlib.systems.pipeline import forecast_interval, stage_conversion
from crmlib.systems.plots import plot_crash, plot_offer, plot_versions
from crmlib.systems.reservoir import Reservoir
from crmlib.systems.simulated import (
    simulate_deals,
    simulate_mall,
    simulate_signups,
    toy_firm,
    toy_mall_events,
)
from crmlib.systems.toys import toy_customers, toy_sales
from crmlib.systems.visits import visit_schedule
from crmlib.systems.warehouse import Warehouse

__all__ = [
    # front end
    "FrontEnd",
    # warehouse
    "Warehouse",
    "plot_versions",
    "toy_customers",
    "toy_sales",
    # card
    "customer_card",
    # contacts
    "contact_verdicts",
    # order flow
    "run_orders",
    "crash_table",
    "plot_crash",
    # pipeline
    "stage_conversion",
    "forecast_interval",
    # visits
    "visit_schedule",
    # the mall's reservoir
    "Reservoir",
    "suggested_goods",
    "damaged_links",
    "split_trips",
    # the price of a name, consent
    "SignUpOffer",
    "offer_table",
    "plot_offer",
    "ConsentReservoir",
    "erasure_steps",
    # made up
    "simulate_deals",
    "toy_firm",
    "toy_mall_events",
    "simulate_mall",
    "simulate_signups",
]
