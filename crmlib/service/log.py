"""The log of complaints: its steps, columns and times; what is no log is refused."""

import re
from reprlib import repr as short
from typing import Annotated, Any

import pandas as pd

from crmlib.core import (
    Amount,
    Dates,
    Ids,
    Kind,
    Texts,
    labels,
    mapping,
    missing_allowed,
    plain_names,
    table,
)

__all__ = ["NEXT_STEPS", "HOURS_ALLOWED", "CHANNELS", "Log", "Hours", "Month"]

# What may follow each step. A customer who rejects the reply sends the case back to step 3.
NEXT_STEPS = {
    "communication": ("confirmation",),
    "confirmation": ("investigation",),
    "investigation": ("reply",),
    "reply": ("improvement", "investigation"),
    "improvement": ("closed",),
    "closed": (),
}
HOURS_ALLOWED = {
    "communication": 4.0,
    "confirmation": 24.0,
    "investigation": 72.0,
    "reply": 48.0,
    "improvement": 168.0,
}
LOG_COLUMNS = ["case_id", "channel", "step", "holder", "cause", "entered_at", "left_at"]
CHANNELS = ("phone", "chat", "letter", "e-mail", "web form", "visit")
ONCE = ["communication", "confirmation", "improvement", "closed"]  # steps no case enters twice


def _month(value: Any, name: str) -> pd.Period:
    if isinstance(value, pd.Period) and value.freqstr == "M":
        return value
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a month such as 2026-01; got {short(value)}.")
    if not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", value):
        raise ValueError(f"`{name}` must be a month such as 2026-01; got {short(value)}.")
    return pd.Period(value, freq="M")


Log = table(
    case_id=Ids,
    channel=labels(*CHANNELS),
    step=labels(*NEXT_STEPS),
    holder=Texts,
    cause=Texts,
    entered_at=Dates,
    left_at=missing_allowed(Dates),
)
Hours = mapping(Amount)
Month = Annotated[pd.Period, Kind("Month", _month)]


def _in_order(log: pd.DataFrame) -> pd.DataFrame:
    """Return a log with plain columns; refuse a case that stands there twice or runs backwards."""
    begins, ends = (log[name].dt.as_unit("us") for name in ("entered_at", "left_at"))
    zone = begins.dt.tz
    if ends.isna().all():
        ends = ends.dt.tz_localize(None).dt.tz_localize(zone)
    elif (ends.dt.tz is None) != (zone is None):
        raise ValueError(f"`log` must have one time zone; got {zone} and {ends.dt.tz}.")
    elif zone:
        ends = ends.dt.tz_convert(zone)
    names = {name: plain_names(log[name]) for name in ("case_id", "step", "holder", "cause")}
    log = log.assign(**names, entered_at=begins, left_at=ends)
    twice = log[log["step"].isin(ONCE)].duplicated(["case_id", "step"]).to_numpy()
    if twice.any():
        case = log.loc[log["step"].isin(ONCE), "case_id"].iloc[twice.argmax()]
        raise ValueError(f"`log` must hold each case once; got {case!r} twice.")
    backwards = (ends < begins).to_numpy()
    if backwards.any():
        raise ValueError(
            f"`log` must have no stay that ends before it begins; got {backwards.sum():,}, "
            f"the first at index {log.index[backwards.argmax()]}."
        )
    return log


def _require_zone(moment: pd.Timestamp, name: str, zone: Any, beside: str) -> None:
    if (moment.tz is None) != (zone is None):
        raise ValueError(
            f"`{name}` must have a time zone if {beside} has one, and none otherwise; "
            f"got {moment.tz} beside {zone}."
        )
