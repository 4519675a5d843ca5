"""Who may read what: a desk per role over one customer table, and a log of what it refused."""

import sqlite3
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import Anything, Closing, Flags, Text, checked, plain_names, table_of

__all__ = ["Desk", "open_desk", "probe_matrix"]

FUNCTIONS = frozenset({"count", "sum", "avg", "min", "max", "round", "length", "upper", "lower"})
ACTIONS = {
    sqlite3.SQLITE_READ: "READ",
    sqlite3.SQLITE_FUNCTION: "FUNCTION",
    sqlite3.SQLITE_RECURSIVE: "RECURSIVE",
    sqlite3.SQLITE_INSERT: "INSERT",
    sqlite3.SQLITE_UPDATE: "UPDATE",
    sqlite3.SQLITE_DELETE: "DELETE",
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_PRAGMA: "PRAGMA",
}
STEPS = 2_000_000  # of SQLite's machine: more than any question to a small table needs
LONGEST = 100_000  # characters of a text: CTEs that join a text to itself double it at each step
CELLS = frozenset(  # what pandas calls the columns that SQLite can hold
    {"string", "integer", "floating", "boolean", "datetime64", "date", "empty"}
)
WAYS = {
    "select": "SELECT {field} FROM customer",
    "where": "SELECT count(*) FROM customer WHERE {field} IS NOT NULL",
    "order by": "SELECT 1 FROM customer ORDER BY {field}",
    "group by": "SELECT count(*) FROM customer GROUP BY {field}",
    "count": "SELECT count({field}) FROM customer",
    "subquery": "SELECT (SELECT {field} FROM customer LIMIT 1)",
    "union": "SELECT 1 UNION SELECT {field} FROM customer",
    "with": "WITH customer AS (SELECT {field} FROM main.customer) SELECT * FROM customer",
    "join": "SELECT 1 FROM customer AS a JOIN customer AS b ON a.{field} = b.{field}",
}


class Desk(Closing):
    """A desk that answers questions in SQL to the table `customer`, as far as its role may read.

    Open it by `open_desk`, with `with`. It holds copies of the allowed columns only; of the others
    it knows the name, so that it can refuse by name.

    Parameters
    ----------
    role : str
        Whose desk it is; it stands in the log.
    allowed : frozenset of str
        Columns that the role may read.
    copy : DataFrame
        The customers; columns that are not allowed are empty.
    """

    def __init__(self, role: str, allowed: frozenset[str], copy: pd.DataFrame) -> None:
        self._role, self._allowed, self._log = role, frozenset(map(str, allowed)), []
        self._fields = frozenset(map(str, copy.columns))
        self._store = _stored(copy)
        self._store.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._store.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        self._store.set_authorizer(self._judge)

    def close(self) -> None:
        """Close the copies; no further question is answered."""
        self._store.close()

    def __repr__(self) -> str:
        return f"Desk of {self._role}: reads {', '.join(sorted(self._allowed)) or 'nothing'}"

    @checked
    def ask(self, sql: Text, values: tuple = ()) -> pd.DataFrame:
        """Return the rows that a question asks for; refuse it if it touches another field.

        Parameters
        ----------
        sql : str
            One SELECT over `customer`, with a `?` for each value.
        values : tuple
            What to put for the `?`, each text, a number, True, False or None: it is compared, and
            never read as SQL.

        Returns
        -------
        DataFrame
            The answer. Dates are text, such as "2024-01-06 00:00:00".

        Raises
        ------
        PermissionError
            If the role may not do that. The log says what it was.
        TypeError
            If `values` is no tuple, or holds something else.
        ValueError
            If `sql` is no question that SQLite understands, takes too long or makes a text too
            long, or if the desk is closed.
        """
        given = _compared(values)
        n_refused = len(self._log)
        try:
            self._store.set_progress_handler(lambda: 1, STEPS)
            found = self._store.execute(sql, given)
            if found.description is None:
                raise ValueError("no rows were asked for")
            names = [column[0] for column in found.description]
            return pd.DataFrame(found.fetchall(), columns=names)
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
            if len(self._log) > n_refused:
                last = self._log[-1]
                raise PermissionError(
                    f"`sql` must stay within the role {self._role!r}; got {last['action']} "
                    f"{last['field']}".rstrip()
                    + "."
                ) from None
            raise ValueError(f"`sql` must be one SELECT; got: {str(error).rstrip('.')}.") from None

    def answers(self, *questions: str) -> pd.DataFrame:
        """Return for each question whether it was answered, and with how many rows.

        Parameters
        ----------
        *questions : str
            Each one SELECT.

        Returns
        -------
        DataFrame
            One row per question: question, answer ("3 rows", or why it was refused).
        """
        rows = []
        for question in questions:
            try:
                answer = f"{len(self.ask(question))} rows"
            except PermissionError as error:
                answer = "refused: " + str(error).split("; got ")[1].rstrip(".")
            except ValueError:
                answer = "not understood"
            rows.append({"question": question, "answer": answer})
        return pd.DataFrame(rows, columns=["question", "answer"])

    @property
    def refusals(self) -> pd.DataFrame:
        """The log: one row per refusal, with role, action and field, and never what was typed."""
        return pd.DataFrame(self._log, columns=["role", "action", "field"])

    def _judge(self, action: int, one: str | None, two: str | None, *_: str | None) -> int:
        """Say yes to SELECT, to allowed columns and to known functions, and log every no."""
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        is_row_count = action == sqlite3.SQLITE_READ and one == "customer" and not two
        is_field = action == sqlite3.SQLITE_READ and one == "customer" and two in self._allowed
        is_function = action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in FUNCTIONS
        if is_row_count or is_field or is_function:
            return sqlite3.SQLITE_OK
        field = two if two in self._fields else ""  # other names may be what somebody typed
        self._log.append(
            {"role": self._role, "action": ACTIONS.get(action, "OTHER"), "field": field}
        )
        return sqlite3.SQLITE_DENY


@checked
def open_desk(customers: table_of(Anything), matrix: table_of(Flags), role: Text) -> Desk:
    """Return the desk of one role, which answers what the role may read.

    Use it in `with open_desk(…) as desk:`, and ask by `desk.ask(sql)`.

    Parameters
    ----------
    customers : DataFrame
        One row per customer; its columns are the fields, each of text, numbers, dates or True and
        False, where some may be missing.
    matrix : DataFrame
        The role matrix: a row per field (index), a column per role, True where the role may read.
        A field without a row is forbidden to all.
    role : str
        A column of `matrix`.

    Returns
    -------
    Desk
        Over the one table `customer`, in memory.

    Raises
    ------
    TypeError
        If a field is not named by text, or its cells are of another kind or of several.
    ValueError
        If there is no customer, the role is unknown, a row of the matrix is no field of the table,
        or a field stands twice in one of them.

    Notes
    -----
    Three locks: forbidden columns are empty in the copy, other databases can't be attached, and
    SQLite asks the matrix before it reads a column. The last one alone would not do: SQLite does
    not ask about the columns of `JOIN … USING` (tried with 3.40.1). The copy is sorted by what the
    role may read, so a table that came in the order of a forbidden field does not tell it.

    References
    ----------
    None: this is ours.

    Examples
    --------
    >>> customers = pd.DataFrame({"name": ["Wang"], "phone": ["0912"]})
    >>> matrix = pd.DataFrame({"carrier": [True, False]}, index=["name", "phone"])
    >>> with open_desk(customers, matrix, "carrier") as desk:
    ...     desk.answers("SELECT name FROM customer", "SELECT phone FROM customer")["answer"][1]
    'refused: READ phone'
    """
    if role not in matrix.columns:
        known = ", ".join(map(str, matrix.columns))
        raise ValueError(f"`role` must be one of {known}; got {role!r}.")
    may = _completed(matrix, customers)[role]
    copy = pd.DataFrame({field: _plain(customers[field]) for field in customers})
    allowed = frozenset(may.index[may])
    for field in may.index[~may]:
        copy[field] = None
    if allowed:
        by = sorted(allowed)
        copy = copy.sort_values(by, key=lambda column: column.map(repr), kind="stable")
    return Desk(role, allowed, copy)


@checked
def probe_matrix(customers: table_of(Anything), matrix: table_of(Flags)) -> pd.DataFrame:
    """Return what happens if every role tries to reach every field in nine ways.

    Use it as the test of a role matrix: what is written in it against what a desk does.

    Parameters
    ----------
    customers : DataFrame
        One row per customer; its columns are the fields.
    matrix : DataFrame
        The role matrix: a row per field (index), a column per role, True where the role may read.

    Returns
    -------
    DataFrame
        One row per role, field of the table and way of asking: role, field, way, may (what the
        matrix says; False if it has no row for the field), answered (what the desk did).

    Examples
    --------
    >>> customers = pd.DataFrame({"name": ["Wang"], "phone": ["0912"]})
    >>> matrix = pd.DataFrame({"carrier": [True, False]}, index=["name", "phone"])
    >>> tried = probe_matrix(customers, matrix)
    >>> len(tried), int((tried["may"] == tried["answered"]).sum())
    (18, 18)
    """
    rows = []
    may = _completed(matrix, customers)
    for role in matrix.columns:
        with open_desk(customers, matrix, role) as desk:
            for field in sorted(may.index):
                name = '"' + str(field).replace('"', '""') + '"'
                for way, sql in WAYS.items():
                    answer = desk.answers(sql.format(field=name))["answer"].iloc[0]
                    rows.append((role, field, way, may.loc[field, role], "rows" in answer))
    return pd.DataFrame(rows, columns=["role", "field", "way", "may", "answered"])


def _completed(matrix: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix with a row for each field of the table; one that it lacks is forbidden."""
    if not len(customers):
        raise ValueError("`customers` must have at least one row; got none.")
    if odd := [field for field in matrix.index if not isinstance(field, str)]:
        raise TypeError(f"`matrix` must have fields named by text; got {odd[0]!r}.")
    for name, fields in (("matrix", matrix.index), ("customers", customers.columns)):
        if (twice := fields.astype(str).str.lower().duplicated()).any():  # SQLite ignores capitals
            raise ValueError(f"`{name}` must have each field once; got {fields[twice][0]!r} twice.")
    unknown = [field for field in matrix.index if field not in customers.columns]
    if unknown:
        raise ValueError(
            f"`matrix` must have only columns of `customers` as rows; got {unknown[0]!r}."
        )
    return matrix.reindex(list(customers.columns), fill_value=False)


def _plain(column: pd.Series) -> pd.Series:
    """Return a column as SQLite can hold it."""
    plain, kind_of = plain_names(column), pd.api.types.infer_dtype
    if plain.dtype == object and kind_of(plain) != "string":
        # Numbers of NumPy in a column of objects would be stored as bytes.
        plain = plain.where(plain.notna(), None).convert_dtypes()
    if kind_of(plain) not in CELLS:
        kinds = ", ".join(sorted({type(cell).__name__ for cell in plain.dropna()}))
        raise TypeError(
            "`customers` must have only text, only numbers, only dates or only True and False in "
            f"`{column.name}`; got {kinds}."
        )
    return plain


def _stored(copy: pd.DataFrame) -> sqlite3.Connection:
    """Return a store in memory that holds the table `customer`."""
    store = sqlite3.connect(":memory:", isolation_level=None)
    try:
        copy.to_sql("customer", store, index=False)
    except (ValueError, OverflowError) as error:
        store.close()
        raise ValueError(
            f"`customers` must have names and cells that SQLite can hold; got: {error}."
        ) from None
    return store


def _compared(values: Any) -> tuple:
    """Return values as SQLite compares them; numbers of NumPy would be bytes to it."""
    if not isinstance(values, tuple):
        raise TypeError(
            f"`values` must be a tuple; got {type(values).__name__}. Write (value,) for one value."
        )
    plain = tuple(value.item() if isinstance(value, np.generic) else value for value in values)
    for value in plain:
        if value is not None and not isinstance(value, str | int | float):
            raise TypeError(
                f"`values` must be text, numbers, True, False or None; got {type(value).__name__}."
            )
    return plain
