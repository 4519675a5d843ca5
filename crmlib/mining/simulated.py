"""Made-up bank customers, products, clicks and campaigns with planted truths: parameters ours."""

from math import erf, sqrt

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Counts,
    Flags,
    Fraction,
    Fractions,
    Rng,
    Rows,
    checked,
    filled,
    table,
    whole,
)
from crmlib.mining.sequences import EVENT_COLUMNS, FIRST_DAY, PLAN, BankPlan
from crmlib.mining.web_visits import (
    behaviour_types,
    campaign_effects,
    session_features,
    sessions,
    shopper_groups,
)

__all__ = [
    "planted_rules",
    "planted_chance",
    "simulate_credit",
    "add_leak",
    "simulate_clicks",
    "simulate_orders",
    "campaign_calendar",
    "simulate_campaign_trials",
    "simulate_bank_events",
    "web_shop_tables",
]

AGES = np.arange(20, 76)
ARREARS_AT_20, ARREARS_AT_75 = 1.0, 0.4
DEBT_POWERS = (2, 6)
INCOME_MEDIAN, INCOME_GROWTH, INCOME_SPREAD = 2.6, 0.012, 0.45
HOME_AT_20, HOME_AT_75 = 0.15, 0.80
REMINDERS_TO_BAD, REMINDERS_TO_GOOD = 2.0, 0.05
LOW, HIGH = -np.inf, np.inf
# Each leaf: per attribute the interval (above, up to), and the true share of good customers.
PUNCTUAL, LATE = (LOW, 1), (1, HIGH)
LEAVES = (
    ({"n_arrears": PUNCTUAL, "debt_ratio": (LOW, 0.4), "income_thousand": (2, HIGH)}, 0.96),
    (
        {
            "n_arrears": PUNCTUAL,
            "debt_ratio": (LOW, 0.4),
            "income_thousand": (LOW, 2),
            "employed_years": (3, HIGH),
        },
        0.86,
    ),
    (
        {
            "n_arrears": PUNCTUAL,
            "debt_ratio": (LOW, 0.4),
            "income_thousand": (LOW, 2),
            "employed_years": (LOW, 3),
        },
        0.62,
    ),
    ({"n_arrears": PUNCTUAL, "debt_ratio": (0.4, HIGH), "income_thousand": (3, HIGH)}, 0.82),
    ({"n_arrears": PUNCTUAL, "debt_ratio": (0.4, HIGH), "income_thousand": (LOW, 3)}, 0.47),
    ({"n_arrears": LATE, "owns_home": (0.5, HIGH)}, 0.56),
    ({"n_arrears": LATE, "owns_home": (LOW, 0.5)}, 0.22),
)
RULE_COLUMNS = {
    "income_thousand": Amounts,
    "employed_years": Amounts,
    "n_arrears": Counts,
    "debt_ratio": Amounts,
    "owns_home": Flags,
}
Calendar = filled(base_rate=Fractions, added_rate=Fractions, discount=Fractions, cost=Amounts)
# What is drawn for each has several rows, so that there are fewer of them.
MOST_ROWS, MOST_VISITORS, MOST_ACCOUNTS, MOST_OPENERS = 20_000_000, 500_000, 2_000_000, 10_000_000
FIRST_CLICK_DAY = pd.Timestamp("2024-01-01")
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


@checked
def planted_rules() -> pd.DataFrame:
    """Return the rules that decide in truth, one row per leaf of the planted tree.

    Use it to hold against the truth what a tree has learned.

    Returns
    -------
    DataFrame, 7 rows, best first
        rule (text, IF … THEN good or bad), customer_share (exact share of the population),
        good_share (true chance of being good), predicted (good or bad: the likelier of the two).
        Both shares are fractions.

    Notes
    -----
    customer_share = the mean over the ages 20 to 75 of the product of the attributes' chances of
    lying in the leaf's intervals: given age, the attributes are independent. The distributions
    are those of `simulate_credit`.

    References
    ----------
    Rules and parameters are ours and are declared in this module: what the source's bank asked
    its customers is lost.

    Examples
    --------
    >>> rules = planted_rules()
    >>> rules.loc[0, "rule"]
    'IF n_arrears ≤ 1 AND debt_ratio ≤ 0.4 AND income_thousand > 2 THEN good'
    >>> float(rules["customer_share"].sum().round(12))
    1.0
    """
    rows = [
        {
            "rule": f"IF {' AND '.join(_said(*item) for item in leaf.items())} THEN {_word(good)}",
            "customer_share": np.prod([_chance(*item) for item in leaf.items()], axis=0).mean(),
            "good_share": good,
            "predicted": _word(good),
        }
        for leaf, good in LEAVES
    ]
    order = {"ascending": [False, True], "ignore_index": True}
    return pd.DataFrame(rows).sort_values(["good_share", "rule"], **order)


@checked
def planted_chance(customers: table(**RULE_COLUMNS)) -> pd.Series:
    """Return each customer's true chance of being good.

    Use it as the best score that any model could reach, and for applicants of your own making.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: income_thousand (a month), employed_years, n_arrears, debt_ratio
        (a fraction), owns_home (bool). Nothing else is read, age least of all.

    Returns
    -------
    Series of float, named p_good
        In the order and with the index of `customers`, in [0, 1].

    Notes
    -----
    The good_share of the leaf of `planted_rules` to which the customer belongs; the leaves cover
    every customer once.

    References
    ----------
    The rules are ours; see `planted_rules`.

    Examples
    --------
    >>> applicant = {"income_thousand": 2.5, "employed_years": 1.0, "n_arrears": 0}
    >>> planted_chance(pd.DataFrame([applicant | {"debt_ratio": 0.1, "owns_home": False}])).item()
    0.96
    """
    columns = {name: customers[name].to_numpy() for name in RULE_COLUMNS}
    chance = np.zeros(len(customers))
    for leaf, good in LEAVES:
        inside = np.ones(len(customers), dtype=bool)
        for name, (above, up_to) in leaf.items():
            inside &= (columns[name] > above) & (columns[name] <= up_to)
        chance[inside] = good
    return pd.Series(chance, index=customers.index, name="p_good")


@checked
def simulate_credit(n_customers: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic bank customers with attributes and repayment record.

    Use it to grow a tree whose rules are known beforehand. A million rows take 20 MB.

    Parameters
    ----------
    n_customers : int
        At least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, shape (n_customers, 8), index customer_id from 1
        age_years (int16, 20 to 75), income_thousand (float32, a month), employed_years (float32),
        n_arrears (int16, late payments in the last 24 months), debt_ratio (float32, instalments
        as a fraction of income), owns_home (bool), account_digit (int16, last digit of the
        account number: tells nothing), good (bool: has repaid).

    Notes
    -----
    Age is uniform from 20 to 75. Given age the rest is independent: employed_years uniform from 0
    to age - 18; income log-normal, median 2.6 · exp(0.012 · (age - 40)), spread 0.45; n_arrears
    Poisson, mean from 1.0 at 20 falling evenly to 0.4 at 75; owns_home with a chance from 0.15
    at 20 to 0.80 at 75; debt_ratio with distribution function 1 - (1 - x²)⁶ at any age. good is
    drawn with the chance of `planted_chance`. Age stands in no rule, yet young customers do
    worse: it is a proxy. Synthetic: no bank's data stand behind it.

    References
    ----------
    Attributes and parameters are ours and are declared in this module.

    Examples
    --------
    >>> customers = simulate_credit(1000, rng=np.random.default_rng(7))
    >>> customers.shape, bool(customers["good"].mean() > 0.7)
    ((1000, 8), True)
    """
    age = rng.integers(AGES[0], AGES[-1] + 1, n_customers, dtype=np.int16)
    since_20 = (age - AGES[0]).astype(int)
    a, b = DEBT_POWERS
    noise = rng.standard_normal(n_customers, dtype=np.float32) * np.float32(INCOME_SPREAD)
    debt = (1 - (1 - rng.random(n_customers)) ** (1 / b)) ** (1 / a)
    customers = pd.DataFrame(
        {
            "age_years": age,
            "income_thousand": _median_income().astype(np.float32)[since_20] * np.exp(noise),
            "employed_years": rng.random(n_customers, dtype=np.float32) * (age - np.int16(18)),
            "n_arrears": rng.poisson(_mean_arrears()[since_20]).astype(np.int16),
            "debt_ratio": debt.astype(np.float32),
            "owns_home": rng.random(n_customers) < _home_share()[since_20],
            "account_digit": rng.integers(0, 10, n_customers, dtype=np.int16),
        },
        index=pd.RangeIndex(1, n_customers + 1, name="customer_id"),
    )
    return customers.assign(good=rng.random(n_customers) < planted_chance(customers).to_numpy())


@checked
def add_leak(customers: table(good=Flags), *, rng: Rng) -> pd.DataFrame:
    """Return the customers with an attribute that is known only after the outcome.

    Use it to see a model that is too good to be true: reminders are sent after a default, so
    nobody who applies has any.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: good (bool), and any other columns.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        All columns of `customers` and n_reminders (int16), a new table.

    Notes
    -----
    n_reminders = 1 + Poisson(2) for customers who are not good, Poisson(0.05) for the good.

    References
    ----------
    Kaufman, S., Rosset, S., Perlich, C. and Stitelman, O. (2012), Leakage in data mining:
    formulation, detection, and avoidance, ACM Transactions on Knowledge Discovery from Data
    6(4), article 15. The parameters are ours.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> customers = add_leak(simulate_credit(1000, rng=rng), rng=rng)
    >>> int(customers.loc[~customers["good"], "n_reminders"].min())
    1
    """
    bad = ~customers["good"].to_numpy()
    sent = bad + rng.poisson(np.where(bad, REMINDERS_TO_BAD, REMINDERS_TO_GOOD))
    return customers.assign(n_reminders=sent.astype(np.int16))


@checked
def simulate_clicks(
    n_visitors: whole(1, MOST_VISITORS), *, registered_share: Fraction = 0.4, rng: Rng
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
    kind = rng.choice(len(VISITORS), n_visitors, p=VISITORS["share"])
    names = pd.Series([f"A{v:05d}" for v in range(n_visitors)])
    account = names.where(rng.random(n_visitors) < registered_share).to_numpy()
    visitor = np.repeat(np.arange(n_visitors), (1 + rng.poisson(1.0, n_visitors)).astype(np.intp))
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
        "clicked_at": FIRST_CLICK_DAY + pd.to_timedelta(seconds, unit="s"),
        "page": page,
        "visitor_type": planned.index.to_numpy()[session],
    }
    return pd.DataFrame(columns)


@checked
def simulate_orders(n_accounts: whole(1, MOST_ACCOUNTS), *, rng: Rng) -> pd.DataFrame:
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
    kind = rng.choice(len(SHOPPERS), n_accounts, p=SHOPPERS["share"])
    n_orders = 1 + rng.poisson(SHOPPERS["mean_orders"].to_numpy()[kind] - 1)
    account = np.repeat(np.arange(n_accounts), n_orders.astype(np.intp))
    types = SHOPPERS.iloc[kind[account]]
    days = np.floor(rng.random(len(account)) * 366 * types["active_share"].to_numpy())
    noise = rng.lognormal(-(SPREAD**2) / 2, SPREAD, len(account))
    columns = {
        "customer_id": [f"A{a:05d}" for a in account],
        "order_date": FIRST_CLICK_DAY + pd.to_timedelta(days, unit="D"),
        "amount": (types["mean_usd"].to_numpy() * noise).round(2),
        "shopper_type": types.index.to_numpy(),
    }
    orders = pd.DataFrame(columns).sort_values(
        ["customer_id", "order_date"], kind="stable", ignore_index=True
    )
    orders.insert(1, "order_id", orders.index + 1)
    return orders


@checked
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


@checked
def simulate_campaign_trials(
    n_customers: whole(4, MOST_ROWS), calendar: Calendar, *, rng: Rng
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
    ValueError
        If a campaign stands in the calendar twice, or there are more than 20 million rows to make.

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
    if not calendar.index.is_unique:
        twice = calendar.index[calendar.index.duplicated()][0]
        raise ValueError(f"`calendar` must have each campaign once; got {twice!r} twice.")
    if n_customers * len(calendar) > MOST_ROWS:
        raise ValueError(
            f"`n_customers` must be at most {MOST_ROWS // len(calendar)} for {len(calendar)} "
            f"campaigns; got {n_customers}."
        )
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


@checked
def simulate_bank_events(
    n_customers: whole(1, MOST_OPENERS), *, plan: BankPlan = PLAN, rng: Rng
) -> pd.DataFrame:
    """Return made-up dated events of a bank's products.

    Use it to see whether a rule and a wait that were planted are found again. Synthetic: no bank
    published such a table.

    Parameters
    ----------
    n_customers : int
        How many open an account, at least 1.
    plan : BankPlan
        Planted shares and waits.
    rng : numpy.random.Generator
        Draws days, cards and waits.

    Returns
    -------
    DataFrame, one row per event
        customer_id (int64, from 1), event_date (day) and product (account, cash card or credit
        card), sorted by all three. Credit cards after the last day are not in it.

    Notes
    -----
    An account is opened on a day drawn evenly. Waits are gamma with the plan's shape and mean,
    rounded to whole days, at least one.

    References
    ----------
    The course's source, item MIN-18, for the 40 % and the three months; the rest is ours.

    Examples
    --------
    >>> events = simulate_bank_events(1_000, rng=np.random.default_rng(7))
    >>> events["product"].value_counts().to_dict()
    {'account': 1000, 'cash card': 410, 'credit card': 255}
    """
    opened = rng.integers(0, plan.n_days, n_customers)
    card = rng.random(n_customers) < plan.cash_card_rate
    rate = np.where(card, plan.credit_rate_with, plan.credit_rate_without)
    credit = rng.random(n_customers) < rate
    mean = np.where(card, plan.wait_days_with, plan.wait_days_without)
    wait = np.rint(rng.gamma(plan.wait_shape, mean / plan.wait_shape)).clip(1)
    credit &= opened + wait < plan.n_days
    customer_id = np.arange(1, n_customers + 1)
    parts = {
        "account": (customer_id, opened),
        "cash card": (customer_id[card], opened[card]),
        "credit card": (customer_id[credit], (opened + wait)[credit]),
    }
    events = pd.concat(
        pd.DataFrame({"customer_id": ids, "event_date": days, "product": product})
        for product, (ids, days) in parts.items()
    )
    dates = FIRST_DAY + pd.to_timedelta(events["event_date"], unit="D")
    return events.assign(event_date=dates).sort_values(EVENT_COLUMNS, ignore_index=True)


@checked
def web_shop_tables(*, rng: Rng) -> dict[str, pd.DataFrame]:
    """Return what a web shop finds out about accounts, anonymous visits and campaigns.

    Use it to see three tasks of a commerce server done once, on a made-up shop.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws orders, clicks and lots.

    Returns
    -------
    dict of str to DataFrame
        "accounts": three groups of 1,000 accounts (n_accounts; medians of n_orders,
        usd_per_order and recency_days). "visits": three kinds of anonymous session (n_sessions;
        means of n_clicks, n_searches, n_products, seconds_per_click and ordered). "campaigns":
        two campaigns sent to one half of 20,000 customers by lot, per outcome as from
        `campaign_effects`.

    Notes
    -----
    Synthetic, with the parameters of `simulate_orders`, `simulate_clicks` and
    `campaign_calendar`. A session ends after 30 minutes without a click.

    Examples
    --------
    >>> tables = web_shop_tables(rng=np.random.default_rng(7))
    >>> {name: len(table) for name, table in tables.items()}
    {'accounts': 3, 'visits': 3, 'campaigns': 4}
    """
    accounts = shopper_groups(simulate_orders(1_000, rng=rng), 3, as_of="2024-12-31")
    groups = accounts.groupby("group")
    medians = groups[["n_orders", "usd_per_order", "recency_days"]].median()
    visits = session_features(sessions(simulate_clicks(2_000, rng=rng)))
    unknown = visits[visits["account_id"].isna()]
    kinds = unknown.groupby(behaviour_types(unknown, 3))
    means = kinds[["n_clicks", "n_searches", "n_products", "seconds_per_click", "ordered"]].mean()
    trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=rng)
    return {
        "accounts": medians.assign(n_accounts=groups.size()),
        "visits": means.assign(n_sessions=kinds.size()),
        "campaigns": campaign_effects(trials),
    }


def _said(name: str, interval: tuple[float, float]) -> str:
    above, up_to = interval
    if name == "owns_home":
        return name if above > 0 else f"NOT {name}"
    return f"{name} ≤ {up_to:g}" if above == LOW else f"{name} > {above:g}"


def _word(good_share: float) -> str:
    return "good" if good_share > 0.5 else "bad"


def _chance(name: str, interval: tuple[float, float]) -> np.ndarray:
    # The chance of lying in the interval, per age.
    return _share_up_to(name, interval[1]) - _share_up_to(name, interval[0])


def _share_up_to(name: str, value: float) -> np.ndarray:
    if not np.isfinite(value):
        return np.full(len(AGES), float(value > 0))
    if name == "n_arrears":
        mean = _mean_arrears()
        return np.exp(-mean) * (1 + mean)  # the only threshold planted is 1
    if name == "debt_ratio":
        a, b = DEBT_POWERS
        return np.full(len(AGES), 1 - (1 - value**a) ** b)
    if name == "employed_years":
        return np.minimum(1, value / (AGES - 18))
    if name == "owns_home":
        return 1 - _home_share()
    z = np.log(value / _median_income()) / INCOME_SPREAD
    return np.array([(1 + erf(deviate / sqrt(2))) / 2 for deviate in z])


def _mean_arrears() -> np.ndarray:
    return np.linspace(ARREARS_AT_20, ARREARS_AT_75, len(AGES))


def _home_share() -> np.ndarray:
    return np.linspace(HOME_AT_20, HOME_AT_75, len(AGES))


def _median_income() -> np.ndarray:
    return INCOME_MEDIAN * np.exp(INCOME_GROWTH * (AGES - 40))


def _runs(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each element its run and its place in it, from 0."""
    run = np.repeat(np.arange(len(lengths)), lengths.astype(np.intp))
    return run, np.arange(len(run)) - (np.cumsum(lengths) - lengths)[run]


def _later(run: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the running sum of the steps within each run of equal numbers."""
    total = np.cumsum(steps)
    first = np.flatnonzero(np.r_[True, run[1:] != run[:-1]])
    before = (total - steps)[first]
    return total - np.repeat(before, np.diff(np.r_[first, len(run)]).astype(np.intp))


def _pages(kind: np.ndarray, past_plain: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the page of each click; the first one past the plain ones is the basket."""
    bounds = VISITORS[PAGES].cumsum(axis=1).to_numpy()[:, :-1]
    draw = rng.random(len(kind))
    plain = np.array(PAGES)[(draw[:, None] > bounds[kind]).sum(axis=1)]
    return np.select([past_plain < 0, past_plain == 0], [plain, "basket"], "order")
