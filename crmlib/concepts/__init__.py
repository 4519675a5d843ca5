"""What CRM is: customers counted, definitions as data, relationships, exchange, switching."""

from crmlib.concepts.counting import shares_by_cut, window_errors
from crmlib.concepts.definitions import (
    LAYERS,
    agreement_table,
    cohen_kappa,
    definition_statements,
    definition_tags,
    jaccard_matrix,
    keyword_tags,
    source_lists,
)
from crmlib.concepts.exchange import price_outcomes
from crmlib.concepts.plots import plot_leaving, plot_shop
from crmlib.concepts.relationships import relationship_dimensions, suggestion_hit_rates
from crmlib.concepts.simulated import simulate_customers, toy_shop
from crmlib.concepts.switching import best_price_rise, churn_probability

__all__ = [
    # counting
    "window_errors",
    "shares_by_cut",
    # definitions
    "LAYERS",
    "definition_statements",
    "definition_tags",
    "keyword_tags",
    "jaccard_matrix",
    "cohen_kappa",
    "agreement_table",
    "source_lists",
    # exchange
    "price_outcomes",
    # relationships
    "relationship_dimensions",
    "suggestion_hit_rates",
    # switching
    "churn_probability",
    "best_price_rise",
    # plots
    "plot_shop",
    "plot_leaving",
    # Made up
    "simulate_customers",
    "toy_shop",
]
