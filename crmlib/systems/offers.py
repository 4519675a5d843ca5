"""What to suggest to whom, from what the systems know of a person."""

import pandas as pd

from crmlib.core import (
    Fraction,
    Ids,
    Rng,
    Texts,
    checked,
    missing_allowed,
    table,
    values,
)

__all__ = ["suggested_goods", "damaged_links"]


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
        Name "suggested". Ties, and people of whom nothing is known, get the good that stands most
        often in all events; of two such, the first by name.

    Raises
    ------
    ValueError
        If no event names a good.

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
    sold = named["good"].astype(str).value_counts().sort_index()
    sold = sold.sort_values(ascending=False, kind="stable")
    known = named.dropna(subset=["seen_as"]).merge(links, on="seen_as")
    counts = known.groupby(["person_id", "good"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(index=pd.Index(people), columns=sold.index, fill_value=0)
    return counts.idxmax(axis=1).rename("suggested")


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
        All links; those that were drawn have changed owners in a ring.

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
