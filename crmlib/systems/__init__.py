"""Systems: a warehouse with history, the customer card, contact rules, one order, the pipeline."""

from crmlib.systems.card import customer_card
from crmlib.systems.contacts import contact_verdicts
from crmlib.systems.front_end import FrontEnd
from crmlib.systems.plots import plot_versions
from crmlib.systems.toys import toy_customers, toy_sales
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
]
