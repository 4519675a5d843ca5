"""Questions of chapter 10, Coca-Cola: what six figures about complainers can say."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_products, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function, Table
from crmlib.exercises.questions import question
from crmlib.value import margin_multiple_from_today
from crmlib.word_of_mouth import PurchaseResponses, simulate_problems

GOOD, BAD = 4.5, 9.5
# Mistakes of coca_cola-4, as they are written.
UNRESOLVED = (
    (
        lambda tail, good_mean, bad_mean: 1 - _unresolved(tail, good_mean, bad_mean),
        "That is the share resolved, or the two means are swapped.",
    ),
    (
        lambda tail, good_mean, bad_mean: -_unresolved(tail, good_mean, bad_mean),
        "The sign is turned: below the line stands b - a.",
    ),
    (
        lambda tail, good_mean, bad_mean: tail / _tail(bad_mean),
        "The satisfied have great talkers, too: subtract a above and below the line.",
    ),
    (
        lambda tail, good_mean, bad_mean: (tail - _tail(good_mean)) / _tail(bad_mean),
        "Below the line stands b - a: each one more unresolved is one fewer resolved.",
    ),
    (
        lambda tail, good_mean, bad_mean: tail - _tail(good_mean),
        "That is only what stands above the line: divide by b - a.",
    ),
    (
        lambda tail, good_mean, bad_mean: tail / (_tail(bad_mean) - _tail(good_mean)),
        "The satisfied have great talkers, too: subtract a from the tail as well.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            tail - _tail(good_mean) / _tail(bad_mean) - _tail(good_mean)
        ),
        "Put both differences in brackets: (tail - a) / (b - a).",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - _tail(good_mean)) / _tail(bad_mean) - _tail(good_mean)
        ),
        "Put the lower difference in brackets: (tail - a) / (b - a).",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(tail, good_mean, bad_mean, 19),
        "The power is 20, not 19: to tell 20 or more takes 20 steps on from nobody.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(tail, good_mean, bad_mean, 21),
        "The power is 20, not 21: to tell 20 or more takes 20 steps on from nobody.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(tail, good_mean, bad_mean, 1),
        "The chance of each step on stands here once: 20 steps are the power 20.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - good_mean / (good_mean + 1) * 20)
            / (bad_mean / (bad_mean + 1) * 20 - good_mean / (good_mean + 1) * 20)
        ),
        "The chances of 20 steps are multiplied: a power, not times 20.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - (good_mean / good_mean + 1) ** 20)
            / ((bad_mean / bad_mean + 1) ** 20 - (good_mean / good_mean + 1) ** 20)
        ),
        "Put mean + 1 in brackets: without them each mean is divided by itself.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(0.12, good_mean, bad_mean),
        "The tail is always 12 % here: use the argument tail.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(0.12, GOOD, BAD),
        "It is the same whatever it is given: use all three arguments.",
    ),
    (
        lambda tail, good_mean, bad_mean: 1 / _unresolved(tail, good_mean, bad_mean),
        "Upside down: tail - a stands above the line.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - _tail(good_mean)) / (_tail(bad_mean) + _tail(good_mean))
        ),
        "Below the line stands the difference b - a, not the sum.",
    ),
    (
        lambda tail, good_mean, bad_mean: (1 - tail) * _tail(good_mean) + tail * _tail(bad_mean),
        "That mixes the tails with tail as the share: it is the share u that is asked for.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - good_mean / (good_mean + 1) ** 20)
            / (bad_mean / (bad_mean + 1) ** 20 - good_mean / (good_mean + 1) ** 20)
        ),
        "Put mean / (mean + 1) in brackets: all of it has the power.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - (1 - _tail(good_mean))) / (_tail(good_mean) - _tail(bad_mean))
        ),
        "Those are the chances of fewer than 20: a and b are those of 20 or more.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(tail / 100, good_mean, bad_mean),
        "tail comes as a fraction, 0.12: don't divide it by 100.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(bad_mean, tail, good_mean),
        "The arguments are in another order: tail, good_mean, bad_mean.",
    ),
    (
        lambda tail, good_mean, bad_mean: bad_mean / (good_mean + bad_mean),
        "That is the break-even of the talk: it does not use the tail.",
    ),
    (
        lambda tail, good_mean, bad_mean: (
            (tail - round(_tail(good_mean), 3))
            / (round(_tail(bad_mean), 3) - round(_tail(good_mean), 3))
        ),
        "a and b are rounded on the way: round at the end, or not at all.",
    ),
    (
        lambda tail, good_mean, bad_mean: _unresolved(tail, GOOD, BAD),
        "The means are always 4.5 and 9.5 here: use the arguments.",
    ),
)


@question(
    "coca_cola-1",
    hints=(
        "How many good tellings do 60 people make at 4.5 each, and how many bad ones the other 40?",
        "60 * 4.5 is the good talk. Subtract 40 * 9.5.",
    ),
    after="Sixty per cent resolved, and the talk is against you: 110 tellings of 650.",
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
            (68 * GOOD - 32 * BAD, "That is the desk with 68: this one resolves 60."),
            (70 * GOOD - 30 * BAD, "That is for 70 resolved, as in the ten: here it is 60."),
            *_other_balances(),
        ),
    )


@question(
    "coca_cola-2",
    hints=(
        "One column per value of b: a dictionary {b: … for b in [9, 9.5, 10]} makes the table.",
        "pd.DataFrame({b: n_resolved * 4.5 - (100 - n_resolved) * b for b in [9, 9.5, 10]})",
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
    "coca_cola-3",
    hints=(
        "A Series has the methods .mean() and .median().",
        "answers.mean() - answers.median()",
    ),
    after="The one who told 80 moves the mean by itself; the median does not feel it.",
)
def excess_of_the_mean() -> Number:
    """Mean minus median of seven counts of people told."""
    answers = pd.Series([0, 2, 9, 10, 11, 14, 80])
    mean, median, told = answers.mean(), answers.median(), answers[answers > 0]
    return Number(
        expected=mean - median,
        unit="people",
        mistakes=(
            (median - mean, "The sign is turned: the mean is the larger one."),
            (mean, "That is the mean. Subtract the median."),
            (median, "That is the median. How far above it does the mean lie?"),
            (mean / median, "That is their ratio. The question is the difference."),
            ((mean - median) / median, "That is a share of the median: asked are people."),
            (answers.max() - median, "That is the largest answer minus the median."),
            (answers.max() - mean, "That is the largest answer minus the mean."),
            (told.mean() - told.median(), "Who told nobody is one of the seven: keep the 0."),
            (answers[:6].mean() - answers[:6].median(), "The 80 is an answer like the others."),
            (answers.sum() - median, "That is the sum minus the median: divide it by 7 first."),
            (answers.sum() / 6 - median, "There are seven answers, with the 0: divide by 7."),
            (answers.std(), "That is the standard deviation. Asked is mean minus median."),
            (mean - 9, "9 is the third: of seven in order the fourth is the middle one."),
            (mean - 9.5, "9.5 is the figure of the source: take the median of the seven."),
            (answers.sum(), "That is the sum of the seven."),
            (answers[:6].mean() - median, "The 80 is missing in the mean only: keep it."),
        ),
    )


@question(
    "coca_cola-4",
    hints=(
        "First the two tails, a for the good mean and b for the bad one; then one fraction.",
        "a = (good_mean / (good_mean + 1)) ** 20, b likewise; return (tail - a) / (b - a).",
    ),
    after="With 12 %, 4.5 and 9.5 it is 87.1 %: if talk is geometric, and the figures are means.",
)
def least_share_if_geometric() -> Function:
    """Least share unresolved that explains a tail of geometric talk."""
    return Function(
        expected=_unresolved,
        cases=((0.12, 4.5, 9.5), (0.12, 5, 10), (0.08, 4, 9)),
        tolerance=1e-9,
        mistakes=UNRESOLVED,
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
            (0.32 * loss / (0.68 * 0.1), "That is for the desk with 68 %: here it is 80 %."),
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
        (0.01 * customer * (0.68 * GOOD + 0.32 * BAD), "One resolved complaint, not the desk."),
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


def _tail(mean: float, n_told: int = 20) -> float:
    return (mean / (mean + 1)) ** n_told


def _unresolved(tail: float, good_mean: float, bad_mean: float, n_told: int = 20) -> float:
    good, bad = _tail(good_mean, n_told), _tail(bad_mean, n_told)
    return (tail - good) / (bad - good)
