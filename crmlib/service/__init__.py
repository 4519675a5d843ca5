"""Complaints: case files, their deadlines and causes, the desk."""

from crmlib.service.complaints import ComplaintCase, cause_list, deadline_report, open_list
from crmlib.service.desk import run_desk

__all__ = [
    # complaints
    "ComplaintCase",
    "open_list",
    "deadline_report",
    "cause_list",
    # desk
    "run_desk",
]
