"""What every other package stands on: checks, contracts, intervals, likelihood, paths."""

from crmlib.core.checks import (
    require_amount,
    require_choice,
    require_columns,
    require_fit,
    require_fraction,
    require_kind,
    require_no_missing,
    require_number,
    require_rng,
    require_units,
    require_whole,
)
from crmlib.core.frames import query_frames
from crmlib.core.intervals import normal_quantile, require_level, share_interval
from crmlib.core.likelihood import most_likely

__all__ = [
    # checks
    "require_columns",
    "require_no_missing",
    "require_number",
    "require_fraction",
    "require_amount",
    "require_whole",
    "require_units",
    "require_choice",
    "require_rng",
    "require_kind",
    "require_fit",
    # frames
    "query_frames",
    # intervals
    "share_interval",
    "normal_quantile",
    "require_level",
    # likelihood
    "most_likely",
]
