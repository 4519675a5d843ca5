"""Page one: three sentences, the money at stake, one action, one test."""

import pandas as pd

from crmlib.course.audit.facts import Facts
from crmlib.course.audit.groups import FRESH, QUIET, _Plan
from crmlib.course.audit.sections import _Box, _Report, _Section
from crmlib.course.audit.words import _count, _day, _of, _percent, _range

__all__ = []

FILES = {QUIET: "gone_quiet.csv", FRESH: "second_order.csv"}
LARGE = 0.15  # a rise in share that few letters reach
WAIT = (
    "Nobody yet: no group of customers is large enough, or was watched for long enough, to plan a "
    "test. Collect orders for another half-year, and keep the address of every buyer."
)


def _report(facts: Facts, sections: tuple[_Section, ...], source: str) -> _Report:
    """Return the report; its first sentences are those of the sections behind."""
    by_key = {section.key: section for section in sections}
    where = (
        f"{source}: {_of(len(facts.orders), 'orders')} of "
        f"{_of(len(facts.customers), 'customers')}, {_day(facts.span.first)} to "
        f"{_day(facts.span.last)}. {_used(facts)}"
    )
    sentences = tuple(_opening(by_key[key]) for key in ("lens1", "lens2", "forecast"))
    limit = (
        "profit. Your margin is not in the file, so all money here is sales (--margin 0.3 says it)."
        if facts.wishes.margin is None
        else "what a customer costs to win or serve. The margin of "
        f"{_percent(facts.wishes.margin)} is what you said."
    )
    title = f"Your customers on {_day(facts.span.last)}"
    return _Report(title, where, sentences, _boxes(facts), limit, sections)


def _used(facts: Facts) -> str:
    """Say on page one already what was set aside."""
    report = facts.book.report()
    aside = int(report["rows"].sum() - report["rows"].get("order", 0))
    if not aside:
        return "Every row of the file was used."
    were = "was" if aside == 1 else "were"
    return f"{_of(aside, 'rows')} {were} set aside: see part 0."


def _opening(section: _Section) -> str:
    if not section.absent:
        return section.sentences[0]
    number, _, name = section.title.partition(" ")
    why = section.absent.removeprefix("Left out: ")
    return f"Part {number} ({name.lower()}) is left out: {why}"


def _boxes(facts: Facts) -> tuple[_Box, ...]:
    plan = facts.groups.chosen
    if plan is None:
        return (_Box("do", "What to do on Monday", "Write to nobody yet", (WAIT,)),)
    return (_stake(facts, plan), _action(facts, plan), _test(facts, plan))


def _stake(facts: Facts, plan: _Plan) -> _Box:
    stake, kind = plan.stake, "in sales"
    if facts.wishes.margin is not None:
        stake, kind = stake * facts.wishes.margin, "in margin"
    share = _range((plan.share, plan.low, plan.high), _percent)
    weeks = facts.groups.weeks
    text = (
        f"{_who(facts, plan)} They spent {facts.money(plan.spent)} in the last year.",
        f"Of {_of(plan.n_past, 'customers')} in the same place {weeks} weeks earlier, {share} have "
        f"ordered since. So {_percent(1 - plan.share)} of that money is in doubt. It is a "
        "ceiling: some come later by themselves, and no letter wins all.",
    )
    return _Box("stake", "Money at stake", f"At most {facts.money(stake)} {kind}", text)


def _who(facts: Facts, plan: _Plan) -> str:
    groups = facts.groups
    days = _of(groups.wait, "days")
    if plan.group == FRESH:
        return f"{_of(plan.n, 'customers')} have bought on one day only, in the last {days}."
    usual = (
        f"{days}, within which four of five returning orders come"
        if groups.n_gaps
        else f"{days}, a limit of ours, as too few have come back to know the usual wait"
    )
    return (
        f"{_of(plan.n, 'customers')} who came back before have been silent for longer than ever, "
        f"and for more than {usual}."
    )


def _action(facts: Facts, plan: _Plan) -> _Box:
    ask = (
        "say that you miss them, and show what is new"
        if plan.group == QUIET
        else "thank them, and show what goes with their first order"
    )
    made = (
        "is in the folder of lists"
        if facts.wishes.lists_made
        else "comes when you add: --lists lists"
    )
    text = (
        f"The list {FILES[plan.group]} {made}. It has two halves, drawn by lot. Write to those "
        f"marked 'write': {ask}. Leave those marked 'leave alone' without a word.",
        _consent(facts),
    )
    return _Box("do", "What to do on Monday", f"Write to {_of(plan.n // 2, 'customers')}", text)


def _consent(facts: Facts) -> str:
    if facts.wishes.refused is None:
        return "First take out who has refused mail: this export does not say who has."
    refused = _of(len(facts.wishes.refused), "customers")
    return f"{refused} of the file refused mail; no list names them."


def _test(facts: Facts, plan: _Plan) -> _Box:
    half, weeks = plan.n // 2, facts.groups.weeks
    text = [
        f"{weeks} weeks after the letter, count who has ordered in each half of {_count(half)}; "
        f"without a letter it would be about {_count(plan.share * half)} in either. If it is at "
        f"least {plan.needed} customers more in the half you wrote to, the letter worked (luck "
        "does that in at most one of 40 tests): write to the other half, too. If not, you cannot "
        "tell, so spend no more on it yet.",
        _smallest(plan),
    ]
    big = f"{weeks} weeks later: at least {plan.needed} more buyers in your half?"
    return _Box("test", "The test that would prove it", big, tuple(text))


def _smallest(plan: _Plan) -> str:
    """Say the smallest effect that a test with so many customers can see."""
    if pd.isna(plan.rise):
        return "With so few customers, no effect is large enough to be seen for certain."
    rise = f"{_percent(plan.share)} to {_percent(plan.share + plan.rise)}"
    more = (
        " Few letters do as much: repeat the test with the next such list, and add both up."
        if plan.rise > LARGE
        else ""
    )
    return (
        f"The smallest effect that a test with so many customers can see is a rise from {rise}; "
        f"four of five such tests would find it.{more}"
    )
