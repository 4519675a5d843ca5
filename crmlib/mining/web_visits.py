"""A web shop's visitors: sessions from clicks, types of behaviour, groups of buyers, campaigns."""

import numpy as np
import pandas as pd

from crmlib.campaigns import trial_effect
from crmlib.core import (
    Amounts,
    Count,
    Counts,
    Date,
    Dates,
    Flags,
    Ids,
    Numbers,
    Texts,
    checked,
    filled,
    missing_allowed,
    number,
    table,
)
from crmlib.segmentation import segment_labels
from crmlib.value import rfm_table

__all__ = [
    "sessions",
    "session_features",
    "behaviour_types",
    "shopper_groups",
    "campaign_effects",
]

CLICK = {
    "visitor_id": Ids,
    "account_id": missing_allowed(Ids),
    "clicked_at": Dates,
    "page": Texts,
}
Sessions = table(
    n_clicks=Counts,
    n_searches=Counts,
    n_products=Counts,
    seconds_per_click=missing_allowed(Amounts),
)
Orders = filled(customer_id=Ids, order_id=Ids, order_date=Dates, amount=Amounts)
# A gap of less than a microsecond, or of a lifetime, is none.
LEAST_GAP, LONGEST_GAP = 1e-8, 5e7


@checked
def sessions(
    clicks: table(**CLICK), *, gap_minutes: number(LEAST_GAP, LONGEST_GAP) = 30.0
) -> pd.DataFrame:
    """Return the clicks with the number of the session that each belongs to.

    Use it first: a log knows clicks, not visits. The 30 minutes are a custom, so try others.

    Parameters
    ----------
    clicks : DataFrame, one row per click
        Columns `visitor_id`, `account_id` (may be missing), `clicked_at` (datetimes), `page`.
    gap_minutes : float
        A session ends when more than this passes without a click; above 0.

    Returns
    -------
    DataFrame, one row per click
        All columns, sorted by visitor and time, and session_id (int64, from 1 in that order).

    Notes
    -----
    Two clicks of one visitor belong together if no pause between them is longer than the gap.

    References
    ----------
    Catledge, L. D. and Pitkow, J. E. (1995), Characterizing browsing strategies in the World-Wide
    Web, Computer Networks and ISDN Systems 27, 1065-1073: 25.5 minutes, rounded to 30 by custom.

    Examples
    --------
    >>> times = pd.to_datetime(["2024-01-01 09:00", "2024-01-01 09:30", "2024-01-01 10:01"])
    >>> clicks = pd.DataFrame({"visitor_id": 1, "account_id": "A1", "clicked_at": times})
    >>> sessions(clicks.assign(page="browse"))["session_id"].tolist()
    [1, 1, 2]
    """
    visits = clicks.sort_values(["visitor_id", "clicked_at"], kind="stable", ignore_index=True)
    pause = visits["clicked_at"].diff() > pd.Timedelta(minutes=gap_minutes)
    begins = pause | ~visits["visitor_id"].duplicated()
    return visits.assign(session_id=begins.cumsum())


@checked
def session_features(visits: table(session_id=Ids, **CLICK)) -> pd.DataFrame:
    """Return one row per session: time stayed, clicks, searches, and what came of it.

    Use it to describe visitors of whom nothing but their clicks is known.

    Parameters
    ----------
    visits : DataFrame, one row per click
        As from `sessions`.

    Returns
    -------
    DataFrame, one row per session
        Index `session_id`; visitor_id, account_id (the first seen in it; missing if none is),
        started_at; n_clicks, n_searches, n_products, n_baskets (int64); ordered (bool);
        dwell_seconds (from the first to the last click) and seconds_per_click (NaN for a session
        of one click).

    Notes
    -----
    seconds_per_click = dwell_seconds / (n_clicks - 1): how long the last page was looked at is
    in no log, so every stay is too short by that.

    Examples
    --------
    >>> times = pd.to_datetime(["2024-01-01 09:00", "2024-01-01 09:02"])
    >>> visits = pd.DataFrame({"session_id": 1, "visitor_id": 7, "account_id": "A7"}, index=[0, 1])
    >>> visits = visits.assign(clicked_at=times, page=["search", "product"])
    >>> session_features(visits)["dwell_seconds"].to_dict()
    {1: 120.0}
    """
    visits = visits.astype({"page": str})
    pages = pd.crosstab(visits["session_id"], visits["page"])
    pages = pages.reindex(columns=["search", "product", "basket", "order"], fill_value=0)
    table = visits.groupby("session_id").agg(
        visitor_id=("visitor_id", "first"),
        account_id=("account_id", "first"),
        started_at=("clicked_at", "min"),
        ended_at=("clicked_at", "max"),
        n_clicks=("page", "size"),
    )
    table[["n_searches", "n_products", "n_baskets"]] = pages.iloc[:, :3]
    table["ordered"] = pages["order"] > 0
    dwell = (table.pop("ended_at") - table["started_at"]).dt.total_seconds()
    pauses = table["n_clicks"] - 1
    return table.assign(dwell_seconds=dwell, seconds_per_click=dwell / pauses.where(pauses > 0))


@checked
def behaviour_types(features: Sessions, n_types: Count) -> pd.Series:
    """Return the type of behaviour of each session, found without any label.

    Use it on the sessions of unregistered visitors; what the types mean is read off their means.

    Parameters
    ----------
    features : DataFrame, one row per session
        As from `session_features`. Orders and baskets play no part, so that they can judge.
    n_types : int
        How many types, at least 1.

    Returns
    -------
    Series of int64, one per session
        Index as in `features`, name "behaviour": 1, 2, … by falling size; 0 for sessions of one
        click, of which no time and hardly any behaviour is known.

    Raises
    ------
    ValueError
        If a session of two clicks has no seconds per click, or there are fewer of these than types.

    Notes
    -----
    k-means on four standardised features: shares of searches and of product pages, logs of 1 +
    clicks and of 1 + seconds per click.

    Examples
    --------
    >>> from crmlib.mining.simulated import simulate_clicks
    >>> clicks = simulate_clicks(200, registered_share=0.0, rng=np.random.default_rng(7))
    >>> behaviour_types(session_features(sessions(clicks)), 3).value_counts().tolist()
    [162, 127, 100]
    """
    longer = features[features["n_clicks"] > 1]
    if longer["seconds_per_click"].isna().any():
        raise ValueError(
            "`features` must have `seconds_per_click` for every session of two clicks; "
            f"got none in {longer['seconds_per_click'].isna().sum():,}."
        )
    _require_enough(longer, n_types, "n_types")
    table = longer[["n_searches", "n_products"]].div(longer["n_clicks"], axis=0)
    logs = np.log1p(longer[["n_clicks", "seconds_per_click"]])
    found = segment_labels(_standardised(table.join(logs)), n_types)
    return found.reindex(features.index, fill_value=0).rename("behaviour")


@checked
def shopper_groups(orders: Orders, n_groups: Count, *, as_of: Date) -> pd.DataFrame:
    """Return groups of registered customers by how they shop.

    Use it on account orders; anonymous visitors have none, see `behaviour_types`.

    Parameters
    ----------
    orders : DataFrame, one row per order
        Columns `customer_id`, `order_id`, `order_date`, `amount` (USD, 0 or more).
    n_groups : int
        How many groups, at least 1.
    as_of : str or Timestamp
        The day from which recency counts; no order comes after it.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; recency_days, n_orders, total_spend and usd_per_order (USD)
        and group (1, 2, … by falling size).

    Raises
    ------
    ValueError
        If an order comes after `as_of`, or there are fewer customers than groups.

    Notes
    -----
    k-means on the standardised logs of 1 + days since the last order, orders, 1 + USD per order.

    Examples
    --------
    >>> from crmlib.mining.simulated import simulate_orders
    >>> orders = simulate_orders(100, rng=np.random.default_rng(7))
    >>> shopper_groups(orders, 3, as_of="2024-12-31")["group"].value_counts().tolist()
    [47, 27, 26]
    """
    table = rfm_table(orders, as_of)
    _require_enough(table, n_groups, "n_groups")
    table = table.assign(usd_per_order=table["total_spend"] / table["n_orders"])
    scaled = _standardised(np.log1p(table[["recency_days", "n_orders", "usd_per_order"]]))
    return table.assign(group=segment_labels(scaled, n_groups))


@checked
def campaign_effects(
    trials: filled(campaign=Ids, offered=Flags, ordered=Flags, margin=Numbers),
) -> pd.DataFrame:
    """Return what each campaign changed, against its own control group.

    Use it instead of comparing the campaign's days with other days: seasons differ.

    Parameters
    ----------
    trials : DataFrame, one row per campaign and customer
        Columns `campaign`, `offered` (bool, by lot), `ordered` (bool) and `margin` (USD).

    Returns
    -------
    DataFrame, two rows per campaign
        Index `campaign`, `outcome` (ordered: share of customers; margin: USD per customer);
        offered, control (means), effect with its 95 % interval low, high.

    Raises
    ------
    ValueError
        If a campaign has fewer than two customers with or without its offer.

    Notes
    -----
    `crmlib.campaigns.trial_effect`, campaign by campaign.

    Examples
    --------
    >>> from crmlib.mining.simulated import campaign_calendar, simulate_campaign_trials
    >>> trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=np.random.default_rng(7))
    >>> campaign_effects(trials)["effect"].round(3).to_dict()[("discount", "ordered")]
    0.045
    """
    groups = trials.groupby("campaign", observed=True)
    sizes = groups["offered"].agg(["size", "sum"])
    fewest = np.minimum(sizes["sum"], sizes["size"] - sizes["sum"])
    if fewest.min() < 2:
        raise ValueError(
            "`trials` must have at least two customers with and two without the offer in each "
            f"campaign; got {fewest.min()} in {fewest.idxmin()!r}."
        )
    found = {name: trial_effect(part, ["ordered", "margin"]) for name, part in groups}
    return pd.concat(found, names=["campaign", "outcome"])


def _require_enough(rows: pd.DataFrame, n_groups: int, name: str) -> None:
    if n_groups > len(rows):
        raise ValueError(f"`{name}` must be at most {len(rows)}, the rows; got {n_groups}.")


def _standardised(table: pd.DataFrame) -> pd.DataFrame:
    spread = table.std(ddof=0)
    return (table - table.mean()) / spread.where(spread > 0, 1.0)
