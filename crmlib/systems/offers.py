"""What to suggest to whom, from what the systems know of a person."""

import pandas as pd

from crmlib.core import (
    Dates,
    Fraction,
    Ids,
    Rng,
    Texts,
    checked,
    missing_allowed,
    table,
    values,
    whole,
)
from crmlib.systems.card import _require_same_kind

__all__ = ["suggested_goods", "damaged_links", "split_trips"]


@checked
def suggested_goods(
    events: table(seen_as=missing_allowed(Texts), good=missing_allowed(Texts)),
    links: table(seen_as=Texts, person_id=Ids),
    people: values(Ids),
) -> pd.Series:
    """Return for each person the good that was met most often in what is known of them.

    Use it at the till: leave links out, and it shows what a system would suggest that knows less.

    Parameters
    ----------
    events : DataFrame, one row per event
        seen_as (the name on a card or an account; may be missing) and good (may be missing).
    links : DataFrame, one row per card or account
        seen_as and person_id: whose it is. May have no rows.
    people : iterable of str or int
        Who is to get a suggestion.

    Returns
    -------
    Series, one per person
        Index person_id, name "good". Ties, and people of whom nothing is known, get the good that
        stands most often in all events; of two such, the first by name.

    Raises
    ------
    ValueError
        If no event names a good, or if a card or an account has two owners.

    TypeError
        If people are numbers here and text in `links`: nothing would be known of anybody.

    Examples
    --------
    >>> events = pd.DataFrame({"seen_as": ["card 1", "card 2"], "good": ["toys", "books"]})
    >>> links = pd.DataFrame({"seen_as": ["card 1"], "person_id": ["Ann"]})
    >>> suggested_goods(events, links, ["Ann", "Bob"]).to_dict()
    {'Ann': 'toys', 'Bob': 'books'}
    """
    named = events.dropna(subset=["good"])
    if named.empty:
        raise ValueError("`events` must name a `good` in some row; got none.")
    if (twice := links["seen_as"].duplicated()).any():
        raise ValueError(
            "`links` must name the owner of each `seen_as` once; got "
            f"{links['seen_as'][twice].iloc[0]!r} twice."
        )
    _require_same_kind(pd.Index(links["person_id"]), pd.Index(people), "`links`", "`people`")
    sold = named["good"].astype(str).value_counts().sort_index()
    sold = sold.sort_values(ascending=False, kind="stable")
    known = named.dropna(subset=["seen_as"]).merge(links, on="seen_as")
    counts = known.groupby(["person_id", "good"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(
        index=pd.Index(people, name="person_id"), columns=sold.index, fill_value=0
    )
    return counts.idxmax(axis=1).rename("good")


@checked
def damaged_links(
    links: table(seen_as=Texts, person_id=Ids), share: Fraction, *, rng: Rng
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return links of which a share is lost, and links of which the same share is wrong.

    Use it to ask which of the two costs more.

    Parameters
    ----------
    links : DataFrame, one row per card or account
        seen_as and person_id: whose it is.
    share : float
        Share of the rows that are damaged, rounded to whole rows.
    rng : numpy.random.Generator
        Draws the rows.

    Returns
    -------
    lost : DataFrame
        The links without those that were drawn.
    wrong : DataFrame
        All links; those that were drawn have changed owners in a ring (one alone keeps its own).

    Examples
    --------
    >>> import numpy as np
    >>> links = pd.DataFrame({"seen_as": ["web 1", "web 2"], "person_id": ["Ann", "Bob"]})
    >>> lost, wrong = damaged_links(links, 1, rng=np.random.default_rng(14))
    >>> len(lost), wrong["person_id"].tolist()
    (0, ['Bob', 'Ann'])
    """
    drawn = rng.permutation(len(links))[: round(share * len(links))]
    owners = links["person_id"].to_numpy(copy=True)
    owners[drawn] = owners[[*drawn[1:], *drawn[:1]]]
    kept = links.reset_index(drop=True).drop(index=drawn).reset_index(drop=True)
    return kept, links.assign(person_id=owners)


@checked
def split_trips(
    baskets: table(household_id=Ids, basket_id=Ids, sold_at=Dates, item=missing_allowed(Texts)),
    n_trips: whole(2, 1_000),
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the trips before a home's last one as if two systems had seen every other of them.

    Use it to ask on real receipts what joining two halves is worth.

    Parameters
    ----------
    baskets : DataFrame, one row per item of a receipt
        household_id, basket_id, sold_at and item (missing: the row names no good); of one basket
        all rows have one home and one time.
    n_trips : int
        Trips before the last that count, from 2 on. Homes with fewer are left out.

    Returns
    -------
    events : DataFrame, one row per trip and item
        seen_as ("odd 17" or "even 17" for home 17: the last trip before is odd) and good.
    links : DataFrame, two rows per home
        seen_as and person_id: the home.
    bought : DataFrame, one row per home and item of its last trip
        person_id and good.

    Raises
    ------
    ValueError
        If no home has that many trips and one more, or rows of one basket differ in home or time.

    Examples
    --------
    >>> days = pd.to_datetime(["2017-01-01", "2017-01-02", "2017-01-03"])
    >>> baskets = pd.DataFrame({"household_id": 7, "basket_id": [1, 2, 3], "sold_at": days})
    >>> events, links, bought = split_trips(baskets.assign(item=["milk", "bread", "milk"]), 2)
    >>> events["seen_as"].tolist(), bought["good"].tolist()
    (['even 7', 'odd 7'], ['milk'])
    """
    trips = baskets[["household_id", "basket_id", "sold_at"]].drop_duplicates()
    if (twice := trips["basket_id"].duplicated()).any():
        first = trips.loc[twice, "basket_id"].iloc[0]
        raise ValueError(
            f"`baskets` must have one home and one time in a basket; got several in {first}."
        )
    trips = trips.sort_values(["sold_at", "basket_id"])
    by_home = trips.groupby("household_id", observed=True)
    is_late = by_home.cumcount(ascending=False) <= n_trips
    is_long = by_home["basket_id"].transform("size") > n_trips
    trips = trips.assign(back=by_home.cumcount(ascending=False))[is_late & is_long]
    if trips.empty:
        raise ValueError(f"`baskets` must have a home with {n_trips + 1} trips; got none.")
    items = baskets[["basket_id", "item"]].dropna().drop_duplicates()
    rows = items.merge(trips[["basket_id", "household_id", "back"]], on="basket_id")
    rows = rows.sort_values(["household_id", "back", "item"], ignore_index=True)
    rows = rows.rename(columns={"household_id": "person_id", "item": "good"})
    names = rows["back"].mod(2).map({1: "odd ", 0: "even "}) + rows["person_id"].astype(str)
    rows = rows.assign(seen_as=names, good=rows["good"].astype(str))
    before, last = rows[rows["back"] > 0], rows[rows["back"] == 0]
    links = before[["seen_as", "person_id"]].drop_duplicates(ignore_index=True)
    events = before.sort_values(["person_id", "back"], ascending=[True, False])
    bought = last[["person_id", "good"]].reset_index(drop=True)
    return events[["seen_as", "good"]].reset_index(drop=True), links, bought
