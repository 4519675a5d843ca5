"""Projects: hand-overs, late money, published failure rates, causes that hang together, steps."""

from crmlib.projects.cash import ProjectTerms, payback_month, project_cash
from crmlib.projects.hand_overs import count_hand_overs
from crmlib.projects.marks import guess_chances, mark_quarters, self_check
from crmlib.projects.plots import plot_links, plot_outcomes, plot_tree
from crmlib.projects.rates import published_rates
from crmlib.projects.review import benefit_table, benefit_tree, course_places, textbook_tree
from crmlib.projects.simulated import (
    named_causes,
    simulate_learners,
    simulate_risks,
    toy_ratings,
)
from crmlib.projects.steps import project_summary, step_values, stop_after_bad

__all__ = [
    # hand-overs, cash flow, failure rates, steps (first sitting)
    "count_hand_overs",
    "ProjectTerms",
    "project_cash",
    "payback_month",
    "published_rates",
    "step_values",
    "stop_after_bad",
    "project_summary",
    # map, benefits (second sitting)
    "textbook_tree",
    "course_places",
    "benefit_table",
    "benefit_tree",
    # marks
    "guess_chances",
    "self_check",
    "mark_quarters",
    # Pictures
    "plot_links",
    "plot_outcomes",
    "plot_tree",
    # Made up
    "named_causes",
    "simulate_risks",
    "toy_ratings",
    "simulate_learners",
]
