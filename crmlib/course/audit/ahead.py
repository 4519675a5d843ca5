"""What comes: ranks, the forecast with its own past, who may have left."""

import pandas as pd

from crmlib import forecasts
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.pictures import _picture
from crmlib.course.audit.sections import _Section, _Shown, _shown
from crmlib.course.audit.words import _count, _date, _day, _of, _percent, _range

__all__ = []

N_SHOWN = 10
FIVE = range(5, 0, -1)
FEWEST = 25  # customers that can be ranked in fifths
TIED = 0.3  # share at the lowest frequency from which scores stay empty
RISKY = 0.5  # chance of no order from which a regular is on the list
YEARS = 730  # days from which a season shows twice
SCORES = ["r_score", "f_score", "m_score"]


def _ranks(facts: Facts) -> _Section:
    head = ("rfm", "6 Recency, frequency, spend", "Who ordered lately, often and much?")
    people = facts.customers
    if len(people) < FEWEST:
        absent = f"Left out: {_of(len(people), 'customers')} are too few to rank in fifths."
        return _Section(*head, absent=absent)
    best = people[(people[SCORES] == 5).all(axis=1)]
    total = people["gross"].sum()
    share = best["gross"].sum() / total if total > 0 else 0.0
    sentences = (
        f"{_of(len(best), 'customers')} are in the best fifth of all three; they made "
        f"{_percent(share)} of all sales in the file.",
    )
    tied = (people["f_score"] == 1).mean()
    if tied > TIED:
        sentences += (f"{_percent(tied)} tie at the lowest frequency, so some scores stay empty.",)
    limit = "what anybody will do: ranks look back, and compare customers of this file only."
    return _Section(*head, sentences, (), (_scores(people),), limit)


def _scores(people: pd.DataFrame) -> _Shown:
    counts = people.groupby(["r_score", "f_score"]).size()
    columns: dict[str, list[str]] = {"": ["5, the latest", "4", "3", "2", "1, the longest ago"]}
    for f in FIVE:
        name = {5: "5, often", 1: "1, once or so"}.get(f, str(f))
        columns[name] = [_count(counts.get((r, f), 0)) for r in FIVE]
    return _shown("Customers by recency (rows) and frequency (columns)", columns)


def _forecast(facts: Facts) -> _Section:
    outlook = facts.outlook
    head = ("forecast", "7 Forecast", "What will the customers you have now bring?")
    if outlook.absent:
        return _Section(*head, absent=f"Left out: {outlook.absent}.")
    ratio = outlook.past["ratio"].dropna()
    sentences = [
        _expected(facts, ratio),
        "The interval knows chance, not change: a new price, season or rival is not in it. New "
        "customers come on top.",
        *_cautions(facts),
    ]
    pictures = ()
    if len(ratio):
        past = outlook.past.dropna()
        alt = "Lines: orders forecast on earlier days, and those that came."
        pictures = (_picture(lambda: forecasts.plot_past_forecasts(past), alt),)
    limit = "what customers bring whom you do not have yet, or what is left after costs."
    return _Section(*head, tuple(sentences), pictures, limit=limit)


def _expected(facts: Facts, ratio: pd.Series) -> str:
    table, last = facts.outlook.forecast, _day(facts.span.last)
    ends = ["forecast", "low", "high"]
    said = (
        f"In the {facts.outlook.weeks} weeks after {last}, today's customers should bring "
        f"{_range(table.loc['sales', ends], facts.money)} with "
        f"{_range(table.loc['purchases', ends], _count)} orders"
    )
    if ratio.empty:
        return f"{said}; the table is too short to hold this against its own past."
    one = len(ratio) == 1
    checks = "the one such forecast" if one else f"the {len(ratio)} such forecasts"
    low, high = _percent(ratio.min()), _percent(ratio.max())
    span = low if low == high else f"{low} to {high}"
    return f"{said}; of {checks} that we can check by now, {span} came."


def _cautions(facts: Facts) -> list[str]:
    """Say what the forecast leaves out: season, a start in the middle, orders for nothing."""
    outlook, said = facts.outlook, []
    if outlook.season == outlook.season:
        said.append(
            f"A year ago, these {outlook.weeks} weeks brought {_percent(outlook.season)} of what "
            "an average stretch of that year did; the model knows no season."
        )
    if facts.span.n_days < YEARS:
        said.append("The file is shorter than two years: season and trend cannot be told apart.")
    if facts.span.cut:
        said.append("The file starts in the middle, so the model takes old customers for new ones.")
    if outlook.n_free:
        free = _of(outlook.n_free, "customers")
        said.append(f"Left out of the forecast: {free} whose later orders cost nothing.")
    return said


def _silent(facts: Facts) -> _Section:
    outlook = facts.outlook
    head = ("silent", "8 Who may have left", "Who will probably not order?")
    if outlook.chance is None:
        absent = f"Left out: {outlook.absent or 'the model did not fit'}."
        return _Section(*head, absent=absent)
    people, held = facts.customers, outlook.checked
    risky = people["no_order"] >= RISKY
    risky = people[risky & (people["n_days"] > 1) & (people["last_year"] > 0)]
    risky = risky.sort_values(["last_year", "no_order"], ascending=False, kind="stable")
    inside = int(held["foretold"].between(held["low"], held["high"]).sum())
    sentences = (
        f"{_of(len(risky), 'customers')} who have come back before are more likely than not to "
        f"place no order in the next {outlook.weeks} weeks; in the last year they spent "
        f"{facts.money(risky['last_year'].sum())}.",
        f"Can one trust it? We foretold the last {outlook.weeks} weeks in the same way, and cut "
        f"the customers into {len(held)} parts by their chance: in {inside} of them as many "
        "ordered as foretold, give or take luck. Nobody sees who has left; an order that does not "
        "come, one sees.",
    )
    alt = "Points with intervals: share of customers who ordered, over the chance foretold."
    draw = _picture(lambda: forecasts.plot_calibration(held), alt)
    limit = "that they are lost, or that a letter brings them back: see the test on page one."
    return _Section(*head, sentences, (draw,), (_risky(facts, risky),), limit)


def _risky(facts: Facts, risky: pd.DataFrame) -> _Shown:
    first = risky.head(N_SHOWN)
    columns = {
        "customer": [facts.name(name) for name in first.index],
        "last order": list(map(_date, first["last_order"])),
        "orders": list(map(_count, first["n_orders"])),
        "spent in the last year": list(map(facts.money, first["last_year"])),
        "chance of no order": list(map(_percent, first["no_order"])),
    }
    return _shown(f"The {len(first)} of them who spent most in the last year", columns, words=2)
