"""Questions of chapter 9, the cosmetics company, and relationship marketing."""

from dataclasses import replace
from functools import partial

import numpy as np

from crmlib.campaigns import Firm, Policy, crossover_year, sample_for_power
from crmlib.datasets import load_campaigns, load_coupon_redemptions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.satisfaction import sample_size

# Mistakes of cosmetics-4 and cosmetics-6, as they are written.
GIFTS = (
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
    (
        lambda guest_value, fixed_cost, n_guests: (guest_value - fixed_cost) / n_guests,
        "Divide the fixed cost alone: the value is already that of one guest.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: fixed_cost / n_guests,
        "That is what each guest must carry of the fixed cost. What is left of her value?",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value - n_guests / fixed_cost,
        "The division is upside down: the fixed cost, per guest.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value - fixed_cost * n_guests,
        "Divide the fixed cost by the guests: the more there are, the less each carries.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: max(guest_value - fixed_cost / n_guests, 0),
        "Don't stop at 0: below it, the result says how much is missing per guest.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value - fixed_cost // n_guests,
        "Two strokes, //, cut off the cents: divide with one.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: int(guest_value - fixed_cost / n_guests),
        "int cuts off the cents: return the number as it is.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: abs(guest_value - fixed_cost / n_guests),
        "abs takes away the sign: below zero the show can't afford it.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: fixed_cost - guest_value / n_guests,
        "The first two arguments are swapped: the value of a guest comes first.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value - 40_000 / n_guests,
        "The fixed cost is always 40,000 here: use the argument fixed_cost.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value - fixed_cost / 5_022,
        "There are always 5,022 guests here: use the argument n_guests.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: 0.336 * guest_value - fixed_cost / n_guests,
        "guest_value is already that of a guest: the 0.336 buyers are in it.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: fixed_cost / guest_value,
        "That is how many guests pay the fixed cost. What is left of each one's value?",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: round(guest_value - fixed_cost / n_guests),
        "That is rounded to whole dollars: return the cents, too.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: guest_value,
        "The fixed cost has to be paid as well, by all guests together.",
    ),
    (
        lambda guest_value, fixed_cost, n_guests: 18.9 - fixed_cost / n_guests,
        "The value is always 18.9 here: use the argument guest_value.",
    ),
)
FAULTS = (
    (
        lambda fault_rates: np.sum(fault_rates),
        "Added up, customers who meet two faults count twice; it may even pass 1.",
    ),
    (
        lambda fault_rates: min(np.sum(fault_rates), 1),
        "Capped at 1, but customers who meet two faults still count twice.",
    ),
    (
        lambda fault_rates: np.sum(fault_rates) - np.prod(fault_rates),
        "That is right for two departments only. Multiply the chances that each does well.",
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
        lambda fault_rates: 1 - np.prod(fault_rates),
        "That leaves out only who meets a fault in every department: leave out who meets none.",
    ),
    (
        lambda fault_rates: 1 - np.sum(1 - np.array(fault_rates)),
        "The chances that each does well are multiplied: np.prod, not np.sum.",
    ),
    (
        lambda fault_rates: 1 - np.sum(fault_rates),
        "That is 1 minus the sum of the faults. Multiply the chances that each does well.",
    ),
    (
        lambda fault_rates: np.prod(1 - np.array(fault_rates)) - 1,
        "The sign is turned: 1 comes first.",
    ),
    (
        lambda fault_rates: fault_rates[0],
        "That is the first department alone: does `return` stand inside the loop?",
    ),
    (
        lambda fault_rates: fault_rates[-1],
        "That is the last department alone: each one must multiply what is there already.",
    ),
    (
        lambda fault_rates: 1,
        "That is always 1: does a product start at 0? Start it at 1.",
    ),
    (
        lambda fault_rates: 1 - (1 - 0.05) ** 5,
        "That is for five departments at 5 %, whatever fault_rates holds.",
    ),
    (
        lambda fault_rates: np.mean(fault_rates),
        "That is the mean department. The customer passes through all of them.",
    ),
    (
        lambda fault_rates: max(fault_rates),
        "That is the worst department alone. The customer passes through all of them.",
    ),
    (
        lambda fault_rates: 1 - (1 - np.mean(fault_rates)) ** len(fault_rates),
        "The mean rate, to a power, is only near: departments differ, so multiply one by one.",
    ),
    (
        lambda fault_rates: 1 - (1 - fault_rates[0]) ** len(fault_rates),
        "All departments get the rate of the first here: each has its own.",
    ),
    (
        lambda fault_rates: 1 - (1 - 0.05) ** len(fault_rates),
        "The rate is always 5 % here: use those in fault_rates.",
    ),
)


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
    right = people * girls * one_year * finish
    return Number(
        expected=right,
        unit="girls",
        mistakes=(
            (people * one_year * finish, "Those are boys and girls: 49 % of them are girls."),
            (people * girls * one_year, "Those are all girls of that age: 90 % of them finish."),
            (people * girls * finish, "Those are girls of every age: one year is 1.4 % of them."),
            (right / people, "That is a share of the city: multiply by its people."),
            (10 * right, "Ten times too many: 1.4 % is 0.014."),
            (100 * right, "A hundred times too many: is each percentage divided by 100?"),
            (right / finish * (1 - finish), "Those are the girls who do not finish."),
            (right / girls * (1 - girls), "Those are the boys."),
            (people * (girls + one_year + finish), "Shares of shares are multiplied, not added."),
            *_drawn_graduates(),
            (right / 10, "Ten times too few: a million has six zeros."),
            (right / 100, "A hundred times too few: a million has six zeros."),
            (right / 1_000, "Those are thousands, or the million lacks zeros: it has six."),
            (1e6 * right, "Percentages count in hundredths: 49 % is 0.49, and so on."),
            (people * 0.5 * one_year * finish, "The share of girls is 49 % here, not one half."),
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
        unit="girls",
        mistakes=(
            (1.96**2 * 30**2 / 5**2, "Not quite enough: girls come whole, so round up."),
            (138, "Not quite enough: round up."),
            ((2 * 30 / 5) ** 2, "That takes 2 for nineteen times in twenty: it is 1.96."),
            (sample_size(5, 50), "That is for a share of one half, whose spread is 50 points."),
            (sample_size(5, 9), "9 is the variance, 0.9 times 0.1, in percent: take its root."),
            (sample_size(5, 10), "10 is the share of the others. The spread is sqrt(90 * 10)."),
            (sample_size(5, 900), "900 is the variance, 90 times 10: take its root."),
            (sample_size(0.05, 30), "If the spread is 30 points, the margin is 5, not 0.05."),
            (sample_size(10, 30), "5 points to either side: the margin is half of the interval."),
            (sample_size(2.5, 30), "5 points to either side: the margin is 5, not half of it."),
            (sample_size(5, 90), "90 is the share. Its spread is sqrt(90 * 10)."),
            (sample_size(30, 5), "One girl? The margin comes first, and both are in points."),
            (sample_size(5, 30, level=0.9), "That is nine times in ten: leave the level as it is."),
            (sample_size(5, 30, level=0.99), "That is 99 times in 100: leave the level as it is."),
            *_other_samples(),
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

    at = binom(5_000, 0.85).ppf
    return Number(
        expected=float(at(0.99)),
        tolerance=3,  # what 10,000 draws leave open
        unit="gifts",
        mistakes=(
            (5_000 * 0.85, "That is the mean: on every second evening gifts would be missing."),
            (5_000 * 0.99, "That is 99 % of the replies; of 100 evenings 99 must be covered."),
            (4_250 * 0.99, "That is 99 % of the mean: of 100 evenings 99 must be covered."),
            (at(0.01), "Enough on 1 evening of 100: take the 0.99, as a percentile 99."),
            (at(0.95), "That is enough on 95 evenings of 100: ask for the 0.99."),
            (at(0.9), "That is enough on 90 evenings of 100: ask for the 0.99."),
            (
                at(0.995),
                "Enough on 995 evenings of 1,000: did you scale up the 3,451, or ask for 0.995?",
            ),
            (binom(4_000, 0.85).ppf(0.99), "That is for 4,000 replies: next year 5,000."),
            (5_000, "That is always enough, and hundreds of gifts are left over every year."),
            *_other_evenings(),
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
        mistakes=GIFTS,
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
    old, new = 0.189, 0.22
    needed = sample_for_power(old, new, power=0.9)
    return Number(
        expected=needed,
        tolerance=5,  # other formulas for two shares give 3,553 to 3,558
        unit="girls",
        mistakes=(
            (sample_for_power(old, new), "That is for a power of 80 %: pass power=0.9."),
            (sample_for_power(old, new, power=0.1), "A chance of 10 % to find it? Pass power=0.9."),
            (sample_for_power(old, new, power=0.95), "That is for 95 %: pass power=0.9."),
            (2 * needed, "Those are both groups together: the question is one group."),
            (needed / 2, "sample_for_power already gives one group: don't halve it."),
            (sample_for_power(old, new, power=0.9, alpha=0.1), "Leave alpha as it is: 5 %."),
            (sample_for_power(old, new, alpha=0.1), "alpha is no power: pass power=0.9 instead."),
            (sample_for_power(old, old + new, power=0.9), "22 % is the other share; don't add it."),
            (sample_for_power(old, new - old, power=0.9), "Pass the other share, 0.22, itself."),
            (sample_for_power(old, old + 0.05, power=0.9), "That is for five points: pass 0.22."),
            (sample_for_power(old, old + 0.05), "Five points at 80 %: pass 0.22 and power=0.9."),
            (sample_for_power(old, 1.22 * old, power=0.9), "22 % is the new share, not a rise."),
            (sample_for_power(_best(), new, power=0.9), "`best` has more digits: pass 0.189."),
            (1_565, "That is the example near one half: pass 0.189, 0.22 and power=0.9."),
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
        cases=(([0.05] * 5,), ([0.5, 0.5],), ([0.2],), ([0.0, 0.1],), ([0.7, 0.6],)),
        tolerance=1e-9,
        mistakes=FAULTS,
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
    years = _years_of_catching_up()
    strengths = list(years)
    caught = [strength for strength, year in years.items() if year > 0]
    fastest = min(caught, key=years.get)
    between = [one for one in caught[2:-1] if one != fastest]
    return Number(
        expected=min(caught),
        tolerance=0.01,
        unit="ratio",
        mistakes=(
            (strengths[0], "There the year is NaN. Does NaN pass your test, or is firm unchanged?"),
            (min(caught) - 0.05, "There it never catches up: the year is NaN."),
            (min(caught) + 0.05, "A weaker one is enough: within ten years counts the tenth, too."),
            (strengths[-1], "That is the strongest effect. Which is the weakest that is enough?"),
            (years[min(caught)], "That is the year. The question is the strength."),
            (min(years[one] for one in caught), "That is the first year: asked is a strength."),
            (strengths.index(min(caught)), "That is its place: take it from strengths."),
            *((s, f"At {s:.2f} it catches up, but a weaker one is enough.") for s in between),
            (fastest, "There it catches up soonest. Which strength is the smallest?"),
            (len(caught), "So many strengths are enough. Which is the smallest of them?"),
        ),
    )


def _years_of_catching_up() -> dict[float, float]:
    """Return the year of the crossover, NaN if there is none in ten, by strength of the effects."""
    on, off = Policy(*[True] * 5), Policy()
    return {
        strength: crossover_year(on, off, replace(Firm(), strength=strength), 10)
        for strength in np.arange(10, 21) / 20
    }


def _best() -> float:
    """Return the highest response rate of the grocery campaigns."""
    used, sent = load_coupon_redemptions(), load_campaigns()
    n_used = used.groupby("campaign_id")["household_id"].nunique()
    return float((n_used / sent["campaign_id"].value_counts()).max())


def _drawn_graduates() -> tuple[tuple[float, str], ...]:
    """Return the middle and the mean of the chapter's draws."""
    rng = np.random.default_rng(9)
    one_year = rng.triangular(0.010, 0.014, 0.018, 10_000)
    girls = 1_000_000 * 0.49 * one_year * rng.triangular(0.6, 0.9, 1.0, 10_000)
    return (
        (float(np.median(girls)), "That is the middle of the draws. Take one value a share."),
        (float(girls.mean()), "That is the mean of the draws. Take one value a share."),
    )


def _other_samples() -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-2 comes to by hand, with a step left out, and with other spreads."""
    return (
        (1.96 * 30 / 5, "Square it: the sample grows with the square of spread / margin."),
        ((30 / 5) ** 2, "That is for one standard deviation: 1.96 of them are nineteen in twenty."),
        ((1.645 * 30 / 5) ** 2, "1.645 is for nine times in ten: nineteen in twenty are 1.96."),
        ((1.96 * 50 / 5) ** 2, "That is for one half: with 90 % yes the spread is 30 points."),
        (1 / 0.05**2, "That rule of thumb is for one half: with 90 % yes the spread is smaller."),
        (30, "That is the spread. How many answers bring it within 5 points?"),
        (sample_size(5, 100 * 0.0475**0.5), "95 % is how sure we are; the share is 90 %."),
        (sample_size(5, 3), "The 100 stands before the root: the spread is 30 points, not 3."),
        (sample_size(5, 100 * 0.9**0.5 * 0.1), "Both 0.9 and 0.1 stand below the root."),
    )


def _other_evenings() -> tuple[tuple[float, str], ...]:
    """Return what the exercise's generator gives where something else is drawn or taken."""
    rng = np.random.default_rng
    guests = rng(9).binomial(5_000, 0.85, 10_000)
    show_up = rng(9).triangular(0.7, 0.85, 0.95, 10_000)
    unknown, this_year = (np.quantile(rng(9).binomial(n, show_up), 0.99) for n in (5_000, 4_000))
    return (
        (float(guests[0]), "That is a single evening: draw 10,000, and take their quantile."),
        (float(guests.max()), "That is the fullest evening drawn: one in 100 may be fuller."),
        (float(unknown), "The rate is drawn here, too. Next year the 85 % are known."),
        (float(this_year), "4,000 replies, and a guessed rate: 5,000 reply, and 85 % come."),
        *_swapped_evenings(),
        *_other_quantiles(guests),
    )


def _swapped_evenings() -> tuple[tuple[float, str], ...]:
    """Return what the generator gives with its arguments in other places."""
    rng = np.random.default_rng
    few = np.quantile(rng(9).binomial(5_000, 0.85, 100), 0.99)
    swapped = np.quantile(rng(9).binomial(10_000, 0.85, 5_000), 0.99)
    chance = np.quantile(rng(9).binomial(5_000, 0.99, 10_000), 0.85)
    away = np.quantile(rng(9).binomial(5_000, 0.15, 10_000), 0.99)
    return (
        (float(few), "Only 100 evenings: draw 10,000."),
        (float(swapped), "Girls and evenings are swapped: 5_000 comes first, 10_000 last."),
        (float(chance), "The shares are swapped: 0.85 is the chance to come, 0.99 the quantile."),
        (float(away), "0.15 is the chance to stay away: they come with 0.85."),
    )


def _other_quantiles(guests: np.ndarray) -> tuple[tuple[float, str], ...]:
    """Return what another quantile gives, and the right one counted from elsewhere."""
    at = partial(np.quantile, guests)
    return (
        (float(at(0.85)), "0.85 is the chance to come: the quantile is 0.99."),
        (float(at(0.975)), "Enough on 975 evenings of 1,000: 1.96 leaves both ends out."),
        (float(at(0.999)), "That is enough on 999 evenings of 1,000: take 0.99."),
        (float(at(0.0001)), "np.percentile counts to 100: its 99, not 0.01."),
        (float(at(0.99) - 4_250), "Those come on top of the mean: gifts are for all guests."),
        (float(5_000 - at(0.99)), "Those are the girls who stay away: gifts are for the others."),
        (float(at(0.99) / 5_000), "That is a share of the replies: multiply by 5,000."),
    )
