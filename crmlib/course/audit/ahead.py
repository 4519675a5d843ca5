"""What comes: ranks, the forecast with its own past, who may have left."""

import pandas as pd

from crmlib import forecasts
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.pictures import _picture
from crmlib.course.audit.sections import Section, Shown, _shown
from crmlib.course.audit.words import _count, _day, _of, _percent

__all__ = []

N_SHOWN = 10
FIVE = range(5, 0, -1)
RISKY = 0.5  # chance of no order from which a regular is on the list


def _ranks(facts: Facts) -> Section:
    people = facts.customers
    head = ("rfm", "6 Recency, frequency, spend", "Who ordered lately, often and much?")
    if len(people) < 25:
        return Section(
            *head, absent=f"Left out: {len(people)} customers are too few to rank in fifths."
        )
    counts = people.pivot_table(index="r_score", columns="f_score", values="kept", aggfunc="size")
    best = people[(people[["r_score", "f_score", "m_score"]] == 5).all(axis=1)]
    share = best["gross"].sum() / people["gross"].sum() if people["gross"].sum() > 0 else 0.0
    columns: dict[str, list[str]] = {
        "recency": ["5, the latest", "4", "3", "2", "1, the longest ago"]
    }
    for f in FIVE:
        column = counts[f].reindex(FIVE) if f in counts else pd.Series(0, FIVE)
        columns[f"frequency {f}"] = [_count(n) for n in column.fillna(0)]
    sentences = (
        f"{_of(len(best), 'customers')} are in the best fifth of all three; they made "
        f"{_percent(share)} of all sales in the file.",
    )
    if not people["f_score"].gt(1).all() and (people["f_score"] == 1).mean() > 0.3:
        once = (people["f_score"] == 1).mean()
        sentences += (f"{_percent(once)} tie at the lowest frequency, so some scores stay empty.",)
    table = _shown("Customers by score", columns)
    limit = "what anybody will do: ranks look back, and compare customers of this file only."
    return Section(*head, sentences, (), (table,), limit)


def _forecast(facts: Facts) -> Section:
    outlook = facts.outlook
    head = ("forecast", "7 Forecast", "What will the customers you have now bring?")
    if outlook.absent:
        return Section(*head, absent=f"Left out: {outlook.absent}.")
    table, ratio = outlook.forecast, (outlook.past["actual"] / outlook.past["forecast"]).dropna()
    rows = {name: table.loc[name] for name in ("buyers", "purchases", "sales")}
    sales, orders = rows["sales"], rows["purchases"]
    sentences = [
        f"Within {outlook.weeks} weeks of {_day(facts.span.last)}, customers of today should bring "
        f"{facts.money(sales['forecast'])} ({facts.money(sales['low'])} to "
        f"{facts.money(sales['high'])}, 95 %) on {_count(orders['forecast'])} days with an order "
        f"({_count(orders['low'])} to {_count(orders['high'])}). New customers come on top.",
        f"On your own past, {_of(len(ratio), 'times')}, between {ratio.min():.2f} and "
        f"{ratio.max():.2f} of what was forecast came."
        if len(ratio)
        else "The table is too short to hold this forecast against its own past.",
        "The interval knows chance, not change: a new price, season or rival is not in it.",
    ]
    sentences += _cautions(facts)
    pictures = (
        (
            _picture(
                lambda: forecasts.plot_past_forecasts(outlook.past.dropna()),
                "Lines: what was forecast on earlier days, and what came.",
            ),
        )
        if len(ratio)
        else ()
    )
    return Section(
        *head, tuple(sentences), pictures, limit="profit, and whoever is not a customer yet."
    )


def _cautions(facts: Facts) -> list[str]:
    """Say what the forecast leaves out: season, a start in the middle, orders for nothing."""
    outlook, said = facts.outlook, []
    if outlook.season == outlook.season:
        said.append(
            f"A year ago these {outlook.weeks} weeks brought {_percent(outlook.season)} of an "
            f"average stretch of that length; the model knows no season."
        )
    if facts.span.n_days < 730:
        said.append("The file is shorter than two years, so a season cannot be told from a trend.")
    if facts.span.cut:
        said.append("The file starts in the middle, so first orders are not first ones here.")
    if outlook.n_free:
        said.append(
            f"{_of(outlook.n_free, 'customers')} whose later orders cost nothing are left out."
        )
    return said


def _silent(facts: Facts) -> Section:
    outlook = facts.outlook
    head = ("silent", "8 Who may have left", "Who will probably not order?")
    if outlook.absent or outlook.chance is None:
        return Section(*head, absent=f"Left out: {outlook.absent or 'the model did not fit'}.")
    people = facts.customers
    risky = people[
        (people["n_days"] > 1) & (people["no_order"] >= RISKY) & (people["last_year"] > 0)
    ]
    risky = risky.sort_values(["last_year", "no_order"], ascending=False, kind="stable")
    held = outlook.checked
    inside = int(held["foretold"].between(held["low"], held["high"]).sum())
    sentences = (
        f"{_of(len(risky), 'customers')} who came back before will more probably than not place "
        f"no order in the next {outlook.weeks} weeks; in the last year they spent "
        f"{facts.money(risky['last_year'].sum())}.",
        f"Held against the last {outlook.weeks} weeks, in {inside} of {len(held)} parts as many "
        f"ordered as such chances say (within 95 %). Nobody can see who has 'left'; an order "
        f"that does not come, one can.",
    )
    draw = _picture(
        lambda: forecasts.plot_calibration(held),
        "Points with intervals: share of customers who ordered, over the chance foretold.",
    )
    limit = "that they are lost, or that a letter brings them back: see the test on page one."
    return Section(*head, sentences, (draw,), (_risky_table(facts, risky),), limit)


def _risky_table(facts: Facts, risky: pd.DataFrame) -> Shown:
    first = risky.head(N_SHOWN)
    columns = {
        "customer": [facts.name(name) for name in first.index],
        "last order": [_day(day) for day in first["last_order"]],
        "orders": list(map(_count, first["n_orders"])),
        "spent in the last year": [facts.money(x) for x in first["last_year"]],
        "chance of no order": list(map(_percent, first["no_order"])),
    }
    return _shown(f"The {len(first)} of them who spent most in the last year", columns, words=2)
