"""Customers who come, stay, pause, return and leave."""

from crmlib.lifecycle.cohorts import cohort_table, silence_table
from crmlib.lifecycle.newcomers import (
    cohorts_compared,
    first_choices,
    left_cut,
    newcomers,
    one_cohort,
    sales_by_cohort,
)
from crmlib.lifecycle.offers import decline_alarms, offer_trial, stage_effects
from crmlib.lifecycle.plots import (
    plot_cohorts,
    plot_one_cohort,
    plot_renewal,
    plot_sales_by_cohort,
)
from crmlib.lifecycle.retention import fit_sbg, sbg_survival, survival_curve
from crmlib.lifecycle.stages import StageModel, stage_names, stage_path

__all__ = [
    # cohorts
    "cohort_table",
    "silence_table",
    # newcomers
    "left_cut",
    "newcomers",
    "one_cohort",
    "cohorts_compared",
    "sales_by_cohort",
    "first_choices",
    # offers
    "decline_alarms",
    "offer_trial",
    "stage_effects",
    # retention
    "survival_curve",
    "fit_sbg",
    "sbg_survival",
    # stages
    "stage_names",
    "StageModel",
    "stage_path",
    # Pictures
    "plot_renewal",
    "plot_one_cohort",
    "plot_cohorts",
    "plot_sales_by_cohort",
]
