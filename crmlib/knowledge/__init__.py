"""Knowledge: a small search engine and its judges, what sellers take along, who may read."""

from crmlib.knowledge.access import open_desk, probe_matrix
from crmlib.knowledge.agent import rocchio_step
from crmlib.knowledge.fusion import fuse_ranks
from crmlib.knowledge.plots import plot_firm_knows, plot_role_matrix
from crmlib.knowledge.quality import dcg, ndcg_at, precision_at
from crmlib.knowledge.readiness import next_steps
from crmlib.knowledge.rules import rule_base
from crmlib.knowledge.search import search_pieces, search_words, spaced_characters
from crmlib.knowledge.sharing import first_time_solves
from crmlib.knowledge.simulated import (
    simulate_readers,
    simulate_turnover,
    toy_customer_cards,
    toy_notes,
    toy_role_matrix,
    toy_sentences,
)
from crmlib.knowledge.turnover import facts_known, firm_knows
from crmlib.knowledge.web import crawl

__all__ = [
    # web
    "crawl",
    # search
    "toy_sentences",
    "spaced_characters",
    "search_words",
    "search_pieces",
    # quality
    "precision_at",
    "dcg",
    "ndcg_at",
    # fusion
    "fuse_ranks",
    # agent
    "rocchio_step",
    "simulate_readers",
    # what sellers know
    "toy_notes",
    "facts_known",
    "firm_knows",
    "simulate_turnover",
    "plot_firm_knows",
    # what is shared
    "first_time_solves",
    "rule_base",
    # who may read
    "toy_customer_cards",
    "toy_role_matrix",
    "open_desk",
    "probe_matrix",
    "plot_role_matrix",
    "next_steps",
]
