"""A front end: the store behind tills and telephones, with a trigger that opens tasks."""

import sqlite3
from types import TracebackType
from typing import Self

import pandas as pd

from crmlib.core import Counts, Dates, Ids, Text, checked, filled

__all__ = ["FrontEnd"]

WAIT = 30  # seconds for which a writer waits while another one writes
TABLES = """
CREATE TABLE IF NOT EXISTS event (
    event_id TEXT PRIMARY KEY, system TEXT NOT NULL, customer_id TEXT NOT NULL,
    event_date TEXT NOT NULL, points INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS customer (
    customer_id TEXT PRIMARY KEY, points INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS score (
    customer_id TEXT PRIMARY KEY, silent_days INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS task (
    customer_id TEXT NOT NULL, why TEXT NOT NULL, UNIQUE (customer_id, why));
"""
# Not OR IGNORE: SQLite lets the statement that fires a trigger decide what a conflict does.
# One for each verb, since a score that is overwritten fires the trigger of UPDATE only.
TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {when}_silent AFTER {when} ON score WHEN NEW.silent_days > 28
BEGIN
    INSERT INTO task SELECT NEW.customer_id, 'silent for more than 28 days'
    WHERE NOT EXISTS (SELECT 1 FROM task WHERE customer_id = NEW.customer_id);
END;
"""
SCORE = """
INSERT INTO score VALUES (?, ?)
ON CONFLICT (customer_id) DO UPDATE SET silent_days = excluded.silent_days
"""
ADD = """
INSERT INTO customer VALUES (?, ?)
ON CONFLICT (customer_id) DO UPDATE SET points = points + excluded.points
"""


class FrontEnd:
    """The store that the systems in direct contact with customers share.

    Use it to record what tills, telephones and websites meet, and to hand tasks back to staff. A
    *trigger* watches the scores: whoever has been silent for more than 28 days gets a task.

    Parameters
    ----------
    path : str
        The file of the store; by default it lives in memory, for one connection.

    Notes
    -----
    The database is SQLite; `close` or a `with` block ends it. Every change is one transaction that
    takes the right to write before it reads, so that two processes lose nothing to each other.

    Examples
    --------
    >>> scores = pd.DataFrame({"customer_id": ["Ann", "Ben"], "silent_days": [12, 49]})
    >>> with FrontEnd() as front:
    ...     front.write_scores(scores)
    ...     front.write_scores(scores)
    ...     front.tasks()["customer_id"].tolist()
    ['Ben']
    """

    @checked
    def __init__(self, path: Text = ":memory:") -> None:
        self._database = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        for statement in (TABLES, TRIGGER.format(when="INSERT"), TRIGGER.format(when="UPDATE")):
            self._database.executescript(statement)

    def __enter__(self) -> Self:
        """Return the front end itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the database, whatever happened."""
        self.close()

    def close(self) -> None:
        """End the connection; a second time does nothing."""
        self._database.close()

    @checked
    def record(
        self,
        events: filled(event_id=Ids, system=Ids, customer_id=Ids, event_date=Dates, points=Counts),
    ) -> int:
        """Take in events, add up each customer's points, and return how many events are new.

        Parameters
        ----------
        events : DataFrame
            One row per event: event_id, system (such as till or phone), customer_id, event_date
            and points. An event_id that is known already is passed over.

        Returns
        -------
        int
            How many were not known.
        """
        names = ["event_id", "system", "customer_id", "event_date", "points"]
        rows = [
            (_name(event), _name(system), _name(customer), f"{day:%Y-%m-%d}", int(points))
            for event, system, customer, day, points in events[names].itertuples(index=False)
        ]
        with self._writing() as database:
            return sum(_record_one(database, row) for row in rows)

    @checked
    def write_scores(self, scores: filled(customer_id=Ids, silent_days=Counts)) -> None:
        """Write what the back end has found about customers; the trigger opens tasks.

        Parameters
        ----------
        scores : DataFrame
            One row per customer: customer_id and silent_days, the days since the last sale.

        Raises
        ------
        ValueError
            If a customer stands there twice.
        """
        if (twice := scores["customer_id"].duplicated()).any():
            first = scores.loc[twice, "customer_id"].iloc[0]
            raise ValueError(f"`scores` must hold each customer once; got {first!r} again.")
        pairs = zip(scores["customer_id"], scores["silent_days"], strict=True)
        with self._writing() as database:
            database.executemany(SCORE, [(_name(name), int(days)) for name, days in pairs])

    def events(self) -> pd.DataFrame:
        """Return every event, in the order in which they came.

        Returns
        -------
        DataFrame
            event_id, system, customer_id, event_date and points.
        """
        events = pd.read_sql_query("SELECT * FROM event ORDER BY rowid", self._database)
        return events.assign(event_date=pd.to_datetime(events["event_date"]))

    def points(self) -> pd.Series:
        """Return each customer's points.

        Returns
        -------
        Series of int
            Index customer_id, in order.
        """
        query = "SELECT customer_id, points FROM customer ORDER BY customer_id"
        return pd.read_sql_query(query, self._database).set_index("customer_id")["points"]

    def tasks(self) -> pd.DataFrame:
        """Return the tasks that are open.

        Returns
        -------
        DataFrame
            customer_id and why, one row per task in the order in which they were opened.
        """
        return pd.read_sql_query("SELECT customer_id, why FROM task ORDER BY rowid", self._database)

    def _writing(self) -> "_Writing":
        return _Writing(self._database)


class _Writing:
    """A transaction that no other writer can come between: all of it counts, or nothing."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")


def _record_one(database: sqlite3.Connection, row: tuple[str, str, str, str, int]) -> int:
    """Keep one event and its points; return 1 if it was not known, else 0."""
    known = database.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", row)
    if known.rowcount:
        database.execute(ADD, (row[2], row[4]))
    return known.rowcount


def _name(name: object) -> str:
    """Return an id as text: 7.0 is 7, since a gap elsewhere makes pandas write it so."""
    return str(int(name)) if isinstance(name, float) and name.is_integer() else str(name)
