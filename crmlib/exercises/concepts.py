"""Questions of chapter 1, Concepts: how many customers there are, and who says so."""

import numpy as np
import pandas as pd

from crmlib.concepts import (
    best_price_rise,
    definition_statements,
    definition_tags,
    jaccard_matrix,
    price_outcomes,
)
from crmlib.datasets import load_cdnow, toy_contacts
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.judging_tables import Function, Table
from crmlib.exercises.questions import mistakes_of, question

TODAY = "1998-06-30"

# Mistakes of concepts-1, as they are written: n_days and silent_days of all customers.
SLEEPERS = (
    (
        lambda days, silent: (days >= 2).sum(),
        "Those bought on two or more days, whenever. Add the second rule.",
    ),
    (
        lambda days, silent: (silent >= 180).sum(),
        "Those are all the silent ones, one-time buyers too: add n_days.",
    ),
    (
        lambda days, silent: ((days >= 2) | (silent >= 180)).sum(),
        "Those are all customers: `|` keeps who meets one rule, and `len` or `.count()` of a mask "
        "counts False, too. Join with `&`, and take `.sum()`.",
    ),
    (
        lambda days, silent: ((days > 2) & (silent >= 180)).sum(),
        "Two days are enough: >= 2, not > 2.",
    ),
    (
        lambda days, silent: ((days >= 2) & (silent > 180)).sum(),
        "Who has been silent for exactly 180 days belongs to them: >= 180, not > 180.",
    ),
    (
        lambda days, silent: ((days >= 2) & (silent < 180)).sum(),
        "Those bought in the last 180 days: they are awake. Take >= 180, not < 180.",
    ),
    (
        lambda days, silent: ((days == 2) & (silent >= 180)).sum(),
        "Those bought on exactly two days. More days count as well: >= 2.",
    ),
    (
        lambda days, silent: ((days >= 2) & (silent >= 90)).sum(),
        "Those have been silent for 90 days or more. The campaign waits for 180.",
    ),
    (
        lambda days, silent: ((days < 2) & (silent >= 180)).sum(),
        "Those bought on one day only. The campaign wants two or more: >= 2.",
    ),
    (
        lambda days, silent: days[(days >= 2) & (silent >= 180)].sum(),
        "Those are the days added up. Count the customers: the `.sum()` of the mask.",
    ),
    (
        lambda days, silent: 4 * ((days >= 2) & (silent >= 180)).sum(),
        "`.size` counts cells, four in each row of customers. `len` counts the rows.",
    ),
)


@question(
    "concepts-1",
    hints=(
        "Two comparisons, one for n_days and one for silent_days; both must be True.",
        "((customers['n_days'] >= 2) & (customers['silent_days'] >= 180)).sum()",
    ),
    after="More of the proven customers are asleep than awake: that is a list to write to.",
)
def sleeping_customers() -> Number:
    """Customers of CDNOW with two or more days who have been silent for 180 days."""
    customers = _customers()
    days, silent = customers["n_days"], customers["silent_days"]
    n_orders = load_cdnow().groupby("customer_id").size()
    by_orders = ((n_orders >= 2) & (silent >= 180)).sum()
    told = "Some bought twice on one day: two orders are not two days. Take n_days."
    return Number(
        expected=int(((days >= 2) & (silent >= 180)).sum()),
        unit="count of customers",
        mistakes=(*mistakes_of(SLEEPERS, days, silent), (float(by_orders), told)),
    )


# Mistakes of concepts-2: rows and column of the contacts.
CIRCLES = (
    (
        lambda has_kind, stake, takes: ~has_kind,
        "contact",
        "Not all of these have a stake: add that condition.",
    ),
    (
        lambda has_kind, stake, takes: stake & ~takes,
        "contact",
        "These have a stake and do not buy; most of them belong to one of the four kinds.",
    ),
    (
        lambda has_kind, stake, takes: stake & has_kind,
        "contact",
        "These belong to one of the four kinds.",
    ),
    (
        lambda has_kind, stake, takes: ~has_kind & ~stake,
        "contact",
        "She has neither a kind nor a stake. The question asks for a stake.",
    ),
    (
        lambda has_kind, stake, takes: stake,
        "contact",
        "All of these have a stake. Leave out who has a kind among the four.",
    ),
    (
        lambda has_kind, stake, takes: stake | ~has_kind,
        "contact",
        "These are all twelve. Keep who meets both conditions: `&`, not `|`.",
    ),
    (
        lambda has_kind, stake, takes: takes,
        "contact",
        "These take the offer. Asked is who has a stake, and none of the four kinds.",
    ),
    (
        lambda has_kind, stake, takes: stake & ~has_kind,
        "role",
        "Those are their roles. The names stand in the column contact.",
    ),
    (
        lambda has_kind, stake, takes: stake & ~has_kind,
        "kind",
        "That is their kind. The names stand in the column contact.",
    ),
)


@question(
    "concepts-2",
    hints=(
        "Two conditions again: has_stake is True already; compare kind with 'none of the four'.",
        "contacts.loc[contacts['has_stake'] & (contacts['kind'] == 'none of the four'), 'contact']",
    ),
    after="Lender and rival: a definition that takes in the rival has stopped separating anything.",
)
def stake_without_kind() -> Items:
    """Contacts with a stake that belong to none of the four kinds."""
    contacts = toy_contacts().assign(kind="none of the four")
    has_kind = contacts["role"].isin(["consumer", "seller", "employee", "government"])
    stake, takes = contacts["has_stake"], contacts["takes_offer"]
    return Items(
        expected=contacts.loc[stake & ~has_kind, "contact"],
        mistakes=tuple(
            (contacts.loc[rows(has_kind, stake, takes), column], told)
            for rows, column, told in CIRCLES
        ),
    )


# Mistakes of concepts-3, as they are written: lengths of the customers, and all purchases.
LENGTHS = (
    (
        lambda lengths, cdnow: (lengths == 0).sum(),
        "That is the count. Divide by the number of customers.",
    ),
    (
        lambda lengths, cdnow: (lengths > 0).mean(),
        "That is the share of the others, longer than a day.",
    ),
    (
        lambda lengths, cdnow: (lengths > 0).sum(),
        "That is the count of the others, longer than a day: == 0, then a share.",
    ),
    (
        lambda lengths, cdnow: (cdnow.groupby("customer_id").size() == 1).mean(),
        "That is the share with one order; some ordered twice on their only day.",
    ),
    (
        lambda lengths, cdnow: (lengths == 0).sum() / len(cdnow),
        "Divide by the customers, not by the purchases.",
    ),
    (
        lambda lengths, cdnow: (lengths == 0).sum() / (lengths > 0).sum(),
        "You divided by the others. A share is of all customers: these and the others.",
    ),
    (
        lambda lengths, cdnow: (lengths <= 1).mean(),
        "Those with one day between first and last are in it, too: == 0, not <= 1.",
    ),
    (
        lambda lengths, cdnow: lengths.mean(),
        "That is the mean length in days. Compare with 0 first, then take the mean.",
    ),
    (
        lambda lengths, cdnow: lengths.median(),
        "0 is the median length, and what `//` or int leaves of a share. Which share of the "
        "customers has just that length?",
    ),
    (
        lambda lengths, cdnow: len(lengths),
        "Those are all customers: `len` and `.count()` count False, too. `.sum()` counts True.",
    ),
    (
        lambda lengths, cdnow: (lengths == 1).mean(),
        "That is the share of those with a length of one day: == 0, not == 1.",
    ),
)


@question(
    "concepts-3",
    hints=(
        "`lengths == 0` is True where the first and the last day are the same.",
        "(lengths == 0).sum(), divided by the number of customers.",
    ),
    after="Every second relationship is one day long: for half of them length says nothing yet.",
)
def share_of_zero_length() -> Number:
    """Share of CDNOW's customers whose first and last purchase fall on one day."""
    customers = _customers()
    lengths = (customers["last"] - customers["first"]).dt.days
    return Number(
        expected=float((lengths == 0).mean()),
        unit="fraction",
        mistakes=mistakes_of(LENGTHS, lengths, load_cdnow()),
    )


# Mistakes of concepts-4, as they are written: profits at 3.4 dollars a piece and at 4, and what
# is enough of the first.
PRICES = (
    (
        lambda profit, dear, enough: profit.idxmax(),
        "There the profit is best. Which lower prices bring nearly as much?",
    ),
    (
        lambda profit, dear, enough: dear.index[dear >= 0.9 * dear.max()].min(),
        "That is the price in `outcomes`, at 4 dollars per unit. Filter `cheaper`.",
    ),
    (
        lambda profit, dear, enough: dear.idxmax(),
        "There the profit in `outcomes` is best. Filter `cheaper`.",
    ),
    (
        lambda profit, dear, enough: profit.index[enough].max(),
        "That is the highest such price: take .min().",
    ),
    (
        lambda profit, dear, enough: profit[enough].idxmin(),
        "There the profit is the lowest of those that are enough. Compare the prices instead.",
    ),
    (
        lambda profit, dear, enough: profit[enough].iloc[0],
        "That is the profit there. The price stands in the index.",
    ),
    (
        lambda profit, dear, enough: profit[enough].min(),
        "That is the lowest of these profits. Asked is the lowest of the prices, in the index.",
    ),
    (
        lambda profit, dear, enough: enough.sum(),
        "That is how many such prices there are. Which is the lowest?",
    ),
    (
        lambda profit, dear, enough: profit.index.min(),
        "That is the lowest price of all: 0.36 a head is far from 0.9 times the best profit.",
    ),
    (
        lambda profit, dear, enough: profit.index[profit >= 0.9].min(),
        "There the shop earns 0.945 a head. Enough is 90 % of the best profit, not 0.9 dollars.",
    ),
    (
        lambda profit, dear, enough: 0.9 * profit.max(),
        "That is the profit that is enough. Which prices bring at least that?",
    ),
    (
        lambda profit, dear, enough: profit.index.max(),
        "That is the highest price of all: nobody buys, and the shop earns nothing.",
    ),
    (
        lambda profit, dear, enough: profit.min(),
        "0 is the lowest profit. Asked is a price, at which profit is nearly the best.",
    ),
    (
        lambda profit, dear, enough: profit.max(),
        "That is the best profit itself. Asked is a price that brings nearly as much.",
    ),
    (
        lambda profit, dear, enough: 0.9 * profit.idxmax(),
        "That is 90 % of a price. Take 90 % of the best profit, and look for the prices.",
    ),
)


@question(
    "concepts-4",
    hints=(
        "First the condition: is_enough = cheaper['profit'] >= 0.9 * cheaper['profit'].max().",
        "cheaper.index[is_enough].min()",
    ),
    after="For less than a tenth of its profit the shop can leave customers a good deal more.",
)
def lowest_price_with_enough_profit() -> Number:
    """Lowest price at which a shop with a cheaper supplier earns 90 % of its best profit."""
    prices = np.arange(4, 10.5, 0.5)
    profit, dear = (
        price_outcomes(prices, unit_cost=cost, max_value=10)["profit"] for cost in (4 - 0.6, 4)
    )
    enough = profit >= 0.9 * profit.max()
    return Number(
        expected=float(profit.index[enough].min()),
        unit="dollars",
        mistakes=mistakes_of(PRICES, profit, dear, enough),
    )


# Cards that are easily mixed up, with what to look at again.
MIXED_UP = (
    ("E", "F", "Who lists five verbs, and who thinks of those who may become customers?"),
    ("A", "F", "Who has rules of conduct and software at once? Not the one with the prospects."),
    ("A", "E", "One has a list of goals, the other a process in five verbs: change them over."),
    ("C", "F", "Telephone, website and e-mail: who studies call centres?"),
    (
        "B",
        "C",
        "Cards B and C: who lets customers serve themselves by telephone and web?",
    ),
    ("A", "D", "Cards A and D: one is a strategy by segment, the other has rules of conduct."),
    ("A", "B", "Cards A and B: one sees customers from all sides, the other sells cheaper."),
    ("A", "C", "Cards A and C: one is about selling cheaper, the other about access."),
    ("B", "E", "Cards B and E: which has five steps, and which helps management to see?"),
    ("C", "D", "Cards C and D: who writes of access, and who of a strategy by segment?"),
    (
        "D",
        "F",
        "Cards D and F: one groups customers by segment, the other joins prospects to them.",
    ),
    ("B", "F", "Cards B and F: who wants the highest return, and who thinks of prospects?"),
    ("C", "E", "Cards C and E: who writes of telephone and website, and who of five steps?"),
    ("D", "E", "Cards D and E: which is a process in three parts, and which is a strategy?"),
)
FULL_NAMES = {"Hurwitz": "Hurwitz Group", "Gartner": "Gartner Group", "Anton": "Jon Anton"}
OTHER_GARTNER = {"Gartner 1": "Gartner 2", "Gartner 2": "Gartner 1"}
WHO = ["Hurwitz", "Gartner", "Anton", "IBM", "Salesforce"]
TURNED = (
    ("ABCEF", "The letters are the labels: start with the cards, A to F, and give each a name."),
    ("ADCEF", "A name can be a key only once: let the letters, A to F, be the keys."),
)


@question(
    "concepts-5",
    hints=(
        "Look for what each one sells: principles and software, five verbs, people who may become "
        "customers, access by telephone and web.",
        "The five verbs are IBM's, the access is Anton's, the prospects are Salesforce's; what "
        "speaks of management, strategy and return is Gartner's, and one card is left.",
    ),
    after="Well matched. Chance gives a full match once in 360 times.",
)
def authors_of_the_cards() -> Table:
    """Who said what on the six cards."""
    statements = definition_statements()
    named = statements[statements["credit"] != "none given"].sample(frac=1, random_state=1)
    names = [label.split()[0] for label in named.index]
    right = pd.Series(names, index=[*"ABCDEF"])
    return Table(
        expected=right,
        mistakes=(
            *((_swapped(right, one, other), told) for one, other, told in MIXED_UP),
            (
                right.replace(FULL_NAMES),
                "All six are right, with the full names: write each as in bold.",
            ),
            (right.replace({"Anton": "Jon Anton"}), "All six are right: write Anton alone."),
            (
                right.replace({name: f"{name} Group" for name in ("Hurwitz", "Gartner")}),
                "All six are right: write the names without Group, as in bold.",
            ),
            (
                right.replace({"Salesforce": "Salesforce.com"}),
                "All six are right: write Salesforce as in bold.",
            ),
            *_other_labels(pd.Series(list(named.index), index=right.index)),
        ),
    )


# Mistakes of concepts-6, as they are written: the tags of both, and all similarities.
LIKENESSES = (
    (
        lambda one, other, likeness: (one & other).sum(),
        "1 is how many tags they share, and what `len` makes of them: it counts False, too. "
        "Divide by the tags of either, with `.sum()`.",
    ),
    (
        lambda one, other, likeness: (one | other).sum(),
        "That is how many tags at least one has: it belongs below the line.",
    ),
    (
        lambda one, other, likeness: (one == other).mean(),
        "Tags that both lack count as likeness there: leave them out.",
    ),
    (
        lambda one, other, likeness: (one & other).sum() / (one.sum() + other.sum()),
        "The shared tags are counted twice below the line.",
    ),
    (
        lambda one, other, likeness: 2 * (one & other).sum() / (one.sum() + other.sum()),
        "That is twice the shared tags over the sum of both: Dice's measure, not this.",
    ),
    (
        lambda one, other, likeness: (one & other).mean(),
        "Divide by the tags that either has, not by all eight.",
    ),
    (
        lambda one, other, likeness: (one & other).sum() / one.sum(),
        "Not by the tags of Gartner 1 alone: divide by the tags of either.",
    ),
    (
        lambda one, other, likeness: (one & other).sum() / other.sum(),
        "Not by the tags of IBM alone: divide by the tags of either. A third is the median "
        "pair, too.",
    ),
    (
        lambda one, other, likeness: (one | other).mean(),
        "Below the line stand the tags that either has; above it those that both have.",
    ),
    (
        lambda one, other, likeness: 1 - (one & other).sum() / (one | other).sum(),
        "That is the distance. The similarity is one minus it.",
    ),
    (
        lambda one, other, likeness: one.sum() / other.sum(),
        "That compares how many tags each of them has. Asked is what the two share.",
    ),
    (
        lambda one, other, likeness: likeness.loc["Gartner 1", "Gartner 2"],
        "That is Gartner with itself. Asked is Gartner 1 with IBM.",
    ),
    (
        lambda one, other, likeness: likeness.loc["Gartner 1", "exam"],
        "That is Gartner 1 with the exam. Asked is Gartner 1 with IBM.",
    ),
    (
        lambda one, other, likeness: likeness.loc["Gartner 2", "IBM"],
        "0 is Gartner 2 with IBM; asked is Gartner 1. And `/` divides, `//` cuts off.",
    ),
    (
        lambda one, other, likeness: (one & other).sum() / (one ^ other).sum(),
        "A fifth leaves the shared tag out below the line. If it is a rounding, give three digits.",
    ),
    (
        lambda one, other, likeness: (one ^ other).mean(),
        "That is the share of tags on which they differ. Which share of theirs is common?",
    ),
    (
        lambda one, other, likeness: (one & other).sum() / (one.sum() * other.sum()),
        "Below the line stands how many tags at least one has, not a product.",
    ),
)


@question(
    "concepts-6",
    hints=(
        "How many tags do both have? And how many does at least one of them have?",
        "(one & other).sum() / (one | other).sum()",
    ),
    after="One tag of six: both speak of a process, and share nothing else.",
)
def similarity_by_hand() -> Number:
    """Jaccard similarity of Gartner's first statement and IBM's."""
    tags = definition_tags()
    one, other = tags.loc["Gartner 1"], tags.loc["IBM"]
    return Number(
        expected=float((one & other).sum() / (one | other).sum()),
        unit="fraction",
        mistakes=mistakes_of(LIKENESSES, one, other, jaccard_matrix(tags)),
    )


# Mistakes of concepts-7, as they are written.
KAPPAS = (
    (
        lambda agreement, by_chance: agreement - by_chance,
        "That is what was gained on chance. Divide by what could be gained: 1 - by_chance.",
    ),
    (
        lambda agreement, by_chance: agreement / by_chance,
        "That is a ratio to chance, as lift is. Kappa takes a difference first.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) / by_chance,
        "Divide by 1 - by_chance, not by by_chance.",
    ),
    (
        lambda agreement, by_chance: (by_chance - agreement) / (1 - by_chance),
        "The sign is turned round: agreement comes first.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) / 1 - by_chance,
        "Brackets: the whole difference above the line, and the whole 1 - by_chance below it.",
    ),
    (
        lambda agreement, by_chance: agreement - by_chance / (1 - by_chance),
        "Division comes before minus: put brackets around agreement - by_chance.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) / (1 - agreement),
        "Below the line stands what could be gained on chance: 1 - by_chance, not 1 - agreement.",
    ),
    (
        lambda agreement, by_chance: (1 - agreement) / (1 - by_chance),
        "That is the missing agreement, as a share of what chance would leave: 1 minus it.",
    ),
    (
        lambda agreement, by_chance: (1 - by_chance) / (agreement - by_chance),
        "That is upside down: 1 - by_chance belongs below the line.",
    ),
    (
        lambda agreement, by_chance: agreement / (1 - by_chance),
        "Above the line, first take by_chance away from agreement.",
    ),
    (
        lambda agreement, by_chance: max(0, (agreement - by_chance) / (1 - by_chance)),
        "Kappa may be below 0: two readers can agree less often than by chance.",
    ),
    (
        lambda agreement, by_chance: (0.6364 - 0.4711) / (1 - 0.4711),
        "That is the one for strategy, whatever the arguments: use their names.",
    ),
    (
        lambda agreement, by_chance: 100 * (agreement - by_chance) / (1 - by_chance),
        "That is in percent: kappa is 1, not 100, for full agreement.",
    ),
    (
        lambda by_chance, agreement: (agreement - by_chance) / (1 - by_chance),
        "Here the arguments change places: agreement comes first, by_chance second.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) // (1 - by_chance),
        "`//` cuts off everything behind the point: divide with `/`.",
    ),
    (
        lambda agreement, by_chance: abs(agreement - by_chance) / (1 - by_chance),
        "Leave the sign: two readers can agree less often than by chance.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) * (1 - by_chance),
        "Divide by 1 - by_chance, do not multiply by it.",
    ),
    (
        lambda agreement, by_chance: (agreement - by_chance) / (1 + by_chance),
        "Below the line stands what chance leaves to be gained: 1 minus by_chance, not plus.",
    ),
)


@question(
    "concepts-7",
    hints=(
        "On top stands what was reached beyond chance, below what could have been reached.",
        "(agreement - by_chance) / (1 - by_chance)",
    ),
    after="Agreement of 64 % is worth 0.31 here: chance alone would give 47 %.",
)
def kappa_as_a_function() -> Function:
    """Cohen's kappa from observed agreement and agreement by chance."""
    return Function(
        expected=lambda agreement, by_chance: (agreement - by_chance) / (1 - by_chance),
        cases=((0.6364, 0.4711), (0.5, 0.5), (1.0, 0.3), (0.2, 0.4)),
        tolerance=1e-9,
        mistakes=KAPPAS,
    )


# Mistakes of concepts-8, as they are written: the table, and where a cut is best.
COSTS = (
    (
        lambda power, cut: power.index[~cut].min(),
        "At 4 a price above the rival's pays already; 4 is also how many such costs there are. "
        "Which is the highest?",
    ),
    (
        lambda power, cut: power.index[cut].min(),
        "That is the lowest such cost: take .max().",
    ),
    (
        lambda power, cut: power.index.max(),
        "There the shop asks most: filter for a rise below 0.",
    ),
    (
        lambda power, cut: power.loc[[2, 0]].index.max(),
        "Of the rows in sight, yes; but `power` has more rows than were shown.",
    ),
    (
        lambda power, cut: (~cut).sum(),
        "That is how many costs allow a price above the rival's. Take the others.",
    ),
    (
        lambda power, cut: power.loc[cut, "price_rise"].max(),
        "That is the price cut itself. The switching cost stands in the index.",
    ),
    (
        lambda power, cut: power["price_rise"].min(),
        "That is the deepest price cut. At which costs is there a cut? See the index.",
    ),
    (
        lambda power, cut: power.loc[cut, "churn_rate"].min(),
        "That is the share that leaves there. The switching cost stands in the index.",
    ),
    (
        lambda power, cut: power.loc[cut, "earned"].max(),
        "That is what the shop earns there. The switching cost stands in the index.",
    ),
)


@question(
    "concepts-8",
    hints=(
        "The best rise is below 0 in some rows: power['price_rise'] < 0.",
        "power.index[power['price_rise'] < 0].max()",
    ),
    after="Up to 3 dollars of trouble do not protect a price; from 4 on they begin to.",
)
def highest_cost_with_a_price_cut() -> Number:
    """Highest switching cost at which the shop does best below the rival's price."""
    power = best_price_rise(np.arange(13), margin=3, spread=2, n_months=12)
    cut = power["price_rise"] < 0
    return Number(
        expected=float(power.index[cut].max()),
        unit="dollars",
        mistakes=mistakes_of(COSTS, power, cut),
    )


def _customers() -> pd.DataFrame:
    dates = load_cdnow().groupby("customer_id")["order_date"]
    customers = dates.agg(first="min", last="max", n_days="nunique")
    return customers.assign(silent_days=(pd.Timestamp(TODAY) - customers["last"]).dt.days)


def _other_labels(numbered: pd.Series) -> tuple[tuple[pd.Series, str], ...]:
    """Return the names with Gartner's numbers, and the cards by name, with what to tell."""
    return (
        (numbered, "All six are right: write Gartner without its number."),
        (
            numbered.replace(OTHER_GARTNER),
            "Gartner is right on both cards: write it without a number.",
        ),
        *((pd.Series(list(letters), index=WHO), told) for letters, told in TURNED),
    )


def _swapped(names: pd.Series, one: str, other: str) -> pd.Series:
    """Return the names with those of two cards changed over."""
    swapped = names.copy()
    swapped[[one, other]] = names[[other, one]].to_numpy()
    return swapped
