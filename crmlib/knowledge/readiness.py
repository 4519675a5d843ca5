"""A checklist of conditions that wait for each other: which can be met next."""

import pandas as pd

from crmlib.core import Flags, Texts, checked, filled, missing_allowed

__all__ = ["next_steps"]


@checked
def next_steps(
    checklist: filled(condition=Texts, waits_for=missing_allowed(Texts), is_met=Flags),
) -> pd.DataFrame:
    """Return the open conditions, and whether each can be met now.

    Use it on a list of conditions of which some wait for others.

    Parameters
    ----------
    checklist : DataFrame
        One row per condition, with condition, waits_for (another condition, missing if there is
        none) and is_met.

    Returns
    -------
    DataFrame
        The rows that are not met, with `is_next`: True if what it waits for is met.

    Raises
    ------
    ValueError
        If a condition stands there twice, waits for one that is not on the list, or waits in a
        circle, so that it could never be met.

    Examples
    --------
    >>> checklist = pd.DataFrame({
    ...     "condition": ["network", "certificate", "payment"],
    ...     "waits_for": [None, "network", "certificate"],
    ...     "is_met": [True, False, False],
    ... })
    >>> next_steps(checklist)[["condition", "is_next"]].values.tolist()
    [['certificate', True], ['payment', False]]
    """
    names = checklist["condition"].astype(object)
    waits = checklist["waits_for"].astype(object)
    if names.duplicated().any():
        raise ValueError(
            f"`checklist` must have each condition once; got {names[names.duplicated()].iloc[0]!r} "
            "twice."
        )
    unknown = waits[waits.notna() & ~waits.isin(names)]
    if len(unknown):
        raise ValueError(
            f"`checklist` must have only conditions of the list in `waits_for`; got "
            f"{unknown.iloc[0]!r}."
        )
    can_come = names[waits.isna()]
    for _ in names:
        can_come = names[waits.isna() | waits.isin(can_come)]
    if len(stuck := names[~names.isin(can_come)]):
        raise ValueError(
            f"`checklist` must have no circle in `waits_for`; got one around {stuck.iloc[0]!r}."
        )
    met = names[checklist["is_met"]]
    is_next = waits.isna() | waits.isin(met)
    return checklist.assign(is_next=is_next)[~checklist["is_met"]]
