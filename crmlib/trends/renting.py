"""What rented software costs: metering, invoice, and the total cost of owning beside it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Count,
    Counts,
    Fraction,
    Ids,
    Texts,
    checked,
    filled,
    mapping,
    number,
    values,
    whole,
)

__all__ = [
    "RentTerms",
    "OwnTerms",
    "headcount",
    "subscription_invoice",
    "rent_or_own",
    "crossover_users",
]

Seats = filled(user=Ids, module=Texts, first_month=Counts, last_month=Counts)
Years = whole(1, 50)
Months = whole(1, 600)
Yearly = number(-0.5, 1)
Users = values(Amounts)
Prices = mapping(Amount)


@dataclass(frozen=True)
@checked
class RentTerms:
    """What a supplier asks of a firm that rents.

    Parameters
    ----------
    price : float
        Money per user and month in the first year.
    price_rise : float
        By which fraction the price rises at the start of every further year; 0 by default.

    Examples
    --------
    >>> RentTerms(price=60, price_rise=0.07).price
    60
    """

    price: Amount
    price_rise: Yearly = 0.0


@dataclass(frozen=True)
@checked
class OwnTerms:
    """What a firm pays that owns its software and runs it itself.

    Parameters
    ----------
    start : float
        Paid once, whatever the number of users: server, installation, training.
    yearly : float
        Paid each year, whatever the number of users: the people who run it.
    licence : float
        Paid once for each user; 0 by default.
    upkeep : float
        Paid each year for new versions, as a fraction of all licences bought; 0 by default.

    Examples
    --------
    >>> OwnTerms(start=45_000, yearly=40_000, licence=900, upkeep=0.18).upkeep
    0.18
    """

    start: Amount
    yearly: Amount
    licence: Amount = 0.0
    upkeep: Fraction = 0.0


@checked
def headcount(n_users: Count, n_years: Years, *, growth: Yearly = 0.0) -> pd.Series:
    """Return how many users a firm has in each month, growing from year to year.

    Parameters
    ----------
    n_users : int
        Users in the first year.
    n_years : int
        How many years, 1 to 50.
    growth : float
        Growth from one year to the next, a fraction; 0 by default.

    Returns
    -------
    Series of int64, shape (12 * n_years,)
        Users by `month`, from 1; whole people, each year rounded from the unrounded path.

    Notes
    -----
    n_users (1 + growth)^(years gone by); one half is rounded up.

    References
    ----------
    None: this is compound growth.

    Examples
    --------
    >>> headcount(50, 3, growth=0.2).loc[[1, 13, 25]].tolist()
    [50, 60, 72]
    """
    months = pd.RangeIndex(1, 12 * n_years + 1, name="month")
    # The inner rounding takes off what a power adds in its last digits.
    path = np.round(n_users * (1 + growth) ** ((months - 1) // 12), 6)
    return pd.Series(np.floor(path + 0.5).astype("int64"), index=months, name="users")


@checked
def subscription_invoice(seats: Seats, prices: Prices, n_months: Months) -> pd.DataFrame:
    """Return a supplier's invoice: users times months times the price of each module.

    Parameters
    ----------
    seats : DataFrame
        One row per user and module: user, module, first_month and last_month (whole numbers from
        1; both months count whole).
    prices : mapping of str to float
        Money per user and month, by module; every module in use must have one.
    n_months : int
        How many months to charge, 1 to 600; what lies later is not charged.

    Returns
    -------
    DataFrame, one row per module in order, index `module`
        user_months (int64; a user who is listed twice in a month counts once), price and amount
        (money).

    Raises
    ------
    ValueError
        If a module has no price, or a seat begins before month 1 or ends before it begins.

    Notes
    -----
    amount = user-months times price.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> seats = pd.DataFrame({"user": ["Ann", "Bo"], "module": "sales", "first_month": [1, 2],
    ...                       "last_month": [3, 3]})
    >>> subscription_invoice(seats, {"sales": 30}, 3)["amount"].to_dict()
    {'sales': 150}
    """
    _require_months(seats)
    user_months = _user_months(seats, n_months)
    unpriced = sorted(set(user_months.index) - set(prices))
    if unpriced:
        raise ValueError(
            f"`prices` must have a price for every module in `seats`; got none for {unpriced}."
        )
    invoice = pd.DataFrame({"user_months": user_months})
    invoice["price"] = [prices[module] for module in invoice.index]
    return invoice.assign(amount=invoice["user_months"] * invoice["price"])


@checked
def rent_or_own(users: Users, rent: RentTerms, own: OwnTerms) -> pd.DataFrame:
    """Return what renting and owning have cost by the end of each month.

    Use it to see from which month on the one is cheaper than the other.

    Parameters
    ----------
    users : sequence of float, shape (n_months,)
        Users in each month, as from `headcount`; at least one month.
    rent : RentTerms
        The price, and how it rises.
    own : OwnTerms
        What is paid once, and what every year.

    Returns
    -------
    DataFrame, index `month` from 0 (before the first month) to n_months
        rent, own: all money paid so far.

    Raises
    ------
    ValueError
        If no month is given.

    Notes
    -----
    Licences are bought when there are more users than ever before, the first ones in month 0, and
    are kept when users go. Upkeep and yearly costs are paid in twelfths. Nothing is discounted.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> paths = rent_or_own([50, 50], RentTerms(price=60), OwnTerms(start=1_000, yearly=12_000))
    >>> paths["own"].tolist(), paths["rent"].tolist()
    ([1000.0, 2000.0, 3000.0], [0.0, 3000.0, 6000.0])
    """
    counts = np.asarray(users, dtype=float)
    if not len(counts):
        raise ValueError("`users` must have at least one month; got none.")
    years = np.arange(len(counts)) // 12
    licences = np.maximum.accumulate(counts)
    bought = np.diff(licences, prepend=licences[0])
    monthly = (own.yearly + own.upkeep * own.licence * licences) / 12 + own.licence * bought
    before = own.start + own.licence * licences[0]
    paid = {
        "rent": np.r_[0.0, counts * rent.price * (1 + rent.price_rise) ** years],
        "own": np.r_[before, monthly],
    }
    months = pd.RangeIndex(len(counts) + 1, name="month")
    return pd.DataFrame(paid, index=months).cumsum()


@checked
def crossover_users(rent: RentTerms, own: OwnTerms, n_years: Years) -> float:
    """Return the number of users at which renting and owning cost the same over some years.

    Parameters
    ----------
    rent : RentTerms
        The price, and how it rises.
    own : OwnTerms
        What is paid once, and what every year.
    n_years : int
        Over how many years, 1 to 50.

    Returns
    -------
    float
        Users, the same in all years, seldom a whole number; above it owning is cheaper. NaN if a
        user costs at least as much when owning: then renting is the cheaper way for any number.

    Notes
    -----
    Fixed costs of owning, divided by what one more user costs more when renting.

    References
    ----------
    None: this is the break-even formula with users in place of pieces.

    Examples
    --------
    >>> own = OwnTerms(start=45_000, yearly=40_000, licence=900, upkeep=0.18)
    >>> round(crossover_users(RentTerms(price=60), own, 5), 1)
    129.6
    """
    years = np.arange(n_years)
    per_user = 12 * rent.price * ((1 + rent.price_rise) ** years).sum()
    per_user -= own.licence * (1 + own.upkeep * n_years)
    fixed = own.start + own.yearly * n_years
    return float(fixed / per_user) if per_user > 0 else float("nan")


def _user_months(seats: pd.DataFrame, n_months: int) -> pd.Series:
    """Count each user once in each month and module: the supplier's meter."""
    metered = []
    for month in range(1, n_months + 1):
        on = (seats["first_month"] <= month) & (month <= seats["last_month"])
        metered.append(seats[on].groupby("module")["user"].nunique())
    counts = pd.concat(metered).groupby(level=0).sum()
    modules = pd.Index(sorted(seats["module"].unique()), name="module")
    return counts.reindex(modules, fill_value=0).astype("int64")


def _require_months(seats: pd.DataFrame) -> None:
    for name, low in (("first_month", 1), ("last_month", seats["first_month"])):
        bad = seats[seats[name] < low]
        if len(bad):
            after = "1 or more" if name == "first_month" else "no month before `first_month`"
            raise ValueError(
                f"`seats` must have {after} in `{name}`; got {len(bad)} others, the first "
                f"{bad[name].iloc[0]} for {bad['user'].iloc[0]!r}."
            )
