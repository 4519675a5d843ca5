"""Questions of chapter 10, Coca-Cola: what six figures about complainers can say."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_products, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Table
from crmlib.exercises.questions import question
from crmlib.value import margin_multiple_from_today
from crmlib.word_of_mouth import PurchaseResponses, simulate_problems

GOOD, BAD = 4.5, 9.5


@question(
    "coca_cola-1",
    hints=(
        "The gap holds people: how many of the 100 are not satisfied?",
        "60 * 4.5 is the good talk. Subtract what the other 40 tell, 9.5 each.",
    ),
    after="Sixty of 100 satisfied, and the talk is against the desk: 110 tellings of 650.",
)
def net_tellings_of_a_hundred() -> Number:
    """Net tellings of 100 complaints of which 60 are resolved."""
    good, bad = 60 * GOOD, 40 * BAD
    return Number(
        expected=good - bad,
        unit="tellings",
        mistakes=(
            (good + bad, "Those are all tellings. Good and bad ones count against each other."),
            (bad - good, "The sign is turned: good minus bad."),
            ((good - bad) / 100, "That is per complaint. The question is about the 100."),
            (60 * BAD - 40 * GOOD, "The two groups are swapped: the resolved tell 4.5."),
            (60 * GOOD - 60 * BAD, "The bad tellings come from the other 40."),
            (100 * (GOOD - BAD), "Not all 100 tell both: 60 tell the good, 40 the bad."),
            (good, "Those are the good tellings only."),
            (bad, "Those are the bad tellings only, and they count against the good."),
            (60 * 5 - 40 * 10, "Those are the upper ends: take the middle, 4.5 and 9.5."),
            (60 * 4 - 40 * 9, "Those are the lower ends: take the middle, 4.5 and 9.5."),
            (60 - 40, "Those are complaints: multiply each group by what it tells."),
            (70 * GOOD - 30 * BAD, "That is our desk with 70: this one satisfies 60."),
            *_other_balances(),
        ),
    )


@question(
    "coca_cola-2",
    hints=(
        "One column per value of b: a dict comprehension, and pd.concat with axis=1 around it.",
        "{b: n_resolved * 4.5 - (100 - n_resolved) * b for b in [9, 9.5, 10]}, then pd.concat.",
    ),
    after="In every column the sign turns between 60 and 70: the share resolved decides.",
)
def what_if_table_of_net_tellings() -> Table:
    """Net tellings of 100 complaints by resolved (rows) and told by the others (columns)."""
    n_good = pd.Series([60, 70, 80], index=[60, 70, 80])
    n_bad = 100 - n_good

    def table(cell):
        return pd.DataFrame({b: cell(b) for b in [9, 9.5, 10]})

    right = table(lambda b: n_good * GOOD - n_bad * b)
    return Table(
        expected=right,
        mistakes=(
            (table(lambda b: n_good * b - n_bad * GOOD), "Swapped: b is told by the others."),
            (right / 100, "That is per complaint: the question is about 100 of them."),
            (table(lambda b: n_good * (GOOD - b)), "The bad come from the rest: 100 - n_resolved."),
            (right.T, "Rows and columns are swapped: the numbers resolved belong in the rows."),
            (table(lambda b: n_good * GOOD + n_bad * b), "Net is good minus bad, not the sum."),
            (-right, "The sign is turned: good minus bad."),
            (
                table(lambda b: n_good * GOOD - 100 - n_good * b),
                "Brackets around 100 - n_resolved.",
            ),
            (table(lambda b: (n_good * GOOD - n_bad) * b), "Only the bad tellings are b each."),
            (table(lambda b: n_bad * b), "Those are the bad tellings: take them from the good."),
            (table(lambda b: n_good * GOOD - n_bad * BAD), "All columns are alike: use b in them."),
            (table(lambda b: n_good * GOOD - 100 * b), "Only the others tell b: 100 - n_resolved."),
            (table(lambda b: n_good * GOOD - (1 - n_good) * b), "Of 100: 100 - n_resolved, not 1."),
        ),
    )


@question(
    "coca_cola-8",
    hints=(
        "At break-even 2 times the delighted equals 6 times the annoyed, which are 0.65 less them.",
        "2 * s = 6 * (0.65 - s). Solve for s.",
    ),
    after="Without the silent it would be 75 %: whoever tells nobody takes no side.",
)
def share_delighted_at_break_even() -> Number:
    """Share of a hotel's guests delighted at which talk is even, with 35 % silent."""
    right = 0.65 * 6 / 8
    return Number(
        expected=right,
        unit="fraction",
        mistakes=(
            (6 / 8, "That is the share of those who talk: they are 65 % of the guests."),
            (0.65 * 2 / 8, "Those are the annoyed at break-even: 6 stands above the line."),
            (2 / 8, "The two are swapped, and the silent are missing."),
            (6 / 8 - 0.35, "The silent take from both groups: multiply by 0.65."),
            (0.35 * 6 / 8, "0.35 are silent: the other 0.65 talk."),
            (0.65 * 6 / 2, "Below the line stands 2 + 6."),
            (0.65 * 6 / (6 - 2), "Below the line stands the sum 2 + 6, not the difference."),
            (0.65 * 2 / 6, "That is a ratio of the two: below the line stands 2 + 6."),
            (0.65 / 2, "At one half each, three times as much bad talk as good: weigh them."),
            (0.65 * 9.5 / 14, "Those are Coca-Cola's figures: at this hotel it is 2 and 6."),
            (1.35 * 6 / 8, "The silent make the talkers fewer: 1 - 0.35."),
            (0.65 * 6, "That is what stands above the line: divide by 2 + 6."),
            (0.65, "Those are all who talk: how many of them must be delighted?"),
        ),
    )


@question(
    "coca_cola-9",
    hints=(
        "A mask keeps the homes above 200. Then one sum divided by another.",
        "spend[spend > 200] are the large ones. Divide their sum by spend.sum().",
    ),
    after="Some 10 % of the homes bring 43 % of the dollars: a heavy tail in a supermarket.",
)
def dollars_from_large_homes() -> Number:
    """Share of all soft drink dollars from homes above 200 dollars a year."""
    spend = _spend_on_soft_drinks()
    large = spend > 200
    dollars, total = spend[large].sum(), spend.sum()
    return Number(
        expected=dollars / total,
        unit="fraction",
        mistakes=(
            (large.mean(), "That is the share of the homes. Asked is their share of the dollars."),
            (1 - dollars / total, "Those are the dollars of the other homes: turn the mask round."),
            (dollars, "Those are the dollars: divide by all of them."),
            (large.sum(), "That is how many homes: add up what they spend."),
            (dollars / spend[~large].sum(), "Divide by all dollars, not by those of the others."),
            (dollars / len(spend), "Divide by all dollars, not by the number of homes."),
            (spend[large].mean() / spend.mean(), "Those are two means: take the sums."),
            (spend[large].mean() / total, "Take the sum of the large homes, not their mean."),
            (
                spend[spend > spend.mean()].sum() / total,
                "Those are the homes above the mean: the line is 200 dollars.",
            ),
            *_more_large_homes(spend, large, total),
        ),
    )


@question(
    "coca_cola-10",
    hints=(
        "It is the sum of the text with another share of great talkers.",
        "(0.09 - tail_good) / (tail_bad - tail_good): the share minus one tail, over both tails.",
    ),
    after="About 61 %, twice what the books say: the coin, the means or the books are wrong.",
)
def implied_share_of_our_desk() -> Number:
    """Share not resolved that 9 % of great talkers imply under geometric talk."""
    a, b = (GOOD / (GOOD + 1)) ** 20, (BAD / (BAD + 1)) ** 20
    median_a, median_b = 0.5 ** (20 / GOOD), 0.5 ** (20 / BAD)
    right = (0.09 - a) / (b - a)
    return Number(
        expected=right,
        tolerance=0.0035,  # the two tails as the text prints them
        unit="fraction",
        mistakes=(
            (1 - right, "That is the share resolved."),
            ((0.12 - a) / (b - a), "That is for Coca-Cola's 12 %: your desk has 9 %."),
            (
                (0.09 - median_a) / (median_b - median_a),
                "Those are the tails for medians: take the means.",
            ),
            (
                0.09 / b,
                "The satisfied have great talkers, too: subtract tail_good above and below.",
            ),
            ((0.09 - a) / b, "Below the line stands tail_bad - tail_good."),
            (0.09 / (b - a), "Subtract tail_good above the line as well."),
            (0.09 - a / (b - a), "Put the upper difference in brackets: (0.09 - tail_good)."),
            ((0.09 - a) / b - a, "Put the lower difference in brackets: (tail_bad - tail_good)."),
            *_more_shares_of_talkers(a, b),
        ),
    )


@question(
    "coca_cola-5",
    hints=(
        "Keep the lost buyers first. Then: how many of them are in the layer silent?",
        "lost = buyers[buyers['lost']], then (lost['layer'] == 'silent').mean()",
    ),
    after="In this world 98 of 100 lost buyers never wrote: no survey of complainers hears them.",
)
def silent_among_the_lost() -> Number:
    """Share of the lost buyers who never complained."""
    buyers = simulate_problems(200_000, rng=np.random.default_rng(10))
    layer, lost, resolved = (buyers[name] for name in ("layer", "lost", "resolved"))
    silent = layer == "silent"
    return Number(
        expected=silent[lost].mean(),
        unit="fraction",
        mistakes=(
            (lost[silent].mean(), "That is the share lost among the silent: turn the two round."),
            ((silent & lost).mean(), "That is a share of all buyers. Divide by the lost ones."),
            (silent.mean(), "That is the share of the silent among all buyers: lost ones only."),
            (lost.mean(), "That is the share lost among all buyers. How many of these are silent?"),
            ((layer != "answered")[lost].mean(), "Who wrote and did not answer is not silent."),
            (1 - silent[lost].mean(), "Those are the lost who did write."),
            (silent[~lost].mean(), "Those are the buyers who were not lost: turn the mask round."),
            *_other_silences(layer, lost, buyers),
            ((~resolved)[lost].mean(), "Not resolved is not silent: some wrote in vain."),
            (
                (silent & lost).sum() / (~silent).sum(),
                "Divide by the lost, not by those who wrote.",
            ),
            ((silent & lost).sum(), "That is how many: divide by the number of lost ones."),
        ),
    )


@question(
    "coca_cola-11",
    hints=(
        "Each satisfied complainer adds 0.10 * 0.5. What does each of the others take away?",
        "0.9 * 0.05 is the gain. Subtract 0.1 * (1 / 3 + 0.45 * 0.5).",
    ),
    after="Even with 90 of 100 satisfied its complainers buy 1 % less than before.",
)
def change_of_buying_at_ninety() -> Number:
    """Change of the buying of all complainers at a desk that satisfies 90 of 100."""
    loss = 1 / 3 + 0.45 * 0.5
    gained, lost = 0.9 * 0.05, 0.1 * loss
    second = 1 / 3 + 0.3 * 0.5
    return Number(
        expected=gained - lost,
        tolerance=0.00006,  # the loss as the text prints it
        unit="fraction",
        mistakes=(
            (lost - gained, "The sign is turned: a loss is below zero."),
            (gained + lost, "The loss counts against the gain: subtract it."),
            (gained, "That is the gain of the satisfied: subtract the loss of the others."),
            (-lost, "That is the loss alone: the satisfied add something."),
            (0.05 - loss, "Weigh the two with 0.9 and 0.1."),
            (0.7 * 0.05 - 0.3 * loss, "That is our desk with 70: here it is 90."),
            (0.1 * 0.05 - 0.9 * loss, "The shares are swapped: 0.9 are satisfied."),
            (0.9 * 0.1 - lost, "The 10 % raise their buying by half: 0.10 * 0.5."),
            (0.9 * 0.5 - lost, "Only 10 % of the satisfied raise it: 0.10 * 0.5."),
            (gained - 0.1 * second, "That is the second reading: take 45 % of all."),
            (gained - 0.1 * (1 / 3 + 0.45), "The 45 % cut their buying by half only."),
            (gained - 0.1 / 3, "The 45 % buy less, too: add 0.45 * 0.5 to the loss."),
            (gained - 0.1 * 0.45 * 0.5, "One third stop buying: add 1 / 3 to the loss."),
            (gained - loss, "Only 0.1 of them are not resolved: weigh the loss."),
            (0.05 - lost, "Only 0.9 of them are satisfied: weigh the gain."),
        ),
    )


@question(
    "coca_cola-6",
    hints=(
        "At break-even 80 % times the gain equals 20 % times the loss; the gain is 10 % times x.",
        "0.8 * 0.10 * x = 0.2 * loss. Solve for x.",
    ),
    after="They would have to raise it by 140 %: drink nearly two and a half times as much.",
)
def increase_that_makes_80_percent_enough() -> Number:
    """Increase of the 10 % at which 80 % resolved break even."""
    loss = PurchaseResponses(0.5, 0.5).loss
    return Number(
        expected=0.2 * loss / (0.8 * 0.1),
        tolerance=0.002,  # the loss as the text prints it
        unit="ratio",
        mistakes=(
            (0.2 * loss / 0.8, "That is the gain per satisfied complainer; only 10 % raise it."),
            (0.2 * loss / 0.8 * 0.1, "Put 0.8 * 0.10 in brackets: both stand below the line."),
            (loss / 0.1, "That would be for 50 % resolved: weigh both sides with their shares."),
            (0.2 * loss / 0.1, "Only 80 of 100 are satisfied: weigh the gain with 0.8."),
            (loss / (0.8 * 0.1), "Only 20 of 100 are dissatisfied: weigh the loss with 0.2."),
            (0.8 * loss / (0.2 * 0.1), "The shares are swapped: 20 % cost, 80 % bring."),
            (0.2 * loss / (0.8 * 0.05), "5 % is the gain if they raise it by half: take the 10 %."),
            (0.3 * loss / (0.7 * 0.1), "That is for our desk with 70 %: here it is 80 %."),
            (1 + 0.2 * loss / (0.8 * 0.1), "That is what they buy then, of 1: the rise is 1 less."),
            (0.2 * loss, "That is the loss of all. What must each of the 10 % add?"),
            *_parts_of_the_increase(0.2 * loss, loss),
            *_other_losses(),
        ),
    )


@question(
    "coca_cola-7",
    hints=(
        "How many tellings does one resolution move: those that are gone and those that are won?",
        "(4.5 + 9.5) tellings, one in 100 decides about customer_value.",
    ),
    after="About 12 dollars: talk adds a good fifth to what the customer's own buying is worth.",
)
def value_of_the_talk() -> Number:
    """Dollars that talk adds to the value of one resolved complaint."""
    spend = _spend_on_soft_drinks()
    multiple = margin_multiple_from_today(0.8, 0.1)
    one = 0.01 * spend.mean() * 0.3 * multiple
    talk = (GOOD + BAD) * one
    return Number(
        expected=talk,
        tolerance=0.015,  # the mean and the multiple as the text prints them
        unit="dollars",
        mistakes=(
            (100 * talk, "Only every hundredth telling decides about a customer."),
            ((BAD - GOOD) * one, "Bad tellings vanish and good ones come: add them."),
            ((GOOD - BAD) * one, "Bad tellings vanish and good ones come: both are gains."),
            (GOOD * one, "Those are the new good tellings only: the bad are gone, too."),
            (BAD * one, "Those are the bad tellings that are gone; good ones come on top."),
            (0.01 * (GOOD + BAD), "That is in customers: multiply by what one is worth."),
            (GOOD + BAD, "Those are tellings. One in 100 decides about a customer."),
            (one, "That is one telling: how many does one resolution move?"),
            (talk / multiple, "That is one year: a customer stays for longer."),
            (talk / 0.3, "Those are sales: multiply by the margin."),
            (talk / 0.3 / multiple, "Those are one year's sales: margin and multiple are missing."),
            (talk * spend.median() / spend.mean(), "That is the middle home: take the mean."),
            *_with_purchases(talk, 100 * one),
            *_other_talk(100 * one, multiple),
        ),
    )


@question(
    "coca_cola-12",
    hints=(
        "Which chance does the coupon add to the letter's? It may cost that, times a recovery.",
        "worth * (300 / 400 - with_letter).",
    ),
    after="About 2.69 dollars against a price of 1.50; but the interval of 5 points includes zero.",
)
def ceiling_of_the_coupon() -> Number:
    """Dollars that the coupon may cost per complaint, for the mean home."""
    spend = _spend_on_soft_drinks()
    one_year = (1 / 3 + 0.45 * 0.5 + 0.05) * 0.3 * margin_multiple_from_today(0.8, 0.1)
    worth, middle = one_year * spend.mean(), one_year * spend.median()
    right = 0.05 * worth
    reach = 1.96 * np.sqrt((0.75 * 0.25 + 0.7 * 0.3) / 400)
    return Number(
        expected=right,
        tolerance=0.004,  # the value of a recovery as the text prints it
        unit="dollars",
        mistakes=(
            *_more_ceilings(worth, middle),
            (-0.03 * worth, "Compare with the letter, not with the call."),
            (-right, "The sign is turned: the coupon less the letter."),
            (0.05, "Those are the points it adds: times the value of a recovery."),
            (right - 1.5, "That is what is left after its price: asked is the ceiling."),
            (20 * worth, "That is for 20 of 400 together: asked is per complaint."),
            (20 / 300 * worth, "Divide the 20 by all 400 who got the coupon."),
            (20 / 280 * worth, "280 are the satisfied of the control group: divide the 20 by 400."),
            (right * 0.3, "The margin is in worth already."),
            (0.05 * spend.mean(), "That is a year's spend: take the value of a recovery."),
            ((0.05 + reach) * worth, "That is the upper end of the interval: take the middle."),
            ((0.05 - reach) * worth, "That is the lower end of the interval: take the middle."),
            (0.7 * worth, "That is the letter's share: what does the coupon add to it?"),
        ),
    )


def _more_large_homes(
    spend: pd.Series, large: pd.Series, total: float
) -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-9 comes to with another line or another sum."""
    return (
        (
            spend[spend > spend.median()].sum() / total,
            "Those are the homes above the median: the line is 200 dollars.",
        ),
        (
            (spend[large] - 200).sum() / total,
            "That is what they spend beyond 200: take all that they spend.",
        ),
        (total, "Those are all dollars: how many come from the large homes?"),
        (
            spend[spend > 100].sum() / total,
            "Those are the homes above 100: the line is 200 dollars.",
        ),
    )


def _more_shares_of_talkers(a: float, b: float) -> tuple[tuple[float, str], ...]:
    """Return the numbers beside the share of coca_cola-10."""
    return (
        (
            (0.09 - a) / (b + a),
            "Below the line stands the difference of the tails, not the sum.",
        ),
        ((0.09 - a) / (a - b), "The sign is turned: below stands tail_bad - tail_good."),
        ((b - a) / (0.09 - a), "Upside down: 0.09 - tail_good stands above the line."),
        (0.09 - a, "That is what stands above the line: divide by tail_bad - tail_good."),
        (0.7 * a + 0.3 * b, "That is the tail that your books imply: turn it round."),
        (0.91 * a + 0.09 * b, "The 9 % is the share of great talkers, not the share u."),
        (0.09, "That is the share of great talkers: which u makes it?"),
        (0.3, "That is what the books say. What does the tail say?"),
    )


def _more_ceilings(worth: float, middle: float) -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-12 comes to with another home or another share."""
    return (
        (0.75 * worth, "That credits the coupon with all 75 %: subtract the letter's 70."),
        (worth, "That is one recovery: how many of 100 does the coupon add?"),
        (0.05 * middle, "That is the median home: take the mean home."),
        (0.08 * worth, "That is the call with 312 of 400: the coupon has 300."),
    )


def _other_balances() -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-1 comes to with a number left out or another desk."""
    return (
        (60 * GOOD - BAD, "The bad talk is 40 times 9.5: 40 is missing."),
        (60 * GOOD - 100 * BAD, "Only the other 40 tell the bad."),
        (60 * 4 - 40 * 10, "Those are the worst ends: take the middle, 4.5 and 9.5."),
        (60 * 5 - 40 * 9, "Those are the best ends: take the middle, 4.5 and 9.5."),
        (-40 * BAD, "Those are the bad tellings only: the 60 tell the good."),
        (40 * GOOD - 60 * BAD, "That is for 40 resolved: it is 60, and 40 are not."),
        (60 * GOOD / (40 * BAD), "That is good over bad: net is good minus bad."),
        (BAD / (GOOD + BAD), "That is the share at which talk breaks even. And at 60?"),
        (6 * GOOD - 4 * BAD, "That is for ten complaints: here they are 100."),
        (32 - 29, "That is the table of ten people: here 60 of 100 are resolved."),
    )


def _other_silences(
    layer: pd.Series, lost: pd.Series, buyers: pd.DataFrame
) -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-5 comes to with other layers, and with other losses."""
    silent = layer == "silent"
    return (
        (lost[~silent].mean(), "That is the share lost of those who wrote."),
        (1 - lost[~silent].mean(), "Those are the writers who stayed: take the lost buyers."),
        ((layer == "answered")[lost].mean(), "Those answered the survey, so they wrote."),
        ((layer == "complained")[lost].mean(), "Those complained, so they wrote."),
        ((layer != "complained")[lost].mean(), "Who answered the survey wrote, too."),
        ((silent | lost).mean(), "| keeps who is one of the two: keep the lost ones first."),
        ((buyers["n_told"] == 0)[lost].mean(), "Those told nobody: silent is who never wrote."),
        (silent[buyers["lost_if_not"]].mean(), "That is whoever would be lost: take `lost`."),
        (
            lost.sum() / silent.sum(),
            "Those are two counts of all buyers: keep the lost ones first.",
        ),
    )


def _parts_of_the_increase(lost: float, loss: float) -> tuple[tuple[float, str], ...]:
    """Return the numbers on the way to coca_cola-6, and what is near it."""
    right = lost / (0.8 * 0.1)
    return (
        (loss, "That is what one dissatisfied costs. What must one of the 10 % add?"),
        (0.8 * loss, "0.8 are satisfied: the loss is that of the other 0.2."),
        (loss / 0.8, "Weigh the loss with 0.2, and let 10 % of the 0.8 make it good."),
        (right - 1, "Take nothing away: x is already the rise, 0.5 is by half."),
        (right - 0.5, "Take nothing away: x is the whole rise, not what is added to a half."),
        (0.8 * 0.1 / 0.2 * loss, "The shares are upside down: 0.2 stands above, 0.8 * 0.10 below."),
        (loss / (0.05 + loss), "That is the share at which money breaks even: here it is 80 %."),
    )


def _other_talk(customer: float, multiple: float) -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-7 comes to with another share, other tellings or a factor twice."""
    return (
        (customer, "That is one customer. How many of them does one resolution move?"),
        (1.4 * customer, "That is every tenth telling: every hundredth is 0.01."),
        (0.014 * customer, "That is every thousandth telling: every hundredth is 0.01."),
        (GOOD + BAD * 0.01 * customer, "Put 4.5 + 9.5 in brackets: both are multiplied."),
        (0.01 * customer * (0.7 * GOOD + 0.3 * BAD), "One resolved complaint, not the desk."),
        (0.07 * customer, "Add the two, take no mean: 9.5 bad ones go and 4.5 good ones come."),
        (GOOD * BAD * 0.01 * customer, "Add the two numbers of tellings: don't multiply them."),
        (0.14 * customer * 0.3, "The margin is in customer_value already."),
        (0.14 * customer * multiple, "The multiple is in customer_value already."),
        (0.14 * _spend_on_soft_drinks().sum() * 0.3 * multiple, "One customer: the mean, no sum."),
    )


def _other_losses() -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-6 comes to where the dissatisfied buy otherwise."""
    second = PurchaseResponses(0.5, 0.5, buy_less=0.3).loss
    losses = (
        (1 / 3 + 0.45, "There the 45 % stop buying: they only cut it by half."),
        (second, "That is the second reading, 45 % of the rest: the first one is asked for."),
        (1 / 3, "Those are the boycotts alone: the 45 % cut their buying by half."),
        (0.45 * 0.5, "Those are the 45 % alone: one third stop buying."),
    )
    return tuple((0.2 * loss / (0.8 * 0.1), told) for loss, told in losses)


def _spend_on_soft_drinks() -> pd.Series:
    """Return the dollars of each home that bought any."""
    goods = load_products()[["product_id", "product_category"]]
    lines = load_transactions().merge(goods, on="product_id", how="left")
    drinks = lines[lines["product_category"] == "SOFT DRINKS"]
    return drinks.groupby("household_id")["sales_value"].sum()


def _with_purchases(talk: float, customer: float) -> tuple[tuple[float, str], ...]:
    """Return what coca_cola-7 comes to where the customer's own buying is mixed in."""
    assumed = PurchaseResponses(0.5, 0.5)
    swing = assumed.gain + assumed.loss
    return (
        (talk * swing, "Here whole customers are won or lost: leave out the swing."),
        (talk + swing * customer, "That is purchases and talk together: asked is the talk."),
        (100 * talk + swing * customer, "Every hundredth telling, and the talk alone."),
    )
