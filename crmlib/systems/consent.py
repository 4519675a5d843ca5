"""Consent as a switch, and the way of a person out of every table, view, summary and file."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from crmlib.core import Flag, Text, checked, choice, filled
from crmlib.systems.reservoir import COLUMNS, LINKS, Reservoir
from crmlib.systems.stored import Place, _at_once

__all__ = ["ConsentReservoir", "erasure_steps"]

PURPOSES = ("suggestions", "statistics")
PLAIN = "SET force_compression = 'uncompressed'"
STORE = """
CREATE TABLE IF NOT EXISTS consents (person_id TEXT, purpose TEXT);
CREATE TABLE IF NOT EXISTS totals (n_people BIGINT, spend DOUBLE);
"""
VISIBLE = """
SELECT profiles.* FROM profiles JOIN consents USING (person_id)
WHERE purpose = ? ORDER BY person_id
"""
SEEN_AS = "seen_as IN (SELECT seen_as FROM links WHERE person_id = ?)"
# In this order: the links are needed until the end. A receipt stays, without a name.
FORGET = (
    f"UPDATE events SET seen_as = NULL WHERE source = 'till' AND {SEEN_AS}",
    f"DELETE FROM events WHERE {SEEN_AS}",
    "DELETE FROM consents WHERE person_id = ?",
    "DELETE FROM links WHERE person_id = ?",
)


class ConsentReservoir(Reservoir):
    """A reservoir that shows a person only for what the person has agreed to.

    Use it as ``with ConsentReservoir() as store: …``. Who has said nothing has not agreed.

    Parameters
    ----------
    path : str
        File of the store; in memory by default.

    Notes
    -----
    On top of a `Reservoir`: the tables `consents` (person_id, purpose) and `totals` (n_people,
    spend), a summary that is stored. Text is not compressed, so that one can search the file.
    A name is stored only while its owner is known: link first, then append. So an event of
    somebody who was forgotten, which comes late, is stored without the name, and no list of those
    who are gone is needed to tell.

    References
    ----------
    Ours; the source of the course does not mention consent.

    Examples
    --------
    >>> from crmlib.systems.simulated import toy_mall_events
    >>> events, links = toy_mall_events()
    >>> with ConsentReservoir() as store:
    ...     store.link(links)
    ...     store.append(events)
    ...     store.consent("Mei", "suggestions", True)
    ...     store.visible("suggestions")["person_id"].tolist()
    5
    ['Mei']
    """

    @checked
    def __init__(self, path: Place = ":memory:") -> None:
        in_memory = path == "" or path.startswith(":memory:")
        self._file = None if in_memory else Path(path).resolve()
        self._open(path)

    @checked
    def append(self, events: filled(**COLUMNS)) -> int:
        """Add events at the end, with a name only where its owner is known; return how many.

        Parameters
        ----------
        events : DataFrame, one row per event
            As for `Reservoir.append`.

        Returns
        -------
        int
            How many were stored with a name. The others are stored as well, without one.
        """
        owned = self.ask("SELECT seen_as FROM links")["seen_as"]
        known = events["seen_as"].where(events["seen_as"].isin(owned))
        return super().append(events.assign(seen_as=known))

    @checked
    def consent(self, person_id: Text, purpose: choice(*PURPOSES), agrees: Flag) -> None:
        """Turn the switch of a person for one purpose on or off.

        Parameters
        ----------
        person_id : str
            Who. It is stored as it was typed, never run.
        purpose : str
            "suggestions" or "statistics".
        agrees : bool
            Whether the person agrees from now on.

        Raises
        ------
        ValueError
            If the person owns no card and no account in the store.
        """
        self._require(person_id)
        values = [person_id, purpose]
        with _at_once(self._connection):
            self.ask("DELETE FROM consents WHERE person_id = ? AND purpose = ?", *values)
            if agrees:
                self.ask("INSERT INTO consents VALUES (?, ?)", *values)

    @checked
    def visible(self, purpose: choice(*PURPOSES)) -> pd.DataFrame:
        """Return the profiles of those who agree to a purpose now.

        Parameters
        ----------
        purpose : str
            "suggestions" or "statistics".

        Returns
        -------
        DataFrame
            As the view `profiles`: person_id, n_events, spend, last_seen.
        """
        return self.ask(VISIBLE, purpose)

    def publish(self) -> pd.DataFrame:
        """Store the number and the spending of those who agree to statistics; return both."""
        own = self.visible("statistics")
        with _at_once(self._connection):
            self.ask("DELETE FROM totals")
            self.ask("INSERT INTO totals VALUES (?, ?)", len(own), float(own["spend"].sum()))
        return self.ask("SELECT * FROM totals")

    @checked
    def forget(self, person_id: Text) -> None:
        """Take a person out of tables, views, the stored summary and the file.

        Parameters
        ----------
        person_id : str
            Who. Receipts stay, without a name; all else of the person goes.

        Raises
        ------
        ValueError
            If the person owns no card and no account in the store. The file is copied afresh even
            then, so that a run that was cut short can be repeated. If somebody else of this
            process has the file open: then nothing is done.
        """
        self._require_alone()
        try:
            self._require(person_id)
        finally:
            self._delete(person_id)
            self.publish()
            self._copy_afresh()

    def _open(self, path: str) -> None:
        super().__init__(path)
        self._connection.execute(PLAIN)
        self._connection.execute(STORE)

    def _require(self, person_id: str) -> None:
        if self.ask("SELECT 1 FROM links WHERE person_id = ?", person_id).empty:
            raise ValueError(
                "`person_id` must own a card or an account in the store, spelt as there; got "
                f"{person_id!r}."
            )

    def _delete(self, person_id: str) -> None:
        with _at_once(self._connection):
            for statement in FORGET:
                self.ask(statement, person_id)

    def _require_alone(self) -> None:
        """Refuse while others read the file: they would go on in the old one."""
        n_open = int(self.ask("SELECT * FROM duckdb_connection_count()").iat[0, 0])
        if self._file and n_open > 1:
            raise ValueError(
                "`person_id` must be forgotten while nobody else has the store open; got "
                f"{n_open} connections. Close the others first."
            )

    def _copy_afresh(self) -> None:
        """Put what can still be seen into a new file: the old one keeps what was deleted."""
        if self._file is None:
            return
        fresh = Path(f"{self._file}.fresh")
        self.close()
        try:
            for rest in (fresh, Path(f"{fresh}.wal")):  # of a copy that was cut short
                rest.unlink(missing_ok=True)
            _copied(self._file, fresh)
            Path(f"{self._file}.wal").unlink(missing_ok=True)
            shutil.rmtree(f"{self._file}.tmp", ignore_errors=True)
            fresh.replace(self._file)
        finally:
            self._open(str(self._file))


def _copied(old: Path, fresh: Path) -> None:
    import duckdb

    with duckdb.connect(config={"threads": 1}) as copier:
        copier.execute(PLAIN)
        for name, file in {"old": old, "fresh": fresh}.items():
            escaped = str(file).replace("'", "''")
            copier.execute(f"ATTACH '{escaped}' AS {name}")
        copier.execute("COPY FROM DATABASE old TO fresh")


@checked
def erasure_steps(
    events: filled(**COLUMNS), links: filled(**LINKS), person_id: Text
) -> pd.DataFrame:
    """Return where a person can still be found, step by step on the way out of a store.

    Use it to see which steps only hide somebody, and which one takes the name out of the file.

    Parameters
    ----------
    events : DataFrame, one row per event
        As for `Reservoir.append`.
    links : DataFrame, one row per card or account
        seen_as, person_id; everybody in it agrees to all at first.
    person_id : str
        Who goes.

    Returns
    -------
    DataFrame of str
        Indexed by step; view, tables, summary and file: "there" or "gone". The summary is the
        stored total; the file is searched, closed, for the letters of the name.

    Raises
    ------
    ValueError
        If nobody in `links` is called so, or if the letters of the name stand in the file without
        the person as well (as a part of another name), so that a search could not tell.

    Notes
    -----
    The store lies in a temporary folder, which is gone afterwards.

    References
    ----------
    DuckDB's manual, "Reclaiming Space": a deletion frees space and does not overwrite it.

    Examples
    --------
    >>> from crmlib.systems.simulated import toy_mall_events
    >>> erasure_steps(*toy_mall_events(), "Mei")["file"].tolist()
    ['there', 'there', 'there', 'there', 'there', 'gone']
    """
    if person_id not in set(links["person_id"]):
        raise ValueError(f"`person_id` must be one of `links`; got {person_id!r}.")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mall.db"
        for step, act in _steps(events, links, person_id).items():
            with ConsentReservoir(str(path)) as store:
                act(store)
                row = _places(store, person_id)
            found[step] = {**row, "file": _is_in_files(person_id, path.parent)}
    if found[step]["file"]:
        raise ValueError(
            "`person_id` must be no part of other text in the store, or the search finds that; "
            f"got {person_id!r}."
        )
    table = pd.DataFrame(found).T.rename_axis("step")
    return table.replace({True: "there", False: "gone"}).astype("str")


def _steps(
    events: pd.DataFrame, links: pd.DataFrame, person_id: str
) -> dict[str, Callable[[ConsentReservoir], None]]:
    def fill(store: ConsentReservoir) -> None:
        store.link(links)
        store.append(events)
        for person in links["person_id"].unique():
            _switch(store, person, True)
        store.publish()

    def vacuum(store: ConsentReservoir) -> None:
        store.ask("CHECKPOINT")
        store.ask("VACUUM")

    return {
        "before": fill,
        "consent withdrawn": lambda store: _switch(store, person_id, False),
        "rows deleted": lambda store: store._delete(person_id),
        "CHECKPOINT, VACUUM": vacuum,
        "summary made anew": lambda store: store.publish(),
        "copied to a new file": lambda store: store._copy_afresh(),
    }


def _is_in_files(name: str, folder: Path) -> bool:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return any(name.encode() in file.read_bytes() for file in files)


def _switch(store: ConsentReservoir, person_id: str, agrees: bool) -> None:
    for purpose in PURPOSES:
        store.consent(person_id, purpose, agrees)


def _places(store: ConsentReservoir, person_id: str) -> dict[str, bool]:
    """Return where a person is found from inside the store."""
    rest = store.visible("statistics")["person_id"]
    n_others = int((rest != person_id).sum())
    return {
        "view": person_id in set(store.visible("suggestions")["person_id"]),
        "tables": store.ask("SELECT 1 FROM links WHERE person_id = ?", person_id).size > 0,
        "summary": int(store.ask("SELECT n_people FROM totals")["n_people"].sum()) > n_others,
    }
