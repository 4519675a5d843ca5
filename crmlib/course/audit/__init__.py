"""The audit of a customer base: one page that says what to do, and what stands behind it."""

from crmlib.course.audit.command import run_audit

__all__ = [
    "run_audit",
]
