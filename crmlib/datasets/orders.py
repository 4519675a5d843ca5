"""Orders in one shape, whatever table they come from."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Counts, Date, Dates, Ids, Text, checked, choice, mapping, table
from crmlib.datasets.bins import BINS
from crmlib.datasets.cells import _Said
from crmlib.datasets.files import _read_orders
from crmlib.datasets.real import _read_lines, load_cdnow, load_products, load_transactions
from crmlib.datasets.tea_shop import _tea_shop_file

__all__ = ["OrderBook", "load_orders"]

COLUMNS = {
    "customer_id": Ids,
    "order_id": Ids,
    "order_date": Dates,
    "amount": Amounts,
    "n_rows": Counts,
}
JOURNEY = {
    "household_id": "customer_id",
    "basket_id": "order_id",
    "sold_at": "order_date",
    "sales_value": "amount",
}
# What was chosen for the course's own tables.
OURS = {
    "cdnow": [
        ("customer_id", "customer_id", "the sample's own number"),
        ("order_id", "none", "a customer's purchases of one day are one order"),
        ("order_date", "order_date", "days without a time"),
        ("amount", "amount_usd", "what was paid"),
        ("currency", "usd", "the table says so"),
        ("rows", "lines", "223 rows share customer and day with an earlier one"),
    ],
    "complete_journey": [
        ("customer_id", "household_id", "a home is a customer"),
        ("order_id", "basket_id", "a basket is an order"),
        ("order_date", "sold_at", "in New York, an inference of ours"),
        ("amount", "sales_value", "what the store received"),
        ("currency", "usd", "the table says so"),
        ("item", "product_category", "missing where the product table has none"),
        ("rows", "lines", "a row is a line of a receipt"),
    ],
}


@dataclass(frozen=True)
@checked
class OrderBook:
    """The orders of a customer base, and what became of every row they were read from.

    Use it wherever a function asks for orders: `load_orders("cdnow").orders`.

    Parameters
    ----------
    orders : DataFrame, one row per order
        customer_id (text), order_id (text, each once), order_date (with or without a time),
        amount (what the customer paid, in currency, 0 or more, refunds not taken off) and n_rows
        (int64, rows of the source's table that make up the order).
    lines : DataFrame or None
        The rows of these orders before they were grouped: row, customer_id, order_id, order_date,
        item (text), quantity and amount; None where no column tells the item.
    rows : DataFrame or None
        One row per row of the source: row (as a spreadsheet counts), bin (categorical), why
        (text), value (money as read, NaN where none can be read) and refunded (money given back,
        0 or more); of a file also order_id and order_date, as far as they can be read. None
        stands for rows that are all orders.
    refunds : DataFrame or None
        One row per row that gives money back: customer_id, order_id, order_date (may be missing)
        and amount (0 or more).
    choices : DataFrame or None
        Index `choice` (encoding, delimiter, header row, columns taken, date order, decimal sign
        ...), columns taken and because.

    Raises
    ------
    ValueError
        If an order id stands there twice.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann"], "order_id": ["1"], "amount": [20.0]})
    >>> book = OrderBook(orders.assign(order_date=pd.Timestamp("2024-01-01"), n_rows=1))
    >>> book.report().loc["order"].tolist()
    [1.0, 20.0, 0.0]
    """

    orders: table(**COLUMNS)
    lines: pd.DataFrame | None = None
    rows: pd.DataFrame | None = None
    refunds: pd.DataFrame | None = None
    choices: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        """Refuse an order that stands there twice; fill what was not given."""
        twice = self.orders["order_id"].duplicated()
        if twice.any():
            raise ValueError(
                f"`orders` must have one row per order; got {twice.sum():,} ids again, the first "
                f"{self.orders['order_id'][twice].iloc[0]!r}. Add up its lines first."
            )
        if self.rows is None:
            object.__setattr__(self, "rows", _plain_rows(self.orders["amount"]))
        if self.refunds is None:
            columns = ["customer_id", "order_id", "order_date", "amount"]
            object.__setattr__(self, "refunds", self.orders.loc[:, columns].head(0))
        if self.choices is None:
            none = pd.DataFrame(columns=["taken", "because"], dtype="str").rename_axis("choice")
            object.__setattr__(self, "choices", none)

    def report(self) -> pd.DataFrame:
        """Return rows and money per bin; their sums are the source's.

        Returns
        -------
        DataFrame
            Index `bin`, in the order of precedence, only bins with rows; columns rows (int64),
            money (sum of the values, NaN where none can be read) and refunded (0 or more).
        """
        bins = self.rows.groupby("bin", observed=True)
        return pd.DataFrame(
            {
                "rows": bins.size(),
                "money": bins["value"].sum(min_count=1).round(2),
                "refunded": bins["refunded"].sum().round(2),
            }
        )

    def customers(self) -> pd.DataFrame:
        """Return what each customer bought, got back and kept, who kept most first.

        Returns
        -------
        DataFrame
            customer_id, n_orders, gross (sum of the amounts), refunded and kept (their
            difference, below 0 for who got back more than the table sold them).
        """
        bought = self.orders.groupby("customer_id")["amount"].agg(n_orders="size", gross="sum")
        refunded = self.refunds.groupby("customer_id")["amount"].sum().rename("refunded")
        both = bought.join(refunded, how="outer").fillna(0.0).round(2)
        both = both.astype({"n_orders": "int64"}).assign(kept=both["gross"] - both["refunded"])
        ranked = both.rename_axis("customer_id").reset_index().round(2)
        by = ["kept", "customer_id"]
        return ranked.sort_values(by, ascending=[False, True], ignore_index=True)


@checked
def load_orders(
    source: str | Path | pd.DataFrame,
    *,
    columns: mapping(Text) | None = None,
    date_order: choice("dmy", "mdy", "ymd") | None = None,
    decimal: choice(".", ",") | None = None,
    currency: str | None = None,
    sheet: str | None = None,
    as_of: Date | None = None,
    time_zone: str | None = None,
) -> OrderBook:
    """Return the orders of one of the course's tables, of a shop's export, or of a frame.

    Use it for everything that asks who bought when and for how much; what was bought is in
    `load_cdnow`, `load_transactions` and `load_baskets`.

    Parameters
    ----------
    source : {"cdnow", "complete_journey", "tea_shop"}, path or DataFrame
        CDNOW's new customers of early 1997; a year of a grocery panel; an invented tea shop's
        export; or a file (.csv, .tsv, .txt, .xlsx, .parquet) or frame of one's own, with one row
        per order or per line.
    columns : mapping of str to str, optional
        Which column tells what: customer_id, order_id, order_date, order_time, amount (of the
        row), order_total (of the order, on each of its rows), quantity, unit_price, refunded,
        currency, status, cancelled (yes, no or a day), kind (sale or refund), item.
    date_order : {"dmy", "mdy", "ymd"}, optional
        How 01/02/2025 is read; needed where the column does not settle it.
    decimal : {".", ","}, optional
        The decimal sign; needed where the column does not settle it.
    currency : str, optional
        The currency to keep, such as "usd"; needed where amounts are in several.
    sheet : str, optional
        Which sheet of a workbook; needed where several hold something.
    as_of : Timestamp or ISO text, optional
        The last day that an order may have.
    time_zone : str, optional
        Whose clock tells the day of stamps with a zone, such as "Europe/Berlin"; without it a
        stamp keeps its own.

    Returns
    -------
    OrderBook
        Orders sorted by customer, then by date. CDNOW has no order numbers: the purchases of one
        customer and day are one order (its 21 repeated rows are purchases), and the id is made
        of both. In The Complete Journey an order is a basket, a customer is a household, and the
        amount is the sum of its lines (USD); lines and rows are made when first asked for.

    Raises
    ------
    ValueError
        If the source does not settle what an argument must then say.

    Notes
    -----
    Every row ends in exactly one bin, the first that fits: empty row, repeated header, ragged row
    (too many fields), total row, other currency, not paid, no customer, bad amount, refund, bad
    date, repeated row (only where rows are orders with a number), order. Rows and money add up to
    the file's; money of another currency is never added.

    Refunds stand beside the sales: an order that was given back is still an order, so `amount` is
    gross, and `OrderBook.customers` ranks on what was kept. Amounts are what the customer paid,
    with tax and postage where the export has them. A total that is the order's counts once.

    Where a column tells the state of the order and another that of its payment, either may say
    that nothing was bought. A quantity below zero gives money back, whatever the amount's sign;
    two of them, of quantity and price, say nothing. Rows that differ in their status only are
    asked about: they are lines, or one order in several states. Where a number stands as paid and
    later, by day and then by row, as cancelled, nothing was bought; a payment that failed before
    it went through is an order. A refund that a status or column tells and a row of its own, too,
    counts once.

    Examples
    --------
    >>> orders = load_orders("cdnow").orders
    >>> len(orders), int(orders["n_rows"].sum()), round(float(orders["amount"].sum()), 2)
    (6696, 6919, 244091.94)
    """
    said = _Said(columns, date_order, decimal, currency, sheet, as_of, time_zone)
    if isinstance(source, str) and source == "tea_shop":
        source = _tea_shop_file()
    if isinstance(source, str) and source in OURS:
        if said != _Said():
            raise ValueError(f"`source` must be a file or a frame, to be read so; got {source!r}.")
        book = OrderBook if source == "cdnow" else _JourneyBook
        return book(**{key: part.copy(deep=False) for key, part in _ours(source).items()})
    if not isinstance(source, str | Path | pd.DataFrame):
        raise TypeError(
            f"`source` must be a file, a frame or the name of a table; got {type(source).__name__}."
        )
    return OrderBook(**_read_orders(source, said))


class _JourneyBook(OrderBook):
    """The grocer's orders; its 1.5 million lines and rows are made when somebody asks for them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        del self.__dict__["lines"], self.__dict__["rows"]

    @cached_property
    def lines(self) -> pd.DataFrame:
        return _journey_lines().copy(deep=False)

    @cached_property
    def rows(self) -> pd.DataFrame:
        return _plain_rows(self.lines["amount"])


def _plain_rows(amount: pd.Series) -> pd.DataFrame:
    """Return the rows of a table all of whose rows are orders."""
    n_rows = len(amount)
    kept = pd.Categorical.from_codes(np.full(n_rows, BINS.index("order")), BINS)
    rows = pd.DataFrame({"row": np.arange(2, n_rows + 2), "bin": kept, "why": ""})
    return rows.assign(value=amount.to_numpy(), refunded=0.0)


@cache
def _ours(source: str) -> dict[str, pd.DataFrame]:
    """Return orders and choices of one of the course's tables; of CDNOW its rows as well."""
    lines = _cdnow() if source == "cdnow" else _journey()
    orders = lines.groupby("order_id", sort=False, as_index=False).agg(
        customer_id=("customer_id", "first"),
        order_date=("order_date", "first"),
        amount=("amount", "sum"),
        n_rows=("amount", "size"),
    )
    orders = orders[list(COLUMNS)].astype({"customer_id": "str", "order_id": "str"})
    by = ["customer_id", "order_date", "order_id"]
    return {
        "orders": orders.sort_values(by, ignore_index=True),
        "choices": pd.DataFrame(
            OURS[source], columns=["choice", "taken", "because"], dtype="str"
        ).set_index("choice"),
        **({"rows": _plain_rows(lines["amount"])} if source == "cdnow" else {}),
    }


def _cdnow() -> pd.DataFrame:
    lines = load_cdnow().rename(columns={"amount_usd": "amount"})
    day = lines["order_date"].dt.strftime("%Y%m%d")
    return lines.assign(order_id=lines["customer_id"] + "-" + day)


def _journey() -> pd.DataFrame:
    return _read_lines(list(JOURNEY)).rename(columns=JOURNEY)


@cache
def _journey_lines() -> pd.DataFrame:
    """Return the grocer's lines as a file's would be read."""
    sold = load_transactions()
    category = load_products().set_index("product_id")["product_category"].astype("category")
    item = category.array.take(category.index.get_indexer(sold["product_id"]), allow_fill=True)
    return pd.DataFrame(
        {
            "row": np.arange(2, len(sold) + 2),
            "customer_id": _as_text(sold["household_id"]),
            "order_id": _as_text(sold["basket_id"]),
            "order_date": sold["sold_at"],
            "item": item,
            "quantity": sold["quantity"].astype(float),
            "amount": sold["sales_value"],
        }
    )


def _as_text(ids: pd.Series) -> pd.Series:
    """Return whole numbers as text, each of them written once."""
    places, different = pd.factorize(ids)
    return pd.Series(different).astype("str").take(places).set_axis(ids.index)
