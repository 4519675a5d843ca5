"""Data mining: classifiers judged, trees, sequences, visits of a web shop."""

from crmlib.mining.evaluation import (
    best_cutoff,
    calibration_table,
    confusion_table,
    cost_cutoff,
    error_cost,
    gains_table,
    group_rates,
    profit_curve,
)
from crmlib.mining.plots import plot_calibration, plot_gains, plot_profit
from crmlib.mining.sequences import (
    mean_wait,
    offer_profits,
    sequence_rule,
    waiting_times,
)
from crmlib.mining.simulated import (
    add_leak,
    campaign_calendar,
    planted_chance,
    planted_rules,
    simulate_bank_events,
    simulate_campaign_trials,
    simulate_clicks,
    simulate_credit,
    simulate_orders,
    web_shop_tables,
)
from crmlib.mining.trees import tree_rules
from crmlib.mining.web_visits import (
    behaviour_types,
    campaign_effects,
    session_features,
    sessions,
    shopper_groups,
)

__all__ = [
    # evaluation
    "confusion_table",
    "error_cost",
    "cost_cutoff",
    "gains_table",
    "profit_curve",
    "best_cutoff",
    "calibration_table",
    "group_rates",
    # sequences
    "sequence_rule",
    "waiting_times",
    "mean_wait",
    "offer_profits",
    # trees
    "tree_rules",
    # web visits
    "sessions",
    "session_features",
    "behaviour_types",
    "shopper_groups",
    "campaign_effects",
    # Pictures
    "plot_gains",
    "plot_profit",
    "plot_calibration",
    # Made up
    "planted_rules",
    "planted_chance",
    "simulate_credit",
    "add_leak",
    "simulate_clicks",
    "simulate_orders",
    "campaign_calendar",
    "simulate_campaign_trials",
    "simulate_bank_events",
    "web_shop_tables",
]
