"""Complaints: case files, the desk, what is learned from remedies."""

from crmlib.service.complaints import (
    ComplaintCase,
    cause_list,
    complaint_steps,
    deadline_report,
    open_list,
)
from crmlib.service.desk import run_desk
from crmlib.service.remedies import compare_ways, cumulative_regret, remedy_chances
from crmlib.service.simulated import simulate_cases

__all__ = [
    # complaints
    "complaint_steps",
    "ComplaintCase",
    "open_list",
    "deadline_report",
    "cause_list",
    # desk
    "run_desk",
    # remedies
    "remedy_chances",
    "compare_ways",
    "cumulative_regret",
    # Made up
    "simulate_cases",
]
