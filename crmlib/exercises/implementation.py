"""Questions of chapter 16, implementation: late money, causes of failure, steps, and a review."""

import numpy as np

from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.projects import (
    ProjectTerms,
    benefit_table,
    guess_chances,
    named_causes,
    payback_month,
    project_cash,
    project_summary,
    simulate_learners,
    simulate_risks,
    step_values,
    stop_after_bad,
)

TERMS = ProjectTerms(outlay=600, benefit=30, running=5)
LIVES = [4, 8, 12, 16]

# first sitting


@question(
    "implementation-1",
    hints=(
        "The balance of the big bang had the same question, one cell above its figure.",
        "The smallest value of a column is steps_balance.min().",
    ),
    after="Deeper than the big bang by 20: four months more, and each step 10 % dearer.",
)
def deepest_of_four_steps() -> Number:
    """Lowest balance of four steps that go as planned, in thousands."""
    cash = project_cash(TERMS, LIVES, dearer=0.1)["cash"]
    balance = cash.cumsum()
    at_once = project_cash(TERMS, [12])["cash"].cumsum()
    return Number(
        expected=balance.min(),
        unit="thousand dollars",
        mistakes=(
            (balance.idxmin(), "That is its month: idxmin names where, min says how deep."),
            (at_once.min(), "That is the big bang: take steps_balance."),
            (cash.min(), "That is the worst single month: the balance adds up all months."),
            (-balance.min(), "A hole is a balance below zero: the sign is part of the answer."),
            (balance.iloc[-1], "That is the end, after 60 months: ask for the lowest."),
            (-660, "That is the whole outlay: by then the first steps have brought something."),
            (
                project_cash(TERMS, LIVES)["cash"].cumsum().min(),
                "That is without the 10 % that steps cost on top.",
            ),
        ),
    )


@question(
    "implementation-2",
    hints=(
        "What gave the payback month of the big bang, given the cash of the four steps?",
        'projects.payback_month takes a column of cash: in_steps["cash"].',
    ),
    after="One month after the big bang: late money stays late money.",
)
def payback_of_four_steps() -> Number:
    """Payback month of four steps that go as planned."""
    steps = project_cash(TERMS, LIVES, dearer=0.1)
    balance = steps["cash"].cumsum()
    return Number(
        expected=payback_month(steps["cash"]),
        unit="count of months",
        mistakes=(
            (
                payback_month(project_cash(TERMS, [12])["cash"]),
                "That is the big bang, or 0 counted as the first month: months begin with 1.",
            ),
            (balance.idxmin(), "That is the month of the deepest hole."),
            (660 / 25, "That forgets that nothing comes in while one builds and learns."),
            (payback_month(steps["benefit"]), "Benefit alone is never below zero: take the cash."),
            (
                payback_month(project_cash(TERMS, LIVES)["cash"]),
                "Each step is 10 % dearer: dearer=0.1.",
            ),
        ),
    )


@question(
    "implementation-3",
    hints=(
        "Call it x: 0.27 is one sixth of 2.00 plus five sixths of x.",
        "Take 2.00 / 6 from 0.27, and divide what is left by 5 / 6.",
    ),
    after="Five of six stay a little below their plan, and the sixth costs three times its plan. "
    "A mean of 27 % describes neither.",
)
def overrun_of_the_others() -> Number:
    """Mean overrun of five sixths of the projects, where one sixth overran by 200 %."""
    return Number(
        expected=(0.27 - 2 / 6) / (5 / 6),
        unit="overrun",
        mistakes=(
            (0.27 - 2 / 6, "That is what the five sixths add to the mean: divide by 5 / 6."),
            ((0.27 - 3 / 6) / (5 / 6), "Three times the plan is an overrun of 2.00, not of 3.00."),
            (-(0.27 - 2 / 6) / (5 / 6), "The sign: they stayed below their plan."),
            ((0.27 - 2 / 6) * 5 / 6, "Divide by 5 / 6 instead of multiplying."),
            (100 * (0.27 - 2 / 6) / (5 / 6), "That is in percent: it is asked for as a fraction."),
            (1 + (0.27 - 2 / 6) / (5 / 6), "That is their cost as a part of the plan: take 1 off."),
            (0.27 - 2, "Each group counts by its share: one sixth, and five sixths."),
            (0.27 * 5 / 6, "Those who overran by 200 % have to be taken out first."),
            ((0.27 - 2 / 5) / (5 / 6), "One in six is 1 / 6, not 1 / 5."),
            ((0.27 - 2 / 6) * 6, "Divide by five sixths: the others are five of six."),
        ),
    )


@question(
    "implementation-4",
    hints=(
        "The same as for the first two causes, without .iloc[:2].",
        "prod multiplies all values: 1 minus the product of the chances that it does not strike.",
    ),
    after="The six chances add up to 0.76, but some projects are hit more than once.",
)
def at_least_one_cause() -> Number:
    """Chance that at least one of six independent causes strikes."""
    chance = named_causes()["chance"]
    none = (1 - chance).prod()
    return Number(
        expected=1 - none,
        unit="fraction",
        mistakes=(
            (chance.sum(), "Adding counts projects twice that are hit twice."),
            (none, "That is the chance that none strikes: 1 minus it."),
            (chance.prod(), "That is the chance that all six strike at once."),
            (1 - chance.prod(), "That is the chance that not all six strike: 1 - chance first."),
            (1 - (1 - chance).sum(), "Multiply the chances that it does not strike, don't add."),
            (1 - (1 - chance).mean(), "That is the mean chance of one cause."),
            (chance.max(), "That is the chance of the likeliest cause alone."),
            (
                1 - (1 - chance.iloc[:2]).prod(),
                "Those are the first two only: leave out .iloc[:2].",
            ),
            (1 - (1 - chance.mean()) ** 5, "There are six causes."),
        ),
    )


def _left_with_limit(values, limit):
    total = 0
    for value in values:
        if total >= -limit:
            total = total + value
    return total


def _never_stops(values, limit):
    return sum(values)


def _looks_at_the_step(values, limit):
    total = 0
    for value in values:
        if value >= -limit:
            total = total + value
    return total


def _forgets_the_sign(values, limit):
    total = 0
    for value in values:
        if total >= limit:
            total = total + value
    return total


def _begins_at_most_below(values, limit):
    total = 0
    for value in values:
        if total > -limit:
            total = total + value
    return total


def _turned_round(values, limit):
    total = 0
    for value in values:
        if total <= -limit:
            total = total + value
    return total


def _after_the_first(values, limit):
    total = 0
    for value in values:
        if total >= -limit:
            total = total + value
        return total
    return None


def _our_rule(values, limit):
    total, go_on = 0, True
    for value in values:
        if go_on:
            total = total + value
            go_on = value >= 0
    return total


def _does_not_pay(values, limit):
    total = 0
    for value in values:
        if total + value >= -limit:
            total = total + value
    return total


@question(
    "implementation-5",
    hints=(
        "The loop of the text without go_on: look at the total before each step.",
        "Inside the loop: if total >= -limit, add the value. After the loop: return total.",
    ),
    after="A rule on the money lost so far is easy to write into a contract. A rule on the last "
    "step looks at what one has learned.",
)
def limit_of_loss() -> Function:
    """What a project leaves if a step begins only while the loss so far is at most a limit."""

    return Function(
        _left_with_limit,
        cases=(
            ([60, -20, 80, 50], 0),
            ([-60, -70, -80, -90], 100),
            ([-60, -70, 200, 10], 100),
            ([-100, 50, 40], 100),
            ([-101, 50], 100),
            ([30, -150, 90, -20], 50),
            ([], 10),
        ),
        mistakes=(
            (_never_stops, "Nothing is stopped: look at the total before each step."),
            (
                _looks_at_the_step,
                "That looks at the step alone: the rule looks at the total so far.",
            ),
            (_forgets_the_sign, "A loss is a total below zero: compare with -limit."),
            (_begins_at_most_below, "A loss of just the limit is still allowed: >=, not >."),
            (_turned_round, "Turned round: a step begins while the total is above -limit."),
            (_after_the_first, "Is the return inside the loop? Then it ends with the first step."),
            (_our_rule, "That is the rule of the text, which looks at the last step."),
            (_does_not_pay, "Nobody knows a step before it is built: look at the total before it."),
        ),
    )


@question(
    "implementation-6",
    hints=(
        "Build the values of the steps again from `four`, with another `dearer`.",
        "stop_after_bad of projects.step_values(four, terms, lives, dearer=0.3): its mean, "
        "minus big_bang.mean().",
    ),
    after="About ten of its errors above zero, and still a loss in every second project: the "
    "mean speaks for the steps, and so does the bad end; the chance of a loss does not.",
)
def gain_of_dear_steps() -> Number:
    """What steps at 30 % more leave beyond the big bang, on average, with the right to stop."""
    big_bang = step_values(simulate_risks(np.random.default_rng(16), 20_000), TERMS, [12])["step 1"]
    four = simulate_risks(np.random.default_rng(17), 20_000, 4)

    def stopped(dearer):
        return stop_after_bad(step_values(four, TERMS, LIVES, dearer=dearer))

    dear = step_values(four, TERMS, LIVES, dearer=0.3)
    return Number(
        expected=stopped(0.3).mean() - big_bang.mean(),
        unit="thousand dollars",
        mistakes=(
            (stopped(0.3).mean(), "That is the mean of the steps: take the big bang's off."),
            (stopped(0.1).mean() - big_bang.mean(), "That is at 10 % more."),
            (dear.sum(axis=1).mean() - big_bang.mean(), "That is without the right to stop."),
            (big_bang.mean() - stopped(0.3).mean(), "The other way round: steps minus big bang."),
            (stopped(0.3).mean() + big_bang.mean(), "Taking off a negative mean adds to the gain."),
            (
                stopped(0.3).median() - big_bang.median(),
                "Those are medians: the mean is what counts over many projects.",
            ),
            (stopped(0.3).sum() - big_bang.sum(), "That is all 20,000 projects: take means."),
            (
                project_summary(stopped(0.3))["worst_5"] - project_summary(big_bang)["worst_5"],
                "Those are the bad ends: take the means.",
            ),
        ),
    )


# second sitting


@question(
    "implementation-11",
    hints=(
        "The gap holds the word in the column `data` that you look for, in quotes.",
        '(benefits["data"] == "real").sum().',
    ),
    after="Two of nine, those of chapters 3 and 9. The other seven were seen in made-up worlds.",
)
def benefits_on_real_customers() -> Number:
    """How many of nine benefits were measured on real customers."""
    data = benefit_table()["data"]
    n_real = int((data == "real").sum())
    return Number(
        expected=n_real,
        unit="count of benefits",
        mistakes=(
            ((data == "made up").sum(), "Those are the made-up worlds: count the real ones."),
            (len(data), "Those are all of them: compare before you count."),
            (n_real / len(data), "That is their share: asked is how many."),
            ((data == "Real").sum(), 'None is found if the word is written otherwise: "real".'),
        ),
    )


@question(
    "implementation-12",
    hints=(
        "Put 0.05 in the place of the rise, and mind the square.",
        "2 * share * (1 - share) * (2.8 / 0.05) ** 2.",
    ),
    after="About 1,546 in each half, so eight times the 384 buyers of this quarter.",
)
def customers_to_see_five_points() -> Number:
    """Customers in each half that show a rise of 5 points four times in five."""
    share = 169 / 384
    spread = share * (1 - share)
    return Number(
        expected=2 * spread * (2.8 / 0.05) ** 2,
        unit="customers",
        tolerance=1,  # half a customer is none: rounded up it is right
        mistakes=(
            (spread * (2.8 / 0.05) ** 2, "The difference has the luck of two groups: times 2."),
            (4 * spread * (2.8 / 0.05) ** 2, "That is both halves together: asked is each."),
            (2 * spread * (2.8 / 0.05), "The square is missing."),
            (2 * spread * 2.8 / 0.05**2, "The square goes for 2.8 as well: mind the brackets."),
            (2 * spread * (2.8 / 5) ** 2, "5 points are 0.05 as a fraction."),
            (2 * spread * (1.96 / 0.05) ** 2, "With 1.96 it is seen one time in two: take 2.8."),
            (2 * share * (2.8 / 0.05) ** 2, "The factor 1 - share is missing."),
            (2 * spread * (2.8 / (2.8 * (2 * spread / 192) ** 0.5)) ** 2, "That is what we have."),
        ),
    )


@question(
    "implementation-13",
    hints=(
        "Make the table for four options, keep the rows below 0.05 in `at_least`, take the first.",
        'four = projects.guess_chances(20, 4); four[four["at_least"] < 0.05].index.min().',
    ),
    after="Nine of 20. With three options it was eleven: more options leave less to luck.",
)
def right_answers_that_beat_the_cat() -> Number:
    """From how many right of 20 with four options on fewer than 5 of 100 guessers get so many."""
    four, three = guess_chances(20, 4), guess_chances(20, 3)
    needed = int(four[four["at_least"] < 0.05].index.min())
    return Number(
        expected=needed,
        unit="count of right answers",
        mistakes=(
            (
                three[three["at_least"] < 0.05].index.min(),
                "That is with three options: here are 4.",
            ),
            (four[four["at_least"] >= 0.05].index.max(), "So many more than 5 of 100 cats get."),
            (four[four["chance"] < 0.05].index.min(), "Take `at_least`, not exactly so many."),
            (four[four["at_least"] < 0.01].index.min(), "That is fewer than 1 of 100 cats."),
            (four[four["at_least"] < 0.005].index.min(), "5 of 100 is 0.05, not 0.005."),
            (20 / 4, "That is what a cat gets on average."),
            (four["at_least"].loc[needed], "That is the chance: asked is the number of answers."),
        ),
    )


@question(
    "implementation-14",
    hints=(
        "Two masks joined by `&`, each in brackets, and the mean.",
        '((learners["said"] >= 50) & (learners["first"] < 50)).mean().',
    ),
    after="Nearly 6 of 100 are called blind, and nobody is. Two papers would call about 1 of 100.",
)
def share_called_blind() -> Number:
    """Share of learners that one paper calls blind, in a world in which nobody is."""
    learners = simulate_learners(4_000, rng=np.random.default_rng(16))
    said, first, second = learners["said"], learners["first"], learners["second"]
    is_sure, is_wrong = said >= 50, first < 50
    return Number(
        expected=(is_sure & is_wrong).mean(),
        unit="fraction",
        mistakes=(
            ((is_sure & is_wrong).sum(), "That is how many: asked is their share."),
            (is_wrong[is_sure].mean(), "That is of those who were sure: take all learners."),
            (is_sure[is_wrong].mean(), "That is of those with a bad paper: take all learners."),
            ((is_sure | is_wrong).mean(), "Both must hold: join the masks by &."),
            (is_sure.mean(), "That is who was sure: how many of them were wrong as well?"),
            (is_wrong.mean(), "That is who had a bad paper: how many had been sure as well?"),
            ((is_sure & (first <= 50)).mean(), "Fewer than 50 leaves out 50 itself."),
            ((is_sure & (second < 50)).mean(), "That is the second paper."),
            ((is_sure & is_wrong & (second < 50)).mean(), "Only the first paper is asked for."),
            ((~is_sure & (first >= 50)).mean(), "That is who was better than thought."),
        ),
    )


@question(
    "implementation-15",
    hints=(
        "Add share * (1 - share) / 20 of both, take the root, and take 1.96 of it off 0.15.",
        "0.75 - 0.6 - 1.96 * (0.6 * 0.4 / 20 + 0.75 * 0.25 / 20) ** 0.5.",
    ),
    after="It begins 14 points below zero, so the marks cannot part the two of you.",
)
def low_end_of_the_difference() -> Number:
    """Lower end of the 95 % interval of the difference between 15 and 12 of 20."""
    one, two = 0.6 * 0.4 / 20, 0.75 * 0.25 / 20
    gap, luck = 0.75 - 0.6, (one + two) ** 0.5
    return Number(
        expected=gap - 1.96 * luck,
        unit="fraction",
        mistakes=(
            (gap + 1.96 * luck, "That is where the interval ends: asked is where it begins."),
            (-gap - 1.96 * luck, "That is yours less Dan's: the other way round."),
            (gap - luck, "That is one standard error: a 95 % interval takes 1.96."),
            (gap - 1.96 * one**0.5, "The difference has Dan's luck in it as well."),
            (gap - 1.96 * two**0.5, "The difference has your luck in it as well."),
            (gap - 1.96 * (one**0.5 + two**0.5), "Add under the root, not the two roots."),
            (gap - 1.96 * (one + two), "The root is missing."),
            (luck, "That is the standard error of the difference."),
            (gap, "That is the difference itself: where does its interval begin?"),
            (3 - 1.96 * luck, "The difference is in shares, 0.15, not in answers."),
            (gap - 1.96 * (2 * 0.675 * 0.325 / 20) ** 0.5, "Take each share's own luck."),
        ),
    )
