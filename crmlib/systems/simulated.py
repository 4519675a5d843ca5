"""Made-up tea firm and pipeline of deals: all figures and parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Rng, checked, whole

__all__ = ["toy_firm", "simulate_deals"]

STAGES = {"lead": (0.5, 10), "qualified": (0.6, 20), "quote": (0.5, 15), "negotiation": (0.7, 15)}
LEADS_A_DAY, MEDIAN_VALUE, SPREAD = 2, 1_000, 0.6


@checked
def toy_firm() -> dict[str, pd.DataFrame]:
    """Return one month of a made-up tea firm, whose tables share one customer key.

    Use it to follow one customer by hand through sales, marketing, service and staff.

    Returns
    -------
    dict of DataFrame
        web_orders (order_id, customer_id, amount), messages (message_id, day, channel, address,
        complains), addresses (address, customer_id), customers (customer_id, name, campaign,
        state), campaigns (campaign, planned_cost, cost, planned_customers), orders (order_id,
        customer_id, seller, channel, amount, goods: what they cost the firm, returned), visits
        (visit_id, customer_id, begins, ends; hours of one day), survey
        (customer_id, answer: 1 to 5).

    Notes
    -----
    Made up for this course.

    Examples
    --------
    >>> toy_firm()["web_orders"]["amount"].tolist()
    [40, 60, 50]
    """
    tables = {name: [row.split("|") for row in rows.split("\n")] for name, rows in FIRM.items()}
    frames = {name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in tables.items()}
    whole_numbers = {"amount", "day", "goods", "returned", "begins", "ends", "answer", "cost"}
    whole_numbers |= {"planned_cost", "planned_customers"}
    for name, frame in frames.items():
        kinds = {column: int for column in frame.columns if column in whole_numbers}
        frames[name] = frame.astype(kinds)
    messages = frames["messages"]
    frames["messages"] = messages.assign(complains=messages["complains"] == "yes")
    return frames


@checked
def simulate_deals(n_days: whole(1, 10_000), *, rng: Rng) -> pd.DataFrame:
    """Return a made-up pipeline of deals, each followed to its end.

    Use it to hold a forecast of one day against what came later.

    Parameters
    ----------
    n_days : int
        On how many days deals begin.
    rng : numpy.random.Generator
        Draws beginnings, values, times and luck.

    Returns
    -------
    DataFrame, one row per deal and stage that it reached
        deal_id, value, stage (lead, qualified, quote, negotiation, won), and the days on which
        the deal entered and left it.

    Notes
    -----
    Ours: two deals begin a day (Poisson); a deal's value is lognormal with median 1,000 and
    spread 0.6; the four stages are passed with chances 0.5, 0.6, 0.5 and 0.7, and last 10, 20, 15
    and 15 days on average (exponential). So 10.5 % of the deals are won.

    Examples
    --------
    >>> moves = simulate_deals(300, rng=np.random.default_rng(11))
    >>> share_won = (moves["stage"] == "won").sum() / moves["deal_id"].nunique()
    >>> bool(0.08 < share_won < 0.13)
    True
    """
    begins = np.repeat(np.arange(n_days), rng.poisson(LEADS_A_DAY, n_days).astype(np.intp))
    values = MEDIAN_VALUE * np.exp(SPREAD * rng.standard_normal(len(begins)))
    deals = pd.DataFrame({"deal_id": np.arange(1, len(begins) + 1), "value": values.round()})
    reached, parts = deals.assign(entered=begins.astype(float)), []
    for stage, (chance, mean_days) in STAGES.items():
        n_reached = len(reached)
        left = reached["entered"] + rng.exponential(mean_days, n_reached)
        parts.append(reached.assign(stage=stage, left=left))
        is_on = rng.random(n_reached) < chance
        reached = reached.assign(entered=left)[is_on]
    parts.append(reached.assign(stage="won", left=reached["entered"]))
    moves = pd.concat(parts).sort_values(["deal_id", "entered", "left"], kind="stable")
    columns = ["deal_id", "value", "stage", "entered", "left"]
    return moves[columns].round(2).reset_index(drop=True)


FIRM = {
    "web_orders": """order_id|customer_id|amount
O1|C1|40
O2|C2|60
O3|C2|50""",
    "messages": """message_id|day|channel|address|complains
M1|1|web form|lin@tea.example|no
M2|2|e-mail|chen@tea.example|no
M3|3|phone|555-0102|yes
M4|4|chat|tea_fan_9|no
M5|5|e-mail|lin@tea.example|no
M6|6|chat|chen_drinks_tea|yes""",
    "addresses": """address|customer_id
lin@tea.example|C1
555-0101|C1
chen@tea.example|C2
555-0102|C2
chen_drinks_tea|C2""",
    "customers": """customer_id|name|campaign|state
C1|Ms Lin|fair|order
C2|Mr Chen|letter|quote
C3|Ms Okoro|letter|order
C4|Mr Berg|website|order
C5|Ms Diaz|website|ticket
C6|Mr Sato|website|lead""",
    "campaigns": """campaign|planned_cost|cost|planned_customers
fair|300|330|2
letter|120|120|2
website|200|170|2""",
    "orders": """order_id|customer_id|seller|channel|amount|goods|returned
O1|C1|Ana|web|40|24|0
O2|C2|Ben|web|60|36|0
O4|C3|Ana|store|90|70|0
O5|C4|Ana|web|80|68|30
O6|C5|Ben|store|50|28|0
O7|C1|Ben|store|30|16|0
O8|C6|Ana|web|70|62|70""",
    "visits": """visit_id|customer_id|begins|ends
V1|C1|9|16
V2|C2|10|12
V3|C4|11|13
V4|C5|12|14
V5|C6|13|15
V6|C3|14|16""",
    "survey": """customer_id|answer
C1|5
C2|2
C4|3
C5|5""",
}
