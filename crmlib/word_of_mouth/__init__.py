"""What customers tell each other: recommendation, complaints."""

from crmlib.word_of_mouth.bass import fit_bass
from crmlib.word_of_mouth.plots import plot_adoption, plot_balance, plot_growth, plot_referrals
from crmlib.word_of_mouth.referral import ReferralPlan
from crmlib.word_of_mouth.simulated import (
    simulate_generations,
    simulate_problems,
    simulate_tellings,
    toy_complainers,
    toy_referrals,
    toy_tellings,
)
from crmlib.word_of_mouth.tellers import means_if_medians, tail_table, telling_shapes
from crmlib.word_of_mouth.tellings import PurchaseResponses

__all__ = [
    # bass
    "fit_bass",
    # referral
    "ReferralPlan",
    # tellers
    "telling_shapes",
    "means_if_medians",
    "tail_table",
    # tellings
    "PurchaseResponses",
    # Pictures
    "plot_balance",
    "plot_growth",
    "plot_adoption",
    "plot_referrals",
    # Made up
    "simulate_problems",
    "simulate_generations",
    "simulate_tellings",
    "toy_complainers",
    "toy_tellings",
    "toy_referrals",
]
