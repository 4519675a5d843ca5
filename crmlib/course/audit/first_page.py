"""Page one: three sentences, the money at stake, one action, one test."""

from crmlib.course.audit.facts import Facts
from crmlib.course.audit.groups import OUR_WAIT, Plan
from crmlib.course.audit.sections import Box, Report, Section, _shown
from crmlib.course.audit.words import _count, _day, _of, _percent

__all__ = []

FILES = {"regular, gone quiet": "gone_quiet.csv", "one order, still fresh": "second_order.csv"}
LARGE = 0.15  # a rise in share that few letters reach


def _report(facts: Facts, sections: tuple[Section, ...], source: str) -> Report:
    """Return the report; its first sentences are those of the sections behind."""
    by_key = {section.key: section for section in sections}
    n = len(facts.customers)
    where = (
        f"{source}: {_of(len(facts.orders), 'orders')} of {_of(n, 'customers')}, "
        f"{_day(facts.span.first)} to {_day(facts.span.last)}."
    )
    picked = [by_key["lens1"], by_key["lens2"], by_key["forecast"]]
    sentences = tuple(s.sentences[0] if s.sentences and not s.absent else s.absent for s in picked)
    if facts.margin is None:
        limit = "profit: your margin is not in the file, so all money here is sales (say --margin)."
    else:
        limit = f"what it costs to serve or to win a customer; the margin of {_percent(facts.margin)} is yours."
    title = f"Your customers on {_day(facts.span.last)}"
    return Report(title, where, sentences, _boxes(facts), limit, sections)


def _boxes(facts: Facts) -> tuple[Box, ...]:
    plan = facts.groups.chosen
    if plan is None:
        text = (
            "No group of customers is large enough, or has been watched for long enough, to plan "
            "a test. Collect orders for another half-year, and keep the e-mail of every buyer.",
        )
        return (Box("do", "What to do on Monday", "Nothing by letter yet", text),)
    return (_stake(facts, plan), _action(facts, plan), _test(facts, plan))


def _stake(facts: Facts, plan: Plan) -> Box:
    stake, kind = plan.stake, "in sales"
    if facts.margin is not None:
        stake, kind = stake * facts.margin, "in margin"
    text = (
        f"{_who(facts, plan)} Of {_count(plan.n_past)} such customers {facts.groups.weeks} weeks "
        f"ago, {_count(plan.n_came)} ordered since: {_percent(plan.share)} ({_percent(plan.low)} "
        f"to {_percent(plan.high)}).",
        f"If each of those not expected ordered once, for {facts.money(plan.order)} as such "
        f"customers do, that would be the sum above. It is a ceiling: no letter wins all of them.",
    )
    return Box("stake", "Money at stake", f"At most {facts.money(stake)} {kind}", text)


def _who(facts: Facts, plan: Plan) -> str:
    groups = facts.groups
    usual = (
        f"longer than four of five of your customers who return ever wait ({groups.wait} days)"
        if groups.n_gaps
        else f"{OUR_WAIT} days, a limit of ours, since too few have ever come back"
    )
    if plan.group in FILES and plan.group.startswith("regular"):
        return f"{_of(plan.n, 'customers')} came at least twice and have been silent for {usual}."
    return (
        f"{_of(plan.n, 'customers')} have ordered on one day only, not more than {groups.wait} days ago; "
        f"most who return do so within that time."
    )


def _action(facts: Facts, plan: Plan) -> Box:
    ask = (
        "say that you miss them, and what is new"
        if plan.group.startswith("regular")
        else "thank them for the first order, and show what goes with it"
    )
    text = (
        f"Take the list {FILES[plan.group]}: it has drawn the halves by lot. Write to the half "
        f"marked 'write'; {ask}. Leave the half marked 'leave alone' without a word.",
        "Take out first who has refused mail: a list cannot know what the export does not say.",
    )
    return Box("do", "What to do on Monday", f"Write to {_of(plan.n // 2, 'customers')}", text)


def _test(facts: Facts, plan: Plan) -> Box:
    half, weeks = plan.n // 2, facts.groups.weeks
    text = [
        f"{weeks} weeks after the letter, count in each half of {half} who has ordered. About "
        f"{_count(plan.share * half)} would in either, letter or not. If the half written to has "
        f"at least {plan.needed} more than the other, the letter worked: write to all. If not, "
        f"you cannot tell."
    ]
    if plan.rise != plan.rise:
        text.append(
            "With so few customers not even a letter that brings everybody could be seen for certain."
        )
        return Box("test", "The test that would prove it", "Too small to be sure", tuple(text))
    text.append(
        f"The smallest effect that so many customers can show is a rise from "
        f"{_percent(plan.share)} to {_percent(plan.share + plan.rise)} (found in four of five such "
        f"tests)."
        + (
            " Few letters do as much, so repeat the test with the next such list and add up."
            if plan.rise > LARGE
            else ""
        )
    )
    big = f"Half by lot, {weeks} weeks, at least {plan.needed} orders more"
    return Box("test", "The test that would prove it", big, tuple(text))


def _first(facts: Facts) -> Section:
    """Return the three groups in order, each with its figure and its test."""
    head = ("first", "11 What to do first", "Whom to write to, and whom not?")
    plans = facts.groups.plans
    said = {
        "regular, gone quiet": "write, half by lot",
        "one order, still fresh": "write, half by lot",
        "regular, on time": "no discount: they order anyway",
    }
    table = _shown(
        f"By silence, with a usual wait of {facts.groups.wait} days"
        + ("" if facts.groups.n_gaps else " (ours: too few have come back)"),
        {
            "group": [plan.group for plan in plans],
            "do": [said[plan.group] for plan in plans],
            "customers": [_count(plan.n) for plan in plans],
            f"order within {facts.groups.weeks} weeks": [_chance(plan) for plan in plans],
            "stake": [
                facts.money(plan.stake) if plan.n and plan.stake == plan.stake else "–"
                for plan in plans
            ],
            "smallest rise a test of two halves sees": [
                f"{100 * plan.rise:.0f} points" if plan.rise == plan.rise else "none"
                for plan in plans
            ],
        },
        words=2,
    )
    rest = (~facts.customers["group"].isin([plan.group for plan in plans])).sum()
    sentences = (
        "The first page takes the letter with the most money at stake. The stake is one order from "
        "each customer who is not expected to order.",
        f"{_of(rest, 'customers')} have been silent for longer still: a letter to them costs as much "
        f"and brings less.",
    )
    limit = "that a letter works. No customer of this file was written to, or not, by lot."
    return Section(*head, sentences, (), (table,), limit)


def _chance(plan: Plan) -> str:
    if not plan.n_past:
        return "not seen"
    return f"{_percent(plan.share)} ({_percent(plan.low)} to {_percent(plan.high)})"
