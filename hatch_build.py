"""What a wheel holds beside the code, so that it works without a checkout."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["CourseFiles"]

# In crmlib/_course they stand as in the checkout; claims.csv is all that chapters/ gives here.
FILES = ("chapters/claims.csv", "datasets", "notebooks", "requirements.txt")


class CourseFiles(BuildHookInterface):
    """Put the course's files into the wheel; an editable install finds them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to what is built, before it is built."""
        if version == "standard":
            build_data["force_include"] |= {name: f"crmlib/_course/{name}" for name in FILES}
