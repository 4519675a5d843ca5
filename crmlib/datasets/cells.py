"""What the cells of a sheet say: who, which order, when, and how much in which currency."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from crmlib.datasets.bins import _heads, _repeats_total, _structure
from crmlib.datasets.customers import (
    CUT,
    NO,
    YES,
    _customers,
    _either,
    _ids,
    _is_refunded,
    _is_unpaid,
    _is_yes,
    _kind,
    _status,
)
from crmlib.datasets.days import FIRST_YEAR, LAST_YEAR, _moved, _read_texts, _typed_texts
from crmlib.datasets.exports import _Taken
from crmlib.datasets.headers import _Sheet
from crmlib.datasets.money import (
    WHOLE,
    _ask_currency,
    _cells,
    _code,
    _header_currency,
    _main_currency,
    _numbers,
    _settled,
)
from crmlib.datasets.texts import _texts

__all__: list[str] = []

MONEY = ("amount", "order_total", "unit_price", "refunded")
SUM = re.compile("amount|total|value|sum|金|额|額|betrag|montant|importe")  # no yes and no


@dataclass(frozen=True)
class _Said:
    """What the caller said about a file, as in `load_orders`."""

    columns: Mapping[str, str] | None = None
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    sheet: str | None = None
    as_of: pd.Timestamp | None = None
    time_zone: str | None = None


@dataclass
class _Work:
    """A sheet, which column tells what, what the caller said, and what was chosen and why."""

    sheet: _Sheet
    columns: _Taken
    said: _Said
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)

    def cells(self, role: str) -> pd.Series:
        """Return the cells of the column taken for a role."""
        return self.sheet.table[self.columns.roles[role]]

    def text(self, role: str) -> pd.Series:
        """Return the same as text, blank if no column tells it."""
        if role not in self.columns.roles:
            return pd.Series("", self.sheet.table.index, dtype="str")
        return _texts(self.cells(role))

    def known(self, trait: str) -> object:
        """Return what is known of the shop's export; nothing if it is nobody's."""
        return getattr(self.columns.export, trait) if self.columns.export else ""

    def money_roles(self) -> list[str]:
        """Return the columns that make the amount: one, or quantity and price of one."""
        roles = self.columns.roles
        return [r for r in ("amount", "order_total") if r in roles][:1] or [
            "quantity",
            "unit_price",
        ]


def _words(work: _Work) -> pd.DataFrame:
    """Return all cells as text, the columns numbered."""
    table = work.sheet.table
    columns = {place: _texts(table[name]) for place, name in enumerate(table)}
    return pd.DataFrame(columns, index=table.index)


def _read_cells(work: _Work, words: pd.DataFrame) -> pd.DataFrame:
    """Return one row per row of the sheet, with everything that its cells say."""
    roles = ("customer_id", "order_id", "order_date", work.money_roles()[-1])
    keys = [work.text(role) for role in roles]
    structure = _structure(words, list(work.sheet.table), work.sheet.too_long, keys)
    others = [work.sheet.table[name] for name in work.columns.others]
    customer, told = _customers([work.cells("customer_id"), *others])
    work.taken |= told | _told_rivals(work, customer)
    has_ids = "order_id" in work.columns.roles
    cells = pd.DataFrame({"structure": structure, "customer_id": customer, "customer": keys[0]})
    cells["order_id"] = _order_ids(work) if has_ids else keys[1]
    cells[["day", "day_why"]] = _days(work, structure)
    cells[["value", "why", "refunded", "other", "currency"]] = _money(work, structure)
    cells["back"] = _is_back(work, cells["value"])
    cells["status"] = _status(work.text("status"))
    if name := work.columns.payment:
        cells["status"] = _either(cells["status"], _status(_texts(work.sheet.table[name])))
    if "cancelled" in work.columns.roles:
        off = _is_yes(work.text("cancelled")) & ~_is_unpaid(cells["status"], "")
        cells["status"] = cells["status"].mask(off, "cancelled")
    parts = work.known("parts") or frozenset()
    cells["kind"] = _kind(_status(work.text("kind")), parts)
    own = work.money_roles() != ["order_total"] and not work.columns.export
    cells["head"] = _heads(cells, parts, own_amounts=own)
    return _valued(work, cells)


def _order_ids(work: _Work) -> pd.Series:
    """Return the order numbers, blank where a spreadsheet cut them, and tell how many it did."""
    ids = _ids(work.cells("order_id"))
    cut = ids.str.fullmatch(CUT)
    if n_cut := int(cut.sum()):
        because = "a spreadsheet cut these numbers; a customer's rows of one day are one order"
        work.taken["cut order numbers"] = (f"{n_cut:,} rows", because)
    return ids.mask(cut, "")


def _is_back(work: _Work, value: pd.Series) -> pd.Series:
    """Return which rows give money back by a quantity below zero, though the amount has no sign."""
    if "quantity" not in work.columns.roles or work.money_roles() != ["amount"]:
        return pd.Series(False, value.index)
    return (_amounts(work, "quantity")["value"] < 0) & (value > 0)


def _told_rivals(work: _Work, customer: pd.Series) -> dict[str, tuple[str, str]]:
    """Return how many rows without a customer are named by a column that was not taken."""
    for name in work.columns.rivals:
        named = _customers([work.sheet.table[name]])[0]
        if n_named := int(((customer == "") & (named != "")).sum()):
            because = f'`{name}` names them: columns={{"customer_id": "{name}"}} would keep them'
            return {"guests": (f"{n_named:,} rows without a customer", because)}
    return {}


def _days(work: _Work, structure: pd.Series) -> pd.DataFrame:
    """Return the day of each row, and why there is none."""
    said = work.said
    texts, clock = _typed_texts(work.cells("order_date"), work.sheet.epoch), work.text("order_time")
    texts = texts.where(clock.eq("") | texts.str.contains(":"), texts + " " + clock)
    name = work.columns.roles["order_date"]
    read, choice = _read_texts(texts.where(structure == "", ""), said.date_order, name)
    day, clocks = _moved(read, said.time_zone, utc=bool(work.known("utc")))
    work.taken |= choice | clocks
    early, late = day.dt.year < FIRST_YEAR, day.dt.year > LAST_YEAR
    why = read["why"].where(~early, f"before {FIRST_YEAR}").where(~late, f"after {LAST_YEAR}")
    if said.as_of is not None:
        after = day.dt.normalize() > said.as_of.tz_localize(None).normalize()
        late, why = late | after, why.where(~after, f"after {said.as_of.date()}")
    return pd.DataFrame({"day": day.mask(early | late), "why": why})


def _money(work: _Work, structure: pd.Series) -> pd.DataFrame:
    """Return per row value, why there is none, refunded, and whether it is another currency."""
    roles = [role for role in MONEY if role in work.columns.roles]
    columns = [_cells(work.cells(role)).where(structure == "", "") for role in roles]
    sign, because = _settled(columns, work.said.decimal, whole=_is_whole(work, structure))
    work.taken["decimal sign"] = (sign, because)
    main, *more = [_amounts(work, role) for role in work.money_roles()]
    for price in more:
        why = main["why"].where(main["why"] != "", price["why"])
        twice = (main["value"] < 0) & (price["value"] < 0)  # a return, or not: nobody can tell
        why = why.where(~twice, "quantity and price are both below zero")
        value = (main["value"] * price["value"]).mask(twice).round(6) + 0.0
        main = pd.DataFrame({"value": value, "signs": price["signs"], "why": why})
    back = _given_back(work, main["value"]) if "refunded" in roles else 0.0
    found = _in_one_currency(work, main.assign(refunded=back), structure)
    return found[["value", "why", "refunded", "other", "currency"]]


def _given_back(work: _Work, value: pd.Series) -> pd.Series:
    """Return what a column says was given back: a sum, or by yes and no all or nothing."""
    said, read = _status(work.text("refunded")), _amounts(work, "refunded")["value"]
    name = work.columns.roles["refunded"]
    is_flag = set(said.unique()) <= YES | NO and said.isin(YES).any()
    if is_flag and not SUM.search(name.casefold()):
        return value.where(said.isin(YES), 0.0).fillna(0.0)
    if n_lost := int((read.isna() & ~said.isin(NO)).sum()):
        because = f"`{name}` holds no sum there; nothing was taken off"
        work.taken["refunds not read"] = (f"{n_lost:,} rows", because)
    return read.abs().fillna(0.0)


def _is_whole(work: _Work, structure: pd.Series) -> bool:
    """Return whether words say that amounts are in a currency without decimal commas."""
    named = set(_named(work, structure).unique()) - {""}
    header = _header_currency(work.columns.roles[work.money_roles()[-1]])
    said = {(work.said.currency or "").casefold()} - {""} or named or {header}
    return said <= WHOLE


def _amounts(work: _Work, role: str) -> pd.DataFrame:
    """Return the numbers of a column, by the decimal sign that was settled."""
    return _numbers(_cells(work.cells(role)), work.taken["decimal sign"][0])


def _in_one_currency(work: _Work, money: pd.DataFrame, structure: pd.Series) -> pd.DataFrame:
    """Return the amounts, those of another currency marked, those of another's sign taken out."""
    named = _named(work, structure)
    main = _currency(work, named, money["signs"].where(structure == "", None))
    signs = money["signs"].dropna()
    foreign = signs.map(lambda names: main not in names).reindex(money.index, fill_value=False)
    foreign = foreign.astype(bool)
    other = ((named != "") & (named != main)) | (foreign & bool(work.said.currency))
    bad = foreign & ~other
    return money.assign(
        value=money["value"].mask(bad),
        why=money["why"].where(~bad, "another currency's sign"),
        other=other,
        currency=named.where(named != "", "another currency's sign"),
    )


def _named(work: _Work, structure: pd.Series) -> pd.Series:
    """Return the currency that a column names on each row; signs in it as codes."""
    named = work.text("currency").str.casefold().where(structure == "", "")
    said = (work.said.currency or "").casefold()
    return named.map({word: _code(word, said) for word in named.unique()}).astype("str")


def _currency(work: _Work, named: pd.Series, signs: pd.Series) -> str:
    """Return the currency to keep: as a column says it, the name of one, or the signs."""
    said = (work.said.currency or "").casefold()
    counts, because = named[named != ""].value_counts(), "its column says so"
    header = _header_currency(work.columns.roles[work.money_roles()[-1]])
    if header and counts.empty:
        counts, because = pd.Series({header: len(named)}), "the name of the column says so"
    if len(counts):
        main = _named_currency(counts, said)
    else:
        main, because = _main_currency(signs, said)
    work.taken["currency"] = (main or "not said", because)
    return main


def _named_currency(counts: pd.Series, said: str) -> str:
    """Return the currency to keep; ask where a column has several."""
    if not said and len(counts) > 1:
        told = ", ".join(f"{name} ({count:,})" for name, count in counts.items())
        _ask_currency(told, counts.index[0])
    if said and said not in counts:
        raise ValueError(
            f"`currency` must be one of the file's, {', '.join(counts.index)}; got {said}."
        )
    return said or counts.index[0]


def _valued(work: _Work, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with money that can be added: one currency, an order's total once."""
    value, refunded = cells["value"], cells["refunded"]
    if "refunded" not in work.columns.roles:
        refunded = value.where(_is_refunded(cells["status"]), 0.0).fillna(0.0)
    gone = cells["other"] | cells["kind"].isin(work.known("parts") or frozenset())
    if work.money_roles() == ["order_total"]:
        again = _repeats_total(cells, has_items="item" in work.columns.roles)
        gone, refunded = gone | again, refunded.mask(again, 0.0)
    return cells.assign(money=value.mask(gone), refunded=refunded)
