"""Lenses on cohorts: what becomes of newcomers, and what the base is made of."""

import re

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Count,
    Dates,
    Ids,
    Text,
    checked,
    choice,
    filled,
    normal_quantile,
    numbered_ids,
    plain_names,
    require_columns,
    share_interval,
)
from crmlib.value import order_age

__all__ = [
    "left_cut",
    "newcomers",
    "one_cohort",
    "cohorts_compared",
    "sales_by_cohort",
    "first_choices",
]

Orders = filled(customer_id=Ids, order_date=Dates, amount=Amounts)
Period = choice("month", "quarter", "half-year", "year")
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
LETTERS = {"quarter": "Q", "half-year": "H"}
LABEL = re.compile(r"\d{4}(?:-(?:\d\d|Q[1-4]|H[12]))?")
KINDS = {4: "year", "Q": "quarter", "H": "half-year"}
WINDOW = 30  # days; newcomers of the first window beside those of the second and third
MOST_TIMES = 1.5  # above it, the first "newcomers" were there before
LEEWAY = 3  # days without an order at the end of a month that still count as seen
NOT_SAID = "(not said)"


@checked
def left_cut(orders: Orders) -> pd.Series:
    """Return whether a table starts in the middle, by how often its first newcomers order.

    Ask it before any cohort is looked at. A table of old customers shows their next order as if
    it were their first, and cohorts made of it tell nothing.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id`, `order_date` and `amount` (currency, 0 or more), as in
        `crmlib.datasets.load_orders`. At least one row.

    Returns
    -------
    Series
        orders_first: orders per customer of the first 30 days. orders_later: orders of the
        newcomers of days 31 to 60 and 61 to 90, each in these 30 days. ratio: first ÷ later,
        NaN where nobody came later. cut: True if it is above 1.5, or nobody came later though
        the table goes on.

    Notes
    -----
    The line at 1.5 is ours: CDNOW, whose first orders are known, has a ratio of 1.0; a panel of
    grocery shoppers has 3.2. Where customers order once a year the ratio can't tell. So who
    keeps the shop should say whether the table holds its first order.

    References
    ----------
    None: the rule is ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> found = left_cut(load_orders("cdnow").orders)
    >>> round(float(found["ratio"]), 1), bool(found["cut"])
    (1.0, False)
    """
    age, (codes, customers) = order_age(orders), numbered_ids(orders["customer_id"])
    day = age.max() - age
    first = np.full(len(customers), day.max() + 1)
    np.minimum.at(first, codes, day)
    window, own = day // WINDOW, (first // WINDOW)[codes]
    n_orders = np.bincount(own[window == own], minlength=3)[:3]
    n_new = np.bincount(first // WINDOW, minlength=4)[:3]
    rates = [n_orders[0] / n_new[0], n_orders[1:].sum() / max(n_new[1:].sum(), 1)]
    later = rates[1] if n_new[1:].any() else np.nan
    cut = rates[0] > MOST_TIMES * later if n_new[1:].any() else day.max() >= 2 * WINDOW
    found = {"orders_first": rates[0], "orders_later": later, "ratio": rates[0] / later}
    return pd.Series(found | {"cut": bool(cut)}, dtype=object)


@checked
def newcomers(orders: Orders, *, period: Period = "month") -> pd.DataFrame:
    """Return when each customer came, what the first order brought, and when the next one came.

    The table behind every look at cohorts: group it by `cohort` and count.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns as in `left_cut`.
    period : {"month", "quarter", "half-year", "year"}
        Which customers belong together: who came in one such period of the calendar.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; cohort (text: 1997-01, 1997-Q1, 1997-H1 or 1997); first_date
        (a day, without a zone); first_amount (currency, all of that day); days_to_second (float,
        to the next day with an order; NaN without one); days_seen (int64, from the first order
        to the last day of the table).

    Notes
    -----
    Orders of one day are one purchase. The first order in the table is taken for the first ever.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bob", "Ann"], "amount": [20.0, 30.0, 5.0]})
    >>> orders["order_date"] = pd.to_datetime(["2024-01-05", "2024-02-20", "2024-03-03"])
    >>> newcomers(orders)[["cohort", "days_to_second", "days_seen"]].reset_index()
      customer_id   cohort  days_to_second  days_seen
    0         Ann  2024-01            58.0         58
    1         Bob  2024-02             NaN         12
    """
    age, (codes, customers) = order_age(orders), numbered_ids(orders["customer_id"])
    last, n = _last_day(orders), len(customers)
    oldest, next_age = np.full(n, -1), np.full(n, -1)
    np.maximum.at(oldest, codes, age)
    again = age < oldest[codes]
    np.maximum.at(next_age, codes[again], age[again])
    spend = np.bincount(codes[~again], orders["amount"].to_numpy(float)[~again], minlength=n)
    present = oldest >= 0
    first = last - oldest
    table = {
        "cohort": _labels(first, period),
        "first_date": first.astype("datetime64[s]"),
        "first_amount": spend,
        "days_to_second": np.where(next_age >= 0, oldest - next_age, np.nan),
        "days_seen": oldest,
    }
    return pd.DataFrame(table, index=customers)[present]


@checked
def one_cohort(orders: Orders, cohort: Text) -> pd.DataFrame:
    """Return what became of the newcomers of one period, month by month.

    The third lens: how many come back, and when, before one asks how much a newcomer may cost.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns as in `left_cut`, of the whole base, not of the cohort alone.
    cohort : str
        The period of the first order: a month such as 1997-01, a quarter 1997-Q1, a half-year
        1997-H1 or a year 1997.

    Returns
    -------
    DataFrame, one row per month since the first order
        Index `month` (0 is the month of the first order); n_customers (int64, the cohort),
        active (share of it with an order in that month), low and high (95 %), back (share that
        has ordered again by the end of that month) and spend (currency per customer of the
        cohort). Only months that the table shows in full for all of the cohort.

    Raises
    ------
    ValueError
        If `cohort` is written otherwise, or nobody came in it.

    Notes
    -----
    Months are those of the calendar. The table's last month counts if its last order lies at
    most three days before the month's end. Wilson's interval.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the lens; the table is ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> found = one_cohort(load_orders("cdnow").orders, "1997-01")
    >>> found["active"].round(3).iloc[1:4].tolist()
    [0.159, 0.122, 0.09]
    """
    people = newcomers(orders, period=_kind(cohort))
    chosen = people[people["cohort"] == cohort]
    if chosen.empty:
        met = sorted(set(people["cohort"]))
        raise ValueError(
            f"`cohort` must be one with newcomers, from {met[0]} to {met[-1]}; got {cohort}."
        )
    start = _months(chosen["first_date"])
    theirs = orders[orders["customer_id"].isin(chosen.index)]
    lines = pd.DataFrame({"customer_id": plain_names(theirs["customer_id"])})
    months = _months(theirs["order_date"].dt.tz_localize(None))
    lines = lines.assign(month=months - lines["customer_id"].map(start), amount=theirs["amount"])
    n, n_shown = len(chosen), _months_seen(orders) - int(start.max())
    by_month = lines.groupby("month").agg(n=("customer_id", "nunique"), spend=("amount", "sum"))
    by_month = by_month.reindex(range(max(n_shown, 0)), fill_value=0)
    second = chosen["first_date"] + pd.to_timedelta(chosen["days_to_second"], unit="D")
    back = (_months(second.dropna()) - start).dropna().value_counts()
    shares = [share_interval(k, n) for k in by_month["n"]]
    table = pd.DataFrame(shares, index=by_month.index, columns=["share", "low", "high"])
    table = table.rename(columns={"share": "active"}).rename_axis("month")
    table.insert(0, "n_customers", n)
    cumulated = back.reindex(by_month.index, fill_value=0).cumsum() / n
    return table.assign(back=cumulated, spend=by_month["spend"] / n)


@checked
def cohorts_compared(
    orders: Orders, *, days: Count = 365, period: Period = "quarter"
) -> pd.DataFrame:
    """Return whether newer customers are better, at equal age.

    The fourth lens. The newest cohort has spent least because it has had least time; so all are
    compared after as many days, and those who haven't been seen for so long stay open.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns as in `left_cut`.
    days : int
        How many days after the first order count, at least 1.
    period : {"month", "quarter", "half-year", "year"}
        Which customers belong together.

    Returns
    -------
    DataFrame, one row per cohort
        Index `cohort` (text, as in `newcomers`); n_customers (int64); first_order (mean,
        currency); spend (mean of what followed within `days`, currency), spend_low, spend_high;
        back (share with another order within `days`), back_low, back_high (95 %). NaN from
        spend on where the youngest of a cohort has been seen for less than `days`.

    Notes
    -----
    spend: mean ± z · s / √n. back: Wilson's interval. Two cohorts whose intervals overlap may
    be equally good; there are many pairs, so one apart by little may be so by luck.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the lens; the table is ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> found = cohorts_compared(load_orders("cdnow").orders, period="month")
    >>> found[["first_order", "spend", "back"]].round(3).reset_index().values.tolist()[0]
    ['1997-01', 32.488, 55.13, 0.449]
    """
    people = newcomers(orders, period=period)
    people["spend"] = _spend_within(orders, people, days)
    people["back"] = people["days_to_second"] <= days
    groups = people.groupby("cohort")
    table = groups.agg(n_customers=("spend", "size"), first_order=("first_amount", "mean"))
    seen = groups["days_seen"].min() >= days
    half = normal_quantile(0.95) * groups["spend"].std() / np.sqrt(table["n_customers"])
    table = table.assign(spend=groups["spend"].mean())
    table = table.assign(spend_low=table["spend"] - half, spend_high=table["spend"] + half)
    n_back = groups["back"].sum()
    back = [share_interval(k, n) for k, n in zip(n_back, table["n_customers"], strict=True)]
    names = ["back", "back_low", "back_high"]
    table[names] = np.array([one.to_numpy() for one in back])
    open_ones = ["spend", "spend_low", "spend_high", *names]
    table[open_ones] = table[open_ones].where(seen, np.nan)
    return table


@checked
def sales_by_cohort(orders: Orders, *, period: Period = "quarter") -> pd.DataFrame:
    """Return what each cohort brought in each period: what the base is made of.

    The fifth lens: whether sales grow because customers stay, or because new ones are bought.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns as in `left_cut`.
    period : {"month", "quarter", "half-year", "year"}
        Of cohorts and of sales.

    Returns
    -------
    DataFrame, one row per cohort, one column per period of the calendar
        Index `cohort`, columns `period` (text, as in `newcomers`); sales (currency), NaN before
        the cohort came. The last period may be incomplete.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the lens; the table is ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> sales_by_cohort(load_orders("cdnow").orders, period="half-year").round(0).values.tolist()
    [[146128.0, 55097.0, 42867.0]]
    """
    people = newcomers(orders, period=period)
    days = orders["order_date"].dt.tz_localize(None)
    lines = pd.DataFrame(
        {
            "cohort": plain_names(orders["customer_id"]).map(people["cohort"]).to_numpy(),
            "period": _labels(days.to_numpy().astype("datetime64[D]"), period),
            "amount": orders["amount"].to_numpy(float),
        }
    )
    table = lines.pivot_table(index="cohort", columns="period", values="amount", aggfunc="sum")
    every = pd.unique(
        _labels(
            np.arange(days.min().to_datetime64().astype("datetime64[D]"), _last_day(orders) + 1),
            period,
        )
    )
    table = table.reindex(columns=every).rename_axis(columns="period")
    later = table.columns.to_numpy()[None, :] >= table.index.to_numpy()[:, None]
    return table.fillna(0.0).where(later)


@checked
def first_choices(orders: Orders, column: Text, *, days: Count = 90) -> pd.DataFrame:
    """Return which first product, or channel, brings customers who come back.

    Use it to ask where the next newcomer should come from. It compares customers who chose by
    themselves: what brings those who return need not make others return.

    Parameters
    ----------
    orders : DataFrame, one row per order or order line, in any order
        Columns as in `left_cut`, of the whole base, and one more to look at.
    column : str
        The column to look at, such as a channel of an order or an item of a line; where it is
        missing it counts as "(not said)".
    days : int
        How soon a customer must order again to count as back, at least 1.

    Returns
    -------
    DataFrame, one row per value met in a first order
        Index named like the column; n_customers and n_back (int64), share, low and high (95 %),
        others (share among all customers without that value); sorted by n_customers, then by
        value. A customer with several values in the first order counts for each.

    Raises
    ------
    ValueError
        If `column` is none of the table.

    Notes
    -----
    Only customers seen for `days` after their first order count. Wilson's interval, each for
    itself: of twenty values one differs by luck.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: the question; the table is ours.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bob", "Cem", "Ann"], "amount": 5.0})
    >>> orders["order_date"] = pd.to_datetime(["2024-01-05"] * 3 + ["2024-06-03"])
    >>> orders["channel"] = ["fair", "web", "web", "web"]
    >>> table = first_choices(orders, "channel", days=150)
    >>> table[["n_customers", "n_back"]].astype(int).T.to_dict("list")
    {'web': [2, 0], 'fair': [1, 1]}
    """
    require_columns(orders, [column], "orders")
    people = newcomers(orders)
    people = people[people["days_seen"] >= days].assign(back=lambda t: t["days_to_second"] <= days)
    names = plain_names(orders["customer_id"])
    day = orders["order_date"].dt.tz_localize(None).dt.normalize()
    first = day.to_numpy() == people["first_date"].reindex(names).to_numpy()
    value = orders[column].astype(object).where(orders[column].notna(), NOT_SAID).astype(str)
    met = pd.DataFrame({"customer_id": names[first], column: value[first]}).drop_duplicates()
    back = people["back"].astype(bool).reindex(met["customer_id"]).set_axis(met.index)
    table = back.groupby(met[column]).agg(n_customers="size", n_back="sum")
    shares = [share_interval(k, n) for n, k in table.to_numpy()]
    table[["share", "low", "high"]] = np.array([one.to_numpy() for one in shares]).reshape(-1, 3)
    n, n_back = len(people), int(people["back"].sum())
    with np.errstate(invalid="ignore"):
        table["others"] = (n_back - table["n_back"]) / (n - table["n_customers"])
    return table.sort_index().sort_values("n_customers", ascending=False, kind="stable")


def _last_day(orders: pd.DataFrame) -> np.datetime64:
    return orders["order_date"].max().tz_localize(None).to_datetime64().astype("datetime64[D]")


def _labels(days: np.ndarray, period: str) -> np.ndarray:
    """Return the period of each day as text that sorts by time."""
    months, place = np.unique(days.astype("datetime64[M]"), return_inverse=True)
    n_months, letter = MONTHS[period], LETTERS.get(period, "")
    texts = []
    for month in months.astype(str):
        year, part = month[:4], (int(month[5:]) - 1) // n_months + 1
        written = {"month": month, "year": year}.get(period, f"{year}-{letter}{part}")
        texts.append(written)
    return np.array(texts, dtype=object)[place]


def _kind(cohort: str) -> str:
    """Return the kind of period that a label names."""
    if not LABEL.fullmatch(cohort):
        raise ValueError(
            f"`cohort` must be written like 1997-01, 1997-Q1, 1997-H1 or 1997; got {cohort!r}."
        )
    return KINDS.get(len(cohort)) or KINDS.get(cohort[5], "month")


def _months(days: pd.Series) -> pd.Series:
    """Return months since the year 0 of each day."""
    return days.dt.year * 12 + days.dt.month - 1


def _months_seen(orders: pd.DataFrame) -> int:
    """Return the first month that the table does not show in full, counted like `_months`."""
    end = pd.Timestamp(_last_day(orders)) + pd.Timedelta(days=LEEWAY + 1)
    return end.year * 12 + end.month - 1


def _spend_within(orders: pd.DataFrame, people: pd.DataFrame, days: int) -> pd.Series:
    """Return what each customer spent after the first day, up to so many days later."""
    codes = people.index.get_indexer(plain_names(orders["customer_id"]))
    day = orders["order_date"].dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    since = day - people["first_date"].to_numpy().astype("datetime64[D]")[codes]
    since = since.astype(np.int64)
    counts = (since > 0) & (since <= days)
    amounts = orders["amount"].to_numpy(float)
    spend = np.bincount(codes[counts], amounts[counts], minlength=len(people))
    return pd.Series(spend, index=people.index)
