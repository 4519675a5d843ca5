"""Questions of chapter 11, CRM systems: what a firm's programs remember, and what they lose."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_campaign_descriptions, load_campaigns, load_orders
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.systems import contact_verdicts, crash_table, toy_firm

# First sitting.


@question(
    "systems-1",
    hints=(
        "Which of Ann's two versions holds on 1 March? Look at valid_from and valid_to.",
        "1 March is the first day of Tainan and no day of Taipei any more: 40 + 70 + 5.",
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
            (5, "That is the new sale alone: add it to 40 + 70."),
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
    after="They fall, too, from their own high quarter on: it was the choice, not the quarter.",
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
    after="Where *never mailed* and *no coupon* are written in as such, it is 0.77.",
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
        days: (rows := contact_verdicts(contacts, days))[~rows["allowed"]] for days in (14, 15)
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
            (len(blocked[15]), "That is a rule of 15 days."),
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


# Second sitting.


@question(
    "systems-5",
    hints=(
        "What tells a chat message from an e-mail? The name of that column stands in the gap.",
        'threads.groupby("channel"): the column has to be in quotes.',
    ),
    after="One of two. Two messages are few: the thread of a customer says more than its channel.",
)
def share_of_complaints_in_the_chat() -> Number:
    """Share of the chat messages that complain."""
    firm = toy_firm()
    threads = firm["messages"].merge(firm["addresses"], how="left")
    by_customer = threads.groupby("customer_id")["complains"].mean()
    by_channel = threads.groupby("channel")["complains"].mean()
    n_complaints = threads["complains"].sum()
    return Number(
        expected=by_channel.loc["chat"],
        unit="fraction",
        mistakes=(
            (by_customer.loc["C2"], "That is Mr Chen's score: group by the channel."),
            (1 - 1 / 6, "Those are all messages but one: look at the chat alone."),
            (threads["complains"].mean(), "That is the share of all six messages."),
            (by_channel.loc["phone"], "That is a number of messages, or the telephone's share."),
            (by_channel.loc["e-mail"], "That is e-mail, or the Web form: neither complains."),
            (1 / 6, "One of six messages: divide by the messages of the chat."),
            (n_complaints / 5, "That leaves out M4: nobody knows its sender, but it is a chat."),
        ),
    )


@question(
    "systems-6",
    hints=(
        "Which column names a message? Two payments may have the same amount.",
        'log.drop_duplicates("message_id"), then the sum of its amounts.',
    ),
    after="P1 and P2 are both 30, and both count: only the name tells a repetition from a twin.",
)
def owed_if_each_message_counts_once() -> Number:
    """What both customers owe if each of six deliveries counts once by its name."""
    amounts = {"P1": 30, "P2": 30, "P3": 20, "P4": 50}
    once = sum(amounts.values())
    return Number(
        expected=once,
        unit="count of dollars",
        mistakes=(
            (once + 60, "That counts P1 and P2 twice."),
            (100, "That drops P2 as well: two payments may have the same amount."),
            (60, "That takes one message of each customer: which column names a message?"),
            (4, "Those are the messages: add up their amounts."),
            (50, "That is what C1 owes: asked are both."),
            (80, "That is one customer, or the single messages: add up both."),
            (70, "That leaves out both messages that came twice: keep one of each."),
            (once / 4, "That is a message's mean: asked is the sum."),
        ),
    )


@question(
    "systems-7",
    hints=(
        "Make the table of the runs with crash_table, with outbox=True and inbox=False.",
        'In runs["owed by C7"] more than 60 is too much; the mean of a mask is a share.',
    ),
    after=(
        "At four steps of 48. At ten more something else comes twice, a chest or a letter: "
        "the money alone does not show it."
    ),
)
def share_of_steps_with_too_much_owed() -> Number:
    """Share of the steps at which a crash leaves C7 owing more than 60, without an inbox."""
    hers = pd.DataFrame({"order_id": ["P1", "P2"], "customer_id": "C7", "amount": [40, 20]})
    runs = crash_table(hers, outbox=True, inbox=False)
    neither = crash_table(hers, outbox=False, inbox=False)
    too_much = runs["owed by C7"] > 60
    is_doubled = runs["verdict"] == "doubled"
    return Number(
        expected=too_much.mean(),
        unit="fraction",
        mistakes=(
            (too_much.sum(), "That is the number of steps: divide by all of them."),
            (is_doubled.mean(), "Those are all runs with anything twice: look at what C7 owes."),
            (is_doubled.sum(), "That is a number of runs, with anything twice: what does C7 owe?"),
            ((neither["owed by C7"] > 60).mean(), "That is without an outbox: this firm has one."),
            (
                (neither["verdict"] == "doubled").mean(),
                "This firm has outboxes; look at the money.",
            ),
            (0.0, "Without an inbox it is more: is 60 the right limit, and inbox False?"),
            (1 - too_much.mean(), "Those are the steps at which C7 doesn't owe too much."),
            ((runs["owed by C7"] > 40).mean(), "She owes 60 rightly: too much is more than 60."),
            (too_much.sum() / is_doubled.sum(), "Divide by all steps, not by the wrong runs."),
            ((runs["owed by C7"] > 80).mean(), "More than 60 is too much, not more than 80."),
        ),
    )


# The open deals of systems-8, by stage, and the chances that the text measures on day 300.
LISTED = {"lead": 4_000, "qualified": 2_000, "quote": 15_000, "negotiation": 1_000}
SEEN = {"lead": 0.116908, "qualified": 0.23909, "quote": 0.404858, "negotiation": 0.723684}


def _forecast(chances: dict[str, float]) -> float:
    """Return the weighted forecast; from the quote on with the chances planted, if not given."""
    to_win = {"quote": 0.35, "negotiation": 0.7} | chances
    return sum(value * to_win[stage] for stage, value in LISTED.items())


@question(
    "systems-8",
    hints=(
        "Multiply the chances from a stage to the end: a lead is won with 0.5 * 0.6 * 0.5 * 0.7.",
        "4_000 * 0.105 + 2_000 * 0.21 + 15_000 * 0.35 + 1_000 * 0.7",
    ),
    after="6,790, of which one single deal holds 4,200: it comes whole or not at all.",
)
def forecast_of_five_deals() -> Number:
    """Weighted forecast of five open deals."""
    listed, right = sum(LISTED.values()), _forecast({"lead": 0.105, "qualified": 0.21})
    return Number(
        expected=right,
        tolerance=0.5,
        unit="dollars",
        mistakes=(
            (listed, "That is what is listed: times the chance that each is won."),
            (
                _forecast({"lead": 0.5, "qualified": 0.6, "quote": 0.5}),
                "Those are the chances to pass one stage: multiply on to the win.",
            ),
            (listed * 0.105, "That takes each deal for a lead: later stages are surer."),
            (listed * 1.365 / 4, "That is the mean of four chances: weigh each deal by its own."),
            (listed * 1.715 / 5, "That is the mean of five chances: weigh each deal by its own."),
            (right - 12_000 * 0.35, "The deal of 12,000 is missing."),
            (right - 3_000 * 0.35, "The deal of 3,000 is missing."),
            (_forecast(SEEN), "Those are of day 300: take the chances of the first table."),
            (right / 5, "That is the mean of a deal: asked is the sum."),
            (listed - right, "That is what the list says too much."),
        ),
    )
