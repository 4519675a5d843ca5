"""Questions of chapter 12, knowledge: who finds it, and who may read it."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_help_site, load_telco
from crmlib.exercises.judging import Items, Number
from crmlib.exercises.questions import question
from crmlib.knowledge import crawl, dcg, facts_known, simulate_readers, toy_role_matrix

# first sitting


@question(
    "knowledge-1",
    hints=(
        "The gap holds the column of addresses that the robot met; ~ turns it round.",
        'pages[~pages["address"].isin(met["address"])]["address"]',
    ),
    after=(
        "Nobody can get there by links, not even a person. "
        "Only the list of all pages shows such an orphan."
    ),
)
def pages_never_met() -> Items:
    """Pages of the help site that no link leads to."""
    pages = load_help_site("pages")
    met = crawl(pages)
    is_met = pages["address"].isin(met["address"])
    is_stored = pages["address"].isin(met.loc[met["status"] == "stored", "address"])
    return Items(
        expected=pages.loc[~is_met, "address"],
        mistakes=(
            (pages.loc[is_met, "address"], "Those it did meet: ~ turns the mask round."),
            (
                pages.loc[~is_stored, "address"],
                "Some of those it met and did not store: compare with all that it met.",
            ),
            (
                met.loc[met["status"] != "stored", "address"],
                "Those it met: asked are pages that are not in the table at all.",
            ),
            (
                met.loc[met["status"] == "dead", "address"],
                "That is a link without a page: asked is a page without a link.",
            ),
            (pages["address"], "Those are all pages of the site."),
        ),
    )


@question(
    "knowledge-2",
    hints=(
        "It is the line of *cat* with two other numbers: how many pages in all, how many with it?",
        "np.log((117 - 12 + 0.5) / (12 + 0.5))",
    ),
    after="2.13, six times the weight of *cat*: one page in ten holds it, not two in five.",
)
def weight_of_a_word() -> Number:
    """Weight of a word on 12 of 117 pages."""
    return Number(
        expected=np.log((117 - 12 + 0.5) / (12 + 0.5)),
        unit="weight",
        mistakes=(
            (
                np.log10((117 - 12 + 0.5) / (12 + 0.5)),
                "That is log10: `np.log` is the natural one.",
            ),
            (np.log2((117 - 12 + 0.5) / (12 + 0.5)), "That is log2: `np.log` is the natural one."),
            (np.log(117 / 12), "That is ln N / n: the formula adds 0.5 and subtracts n."),
            ((117 - 12 + 0.5) / (12 + 0.5), "The logarithm is missing."),
            (np.log((12 + 0.5) / (117 - 12 + 0.5)), "Upside down: the pages without it on top."),
            (np.log((117 + 0.5) / (12 + 0.5)), "Above the line, subtract the pages that hold it."),
            (np.log((117 - 12) / 12), "Add 0.5 above and below the line."),
            (np.log(117 - 12 + 0.5 / (12 + 0.5)), "Brackets round what stands above the line."),
            (np.log((5 - 2 + 0.5) / (2 + 0.5)), "That is *cat* in the toy: 12 of 117 here."),
            (12 / 117, "That is the share of pages: put it through the formula."),
        ),
    )


@question(
    "knowledge-3",
    hints=(
        "The gain of the list, divided by the gain of the best order.",
        "knowledge.dcg([0, 2, 1, 0]) / knowledge.dcg([2, 1, 0, 0])",
    ),
    after="0.67: an empty first place costs a third, although both useful pages follow at once.",
)
def quality_of_a_list() -> Number:
    """Normalised gain of the grades 0, 2, 1, 0."""
    own, best = dcg([0, 2, 1, 0]), dcg([2, 1, 0, 0])
    return Number(
        expected=own / best,
        unit="ratio",
        mistakes=(
            (own, "That is the gain: divide by that of the best order."),
            (best, "That is the gain of the best order: it stands below the line."),
            (best / own, "Upside down: the list's own gain stands above the line."),
            (2 / 4, "That is precision at 4: two of four are of use."),
            (2 / 3, "That is precision at 3: the places have to count as well."),
            (dcg([0, 1, 1, 0]) / dcg([1, 1, 0, 0]), "The grades are 2 and 1, not just useful."),
            (dcg([0, 2, 1]) / dcg([0, 1, 2]), "The best order begins with the 2."),
            (dcg([0, 3, 1, 0]) / dcg([3, 1, 0, 0]), "Take the grades themselves, not 2^g - 1."),
            ((2 / 2 + 1 / 3) / (2 + 1 / 2), "Divide by log2(1 + place), not by the place."),
            ((2 + 1) / 3, "Without a discount every order is best."),
            (own - best, "Divide the two gains: don't subtract."),
        ),
    )


@question(
    "knowledge-4",
    hints=(
        "Add up 1 / (60 + place) for each page. Which page stands on all three lists?",
        "C is third, first and second: 1 / 63 + 1 / 61 + 1 / 62.",
    ),
    after="C stands on all three lists, and beats A and B, each of which was first once.",
)
def top_of_three_lists() -> Number:
    """Fused score of the page on top of three lists."""
    score = 1 / 63 + 1 / 61 + 1 / 62
    return Number(
        expected=score,
        unit="score",
        mistakes=(
            (1 / 62 + 1 / 60 + 1 / 61, "Places begin at 1: `enumerate(found, 1)`."),
            (1 / 61 + 1 / 62, "That is A, or B, with two lists: one page stands on all three."),
            (1 / 63 + 1 / 61, "The third list holds C as well: add it."),
            (1 / 3 + 1 / 1 + 1 / 2, "Add 60 to each place."),
            (score / 3, "Don't divide by the lists: the scores are added."),
            (1 / 63, "That is one list's part, or D: add up."),
            (1 / 61, "That is one list's part: add up."),
            (1 / (180 + 6), "Each list gives its own fraction: add the three."),
            (3 + 1 + 2, "Those are places: 1 / (60 + place) of each."),
            (63 + 61 + 62, "Those stand below the line: add the fractions."),
            (3 / 61, "C is first on one list only."),
        ),
    )


@question(
    "knowledge-5",
    hints=(
        "The loop's lines, once, with n_by_lot=2; begin with rng = np.random.default_rng(12).",
        "The smaller of the two sums of each reader, then the share that is at most 1.",
    ),
    after=(
        "16 % instead of 90, and half of the notes are still wanted. "
        "What is right hangs on what a miss costs."
    ),
)
def readers_who_miss_a_topic() -> Number:
    """Share of readers who see their second topic at most once if two of three come by lot."""
    sums, other = _seen(2), {n: (_seen(n).min(axis=1) <= 1).mean() for n in (0, 1, 3)}
    least = sums.min(axis=1)
    return Number(
        expected=(least <= 1).mean(),
        unit="fraction",
        mistakes=(
            (other[0], "That is the agent alone: here n_by_lot is 2."),
            (other[1], "That is one of three by lot: here n_by_lot is 2."),
            (other[3], "That is all three by lot: here n_by_lot is 2."),
            ((least <= 1).sum(), "That is a count: asked is the share of the 400."),
            ((least > 1).mean(), "Those are the readers who saw it more often."),
            ((least == 0).mean(), "At most once: 1 counts as well, so <= 1."),
            ((least < 3).mean(), "At most once is <= 1."),
            ((sums["second"] <= 1).mean(), "Either topic may be the rare one: `.min(axis=1)`."),
            ((sums["first"] <= 1).mean(), "Take the smaller sum of each reader, `.min(axis=1)`."),
            (sums.sum(axis=1).mean() / 30, "That is the share of wanted notes."),
            (least.mean(), "That is how often they see it, in the mean."),
        ),
    )


def _seen(n_by_lot: int) -> pd.DataFrame:
    """Return how many notes on each of their topics 400 readers were shown."""
    weeks = simulate_readers(400, n_by_lot=n_by_lot, rng=np.random.default_rng(12))
    return weeks.groupby("reader")[["first", "second"]].sum()


# second sitting


@question(
    "knowledge-6",
    hints=(
        "The gap holds k: how often has Jun talked to a customer?",
        "One contact a month for 12 months: 1 - (1 - 1 / 8) ** 12.",
    ),
    after="About what Mei's notes would have told on the first day: they save a year.",
)
def known_after_a_year() -> Number:
    """Share of eight facts that a head knows after 12 contacts."""
    return Number(
        expected=facts_known(12),
        unit="fraction",
        mistakes=(
            (1 - facts_known(12), "That is what Jun does not know yet: 1 minus it."),
            (facts_known(24), "That is after 24 contacts: Jun has had 12."),
            (facts_known(12, share=0.5), "That is for notes of every second fact: this is a head."),
            (12 / 8, "A fact told twice is one fact, so 12 contacts tell fewer than 12 facts."),
            (1 - 12 / 8, "The 12 is an exponent: the chance not to hear a fact, 12 times over."),
            (facts_known(8), "Eight are the facts: the gap holds the contacts."),
            (1 - (1 / 8) ** 12, "The bracket holds the chance of *not* hearing a fact, 7 / 8."),
            (1 - 7 / 8 * 12, "A power is `**`, not `*`."),
            (facts_known(1), "That is after one contact."),
            (facts_known(11), "That is after 11 contacts: Jun has had 12."),
        ),
    )


@question(
    "knowledge-7",
    hints=(
        "What does an entry cost in all, and what does one later use save?",
        "130 minutes, and 45 - 20 saved each time. Round up: a part of a use does not exist.",
    ),
    after="Six: with five uses 5 of the 130 minutes are still missing. Thorough entries are dear.",
)
def uses_until_an_entry_has_paid() -> Number:
    """Fewest further uses that pay an entry of 80 and 50 minutes, saving 45 less 20."""
    cost, saved = 80 + 50, 45 - 20
    return Number(
        expected=int(np.ceil(cost / saved)),
        unit="count of uses",
        mistakes=(
            (cost // saved, "Five uses save 125 minutes, and the entry took 130: round up."),
            (cost / saved, "That is the break-even: how many whole uses reach it?"),
            (int(np.ceil(80 / saved)), "Checking takes time as well: 80 and 50."),
            (80 / saved, "Checking takes time as well; then round up."),
            (int(np.ceil(cost / 45)), "Whoever finds the entry still reads 20 minutes."),
            (cost / 45, "Whoever finds the entry still reads 20 minutes; then round up."),
            (1 + int(np.ceil(cost / saved)), "The first solution is no further use: leave it out."),
            (int(np.ceil(cost / (45 + 20))), "Reading takes away from what is saved: 45 - 20."),
            (cost, "Those are minutes: divide by what a use saves."),
            (saved, "That is what one use saves. How many pay for the entry?"),
        ),
    )


@question(
    "knowledge-8",
    hints=(
        "How many cells has a matrix of eight fields and three roles?",
        "8 * 3 cells, less the ones that may be read: nobody may read the new one.",
    ),
    after="Ten before, and three new ones: what nobody has allowed is forbidden.",
)
def forbidden_cells() -> Number:
    """Forbidden cells of the role matrix with one more field that nobody may read."""
    matrix = toy_role_matrix()
    allowed, cells = int(matrix.sum().sum()), matrix.size
    return Number(
        expected=cells + 3 - allowed,
        unit="count of cells",
        mistakes=(
            (cells - allowed, "That is the old matrix: the new field has three cells, too."),
            (allowed, "Those may be read: which ones may not?"),
            (cells + 3, "Those are all cells: some may be read."),
            (cells, "Those are all cells of the old matrix."),
            (allowed + 3, "The new cells are forbidden, not allowed; and count the forbidden."),
            (3, "Those are the new ones: add those of the other seven fields."),
            (8, "Eight are the fields: count cells."),
        ),
    )


@question(
    "knowledge-9",
    hints=(
        "What did all five spend together? And the four?",
        "A mean times its number is a sum: 5 * 156, and 4 * 120.",
    ),
    after="300 dollars, from two pages that each kept to the rule. A difference is a group of one.",
)
def spend_of_the_one_who_left() -> Number:
    """Spend of one customer, from the mean of five with him and of four without."""
    return Number(
        expected=5 * 156 - 4 * 120,
        unit="dollars",
        mistakes=(
            (156 - 120, "The mean fell by that, and a mean is not a sum: times 5, times 4."),
            (5 * 156 - 5 * 120, "In June there are four."),
            (4 * 156 - 4 * 120, "In May there were five."),
            (5 * 156, "That is what the five spent together: take away the four."),
            (4 * 120, "That is what the four spend: what is left of the five?"),
            (156, "That is the mean of the five."),
            (120, "That is the mean of the four."),
            (4 * 120 - 5 * 156, "The sign is turned: May less June."),
            (156 / 5, "A mean is divided already: times 5."),
            ((156 + 120) / 2, "That is the mean of two means."),
            (4 * 156 - 5 * 120, "Five go with May, four with June."),
        ),
    )


@question(
    "knowledge-10",
    hints=(
        "Group by the four columns, take .size(), and compare it with 10.",
        "telco.groupby([...four names...]).size() has one number per group; (sizes < 10).sum().",
    ),
    after=(
        "14 of 70 groups, with 58 customers. Without `payment_method` no group is small any more, "
        "and neither without `senior_citizen`."
    ),
)
def groups_below_ten() -> Number:
    """Groups of four columns of the telephone company with fewer than ten customers."""
    telco = load_telco()
    finer = ["contract", "internet_service", "payment_method", "senior_citizen"]
    sizes = telco.groupby(finer).size()
    small = sizes < 10
    return Number(
        expected=int(small.sum()),
        unit="count of groups",
        mistakes=(
            (int(sizes[small].sum()), "Those are customers: count the groups."),
            (len(sizes), "Those are all groups: which are small?"),
            (int((~small).sum()), "Those are large enough: count the others."),
            (float(small.mean()), "That is the share of the groups: asked is how many."),
            (int(sizes.min()), "That is the smallest group: how many are below 10?"),
            (_small_groups(telco, finer[:3]), "`senior_citizen` is missing from the columns."),
            (_small_groups(telco, finer[1:]), "`contract` is missing from the columns."),
            (int((sizes < 5).sum()), "That is below 5: asked is below 10."),
            (len(telco), "Those are all customers."),
        ),
    )


def _small_groups(telco: pd.DataFrame, keys: list[str]) -> int:
    return int((telco.groupby(keys).size() < 10).sum())
