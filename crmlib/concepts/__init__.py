"""What CRM is: definitions as data, relationships, exchange, switching."""

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
from crmlib.concepts.relationships import relationship_dimensions, suggestion_hit_rates
from crmlib.concepts.simulated import simulate_customers
from crmlib.concepts.switching import best_price_rise, churn_probability

__all__ = [
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
    # Made up
    "simulate_customers",
]
