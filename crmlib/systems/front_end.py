"""A front end: the store behind tills and telephones, with a trigger that opens tasks."""

import sqlite3

import pandas as pd

from crmlib.core import Closing, Counts, checked, filled
from crmlib.systems.stored import Place, StoredCounts, StoredDates, StoredIds

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


class FrontEnd(Closing):
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
    def __init__(self, path: Place = ":memory:") -> None:
        try:
            self._database = _opened(path)
        except sqlite3.Error as error:
            raise ValueError(
                f"`path` must be the file of a front end, or a place for one; got {path!r}: {error}"
            ) from None

    def close(self) -> None:
        """End the connection; a second time does nothing."""
        self._database.close()

    @checked
    def record(
        self,
        events: filled(
            event_id=StoredIds,
            system=StoredIds,
            customer_id=StoredIds,
            event_date=StoredDates,
            points=StoredCounts,
        ),
    ) -> int:
        """Take in events, add up each customer's points, and return how many events are new.

        Parameters
        ----------
        events : DataFrame
            One row per event: event_id, system (such as till or phone), customer_id, event_date
            and points. An event that is known already is passed over.

        Returns
        -------
        int
            How many were not known.

        Raises
        ------
        ValueError
            If one event_id names two different events; then none of `events` is kept.
        """
        names = ["event_id", "system", "customer_id", "event_date", "points"]
        rows = [
            (event, system, customer, day.date().isoformat(), int(points))
            for event, system, customer, day, points in events[names].itertuples(index=False)
        ]
        with self._writing() as database:
            return sum(_record_one(database, row) for row in rows)

    @checked
    def write_scores(self, scores: filled(customer_id=StoredIds, silent_days=Counts)) -> None:
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
            database.executemany(SCORE, [(name, int(days)) for name, days in pairs])

    def events(self) -> pd.DataFrame:
        """Return every event, in the order in which they came.

        Returns
        -------
        DataFrame
            event_id, system, customer_id, event_date and points.
        """
        events = pd.read_sql_query("SELECT * FROM event ORDER BY rowid", self._database)
        return events.assign(event_date=events["event_date"].astype("datetime64[us]"))

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


def _opened(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        for statement in (TABLES, TRIGGER.format(when="INSERT"), TRIGGER.format(when="UPDATE")):
            database.executescript(statement)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _record_one(database: sqlite3.Connection, row: tuple[str, str, str, str, int]) -> int:
    """Keep one event and its points; return 1 if it was not known, else 0."""
    known = database.execute("SELECT * FROM event WHERE event_id = ?", row[:1]).fetchone()
    if known is None:
        database.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", row)
        database.execute(ADD, (row[2], row[4]))
    elif known != row:
        raise ValueError(
            f"`events` must name each event by an id of its own; got {row[0]!r} for another one."
        )
    return int(known is None)
