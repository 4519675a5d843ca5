"""What a learner's server reads first: this file stands in etc/jupyter/ of the class's Python."""

from crmlib.course import open_on_hub

open_on_hub(c)  # noqa: F821 - Jupyter's settings
