"""One reservoir for the events of all systems: append, link, ask."""

from typing import Self

import pandas as pd


__all__ = ["Reservoir"]

COLUMNS = ["event_time", "source", "area", "seen_as", "amount"]
TABLES = """
CREATE TABLE events (event_time TIMESTAMP, source TEXT, area TEXT, seen_as TEXT, amount DOUBLE);
CREATE TABLE links (seen_as TEXT, person_id TEXT);
CREATE VIEW profiles AS
SELECT person_id, count(*) AS n_events, sum(amount) AS spend, max(event_time) AS last_seen,
FROM events JOIN links USING (seen_as) GROUP BY person_id ORDER BY person_id;
"""


class Reservoir:
    """A store of events that is written once and asked at any time.

    Use it as ``with Reservoir() as store: …``: it is in memory unless a path is given, and closed
    at the end.

    Parameters
    ----------
    path : str
        Where the store lies; in memory by default.

    Examples
    --------
    >>> with Reservoir() as store:
    ...     store.ask("SELECT count(*) AS n FROM events").to_dict("list")
    {'n': [0]}
    """

    def __init__(self, path: str = ":memory:") -> None:
        import duckdb

        self._connection = duckdb.connect(path, config={"threads": 1})
        known = self.ask("SELECT table_name FROM information_schema.tables")
        if "events" not in set(known["table_name"]):
            self._connection.execute(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; asked again, it refuses."""
        self._connection.close()

    def append(self, events: pd.DataFrame) -> None:
        """Add events at the end: event_time, source, area, seen_as, amount."""
        self._add("events", events[COLUMNS])

    def link(self, links: pd.DataFrame) -> None:
        """Add what is known of names: seen_as, person_id."""
        self._add("links", links[["seen_as", "person_id"]])

    def ask(self, sql: str, *values: object) -> pd.DataFrame:
        """Return the answer to a question in SQL; `?` stands for a value."""
        return self._connection.execute(sql, list(values)).df()

    def change(self, sql: str, *values: object) -> None:
        """Run a statement that changes the store, such as DELETE."""
        self._connection.execute(sql, list(values))

    def _add(self, table: str, rows: pd.DataFrame) -> None:
        self._connection.register("incoming", rows)
        self._connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
        self._connection.unregister("incoming")
