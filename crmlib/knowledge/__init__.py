"""Knowledge: a small search engine and its judges, what sellers take along, who may read."""

from crmlib.knowledge.access import Desk, open_desk, probe_matrix
from crmlib.knowledge.plots import plot_firm_knows, plot_role_matrix
from crmlib.knowledge.readiness import next_steps
from crmlib.knowledge.rules import rule_base
from crmlib.knowledge.sharing import first_time_solves
from crmlib.knowledge.simulated import simulate_turnover
from crmlib.knowledge.turnover import facts_known, firm_knows

__all__ = [
    # what sellers know
    "facts_known",
    "firm_knows",
    "simulate_turnover",
    "plot_firm_knows",
    # what is shared
    "first_time_solves",
    "rule_base",
    # who may read
    "Desk",
    "open_desk",
    "probe_matrix",
    "plot_role_matrix",
    "next_steps",
]
