"""What CRM is: customers counted, definitions as data, relationships, exchange, switching."""

from crmlib.concepts.counting import shares_by_cut, window_errors
from crmlib.concepts.definitions import (
    agreement_table,
    definition_statements,
    definition_tags,
    jaccard_matrix,
    keyword_tags,
)
from crmlib.concepts.plots import plot_leaving, plot_shop
from crmlib.concepts.relationships import relationship_dimensions
from crmlib.concepts.simulated import toy_shop
from crmlib.concepts.switching import best_price_rise

__all__ = [
    # counting
    "window_errors",
    "shares_by_cut",
    # definitions
    "definition_statements",
    "definition_tags",
    "keyword_tags",
    "jaccard_matrix",
    "agreement_table",
    # relationships
    "relationship_dimensions",
    # switching
    "best_price_rise",
    # plots
    "plot_shop",
    "plot_leaving",
    # Made up
    "toy_shop",
]
