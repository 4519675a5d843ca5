"""Questions of chapter 9, the cosmetics company, and relationship marketing."""

from dataclasses import replace

import numpy as np

from crmlib.campaigns import Firm, Policy, crossover_year, sample_for_power
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.satisfaction import sample_size


@question(
    "cosmetics-1",
    hints=(
        "Start with a million and multiply: girls among them, then one year of age, then the rest.",
        "1_000_000 * 0.49 * 0.014 * 0.9",
    ),
    after="About 6,200 girls, if our three shares are right. The source gives none of them.",
)
def graduates_of_a_city() -> Number:
    """Female graduates per year in a city of a million, at the likely shares."""
    people, girls, one_year, finish = 1_000_000, 0.49, 0.014, 0.9
    return Number(
        expected=people * girls * one_year * finish,
        unit="count of girls",
        mistakes=(
            (people * one_year * finish, "Those are boys and girls: 49 % of them are girls."),
            (people * girls * one_year, "Those are all girls of that age: 90 % of them finish."),
            (people * girls * finish, "Those are girls of every age: one year is 1.4 % of them."),
            (girls * one_year * finish, "That is a share of the city: multiply by its people."),
        ),
    )


@question(
    "cosmetics-2",
    hints=(
        "A yes or no with share p has the standard deviation sqrt(p * (1 - p)).",
        "For 90 % that is 30 points: sample_size(5, 30).",
    ),
    after="139 girls drawn from the school rolls tell more than any number of rumours.",
)
def girls_to_ask() -> Number:
    """Sample size for a share of 90 % within 5 points."""
    return Number(
        expected=sample_size(5, 30),
        unit="count of girls",
        mistakes=(
            (sample_size(5, 50), "That is for a share of one half, whose spread is 50 points."),
            (sample_size(5, 9), "9 is the variance, 0.9 times 0.1, in percent: take its root."),
            (sample_size(10, 30), "5 points to either side: the margin is half of the interval."),
            (sample_size(5, 90), "90 is the share. Its spread is sqrt(90 * 10)."),
        ),
    )


@question(
    "cosmetics-3",
    hints=(
        "Draw many evenings: rng.binomial(5_000, 0.85, 10_000) gives the guests of each.",
        "np.quantile(guests, 0.99) is the number that 99 evenings of 100 do not exceed.",
    ),
    after="Luck alone needs some 58 gifts above the mean. Not knowing the rate costs far more.",
)
def gifts_to_prepare() -> Number:
    """Gifts that suffice on 99 evenings of 100."""
    from scipy.stats import binom

    guests = binom(5_000, 0.85)
    return Number(
        expected=float(guests.ppf(0.99)),
        tolerance=5,
        unit="gifts",
        mistakes=(
            (5_000 * 0.85, "That is the mean: on every second evening gifts would be missing."),
            (5_000 * 0.99, "That is 99 % of the replies; of 100 evenings 99 must be covered."),
            (float(guests.ppf(0.01)), "That is enough on 1 evening of 100: ask for the 0.99."),
            (float(guests.ppf(0.95)), "That is enough on 95 evenings of 100: ask for the 0.99."),
            (5_000, "That is always enough, and hundreds of gifts are left over every year."),
        ),
    )


@question(
    "cosmetics-4",
    hints=(
        "First spread the fixed cost over the guests. What is left of a guest's value?",
        "guest_value - fixed_cost / n_guests",
    ),
    after="Below zero the show can't afford any gift: each guest carries too much of the hall.",
)
def affordable_gift() -> Function:
    """What a gift may cost so that the show breaks even."""
    return Function(
        expected=lambda guest_value, fixed_cost, n_guests: guest_value - fixed_cost / n_guests,
        cases=((18.9, 45_580, 5_022), (18.9, 45_580, 446), (30, 0, 10), (10, 500, 100)),
        tolerance=1e-9,
        mistakes=(
            (
                lambda guest_value, fixed_cost, n_guests: guest_value - fixed_cost,
                "The fixed cost is paid once: spread it over the guests.",
            ),
            (
                lambda guest_value, fixed_cost, n_guests: guest_value + fixed_cost / n_guests,
                "The fixed cost per guest lowers what is left for the gift.",
            ),
            (
                lambda guest_value, fixed_cost, n_guests: guest_value * n_guests - fixed_cost,
                "That is what is left for all gifts together: divide by the guests.",
            ),
            (
                lambda guest_value, fixed_cost, n_guests: fixed_cost / n_guests - guest_value,
                "The sign is turned: a guest's value comes first.",
            ),
        ),
    )


@question(
    "cosmetics-5",
    hints=(
        "sample_for_power takes the two shares first, as fractions.",
        "sample_for_power(0.189, 0.22, power=0.9)",
    ),
    after="A small difference, and rarely a miss: both groups together outgrow the whole cohort.",
)
def girls_per_invitation() -> Number:
    """Group size of an A/B test of the invitation with 90 % power."""
    needed = sample_for_power(0.189, 0.22, power=0.9)
    return Number(
        expected=needed,
        tolerance=0.5,
        unit="girls",
        mistakes=(
            (sample_for_power(0.189, 0.22), "That is for a power of 80 %: pass power=0.9."),
            (2 * needed, "Those are both groups together: the question is one group."),
            (
                sample_for_power(0.189, 0.22, power=0.9, alpha=0.1),
                "That allows 10 % false alarms: leave alpha as it is.",
            ),
            (
                sample_for_power(0.189, 0.189 + 0.22, power=0.9),
                "22 % is the other share, not the difference.",
            ),
        ),
    )


@question(
    "cosmetics-6",
    hints=(
        "What is the chance that no department fails? Multiply the chances that each does well.",
        "1 - np.prod(1 - np.array(fault_rates))",
    ),
    after="Five departments at 95 % each let 23 % of the customers down: small faults add up.",
)
def faulty_share() -> Function:
    """Share of customers who meet at least one fault."""
    return Function(
        expected=lambda fault_rates: 1 - np.prod(1 - np.array(fault_rates)),
        cases=(([0.05] * 5,), ([0.5, 0.5],), ([0.2],), ([0.0, 0.1],)),
        tolerance=1e-9,
        mistakes=(
            (
                lambda fault_rates: np.sum(fault_rates),
                "Added up, customers who meet two faults count twice; it may even pass 1.",
            ),
            (
                lambda fault_rates: np.prod(1 - np.array(fault_rates)),
                "That is the share who meet no fault at all. And the others?",
            ),
            (
                lambda fault_rates: np.prod(fault_rates),
                "That is the share who meet a fault in every department.",
            ),
            (
                lambda fault_rates: np.mean(fault_rates),
                "That is the mean department. The customer passes through all of them.",
            ),
        ),
    )


@question(
    "cosmetics-7",
    hints=(
        "For each strength: crossover_year(relationship, transaction, replace(firm, …), 10).",
        "The year is NaN where it never happens: keep the strengths whose year is not NaN.",
    ),
    after="Three fifths of our effects are enough, but then patience must last ten years.",
)
def least_strength() -> Number:
    """Smallest strength of the effects at which relationship marketing catches up in ten years."""
    strengths = np.arange(10, 21) / 20
    caught = {
        strength: crossover_year(
            Policy(*[True] * 5), Policy(), replace(Firm(), strength=strength), 10
        )
        for strength in strengths
    }
    least = min(strength for strength, year in caught.items() if year == year)
    return Number(
        expected=least,
        tolerance=0.01,
        unit="factor",
        mistakes=(
            (least - 0.05, "There it never catches up: the year is NaN."),
            (strengths[-1], "That is the strongest effect. Which is the weakest that is enough?"),
            (caught[least], "That is the year. The question is the strength."),
            (strengths[0], "That is the first one tried, and there it never catches up."),
        ),
    )
