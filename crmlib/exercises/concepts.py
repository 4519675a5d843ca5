"""Questions of chapter 1, Concepts: how many customers there are, and who says so."""

import numpy as np
import pandas as pd

from crmlib.concepts import best_price_rise, definition_statements, definition_tags, price_outcomes
from crmlib.datasets import load_cdnow, toy_contacts
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.judging_tables import Function, Table
from crmlib.exercises.questions import question

TODAY = "1998-06-30"


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
    often, silent = customers["n_days"] >= 2, customers["silent_days"] >= 180
    return Number(
        expected=int((often & silent).sum()),
        unit="count of customers",
        mistakes=(
            (int(often.sum()), "Those bought on two or more days, whenever. Add the second rule."),
            (int(silent.sum()), "Those are all the silent ones, one-time buyers too: add n_days."),
            (
                int((often | silent).sum()),
                "Those meet at least one of the two rules: `|` is or, `&` is and.",
            ),
            (
                int(((customers["n_days"] > 2) & silent).sum()),
                "Two days are enough: >= 2, not > 2.",
            ),
            (
                int((often & ~silent).sum()),
                "Those bought in the last 180 days: >= 180, not < 180.",
            ),
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
    contacts = toy_contacts()
    has_kind = contacts["role"].isin(["consumer", "seller", "employee", "government"])
    stake, takes = contacts["has_stake"], contacts["takes_offer"]
    return Items(
        expected=contacts.loc[stake & ~has_kind, "contact"],
        mistakes=(
            (
                contacts.loc[~has_kind, "contact"],
                "Not all of these have a stake: add that condition.",
            ),
            (
                contacts.loc[stake & ~takes, "contact"],
                "These have a stake and do not buy; most of them belong to one of the four kinds.",
            ),
            (contacts.loc[stake & has_kind, "contact"], "These belong to one of the four kinds."),
            (
                contacts.loc[~has_kind & ~stake, "contact"],
                "She has neither a kind nor a stake. The question asks for a stake.",
            ),
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
    once = load_cdnow().groupby("customer_id").size() == 1
    return Number(
        expected=float((lengths == 0).mean()),
        tolerance=0.001,
        unit="fraction",
        mistakes=(
            (int((lengths == 0).sum()), "That is the count. Divide by the number of customers."),
            (float((lengths > 0).mean()), "That is the share of the others, longer than a day."),
            (
                float(once.mean()),
                "That is the share with one order; some ordered twice on their only day.",
            ),
            (
                float((lengths == 0).sum() / len(load_cdnow())),
                "Divide by the customers, not by the purchases.",
            ),
        ),
    )


@question(
    "concepts-4",
    hints=(
        "First the condition: is_enough = outcomes['profit'] >= 0.95 * outcomes['profit'].max().",
        "outcomes.index[is_enough].min()",
    ),
    after="For a twentieth of its profit at most the shop can leave customers a good deal more.",
)
def lowest_price_with_enough_profit() -> Number:
    """Lowest price at which the shop earns at least 95 % of its best profit."""
    outcomes = price_outcomes(np.arange(4, 10.5, 0.5), unit_cost=4, max_value=10)
    enough = outcomes["profit"] >= 0.95 * outcomes["profit"].max()
    return Number(
        expected=float(outcomes.index[enough].min()),
        tolerance=0.01,
        unit="dollars",
        mistakes=(
            (float(outcomes["profit"].idxmax()), "There the profit is best. Go as low as allowed."),
            (float(outcomes.index[enough].max()), "That is the highest such price: take .min()."),
            (
                float(outcomes["profit"][enough].min()),
                "That is the profit there. The price stands in the index.",
            ),
            (float(enough.sum()), "That is how many such prices there are. Which is the lowest?"),
            (
                float(outcomes.index.min()),
                "That is the lowest price of all; the shop earns nothing there.",
            ),
        ),
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
            (
                _swapped(right, "IBM", "Salesforce"),
                "Who lists five verbs, and who thinks of those who may become customers?",
            ),
            (
                _swapped(right, "Hurwitz", "Salesforce"),
                "Who has rules of conduct and software at once? Not the one with the prospects.",
            ),
            (
                _swapped(right, "Hurwitz", "IBM"),
                "One has a list of goals, the other a process in five verbs: change them over.",
            ),
            (
                _swapped(right, "Anton", "Salesforce"),
                "Telephone, website and e-mail: who studies call centres?",
            ),
        ),
    )


@question(
    "concepts-6",
    hints=(
        "How many tags do both have? And how many does at least one of them have?",
        "(one & other).sum() / (one | other).sum()",
    ),
    after="Four tags of seven: alike, and not the same.",
)
def similarity_by_hand() -> Number:
    """Jaccard similarity of Gartner's first statement and the exam's."""
    tags = definition_tags()
    one, other = tags.loc["Gartner 1"], tags.loc["exam"]
    both, either = (one & other).sum(), (one | other).sum()
    return Number(
        expected=float(both / either),
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            (float(both), "That is how many tags they share. Divide by the tags of either."),
            (
                float((one == other).mean()),
                "Tags that both lack count as likeness there: leave them out.",
            ),
            (
                float(both / (one.sum() + other.sum())),
                "The shared tags are counted twice below the line.",
            ),
            (float(both / len(one)), "Divide by the tags that either has, not by all eight."),
            (float(1 - both / either), "That is the distance. The similarity is one minus it."),
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
        mistakes=(
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
        tolerance=0.1,
        unit="dollars",
        mistakes=(
            (
                float(power.index[~cut].min()),
                "There a price above the rival's pays already: one step lower.",
            ),
            (float(power.index[cut].min()), "That is the lowest such cost: take .max()."),
            (float(power.index.max()), "There the shop asks most: filter for a rise below 0."),
            (
                float(power.loc[cut, "price_rise"].max()),
                "That is the price cut itself. The switching cost stands in the index.",
            ),
        ),
    )


def _customers() -> pd.DataFrame:
    dates = load_cdnow().groupby("customer_id")["order_date"]
    customers = dates.agg(first="min", last="max", n_days="nunique")
    return customers.assign(silent_days=(pd.Timestamp(TODAY) - customers["last"]).dt.days)


def _swapped(names: pd.Series, one: str, other: str) -> pd.Series:
    return names.replace({one: other, other: one})
