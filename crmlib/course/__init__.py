"""The learner's machine and copies: doctor, surroundings and workspace."""

from crmlib.course.doctor import diagnose, verdict
from crmlib.course.hub import open_on_hub
from crmlib.course.surroundings import places
from crmlib.course.workspace import fresh_copy, make_copies

__all__ = [
    # doctor
    "diagnose",
    "verdict",
    # hub
    "open_on_hub",
    # surroundings
    "places",
    # workspace
    "fresh_copy",
    "make_copies",
]
