"""Satisfaction as a number: scores, surveys and their weights, expectation."""

from crmlib.satisfaction.expectation import (
    Offer,
    gap_value,
    lever_effects,
    promise_curve,
    surprise_path,
)
from crmlib.satisfaction.kano import kano_categories, kano_coefficients, kano_evaluation
from crmlib.satisfaction.plots import plot_promise, plot_promise_and_quality
from crmlib.satisfaction.scores import (
    cronbach_alpha,
    csat,
    gap_scores,
    importance_performance,
    nps,
    sample_size,
    satisfaction_index,
)
from crmlib.satisfaction.simulated import (
    simulate_answers,
    simulate_judgement,
    simulate_response,
    simulate_users,
    skip_answers,
    survey_items,
    user_groups,
)
from crmlib.satisfaction.weighting import (
    REGISTRATION_STEPS,
    cell_weights,
    drop_off,
    resample_weighted,
    weighted_share,
)

__all__ = [
    # expectation
    "gap_value",
    "surprise_path",
    "Offer",
    "promise_curve",
    "lever_effects",
    # scores
    "csat",
    "nps",
    "sample_size",
    "cronbach_alpha",
    "gap_scores",
    "satisfaction_index",
    "importance_performance",
    # kano
    "kano_evaluation",
    "kano_categories",
    "kano_coefficients",
    # weighting
    "REGISTRATION_STEPS",
    "drop_off",
    "cell_weights",
    "weighted_share",
    "resample_weighted",
    # Pictures
    "plot_promise",
    "plot_promise_and_quality",
    # Made up
    "survey_items",
    "simulate_answers",
    "skip_answers",
    "simulate_judgement",
    "user_groups",
    "simulate_users",
    "simulate_response",
]
