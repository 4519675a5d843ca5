"""A common rule for contacts: it lets one through or blocks it, and says why."""

import pandas as pd

from crmlib.core import Dates, Ids, PlainIds, checked, table, whole

__all__ = ["contact_verdicts"]


@checked
def contact_verdicts(
    contacts: table(customer_id=Ids, contact_date=Dates, sender=PlainIds), days: whole(1, 3_650)
) -> pd.DataFrame:
    """Return for each planned contact whether the rule allows it, and why not.

    Use it where several departments plan contacts with the same customers: none reaches a customer
    again before so many days have passed since the last contact *that was allowed*.

    Parameters
    ----------
    contacts : DataFrame
        One row per planned contact: customer_id, contact_date and sender (a department, a
        campaign).
    days : int
        From so many days on after an allowed contact, the next one is allowed.

    Returns
    -------
    DataFrame
        The rows of `contacts` in their order, with allowed (bool) and why (text, empty where
        allowed).

    Notes
    -----
    First come, first served: contacts of a customer are judged by date, on one day by sender. A
    blocked contact blocks nothing.

    Examples
    --------
    >>> plan = pd.DataFrame({"customer_id": ["Ann"] * 3, "sender": ["web", "shop", "web"]})
    >>> plan["contact_date"] = pd.to_datetime(["2026-03-01", "2026-03-09", "2026-03-16"])
    >>> contact_verdicts(plan, 10)["why"].tolist()
    ['', '8 days after web', '']
    """
    whys = pd.Series("", index=range(len(contacts)), dtype=object)
    last: dict = {}
    rows = contacts[["customer_id", "contact_date", "sender"]].reset_index(drop=True)
    # A day by its date: between two midnights, the clock may be set by an hour.
    rows["contact_date"] = rows["contact_date"].dt.tz_localize(None).dt.normalize()
    for place, customer, date, sender in rows.sort_values(
        ["contact_date", "sender"], kind="stable"
    ).itertuples():
        before = last.get(customer)
        since = (date - before[0]).days if before else days
        if since < days:
            whys[place] = f"{since} days after {before[1]}"
        else:
            last[customer] = (date, sender)
    why = whys.to_numpy()
    return contacts.assign(allowed=why == "", why=why)
