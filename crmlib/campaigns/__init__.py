"""Campaigns: trials, effects, the funnel of a show."""

from crmlib.campaigns.effects import campaign_windows, mean_answers, trial_effect, weekly_gaps
from crmlib.campaigns.experiments import sample_for_power, smallest_effect
from crmlib.campaigns.funnel import draw_assumptions, profit_swings, show_assumptions, show_profit
from crmlib.campaigns.simulated import simulate_campaign, toy_guests, toy_trial

__all__ = [
    # effects
    "campaign_windows",
    "mean_answers",
    "weekly_gaps",
    "trial_effect",
    # experiments
    "sample_for_power",
    "smallest_effect",
    # funnel
    "show_assumptions",
    "draw_assumptions",
    "show_profit",
    "profit_swings",
    # Made up
    "simulate_campaign",
    "toy_guests",
    "toy_trial",
]
