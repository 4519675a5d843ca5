"""Data mining: classifiers judged, trees, sequences, visits of a web shop."""

from crmlib.mining.evaluation import confusion_table
from crmlib.mining.sequences import mean_wait, offer_profits, sequence_rule, waiting_times
from crmlib.mining.simulated import (
    add_leak,
    planted_chance,
    planted_rules,
    simulate_bank_events,
    simulate_credit,
    web_shop_tables,
)
from crmlib.mining.trees import tree_rules

__all__ = [
    # evaluation
    "confusion_table",
    # sequences
    "sequence_rule",
    "waiting_times",
    "mean_wait",
    "offer_profits",
    # trees
    "tree_rules",
    # Made up
    "planted_rules",
    "planted_chance",
    "simulate_credit",
    "add_leak",
    "simulate_bank_events",
    "web_shop_tables",
]
