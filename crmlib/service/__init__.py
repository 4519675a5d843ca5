"""Service: complaints and their desk, a robot with prepared answers, channels in a row."""

from crmlib.service.channels import channel_plan
from crmlib.service.complaints import ComplaintCase, cause_list, deadline_report, open_list
from crmlib.service.desk import run_desk
from crmlib.service.plots import plot_threshold_costs
from crmlib.service.robots import (
    ContactCosts,
    judged_answers,
    match_scores,
    robot_replies,
    threshold_costs,
)

__all__ = [
    # complaints
    "ComplaintCase",
    "open_list",
    "deadline_report",
    "cause_list",
    # desk
    "run_desk",
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
