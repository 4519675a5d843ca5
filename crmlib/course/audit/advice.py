"""What to do first, in three lines, and what the report cannot say."""

import pandas as pd

from crmlib.course.audit.facts import Facts
from crmlib.course.audit.groups import FRESH, ON_TIME, QUIET, _Plan
from crmlib.course.audit.sections import _Section, _Shown, _shown
from crmlib.course.audit.words import NOTHING, _count, _of, _percent, _range

__all__ = []

DO = {
    QUIET: "write to half of them, by lot",
    FRESH: "write to half of them, by lot",
    ON_TIME: "no discount: see how many order anyway",
}


def _first(facts: Facts) -> _Section:
    """Return the three groups in order, each with its figure and its test."""
    groups = facts.groups
    rest = int((~facts.customers["group"].isin([plan.group for plan in groups.plans])).sum())
    wait = "the usual wait" if groups.n_gaps else "a wait of ours, as too few have come back"
    sentences = (
        f"Customers are told apart by their silence; {_of(groups.wait, 'days')} is {wait}. The "
        "stake is what they spent in the last year, for those not expected to order.",
        "Page one takes, of the groups that a letter may move and a test can judge, the one with "
        "the most money at stake.",
        f"{_of(rest, 'customers')} bought once and long ago, or have been silent for more than a "
        "year: they come last.",
    )
    limit = "that a letter works. No customer of this file was written to, or not, by lot."
    head = ("first", "10 What to do first", "Whom to write to, and whom not?")
    return _Section(*head, sentences, (), (_plans(facts),), limit)


def _plans(facts: Facts) -> _Shown:
    plans, weeks = facts.groups.plans, facts.groups.weeks
    stakes = [NOTHING if pd.isna(plan.stake) else facts.money(plan.stake) for plan in plans]
    columns = {
        "group": [plan.group for plan in plans],
        "do": [DO[plan.group] for plan in plans],
        "customers": [_count(plan.n) for plan in plans],
        f"order in {weeks} weeks": [_chance(plan) for plan in plans],
        "stake": stakes,
        "a test sees": [_seen(plan) for plan in plans],
    }
    caption = "The last column: the smallest rise that a test of two halves can see, in points"
    return _shown(caption, columns, words=2)


def _chance(plan: _Plan) -> str:
    return _range((plan.share, plan.low, plan.high), _percent) if plan.n_past else "not seen"


def _seen(plan: _Plan) -> str:
    return "none" if pd.isna(plan.rise) else f"+{100 * plan.rise:.0f}"


def _cannot(facts: Facts) -> _Section:
    said = [
        "Nothing in this report shows a cause. Only a test by lot does.",
        "A customer is whoever the file calls so: two e-mail addresses of one person are two.",
        "The forecast takes it that the coming months are like the last ones.",
    ]
    if not facts.span.cut:
        said.append(
            "A customer's first order in the file is taken for the first ever. If you sold before "
            "the file begins, cohorts and forecast are off: export from the first day on."
        )
    if facts.wishes.margin is None:
        said.append("Without your margin, a large customer may be one who costs you money.")
    return _Section("limits", "11 What this report cannot say", "", tuple(said))
