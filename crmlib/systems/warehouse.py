"""A data warehouse: customers with their history, sales that find the version of their day."""

from datetime import date

import pandas as pd

from crmlib.core import (
    Closing,
    Date,
    Text,
    checked,
    filled,
    missing_allowed,
    require_columns,
)
from crmlib.systems.stored import (
    StoredAmounts,
    StoredDates,
    StoredIds,
    _answer,
    _at_once,
    _opened,
)

__all__ = ["Warehouse"]

COLUMNS = {"customer_key", "customer_id", "valid_from", "valid_to", "place", "n_rows"}
COLUMNS |= {"sale_id", "sold_on", "amount", "as_of"}
# Words that can name no column: the reserved ones, and those of functions and types, such as left.
WORDS = """
SELECT 1 FROM duckdb_keywords()
WHERE keyword_name = ? AND keyword_category IN ('reserved', 'type_function')
"""
LAST_DAY = date(9999, 12, 31)  # of the version that holds
# What a rollback takes back; a setting, for example, would stay.
TAKEN_BACK = {"SELECT", "EXPLAIN", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"}
TABLES = """
CREATE SEQUENCE next_key;
CREATE TABLE loads (as_of DATE PRIMARY KEY, n_rows INTEGER);
CREATE TABLE customers (
    customer_key INTEGER PRIMARY KEY DEFAULT nextval('next_key'),
    customer_id VARCHAR NOT NULL,
    {tracks} VARCHAR,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL DEFAULT DATE '9999-12-31',
    UNIQUE (customer_id, valid_from),
    CHECK (valid_from < valid_to));
CREATE TABLE sales (
    sale_id VARCHAR PRIMARY KEY,
    customer_key INTEGER NOT NULL,
    sold_on DATE NOT NULL,
    amount DECIMAL(18, 2) NOT NULL);
"""
CLOSE = """
UPDATE customers AS c SET valid_to = $as_of FROM snapshot AS s
WHERE c.customer_id = s.customer_id AND c.valid_to = DATE '9999-12-31'
  AND $as_of > c.valid_from AND c.{tracks} IS DISTINCT FROM s.{tracks}
"""
OPEN = """
INSERT INTO customers (customer_id, {tracks}, valid_from)
SELECT s.customer_id, s.{tracks}, $as_of FROM snapshot AS s
LEFT JOIN customers AS c ON c.customer_id = s.customer_id AND c.valid_to = DATE '9999-12-31'
WHERE c.customer_id IS NULL ORDER BY s.place
"""
MATCH = """
CREATE OR REPLACE TEMP TABLE matched AS
SELECT n.sale_id, n.customer_id, n.sold_on::DATE AS sold_on, n.amount, c.customer_key
FROM new_sales AS n
LEFT JOIN customers AS c ON n.customer_id = c.customer_id
  AND n.sold_on::DATE >= c.valid_from AND n.sold_on::DATE < c.valid_to
ORDER BY n.place
"""
CHANGED = """
SELECT s.customer_id FROM snapshot AS s JOIN customers AS c ON c.customer_id = s.customer_id
WHERE c.valid_from = $as_of AND c.{tracks} IS DISTINCT FROM s.{tracks} ORDER BY s.place
"""
OTHER = """
SELECT n.sale_id FROM matched AS n JOIN sales AS k ON n.sale_id = k.sale_id
WHERE (k.customer_key, k.sold_on, k.amount)
    <> (n.customer_key, n.sold_on, n.amount::DECIMAL(18, 2))
"""
KEEP = """
INSERT INTO sales SELECT sale_id, customer_key, sold_on, amount FROM matched
ON CONFLICT (sale_id) DO NOTHING
"""


class Warehouse(Closing):
    """A warehouse in a database of its own: each load counts once, or leaves no trace.

    Use it to ask what a customer was on the day of a sale, beside what the customer is today. It
    holds two tables. `customers` has one row per version of a customer: customer_key, customer_id,
    the attribute that is tracked, valid_from (that day included) and valid_to (not included;
    9999-12-31 for the version that holds). `sales` has sale_id, customer_key, sold_on and amount.

    Parameters
    ----------
    tracks : str
        The attribute whose history is kept, such as "city": letters, digits, underscores.

    Raises
    ------
    ValueError
        If the name of the attribute is not a plain one.

    Notes
    -----
    The database is DuckDB, in memory and on one thread; `close` or a `with` block ends it. Values
    reach it as tables, never as text of a statement. A load is one transaction. The history is
    kept by a slowly changing dimension of type 2.

    References
    ----------
    Kimball, R. and Ross, M. (2013). The Data Warehouse Toolkit, third edition, Wiley.

    Examples
    --------
    >>> ann = pd.DataFrame({"customer_id": ["Ann"], "city": ["Taipei"]})
    >>> with Warehouse("city") as warehouse:
    ...     warehouse.load_customers(ann, "2026-01-01")
    ...     warehouse.load_customers(ann.assign(city="Tainan"), "2026-03-01")
    ...     warehouse.ask("SELECT city, valid_from FROM customers")["city"].tolist()
    1
    2
    ['Taipei', 'Tainan']
    """

    @checked
    def __init__(self, tracks: Text) -> None:
        if not (tracks.isidentifier() and tracks.isascii()) or tracks.lower() in COLUMNS:
            raise ValueError(f"`tracks` must be a plain name of its own; got {tracks!r}.")
        self._tracks = tracks
        self._database = _opened(":memory:", "")
        if self._database.execute(WORDS, [tracks.lower()]).fetchone():
            self.close()
            raise ValueError(f"`tracks` must be no word of SQL; got {tracks!r}.")
        self._run(TABLES)

    def close(self) -> None:
        """End the database, and what it holds; a second time does nothing."""
        self._database.close()

    @checked
    def load_customers(self, snapshot: filled(customer_id=StoredIds), as_of: Date) -> int:
        """Take in what customers are from a day on, and return how many rows that changed.

        Parameters
        ----------
        snapshot : DataFrame
            One row per customer: customer_id and the attribute that is tracked, which may be
            missing. Customers who do not stand in it stay as they were.
        as_of : str or Timestamp
            The day from which it holds, before 9999-12-31. The newest day may come again, an older
            one may not. A day is the shortest time that a version can hold.

        Returns
        -------
        int
            Versions closed plus versions opened: 0 if nothing is new.

        Raises
        ------
        ValueError
            If a customer stands there twice, a newer day was loaded before, or a customer changes
            for the second time on one day.
        """
        require_columns(snapshot, [self._tracks], "snapshot")
        if (twice := snapshot["customer_id"].duplicated()).any():
            first = snapshot.loc[twice, "customer_id"].iloc[0]
            raise ValueError(f"`snapshot` must hold each customer once; got {first!r} again.")
        day = as_of.date()
        if day >= LAST_DAY:
            raise ValueError(f"`as_of` must precede {LAST_DAY}, which means no end; got {day}.")
        newest = self._database.execute("SELECT max(as_of) FROM loads").fetchone()[0]
        if newest and day < newest:
            raise ValueError(
                f"`as_of` must not precede the newest load, of {newest}; got {day}. "
                "Rebuild the warehouse from its loads, in order."
            )
        kind, where = missing_allowed(StoredIds), f"`snapshot` in `{self._tracks}`"
        told = snapshot.assign(**{self._tracks: kind.check(snapshot[self._tracks], where)})
        rows = self._rows(told, ["customer_id", self._tracks])
        with _at_once(self._database):
            return self._keep_history(rows, day)

    @checked
    def load_sales(
        self,
        sales: filled(
            sale_id=StoredIds, customer_id=StoredIds, sold_on=StoredDates, amount=StoredAmounts
        ),
    ) -> int:
        """Take in sales, each with the version of its customer on its day; return how many are new.

        Parameters
        ----------
        sales : DataFrame
            One row per sale: sale_id, customer_id, sold_on and amount, which is kept to the cent. A
            sale that is known already is passed over.

        Returns
        -------
        int
            How many were not known.

        Raises
        ------
        ValueError
            If a sale has no customer on its day, or one sale_id names two different sales; then
            none of them is kept.
        """
        rows = self._rows(sales, ["sale_id", "customer_id", "sold_on", "amount"])
        different = rows.drop(columns="place").drop_duplicates()
        if (twice := different["sale_id"].duplicated()).any():
            first = different.loc[twice, "sale_id"].iloc[0]
            raise ValueError(
                f"`sales` must name each sale by an id of its own; got {first!r} twice."
            )
        with _at_once(self._database):
            return self._keep_sales(rows)

    @checked
    def ask(self, sql: Text) -> pd.DataFrame:
        """Return the answer to a question in SQL.

        Parameters
        ----------
        sql : str
            One statement; its tables are `customers` and `sales`.

        Returns
        -------
        DataFrame
            The rows and columns that the query asks for, in its order.

        Raises
        ------
        ValueError
            If there are more statements than one, or none, or it is one that could not be taken
            back, or the database cannot answer it.

        Notes
        -----
        Whatever a statement changes is taken back, so that a question changes nothing.
        """
        self._database.begin()
        try:
            return _answer(self._database, sql, only=TAKEN_BACK)
        finally:
            self._database.rollback()

    def _run(self, sql: str, values: dict | None = None) -> int:
        """Run a statement of ours, and return how many rows it changed."""
        answer = self._database.execute(sql.format(tracks=self._tracks), values).fetchone()
        return int(answer[0]) if answer and isinstance(answer[0], int) else 0

    def _rows(self, frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
        """Return the columns that a load needs, in an order that can be told."""
        rows = frame.loc[:, names].reset_index(drop=True)
        if "sold_on" in names:  # the day by the clock of the till
            rows["sold_on"] = rows["sold_on"].dt.tz_localize(None).dt.normalize()
        return rows.assign(place=range(len(rows)))

    def _keep_history(self, rows: pd.DataFrame, day: date) -> int:
        self._database.register("snapshot", rows)
        if again := self._database.execute(
            CHANGED.format(tracks=self._tracks), {"as_of": day}
        ).fetchone():
            raise ValueError(
                f"`snapshot` must not change what began on {day}; got {again[0]!r} with another "
                f"{self._tracks}. A version holds for a day at least."
            )
        n_rows = self._run(CLOSE, {"as_of": day}) + self._run(OPEN, {"as_of": day})
        values = {"as_of": day, "n_rows": len(rows)}
        self._run("INSERT INTO loads VALUES ($as_of, $n_rows) ON CONFLICT DO NOTHING", values)
        return n_rows

    def _keep_sales(self, rows: pd.DataFrame) -> int:
        self._database.register("new_sales", rows)
        self._run(MATCH)
        query = "SELECT customer_id, sold_on FROM matched WHERE customer_key IS NULL"
        lost = self._database.execute(query).fetchall()
        if lost:
            raise ValueError(
                f"`sales` must be of customers known on their day; got {len(lost):,} others, the "
                f"first of {lost[0][0]!r} on {lost[0][1]:%Y-%m-%d}. Load the customers first."
            )
        if other := self._database.execute(OTHER).fetchone():
            raise ValueError(
                "`sales` must name each sale by an id of its own; got "
                f"{other[0]!r} for another one."
            )
        return self._run(KEEP)
