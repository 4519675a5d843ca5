"""The package that all notebooks call: one package per topic, named as the chapters name it."""

from crmlib.paths import course_root, work_folder

__all__ = [
    # paths
    "course_root",
    "work_folder",
]
