"""An export of a tea shop that never was: its customers, its habits and its mess are ours."""

import numpy as np
import pandas as pd

from crmlib.core import Rng, checked

__all__ = ["simulate_tea_shop"]

COLUMNS = [
    "Order no",
    "Email",
    "Date",
    "Status",
    "Item",
    "Quantity",
    "Line total",
    "Currency",
    "Refunded",
]
SURPLUS = "column 10"  # filled where a row has a field too many
FIRST_DAY, LAST_DAY = pd.Timestamp("2024-01-02"), pd.Timestamp("2025-12-31")
N_BUYERS, N_FIRST_DAYS = 180, 545  # first orders fall into the first year and a half
# The truth to recover: who begins with a tasting box comes back three times as often.
RETURNING = {"Tasting box": 0.60, "Gift set": 0.20}
GAP = (20, 150)  # days to the next order of who comes back
N_MORE = 0.8  # orders after the second, on average
PRICES = {"Tasting box": 24.0, "Gift set": 39.0, "Green tea": 9.5, "Oolong": 12.0, "Cup": 7.0}
# The biggest buyer sends most of it back: customer, day, price, given back.
WHOLESALE = (
    ("tearoom", "2024-03-04", 1450.0, 1200.0),
    ("tearoom", "2024-11-18", 1250.0, 1000.0),
    ("office", "2024-09-09", 1120.0, 0.0),
    ("office", "2025-05-12", 1180.0, 0.0),
)
MESS = {
    "empty row": 3,
    "repeated header": 2,
    "ragged row": 4,
    "total row": 4,
    "other currency": 5,
    "not paid": 21,
    "no customer": 48,
    "bad amount": 6,
    "refund": 14,
    "bad date": 7,
}
SPELLINGS = ("{}", "{}", "{}", "{}", "{} ", " {}")
NOBODY = ("", "guest", "n/a", "walk-in", "Guest", "")
NO_SUMS = ("n/a", "free", "1,2,3", "?", "1e3", "#REF!")
NO_DAYS = ("31/02/2025", "", "00/00/0000", "30/02/2024", "45321", "soon", "32/01/2025")
NOT_PAID = ("cancelled", "pending", "failed")


@checked
def simulate_tea_shop(rng: Rng) -> pd.DataFrame:
    """Return an invented export, one row per line of an order, with every kind of trouble.

    Use it to learn what a loader must do; `datasets/tea_shop_orders.csv` is one draw of it.

    Parameters
    ----------
    rng : numpy.random.Generator
        Seed 17 gives the file.

    Returns
    -------
    DataFrame
        Text as an export has it: Order no, Email, Date (day first), Status, Item, Quantity,
        Line total, Currency, Refunded, and `column 10`, filled where a row has a field too many.

    Notes
    -----
    All numbers are ours. Of those who begin with a tasting box 60 % come back, of those who begin
    with a gift set 20 %, after 20 to 150 days. `MESS` plants rows for each bin but one: lines may
    repeat, so no row is a repeated one. The tearoom buys most and sends most of it back.

    Examples
    --------
    >>> export = simulate_tea_shop(np.random.default_rng(17))
    >>> int((export["Status"] == "cancelled").sum())
    7
    """
    good = _lines(_visits(rng), rng)
    good["Order no"] = _numbered(good)
    bad = [_spoilt(name, good, rng) for name in MESS]
    rows = pd.concat([good, *bad]).sort_values("day", kind="stable", ignore_index=True)
    return rows[[*COLUMNS, SURPLUS]].fillna("").astype("str")


def _visits(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per order: who, day, the first item, its price and what was given back."""
    rows = [(who, pd.Timestamp(day), "Oolong", *sums) for who, day, *sums in WHOLESALE]
    for number in range(N_BUYERS):
        who, item = f"buyer{number:03}", str(rng.choice(list(RETURNING)))
        day = FIRST_DAY + pd.Timedelta(days=int(rng.integers(N_FIRST_DAYS)))
        rows.append((who, day, item, PRICES[item], 0.0))
        comes_back = rng.random() < RETURNING[item]
        for _ in range(comes_back * (1 + rng.poisson(N_MORE))):
            day += pd.Timedelta(days=int(rng.integers(*GAP)))
            tea = str(rng.choice(["Green tea", "Oolong"]))
            rows.append((who, day, tea, PRICES[tea], 0.0))
    visits = pd.DataFrame(rows, columns=["who", "day", "item", "price", "back"])
    return visits[visits["day"] <= LAST_DAY].sort_values(["day", "who"], ignore_index=True)


def _lines(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the lines of the orders: the first item, and often a cup or more tea beside it."""
    beside = visits.assign(item=rng.choice(["Cup", "Green tea", "Oolong"], len(visits)), back=0.0)
    beside["price"] = beside["item"].map(PRICES)
    beside = beside[rng.random(len(visits)) < 0.55]
    lines = pd.concat([visits, beside]).sort_index(kind="stable")
    return _written(lines.rename_axis("visit").reset_index(), rng)


def _written(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return lines as a careless shop writes them: addresses in many spellings, money as text."""
    spelling = rng.choice(SPELLINGS, len(lines))
    address = lines["who"] + "@example.org"
    shouted = rng.random(len(lines)) < 0.1
    quantity = np.where(lines["price"] < 20, rng.integers(1, 4, len(lines)), 1)
    return lines.assign(
        Email=[
            form.format(one.upper() if loud else one)
            for form, one, loud in zip(spelling, address, shouted, strict=True)
        ],
        Date=lines["day"].dt.strftime("%d/%m/%Y"),
        Status=np.where(lines["back"] > 0, "partially refunded", "paid"),
        Item=lines["item"],
        Quantity=quantity.astype(str),
        Currency="EUR",
        Refunded=lines["back"].map("{:,.2f}".format),
        **{"Line total": (lines["price"] * quantity).map("{:,.2f}".format), SURPLUS: ""},
    )


def _numbered(lines: pd.DataFrame) -> pd.Series:
    return "T" + (1001 + lines["visit"]).astype("str")


def _spoilt(name: str, good: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the planted rows of one bin, each beside lines of the same day."""
    n_rows = MESS[name]
    plain = good[good["price"] < 100]
    places = np.sort(rng.choice(np.arange(12, len(plain)), n_rows, replace=False))
    rows = plain.iloc[places].reset_index(drop=True)
    rows["Order no"] = [f"X{name[0].upper()}{name[-1].upper()}{n:03}" for n in range(n_rows)]
    rows["Refunded"], turn = "0.00", np.arange(n_rows)
    if name in ("empty row", "repeated header", "total row"):
        rows[COLUMNS] = ""
    if name == "repeated header":
        rows[COLUMNS] = COLUMNS
    changes = _changes(rows, turn).get(name, {})
    return rows.assign(**changes)


def _changes(rows: pd.DataFrame, turn: np.ndarray) -> dict[str, dict[str, object]]:
    """Return what is written over good rows, by bin."""
    taken = {"other currency": {"Currency": "GBP"}, "ragged row": {SURPLUS: "0.00"}}
    taken["total row"] = {"Order no": "Total", "Line total": "9,999.00"}
    taken["not paid"] = {"Status": np.array(NOT_PAID)[turn % len(NOT_PAID)]}
    taken["no customer"] = {"Email": np.array(NOBODY)[turn % len(NOBODY)]}
    taken["bad amount"] = {"Line total": np.array(NO_SUMS)[turn % len(NO_SUMS)]}
    taken["refund"] = {"Line total": "(" + rows["Line total"] + ")", "Status": "refund"}
    taken["bad date"] = {"Date": np.array(NO_DAYS)[turn % len(NO_DAYS)]}
    return taken
