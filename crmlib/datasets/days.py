"""Days as text: what reads in one way is read, what reads in two is asked."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from crmlib.datasets.texts import _set_of, _texts

__all__: list[str] = []

FIRST_YEAR, LAST_YEAR = 1990, 2049  # no shop's order has another
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
MONTHS += "january|february|march|april|may|june|july|august|september|october|november|december"
MONTH = {name: place % 12 + 1 for place, name in enumerate(MONTHS.split("|"))}
# Months in other languages; each name has one meaning in all of them.
ABROAD = (
    "januar jän jänner janv janvier ene enero gen gennaio",
    "februar févr fév février fevr fevrier febrero febbraio",
    "mär mrz märz mars marzo maart",
    "avr avril abr abril aprile",
    "mai mayo maggio mei",
    "juni juin junio giugno",
    "juli juil juillet julio luglio",
    "août aout ago agosto augustus",
    "sept septembre septiembre setiembre settembre",
    "okt oktober octobre octubre ottobre",
    "novembre noviembre",
    "dez dezember déc décembre decembre dic diciembre dicembre",
)
MONTH |= {name: place for place, names in enumerate(ABROAD, 1) for name in names.split()}
TIME = r"(?s)^(?P<day>.*?)(?:(?:[Tt]|,?\s+)(?:(?:at|um|à|@)\s+)?(?P<time>\d{1,2}:\d{2}.*))?$"
# A Chinese, Japanese or Korean clock says the half of the day first; a weekday says nothing new.
HALVES = (
    (r"\s*[(\[\uff08]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)\]\uff09]?", ""),
    (r"\s*[(\uff08][日月火水木金土]曜?日?[)\uff09]|[月火水木金土日]曜日", ""),
    (r"\s*(?:上午|午前|오전|凌晨|清晨|早上)\s*(\d{1,2}:[\d:]+)", r" \1 AM"),
    (r"\s*中午\s*(1[12]:[\d:]+)", r" \1"),
    (r"\s*(?:下午|午後|오후|中午|傍晚|晚上)\s*(\d{1,2}:[\d:]+)", r" \1 PM"),
)
# 20250102093000 is a day and its clock.
BARE = "^(?:19|20)[0-9]{10}(?:[0-9]{2})?$"
STAMP = (r"^([0-9]{8})([0-9]{2})([0-9]{2})[0-9]*$", r"\1 \2:\3")
CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*"
    r"(?P<half>[ap]\.?\s?m\.?(?![a-z]))?\s*(?P<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc|gmt)?"
    r"(?:\s*[\[(]?(?P<name>[a-z/_ ]*)[\])]?)?",
    re.I,
)
# Letters of a zone: several mean more than one, so no stamp is moved by them.
LETTERS = _set_of(
    "est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|wet|west|eet|eest|bst|ist|msk|jst|kst|hkt|sgt|"
    "aest|aedt|nzst|nzdt"
)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日?")
KOREAN = str.maketrans("년월일", "年月日")
# Years of other calendars: Thai ones run 543 ahead, Taiwan's and those of Japan's emperors behind.
THAI = range(FIRST_YEAR + 543, 2644)
ERAS = {"民國": 1911, "民国": 1911, "平成": 1988, "令和": 2018}
ERA = re.compile(
    r"(?:(民國|民国|平成|令和)\s*(\d{1,3})|(\d{3}))"
    r"(?:年(\d{1,2})月(\d{1,2})日?|[-/.](\d{1,2})[-/.](\d{1,2}))"
)
OTHER_YEARS = re.compile(r"民國|民国|平成|令和|(?<!\d)(?:25[3-9]\d|26[0-4]\d|1\d\d)(?!\d)")
YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
WEEK = re.compile(r"(\d{4})-?w(\d{2})-?([1-7])")
DAY_NAME = re.compile(
    r"(?:[a-zéáä]{2,10}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|\.)?[ \-/]*(?:de )?"
    r"([a-zäéèû]{3,10})\.?[ \-/,]*(?:del? )?(\d{4}|\d{2})"
)
NAME_DAY = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?([a-zä]{3,9})\.?[ \-](\d{1,2})(?:st|nd|rd|th)?"
    r"(?:,? (\d{4})|-(\d{4}|\d{2}))"
)


@dataclass(frozen=True)
class _Triple:
    """Three numbers of which the order must be said.

    Parameters
    ----------
    first, second, third : int
        As they stand.
    short : bool
        Whether the year has two digits.
    """

    first: int
    second: int
    third: int
    short: bool

    def day(self, order: str) -> date | None:
        """Return the day in one order of day, month and year; None where there is none.

        Parameters
        ----------
        order : {"dmy", "mdy", "ymd"}
            How the numbers are read.

        Returns
        -------
        date or None
            A two-digit year from 70 on is of the last century.
        """
        parts = dict(zip(order, (self.first, self.second, self.third), strict=True))
        year = _full_year(parts["y"]) if self.short or order == "ymd" else parts["y"]
        return _day(year, parts["m"], parts["d"])


def _full_year(year: int) -> int:
    return year + (2000 if year < 70 else 1900) if year < 100 else year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year - 543 if year in THAI else year, month, day)
    except ValueError:
        return None


def _week_day(year: int, week: int, day: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, day)
    except ValueError:
        return None


def _plain_day(text: str) -> str:
    """Return a day without case, the blanks beside its marks and a dot behind it."""
    low = unicodedata.normalize("NFKC", text).casefold().translate(KOREAN)
    return re.sub(r"(?<=\d[./年月])\s+|\s+(?=[年月日])", "", low).rstrip(".")


@lru_cache(maxsize=200_000)
def _parsed(text: str) -> date | _Triple | str:
    """Return a day, three numbers to be ordered, or why it is neither."""
    low = _plain_day(text)
    if not low:
        return "blank"
    if found := WEEK.fullmatch(low):
        return _week_day(*map(int, found.groups())) or f"{text} is no day of the calendar"
    if found := YEAR_FIRST.fullmatch(low):
        numbers = [int(part) for part in found.groups() if part and part.isdigit()]
        return _day(*numbers) or f"{text} is no day of the calendar"
    if found := ERA.fullmatch(low):
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        return _day(year + ERAS[found[1] or "民國"], month, day) or f"{text} is no day"
    if re.fullmatch(r"(19|20)\d{6}", low):
        return _day(int(low[:4]), int(low[4:6]), int(low[6:])) or f"{text} is no day"
    if found := YEAR_LAST.fullmatch(low):
        return _Triple(int(found[1]), int(found[3]), int(found[4]), len(found[4]) == 2)
    if found := DAY_NAME.fullmatch(low):
        year, month, day = found[3], MONTH.get(found[2], 0), found[1]
    elif found := NAME_DAY.fullmatch(low):
        year, month, day = found[3] or found[4], MONTH.get(found[1], 0), found[2]
    elif re.fullmatch(r"\d+(\.\d+)?", low):
        return f"{text} is a bare number (a spreadsheet's day?): save the column as dates"
    else:
        return f"{text[:40]} cannot be read as a day"
    return _day(_full_year(int(year)), month, int(day)) or f"{text} is no day of the calendar"


def _settled_order(
    found: list[date | _Triple | str], said: str | None, name: str
) -> tuple[str, str]:
    """Return the order of day and month that a column settles, and why; ask where it doesn't."""
    if said:
        return said, "it was said"
    _ask_year([one for one in found if isinstance(one, _Triple)], name)
    seen: dict[str, _Triple] = {}
    for one in found:
        if isinstance(one, _Triple):
            days = one.day("dmy"), one.day("mdy")
            kind = {(1, 0): "dmy", (0, 1): "mdy"}.get((days[0] is not None, days[1] is not None))
            kind = kind or ("both" if days[0] and days[0] != days[1] else "")
            if kind:
                seen.setdefault(kind, one)
    if {"dmy", "mdy"} <= seen.keys():
        raise ValueError(
            f"`date_order` must be said: `{name}` has dates that are only day/month "
            f"({_shown(seen['dmy'])} …) and others that are only month/day "
            f'({_shown(seen["mdy"])} …). Give date_order="dmy" or "mdy".'
        )
    if "both" in seen and len(seen) == 1:
        raise ValueError(
            f"`date_order` must be said: every date in `{name}` can be read as day/month and as "
            f'month/day ({_shown(seen["both"])} …). Give date_order="dmy" or "mdy".'
        )
    order = next((kind for kind in ("dmy", "mdy") if kind in seen), "")
    return order or "dmy", f"settled by {_shown(seen[order])}" if order else "all read in one way"


def _ask_year(triples: list[_Triple], name: str) -> None:
    """Ask where a year of two digits seems to stand first: 24/12/31, 24/11/05, 25/01/17.

    Years repeat more often than days do, so what varies less is the year.
    """
    if all(one.short and one.day("ymd") for one in triples):
        firsts, thirds = {one.first for one in triples}, {one.third for one in triples}
        if len(firsts) < len(thirds):
            raise ValueError(
                f"`date_order` must be said: every date in `{name}` can begin with a year of two "
                f'digits ({_shown(triples[0])} …). Give date_order="ymd" or "dmy".'
            )


def _shown(triple: _Triple) -> str:
    return f"{triple.first:02}/{triple.second:02}/{triple.third:02}"


def _plain_clock(texts: pd.Series) -> pd.Series:
    """Return texts whose blanks are plain, and whose halves of the day follow the clock."""
    here = texts.str.contains(f"[\u00a0\u202f\u3000午오晨晚早周週星礼禮曜(\uff08]|{BARE}")
    if not here.any():
        return texts
    some = texts[here].str.replace("[\u00a0\u202f\u3000]", " ", regex=True)
    for pattern, clock in (*HALVES, STAMP):
        some = some.str.replace(pattern, clock, regex=True)
    return texts.where(~here, some)


def _parts(texts: pd.Series) -> pd.DataFrame:
    """Return the day and the time of each text; Arrow cuts a million in half a second."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.extract_regex(pa.array(texts, pa.large_string()), TIME)
    parts = {name: pc.struct_field(found, name).to_pandas() for name in ("day", "time")}
    return pd.DataFrame(parts, dtype="str").set_index(texts.index)


def _read_texts(texts: pd.Series, order: str | None, name: str) -> tuple[pd.DataFrame, dict]:
    """Return per cell its day and time, its zone, and why there is none; and what was chosen."""
    parts = _parts(_plain_clock(texts))
    codes, distinct = pd.factorize(parts["day"].str.strip(" \ufeff'").str.removesuffix(","))
    found = [_parsed(str(one)) for one in distinct]
    settled, because = _settled_order(found, order, name)
    days = [one.day(settled) if isinstance(one, _Triple) else one for one in found]
    why = [
        one if isinstance(one, str) else "" if one else f"{text} is no day of the calendar"
        for one, text in zip(days, distinct, strict=True)
    ]
    stamps = [one if isinstance(one, date) and one.year > 1 else None for one in days]
    midnight = np.array(stamps, dtype="datetime64[s]")[codes] if len(distinct) else []
    clock = _clock(parts["time"].fillna(""))
    read = clock.assign(day=midnight, why=np.array([*why, ""], dtype=object)[codes])
    read["day"] = read["day"].astype("datetime64[us]") + read.pop("seconds")
    is_triple = any(isinstance(one, _Triple) for one in found)
    choice = {"date order": (settled, because)} if is_triple else {}
    return read, choice | _told_calendar(distinct, days)


def _told_calendar(texts: Iterable[str], days: list[date | str | None]) -> dict:
    """Return that years were read by another calendar, with the first that was."""
    for text, day in zip(texts, days, strict=True):
        if isinstance(day, date) and str(day.year) not in text and OTHER_YEARS.search(text):
            because = f"years such as that of {text}: {day} in common years"
            return {"calendar": ("not the common one", because)}
    return {}


def _clock(times: pd.Series) -> pd.DataFrame:
    """Return the time of day as a timedelta, 0 where none can be read, and the zone as text."""
    codes, distinct = pd.factorize(times)
    seconds, zones = [], []
    for text in distinct:
        found = CLOCK.fullmatch(text.strip()) if text else None
        hour = int(found["hour"]) if found else 0
        if found and found["half"]:
            hour = hour % 12 + (12 if found["half"].casefold().startswith("p") else 0)
        whole = hour * 3600 + int(found["minute"]) * 60 + int(found["second"] or 0) if found else 0
        seconds.append(whole if whole < 86_400 else 0)
        zones.append(_zone(found["zone"], found["name"] or "") if found else "")
    shifts = pd.to_timedelta(np.array(seconds, "int64")[codes], unit="s")
    return pd.DataFrame(
        {"seconds": shifts, "zone": np.array(zones, dtype=object)[codes]}, index=times.index
    )


def _zone(offset: str | None, name: str) -> str:
    """Return what a stamp says of its zone: an offset, a place, or letters such as EST."""
    if offset:
        return offset.upper()
    name = name.strip()
    return name if "/" in name or name.casefold() in LETTERS else ""


def _typed_texts(column: pd.Series, epoch: object) -> pd.Series:
    """Return cells with types as text that reads in one way; serials only of a workbook."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.map(lambda one: "" if pd.isna(one) else one.isoformat()).astype("str")
    if column.dtype == "str":
        return _texts(column)
    cells = column.astype(object).map(lambda cell: _typed_text(cell, epoch))
    return _texts(cells.astype("str"))


def _typed_text(cell: object, epoch: object) -> object:
    if isinstance(cell, date | datetime | pd.Timestamp):
        return "" if cell is pd.NaT else cell.isoformat()
    if isinstance(cell, np.datetime64):
        return str(pd.Timestamp(cell).isoformat())
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if epoch is not None and is_number and 32_874 <= cell < 73_051:
        from openpyxl.utils.datetime import from_excel

        return from_excel(cell, epoch).isoformat()
    if cell is None or pd.isna(cell):
        return ""
    return str(cell)


def _moved(read: pd.DataFrame, time_zone: str | None, *, utc: bool) -> tuple[pd.Series, dict]:
    """Return the days by the clock that was said, else by the stamps' own; and what was chosen."""
    zones = sorted(set(read["zone"].unique()) - {""})
    if time_zone is None:
        told = "UTC" if utc or zones in (["Z"], ["UTC"], ["GMT"]) else ", ".join(zones[:4])
        own = ("the stamps' own", f"zones in the file: {told}; time_zone= would change it")
        return read["day"], {"clock": own} if told else {}
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"`time_zone` must be a name such as 'Europe/Berlin'; got {time_zone!r}."
        ) from None
    has_zone = (read["zone"] != "") | utc
    moved = read["day"].where(~has_zone)
    for one in sorted(set(read["zone"][has_zone])):
        here = read["zone"].eq(one) & has_zone
        moved = moved.where(~here, _in_zone(read["day"][here], one, zone).reindex(moved.index))
    lost = has_zone & moved.isna() & read["day"].notna()
    read["why"] = read["why"].where(~lost, "its zone " + read["zone"] + " cannot be read")
    choice = {"clock": (time_zone, f"it was said; {int(has_zone.sum()):,} stamps name a zone")}
    return read["day"].where(~has_zone, moved), choice


def _in_zone(days: pd.Series, name: str, zone: ZoneInfo) -> pd.Series:
    """Return stamps of one zone by the clock of another; NaT where its name can mean several."""
    if "/" in name:
        try:
            place = ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            return days.mask(days.notna())
        first = np.ones(len(days), dtype=bool)  # of an hour that comes twice
        there = days.dt.tz_localize(place, ambiguous=first, nonexistent="shift_forward")
    elif name.casefold() in LETTERS:
        return days.mask(days.notna())
    else:
        there = (days - pd.Timedelta(minutes=_shift(name))).dt.tz_localize("UTC")
    return there.dt.tz_convert(zone).dt.tz_localize(None)


def _shift(zone: str) -> int:
    """Return a zone's minutes before UTC."""
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    return (
        (-1 if found[1] == "-" else 1) * (int(found[2]) * 60 + int(found[3] or 0)) if found else 0
    )
