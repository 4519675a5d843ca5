"""A shop's file becomes an order book: orders, lines, refunds, and a bin for every row."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from crmlib.datasets.bins import BINS, _is_repeated, _is_restated, _keys, _reasons, _shape, _tests
from crmlib.datasets.cells import _amounts, _read_cells, _Said, _words, _Work
from crmlib.datasets.customers import KINDS, VOIDS, _is_partly, _is_unpaid, _told_statuses
from crmlib.datasets.exports import KNOWN, _take_columns
from crmlib.datasets.grouping import _labels, _orders
from crmlib.datasets.headers import _Wanted
from crmlib.datasets.readers import _read_sheet
from crmlib.datasets.states import _is_called_off, _once
from crmlib.datasets.texts import _squeezed

__all__: list[str] = []

FEW_CUSTOMERS, MANY_ORDERS = 20, 500
# Names of columns that one would not want to overlook.
MAY_TELL = re.compile(
    r"refund|return(?!ing)|chargeback|adjusted|cancel|void|status|\btest\b|退|取消|作废|作廢|状态|狀態|返金|storn|"
    r"erstatt|annul|rembours|anul|reembols|devol|rimbors|возврат|статус|환불|취소",
    re.IGNORECASE,
)


def _read_orders(source: object, said: _Said) -> dict[str, pd.DataFrame | None]:
    """Return the parts of an order book."""
    named = frozenset(map(_squeezed, (said.columns or {}).values()))
    sheet = _read_sheet(source, said.sheet, _Wanted(KNOWN, named))
    work = _Work(sheet, _take_columns(sheet, said.columns), said, dict(sheet.taken))
    _tell_columns(work)
    words = _words(work)
    cells = _binned(work, _read_cells(work, words), words)
    kept = _kept(work, cells, words)
    orders = _orders(kept)
    _check_customers(work, orders)
    if len(orders):
        days = (orders["order_date"].min().date(), orders["order_date"].max().date())
        work.taken["days"] = ("{} to {}".format(*days), "of the orders; the as-of day ends them")
    return {
        "orders": orders,
        "lines": _lines(work, kept) if "item" in work.columns.roles else None,
        "rows": _rows(cells),
        "refunds": _refunds(cells, kept),
        "choices": _choices(work),
    }


def _tell_columns(work: _Work) -> None:
    if work.columns.export:
        work.taken["export"] = (work.columns.export.name, "its column names are there")
    for role, name in work.columns.roles.items():
        work.taken[role] = (name, work.columns.because[role])
    if "order_id" not in work.columns.roles:
        work.taken["order_id"] = ("none", "a customer's purchases of one day are one order")
    used = {*work.columns.roles.values(), *work.columns.others, work.columns.payment}
    left = [name for name in work.sheet.table if name not in used and MAY_TELL.search(name)]
    if left and not work.columns.export:
        because = "their names may tell of refunds or states: look, and name one in columns="
        work.taken["columns not taken"] = (", ".join(left), because)


def _binned(work: _Work, cells: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with the bin of every row, and the reason."""
    unpaid = _unpaid(work, cells)
    tests = _tests(cells, str(work.known("cancelled")), unpaid)
    live = pd.Series(~np.any(list(tests.values()), axis=0), cells.index)
    off = _called_off(work, cells, live, unpaid)
    tests["not paid"], live = tests["not paid"] | off, live & ~off
    first = live & (cells["head"] < 0)
    restated = _restated(work, cells, words, first)
    first &= ~restated
    shape = _told_shape(work, cells, words, first)
    again = _is_repeated(cells, words, first) if shape == "orders" else False
    tests["repeated row"] = restated | again
    found = np.select([test.to_numpy(bool) for test in tests.values()], list(tests), "order")
    reason = np.where(restated, "another row tells the order in another state", "")
    reason = np.where(off, "a later row calls the order off", reason)
    reason = np.where(restated | off, reason, _reasons(cells, found))
    return _told_refunds(work, cells.assign(bin=found, reason=reason, row=work.sheet.row))


def _called_off(work: _Work, cells: pd.DataFrame, live: pd.Series, unpaid: pd.Series) -> pd.Series:
    """Return which rows a later row calls off; rows that go on share it; and tell how many."""
    off = _is_called_off(cells, work.text("item"), live & (cells["head"] < 0), unpaid)
    if n_orders := cells.loc[off, "order_id"].nunique():
        because = "paid, then cancelled: of rows of one number the later one counts"
        work.taken["called off"] = (f"{n_orders:,}", because)
    place = np.where(cells["head"] >= 0, cells["head"], np.arange(len(cells)))
    return pd.Series(off.to_numpy()[place], cells.index)


def _told_refunds(work: _Work, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with every refund once; tell those twice told, and those of no sum."""
    once = _once(cells)
    is_order = cells["bin"] == "order"
    if n_twice := int(((once != cells["refunded"]) & is_order).sum()):
        because = "beside the sale and by rows of their own; counted once"
        work.taken["refunds told twice"] = (f"{n_twice:,}", because)
    partly = is_order & _is_partly(cells["status"])
    if "refunded" not in work.columns.roles and (n_partly := int(partly.sum())):
        because = "no column tells how much; only rows of their own count"
        work.taken["partial refunds"] = (f"{n_partly:,} rows", because)
    return cells.assign(refunded=once)


def _restated(work: _Work, cells: pd.DataFrame, words: pd.DataFrame, live: pd.Series) -> pd.Series:
    """Return which rows tell an order again in another state; ask whether that is what they do."""
    roles, none = work.columns.roles, pd.Series(False, cells.index)
    if "status" not in roles or "item" in roles or work.columns.export:
        return none
    place = list(work.sheet.table).index(roles["status"])
    again = _is_restated(cells, words.drop(columns=place), live)
    if not again.any() or "order_total" in roles or "amount" not in roles:
        return again if "order_total" in roles else none
    if "amount" not in work.columns.named:
        _ask_states(roles, cells[again])
    return none


def _ask_states(roles: Mapping[str, str], again: pd.DataFrame) -> None:
    name = roles["amount"]
    raise ValueError(
        f"`columns` must say whose amount `{name}` is; got rows that differ from others in "
        f"`{roles['status']}` only ({len(again):,}, the first of order "
        f"{again['order_id'].iloc[0]}). Give "
        f'columns={{"order_total": "{name}"}} if such rows tell one order in several states, '
        f'columns={{"amount": "{name}"}} if each is a line of its own.'
    )


def _unpaid(work: _Work, cells: pd.DataFrame) -> pd.Series:
    """Return which rows were never paid."""
    unpaid = _is_unpaid(cells["status"], str(work.known("keeps"))) | cells["kind"].isin(VOIDS)
    if "status" in work.columns.roles:
        return unpaid
    if "paid_date" in work.columns.roles:
        unpaid |= work.text("paid_date") == ""
    return unpaid | ((cells["value"] == 0) & bool(work.known("zero_is_unpaid")))


def _told_shape(work: _Work, cells: pd.DataFrame, words: pd.DataFrame, live: pd.Series) -> str:
    """Return whether rows are orders or lines; ask whose an amount is that all lines share."""
    roles = work.columns.roles
    n_more = int(((cells["head"] >= 0) & cells["money"].notna()).sum())
    if fixed := str(work.known("rows")):
        shape, because = fixed, f"{work.columns.export.name} writes them so"
    elif n_more:
        shape, because = "lines", f"{n_more:,} rows without a customer go on with an order"
    else:
        shape, because = _shape(cells, words, live, has_items="item" in roles)
    work.taken["rows"] = (shape, because)
    open_to_both = {"amount", "item"} <= roles.keys() and "amount" not in work.columns.named
    if shape == "lines" and open_to_both and not work.columns.export:
        _ask_total(roles["amount"], cells[live])
    return shape


def _ask_total(name: str, live: pd.DataFrame) -> None:
    """Ask whether an amount that all lines of an order share is the order's."""
    key = _keys(live)
    groups = live["value"].groupby([key[part] for part in key]).agg(["size", "nunique"])
    several = groups[groups["size"] > 1]
    if len(several) >= 3 and (several["nunique"] == 1).all():
        raise ValueError(
            f"`columns` must say whose amount `{name}` is; got the same on all rows of "
            f'{len(several):,} orders. Give columns={{"order_total": "{name}"}} if it is the '
            f'order\'s, columns={{"amount": "{name}"}} if it is the line\'s.'
        )


def _kept(work: _Work, cells: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are orders, each with the order that it belongs to."""
    place = np.where(cells["head"] >= 0, cells["head"], np.arange(len(cells)))
    both = {name: cells[name].array.take(place) for name in ("customer_id", "day")}
    is_order = cells["bin"] == "order"
    kept = cells.assign(**both, item=work.text("item"))[is_order]
    kept["order_id"], shared = _labels(kept)
    work.taken |= shared | _told_statuses(kept["status"])
    if again := int(words[is_order].duplicated().sum()):
        because = "kept: nothing tells a second purchase from a second copy"
        work.taken["rows alike"] = (f"{again:,}", because)
    return kept.rename(columns={"day": "order_date"})


def _rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Return row, bin, why, value and refunded of every row, and its order and day."""
    place = np.where(cells["head"] >= 0, cells["head"], np.arange(len(cells)))
    back = cells["refunded"].where(cells["bin"] == "order", 0.0)
    return pd.DataFrame(
        {
            "row": cells["row"],
            "bin": pd.Categorical(cells["bin"], BINS),
            "why": cells["reason"].astype("str"),
            "value": cells["money"],
            "refunded": back.mask(cells["bin"] == "refund", cells["money"].abs()),
            "order_id": cells["order_id"],
            "order_date": cells["day"].array.take(place),
        }
    )


def _refunds(cells: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that give money back, those of refunds and those beside a sale."""
    back = cells[cells["bin"] == "refund"].rename(columns={"day": "order_date"})
    back = back.assign(amount=back["money"].abs())
    beside = kept[kept["refunded"] > 0]
    columns = ["customer_id", "order_id", "order_date", "amount"]
    both = pd.concat([back[columns], beside.assign(amount=beside["refunded"])[columns]])
    return both.sort_index().reset_index(drop=True)


def _lines(work: _Work, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the orders with item, quantity and amount of the line."""
    named = [role for role in ("quantity", "unit_price") if role in work.columns.roles]
    read = {role: _amounts(work, role)["value"].loc[kept.index] for role in named}
    quantity = read.get("quantity", pd.Series(np.nan, kept.index))
    amount = (quantity * read["unit_price"]).round(6) if len(read) == 2 else kept["money"]
    columns = ["row", "customer_id", "order_id", "order_date", "item"]
    return kept[columns].assign(quantity=quantity, amount=amount).reset_index(drop=True)


def _check_customers(work: _Work, orders: pd.DataFrame) -> None:
    """Refuse a column of customers that names none; tell one that looks so."""
    name, found = work.columns.roles["customer_id"], orders["customer_id"]
    names = sorted(found.unique())
    n_customers, n_orders, shown = len(names), len(orders), ", ".join(names[:3])
    few = f"`{name}` has {n_customers:,} different values in {n_orders:,} orders ({shown})"
    if n_orders and {one.casefold() for one in names} <= KINDS:
        raise ValueError(
            f"`columns` must name the customer: no column tells the customer; got {few}: "
            "it does not name customers."
        )
    if n_orders >= MANY_ORDERS and n_customers < FEW_CUSTOMERS:
        work.taken["customer check"] = (few, "does it name customers?")
    elif n_orders >= FEW_CUSTOMERS and n_customers == n_orders:
        work.taken["customer check"] = (name, "every order has a customer of its own: is it one?")


def _choices(work: _Work) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(
        work.taken, orient="index", columns=["taken", "because"], dtype="str"
    )
    return frame.rename_axis("choice")
