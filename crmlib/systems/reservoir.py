"""One reservoir for the events of all systems: append, link, ask."""

import pandas as pd

from crmlib.core import Closing, Text, checked, filled, missing_allowed, table
from crmlib.systems.stored import (
    Place,
    StoredAmounts,
    StoredDates,
    StoredTexts,
    _answer,
    _folded,
    _opened,
)

__all__ = ["Reservoir"]

COLUMNS = {
    "event_time": StoredDates,
    "source": StoredTexts,
    "area": StoredTexts,
    "seen_as": missing_allowed(StoredTexts),
    "good": missing_allowed(StoredTexts),
    "amount": missing_allowed(StoredAmounts),
}
LINKS = {"seen_as": StoredTexts, "person_id": StoredTexts}
STORE = """
CREATE TABLE IF NOT EXISTS events (
    event_time TIMESTAMP, source TEXT, area TEXT, seen_as TEXT, good TEXT, amount DOUBLE
);
CREATE TABLE IF NOT EXISTS links (seen_as TEXT, person_id TEXT);
CREATE VIEW IF NOT EXISTS profiles AS
SELECT person_id, count(*) AS n_events, coalesce(sum(amount), 0) AS spend,
    max(event_time) AS last_seen
FROM events JOIN links USING (seen_as) GROUP BY person_id ORDER BY person_id;
"""


class Reservoir(Closing):
    """A store of events that is added to, never overwritten, and asked at any time.

    Use it as ``with Reservoir() as store: …``, which closes it at the end.

    Parameters
    ----------
    path : str
        File of the store; in memory by default.

    Notes
    -----
    Tables `events` (event_time, source, area, seen_as, good, amount) and `links` (seen_as,
    person_id); the view `profiles` (person_id, n_events, spend, last_seen) is computed from both
    whenever it is asked.

    References
    ----------
    Raasveldt, M. and Mühleisen, H. (2019). DuckDB: an embeddable analytical database.
    Proceedings of SIGMOD 2019, 1981-1984.

    Examples
    --------
    >>> from crmlib.systems.simulated import toy_mall_events
    >>> events, links = toy_mall_events()
    >>> with Reservoir() as store:
    ...     store.append(events)
    ...     store.link(links)
    ...     store.ask("SELECT person_id, spend FROM profiles").to_dict("list")
    5
    {'person_id': ['Mei', 'Tao'], 'spend': [1700.0, 300.0]}
    """

    @checked
    def __init__(self, path: Place = ":memory:") -> None:
        self._connection = _opened(path, STORE)

    def close(self) -> None:
        """Close the store; who asks it afterwards is refused."""
        self._connection.close()

    @checked
    def append(self, events: filled(**COLUMNS)) -> int:
        """Add events at the end, and return how many of them name somebody.

        Parameters
        ----------
        events : DataFrame, one row per event
            event_time, source and area (text), seen_as (the name on a card or an account; missing
            where nobody is named), good (missing where it is about none), amount (missing where
            nothing is paid).

        Returns
        -------
        int
            How many were stored with a name.

        Raises
        ------
        ValueError
            If the times have a zone: the store keeps the clock of the mall. If a name is there in
            another case or width, or with other blanks: it would be taken for somebody else.
        """
        if getattr(events["event_time"].dtype, "tz", None) is not None:
            raise ValueError(
                "`events` must have times without a zone, by the mall's clock; got "
                f"{events['event_time'].dtype}. Try .dt.tz_localize(None)."
            )
        known = "SELECT seen_as FROM links UNION SELECT seen_as FROM events"
        self._require_one_spelling("events", events["seen_as"], known)
        self._add("events", events[list(COLUMNS)])
        return int(events["seen_as"].notna().sum())

    @checked
    def link(self, links: table(**LINKS)) -> None:
        """Add whose card or account it is.

        Parameters
        ----------
        links : DataFrame, one row per card or account
            seen_as, person_id (text).

        Raises
        ------
        ValueError
            If a card or an account would belong to two people, or if a name is there in another
            case or width, or with other blanks.
        """
        known = pd.concat([self.ask("SELECT seen_as FROM links"), links[["seen_as"]]])
        if (twice := known["seen_as"].duplicated()).any():
            raise ValueError(
                "`links` must name the owner of each `seen_as` once; got "
                f"{known['seen_as'][twice].iloc[0]!r} twice."
            )
        known = "SELECT seen_as FROM links UNION SELECT seen_as FROM events"
        self._require_one_spelling("links", links["seen_as"], known)
        self._require_one_spelling("links", links["person_id"], "SELECT person_id FROM links")
        self._add("links", links[list(LINKS)])

    @checked
    def owner(self, seen_as: Text) -> str | None:
        """Return whose card or account it is; None if nobody has said so.

        Parameters
        ----------
        seen_as : str
            The name on the card or the account, as it was read. It is looked up, never run.

        Returns
        -------
        str or None
            The person.
        """
        found = self.ask("SELECT person_id FROM links WHERE seen_as = ?", seen_as)
        return None if found.empty else found["person_id"].iloc[0]

    @checked
    def ask(self, sql: Text, *values: object) -> pd.DataFrame:
        """Return the answer to a question.

        Parameters
        ----------
        sql : str
            A question in SQL, or a statement that changes the store, such as DELETE.
        *values : object
            What stands for each `?` in it. Whatever a customer has typed belongs here.

        Returns
        -------
        DataFrame
            The rows of the answer.

        Raises
        ------
        ValueError
            If there are more statements than one, or none, or the store cannot answer. It reads
            and writes no file but its own.
        """
        return _answer(self._connection, sql, *values)

    def _require_one_spelling(self, table: str, names: pd.Series, known: str) -> None:
        """Refuse a name that only the eye takes for one that is there."""
        spelt = {_folded(name): name for name in self.ask(known).iloc[:, 0].dropna()}
        for name in names.dropna().unique():
            if spelt.setdefault(_folded(name), name) != name:
                raise ValueError(
                    f"`{table}` must spell each name in one way; got {name!r}, which is there in "
                    "another case or width, or with other blanks."
                )

    def _add(self, name: str, rows: pd.DataFrame) -> None:
        # A copy, since DuckDB cannot read a reversed view (std::bad_cast).
        self._connection.register("incoming", rows.copy())
        columns = ", ".join(rows.columns)
        self._connection.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming")
        self._connection.unregister("incoming")
