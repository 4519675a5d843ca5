"""The audit of a customer base: one page that says what to do, and what stands behind it."""

from crmlib.course.audit.command import run_audit
from crmlib.course.audit.report import audit_report, customer_audit

__all__ = [
    "customer_audit",
    "audit_report",
    "run_audit",
]
