"""Questions of chapter 14, the mall: who stands at the till, and what a name may cost."""

from functools import cache

import numpy as np
import pandas as pd

from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.segmentation import recognition_table, simulate_contacts
from crmlib.systems import damaged_links, simulate_mall, suggested_goods

# first sitting


@question(
    "mall-1",
    hints=(
        "Each of the 11 systems has as many partners as there are others.",
        "There are 10 others: 11 * (11 - 1) / 2.",
    ),
    after="55 links, where a hub needs 11. A twelfth system would cost 11 links more, or one.",
)
def links_of_eleven_systems() -> Number:
    """Links between each two of 11 systems."""
    n = 11
    return Number(
        expected=n * (n - 1) / 2,
        unit="count of links",
        mistakes=(
            (n * (n - 1), "Each link was counted from both its ends: divide by 2."),
            (n**2 / 2, "A system needs no link to itself: 11 times 10, divided by 2."),
            (n**2, "No system is linked to itself, and no link counts twice."),
            (n * (n + 1) / 2, "Each has n - 1 partners, not n + 1."),
            (n * (n - 2) / 2, "Each has n - 1 partners: 10."),
            (n, "That is with a hub: here each two are linked."),
            (n - 1, "Those are the links of one system."),
        ),
    )


@question(
    "mall-2",
    hints=(
        "The line just above did it for `toy`; `events` are those of the whole mall.",
        'events["seen_as"].isna().mean()',
    ),
    after="Three events of four name nobody: most are heads that a sensor has counted.",
)
def share_of_events_without_a_name() -> Number:
    """Share of the mall's events in which nobody is named."""
    events, _, _ = _mall()
    nameless = events["seen_as"].isna()
    sensed = events["source"] == "sensor"
    past = events[events["event_time"] < "2001-04-14"]
    toy = 3 / 8
    return Number(
        expected=nameless.mean(),
        unit="fraction",
        mistakes=(
            (1 - nameless.mean(), "That is the share with a name: isna() marks who has none."),
            (nameless.sum(), "That is how many: take the mean for a share."),
            (sensed.mean(), "Those are the sensors alone. Some buyers have no name either."),
            (events["good"].isna().mean(), "That is for the goods: the names are in seen_as."),
            (events["amount"].isna().mean(), "That is for amounts: the names are in seen_as."),
            (nameless[~sensed].mean(), "That leaves the sensors out: take all events."),
            (toy, "That is the toy's share: take `events`."),
            (past["seen_as"].isna().mean(), "That is for `past`: take all of `events`."),
        ),
    )


@question(
    "mall-3",
    hints=(
        "Merge `past` with `links`, sort by time, and take the last source of each person.",
        'latest = past.merge(links, on="seen_as").sort_values("event_time")'
        '.groupby("person_id")["source"].last(), then count "till".',
    ),
    after="1,280 of 2,570 people: for half of them the shop of stone has the last word.",
)
def people_last_met_at_a_till() -> Number:
    """People whose last known event before Saturday was at a till."""
    events, links, _ = _mall()
    past = events[events["event_time"] < "2001-04-14"]
    known = past.merge(links, on="seen_as").sort_values("event_time")
    by_person = known.groupby("person_id")["source"]
    latest = by_person.last()
    by_name = past.dropna(subset=["seen_as"]).groupby("seen_as")["source"].last()
    all_days = events.merge(links, on="seen_as").groupby("person_id")["source"].last()
    return Number(
        expected=(latest == "till").sum(),
        unit="count of people",
        mistakes=(
            ((by_person.first() == "till").sum(), "That is the first event: take the last."),
            ((latest == "web").sum(), "Those were last on the web: asked is the till."),
            ((latest != "till").sum(), "Those were last online: asked is the till."),
            (len(latest), "That is everybody of whom something is known: count the till."),
            ((known["source"] == "till").sum(), "Those are events: take one a person, the last."),
            ((by_name == "till").sum(), "Those are cards. A person has a card and an account."),
            ((all_days == "till").sum(), "That includes Saturday: take `past`."),
            ((latest == "till").mean(), "That is a share: asked is how many."),
        ),
    )


@question(
    "mall-4",
    hints=(
        "Subtract the row of 0.99 from that of 0.5: links_found and right.",
        'more = recognised.loc["model, 0.5"] - recognised.loc["model, 0.99"], then '
        'more["right"] / more["links_found"].',
    ),
    after="86 % of the additional links are right, well below the 94 % of all links at 0.5.",
)
def share_right_of_additional_links() -> Number:
    """Share of right ones among the links that the limit 0.5 adds to those of 0.99."""
    table = _recognised()
    low, high = table.loc["model, 0.5"], table.loc["model, 0.99"]
    more = low - high
    return Number(
        expected=more["right"] / more["links_found"],
        unit="fraction",
        mistakes=(
            (low["precision"], "That is the precision of all links at 0.5: take the added ones."),
            (high["precision"], "That is the precision at 0.99: take what 0.5 adds."),
            (more["precision"], "Subtract counts and not shares: then divide."),
            (more["recall"], "Subtract the counts right and links_found: then divide."),
            (1 - more["right"] / more["links_found"], "That is the share of wrong ones."),
            (more["links_found"] / more["right"], "Upside down: right by links_found."),
            (more["right"] / low["links_found"], "Divide by the additional links only."),
            (more["right"] / low["right"], "Divide by the additional links, right and wrong."),
            (high["right"] / low["right"], "That is how many of the right ones 0.99 finds."),
            (more["right"], "That is how many: divide by the additional links."),
            (more["links_found"], "Those are the additional links: which share is right?"),
        ),
    )


@question(
    "mall-5",
    hints=(
        'none is damage.loc[1, "lost"], good damage.loc[0, "lost"], bad damage.loc[1, "wrong"].',
        "(none - bad) / (good - bad)",
    ),
    after="About 0.35, and of the links between the two limits 0.86 are right (exercise 14.4).",
)
def probability_from_which_a_link_pays() -> Number:
    """Chance of being right from which a link gains hits in the mean."""
    none, good, bad = _hits_with()
    return Number(
        expected=(none - bad) / (good - bad),
        unit="fraction",
        mistakes=(
            ((good - none) / (good - bad), "That is the chance of being wrong that one may bear."),
            ((none - bad) / (good - none), "Those are odds: divide by good - bad."),
            ((none - bad) / good, "Divide by good - bad, the whole way from wrong to right."),
            (none - bad, "That is what a wrong link costs: divide by good - bad."),
            (good - none, "That is what a right link gains."),
            ((good - bad) / (none - bad), "Upside down."),
            (none / good, "Hits by chance are in both: subtract bad first."),
            (bad / none, "Subtract: none - bad, divided by good - bad."),
            (bad / good, "Subtract: none - bad, divided by good - bad."),
            (none - bad / (good - bad), "Brackets: none - bad comes first."),
        ),
    )


@cache
def _mall() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the mall of the first sitting, which nobody may change."""
    return simulate_mall(3_000, rng=np.random.default_rng(14))


@cache
def _recognised() -> pd.DataFrame:
    """Return the table of exercise 14.4."""
    contacts = simulate_contacts(500, rng=np.random.default_rng(14))
    return recognition_table(contacts, [0.5, 0.99])


def _hits_with() -> tuple[float, float, float]:
    """Return hits by card alone, with right links, and with wrong ones."""
    events, links, wishes = _mall()
    past = events[events["event_time"] < "2001-04-14"]
    is_card = links["seen_as"].str.startswith("card")
    cards, webs = links[is_card], links[~is_card]
    _, wrong = damaged_links(webs, 1, rng=np.random.default_rng(14))
    known = (cards, links, pd.concat([cards, wrong]))
    none, good, bad = (
        float((suggested_goods(past, owners, wishes.index) == wishes).mean()) for owners in known
    )
    return none, good, bad


# second sitting
