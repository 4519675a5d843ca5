"""Questions of chapter 11, CRM systems: what a firm's programs remember, and what they lose."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_campaign_descriptions, load_campaigns, load_orders
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.systems import contact_verdicts

# First sitting.


@question(
    "systems-1",
    hints=(
        "Which of Ann's two versions holds on 1 March? Look at valid_from and valid_to.",
        "1 March is the first day of Tainan and no day of Taipei any more: 110 + 5.",
    ),
    after="A day belongs to one version only, since valid_to is not included.",
)
def tainan_with_a_sale_on_the_day() -> Number:
    """Sales to Tainan as it was, with a sale of 5 on the day on which Ann moves there."""
    return Number(
        expected=110 + 5,
        unit="count of dollars",
        mistakes=(
            (110, "Then the sale would be Taipei's. Which version begins on 1 March?"),
            (210 + 5, "That is by today's city: Ann lived in Taipei when she spent 100."),
            (220 + 5, "Those are the sales to everybody: asked is Tainan."),
            (110 + 2 * 5, "The sale belongs to one version, not to two."),
            (110 - 5, "A sale is added."),
            (5, "That is the new sale alone: add it to the 110."),
            (70 + 5, "Ann's sale of 15 March was Tainan's, too."),
            (40 + 5, "Those are Ann's sales in Tainan: Cleo lives there, too."),
            (100 + 40 + 5, "Those are all sales to Ann: asked is Tainan."),
        ),
    )


@question(
    "systems-2",
    hints=(
        "Follow those of is_gold[2] as the text follows today's gold, from quarter 2 on.",
        "spend[is_gold[2]].sum() has the sums; divide that of 4 by that of 2, less 1.",
    ),
    after="They fall, too, from their own high quarter on: it was not April, it was the choice.",
)
def change_of_the_second_gold() -> Number:
    """Change of sales from quarter 2 to 4 to the homes that were best in quarter 2."""
    spend, is_gold = _spend_and_gold()
    sums = {quarter: spend[is_gold[quarter]].sum() for quarter in (1, 2, 3, 4)}
    july, others, everybody = sums[2], spend[~is_gold[2]].sum(), spend.sum()
    return Number(
        expected=july[4] / july[2] - 1,
        unit="fraction",
        mistakes=(
            (1 - july[4] / july[2], "The sign is turned: they spend less at the end."),
            (july[4] / july[2], "That is what is left of it: subtract 1."),
            (july[2] / july[4] - 1, "Upside down: the later over the earlier."),
            (july[4] - july[2], "That is in dollars: asked is a share."),
            (july[4] / july[1] - 1, "That begins with quarter 1: they were chosen in quarter 2."),
            (july[3] / july[2] - 1, "That ends with quarter 3: follow them to the fourth."),
            (sums[1][4] / sums[1][1] - 1, "That is the first gold, from quarter 1 on."),
            (sums[1][4] / sums[1][2] - 1, "Those are the best of quarter 1: take is_gold[2]."),
            (sums[3][4] / sums[3][3] - 1, "Those are the best of quarter 3."),
            (sums[4][4] / sums[4][2] - 1, "Those are today's gold: take is_gold[2]."),
            (everybody[4] / everybody[2] - 1, "That is everybody: take is_gold[2]."),
            (sums[4][4] / july[2] - 1, "Those are other homes in each quarter: follow the same."),
            (others[4] / others[2] - 1, "Those are the others."),
        ),
    )


@question(
    "systems-3",
    hints=(
        "notna() is a table of True and False. Its mean by column is the share of each field.",
        "card.notna().mean() has nine shares; take their mean.",
    ),
    after="Where *never mailed* and *no coupon* are written in as such, it is 0.79.",
)
def mean_completeness() -> Number:
    """Share of the fields of 2,469 cards that are filled, over nine fields."""
    shares = {"till": 1.0, "mailed": 1559 / 2469, "form": 801 / 2469, "coupon": 410 / 2469}
    fields = [1.0] * 3 + [shares["form"]] * 3 + [shares["mailed"]] * 2 + [shares["coupon"]]
    mean = float(np.mean(fields))
    return Number(
        expected=mean,
        unit="fraction",
        mistakes=(
            (1 - mean, "That is the share of empty fields: take notna."),
            (295 / 2469, "That is the share of full cards: take the mean of all fields."),
            (sum(fields), "That is the sum of the nine shares: take their mean."),
            (sum(fields) / 8, "There are nine fields, not eight."),
            (sum(fields) / 6, "Six are the departments: there are nine fields."),
            (3 / 9, "Those are the fields that everybody has. What of the others?"),
            (float(np.median(fields)), "That is the median of the fields: take the mean."),
            (_mean_of_lists(shares), "That gives each department one voice: take the nine fields."),
            (801 / 2469, "That is one field of the form."),
        ),
    )


@question(
    "systems-4",
    hints=(
        "contact_verdicts takes the contacts and the days; allowed is False where it blocks.",
        'Count the False ones: (~systems.contact_verdicts(contacts, 14)["allowed"]).sum()',
    ),
    after="5 % instead of 24 %: the days between decide nearly everything.",
)
def blocked_by_two_weeks() -> Number:
    """Mailings that a rule of 14 days blocks."""
    contacts = _contacts()
    blocked = {
        days: (rows := contact_verdicts(contacts, days))[~rows["allowed"]] for days in (13, 14, 15)
    }
    month, since = contact_verdicts(contacts, 30), _days_since_planned(contacts)
    n_blocked = len(blocked[14])
    return Number(
        expected=n_blocked,
        unit="count of mailings",
        mistakes=(
            (len(contacts) - n_blocked, "Those are allowed: count the blocked ones."),
            (blocked[14]["customer_id"].nunique(), "Those are homes: count the mailings."),
            (
                int((since < 14).sum()),
                "That counts from the last planned one, blocked or not.",
            ),
            (int((~month["allowed"]).sum()), "That is the rule of 30 days."),
            (int((~month["allowed"]).sum()) - n_blocked, "That is how many fewer it blocks."),
            (len(contacts), "Those are all mailings."),
            *_other_days(blocked, n_blocked),
        ),
    )


def _spend_and_gold() -> tuple[pd.DataFrame, pd.DataFrame]:
    orders = load_orders("complete_journey").orders
    spend = orders.assign(quarter=orders["order_date"].dt.quarter).pivot_table(
        index="customer_id", columns="quarter", values="amount", aggfunc="sum", fill_value=0
    )
    return spend.round(2), spend.round(2).rank(ascending=False, method="first") <= 494


def _mean_of_lists(shares: dict[str, float]) -> float:
    lists = [1.0, 1.0, shares["form"], shares["mailed"], shares["mailed"], shares["coupon"]]
    return float(np.mean(lists))


def _contacts() -> pd.DataFrame:
    mailings = load_campaigns().merge(load_campaign_descriptions())
    names = {"household_id": "customer_id", "start_date": "contact_date", "campaign_id": "sender"}
    return mailings.rename(columns=names)


def _days_since_planned(contacts: pd.DataFrame) -> pd.Series:
    """Return the days since the last contact that was planned, blocked or not."""
    rows = contacts.sort_values(["customer_id", "contact_date"])
    return rows.groupby("customer_id")["contact_date"].diff().dt.days


def _other_days(blocked: dict[int, pd.DataFrame], right: int) -> tuple[tuple[int, str], ...]:
    """Return what systems-4 comes to a day off, where that is another number."""
    words = {13: "That is a rule of 13 days.", 15: "That is a rule of 15 days."}
    return tuple((len(blocked[d]), words[d]) for d in words if len(blocked[d]) != right)


# Second sitting.
