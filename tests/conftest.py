"""Settings of the unit tests: the same made-up examples in every run, however slow the machine."""

from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True, database=None)
settings.load_profile("course")
