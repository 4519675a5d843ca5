"""A robot goes over a small offline web, link by link."""

import pandas as pd

from crmlib.core import Text, Texts, checked, filled, labels, missing_allowed

__all__ = ["crawl"]


@checked
def crawl(
    pages: filled(
        address=Texts,
        text=Texts,
        links=missing_allowed(Texts),
        robots=labels("allowed", "forbidden"),
    ),
    start: Text = "/",
) -> pd.DataFrame:
    """Return what a robot meets that follows every link once, in its order.

    Use it to fill a search engine's store, and to see what nobody can reach.

    Parameters
    ----------
    pages : DataFrame
        One row per page: address, text, links (addresses with a space between) and robots
        (allowed or forbidden).
    start : str
        The address at which the robot begins.

    Returns
    -------
    DataFrame
        One row per address met: address, depth (links from the start), found_on (the page whose
        link led there; empty at the start) and status: stored, duplicate (its text is stored
        already), forbidden (not read, so its links aren't followed) or dead (no such page).

    Raises
    ------
    ValueError
        If an address comes twice, or `start` is no address.

    Notes
    -----
    Breadth first: all pages one link away, then all two links away. An address is visited once, so
    pages that link each other do not hold the robot. What nothing links is not in the result.

    Examples
    --------
    >>> pages = pd.DataFrame({"address": ["/", "/a"], "text": ["start", "a page"]})
    >>> met = crawl(pages.assign(links=["/a /gone", "/"], robots="allowed"))
    >>> met[["address", "depth", "status"]].values.tolist()
    [['/', 0, 'stored'], ['/a', 1, 'stored'], ['/gone', 1, 'dead']]
    """
    if (twice := pages["address"].duplicated()).any():
        raise ValueError(
            f"`pages` must have each address once; got {pages['address'][twice].iloc[0]!r}."
        )
    site = pages.set_index("address")
    if start not in site.index:
        raise ValueError(f"`start` must be an address of `pages`; got {start!r}.")
    met = {start: (0, "")}
    rows, texts, queue = [], set(), [start]
    for address in queue:
        depth, found_on = met[address]
        status = _status(site, address, texts)
        rows.append((address, depth, found_on, status))
        for link in _links(site, address) if status in ("stored", "duplicate") else ():
            if link not in met:
                met[link] = (depth + 1, address)
                queue.append(link)
    return pd.DataFrame(rows, columns=["address", "depth", "found_on", "status"])


def _status(site: pd.DataFrame, address: str, texts: set[str]) -> str:
    """Return what becomes of an address, and remember the text of a page that is stored."""
    if address not in site.index:
        return "dead"
    page = site.loc[address]
    if page["robots"] == "forbidden":
        return "forbidden"
    if page["text"] in texts:
        return "duplicate"
    texts.add(page["text"])
    return "stored"


def _links(site: pd.DataFrame, address: str) -> list[str]:
    links = site.loc[address, "links"]
    return links.split() if isinstance(links, str) else []
