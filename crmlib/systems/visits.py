"""Visits in the field: which of them one person can make in a day."""

import pandas as pd

from crmlib.core import Ids, Numbers, checked, filled

__all__ = ["visit_schedule"]


@checked
def visit_schedule(visits: filled(visit_id=Ids, begins=Numbers, ends=Numbers)) -> pd.DataFrame:
    """Return which visits one person makes, as many as can be made.

    Use it to plan a day whose visits overlap.

    Parameters
    ----------
    visits : DataFrame, one row per visit
        visit_id, begins and ends (hours).

    Returns
    -------
    DataFrame, in the order of ends
        The same with a column is_made (bool). Index as given.

    Raises
    ------
    ValueError
        If a visit ends before it begins, or as it begins, or stands there twice.

    Notes
    -----
    Always the visit that ends first, among those that begin when the last one has ended: no other
    choice makes more visits. The way between two visits takes no time.

    Examples
    --------
    >>> visits = pd.DataFrame({"visit_id": ["A", "B", "C"], "begins": [9, 10, 12],
    ...                        "ends": [17, 12, 14]})
    >>> made = visit_schedule(visits)
    >>> made.loc[made["is_made"], "visit_id"].tolist()
    ['B', 'C']
    """
    bad = visits["ends"] <= visits["begins"]
    if bad.any():
        raise ValueError(f"`visits` must end after they begin; got {bad.sum()} that don't.")
    if (twice := visits["visit_id"].duplicated()).any():
        first = visits.loc[twice, "visit_id"].iloc[0]
        raise ValueError(f"`visits` must name each visit once; got {first!r} again.")
    in_order = visits.sort_values(["ends", "begins", "visit_id"], kind="stable")
    free_from, is_made = -float("inf"), []
    for begins, ends in zip(in_order["begins"], in_order["ends"], strict=True):
        is_made.append(begins >= free_from)
        if is_made[-1]:
            free_from = ends
    return in_order.assign(is_made=is_made)
