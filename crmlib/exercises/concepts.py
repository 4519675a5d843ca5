"""Questions of chapter 1, Concepts: how many customers there are, and who says so."""

import numpy as np
import pandas as pd

from crmlib.concepts import (
    best_price_rise,
    definition_statements,
    definition_tags,
    jaccard_matrix,
    window_errors,
)
from crmlib.datasets import load_orders, load_transactions, toy_contacts
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.judging_tables import Table
from crmlib.exercises.questions import mistakes_of, question
from crmlib.value import rfm_table

EVENING, NEW_YEAR = "1998-06-30", "1997-12-31"
WINDOWS = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 365]
FOUR = ["consumer", "seller", "employee", "government"]

# Mistakes of concepts-31: rows of the contacts.
CIRCLES = (
    (
        lambda four, stake, takes: ~four,
        "Eve has no stake: keep contacts['has_stake'] & in front.",
    ),
    (
        lambda four, stake, takes: stake & four,
        "These belong to one of the four kinds: put ~ before is_one_of_four.",
    ),
    (
        lambda four, stake, takes: stake,
        "All of these have a stake. Leave out those of the four kinds: & ~is_one_of_four.",
    ),
    (
        lambda four, stake, takes: stake & ~takes,
        "These take nothing, but some of them have one of the four roles: use is_one_of_four.",
    ),
    (
        lambda four, stake, takes: takes,
        "These take the offer. Asked is who has a stake, and none of the four kinds.",
    ),
    (
        lambda four, stake, takes: ~four & ~stake,
        "She has neither a stake nor one of the four kinds. The question asks for a stake.",
    ),
    (
        lambda four, stake, takes: stake | ~stake,
        "Those are the names of all twelve rows, and a mask has them all: put it into the brackets "
        "after contacts.",
    ),
)


@question(
    "concepts-31",
    hints=(
        "The names wanted have a stake, and do not belong to the four kinds: which sign turns a "
        "mask over?",
        "contacts[contacts['has_stake'] & ~is_one_of_four].index",
    ),
    after="A lender and a rival. A reading that takes in the rival separates nobody any more.",
)
def stake_without_kind() -> Items:
    """Contacts with a stake that belong to none of the four kinds."""
    contacts = toy_contacts().set_index("contact")
    four = contacts["role"].isin(FOUR)
    stake, takes = contacts["has_stake"], contacts["takes_offer"]
    return Items(
        expected=contacts[stake & ~four].index,
        mistakes=tuple((contacts[rows(four, stake, takes)].index, told) for rows, told in CIRCLES),
    )


# Mistakes of concepts-32, as they are written: n_orders and recency_days of all customers.
SLEEPERS = (
    (
        lambda n, days: (n >= 2).sum(),
        "Those ordered twice or more, whenever. Add the second condition.",
    ),
    (
        lambda n, days: (days >= 180).sum(),
        "Those are all the silent ones, one-time buyers too: add n_orders.",
    ),
    (
        lambda n, days: ((n >= 2) & (days < 180)).sum(),
        "Those ordered in the last 180 days, they are awake: >= 180, not < 180.",
    ),
    (
        lambda n, days: ((n > 2) & (days >= 180)).sum(),
        "Two orders are enough: >= 2, not > 2.",
    ),
    (
        lambda n, days: ((n >= 2) & (days > 180)).sum(),
        "The 180th day belongs to the silent: >= 180, not > 180.",
    ),
    (
        lambda n, days: ((n >= 2) | (days >= 180)).sum(),
        "That is everybody: `|` keeps who meets one condition, and `len` or `.count()` of a mask "
        "counts False, too. Ask for both with `&`, and count with `.sum()`.",
    ),
    (
        lambda n, days: ((n == 2) & (days >= 180)).sum(),
        "Those ordered exactly twice. More orders count as well: >= 2.",
    ),
    (
        lambda n, days: ((n >= 2) & (days >= 90)).sum(),
        "Those have been silent for 90 days or more. The campaign waits for 180.",
    ),
    (
        lambda n, days: ((n < 2) & (days >= 180)).sum(),
        "Those ordered once. The campaign wants two orders or more: >= 2.",
    ),
    (
        lambda n, days: n[(n >= 2) & (days >= 180)].sum(),
        "Those are their orders added up. Count the customers: the `.sum()` of the mask.",
    ),
    (
        lambda n, days: 3 * ((n >= 2) & (days >= 180)).sum(),
        "`.size` counts cells, three in each row of customers. `len` counts the rows.",
    ),
)


@question(
    "concepts-32",
    hints=(
        "Two comparisons, each in its own brackets, with & between them; then count.",
        "((customers['n_orders'] >= 2) & (customers['recency_days'] >= 180)).sum()",
    ),
    after="More of those who bought twice are asleep than awake: that is a list to write to.",
)
def sleeping_customers() -> Number:
    """Customers of CDNOW with two or more orders who have been silent for 180 days."""
    customers = _customers(EVENING)
    n, days = customers["n_orders"], customers["recency_days"]
    return Number(
        expected=int(((n >= 2) & (days >= 180)).sum()),
        unit="count of customers",
        mistakes=mistakes_of(SLEEPERS, n, days),
    )


# Mistakes of concepts-33, as they are written: all lines, and those from 4 December on.
HOMES = (
    (
        lambda lines, late: late["household_id"].nunique(),
        "That is how many homes. Divide by the number of all homes.",
    ),
    (
        lambda lines, late: len(late) / len(lines),
        "That is the share of lines. A home has many: count homes with .nunique().",
    ),
    (
        lambda lines, late: late["basket_id"].nunique() / lines["basket_id"].nunique(),
        "That is the share of baskets. The rule is about homes: household_id.",
    ),
    (
        lambda lines, late: 1 - late["household_id"].nunique() / lines["household_id"].nunique(),
        "Those are the homes that did not come. Which share is active?",
    ),
    (
        lambda lines, late: late["household_id"].nunique() / len(lines),
        "The base is too wide: divide by the number of homes, not of lines.",
    ),
    (
        lambda lines, late: len(late) / lines["household_id"].nunique(),
        "Above the line you count lines. Count homes with .nunique().",
    ),
    (
        lambda lines, late: lines["household_id"].nunique() / late["household_id"].nunique(),
        "Upside down: the part stands above the line, all homes below.",
    ),
    (
        lambda lines, late: (
            lines[lines["sold_at"] < "2017-12-04"]["household_id"].nunique()
            / lines["household_id"].nunique()
        ),
        "Those bought before the four weeks. Turn the sign: >=.",
    ),
    (
        lambda lines, late: lines["household_id"].nunique() / lines["household_id"].nunique(),
        "That counts each home as active, so the filter left nobody out: look at the date, and at "
        "the year in it.",
    ),
)


@question(
    "concepts-33",
    hints=(
        "First the lines of the last four weeks; then count homes, not lines, with .nunique(). A "
        "share needs a base: all homes.",
        "late = lines[lines['sold_at'] >= '2017-12-04'], then the .nunique() of its household_id, "
        "divided by that of lines.",
    ),
    after="Four homes in five within four weeks; CDNOW's rule of 90 days counts 13 in 100. A "
    "window has to fit the rhythm of the trade.",
)
def active_homes() -> Number:
    """Share of grocery homes that bought in the last four weeks of the year."""
    lines = load_transactions()
    late = lines[lines["sold_at"] >= "2017-12-04"]
    return Number(
        expected=late["household_id"].nunique() / lines["household_id"].nunique(),
        unit="fraction",
        mistakes=mistakes_of(HOMES, lines, late),
    )


# Mistakes of concepts-34, as they are written: who was silent, who had ordered how often, who
# came back.
RETURNS = (
    (
        lambda silent, n, back: (silent & (n >= 2) & back).sum(),
        "That is how many. Divide by the number of silent customers with two or more orders.",
    ),
    (
        lambda silent, n, back: (silent & back).sum() / silent.sum(),
        "That is the share among all the silent. Add the number of orders to the base.",
    ),
    (
        lambda silent, n, back: (silent & (n >= 2) & back).sum() / silent.sum(),
        "The base is too wide: divide by the silent with two or more orders.",
    ),
    (
        lambda silent, n, back: (silent & (n >= 2) & back).sum() / back.sum(),
        "You divided by all who came back. The base is the silent with two or more orders.",
    ),
    (
        lambda silent, n, back: ((n >= 2) & back).sum() / (n >= 2).sum(),
        "These were not all silent: join is_silent.",
    ),
    (
        lambda silent, n, back: (silent & (n >= 2) & ~back).sum() / (silent & (n >= 2)).sum(),
        "That is the share that stayed away. Which share came back?",
    ),
    (
        lambda silent, n, back: (silent & (n > 2) & back).sum() / (silent & (n > 2)).sum(),
        "Two orders are enough: >= 2, not > 2.",
    ),
    (
        lambda silent, n, back: (silent & (n >= 2) & back).sum() / len(n),
        "The base is too wide: it holds everybody. Divide by the silent with two or more orders.",
    ),
    (
        lambda silent, n, back: (~silent & (n >= 2) & back).sum() / (~silent & (n >= 2)).sum(),
        "These are the others: leave out the ~ before is_silent.",
    ),
    (
        lambda silent, n, back: _late_sleepers(silent, back),
        "The orders must be those known on New Year's Eve: new_year['n_orders'], not customers.",
    ),
)


@question(
    "concepts-34",
    hints=(
        "First a mask of the base: silent, and two or more orders. Then count in it who came back.",
        "(is_asleep & came_back).sum() / is_asleep.sum(), with is_asleep = is_silent & "
        "(new_year['n_orders'] >= 2)",
    ),
    after="Twice as many as among all the silent: the number of orders knows something that "
    "silence does not.",
)
def returns_of_sleepers() -> Number:
    """Share of the silent with two or more orders who ordered again by the end of June."""
    customers = _customers(NEW_YEAR)
    silent, n, back = customers["recency_days"] >= 180, customers["n_orders"], _came_back()
    asleep = silent & (n >= 2)
    return Number(
        expected=float((asleep & back).sum() / asleep.sum()),
        unit="fraction",
        mistakes=mistakes_of(RETURNS, silent, n, back),
    )


# Mistakes of concepts-35, as they are written: the table of errors.
SAVINGS = (
    (
        lambda e: _cost(e).min(),
        "That is what the cheapest window costs. What does it save against counting everybody in?",
    ),
    (
        lambda e: _cost(e).idxmin(),
        "That is the window. How many dollars does it save?",
    ),
    (
        lambda e: _cost(e).loc[0] - _cost(e).min(),
        "That compares with counting nobody in. The cheaper rival counts everybody in: row 365.",
    ),
    (
        lambda e: _cost(e).min() - _cost(e).loc[365],
        "The sign: a saving is what the rival costs minus what the window costs.",
    ),
    (
        lambda e: (
            (4 * e["false_pos"] + e["false_neg"]).loc[365]
            - (4 * e["false_pos"] + e["false_neg"]).min()
        ),
        "The prices are exchanged: the false negative costs 4 dollars.",
    ),
    (
        lambda e: (
            (e["false_pos"] + e["false_neg"]).loc[365] - (e["false_pos"] + e["false_neg"]).min()
        ),
        "Here both errors weigh the same. The false negative costs 4 dollars.",
    ),
    (
        lambda e: _cost(e).loc[365] - _cost(e).loc[180],
        "That is the saving of 180 days. Is it the cheapest window?",
    ),
    (
        lambda e: _cost(e).loc[365],
        "That is what counting everybody in costs. Subtract the cost of the cheapest window.",
    ),
)


@question(
    "concepts-35",
    hints=(
        "costs = 1 * one column + 4 * the other; which error costs 4 dollars? Then its smallest "
        "value.",
        "costs = errors['false_pos'] + 4 * errors['false_neg']; costs.loc[365] is the cost of "
        "counting everybody in. Subtract costs.min() from it.",
    ),
    after="At these prices the cheapest window is 270 days, and at equal ones it lay between 30 "
    "and 150. Only the prices have changed.",
)
def saving_of_the_best_window() -> Number:
    """Dollars that the cheapest window saves against counting everybody in."""
    recency = _customers(NEW_YEAR)["recency_days"]
    errors = window_errors(recency, _came_back(), WINDOWS)
    costs = _cost(errors)
    return Number(
        expected=float(costs.loc[365] - costs.min()),
        unit="dollars",
        mistakes=mistakes_of(SAVINGS, errors),
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
    after="Well matched. With card A given, chance gives a full match once in 60 times.",
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
                "All six are right, with the full names: write each as in italics.",
            ),
            (right.replace({"Anton": "Jon Anton"}), "All six are right: write Anton alone."),
            (
                right.replace({name: f"{name} Group" for name in ("Hurwitz", "Gartner")}),
                "All six are right: write the names without Group, as in italics.",
            ),
            (
                right.replace({"Salesforce": "Salesforce.com"}),
                "All six are right: write Salesforce as in italics.",
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
        "n_shared = (one & other).sum(), then n_shared / (one.sum() + other.sum() - n_shared)",
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


# Mistakes of concepts-36, as they are written: who was active on the two evenings.
LISTS = (
    (
        lambda then, now: (then & now).sum(),
        "That is how many stand on both lists. Divide by those who stand on at least one.",
    ),
    (
        lambda then, now: (then & now).sum() / (then.sum() + now.sum()),
        "Who stands on both lists is counted twice below the line: take these off once.",
    ),
    (
        lambda then, now: 2 * (then & now).sum() / (then.sum() + now.sum()),
        "That is twice the shared ones over both lists: Dice's measure, not this.",
    ),
    (
        lambda then, now: (then & now).sum() / then.sum(),
        "That is the share of the first list that stands on the second, too. Divide by those who "
        "stand on at least one.",
    ),
    (
        lambda then, now: (then & now).sum() / now.sum(),
        "That is the share of the second list that stood on the first. Divide by those who stand "
        "on at least one.",
    ),
    (
        lambda then, now: (then & now).mean(),
        "You divide by all customers. Who stands on neither list makes the two no more alike.",
    ),
    (
        lambda then, now: (then == now).mean(),
        "Who stands on neither list counts as likeness there: leave these customers out.",
    ),
    (
        lambda then, now: then.sum() + now.sum() - (then & now).sum(),
        "That is how many stand on at least one list: it belongs below the line.",
    ),
    (
        lambda then, now: 1 - (then & now).sum() / (then.sum() + now.sum() - (then & now).sum()),
        "That is the distance. The similarity is one minus it.",
    ),
    (
        lambda then, now: (~then & ~now).sum() / (~then | ~now).sum(),
        "These are the lists of the silent. Active is a recency below 180: <, not >=.",
    ),
    (
        lambda then, now: now.sum() / then.sum(),
        "That compares the lengths of the lists. Asked is how many names they share.",
    ),
)


@question(
    "concepts-36",
    hints=(
        "A mask for each list: recency_days below 180, in new_year and in customers. Who is on "
        "both? Who is on at least one?",
        "n_both = (then & now).sum(), then n_both / (then.sum() + now.sum() - n_both)",
    ),
    after="Two names of five are shared. Whoever mails by last half year's list writes to a "
    "different crowd, although the rule is the same.",
)
def likeness_of_two_lists() -> Number:
    """Jaccard similarity of CDNOW's active customers on two evenings."""
    then = _customers(NEW_YEAR)["recency_days"] < 180
    now = _customers(EVENING)["recency_days"] < 180
    both = (then & now).sum()
    return Number(
        expected=float(both / (then.sum() + now.sum() - both)),
        unit="fraction",
        mistakes=mistakes_of(LISTS, then, now),
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
        "The best rise is below 0 in some rows: power['price_rise'] < 0. Filter, then the index.",
        "power[power['price_rise'] < 0].index.max()",
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


# Mistakes of concepts-37, as they are written: the table of best prices.
CARDS = (
    (
        lambda power: power["earned"].loc[6] - power["earned"].loc[2],
        "That is before the card is paid: take off its 8 dollars.",
    ),
    (
        lambda power: power["earned"].loc[6] - 8,
        "What a customer brings without the card is missing: subtract the row of 2 dollars, too.",
    ),
    (
        lambda power: power["earned"].loc[6],
        "That is what a customer with the card brings. Subtract what she brings without it, and "
        "its cost.",
    ),
    (
        lambda power: power["earned"].loc[6] - power["earned"].loc[4] - 8,
        "Without the card leaving costs 2 dollars, not 4: the row of 2 is not on the screen.",
    ),
    (
        lambda power: power["earned"].loc[2] - power["earned"].loc[6] - 8,
        "The card comes first: the row of 6 minus the row of 2.",
    ),
    (
        lambda power: power["earned"].loc[6] - power["earned"].loc[2] + 8,
        "The card costs 8 dollars: take them off, do not add them.",
    ),
    (
        lambda power: 12 * (power["earned"].loc[6] - power["earned"].loc[2]) - 8,
        "`earned` is for the whole year already: do not multiply by 12.",
    ),
    (
        lambda power: power["earned"].loc[6] - power["earned"].loc[2] - 12 * 8,
        "The 8 dollars are for a year, not for a month.",
    ),
    (
        lambda power: power["earned"].loc[4] - 8,
        "Not the row of the difference, 6 - 2 = 4: the difference of the rows 6 and 2.",
    ),
    (
        lambda power: power["price_rise"].loc[6] - power["price_rise"].loc[2],
        "That is by how much the best price rises, per month. What a customer brings stands in "
        "earned.",
    ),
    (
        lambda power: 12 * (power["price_rise"].loc[6] - power["price_rise"].loc[2]) - 8,
        "That is the higher price, twelve times. Some customers leave before the year is over: "
        "what one customer brings stands in earned.",
    ),
    (
        lambda power: power["price_rise"].loc[6] - power["price_rise"].loc[2] - 8,
        "You took the prices. What a customer brings in a year stands in earned.",
    ),
)


@question(
    "concepts-37",
    hints=(
        "Two rows of one column: what does a customer bring at 6 dollars, what at 2? Then the "
        "cost.",
        "power['earned'].loc[6] - power['earned'].loc[2] - 8",
    ),
    after="It pays in this model, because customers who can't leave so easily pay 1.90 dollars a "
    "month more. The model has no rival who answers.",
)
def gain_of_the_points_card() -> Number:
    """What a card that raises the switching cost from 2 to 6 dollars brings, net of its cost."""
    power = best_price_rise(np.arange(13), margin=3, spread=2, n_months=12)
    earned = power["earned"]
    return Number(
        expected=float(earned.loc[6] - earned.loc[2] - 8),
        unit="dollars",
        mistakes=mistakes_of(CARDS, power),
    )


def _customers(evening: str) -> pd.DataFrame:
    orders = load_orders("cdnow").orders
    return rfm_table(orders[orders["order_date"] <= evening], as_of=evening)


def _came_back() -> np.ndarray:
    orders = load_orders("cdnow").orders
    later = orders.loc[orders["order_date"] > NEW_YEAR, "customer_id"]
    return _customers(NEW_YEAR).index.isin(later)


def _late_sleepers(silent: pd.Series, back: np.ndarray) -> float:
    """Return the share that came back, by the number of orders known half a year too late."""
    asleep = silent & (_customers(EVENING)["n_orders"] >= 2)
    return float((asleep & back).sum() / asleep.sum())


def _cost(errors: pd.DataFrame) -> pd.Series:
    return errors["false_pos"] + 4 * errors["false_neg"]


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
