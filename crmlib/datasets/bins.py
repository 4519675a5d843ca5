"""Every row of a sheet in exactly one bin, by rules in an order."""

import re
import unicodedata

import numpy as np
import pandas as pd

from crmlib.datasets.customers import RETURNS, _is_refunded
from crmlib.datasets.money import CODES
from crmlib.datasets.texts import _set_of

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
    "endsumme|insgesamt|gesamtbetrag|somme|totale|totaal|eindtotaal|suma|summa|totalt|ialt|yhteensä|"
    "razem|celkem|spolu|összesen|ukupno|skupaj|toplam|geneltoplam|итого|всего|усього|разом|σύνολο|"
    "tổng|tổngcộng|jumlah|รวม|합계|총계|소계|الإجمالي|المجموع|סהכ|"
    "合计|总计|小计|总额|总和|共计|合計|總計|小計|総計|総合計"
)
CHINESE_TOTALS = ("合计", "总计", "小计", "合計", "總計", "小計", "総計")
NUMBERS = re.compile(r"[-+(]?\s*\D{0,4}\s*[0-9][0-9.,' ]*\s*\D{0,4}\)?-?")
FEW = 0.05  # of the order numbers may repeat before rows are taken for lines


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
    plain = [re.sub(r" \([0-9]+\)$", "", name).casefold() for name in names]
    maybe = words[words[0].str.strip("\ufeff'").str.casefold().isin([plain[0], ""])]
    maybe = maybe.apply(lambda column: column.str.strip("\ufeff'"))
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
    maybe = words[~day.str.contains("[0-9]") | _is_loose(customer, order_id)]
    if maybe.empty:
        return pd.Series(False, words.index)
    n_keys = sum((key.loc[maybe.index] != "").to_numpy(int) for key in keys[:3])
    says = np.any([[*map(_says_total, maybe[place])] for place in maybe], axis=0)
    names = np.any([[*map(_names_total, maybe[place])] for place in maybe], axis=0)
    says |= names & (n_keys < 2)
    bare = ((customer == "") & (order_id == "") & (day == "") & (amount != "")).loc[maybe.index]
    some = maybe[bare]
    numbers = np.all([[*map(_is_number_or_blank, some[place])] for place in some], axis=0)
    alone = pd.Series(numbers, some.index).reindex(maybe.index, fill_value=False)
    return (alone | says).reindex(words.index, fill_value=False)


def _is_loose(customer: pd.Series, order_id: pd.Series) -> pd.Series:
    """Return which rows of a table of numbered orders have no number and name nobody.

    A sum may have a day of its own, the last of its month.
    """
    loose = (order_id == "") & bool((order_id != "").any())
    nobody = (customer[loose] == "") | customer[loose].map(_says_total).astype(bool)
    return nobody.reindex(loose.index, fill_value=False)


def _says_total(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[\W\d_]+", "", re.sub(r"\(.*?\)", "", text)) in TOTALS


def _names_total(cell: str) -> bool:
    """Return whether one of several words is a total, as in `March total` or 三月合计."""
    words = re.findall(r"[^\W\d_]+", cell.casefold())
    return any(word in TOTALS or word.endswith(CHINESE_TOTALS) for word in words)


def _is_number_or_blank(cell: str) -> bool:
    return not cell or cell.casefold() in CODES or bool(NUMBERS.fullmatch(cell))


def _heads(cells: pd.DataFrame, parts: frozenset[str], *, own_amounts: bool = False) -> pd.Series:
    """Return for each row that continues an order the place of the order's first row, else -1.

    A row without customer and amount whose order number another row has is no guest: it goes on
    with the one before, else with the one after it. With `own_amounts` neither is a row that has
    an amount, and no day.
    """
    named = (cells["structure"] == "") & (cells["order_id"] != "")
    blank = cells["why"] == "blank"
    if own_amounts:
        blank |= (cells["customer"] == "") & (cells["day_why"] == "blank")
    may = named & (((cells["customer_id"] == "") & blank) | cells["kind"].isin(parts))
    place = pd.Series(np.arange(len(named), dtype=float), named.index)
    place = place.where(named & ~may)
    head = place.groupby(cells["order_id"]).ffill()
    head = head.fillna(place.groupby(cells["order_id"]).bfill())
    return head.where(may).fillna(-1).astype("int64")


def _tests(cells: pd.DataFrame, cancelled: str, unpaid: pd.Series) -> dict[str, pd.Series]:
    """Return by bin which rows fit it; rows that continue an order share their first row's bin."""
    starts = cells["order_id"].str.match(f"{cancelled}[0-9]") if cancelled else False
    own = {
        "other currency": cells["other"],
        "not paid": unpaid,
        "no customer": cells["customer_id"] == "",
        "bad amount": cells["value"].isna(),
        "refund": (cells["value"] < 0) | cells["kind"].isin(RETURNS) | starts | cells["back"],
        "bad date": cells["day"].isna(),
    }
    follows = (cells["head"] >= 0).to_numpy()
    places = cells.loc[follows, "head"].to_numpy()
    tests = {name: cells["structure"] == name for name in BINS[:4]}
    for name, test in own.items():
        fits = test.to_numpy(bool).copy()
        fits[follows] = fits[places]
        tests[name] = pd.Series(fits, cells.index)
    return tests


def _keys(cells: pd.DataFrame) -> pd.DataFrame:
    """Return what makes an order: its number, its customer and the day."""
    day = cells["day"].dt.normalize()
    return pd.DataFrame({"id": cells["order_id"], "who": cells["customer_id"], "day": day})


def _shape(
    cells: pd.DataFrame, words: pd.DataFrame, live: pd.Series, *, has_items: bool
) -> tuple[str, str]:
    """Return whether rows are orders or lines, and why."""
    key = _keys(cells)[live & (cells["order_id"] != "")]
    again = key.duplicated(keep=False)
    if not again.any():
        return "orders", "no order number repeats" if len(key) else "there are no order numbers"
    whole = words.loc[key.index[again]]
    different = key.loc[whole.index[~whole.duplicated()]]
    n_several = len(different[different.duplicated(keep=False)].drop_duplicates())
    n_orders = key["id"].nunique()
    if not n_several:
        return "orders", "an order number repeats only where the whole row does"
    because = f"{n_several:,} of {n_orders:,} order numbers stand in several different rows"
    return ("lines" if has_items or n_several >= FEW * n_orders else "orders"), because


def _is_repeated(cells: pd.DataFrame, words: pd.DataFrame, live: pd.Series) -> pd.Series:
    """Return which rows say an earlier row again, word for word."""
    named = live & (cells["order_id"] != "")
    twice = named & cells["order_id"].where(named).duplicated(keep=False)
    return words[twice].duplicated().reindex(live.index, fill_value=False)


def _is_restated(cells: pd.DataFrame, words: pd.DataFrame, live: pd.Series) -> pd.Series:
    """Return which rows tell an order again in another state; one that was given back stays.

    `words` are the cells without the status.
    """
    rows = words[live & (cells["order_id"] != "")]
    rows = rows[rows.duplicated(keep=False)]
    states = cells["status"].loc[rows.index]
    several = states.groupby([rows[place] for place in rows]).transform("nunique") > 1
    back = _is_refunded(states[several])
    again = rows.loc[back.sort_values(ascending=False, kind="stable").index].duplicated()
    return again.reindex(live.index, fill_value=False)


def _repeats_total(cells: pd.DataFrame, *, has_items: bool) -> pd.Series:
    """Return on which rows an order's total only stands again.

    Of rows without an item a state in which the order was given back comes first.
    """
    named = (cells["structure"] == "") & (cells["order_id"] != "")
    use = named & (cells["head"] < 0) & cells["value"].notna()
    key = _keys(cells)[use]
    groups = cells["value"][use].groupby([key[name] for name in key], dropna=False)
    first = _is_refunded(cells["status"][use]) & (not has_items)
    ranked = key.loc[first.sort_values(ascending=False, kind="stable").index]
    again = (groups.transform("nunique") == 1) & ranked.duplicated().reindex(key.index)
    return again.reindex(cells.index, fill_value=False)


def _reasons(cells: pd.DataFrame, found: np.ndarray) -> np.ndarray:
    """Return why each row is where it is; blank for plain orders."""
    texts = {
        "ragged row": "more fields than the header",
        "other currency": cells["currency"],
        "not paid": cells["status"].where(cells["status"] != "", cells["kind"]),
        "no customer": cells["customer"].where(cells["customer"] != "", "blank"),
        "bad amount": cells["why"],
        "bad date": cells["day_why"],
        "repeated row": "an earlier row says the same",
        "refund": "money given back",
    }
    why = np.full(len(found), "", dtype=object)
    for name, text in texts.items():
        here = found == name
        why[here] = text if isinstance(text, str) else text.to_numpy(object)[here]
    follows = (cells["head"] >= 0).to_numpy()
    why[follows] = ("goes on with order " + cells["order_id"][follows]).to_numpy(object)
    return why
