"""Whether chances foretold come true: in tenths."""

import pandas as pd

from crmlib.core import Flags, Fractions, checked, values, whole

__all__ = ["calibration_table"]


@checked(paired=("chance", "seen"))
def calibration_table(
    chance: values(Fractions), seen: values(Flags), *, n_bins: whole(2, 100) = 10
) -> pd.DataFrame:
    """Return by bin (1 the least likely) n, foretold (mean chance), seen (share), low, high."""
    raise NotImplementedError
