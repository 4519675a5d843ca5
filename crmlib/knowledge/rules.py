"""A rule base that fills itself: groups that stand out, judged on rows that found nothing."""

import pandas as pd

from crmlib.core import Flags, Fraction, PlainIds, checked, filled, share_interval

__all__ = ["rule_base"]


@checked
def rule_base(
    found_in: filled(group=PlainIds, churned=Flags),
    judged_on: filled(group=PlainIds, churned=Flags),
    *,
    least: Fraction,
) -> pd.DataFrame:
    """Return the groups in which many leave, and whether fresh customers confirm it.

    Use it to turn mined groups into entries with a state: proposed by one half of the customers,
    confirmed or refused by the other.

    Parameters
    ----------
    found_in, judged_on : DataFrame
        Different customers, one row each, with group and churned.
    least : float
        Share of leavers from which a group is proposed, a fraction.

    Returns
    -------
    DataFrame
        One row per proposed group (index `group`): found (share of leavers where it was proposed),
        share (on the fresh rows; NaN if none are of the group), low and high (95 % interval of that
        share), state ("confirmed" if `low` lies above the share of all fresh rows, else
        "refused"). The highest `found` first.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "group": ["monthly"] * 50 + ["yearly"] * 50,
    ...     "churned": [True] * 40 + [False] * 60,
    ... })
    >>> rule_base(rows[::2], rows[1::2], least=0.5)[["found", "state"]].to_dict("index")
    {'monthly': {'found': 0.8, 'state': 'confirmed'}}
    """
    shares = found_in.groupby("group")["churned"].mean()
    proposed = shares[shares >= least].rename("found")
    overall = judged_on["churned"].mean()
    rows = []
    for group in proposed.index:
        fresh = judged_on.loc[judged_on["group"] == group, "churned"]
        row = {"share": float("nan"), "low": float("nan"), "high": float("nan")}
        if len(fresh):
            row = share_interval(int(fresh.sum()), len(fresh)).to_dict()
        state = "confirmed" if row["low"] > overall else "refused"
        rows.append({key: row[key] for key in ("share", "low", "high")} | {"state": state})
    columns = ["share", "low", "high", "state"]
    judged = pd.DataFrame(rows, index=proposed.index, columns=columns)
    table = pd.concat([proposed, judged], axis=1).reset_index()
    return table.sort_values(["found", "group"], ascending=[False, True]).set_index("group")
