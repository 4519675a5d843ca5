"""The five lenses as sections."""

import pandas as pd

from crmlib import lifecycle, value
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.pictures import _picture
from crmlib.course.audit.sections import Section, _shown
from crmlib.course.audit.spans import (
    AGES,
    _calendar_period,
    _cohort_period,
    _newcomers_only,
    _two,
    _within,
    _year,
)
from crmlib.course.audit.words import _count, _months, _number, _of, _percent

__all__ = []

NO_MONTH = "Left out: the table shows no month in full."
LEAST_AGE = 6  # months that the cohort of lens 3 should have been seen for
FEWEST = 30  # customers of a cohort that is looked at by itself


def _lens_one(facts: Facts) -> Section:
    head = ("lens1", "1 One period", "How unlike are your customers?")
    months = _year(facts.span)
    orders = facts.orders if months is None else _within(facts.orders, *months)
    if months is None or orders.empty or not orders["amount"].sum() > 0:
        return Section(*head, absent=NO_MONTH if months is None else "Left out: no sales.")
    found = value.one_period(orders)
    row = found["value"]
    once = found.loc["once_share"]
    sentences = (
        f"In {_months(*months)}, {_of(row['customers'], 'customers')} placed "
        f"{_of(row['orders'], 'orders')} worth {facts.money(row['sales'])}.",
        f"The mean customer spent {facts.money(row['spend_each'])}, the one in the middle "
        f"{facts.money(row['spend_median'])}: the mean is made by a few.",
        f"{_percent(row['once_share'])} ordered once only (by chance {_percent(once['low'])} to "
        f"{_percent(once['high'])}); the best tenth brought {_percent(row['top_tenth_share'])} of "
        f"the sales.",
    )
    if row["spend_each"] < 1.25 * row["spend_median"]:
        sentences = (sentences[0], sentences[1].split(":")[0] + ".", sentences[2])
    draw = _picture(
        lambda: value.plot_tenths(value.spend_tenths(orders)),
        "Bars: share of the sales that each tenth of the customers brings, best tenth first.",
    )
    limit = "why they differ, or whether the best of this period stay the best in the next."
    return Section(*head, sentences, (draw,), limit=limit)


def _lens_two(facts: Facts) -> Section:
    head = ("lens2", "2 Two periods", "What changed: who buys, how often, how much?")
    pairs = _two(facts.span)
    before, after = [_within(facts.orders, *m) for m in pairs] if pairs else (None, None)
    if pairs is None or not (before["amount"].sum() > 0 and after["amount"].sum() > 0):
        return Section(
            *head, absent="Left out: the table does not show two whole months with sales."
        )
    groups, parts = value.two_periods(before, after), value.change_parts(before, after)
    stretch = [_months(*months) for months in pairs]
    causes = parts["change"].drop("sales")
    main = causes.abs().round(2).idxmax()
    words = {
        "customers": "the number of customers",
        "orders_each": "how often each one orders",
        "order_amount": "the size of an order",
    }
    sentences = (
        _change(groups, stretch, facts.money),
        f"Most of the change is in {words[main]}: {_number(parts.loc[main, 'before'])} before, "
        f"{_number(parts.loc[main, 'after'])} after.",
    )
    table = _shown(
        f"{stretch[0]}, then {stretch[1]}",
        {
            "": ["customers", "orders of each", "amount of an order", "sales"],
            "before": list(map(_number, parts["before"])),
            "after": list(map(_number, parts["after"])),
            "change of sales": [facts.money(x) for x in parts["change"]],
        },
    )
    draw = _picture(
        lambda: value.plot_two_periods(groups),
        "Bars: change of sales by customers who left, who stayed and who came.",
    )
    limit = (
        "whether who 'left' is gone: some pause. Nor is season taken out, unless both periods are "
        "a year."
    )
    return Section(*head, sentences, (draw,), (table,), limit)


def _change(groups: pd.DataFrame, stretch: list[str], money: object) -> str:
    n, change = groups["n_customers"], groups["change"]
    total, verb = change["all"], "fell" if change["all"] < 0 else "rose"
    share = abs(total) / groups.loc["all", "before"]
    stayed = "less" if change["stayed"] < 0 else "more"
    return (
        f"From {stretch[0]} to {stretch[1]}, sales {verb} by {money(abs(total))} "
        f"({_percent(share)}): {_of(n['left'], 'customers')} did not order again and took "
        f"{money(-change['left'])} with them, {_count(n['came'])} who came brought "
        f"{money(change['came'])}, and the {_count(n['stayed'])} who stayed spent "
        f"{money(abs(change['stayed']))} {stayed}."
    )


def _cut_words(facts: Facts) -> tuple[str, ...]:
    """Say what is assumed of the start of the table."""
    span = facts.span
    if not span.cut:
        return ()
    return (
        f"The file starts in the middle: the customers of its first month order far too often to "
        f"be new. So whoever came in its first {span.run_in} days is left out here.",
    )


def _lens_three(facts: Facts) -> Section:
    head = ("lens3", "3 One cohort", "What becomes of newcomers?")
    orders = _newcomers_only(facts.orders, facts.span)
    cohort = _cohort(orders) if len(orders) else ""
    if not cohort:
        return Section(
            *head,
            _cut_words(facts),
            absent=f"Left out: no {FEWEST} newcomers of one period can be followed for a month.",
        )
    ages = lifecycle.one_cohort(orders, cohort)
    people = lifecycle.newcomers(orders, period=_kind(cohort))
    second = people.loc[people["cohort"] == cohort, "days_to_second"]
    last = ages.iloc[-1]
    wait = (
        f" Half of those who came back did so within {_of(second.median(), 'days')}."
        if second.notna().any()
        else ""
    )
    sentences = (
        *_cut_words(facts),
        f"Of the {_of(last['n_customers'], 'customers')} who came in {cohort}, "
        f"{_percent(last['back'])} had ordered again after {_of(ages.index[-1], 'months')}; in that "
        f"last month {_percent(last['active'])} did ({_percent(last['low'])} to "
        f"{_percent(last['high'])}).{wait}",
    )
    draw = _picture(
        lambda: lifecycle.plot_one_cohort(ages),
        "Lines: share of the cohort that has ordered again, and share that orders, by month.",
    )
    limit = "whether a reminder would bring the others back: nobody here got one by lot."
    return Section(*head, sentences, (draw,), limit=limit)


def _kind(cohort: str) -> str:
    """Return the kind of period that a cohort's label names."""
    kinds = {"Q": "quarter", "H": "half-year"}
    return "year" if len(cohort) == 4 else kinds.get(cohort[5], "month")


def _cohort(orders: pd.DataFrame) -> str:
    """Return the newest cohort that is large enough and was seen for half a year, or less."""
    people = lifecycle.newcomers(orders, period=_cohort_period(orders))
    groups = people.groupby("cohort")["days_seen"].agg(["size", "min"])
    for months in (LEAST_AGE, 3, 1):
        fit = groups[(groups["size"] >= FEWEST) & (groups["min"] >= 31 * (months + 1))]
        if len(fit):
            return str(fit.index.max())
    return ""


def _lens_four(facts: Facts) -> Section:
    head = ("lens4", "4 Cohorts at equal age", "Are newer customers better than older ones?")
    orders = _newcomers_only(facts.orders, facts.span)
    period = _cohort_period(orders) if len(orders) else ""
    for days in AGES if period else ():
        cohorts = lifecycle.cohorts_compared(orders, days=days, period=period)
        cohorts = cohorts[cohorts["n_customers"] >= FEWEST]
        seen = cohorts[cohorts["spend"].notna()]
        if len(seen) >= 2:
            break
    else:
        return Section(
            *head,
            _cut_words(facts),
            absent=f"Left out: no two cohorts of {FEWEST} customers can be compared at equal age.",
        )
    first, last = seen.iloc[0], seen.iloc[-1]
    apart = first["spend_high"] < last["spend_low"] or last["spend_high"] < first["spend_low"]
    verdict = "The intervals do not overlap." if apart else "The intervals overlap: call it a tie."
    sentences = (
        *_cut_words(facts),
        f"Within {days} days of the first order, a customer of {seen.index[0]} spent "
        f"{facts.money(first['spend'])} more, one of {seen.index[-1]} {facts.money(last['spend'])}. {verdict}",
    )
    table = _shown(
        f"Mean spend after the first order, and share back, within {days} days (95 % interval)",
        {
            "came in": list(map(str, cohorts.index)),
            "customers": list(map(_count, cohorts["n_customers"])),
            "first order": [facts.money(x) for x in cohorts["first_order"]],
            "then": [_ends(row, "spend", facts.money) for _, row in cohorts.iterrows()],
            "back": [_ends(row, "back", _percent) for _, row in cohorts.iterrows()],
        },
    )
    draw = _picture(
        lambda: lifecycle.plot_cohorts(cohorts),
        "Points with intervals: spend per newcomer, by cohort.",
    )
    limit = "what made a cohort better: price, season and channel changed together."
    return Section(*head, sentences, (draw,), (table,), limit)


def _ends(row: pd.Series, name: str, written: object) -> str:
    if pd.isna(row[name]):
        return "too young"
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{written(row[name])} ({written(low)} to {written(high)})"


def _lens_five(facts: Facts) -> Section:
    head = ("lens5", "5 The whole base", "What is the base made of: is growth kept, or bought?")
    period = _calendar_period(facts.span)
    sales = lifecycle.sales_by_cohort(facts.orders, period=period)
    last = sales.columns[-1]
    total = sales[last].sum()
    if not total > 0:
        return Section(*head, absent="Left out: the last period has no sales.")
    new = sales.loc[last, last] if last in sales.index else 0.0
    oldest, was = sales.index[0], sales.iloc[0].dropna().iloc[0]
    there = " (they were there before)" if facts.span.cut else ""
    sentences = (
        f"Of the sales of {last}, {_percent(new / total)} came from customers who were new in it.",
        f"The customers of {oldest}{there} brought {facts.money(was)} in {oldest} and "
        f"{facts.money(sales.loc[oldest, last])} in {last}.",
    )
    draw = _picture(
        lambda: lifecycle.plot_sales_by_cohort(sales),
        "Stacked bars: sales by period, a shade for each cohort of customers.",
    )
    limit = "what the new customers cost; the last period may be incomplete."
    return Section(*head, sentences, (draw,), limit=limit)
