"""Money as text: signs, brackets, thousands, and the decimal sign that a column must settle."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from crmlib.datasets.texts import _set_of

__all__: list[str] = []

DOLLARS = _set_of("usd|aud|cad|nzd|hkd|sgd|twd|mxn|ars|clp|cop|brl")
SIGNS = {
    "$": DOLLARS,
    "us$": frozenset({"usd"}),
    "a$": frozenset({"aud"}),
    "c$": frozenset({"cad"}),
    "r$": frozenset({"brl"}),
    "hk$": frozenset({"hkd"}),
    "nt$": frozenset({"twd"}),
    "€": frozenset({"eur"}),
    "£": frozenset({"gbp"}),
    "¥": frozenset({"cny", "jpy"}),
    "元": frozenset({"cny", "twd", "hkd"}),
    "圆": frozenset({"cny"}),
    "円": frozenset({"jpy"}),
    "rmb": frozenset({"cny"}),
    "₹": frozenset({"inr"}),
    "₽": frozenset({"rub"}),
    "₩": frozenset({"krw"}),
    "₺": frozenset({"try"}),
    "zł": frozenset({"pln"}),
    "kr": frozenset({"sek", "nok", "dkk"}),
    "rs": frozenset({"inr", "pkr"}),
    "fr": frozenset({"chf"}),
    "sfr": frozenset({"chf"}),
    "kč": frozenset({"czk"}),
    "ft": frozenset({"huf"}),
    "ca$": frozenset({"cad"}),
    "au$": frozenset({"aud"}),
    "nz$": frozenset({"nzd"}),
    "mx$": frozenset({"mxn"}),
    "s$": frozenset({"sgd"}),
    "cn¥": frozenset({"cny"}),
    "jp¥": frozenset({"jpy"}),
    "฿": frozenset({"thb"}),
    "₫": frozenset({"vnd"}),
    "₱": frozenset({"php"}),
    "₪": frozenset({"ils"}),
    "₦": frozenset({"ngn"}),
    "₴": frozenset({"uah"}),
    "rm": frozenset({"myr"}),
    "rp": frozenset({"idr"}),
    "r": frozenset({"zar"}),
    "\u0440\u0443\u0431": frozenset({"rub"}),
    "\u0440": frozenset({"rub"}),
    "\u0433\u0440\u043d": frozenset({"uah"}),
    "\u043b\u0432": frozenset({"bgn"}),
    "tl": frozenset({"try"}),
    "원": frozenset({"krw"}),
}
CODES = _set_of(
    "usd|eur|gbp|jpy|cny|chf|aud|cad|nzd|hkd|sgd|twd|mxn|ars|clp|cop|brl|inr|pkr|rub|krw|try|pln|"
    "sek|nok|dkk|czk|huf|ron|bgn|ils|aed|sar|qar|egp|zar|ngn|kes|thb|vnd|idr|myr|php|uah"
)
FACTORS = {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
SIGN = r"[A-Za-z]{1,2}[$¥]|[$€£¥元圆円원₹₽₩₺฿₫₱₪₦₴]|zł|[Kk]č|[\u0410-\u044f]{1,3}\.?"
# A sign, letters, or both: $, USD, US $, USD $.
MARK = rf"(?:[A-Za-z]{{2,3}} ?[$€£¥]|{SIGN}|[A-Za-z]{{2,3}}\.?|[Rr])"
MONEY = re.compile(
    rf"(?P<open>\()?\s*(?P<first>[-+])?\s*(?P<before>{MARK})?\s*(?P<second>[-+])?\s*"
    r"(?P<number>[0-9][0-9.,' ]*|[.,][0-9]+)\s*(?P<factor>[万萬亿億])?\s*"
    rf"(?P<after>{MARK})?\s*(?P<last>-)?\s*(?P<close>\))?"
)
LAKH = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
WESTERN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}")
WHOLE = frozenset({"jpy", "cny", "krw"})  # where a comma never begins the decimals
MOST = 0.75  # of the signs must be one currency's, or the currency is asked for


@dataclass(frozen=True)
class _Money:
    """One cell that could be money.

    Parameters
    ----------
    number : str
        Digits with their marks.
    factor : int
        What multiplies it; negative for brackets and minus signs.
    currencies : frozenset of str or None
        What its sign can mean.
    """

    number: str
    factor: int
    currencies: frozenset[str] | None

    def vote(self, *, whole: bool) -> str:
        """Return the decimal sign that it settles, "?" if it can be read in two ways, or "".

        Parameters
        ----------
        whole : bool
            Whether the column's currency writes no decimal comma; the cell's own sign may say so.

        Returns
        -------
        str
            Of yen, yuan and won a comma before three digits is of thousands.
        """
        sign = _vote(self.number)
        whole = whole or (self.currencies is not None and self.currencies <= WHOLE)
        return "." if sign == "?" and whole and "," in self.number else sign


def _split(cell: str) -> _Money | None:
    """Return the parts of a text that could be money, else None."""
    text = unicodedata.normalize("NFKC", cell).replace("\u2212", "-")
    text = re.sub("[\u2018\u2019\u02bc\u00b4`]", "'", text)
    text = re.sub(r"""^="(.*)"$|^'(.*)$""", r"\1\2", text.strip())
    text = re.sub(rf"^({MARK})\s*\((.*)\)$|^\((.*)\)\s*({MARK})$", r"(\1\2\3\4)", text.strip())
    text = re.sub(r"([0-9][.,])[-\u2013\u2014]+(?=\D*$)", r"\g<1>00", text)  # 20,- is 20,00
    text = text.removesuffix("/-")  # 2,500/- is 2,500
    found = MONEY.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["first"], found["second"], found["last"]) if sign]
    marks = [_currencies(mark) for mark in (found["before"], found["after"]) if mark]
    both = frozenset.intersection(*marks) if all(marks) and marks else None
    if len(signs) + bool(found["open"]) > 1 or not all(marks) or (marks and not both):
        return None
    factor = FACTORS[found["factor"] or ""] * (-1 if found["open"] or "-" in signs else 1)
    return _Money(found["number"].strip(), factor, both)


def _currencies(mark: str) -> frozenset[str] | None:
    """Return what a mark can mean, nothing if it is none; of `USD $` what both can."""
    short = mark.casefold().removesuffix(".")
    if len(short) > 2 and short[-1] in "$€£¥" and (code := short[:-1].strip()) in CODES:
        return SIGNS[short[-1]] & {code}
    short = short.replace(" ", "")
    return SIGNS.get(short) or (frozenset({short}) if short in CODES else None)


def _grouped(whole: str) -> bool:
    """Return whether digits stand alone or in groups of three, cut by one kind of mark."""
    return bool(re.fullmatch(r"[0-9]*|[0-9]{1,3}([., '])[0-9]{3}(\1[0-9]{3})*", whole))


def _vote(number: str) -> str:
    """Return the decimal sign that a number settles, "?" if it can be read in two ways, or ""."""
    marks = [mark for mark in number if mark in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    other = "," if last == "." else "."
    whole, _, rest = number.rpartition(last)
    if LAKH.fullmatch(whole if len(set(marks)) == 2 else number):
        return "."
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 and _grouped(whole) else ""
    if len(marks) > 1:
        return other if _grouped(number) else ""
    is_group = len(rest) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole)
    return "?" if is_group else last


def _value(number: str, decimal: str, *, lakh: bool = False) -> float:
    """Return a number under a decimal sign, NaN where it breaks the rule of three, or of lakhs."""
    whole, _, rest = number.partition(decimal)
    is_grouped = _grouped(whole) or (lakh and decimal == "." and LAKH.fullmatch(whole))
    if not re.fullmatch(r"[0-9]*", rest) or not (whole or rest) or not is_grouped:
        return np.nan
    if whole.startswith("0") and not whole.isdigit():
        return np.nan
    return float(f"{re.sub('[^0-9]', '', whole) or '0'}.{rest or '0'}")


def _typed(cell: object) -> float | None:
    """Return the number of a cell that is one; None for text."""
    if isinstance(cell, bool | np.bool_):
        return np.nan
    return float(cell) if isinstance(cell, int | float | Decimal | np.number) else None


def _settled(
    columns: Iterable[pd.Series], decimal: str | None, *, whole: bool = False
) -> tuple[str, str]:
    """Return the decimal sign of columns of money, and why; ask where they don't settle it.

    Of a currency without decimal commas (`whole`) a comma before three digits settles it, too.
    """
    if decimal:
        return decimal, "it was said"
    seen: dict[str, str] = {}
    for column in columns:
        for cell in column.unique():
            money = _split(cell) if isinstance(cell, str) else None
            if money and (sign := money.vote(whole=whole)):
                seen.setdefault(sign, money.number)
    if {".", ","} <= seen.keys():
        raise ValueError(
            f"`decimal` must be said: amounts such as {seen['.']} and {seen[',']} have different "
            'decimal signs. Give decimal="." or decimal=",".'
        )
    if "?" in seen and len(seen) == 1:
        raise ValueError(
            f"`decimal` must be said: amounts such as {seen['?']} can be read in two ways. "
            'Give decimal="." or decimal=",".'
        )
    sign = next((sign for sign in ".," if sign in seen), "")
    return sign or ".", f"settled by {seen[sign]}" if sign else "no amount has one"


def _cells(column: pd.Series) -> pd.Series:
    """Return cells as they are, blank where text is missing."""
    return column.fillna("") if column.dtype == "str" else column.astype(object)


def _numbers(column: pd.Series, decimal: str) -> pd.DataFrame:
    """Return per cell its value, the currencies of its sign, and why there is no value."""
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    lakh = _in_lakhs(distinct)
    read = [_number(cell, decimal, lakh=lakh) for cell in distinct] + [(np.nan, None, "blank")]
    values, signs, whys = zip(*read, strict=True)
    return pd.DataFrame(
        {
            "value": np.array(values, float)[codes],
            "signs": pd.Series(signs, dtype=object).to_numpy()[codes],
            "why": np.array(whys, dtype=object)[codes],
        },
        index=column.index,
    )


def _in_lakhs(cells: Iterable[object]) -> bool:
    """Return whether large amounts of a column are grouped as in India, and none otherwise."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell.count(",") > 1]
    groups = [money.number.partition(".")[0] for text in texts if (money := _split(text))]
    return any(map(LAKH.fullmatch, groups)) and not any(map(WESTERN.fullmatch, groups))


def _number(
    cell: object, decimal: str, *, lakh: bool = False
) -> tuple[float, frozenset[str] | None, str]:
    typed = _typed(cell)
    if typed is not None:
        return (
            (typed + 0.0, None, "") if np.isfinite(typed) else (np.nan, None, f"{cell} is no sum")
        )
    text = str(cell).strip()
    money = _split(text)
    if money is None:
        return np.nan, None, f"{text[:40]} is no amount" if text else "blank"
    value = _value(money.number, decimal, lakh=lakh)
    if not np.isfinite(value):
        return np.nan, money.currencies, f"{text[:40]} breaks the groups of three"
    return round(value * money.factor, 9) + 0.0, money.currencies, ""


def _sign_counts(signs: pd.Series) -> dict[str, int]:
    """Return how many cells can mean each currency."""
    counts: dict[str, int] = {}
    for sign, n_cells in signs.dropna().value_counts().items():
        for name in sorted(sign):
            counts[name] = counts.get(name, 0) + int(n_cells)
    return counts


def _main_currency(signs: pd.Series, currency: str | None) -> tuple[str, str]:
    """Return the currency that the signs of a column tell, and why; ask where none prevails."""
    counts = _sign_counts(signs)
    n_signed = int(signs.notna().sum())
    if currency and currency not in CODES:
        raise ValueError(f"`currency` must be a code such as 'usd' or 'eur'; got {currency!r}.")
    if currency:
        return currency, "it was said"
    if not counts:
        return "", "no column and no sign tells it"
    best = max(counts, key=lambda name: (counts[name], name == "usd", name))
    if counts[best] < MOST * n_signed:
        kinds = signs.dropna().value_counts()
        told = ", ".join(f"{'/'.join(sorted(k)[:1])} ({n:,})" for k, n in kinds.items())
        _ask_currency(told, best)
    return best, f"{counts[best]:,} of {n_signed:,} signs can mean it"


def _ask_currency(told: str, best: str) -> None:
    raise ValueError(
        f"`currency` must be said: amounts are in {told}; they cannot be added. "
        f'Give currency="{best}".'
    )


def _code(word: str, said: str) -> str:
    """Return the code that a cell of a column of currencies means: of € eur, of $ what was said."""
    names = SIGNS.get(word, frozenset())
    if said in names:
        return said
    return next(iter(names)) if len(names) == 1 else word


def _header_currency(name: str) -> str:
    """Return the currency in the name of a column, such as `Total (EUR)`; else nothing."""
    codes = [word for word in re.findall(r"[A-Za-z]{3}", name) if word.isupper()]
    words = {word.casefold() for word in codes if re.search(rf"\b{word}\b", name)}
    return next(iter(sorted(words & CODES)), "")
