"""The learner's machine and copies: doctor and workspace."""

from crmlib.course.doctor import diagnose, verdict
from crmlib.course.workspace import fresh_copy, make_copies

__all__ = [
    # doctor
    "diagnose",
    "verdict",
    # workspace
    "fresh_copy",
    "make_copies",
]
