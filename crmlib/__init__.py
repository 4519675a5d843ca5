"""The package that all notebooks call: one package per topic, named as the chapters name it."""

import os

from crmlib.paths import course_root, work_folder

__all__ = [
    # paths
    "course_root",
    "work_folder",
]

# Threads of scikit-learn sleep while they wait for each other: where there are fewer processors
# than threads, a k-means of milliseconds otherwise takes seconds. Set before it is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
