"""Made-up complaints and what remedies do to them: parameters ours."""

import pandas as pd

from crmlib.core import Fractions, Rng, Rows, checked, table_of
from crmlib.service.remedies import _require_types

__all__ = [
    "simulate_cases",
]


@checked
def simulate_cases(chances: table_of(Fractions), n_cases: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic complaints with what each remedy would have achieved.

    Use it to let several ways of choosing work on the very same complaints.

    Parameters
    ----------
    chances : DataFrame
        As from `remedy_chances`.
    n_cases : int
        How many complaints, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per complaint in order of arrival: type (text, each type equally likely) and one
        bool column per remedy: would it have resolved this one?

    Raises
    ------
    ValueError
        If `chances` has no type, or one twice.

    Notes
    -----
    One uniform number per complaint decides all its columns: what a weaker remedy resolves a
    stronger one resolves, too. In a firm only the column of the remedy chosen is ever seen.

    References
    ----------
    Rubin, D. B. (1974). Estimating causal effects of treatments in randomized and nonrandomized
    studies. Journal of Educational Psychology 66(5), 688-701: potential outcomes.

    Examples
    --------
    >>> import numpy as np
    >>> from crmlib.service import remedy_chances
    >>> cases = simulate_cases(remedy_chances(), 3000, rng=np.random.default_rng(10))
    >>> cases.groupby("type")["call"].mean().round(2).to_dict()
    {'damaged can': 0.6, 'late delivery': 0.58, 'taste': 0.76}
    """
    _require_types(chances)
    kind = rng.integers(len(chances), size=n_cases)
    solved = rng.random((n_cases, 1)) < chances.to_numpy()[kind]
    types = pd.Series(chances.index.to_numpy()[kind], name="type", dtype="str")
    return pd.concat([types, pd.DataFrame(solved, columns=chances.columns)], axis=1)
