"""A web shop's visitors: sessions from clicks, types of behaviour, groups of buyers, campaigns."""

import numpy as np
import pandas as pd

from crmlib.campaigns import trial_effect
from crmlib.core import require_columns, require_no_missing, require_number
from crmlib.segmentation import segment_labels
from crmlib.value import rfm_table

__all__ = [
    "sessions",
    "session_features",
    "behaviour_types",
    "shopper_groups",
    "campaign_effects",
]

CLICK_COLUMNS = ["visitor_id", "account_id", "clicked_at", "page"]
FEATURES = ["n_clicks", "n_searches", "n_products", "seconds_per_click"]


def sessions(clicks: pd.DataFrame, *, gap_minutes: float = 30.0) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If `clicks` is not a DataFrame, its times are no datetimes or `gap_minutes` no number.
    ValueError
        If a column or a visitor, time or page is missing, or `gap_minutes` is not above 0.

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
    >>> clicks = pd.DataFrame({"visitor_id": 1, "account_id": None, "clicked_at": times})
    >>> sessions(clicks.assign(page="browse"))["session_id"].tolist()
    [1, 1, 2]
    """
    require_columns(clicks, CLICK_COLUMNS, "clicks")
    require_no_missing(clicks, ["visitor_id", "clicked_at", "page"], "clicks")
    require_number(gap_minutes, "gap_minutes", np.finfo(float).tiny)
    if not pd.api.types.is_datetime64_any_dtype(clicks["clicked_at"]):
        kind = clicks["clicked_at"].dtype
        raise TypeError(f"`clicks` must have datetimes in `clicked_at`; got {kind}.")
    visits = clicks.sort_values(["visitor_id", "clicked_at"], kind="stable", ignore_index=True)
    pause = visits["clicked_at"].diff() > pd.Timedelta(minutes=gap_minutes)
    begins = pause | visits["visitor_id"].ne(visits["visitor_id"].shift())
    return visits.assign(session_id=begins.cumsum())


def session_features(visits: pd.DataFrame) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If `visits` is not a DataFrame.
    ValueError
        If a column, or a session, visitor, time or page, is missing.

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
    require_columns(visits, ["session_id", *CLICK_COLUMNS], "visits")
    require_no_missing(visits, ["session_id", "visitor_id", "clicked_at", "page"], "visits")
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


def behaviour_types(features: pd.DataFrame, n_types: int) -> pd.Series:
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
    TypeError
        If `features` is not a DataFrame or `n_types` not whole.
    ValueError
        If a column or a count is missing, or there are fewer sessions of two clicks than types.

    Notes
    -----
    k-means on four standardised features: shares of searches and of product pages, logs of 1 +
    clicks and of 1 + seconds per click.

    Examples
    --------
    >>> from crmlib.mining import simulate_clicks
    >>> clicks = simulate_clicks(200, registered_share=0.0, rng=np.random.default_rng(7))
    >>> behaviour_types(session_features(sessions(clicks)), 3).value_counts().tolist()
    [162, 127, 100]
    """
    require_columns(features, FEATURES, "features")
    require_no_missing(features, FEATURES[:3], "features")
    longer = features[features["n_clicks"] > 1]
    table = longer[["n_searches", "n_products"]].div(longer["n_clicks"], axis=0)
    logs = np.log1p(longer[["n_clicks", "seconds_per_click"]])
    found = segment_labels(_standardised(table.join(logs)), n_types)
    return found.reindex(features.index, fill_value=0).rename("behaviour")


def shopper_groups(
    orders: pd.DataFrame, n_groups: int, *, as_of: str | pd.Timestamp
) -> pd.DataFrame:
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
    TypeError
        If `orders` is not a DataFrame, a column of the wrong kind, or `n_groups` not whole.
    ValueError
        If a column or value is missing, an amount is negative, an order comes after `as_of`, or
        there are fewer different customers than groups.

    Notes
    -----
    k-means on the standardised logs of 1 + days since the last order, orders, 1 + USD per order.

    Examples
    --------
    >>> from crmlib.mining import simulate_orders
    >>> orders = simulate_orders(100, rng=np.random.default_rng(7))
    >>> shopper_groups(orders, 3, as_of="2024-12-31")["group"].value_counts().tolist()
    [47, 27, 26]
    """
    table = rfm_table(orders, as_of)
    table = table.assign(usd_per_order=table["total_spend"] / table["n_orders"])
    scaled = _standardised(np.log1p(table[["recency_days", "n_orders", "usd_per_order"]]))
    return table.assign(group=segment_labels(scaled, n_groups))


def campaign_effects(trials: pd.DataFrame) -> pd.DataFrame:
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
    TypeError
        If `trials` is not a DataFrame or `offered` does not hold bools.
    ValueError
        If there is no row, a column or value is missing, or a group has fewer than two customers.

    Notes
    -----
    `crmlib.lifecycle.trial_effect`, campaign by campaign.

    Examples
    --------
    >>> from crmlib.mining import campaign_calendar
    >>> from crmlib.mining import simulate_campaign_trials
    >>> trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=np.random.default_rng(7))
    >>> campaign_effects(trials)["effect"].round(3).to_dict()[("discount", "ordered")]
    0.045
    """
    outcomes = ["ordered", "margin"]
    require_columns(trials, ["campaign", "offered", *outcomes], "trials")
    require_no_missing(trials, ["campaign"], "trials")
    if trials.empty:
        raise ValueError("`trials` must hold at least one campaign; got no row.")
    found = {name: trial_effect(part, outcomes) for name, part in trials.groupby("campaign")}
    return pd.concat(found, names=["campaign", "outcome"])


def _standardised(table: pd.DataFrame) -> pd.DataFrame:
    spread = table.std(ddof=0)
    return (table - table.mean()) / spread.where(spread > 0, 1.0)
