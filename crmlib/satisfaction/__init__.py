"""Satisfaction: what is promised and felt, what delights, who answers a survey."""

from crmlib.satisfaction.expectation import Offer, lever_effects, promise_curve
from crmlib.satisfaction.kano import kano_categories
from crmlib.satisfaction.plots import plot_promise_and_quality
from crmlib.satisfaction.simulated import simulate_response, simulate_users

__all__ = [
    # expectation
    "Offer",
    "promise_curve",
    "lever_effects",
    # kano
    "kano_categories",
    # Pictures
    "plot_promise_and_quality",
    # Made up
    "simulate_users",
    "simulate_response",
]
