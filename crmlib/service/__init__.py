"""Service: complaints and their desk, a contact centre, a robot with prepared answers."""

from crmlib.service.centre import queue_path, run_calls, run_centre, service_report
from crmlib.service.channels import channel_plan
from crmlib.service.complaints import ComplaintCase, cause_list, deadline_report, open_list
from crmlib.service.desk import run_desk
from crmlib.service.planning import half_hours, run_plan, staff_plan
from crmlib.service.plots import plot_staffing, plot_threshold_costs
from crmlib.service.queueing import agents_needed, erlang_a, erlang_c
from crmlib.service.robots import (
    ContactCosts,
    judged_answers,
    match_scores,
    robot_replies,
    threshold_costs,
)
from crmlib.service.simulated import (
    simulate_callers,
    simulate_contacts,
    simulate_days,
    toy_callers,
)

__all__ = [
    # complaints
    "ComplaintCase",
    "open_list",
    "deadline_report",
    "cause_list",
    # desk
    "run_desk",
    # queueing
    "erlang_c",
    "erlang_a",
    "agents_needed",
    # centre
    "run_calls",
    "run_centre",
    "service_report",
    "queue_path",
    # planning
    "half_hours",
    "staff_plan",
    "run_plan",
    # pictures
    "plot_staffing",
    # made up
    "simulate_callers",
    "simulate_days",
    "simulate_contacts",
    "toy_callers",
    # robots
    "match_scores",
    "robot_replies",
    "judged_answers",
    "ContactCosts",
    "threshold_costs",
    "plot_threshold_costs",
    # channels
    "channel_plan",
]
