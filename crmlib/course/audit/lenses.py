"""The five lenses as sections."""

import pandas as pd

from crmlib import lifecycle, value
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.pictures import _picture
from crmlib.course.audit.sections import _Section, _Shown, _shown
from crmlib.course.audit.spans import (
    AGES,
    _calendar_period,
    _cohort_period,
    _newcomers_only,
    _two,
    _within,
    _year,
)
from crmlib.course.audit.words import _count, _months, _number, _of, _percent, _range, _span

__all__ = []

LEAST_AGE = (6, 3, 1)  # months that the cohort of lens 3 was seen for, the best first
FEWEST = 30  # customers of a cohort that is looked at by itself
ALIKE = 1.25  # a mean that is no further above the middle customer is not made by a few
FACTORS = {
    "customers": "the number of customers",
    "orders_each": "how often each of them orders",
    "order_amount": "the size of an order",
}


def _lens_one(facts: Facts) -> _Section:
    head = ("lens1", "1 One period", "How unlike are your customers?")
    months = _year(facts.span)
    if months is None:
        return _Section(*head, absent="Left out: the table shows no month in full.")
    orders = _within(facts.orders, *months)
    if not orders["amount"].sum() > 0:
        return _Section(*head, absent="Left out: no sales in the last whole months.")
    limit = "why they differ, or whether the best of this period stay the best in the next."
    sentences = _one_period(facts, value.one_period(orders), _months(*months))
    n_customers = orders["customer_id"].nunique()
    if n_customers < FEWEST:
        few = f"Tenths are not drawn: it takes {FEWEST} customers, and there are {n_customers}."
        return _Section(*head, (*sentences, few), limit=limit)
    draw = _picture(
        lambda: value.plot_tenths(value.spend_tenths(orders)),
        "Bars: share of the sales that each tenth of the customers brings, best tenth first.",
    )
    return _Section(*head, sentences, (draw,), limit=limit)


def _one_period(facts: Facts, found: pd.DataFrame, months: str) -> tuple[str, ...]:
    row = found["value"]
    few = row["spend_each"] > ALIKE * row["spend_median"]
    best = f"; the best tenth of these customers brought {_percent(row['top_tenth_share'])} of it"
    return (
        f"{'In' if ' to ' not in months else 'From'} {months}, "
        f"{_of(row['customers'], 'customers')} placed {_of(row['orders'], 'orders')} worth "
        f"{facts.money(row['sales'])}{best if row['customers'] >= FEWEST else ''}.",
        f"The mean customer spent {facts.money(row['spend_each'])}, the one in the middle "
        f"{facts.money(row['spend_median'])}" + (": a few make the mean." if few else "."),
        f"Of the customers, {_range(found.loc['once_share'], _percent)} ordered once only. (In "
        "brackets, here and below: how far luck alone may move a figure, in 95 of 100 cases.)",
    )


def _lens_two(facts: Facts) -> _Section:
    head = ("lens2", "2 Two periods", "What changed: who buys, how often, how much?")
    pairs = _two(facts.span)
    both = [_within(facts.orders, *months) for months in pairs or []]
    if not both or not all(orders["amount"].sum() > 0 for orders in both):
        absent = "Left out: the table does not show two whole months with sales."
        return _Section(*head, absent=absent)
    groups, parts = value.two_periods(*both), value.change_parts(*both)
    stretch = [_months(*months) for months in pairs]
    main = parts["change"].drop("sales").abs().round(2).idxmax()
    before, after = parts.loc[main, ["before", "after"]]
    sentences = (
        _change(facts, groups, [_span(*months) for months in pairs]),
        f"Most of the change is in {FACTORS[main]}: {_number(before)} before, {_number(after)} "
        "after.",
    )
    draw = _picture(
        lambda: value.plot_two_periods(groups),
        "Bars: change of sales by customers who left, who stayed and who came.",
    )
    whole = (pairs[0][1] - pairs[0][0]).n == 11
    season = "" if whole else " Nor is the season taken out: the two are not the same months."
    limit = f"whether those who did not order are gone: some pause.{season}"
    return _Section(*head, sentences, (draw,), (_factors(facts, parts, stretch),), limit)


def _factors(facts: Facts, parts: pd.DataFrame, stretch: list[str]) -> _Shown:
    columns = {
        "": ["customers", "orders of each", "amount of an order", "sales"],
        "before": list(map(_number, parts["before"])),
        "after": list(map(_number, parts["after"])),
        "change of sales": list(map(facts.money, parts["change"])),
    }
    return _shown(f"{stretch[0]}, then {stretch[1]}", columns)


def _change(facts: Facts, groups: pd.DataFrame, stretch: list[str]) -> str:
    n, change, money = groups["n_customers"], groups["change"], facts.money
    total, verb = change["all"], "fell" if change["all"] < 0 else "rose"
    share = abs(total) / groups.loc["all", "before"]
    stayed = "less" if change["stayed"] < 0 else "more"
    return (
        f"Sales {verb} by {money(abs(total))} ({_percent(share)}) from {stretch[0]} to "
        f"{stretch[1]}: {_of(n['left'], 'customers')} did not order again and took "
        f"{money(-change['left'])} with them, {_count(n['came'])} who came brought "
        f"{money(change['came'])}, and the {_count(n['stayed'])} who stayed spent "
        f"{money(abs(change['stayed']))} {stayed}."
    )


def _cut_words(facts: Facts) -> tuple[str, ...]:
    """Say what is left out where the table starts in the middle."""
    if not facts.span.cut:
        return ()
    return (
        "The file starts in the middle: the customers of its first month order too often to be "
        f"new. So whoever came in its first {facts.span.run_in} days is left out here.",
    )


def _lens_three(facts: Facts) -> _Section:
    head = ("lens3", "3 One cohort", "What becomes of newcomers?")
    orders = _newcomers_only(facts.orders, facts.span)
    period, cohort = _cohort(orders) if len(orders) else ("", "")
    if not cohort:
        absent = f"Left out: no {FEWEST} newcomers of one period can be followed for a month."
        return _Section(*head, _cut_words(facts), absent=absent)
    ages = lifecycle.one_cohort(orders, cohort)
    people = lifecycle.newcomers(orders, period=period)
    second = people.loc[people["cohort"] == cohort, "days_to_second"].median()
    last = ages.iloc[-1]
    sentences = (
        *_cut_words(facts),
        f"Of the {_of(last['n_customers'], 'customers')} who came in {cohort}, "
        f"{_percent(last['back'])} had ordered again after {_of(ages.index[-1], 'months')}; in "
        f"that month itself {_range(last[['active', 'low', 'high']], _percent)} ordered.",
    )
    if second == second:
        sentences += (f"Half of those who came back did so within {_of(second, 'days')}.",)
    draw = _picture(
        lambda: lifecycle.plot_one_cohort(ages),
        "Lines: share of the cohort that has ordered again, and share that orders, by month.",
    )
    limit = "whether a reminder would bring the others back: none of them got one by lot."
    return _Section(*head, sentences, (draw,), limit=limit)


def _cohort(orders: pd.DataFrame) -> tuple[str, str]:
    """Return the newest cohort that is large enough and was seen for half a year, or less."""
    period = _cohort_period(orders)
    people = lifecycle.newcomers(orders, period=period)
    groups = people.groupby("cohort")["days_seen"].agg(["size", "min"])
    for months in LEAST_AGE:
        fit = groups[(groups["size"] >= FEWEST) & (groups["min"] >= 31 * (months + 1))]
        if len(fit):
            return period, str(fit.index.max())
    return period, ""


def _lens_four(facts: Facts) -> _Section:
    head = ("lens4", "4 Cohorts at equal age", "Are newer customers better than older ones?")
    days, cohorts = _equal_age(_newcomers_only(facts.orders, facts.span))
    if cohorts is None:
        absent = f"Left out: no two cohorts of {FEWEST} customers can be compared at equal age."
        return _Section(*head, _cut_words(facts), absent=absent)
    seen = cohorts[cohorts["spend"].notna()]
    first, last = seen.iloc[0], seen.iloc[-1]
    apart = first["spend_high"] < last["spend_low"] or last["spend_high"] < first["spend_low"]
    verdict = "The intervals do not overlap." if apart else "The intervals overlap: call it a tie."
    sentences = (
        *_cut_words(facts),
        f"In the {days} days after the first order, a customer of {seen.index[0]} spent another "
        f"{facts.money(first['spend'])}, one of {seen.index[-1]} {facts.money(last['spend'])}. "
        f"{verdict}",
    )
    draw = _picture(
        lambda: lifecycle.plot_cohorts(cohorts),
        "Points with intervals: spend per newcomer, by cohort.",
    )
    limit = "what made a cohort better: price, season and channel changed together."
    return _Section(*head, sentences, (draw,), (_cohorts(facts, cohorts, days),), limit)


def _equal_age(orders: pd.DataFrame) -> tuple[int, pd.DataFrame | None]:
    """Return the greatest age at which two cohorts can be compared, and the cohorts."""
    period = _cohort_period(orders) if len(orders) else "month"
    for days in AGES if len(orders) else ():
        cohorts = lifecycle.cohorts_compared(orders, days=days, period=period)
        cohorts = cohorts[cohorts["n_customers"] >= FEWEST]
        if cohorts["spend"].notna().sum() >= 2:
            return days, cohorts
    return 0, None


def _cohorts(facts: Facts, cohorts: pd.DataFrame, days: int) -> _Shown:
    spend, back = (
        cohorts[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False)
        for name in ("spend", "back")
    )
    columns = {
        "came in": list(map(str, cohorts.index)),
        "customers": list(map(_count, cohorts["n_customers"])),
        "first order": list(map(facts.money, cohorts["first_order"])),
        "then": [_open(row, facts.money) for row in spend],
        "back": [_open(row, _percent) for row in back],
    }
    return _shown(f"Mean spend after the first order, and share back, in {days} days", columns)


def _open(row: tuple[float, float, float], written: object) -> str:
    return "too young" if pd.isna(row[0]) else _range(row, written)


def _lens_five(facts: Facts) -> _Section:
    head = ("lens5", "5 The whole base", "What is the base made of: is growth kept, or bought?")
    sales = lifecycle.sales_by_cohort(facts.orders, period=_calendar_period(facts.span))
    last = sales.columns[-1]
    total = sales[last].sum()
    if not total > 0:
        return _Section(*head, absent="Left out: the last period has no sales.")
    new = sales.loc[last, last] if last in sales.index else 0.0
    oldest = sales.index[0]
    there = ", who were there before," if facts.span.cut else ""
    sentences = (
        f"Of the sales of {last}, {_percent(new / total)} came from customers who were new in it.",
        f"The customers of {oldest}{there} brought {facts.money(sales.loc[oldest, oldest])} in "
        f"{oldest} and {facts.money(sales.loc[oldest, last])} in {last}.",
    )
    draw = _picture(
        lambda: lifecycle.plot_sales_by_cohort(sales),
        "Stacked bars: sales by period, a shade for each cohort of customers.",
    )
    limit = "what the new customers cost; and the last period may be incomplete."
    return _Section(*head, sentences[: 1 + (last != oldest)], (draw,), limit=limit)
