"""Questions of chapter 14, the mall: who stands at the till, and what a name may cost."""

from functools import cache

import numpy as np
import pandas as pd

from crmlib.core import share_interval
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.segmentation import recognition_table, simulate_contacts
from crmlib.systems import SignUpOffer, damaged_links, simulate_mall, suggested_goods

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
        tolerance=0.001,
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
            (bad / good, "Where is none? It is none - bad, divided by good - bad."),
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


@question(
    "mall-8",
    hints=(
        "The gap holds what the discount costs at one basket of that other mall.",
        "10 % of a basket of 1,500: 1_500 * 0.1.",
    ),
    after="105 a visitor: 35 of 100 join, and each brings 300. Nothing off would bring 90.",
)
def visitor_of_the_other_mall_at_ten_percent() -> Number:
    """What a visitor of the other mall brings at 10 %."""
    joins, worth = 0.2 + 1.5 * 0.1, 450 - 1_500 * 0.1
    return Number(
        expected=joins * worth,
        unit="dollars",
        mistakes=(
            (joins * (450 - 2_400 * 0.1), "2,400 is our mall's basket: here it is 1,500."),
            (joins * (450 - 0.1), "0.1 is a fraction: the discount costs 10 % of a basket."),
            (joins * (450 - 10), "10 are percent: the gap holds money, 10 % of a basket."),
            (joins * (450 - 45), "The discount is on the basket of 1,500, not on the 450."),
            (joins * (450 - 1_500), "The gap holds 10 % of the basket, not all of it."),
            (joins * (450 - 15), "That is 1 % of the basket."),
            (joins * 450, "A discount costs something: subtract it from the 450."),
            (worth, "That is what a member brings: only 35 of 100 join."),
            (1.5 * 0.1 * worth, "20 of 100 join anyway: they bring something, too."),
            (0.2 * worth, "Those are the ones who join anyway: the discount wins more."),
            (joins * (450 + 150), "The discount is taken off: 450 less 150."),
            (100 * joins * worth, "That is for 100 visitors: asked is one."),
            (108, "That is our own mall at 10 %."),
            (0.2 + 1.5 * 0.1 * worth, "The first bracket is one factor: brackets around it."),
        ),
    )


@question(
    "mall-9",
    hints=(
        "Half of V / B less p0 / k, with the four numbers of that other mall.",
        "(450 / 1_500 - 0.2 / 1.5) / 2",
    ),
    after="8.3 %, less than the 10 % of our mall: twice as many would have joined anyway.",
)
def best_discount_of_the_other_mall() -> Number:
    """Best discount of the other mall, as a fraction."""
    worth, anyway = 450 / 1_500, 0.2 / 1.5
    best = SignUpOffer(joins_anyway=0.2, response=1.5, basket=1_500, member_value=450)
    return Number(
        expected=best.best_discount,
        tolerance=0.0002,
        unit="fraction",
        mistakes=(
            (worth, "There the discount eats up the member: nothing is left."),
            (worth / 2, "That forgets who joins anyway: subtract 0.2 / 1.5 first."),
            (worth - anyway, "Half of it: the top lies half-way between the two zeros."),
            ((worth + anyway) / 2, "Subtract 0.2 / 1.5: nobody would join at a surcharge."),
            (worth - anyway / 2, "Halve the whole difference: brackets."),
            ((worth - 0.2) / 2, "Divide the 0.2 by 1.5: how much discount wins so many?"),
            ((worth - 0.2 * 1.5) / 2, "Divide 0.2 by 1.5, don't multiply."),
            ((worth - 1.5 / 0.2) / 2, "Upside down: 0.2 / 1.5."),
            ((1_500 / 450 - anyway) / 2, "Upside down: 450 / 1_500."),
            (0.1, "That is our own mall: take the four numbers of the other one."),
            ((450 / 2_400 - anyway) / 2, "2,400 is our mall's basket: here it is 1,500."),
            ((450 / 1_500 - 0.1 / 2) / 2, "0.1 and 2 are our mall's: here 0.2 and 1.5."),
            ((450 / 1_500 - 0.2 / 2) / 2, "2 is our mall's response: here it is 1.5."),
        ),
    )


@question(
    "mall-10",
    hints=(
        "share_interval(168, 400) says what share joins, at least; times what a member brings.",
        'share_interval(168, 400)["low"] * (600 - 2_400 * 0.15)',
    ),
    after="At least 89.4: more than 0 and 20 % bring, and perhaps no more than the 97 of 5 %.",
)
def least_that_a_visitor_brings_at_fifteen_percent() -> Number:
    """Lower end of what a visitor brings at 15 %, from 168 of 400."""
    ends, member = share_interval(168, 400), 600 - 2_400 * 0.15
    share = 168 / 400
    wald = share - 1.96 * np.sqrt(share * (1 - share) / 400)
    return Number(
        expected=ends["low"] * member,
        tolerance=0.0014,  # the lower end rounded to three digits
        unit="dollars",
        mistakes=(
            (ends["high"] * member, "That is the upper end: what does it bring at least?"),
            (share * member, "That is the middle: take the lower end of the interval."),
            (ends["low"] * 600, "A member costs the discount: 600 less 15 % of a basket."),
            (ends["low"] * 360, "360 is what the discount costs: what is left of the 600?"),
            (ends["low"] * (600 - 2_400 * 0.2), "That is with 20 %: here it is 15 %."),
            (ends["low"] * (600 - 2_400 * 0.1), "That is with 10 %: here it is 15 %."),
            (ends["low"] * (600 - 600 * 0.15), "The discount is on the basket of 2,400."),
            (ends["low"], "That is the share that joins: times what a member brings."),
            (100 * ends["low"], "That is the share in percent: times what a member brings."),
            (wald * member, "That is 1.96 standard errors below: use share_interval."),
            ((ends["high"] - ends["low"]) * member, "That is the width of the interval."),
            (share_interval(168, 400, level=0.9)["low"] * member, "That is at 90 %: asked is 95."),
            (share_interval(232, 400)["low"] * member, "Those did not join: 168 did."),
            (share_interval(168, 4_000)["low"] * member, "400 were asked, not 4,000."),
        ),
    )


@question(
    "mall-11",
    hints=(
        "Each guest stands for 1 / chance. Weigh the visits, and divide by the sum of the weights.",
        "The weights are 5, 5, 2 and 2: (5*1 + 5*2 + 2*4 + 2*6) / (5 + 5 + 2 + 2).",
    ),
    after="2.5 visits instead of 3.25: who comes often has a name more often.",
)
def weighted_visits_to_the_restaurant() -> Number:
    """Weighted mean of the visits of four guests."""
    visits = np.array([1, 2, 4, 6])
    chance = np.array([0.2, 0.2, 0.5, 0.5])
    weights = 1 / chance
    return Number(
        expected=np.average(visits, weights=weights),
        unit="visits",
        mistakes=(
            (np.average(visits, weights=chance), "The weights are the wrong way up: 1 / chance."),
            (visits.mean(), "That is the plain mean: who comes rarely stands for more guests."),
            ((weights * visits).sum(), "Divide by the sum of the weights."),
            ((weights * visits).sum() / 4, "Divide by the sum of the weights, not by four."),
            ((weights * visits).mean() / weights.sum(), "Sum, don't average, before you divide."),
            ((chance * visits).sum(), "Times 1 / chance, and divided by the sum of the weights."),
            (np.average(visits, weights=1 - chance), "1 / chance, not 1 - chance."),
            (np.average(visits, weights=[2, 2, 5, 5]), "Who has a chance of 0.2 stands for five."),
            (weights.sum(), "That is for how many guests the four stand."),
            (np.average(visits, weights=[4, 4, 2, 2]), "A chance of 0.2 makes 5, not 4."),
            (3.5, "Those are 35 visits by ten: the weights sum to 14."),
            (20.0, "That is the text's toy: take the four guests of the restaurant."),
        ),
    )


@question(
    "mall-12",
    hints=(
        "A mean times its number of people is the total. What is missing on Tuesday?",
        "12 * 402.50 - 11 * 390.00",
    ),
    after="540, to the dollar, from two means that name nobody.",
)
def bill_of_the_one_who_left() -> Number:
    """Bill of the member who withdrew, from two counts and two means."""
    monday, tuesday = 12 * 402.5, 11 * 390.0
    return Number(
        expected=monday - tuesday,
        unit="dollars",
        mistakes=(
            (402.5 - 390, "Those are means: a mean times its people is a total. Subtract totals."),
            (12 * (402.5 - 390), "Tuesday's mean is of 11 people."),
            (11 * (402.5 - 390), "Monday's mean is of 12 people."),
            (12 * 390 - 11 * 402.5, "The counts are swapped: 12 belongs to 402.50."),
            (tuesday - monday, "The sign is turned: Monday's total less Tuesday's."),
            (monday, "That is Monday's total: subtract Tuesday's."),
            (tuesday, "That is Tuesday's total: subtract it from Monday's."),
            ((monday - tuesday) / 12, "The difference of the totals is Lin's bill already."),
            (monday + tuesday, "Subtract the totals."),
            (monday - 390, "Tuesday's total is 11 times 390."),
            (402.5, "That is Monday's mean: Lin was not average."),
            (1_700, "That was Mei, from the two totals above."),
        ),
    )
