"""crmlib"""

from crmlib.paths import course_root

__all__ = [
    # paths
    "course_root",
]
