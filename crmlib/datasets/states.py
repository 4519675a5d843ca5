"""One order or refund that several rows tell: which of them counts."""

import re

import numpy as np
import pandas as pd

from crmlib.datasets.customers import _says

__all__: list[str] = []

CALLED_OFF = re.compile(
    r"cancel|void|storn|annul|anul|iptal|geannul|zruš|hủy|huỷ|отмен|аннулир|ملغ|ยกเลิก|취소|"
    r"取消|关闭|關閉|作废|作廢|キャンセル"
)


def _is_called_off(
    cells: pd.DataFrame, item: pd.Series, live: pd.Series, unpaid: pd.Series
) -> pd.Series:
    """Return which rows sell what a later row of the same number and customer calls off.

    Later is the later day, on one day the row that stands nearer to the end of the file; of a file
    that begins with the newest, to its beginning. A row without a sum calls off the whole order.
    """
    numbered = (cells["structure"] == "") & (cells["order_id"] != "")
    ends = numbered & unpaid & _says(cells["status"], CALLED_OFF.search)
    use = (ends | live) & cells["order_id"].isin(cells.loc[ends, "order_id"])
    days = cells["day"].dropna()
    down = len(days) > 1 and days.iloc[0] > days.iloc[-1]
    place = np.arange(len(cells)) * (-1 if down else 1)
    some = cells.assign(item=item, place=place, sum=cells["value"].abs().fillna(0.0))[use]
    rank = pd.Series(range(len(some)), some.sort_values(["day", "place"]).index, dtype=float)
    some["rank"] = rank
    keys = ["order_id", "customer_id", "item"]
    line = some["rank"].where(ends).groupby([some[key] for key in [*keys, "sum"]])
    whole = some["rank"].where(ends & (some["sum"] == 0)).groupby([some[key] for key in keys])
    last = np.fmax(line.transform("max"), whole.transform("max"))
    return live & (some["rank"] < last).reindex(cells.index, fill_value=False)


def _once(cells: pd.DataFrame) -> pd.Series:
    """Return the refunds told beside sales without those that rows of their own tell, too.

    Rows of the same order number come off its refunds; else a row of the same customer and sum.
    """
    beside = cells["refunded"].where(cells["bin"] == "order", 0.0)
    back = cells[cells["bin"] == "refund"]
    if back.empty or not beside.any():
        return cells["refunded"]
    number = cells["order_id"]
    rows = back["money"].abs().groupby(back["order_id"]).sum().drop("", errors="ignore")
    off = number.map(rows).fillna(0.0).astype(float)
    so_far = beside.groupby(number).cumsum()
    left = (so_far - off).clip(lower=0.0) - (so_far - beside - off).clip(lower=0.0)
    open_rows = back[~back["order_id"].isin(number[(beside > 0) & (number != "")])]
    twice = _pairs(cells["customer_id"][left > 0], left[left > 0])
    told = _pairs(open_rows["customer_id"], open_rows["money"].abs())
    alike = twice.index[pd.MultiIndex.from_frame(twice).isin(pd.MultiIndex.from_frame(told))]
    left[alike] = 0.0
    return left.round(6).where(cells["bin"] == "order", cells["refunded"])


def _pairs(customer: pd.Series, amount: pd.Series) -> pd.DataFrame:
    """Return who got how much back, and for which time."""
    both = pd.DataFrame({"customer": customer, "cents": (amount * 100).round()})
    return both.assign(turn=both.groupby(["customer", "cents"]).cumcount())
