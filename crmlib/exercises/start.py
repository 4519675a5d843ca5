"""Questions of chapter 0, Start here."""

from crmlib.datasets import load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question


@question(
    "start-1",
    hints=(
        "A share is a part divided by the whole: which sum is the part, which the whole?",
        "The part is spending.head(n_top).sum(); the whole is spending.sum().",
    ),
    after="Just over half: a fifth of these homes does not make four fifths of the sales.",
)
def top_share() -> Number:
    """Share of all spending that comes from the top fifth of the homes."""
    spending = load_transactions().groupby("household_id")["sales_value"].sum()
    spending = spending.sort_values(ascending=False)
    n_top = round(0.2 * len(spending))
    part, whole = spending.head(n_top).sum(), spending.sum()
    return Number(
        expected=part / whole,
        tolerance=0.001,
        unit="fraction",
        mistakes=(
            (0.8, "That is the famous rule, not this table: compute it from `spending`."),
            (0.2, "That is the share of the homes; the question is their share of the spending."),
            (part, "Those are dollars. Divide them by the dollars of all homes."),
            (100 * part / whole, "That is in percent; a fraction between 0 and 1 is asked for."),
            (1 - part / whole, "That is the share of all the other homes."),
            (spending.tail(n_top).sum() / whole, "That is the bottom fifth: take the head."),
        ),
    )
