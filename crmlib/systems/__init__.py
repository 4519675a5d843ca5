"""Systems: a warehouse with history, the customer card, contact rules, one order, the pipeline."""

from crmlib.systems.card import customer_card
from crmlib.systems.contacts import contact_verdicts
from crmlib.systems.front_end import FrontEnd
from crmlib.systems.order_flow import crash_table, run_orders
from crmlib.systems.pipeline import forecast_interval, stage_conversion
from crmlib.systems.plots import plot_crash, plot_versions
from crmlib.systems.simulated import simulate_deals, toy_firm
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
    # made up
    "simulate_deals",
    "toy_firm",
]
