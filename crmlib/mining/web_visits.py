"""A web shop's visitors: sessions from clicks, types of behaviour, groups of buyers, campaigns."""

import numpy as np
import pandas as pd

from crmlib.core.checks import (
    require_columns,
    require_fraction,
    require_no_missing,
    require_number,
    require_rng,
    require_units,
    require_whole,
)
from crmlib.lifecycle.offers import trial_effect
from crmlib.segmentation.clusters import segment_labels
from crmlib.value.rfm import rfm_table

__all__ = [
    "simulate_clicks",
    "sessions",
    "session_features",
    "behaviour_types",
    "simulate_orders",
    "shopper_groups",
    "campaign_calendar",
    "simulate_campaign_trials",
    "campaign_effects",
]

CLICK_COLUMNS = ["visitor_id", "account_id", "clicked_at", "page"]
FEATURES = ["n_clicks", "n_searches", "n_products", "seconds_per_click"]
CAMPAIGN_RATES = ["base_rate", "added_rate", "discount"]
FIRST_DAY = pd.Timestamp("2024-01-01")
DAY_SECONDS = 24 * 3600

# Declared by us: how each type of visitor clicks (shares of pages add up to 1) and orders.
PAGES = ["browse", "search", "product"]
VISITORS = pd.DataFrame.from_dict(
    {
        "browser": [0.4, 12.0, 20.0, 0.75, 0.02, 0.23, 0.02],
        "hunter": [0.35, 7.0, 15.0, 0.1, 0.45, 0.45, 0.3],
        "comparer": [0.25, 14.0, 75.0, 0.1, 0.1, 0.8, 0.1],
    },
    orient="index",
    columns=["share", "mean_clicks", "seconds_per_page", *PAGES, "order_rate"],
)
# Declared by us: orders in the year, USD per order, and the share of the year in which they come.
SHOPPERS = pd.DataFrame.from_dict(
    {
        "regular": [0.5, 12.0, 30.0, 1.0],
        "bulk": [0.3, 4.0, 150.0, 1.0],
        "lapsed": [0.2, 1.5, 40.0, 0.4],
    },
    orient="index",
    columns=["share", "mean_orders", "mean_usd", "active_share"],
)
SPREAD = 0.3
ORDER_USD, MARGIN_SHARE = 50.0, 0.4


def simulate_clicks(
    n_visitors: int, *, registered_share: float = 0.4, rng: np.random.Generator
) -> pd.DataFrame:
    """Return made-up clicks in a web shop, by registered and by anonymous visitors.

    Use it where a shop's own log is not at hand. Synthetic: three types of visitor, ours.

    Parameters
    ----------
    n_visitors : int
        At least 1.
    registered_share : float
        Share of visitors who are logged in, whatever their type.
    rng : numpy.random.Generator
        Draws types, days, pages and times.

    Returns
    -------
    DataFrame, one row per click, sorted by visitor and time
        visitor_id (int64), account_id (text, missing for anonymous visitors), clicked_at
        (January 2024 or later), page (browse, search, product, basket, order) and visitor_type
        (the truth, which no shop has).

    Raises
    ------
    TypeError
        If `n_visitors` is not whole, `registered_share` not a number or `rng` no generator.
    ValueError
        If a number is out of range.

    Notes
    -----
    A visitor comes 1 + Poisson(1) times, on different days, and clicks 1 + Poisson times. Pauses
    are gamma with shape 2. Every order follows a basket page; as many baskets are left behind.
    Browsers (40 % of visitors) click 12 times on average, 20 seconds apart, and search with 2 %
    of the clicks; hunters (35 %) 7 times, 15 seconds, 45 %; comparers (25 %) 14 times, 75
    seconds, 10 %, and look at products with 80 %. They order in 2, 30 and 10 % of the sessions.

    Examples
    --------
    >>> clicks = simulate_clicks(100, rng=np.random.default_rng(7))
    >>> clicks["page"].value_counts().to_dict()
    {'product': 1105, 'browse': 899, 'search': 298, 'basket': 49, 'order': 24}
    """
    require_whole(n_visitors, "n_visitors", low=1)
    require_fraction(registered_share, "registered_share")
    require_rng(rng)
    kind = rng.choice(len(VISITORS), n_visitors, p=VISITORS["share"])
    names = pd.Series([f"A{v:05d}" for v in range(n_visitors)])
    account = names.where(rng.random(n_visitors) < registered_share).to_numpy()
    visitor = np.repeat(np.arange(n_visitors), 1 + rng.poisson(1.0, n_visitors))
    planned = VISITORS.iloc[kind[visitor]]
    # Of two sessions with a basket, one leaves it behind.
    draw = rng.random(len(visitor))
    ordered, left = (draw < share * planned["order_rate"].to_numpy() for share in (1, 2))
    n_plain = 1 + rng.poisson(planned["mean_clicks"].to_numpy() - 1)
    session, place = _runs(n_plain + ordered + left)
    page = _pages(kind[visitor[session]], place - n_plain[session], rng)
    start = _later(visitor, rng.integers(1, 8, len(visitor))) * DAY_SECONDS
    start += rng.integers(8 * 3600, 22 * 3600, len(visitor))
    pause = rng.gamma(2.0, planned["seconds_per_page"].to_numpy()[session] / 2)
    seconds = start[session] + _later(session, np.where(place == 0, 0, np.ceil(pause)))
    columns = {
        "visitor_id": visitor[session],
        "account_id": account[visitor[session]],
        "clicked_at": FIRST_DAY + pd.to_timedelta(seconds, unit="s"),
        "page": page,
        "visitor_type": planned.index.to_numpy()[session],
    }
    return pd.DataFrame(columns)


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


def simulate_orders(n_accounts: int, *, rng: np.random.Generator) -> pd.DataFrame:
    """Return made-up orders of registered customers.

    Use it to look for groups of shoppers where their truth is known. Synthetic, types ours.

    Parameters
    ----------
    n_accounts : int
        At least 1; each orders at least once.
    rng : numpy.random.Generator
        Draws types, days and amounts.

    Returns
    -------
    DataFrame, one row per order, sorted by customer and date
        customer_id (text, as `account_id`), order_id (int64), order_date (a day of 2024), amount
        (USD) and shopper_type (regular, bulk or lapsed: the truth).

    Raises
    ------
    TypeError
        If `n_accounts` is not whole or `rng` no generator.
    ValueError
        If `n_accounts` is below 1.

    Notes
    -----
    Half are regular (12 orders of 30 USD on average), 30 % bulk (4 of 150), 20 % lapsed (1.5 of
    40, none after May). Amounts are lognormal.

    Examples
    --------
    >>> orders = simulate_orders(100, rng=np.random.default_rng(7))
    >>> orders.groupby("shopper_type")["customer_id"].nunique().to_dict()
    {'bulk': 30, 'lapsed': 20, 'regular': 50}
    """
    require_whole(n_accounts, "n_accounts", low=1)
    require_rng(rng)
    kind = rng.choice(len(SHOPPERS), n_accounts, p=SHOPPERS["share"])
    n_orders = 1 + rng.poisson(SHOPPERS["mean_orders"].to_numpy()[kind] - 1)
    account = np.repeat(np.arange(n_accounts), n_orders)
    types = SHOPPERS.iloc[kind[account]]
    days = np.floor(rng.random(len(account)) * 366 * types["active_share"].to_numpy())
    noise = rng.lognormal(-(SPREAD**2) / 2, SPREAD, len(account))
    columns = {
        "customer_id": [f"A{a:05d}" for a in account],
        "order_date": FIRST_DAY + pd.to_timedelta(days, unit="D"),
        "amount": (types["mean_usd"].to_numpy() * noise).round(2),
        "shopper_type": types.index.to_numpy(),
    }
    orders = pd.DataFrame(columns).sort_values(
        ["customer_id", "order_date"], kind="stable", ignore_index=True
    )
    orders.insert(1, "order_id", orders.index + 1)
    return orders


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
    >>> orders = simulate_orders(100, rng=np.random.default_rng(7))
    >>> shopper_groups(orders, 3, as_of="2024-12-31")["group"].value_counts().tolist()
    [47, 27, 26]
    """
    table = rfm_table(orders, as_of)
    table = table.assign(usd_per_order=table["total_spend"] / table["n_orders"])
    scaled = _standardised(np.log1p(table[["recency_days", "n_orders", "usd_per_order"]]))
    return table.assign(group=segment_labels(scaled, n_groups))


def campaign_calendar() -> pd.DataFrame:
    """Return two made-up campaigns with what is planted in them.

    Use it as it stands, or with other numbers, for `simulate_campaign_trials`.

    Returns
    -------
    DataFrame, one row per campaign
        Index `campaign` (advertisement, discount); start_date and end_date (days); base_rate
        (share who would order in these days anyway), added_rate (what the campaign adds to it),
        discount (fraction of the price), cost (USD per customer reached). All ours.

    Examples
    --------
    >>> campaign_calendar()["added_rate"].to_dict()
    {'advertisement': 0.01, 'discount': 0.04}
    """
    return pd.DataFrame(
        {
            "start_date": pd.to_datetime(["2024-05-06", "2024-11-04"]),
            "end_date": pd.to_datetime(["2024-05-19", "2024-11-17"]),
            "base_rate": [0.05, 0.08],
            "added_rate": [0.01, 0.04],
            "discount": [0.0, 0.25],
            "cost": [0.1, 0.0],
        },
        index=pd.Index(["advertisement", "discount"], name="campaign"),
    )


def simulate_campaign_trials(
    n_customers: int, calendar: pd.DataFrame, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Return made-up outcomes of campaigns that half of the customers get, by lot.

    Use it to see whether a planted effect is found, and none where none is planted.

    Parameters
    ----------
    n_customers : int
        At least 4; all take part in each campaign, offered or as control, by a fresh draw.
    calendar : DataFrame, one row per campaign
        As from `campaign_calendar`.
    rng : numpy.random.Generator
        Draws groups, orders and amounts.

    Returns
    -------
    DataFrame, one row per campaign and customer
        campaign (text), customer_id (int64), offered and ordered (bool), margin (USD of the
        campaign's days: order less goods, discount and cost of the campaign).

    Raises
    ------
    TypeError
        If `calendar` is not a DataFrame, a number is of the wrong kind or `rng` no generator.
    ValueError
        If a column is missing, a rate is no fraction, a cost is negative, or there are fewer
        than four customers.

    Notes
    -----
    An offered customer orders with the chance base_rate + added_rate (1 at most), the others
    with base_rate. An order is lognormal with mean 50 USD, of which 40 % is margin; a discount
    comes out of the margin, for those too who would have ordered anyway.

    Examples
    --------
    >>> trial = simulate_campaign_trials(1_000, campaign_calendar(), rng=np.random.default_rng(7))
    >>> trial.groupby("campaign")["offered"].sum().to_dict()
    {'advertisement': 500, 'discount': 500}
    """
    require_whole(n_customers, "n_customers", low=4)
    require_columns(calendar, [*CAMPAIGN_RATES, "cost"], "calendar")
    for name in CAMPAIGN_RATES:
        for rate in calendar[name]:
            require_fraction(rate, f"calendar.{name}")
    require_units(calendar["cost"], "calendar.cost")
    require_rng(rng)
    parts = {}
    for campaign, plan in calendar.iterrows():
        offered = rng.permutation(np.arange(n_customers) < n_customers // 2)
        ordered = rng.random(n_customers) < plan["base_rate"] + offered * plan["added_rate"]
        usd = ORDER_USD * rng.lognormal(-(SPREAD**2) / 2, SPREAD, n_customers)
        margin = ordered * usd * (MARGIN_SHARE - offered * plan["discount"])
        margin -= offered * plan["cost"]
        columns = {"offered": offered, "ordered": ordered, "margin": margin}
        customers = pd.RangeIndex(1, n_customers + 1, name="customer_id")
        parts[campaign] = pd.DataFrame(columns, customers)
    return pd.concat(parts, names=["campaign"]).reset_index()


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


def _runs(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each element its run and its place in it, from 0."""
    run = np.repeat(np.arange(len(lengths)), lengths)
    return run, np.arange(len(run)) - (np.cumsum(lengths) - lengths)[run]


def _later(run: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the running sum of the steps within each run of equal numbers."""
    total = np.cumsum(steps)
    first = np.flatnonzero(np.r_[True, run[1:] != run[:-1]])
    before = (total - steps)[first]
    return total - np.repeat(before, np.diff(np.r_[first, len(run)]))


def _pages(kind: np.ndarray, past_plain: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the page of each click; the first one past the plain ones is the basket."""
    bounds = VISITORS[PAGES].cumsum(axis=1).to_numpy()[:, :-1]
    draw = rng.random(len(kind))
    plain = np.array(PAGES)[(draw[:, None] > bounds[kind]).sum(axis=1)]
    return np.select([past_plain < 0, past_plain == 0], [plain, "basket"], "order")


def _standardised(table: pd.DataFrame) -> pd.DataFrame:
    spread = table.std(ddof=0)
    return (table - table.mean()) / spread.where(spread > 0, 1.0)
