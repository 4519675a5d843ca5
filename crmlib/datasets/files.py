"""A shop's file becomes orders, lines, refunds, and a bin for every row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crmlib.datasets.bins import (
    BINS,
    Cells,
    _heads,
    _is_repeated,
    _repeats_total,
    _shape,
    _structure,
    _words_of,
)
from crmlib.datasets.customers import (
    KINDS,
    RETURNS,
    SALES,
    VOIDS,
    _customers,
    _ids,
    _is_refunded,
    _is_unpaid,
    _status,
    _told_statuses,
)
from crmlib.datasets.days import FIRST_YEAR, _moved, _read_texts, _typed_texts
from crmlib.datasets.exports import KNOWN, Taken, _take_columns
from crmlib.datasets.grouping import _labels, _orders
from crmlib.datasets.money import (
    _ask_currency,
    _main_currency,
    _numbers,
    _settled,
    _unwrapped,
)
from crmlib.datasets.readers import Sheet, _read_sheet, _texts

__all__: list[str] = []

MONEY = ("amount", "order_total", "unit_price", "refunded")
FEW_CUSTOMERS, MANY_ORDERS = 20, 500


@dataclass(frozen=True)
class Said:
    """What the caller said about a file.

    Parameters
    ----------
    columns : mapping or None
        Column names by role.
    date_order, decimal, currency, sheet, time_zone : str or None
        As in `load_orders`.
    as_of : Timestamp or None
        The last day an order may have.
    """

    columns: Mapping[str, str] | None = None
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    sheet: str | None = None
    as_of: pd.Timestamp | None = None
    time_zone: str | None = None


@dataclass
class Work:
    """A sheet on its way into bins.

    Parameters
    ----------
    sheet : Sheet
        What the file holds.
    columns : Taken
        Which column tells what.
    said : Said
        What the caller said.
    taken : dict
        What was chosen, and why.
    """

    sheet: Sheet
    columns: Taken
    said: Said
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)

    def column(self, role: str) -> pd.Series | None:
        """Return the cells of the column that was taken for a role.

        Parameters
        ----------
        role : str
            Such as "amount".

        Returns
        -------
        Series or None
            None if no column tells it.
        """
        name = self.columns.roles.get(role)
        return None if name is None else self.sheet.table[name]

    def text(self, role: str) -> pd.Series:
        """Return the cells of a role as text, blank if no column tells it.

        Parameters
        ----------
        role : str
            Such as "status".

        Returns
        -------
        Series of str
            Index as of the sheet.
        """
        column = self.column(role)
        if column is None:
            return pd.Series("", self.sheet.table.index, dtype="str")
        return _texts(column)


def _read_orders(source: object, said: Said) -> dict[str, pd.DataFrame | None]:
    """Return the parts of an order book."""
    sheet = _read_sheet(source, said.sheet, KNOWN, list((said.columns or {}).values()))
    work = Work(sheet, _take_columns(sheet, said.columns), said, dict(sheet.taken))
    _tell_columns(work)
    words = _words_of(sheet.table, [_texts(sheet.table[name]) for name in sheet.table])
    amount = work.text("amount" if "amount" in work.columns.roles else "order_total")
    amount = amount if "unit_price" not in _money_roles(work) else work.text("unit_price")
    keys = [work.text("customer_id"), work.text("order_id"), work.text("order_date"), amount]
    structure = _structure(words, list(sheet.table), sheet.too_long, keys)
    cells, money = _cells(work, words, structure)
    rows = _rows(work, cells, money, structure)
    return _parts(work, cells, rows)


def _tell_columns(work: Work) -> None:
    export = work.columns.export
    if export:
        work.taken["export"] = (export.name, "its column names are there")
    for role, name in work.columns.roles.items():
        work.taken[role] = (name, work.columns.because[role])
    if "order_id" not in work.columns.roles:
        work.taken["order_id"] = ("none", "a customer's purchases of one day are one order")


def _money_roles(work: Work) -> list[str]:
    """Return the columns that make the amount: one, or quantity and price of one."""
    roles = work.columns.roles
    one = [role for role in ("amount", "order_total") if role in roles]
    return one[:1] or ["quantity", "unit_price"]


# Cells


def _cells(work: Work, words: pd.DataFrame, structure: pd.Series) -> tuple[Cells, pd.DataFrame]:
    """Return what the cells say: who, which order, when, how much."""
    others = [work.sheet.table[name] for name in work.columns.others]
    customer, told = _customers([work.column("customer_id"), *others])
    work.taken |= told
    order_id = work.column("order_id")
    ids = pd.Series("", words.index, dtype="str") if order_id is None else _ids(order_id)
    day_text, days = _days(work, structure)
    money = _money(work, structure)
    return (
        Cells(
            words,
            customer,
            ids,
            day_text,
            days["day"],
            days["why"],
            money["value"],
            money["why"],
            money["why"] == "blank",
        ),
        money,
    )


def _days(work: Work, structure: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    """Return the texts of the days, and the days that they tell."""
    name = work.columns.roles["order_date"]
    texts = _typed_texts(work.column("order_date"), work.sheet.epoch)
    clock = work.text("order_time")
    texts = texts.where(clock.eq("") | texts.str.contains(":"), texts + " " + clock)
    readable = texts.where(structure == "", "")
    read, choice = _read_texts(readable, work.said.date_order, name)
    utc = bool(work.columns.export and work.columns.export.utc)
    day, clocks = _moved(read, work.said.time_zone, utc=utc)
    work.taken |= choice | clocks
    early = day.dt.year < FIRST_YEAR
    late = day.dt.normalize() > _last_day(work.said.as_of)
    why = read["why"].where(~early, f"before {FIRST_YEAR}")
    why = why.where(~late, f"after {work.said.as_of.date()}" if work.said.as_of is not None else "")
    return texts, pd.DataFrame({"day": day.mask(early | late), "why": why})


def _last_day(as_of: pd.Timestamp | None) -> pd.Timestamp:
    last = pd.Timestamp("2200-01-01") if as_of is None else as_of
    return last.tz_localize(None).normalize()


def _money(work: Work, structure: pd.Series) -> pd.DataFrame:
    """Return per row value, why there is none, refunded, and whether it is another currency."""
    roles = [role for role in MONEY if role in work.columns.roles]
    columns = {role: _unwrapped(work.column(role)).where(structure == "", "") for role in roles}
    sign, because = _settled(columns.values(), work.said.decimal)
    work.taken["decimal sign"] = (sign, because)
    main, *more = [_amounts(work, role, sign) for role in _money_roles(work)]
    for price in more:
        why = main["why"].where(main["why"] != "", price["why"])
        value = (main["value"] * price["value"]).round(6) + 0.0
        main = pd.DataFrame({"value": value, "signs": price["signs"], "why": why})
    back = (
        _amounts(work, "refunded", sign)["value"].abs().fillna(0.0) if "refunded" in roles else 0.0
    )
    return _in_one_currency(work, main.assign(refunded=back), structure)


def _amounts(work: Work, role: str, sign: str) -> pd.DataFrame:
    return _numbers(_unwrapped(work.column(role)), sign)


def _in_one_currency(work: Work, money: pd.DataFrame, structure: pd.Series) -> pd.DataFrame:
    """Return the amounts with those of another currency marked."""
    said = (work.said.currency or "").casefold() or None
    named = work.text("currency").str.casefold().where(structure == "", "")
    counts = named[named != ""].value_counts()
    if said is None and len(counts) > 1:
        told = ", ".join(f"{name} ({count:,})" for name, count in counts.items())
        _ask_currency(told, counts.index[0])
    if said is not None and len(counts) and said not in counts:
        raise ValueError(
            f"`currency` must be one of the file's, {', '.join(counts.index)}; got {said}."
        )
    signs = money["signs"].where(structure == "", None)
    if len(counts):
        main, because = said or counts.index[0], "its column says so"
    else:
        main, because = _main_currency(signs, said)
    work.taken["currency"] = (main or "not said", because)
    foreign = ~signs.map(lambda names: names is None or names != names or main in names).astype(
        bool
    )
    other = (named != "") & (named != main) | (foreign if said else False)
    bad = foreign & ~other
    why = money["why"].where(~bad, "another currency's sign")
    return money.assign(value=money["value"].mask(bad), why=why, other=other)


# Bins


def _rows(work: Work, cells: Cells, money: pd.DataFrame, structure: pd.Series) -> pd.DataFrame:
    """Return bin, reason, value and refunded of every row."""
    export = work.columns.export
    parts = export.parts if export else frozenset()
    kind, status = _kind(work.text("kind"), parts), _status(work.text("status"))
    head = _heads(cells, structure, kind.isin(parts))
    tests = {name: structure == name for name in BINS[:4]}
    tests["other currency"] = money["other"]
    tests["not paid"] = _unpaid(work, status, kind)
    tests["no customer"] = cells.customer == ""
    tests["bad amount"] = cells.value.isna()
    cancelled = export.cancelled if export else ""
    back = cells.order_id.str.match(f"{cancelled}[0-9]") if cancelled else False
    tests["refund"] = (cells.value < 0) | kind.isin(RETURNS) | back
    tests["bad date"] = cells.day.isna()
    _follow(tests, head)
    live = ~pd.concat(tests, axis=1).any(axis=1)
    shape = _told_shape(work, cells, live & (head < 0))
    tests["repeated row"] = live & (head < 0) & _is_repeated(cells, live) & (shape == "orders")
    found = np.select([test.to_numpy(bool) for test in tests.values()], list(tests), "order")
    why = _reasons(work, cells, money, found, head)
    return _valued(work, cells, money, structure, head, status).assign(
        bin=found, why=why, head=head
    )


def _kind(column: pd.Series, parts: frozenset[str]) -> pd.Series:
    """Return a column of sales, refunds and voids; blank if it tells something else."""
    low = column.str.casefold()
    if parts or set(low.unique()) <= SALES | RETURNS | VOIDS | {""}:
        return low
    return low.where(low.isin(RETURNS | VOIDS), "")


def _unpaid(work: Work, status: pd.Series, kind: pd.Series) -> pd.Series:
    export = work.columns.export
    keeps = export.keeps if export else ""
    unpaid = _is_unpaid(status, keeps) | kind.isin(VOIDS)
    if "paid_date" in work.columns.roles and "status" not in work.columns.roles:
        unpaid |= work.text("paid_date") == ""
    return unpaid


def _follow(tests: dict[str, pd.Series], head: pd.Series) -> None:
    """Let rows that continue an order share the bin of its first row."""
    follows = head >= 0
    places = head[follows].to_numpy()
    for name in list(tests)[4:]:
        test = tests[name].to_numpy(bool).copy()
        test[follows.to_numpy()] = test[places]
        tests[name] = pd.Series(test, head.index)


def _told_shape(work: Work, cells: Cells, live: pd.Series) -> str:
    export, roles = work.columns.export, work.columns.roles
    shape, because = _shape(cells, live, has_items="item" in roles)
    if export and export.rows:
        shape, because = export.rows, f"{export.name} writes them so"
    work.taken["rows"] = (shape, because)
    if shape == "lines" and "amount" in roles and "amount" not in work.columns.named and not export:
        _ask_total(work, cells, live)
    return shape


def _ask_total(work: Work, cells: Cells, live: pd.Series) -> None:
    """Ask whether an amount that all lines of an order share is the order's."""
    key = [cells.order_id[live], cells.customer[live], cells.day[live].dt.normalize()]
    groups = cells.value[live].groupby(key).agg(["size", "nunique"])
    several = groups[groups["size"] > 1]
    if "item" in work.columns.roles and len(several) >= 3 and (several["nunique"] == 1).all():
        name = work.columns.roles["amount"]
        raise ValueError(
            f"`columns` must say whose amount `{name}` is; got the same on all rows of "
            f'{len(several):,} orders. Give columns={{"order_total": "{name}"}} if it is the '
            f'order\'s, columns={{"amount": "{name}"}} if it is the line\'s.'
        )


def _reasons(
    work: Work, cells: Cells, money: pd.DataFrame, found: np.ndarray, head: pd.Series
) -> np.ndarray:
    """Return why each row is where it is; blank for plain orders."""
    customer, status = work.text("customer_id"), work.text("status")
    texts = {
        "ragged row": "more fields than the header",
        "other currency": work.text("currency"),
        "not paid": status.where(status != "", work.text("kind")),
        "no customer": customer.where(customer != "", "blank"),
        "bad amount": money["why"],
        "bad date": cells.day_why,
        "repeated row": "an earlier row says the same",
        "refund": "money given back",
    }
    why = np.full(len(found), "", dtype=object)
    for name, text in texts.items():
        here = found == name
        why[here] = text if isinstance(text, str) else text.to_numpy(object)[here]
    follows = (head >= 0).to_numpy()
    why[follows] = ("goes on with order " + cells.order_id[follows]).to_numpy(object)
    return why


def _valued(
    work: Work,
    cells: Cells,
    money: pd.DataFrame,
    structure: pd.Series,
    head: pd.Series,
    status: pd.Series,
) -> pd.DataFrame:
    """Return value and refunded per row, an order's total once."""
    value, refunded = cells.value.mask(money["other"] | (head >= 0)), money["refunded"]
    if "refunded" not in work.columns.roles:
        refunded = value.where(_is_refunded(status), 0.0).fillna(0.0)
    if _money_roles(work) == ["order_total"]:
        again = _repeats_total(cells, head, structure)
        value, refunded = value.mask(again), refunded.mask(again, 0.0)
    return pd.DataFrame({"row": work.sheet.row, "value": value, "refunded": refunded})


# Parts of the book


def _parts(work: Work, cells: Cells, rows: pd.DataFrame) -> dict[str, pd.DataFrame | None]:
    """Return orders, lines, rows, refunds and choices."""
    place = np.where(rows["head"] >= 0, rows["head"], np.arange(len(rows)))
    everything = rows.assign(
        customer_id=cells.customer.to_numpy()[place],
        order_id=cells.order_id,
        order_date=cells.day.to_numpy()[place],
        item=work.text("item"),
    )
    is_order = rows["bin"] == "order"
    kept = everything[is_order].astype({"customer_id": "str", "order_id": "str"})
    kept["order_id"], shared = _labels(kept)
    work.taken |= shared | _told_statuses(_status(work.text("status"))[is_order])
    work.taken |= _told_repeats(work, cells, is_order)
    orders = _orders(kept)
    _check_customers(work, orders)
    refunds = _refunds(everything, kept)
    lines = _lines(work, kept) if "item" in work.columns.roles else None
    rows = rows.assign(bin=pd.Categorical(rows["bin"], BINS), why=rows["why"].astype("str"))
    rows["refunded"] = rows["refunded"].where(is_order, 0.0)
    rows["refunded"] = rows["refunded"].mask(rows["bin"] == "refund", rows["value"].abs())
    rows = rows[["row", "bin", "why", "value", "refunded"]]
    rows = rows.assign(order_id=cells.order_id, order_date=everything["order_date"])
    return {
        "orders": orders,
        "lines": lines,
        "rows": rows,
        "refunds": refunds,
        "choices": _choices(work),
    }


def _told_repeats(work: Work, cells: Cells, is_order: pd.Series) -> dict[str, tuple[str, str]]:
    """Return how many kept rows say an earlier one again: lines may, and orders without number."""
    again = int(cells.words[is_order].duplicated().sum())
    because = "kept: nothing tells a second purchase from a second copy"
    return {"rows alike": (f"{again:,}", because)} if again else {}


def _refunds(everything: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that give money back, those of refunds and those beside a sale."""
    back = everything[everything["bin"] == "refund"]
    back = back.assign(amount=back["value"].abs())
    beside = kept[kept["refunded"] > 0]
    beside = beside.assign(amount=beside["refunded"])
    columns = ["customer_id", "order_id", "order_date", "amount"]
    both = pd.concat([back[columns], beside[columns]]).sort_index()
    return both.astype({"customer_id": "str", "order_id": "str"}).reset_index(drop=True)


def _lines(work: Work, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the orders with item, quantity and amount of the line."""
    sign = work.taken["decimal sign"][0]
    named = [role for role in ("quantity", "unit_price") if role in work.columns.roles]
    read = {role: _amounts(work, role, sign)["value"].loc[kept.index] for role in named}
    quantity = read.get("quantity", pd.Series(np.nan, kept.index))
    amount = (quantity * read["unit_price"]).round(6) if len(read) == 2 else kept["value"]
    columns = ["row", "customer_id", "order_id", "order_date", "item"]
    return kept[columns].assign(quantity=quantity, amount=amount).reset_index(drop=True)


def _check_customers(work: Work, orders: pd.DataFrame) -> None:
    """Refuse a column of customers that names none; tell one that looks so."""
    name, found = work.columns.roles["customer_id"], orders["customer_id"]
    n_customers, n_orders = found.nunique(), len(orders)
    shown = ", ".join(sorted(found.unique())[:3])
    few = f"`{name}` has {n_customers:,} different values in {n_orders:,} orders ({shown})"
    if n_orders and set(found.str.casefold()) <= KINDS:
        raise ValueError(
            f"`columns` must name the customer: no column tells the customer; got {few}: "
            "it does not name customers."
        )
    if n_orders >= MANY_ORDERS and n_customers < FEW_CUSTOMERS:
        work.taken["customer check"] = (few, "does it name customers?")
    elif n_orders >= FEW_CUSTOMERS and n_customers == n_orders:
        work.taken["customer check"] = (name, "every order has a customer of its own: is it one?")


def _choices(work: Work) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(
        work.taken, orient="index", columns=["taken", "because"], dtype="str"
    )
    return frame.rename_axis("choice")
