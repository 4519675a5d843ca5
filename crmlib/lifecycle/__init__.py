"""Customers who come, stay, pause, return and leave."""

from crmlib.lifecycle.cohorts import cohort_table, movement_matrix, retention_rates, silence_table
from crmlib.lifecycle.offers import alarm_quality, decline_alarms, offer_trial, stage_effects
from crmlib.lifecycle.plots import plot_renewal, plot_stages
from crmlib.lifecycle.retention import fit_sbg, logrank_test, sbg_survival, survival_curve
from crmlib.lifecycle.stages import StageModel, stage_names, stage_path, stage_profit

__all__ = [
    # cohorts
    "movement_matrix",
    "cohort_table",
    "retention_rates",
    "silence_table",
    # offers
    "decline_alarms",
    "alarm_quality",
    "offer_trial",
    "stage_effects",
    # retention
    "survival_curve",
    "logrank_test",
    "fit_sbg",
    "sbg_survival",
    # stages
    "stage_names",
    "StageModel",
    "stage_path",
    "stage_profit",
    # Pictures
    "plot_stages",
    "plot_renewal",
]
