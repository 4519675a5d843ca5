"""Every row of a sheet in exactly one bin, by rules in an order."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.datasets.readers import _set_of

__all__: list[str] = []

# Of a row the first that fits, so the order is part of the rule.
BINS = (
    "empty row",
    "repeated header",
    "ragged row",
    "total row",
    "other currency",
    "not paid",
    "no customer",
    "bad amount",
    "refund",
    "bad date",
    "repeated row",
    "order",
)
TOTALS = _set_of(
    "total|totals|grandtotal|subtotal|sum|sums|overall|summe|gesamt|gesamtsumme|zwischensumme|"
    "somme|totale|totaal|suma|合计|总计|小计|总额|总和|共计|合計|總計|小計"
)
NUMBERS = re.compile(r"[-+(]?\s*\D{0,4}\s*[0-9][0-9.,' ]*\s*\D{0,4}\)?-?")
FEW = 0.05  # of the order numbers may repeat before rows are taken for lines


@dataclass
class Cells:
    """What the cells of each row say.

    Parameters
    ----------
    words : DataFrame
        All cells as text.
    customer, order_id, day_text : Series of str
        Blank where nothing stands.
    day : Series of datetime
        Missing where none can be read.
    day_why, amount_why : Series of str
        Why a day or an amount cannot be read.
    value : Series of float
        Money, NaN where none can be read.
    blank : Series of bool
        Whether the cell of the amount is blank.
    """

    words: pd.DataFrame
    customer: pd.Series
    order_id: pd.Series
    day_text: pd.Series
    day: pd.Series
    day_why: pd.Series
    value: pd.Series
    amount_why: pd.Series
    blank: pd.Series


def _words_of(table: pd.DataFrame, texts: list[pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(dict(enumerate(texts)), index=table.index)


def _structure(
    words: pd.DataFrame, names: list[str], too_long: np.ndarray, keys: list[pd.Series]
) -> pd.Series:
    """Return the bin of rows that are no record at all, blank for the others."""
    empty = (words == "").all(axis=1)
    total = _is_total(words, keys)
    tests = [empty, _is_header(words, names), pd.Series(too_long, words.index), total]
    found = np.select([test.to_numpy(bool) for test in tests], BINS[:4], "")
    return pd.Series(found, words.index, dtype="str")


def _is_header(words: pd.DataFrame, names: list[str]) -> pd.Series:
    """Return which rows say the header again."""
    plain = [re.sub(r" \(\d+\)$", "", name).casefold() for name in names]
    maybe = words[words[0].str.casefold().isin([plain[0], ""])]
    same = [
        maybe[place].str.casefold().to_numpy(object) == name for place, name in enumerate(plain)
    ]
    blank = [maybe[place].to_numpy(object) == "" for place in maybe]
    fits = np.all([a | b for a, b in zip(same, blank, strict=True)], axis=0)
    enough = np.sum(same, axis=0) >= min(2, len(names))
    return pd.Series(fits & enough, maybe.index).reindex(words.index, fill_value=False)


def _is_total(words: pd.DataFrame, keys: list[pd.Series]) -> pd.Series:
    """Return which rows are sums: they say so, or hold only numbers and none of the keys."""
    customer, order_id, day, amount = keys
    undated = words[day == ""]
    if undated.empty:
        return pd.Series(False, words.index)
    says = np.any([[*map(_says_total, undated[place])] for place in undated], axis=0)
    bare = ((customer == "") & (order_id == "") & (amount != "")).loc[undated.index]
    some = undated[bare]
    numbers = np.all([[*map(_is_number_or_blank, some[place])] for place in some], axis=0)
    alone = pd.Series(numbers, some.index).reindex(undated.index, fill_value=False)
    return (alone | says).reindex(words.index, fill_value=False)


def _says_total(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[\s:*]+", "", text) in TOTALS


def _is_number_or_blank(cell: str) -> bool:
    return not cell or bool(NUMBERS.fullmatch(cell))


def _heads(cells: Cells, structure: pd.Series, parts: pd.Series) -> pd.Series:
    """Return for each row that continues an order the place of the order's first row, else -1.

    A row without customer and amount whose order number was seen before is no guest.
    """
    named = (structure == "") & (cells.order_id != "")
    may = named & ((cells.customer == "") & cells.blank | parts)
    place = pd.Series(np.arange(len(named), dtype=float), named.index)
    head = place.where(named & ~may).groupby(cells.order_id).ffill()
    return head.where(may).fillna(-1).astype("int64")


def _shape(cells: Cells, live: pd.Series, *, has_items: bool) -> tuple[str, str]:
    """Return whether rows are orders or lines, and why."""
    key = pd.DataFrame(
        {"id": cells.order_id, "who": cells.customer, "day": cells.day.dt.normalize()}
    )
    key = key[live & (cells.order_id != "")]
    again = key.duplicated(keep=False)
    if not again.any():
        return "orders", "no order number repeats" if len(key) else "there are no order numbers"
    words = cells.words.loc[key.index[again]]
    different = key.loc[words.index[~words.duplicated()]]
    n_several = different[different.duplicated(keep=False)].drop_duplicates().shape[0]
    n_orders = key["id"].nunique()
    if not n_several:
        return "orders", "an order number repeats only where the whole row does"
    because = f"{n_several:,} of {n_orders:,} order numbers stand in several different rows"
    return ("lines" if has_items or n_several >= FEW * n_orders else "orders"), because


def _is_repeated(cells: Cells, live: pd.Series) -> pd.Series:
    """Return which rows say an earlier row again, word for word."""
    named = live & (cells.order_id != "")
    twice = named & cells.order_id.where(named).duplicated(keep=False)
    again = cells.words[twice].duplicated()
    return again.reindex(live.index, fill_value=False)


def _repeats_total(cells: Cells, head: pd.Series, structure: pd.Series) -> pd.Series:
    """Return on which rows an order's total only stands again."""
    use = (structure == "") & (cells.order_id != "") & (head < 0) & cells.value.notna()
    key = [cells.order_id[use], cells.customer[use], cells.day[use].dt.normalize()]
    value = cells.value[use]
    same = value.groupby(key, dropna=False).transform("nunique") == 1
    first = pd.concat(key, axis=1).duplicated()
    return (same & first).reindex(structure.index, fill_value=False)
