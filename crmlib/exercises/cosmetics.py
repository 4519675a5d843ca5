"""Questions of chapter 9, the cosmetics company, and relationship marketing."""

import numpy as np
import pandas as pd

from crmlib import campaigns
from crmlib.campaigns import sample_for_power
from crmlib.datasets import load_campaigns, load_coupon_redemptions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question

N_YEARS = 10
STAYS = (0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90)
# Mistakes of cosmetics-4, as they are written.
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


@question(
    "cosmetics-1",
    hints=(
        "Of the girls of that age, 90 % finish: a share of a share is a product.",
        "n_female * 0.014 * 0.9",
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
            (right / 10, "Ten times too few: a million has six zeros."),
            (right / 100, "A hundred times too few: a million has six zeros."),
            (right / 1_000, "Those are thousands, or the million lacks zeros: it has six."),
            (1e6 * right, "Percentages count in hundredths: 49 % is 0.49, and so on."),
            (people * 0.5 * one_year * finish, "The share of girls is 49 % here, not one half."),
        ),
    )


@question(
    "cosmetics-8",
    hints=(
        "Multiply from the graduates on: invited, came, applied, bought. One rate is new.",
        "6_200 * 0.9 * 0.189 * 0.6 * 0.8",
    ),
    after="Some 506 girls, where our own guess gave 1,339. Every later step shrinks with this one.",
)
def buyers_at_the_best_campaign() -> Number:
    """Buyers if the show draws as the best campaign did."""
    right = 6_200 * 0.9 * 0.189 * 0.6 * 0.8
    return Number(
        expected=right,
        unit="girls",
        mistakes=(
            (6_200 * 0.9 * 0.5 * 0.6 * 0.8, "That is at 50 %: put 0.189 in its place."),
            (6_200 * 0.9 * 0.189, "Those come. They still have to apply, and to buy."),
            (6_200 * 0.9 * 0.189 * 0.6, "Those apply. 80 % of them buy."),
            (6_200 * 0.9 * 0.189 * 0.8, "One step is left out: 60 % of the guests apply."),
            (6_200 * 0.189 * 0.6 * 0.8, "One step is left out: 90 % of the girls are invited."),
            (right * 0.4, "Those buy again in the second year: stop one step earlier."),
            (right / 6_200, "That is a share of the graduates: multiply by 6,200."),
            (right / 0.9 / 6_200, "That is a share of the invited: multiply by 6,200 and 0.9."),
            (6_200 * 0.9 * 0.9 * 0.6 * 0.8, "That is for the rumour: put 0.189."),
            (6_200 * 0.9 * 0.08 * 0.6 * 0.8, "That is for the mean campaign: put 0.189."),
            (
                6_200 * 0.9 * 0.5 * 0.189 * 0.6 * 0.8,
                "The 0.189 replaces the 50 %: don't keep both.",
            ),
            (100 * right, "A hundred times too many: 18.9 % is 0.189."),
            (5_580 * 0.9 * 0.189 * 0.6 * 0.8, "5,580 are the invited: the 0.9 is in it already."),
        ),
    )


@question(
    "cosmetics-9",
    hints=(
        "Group `used` by home, and count the different campaigns of each with nunique().",
        "(n_campaigns >= 2).sum() / len(n_campaigns)",
    ),
    after=(
        "Nearly half of the redeemers do it again: 199 of 410. The first step of a funnel is often "
        "the hard one. But part of it is who they are: some homes use whatever they get."
    ),
)
def share_that_redeems_again() -> Number:
    """Share of the redeeming homes that did so in two campaigns or more."""
    used, sent = load_coupon_redemptions(), load_campaigns()
    n_campaigns = used.groupby("household_id")["campaign_id"].nunique()
    n_coupons = used.groupby("household_id")["campaign_id"].size()
    n_days = used.groupby("household_id")["redemption_date"].nunique()
    twice, n = (n_campaigns >= 2).sum(), len(n_campaigns)
    reached = sent["household_id"].nunique()
    return Number(
        expected=float(twice / n),
        unit="fraction",
        mistakes=(
            (float((n_coupons >= 2).mean()), "Two coupons may be of one campaign: nunique()."),
            (float((n_days >= 2).mean()), "Two days may be of one campaign: count campaign_id."),
            (
                float(twice / reached),
                "That is a share of all homes reached: divide by the redeemers.",
            ),
            (float(n / reached), "That is the step before: the redeemers among the homes reached."),
            (float((n_campaigns > 2).mean()), "Two campaigns are enough: >= 2."),
            (float((n_campaigns == 2).mean()), "Just two? More than two count as well: >= 2."),
            (float((n_campaigns == 1).mean()), "Those stopped after one. And the others?"),
            (float(twice), "That is a count: divide by the homes that redeemed."),
            (float(twice / len(used)), "Rows of `used` are coupons: divide by the homes."),
            *_more_shares_of_redeemers(n_campaigns, twice, n),
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
    "cosmetics-10",
    hints=(
        "assign makes a copy with another column: draws.assign(show_cost=…).",
        'cheaper = draws.assign(show_cost=draws["show_cost"] / 2), then show_profit as above.',
    ),
    after=(
        "At half the price the show pays in some 45 % of the draws, nearly as often as with the "
        "rumour granted. A discount can be written into the contract; an attendance can't."
    ),
)
def share_that_pays_at_half_the_price() -> Number:
    """Share of the draws in which a show at half its price pays."""
    draws = _drawn()
    half, all_invited = draws["show_cost"] / 2, {"invite_rate": 1.0, "attend_rate": 0.9}
    return Number(
        expected=_paying(draws.assign(show_cost=half)),
        tolerance=0.012,  # what 10,000 draws leave open
        unit="fraction",
        mistakes=(
            (_paying(draws), "That is the share at the full price: pass the changed table."),
            (
                _paying(draws.assign(**all_invited)),
                "That is with the 90 % granted: start at `draws`.",
            ),
            (
                _paying(draws.assign(**all_invited, show_cost=half)),
                "The 90 % are granted here as well: start at `draws`.",
            ),
            (_paying(draws.assign(gift_cost=draws["gift_cost"] / 2)), "That halves the gift."),
            (
                _paying(draws.assign(gift_cost=draws["gift_cost"] / 2, show_cost=half)),
                "That halves the gift as well: the show alone.",
            ),
            *_more_prices(draws, half),
        ),
    )


@question(
    "cosmetics-11",
    hints=(
        "The others are those who were not drawn. Which sign turns True into False?",
        'girls["old"][~girls["drawn"]].mean()',
    ),
    after=(
        "50 points, where the truth is 17 and the owner saw 83. The lottery missed as well, by "
        "luck: four of the six who come with the old invitation were drawn for the new one."
    ),
)
def what_one_lottery_sees() -> Number:
    """Difference that the lottery of the toy table sees."""
    girls = campaigns.toy_trial()
    drawn, keen = girls["drawn"], girls["keen"]
    new, old = girls["new"], girls["old"]
    return Number(
        expected=float(new[drawn].mean() - old[~drawn].mean()),
        unit="fraction",
        mistakes=(
            (float(new[drawn].mean() - old[keen].mean()), "The gap takes those not drawn."),
            (
                float(new[drawn].mean() - old[drawn].mean()),
                "Each girl gets one invitation: `new` for those drawn, `old` for the others.",
            ),
            (
                float(new[keen].mean() - old[~keen].mean()),
                "That is the owner's choice, or of the drawn alone: subtract the others'.",
            ),
            (
                float(new[drawn].mean() - old[~keen].mean()),
                "Those of `old` are the ones who are not keen: take those not drawn.",
            ),
            (float(old[~drawn].mean() - new[drawn].mean()), "The new one comes first."),
            *_more_lotteries(drawn, new, old),
        ),
    )


@question(
    "cosmetics-5",
    hints=(
        "sample_for_power takes the two shares first, as fractions.",
        "campaigns.sample_for_power(0.189, 0.22, power=0.9)",
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
            (
                sample_for_power(old, new, alpha=0.1),  # or 0.50, 0.55, power=0.9
                "Pass the shares 0.189 and 0.22 with power=0.9, and leave alpha alone.",
            ),
            (sample_for_power(old, old + new, power=0.9), "22 % is the other share; don't add it."),
            (sample_for_power(old, new - old, power=0.9), "Pass the other share, 0.22, itself."),
            (sample_for_power(old, old + 0.05, power=0.9), "That is for five points: pass 0.22."),
            (sample_for_power(old, old + 0.05), "Five points at 80 %: pass 0.22 and power=0.9."),
            (sample_for_power(old, 1.22 * old, power=0.9), "22 % is the new share, not a rise."),
            *_more_group_sizes(new),
        ),
    )


@question(
    "cosmetics-12",
    hints=(
        "As in the thousand lotteries: rng.permutation shuffles, and the loop collects a count.",
        "by_luck.append(rng.permutation(answers_given)[:30].sum()), then the mean of >= 21.",
    ),
    after=(
        "In some 6 of 100 shuffles luck alone does as well. Such a share is a p-value. So 21 "
        "against 14 looks like much, and with 30 girls each it is hardly more than luck can do."
    ),
)
def share_of_shuffles_by_luck() -> Number:
    """Share of the shuffles in which luck alone brings 21 or more of 35 into a group of 30."""
    from scipy.stats import hypergeom

    shuffled = _shuffled()
    first, rest = shuffled[:, :30].sum(axis=1), shuffled[:, 30:].sum(axis=1)
    return Number(
        expected=float(hypergeom(60, 35, 30).sf(20)),
        tolerance=0.012,  # what 5,000 shuffles leave open
        unit="fraction",
        mistakes=(
            (float((first > 21).mean()), "That is 22 or more: 21 counts as well, so >= 21."),
            (float((first == 21).mean()), "That is just 21. 21 or more: >= 21."),
            (float((first < 21).mean()), "Those are the shuffles with fewer than 21: >= 21."),
            (float((first <= 21).mean()), "Those are at most 21, or 14 or more: >= 21."),
            (float((first >= 18).mean()), "That is 18 or more: take 21."),
            (float((abs(first - rest) >= 7).mean()), "That counts both sides: 21 or more alone."),
            (7 / 30, "That is the difference that the trial saw. How often does luck do as well?"),
            (21 / 30, "That is the share that came. How often does luck bring so many?"),
            (35 / 60, "That is the share of all who came. How often does luck bring 21 of them?"),
            (float((first >= 21).sum()), "That is a count of shuffles: take .mean()."),
            (float(first.mean()), "That is the mean of the shuffles: what share reaches 21?"),
            (0, "Never? Shuffle inside the loop, and take the first 30 of the 60."),
            (1, "Always? Take the first 30 of the 60 only, and shuffle inside the loop."),
        ),
    )


@question(
    "cosmetics-13",
    hints=(
        "First the change of each home: during less before. Then its mean in both groups.",
        'change[homes["received"]].mean() - change[~homes["received"]].mean()',
    ),
    after=(
        "Half a dollar, and the campaign did nothing: all of it is the drift. Trends were not "
        "parallel, and no row of the table could tell. Twenty thousand homes make it exactly wrong."
    ),
)
def difference_in_differences_of_a_drift() -> Number:
    """Difference-in-differences in a world without effect and with a drift of 0.5."""
    homes = campaigns.simulate_campaign(20_000, drift=0.5, rng=np.random.default_rng(9))
    got, before, during = homes["received"], homes["before"], homes["during"]
    change = during - before
    right = float(change[got].mean() - change[~got].mean())
    return Number(
        expected=right,
        unit="dollars",
        mistakes=(
            (0, "That is the truth in this made-up chain. What does the comparison find?"),
            (0.5, "That is what we put in. What comes out of the table?"),
            (
                float(during[got].mean() - during[~got].mean()),
                "That is the naive difference: take the changes.",
            ),
            (
                float(before[got].mean() - before[~got].mean()),
                "That is the gap before: the changes.",
            ),
            (float(change[got].mean()), "That is before and after: subtract the others' change."),
            (float(change[~got].mean()), "That is the others' change: begin with the receivers'."),
            (-right, "The sign is turned: receivers first, and during less before."),
            *_more_differences(got, change),
            (float(during[got].mean() - before[~got].mean()), "Two groups and two times at once."),
        ),
    )


@question(
    "cosmetics-14",
    hints=(
        "For each share: profits(800, stay, 10).sum(), against transaction.loc[10].",
        "Collect the sums in a list, make a Series of it with index=stays, and filter it.",
    ),
    after=(
        "75 %, and then it takes nine years. So 10 dollars a head must lift the share that stays "
        "by 25 points: a number that a trial with a holdout shows after one year."
    ),
)
def least_share_that_stays() -> Number:
    """Smallest share that stays at which the relationship firm catches up in ten years."""
    at = {stay: _profits(800, stay, 10).cumsum() for stay in STAYS}
    rival = _profits(1_000, 0.5, 0).cumsum()
    enough = [stay for stay, path in at.items() if path[N_YEARS] >= rival[N_YEARS]]
    right = min(enough)
    years = at[right].index[at[right] >= rival]
    return Number(
        expected=right,
        tolerance=0.01,
        unit="fraction",
        mistakes=(
            (
                0.70,
                "There the sum is above zero, but it is short of the transaction firm's.",
            ),
            *_more_shares_that_stay(),
            (0.50, "There both keep alike, and care costs 10 dollars: it can't catch up."),
            (0.80, "That is our own guess. A smaller share is enough."),
            (0.85, "There it is ahead, but a smaller share is enough."),
            (0.90, "That is the largest. Which is the smallest that is enough?"),
            (float(years[0]), "That is the year in which it catches up. Asked is the share."),
            (float(STAYS.index(right)), "That is its place in the list: take the share itself."),
            (float(len(enough)), "So many shares are enough. Which is the smallest?"),
            (right - 0.5, "That is the lift over 50 %. Asked is the share itself."),
        ),
    )


def _more_shares_of_redeemers(
    n_campaigns: pd.Series, twice: int, n: int
) -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-9 comes to divided by something else."""
    return (
        (float(twice / 27), "27 are the campaigns: divide by the homes that redeemed."),
        (float(n_campaigns.mean()), "That is the mean number of campaigns of a home."),
        (float(n / twice), "Upside down: the homes of the later step stand above."),
        (
            float(twice / (n_campaigns == 1).sum()),
            "Divide by all redeemers, not by the others.",
        ),
    )


def _more_prices(draws: pd.DataFrame, half: pd.Series) -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-10 comes to at other prices and other counts."""
    return (
        (
            _paying(draws.assign(show_cost=20_000)),
            "In every draw half of its own cost, not 20,000.",
        ),
        (
            _paying(draws.assign(show_cost=40_000)),
            "That is 40,000 in every draw: halve each one.",
        ),
        (
            _paying(draws.assign(show_cost=2 * draws["show_cost"])),
            "That doubles it: divide by 2.",
        ),
        (_paying(draws.assign(show_cost=0)), "The show is not free: half of its cost is left."),
        (1 - _paying(draws.assign(show_cost=half)), "That is the share that loses: > 0."),
        (
            float((campaigns.show_profit(draws.assign(show_cost=half), 1)["profit"] > 0).mean()),
            "That counts one year only: ten years.",
        ),
        (float((campaigns.show_profit(draws, N_YEARS)["profit"] > 0).sum()), "Take .mean()."),
    )


def _more_lotteries(
    drawn: pd.Series, new: pd.Series, old: pd.Series
) -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-11 comes to with a wrong comparison."""
    return (
        (
            float(new[drawn].mean() - new[~drawn].mean()),
            "That takes `new` of the others, or their share alone: their `old`, subtracted.",
        ),
        (float(new[drawn].sum() - old[~drawn].sum()), "Those are girls: take .mean()."),
    )


def _more_group_sizes(new: float) -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-5 comes to with other shares."""
    return (
        (sample_for_power(_best(), new, power=0.9), "`best` has more digits: pass 0.189."),
        (1_565, "That is the example near one half: pass 0.189, 0.22 and power=0.9."),
    )


def _more_differences(got: pd.Series, change: pd.Series) -> tuple[tuple[float, str], ...]:
    """Return what cosmetics-13 comes to with other summaries of the changes."""
    return (
        (float(change[got].mean() + change[~got].mean()), "Subtract the others' change."),
        (
            float(change.mean()),
            "That is the change of all homes: of each group, then subtract.",
        ),
        (float(change[got].sum() - change[~got].sum()), "Those are sums: take .mean()."),
        (float(change[got].median() - change[~got].median()), "Those are medians: .mean()."),
    )


def _more_shares_that_stay() -> tuple[tuple[float, str], ...]:
    """Return the shares of cosmetics-14 that are too small."""
    return (
        (0.65, "There the relationship firm is behind after ten years: take 800, and 10."),
        (0.60, "There the relationship firm is far behind: did you pass 800 newcomers and 10?"),
        (0.55, "There the relationship firm is far behind after ten years."),
    )


def _profits(n_new: float, stay: float, care: float) -> pd.Series:
    """Return the profit of each of ten years in today's dollars, as the chapter does."""
    customers, yearly = 0.0, []
    for year in range(N_YEARS):
        customers = customers * stay + n_new
        yearly.append((customers * (60 - care) - 90_000) / 1.08**year)
    return pd.Series(yearly, index=range(1, N_YEARS + 1))


def _drawn() -> pd.DataFrame:
    """Return the chapter's draws."""
    rng = np.random.default_rng(9)
    return campaigns.draw_assumptions(campaigns.show_assumptions(), 10_000, rng=rng)


def _paying(draws: pd.DataFrame) -> float:
    """Return the share of the draws in which the show pays within ten years."""
    return float((campaigns.show_profit(draws, N_YEARS)["profit"] > 0).mean())


def _shuffled() -> np.ndarray:
    """Return the exercise's 5,000 shuffles of the 60 answers, one a row."""
    rng, answers = np.random.default_rng(9), np.arange(60) < 35
    return np.array([rng.permutation(answers) for _ in range(5_000)])


def _best() -> float:
    """Return the highest response rate of the grocery campaigns."""
    used, sent = load_coupon_redemptions(), load_campaigns()
    n_used = used.groupby("campaign_id")["household_id"].nunique()
    return float((n_used / sent["campaign_id"].value_counts()).max())
