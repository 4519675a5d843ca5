"""Campaigns: trials, effects, uplift, the funnel of a show, policies."""

from crmlib.campaigns.effects import campaign_windows, mean_answers, trial_effect, weekly_gaps
from crmlib.campaigns.experiments import Rollout, best_test_size, rollout_profit, sample_for_power
from crmlib.campaigns.funnel import (
    STEPS,
    draw_assumptions,
    funnel_counts,
    profit_swings,
    program_years,
    show_assumptions,
    show_profit,
)
from crmlib.campaigns.plots import plot_break_even
from crmlib.campaigns.policies import (
    Firm,
    Policy,
    crossover_year,
    policy_years,
    switch_effects,
)
from crmlib.campaigns.simulated import (
    simulate_campaign,
    simulate_counts,
    simulate_forms,
    simulate_uplift,
    toy_guests,
    toy_trial,
)
from crmlib.campaigns.uplift import (
    FEATURES,
    qini_coefficient,
    response_score,
    uplift_score,
    uplift_table,
)

__all__ = [
    # effects
    "campaign_windows",
    "mean_answers",
    "weekly_gaps",
    "trial_effect",
    # experiments
    "sample_for_power",
    "Rollout",
    "best_test_size",
    "rollout_profit",
    # funnel
    "STEPS",
    "show_assumptions",
    "draw_assumptions",
    "funnel_counts",
    "show_profit",
    "program_years",
    "profit_swings",
    # policies
    "Policy",
    "Firm",
    "policy_years",
    "crossover_year",
    "switch_effects",
    # uplift
    "FEATURES",
    "uplift_score",
    "response_score",
    "uplift_table",
    "qini_coefficient",
    # Pictures
    "plot_break_even",
    # Made up
    "simulate_campaign",
    "simulate_uplift",
    "simulate_counts",
    "simulate_forms",
    "toy_guests",
    "toy_trial",
]
