"""One order through shop, CRM, ERP and SCM: what a crash doubles or loses, and what prevents it."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crmlib.core import Amounts, Closing, Flag, checked, filled, whole
from crmlib.systems.stored import StoredIds

__all__ = ["OrderFlow", "OrderRun", "run_orders", "crash_table"]

Orders = filled(order_id=StoredIds, customer_id=StoredIds, amount=Amounts)

SYSTEMS = ("shop", "crm", "erp", "scm")
READERS = {
    "placed": "crm",
    "credit taken": "erp",
    "no stock": "crm",
    "refused": "shop",
    "shipped": "shop",
    "stock low": "scm",
}
CREDIT_LIMIT, STOCK, LOW_STOCK, REFILL = 100, 3, 2, 2  # ours
BOXES = """
CREATE TABLE IF NOT EXISTS inbox (message_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outbox (place INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT, topic TEXT, body TEXT, is_sent INTEGER DEFAULT 0);
"""
TABLES = {
    "shop": """CREATE TABLE IF NOT EXISTS book (order_id TEXT PRIMARY KEY, state TEXT);
        CREATE TABLE IF NOT EXISTS notice (place INTEGER PRIMARY KEY, order_id TEXT, told TEXT);""",
    "crm": """CREATE TABLE IF NOT EXISTS account
        (customer_id TEXT PRIMARY KEY, owes REAL NOT NULL DEFAULT 0);""",
    "erp": f"""CREATE TABLE IF NOT EXISTS stock (item TEXT PRIMARY KEY, units INTEGER);
        CREATE TABLE IF NOT EXISTS shipment (place INTEGER PRIMARY KEY, order_id TEXT);
        INSERT OR IGNORE INTO stock VALUES ('tea', {STOCK});""",
    "scm": """CREATE TABLE IF NOT EXISTS purchase
        (place INTEGER PRIMARY KEY, order_id TEXT, units INTEGER);""",
    "log": """CREATE TABLE IF NOT EXISTS message (place INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT, topic TEXT, reader TEXT, body TEXT, is_read INTEGER DEFAULT 0);""",
}


class _Crash(Exception):  # noqa: N818
    """The program is gone; what was committed stays."""


@dataclass(frozen=True)
class OrderRun:
    """What one run of some orders left behind.

    Parameters
    ----------
    steps : DataFrame
        Index step, from 1; system and action: what the program did, in order.
    messages : DataFrame
        Index place in the log, from 1; message_id, topic, reader.
    ending : Series
        What each customer owes (`owed by C1` …), tea left, shipments, purchases and notices.
    """

    steps: pd.DataFrame
    messages: pd.DataFrame
    ending: pd.Series


class OrderFlow(Closing):
    """Four systems with one store each, and a log that carries messages between them.

    Parameters
    ----------
    orders : list of (str, str, float)
        Order, customer and amount; each order is for one chest of tea.
    outbox : bool
        Whether messages to send are written in the transaction of the change.
    inbox : bool
        Whether a message's name is written down in the transaction of its effect.
    deliveries : int
        How often the log gets each message.
    folder : Path, optional
        Where the stores lie; in memory if not given.
    before_step : callable, optional
        Called with the number of each step before it is done; may raise, or end the process.
    """

    def __init__(
        self,
        orders: list[tuple[str, str, float]],
        *,
        outbox: bool = True,
        inbox: bool = True,
        deliveries: int = 1,
        folder: Path | None = None,
        before_step: Callable[[int], Any] | None = None,
    ) -> None:
        self.orders, self.outbox, self.inbox = orders, outbox, inbox
        self.deliveries, self.before_step = deliveries, before_step
        self.steps: list[tuple[str, str]] = []
        self.stores = {name: _opened(name, folder) for name in (*SYSTEMS, "log")}
        sql = "INSERT OR IGNORE INTO account (customer_id) VALUES (?)"
        for _, customer_id, _ in orders:
            self.stores["crm"].execute(sql, (customer_id,))

    def close(self) -> None:
        """End all stores."""
        for store in self.stores.values():
            store.close()

    def run(self) -> None:
        """Place what is not yet in the shop's book, then carry messages until none is left."""
        for order in self.orders:
            self.place(*order)
        moved = True
        while moved:
            moved = False
            for system in SYSTEMS:
                moved |= self.relay(system)
                moved |= self.consume(system)

    def restart(self) -> None:
        """Forget what was not committed, as a database does after a crash."""
        for store in self.stores.values():
            if store.in_transaction:
                store.execute("ROLLBACK")

    def place(self, order_id: str, customer_id: str, amount: float) -> bool:
        """Write an order into the shop's book; return False if it stands there already."""
        shop = self.stores["shop"]
        if shop.execute("SELECT 1 FROM book WHERE order_id = ?", (order_id,)).fetchone():
            return False
        shop.execute("BEGIN IMMEDIATE")
        self._write("shop", f"writes {order_id} into its book",
                    "INSERT INTO book VALUES (?, 'placed')", order_id)  # fmt: skip
        body = {"order_id": order_id, "customer_id": customer_id, "amount": amount}
        self._finish("shop", ["placed"], body)
        return True

    def relay(self, system: str) -> bool:
        """Send a system's oldest unsent message to the log; return False if there is none."""
        store = self.stores[system]
        row = store.execute(
            "SELECT place, topic, body FROM outbox WHERE is_sent = 0 ORDER BY place LIMIT 1"
        ).fetchone()
        if row is None:
            return False
        place, topic, body = row
        self._send(system, topic, json.loads(body))
        self._write(system, f"marks {_named(topic, json.loads(body))} as sent",
                    "UPDATE outbox SET is_sent = 1 WHERE place = ?", place)  # fmt: skip
        return True

    def consume(self, system: str, place: int | None = None) -> bool:
        """Handle a system's oldest unread message, or one given; return False if there is none."""
        row = self.stores["log"].execute(
            "SELECT place, message_id, topic, body FROM message WHERE reader = ? "
            "AND CASE WHEN ? IS NULL THEN is_read = 0 ELSE place = ? END ORDER BY place LIMIT 1",
            (system, place, place),
        ).fetchone()  # fmt: skip
        if row is None:
            return False
        place, message_id, topic, body = row
        self.stores[system].execute("BEGIN IMMEDIATE")
        if self._is_new(system, message_id):
            order = json.loads(body)
            self._finish(system, HANDLERS[topic](self, order), order)
        else:
            self.stores[system].execute("ROLLBACK")
        self._write("log", f"marks {message_id} as read by {system}",
                    "UPDATE message SET is_read = 1 WHERE place = ?", place)  # fmt: skip
        return True

    def result(self) -> OrderRun:
        """Return what stands in the stores now."""
        crm, erp, scm = (self.stores[name] for name in ("crm", "erp", "scm"))
        owed = crm.execute("SELECT customer_id, owes FROM account ORDER BY customer_id")
        ending = {f"owed by {customer_id}": owes for customer_id, owes in owed}
        ending["tea left"] = erp.execute("SELECT units FROM stock").fetchone()[0]
        ending["shipments"] = _count(erp, "shipment")
        ending["purchases"] = _count(scm, "purchase")
        ending["notices"] = _count(self.stores["shop"], "notice")
        messages = self.stores["log"].execute(
            "SELECT message_id, topic, reader, place FROM message ORDER BY place"
        )
        columns = ["message_id", "topic", "reader", "place"]
        return OrderRun(
            steps=_steps(self.steps),
            messages=pd.DataFrame(messages.fetchall(), columns=columns).set_index("place"),
            ending=pd.Series(ending, dtype=float, name="ending"),
        )

    def _step(self, system: str, action: str) -> None:
        self.steps.append((system, action))
        if self.before_step:
            self.before_step(len(self.steps))

    def _write(self, system: str, action: str, sql: str, *values: Any) -> int:
        self._step(system, action)
        return self.stores[system].execute(sql, values).rowcount

    def _is_new(self, system: str, message_id: str) -> bool:
        if not self.inbox:
            return True
        told = f"notes {message_id} in its inbox"
        sql = "INSERT OR IGNORE INTO inbox VALUES (?)"
        return self._write(system, told, sql, message_id) == 1

    def _finish(self, system: str, topics: list[str], order: dict) -> None:
        """Commit a change; its messages go into the outbox before, or to the log after it."""
        store = self.stores[system]
        if self.outbox:
            for topic in topics:
                self._write(
                    system, f"puts {_named(topic, order)} into its outbox",
                    "INSERT INTO outbox (message_id, topic, body) VALUES (?, ?, ?)",
                    _named(topic, order), topic, json.dumps(order),
                )  # fmt: skip
        self._step(system, "commits")
        store.execute("COMMIT")
        if not self.outbox:
            for topic in topics:
                self._send(system, topic, order)

    def _send(self, system: str, topic: str, order: dict) -> None:
        for _ in range(self.deliveries):
            self._write(
                "log", f"takes {_named(topic, order)} from {system}",
                "INSERT INTO message (message_id, topic, reader, body) VALUES (?, ?, ?, ?)",
                _named(topic, order), topic, READERS[topic], json.dumps(order),
            )  # fmt: skip


@checked
def run_orders(
    orders: Orders,
    *,
    crash_at: whole(1) | None = None,
    outbox: Flag = True,
    inbox: Flag = True,
    deliveries: whole(1, 2) = 1,
) -> OrderRun:
    """Return what is left when some orders have gone through shop, CRM, ERP and SCM.

    Use it to follow one order, and to kill the program at any step and start it again.

    Parameters
    ----------
    orders : DataFrame, one row per order
        order_id, customer_id and amount; each order is for one chest of tea.
    crash_at : int, optional
        The program dies right before this step, and starts again on what was committed.
    outbox : bool
        Whether messages to send are written in the transaction of the change.
    inbox : bool
        Whether a message's name is written down in the transaction of its effect.
    deliveries : int
        How often the log gets each message, 1 or 2.

    Returns
    -------
    OrderRun
        Its steps, messages and ending.

    Raises
    ------
    ValueError
        If an order comes twice.

    Notes
    -----
    Ours: each customer may owe 100 (counted to the cent), the stock is 3 chests, and below 2 the
    ERP asks for 2 more, which arrive after the run. Stores are SQLite databases in memory. Whoever
    finds the order missing in the shop's book after a crash places it again.

    Whatever the order in which messages are read, what is shipped is owed, each order is told of
    once, and no limit is passed. Who gets the last chest, or the rest of a limit, is decided by
    that order alone: if something is scarce, ask how much was given, not to whom.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["O1"], "customer_id": ["C1"], "amount": [40]})
    >>> float(run_orders(orders).ending["owed by C1"])
    40.0
    >>> float(run_orders(orders, inbox=False, deliveries=2).ending["shipments"])
    3.0
    """
    names = orders["order_id"]
    if names.duplicated().any():
        twice = names[names.duplicated()].iloc[0]
        raise ValueError(f"`orders` must name each order once; got {twice} twice.")
    rows = list(zip(names, orders["customer_id"], orders["amount"], strict=True))

    def kill(step: int) -> None:
        if step == crash_at:
            raise _Crash(step)

    chosen = {"outbox": outbox, "inbox": inbox, "deliveries": deliveries}
    with OrderFlow(rows, **chosen, before_step=kill) as flow:
        try:
            flow.run()
        except _Crash:
            flow.restart()
            flow.run()
        return flow.result()


@checked
def crash_table(orders: Orders, *, outbox: Flag = True, inbox: Flag = True) -> pd.DataFrame:
    """Return how some orders end if the program is killed once, for each step of the run.

    Use it to count at how many steps a crash doubles or loses something.

    Parameters
    ----------
    orders : DataFrame, one row per order
        As for `run_orders`.
    outbox, inbox : bool
        As for `run_orders`.

    Returns
    -------
    DataFrame, one row per step
        Index step, from 1: the one that the crash came before. system and action of this step;
        verdict: right, doubled or lost; then the ending of the run, one column for each measure.

    Notes
    -----
    The right ending is that of a run without a crash. *Doubled*: something owed, shipped, bought
    or told is more than that; *lost*: none is more, and one is less.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["O1"], "customer_id": ["C1"], "amount": [40]})
    >>> crash_table(orders)["verdict"].unique().tolist()
    ['right']
    >>> crash_table(orders, outbox=False, inbox=False)["verdict"].value_counts().to_dict()
    {'right': 9, 'doubled': 5, 'lost': 1}
    """
    truth = run_orders(orders, outbox=outbox, inbox=inbox)
    endings = {
        step: run_orders(orders, crash_at=step, outbox=outbox, inbox=inbox).ending
        for step in truth.steps.index
    }
    table = pd.DataFrame(endings).T
    more = table.drop(columns="tea left") - truth.ending.drop("tea left")
    verdict = pd.Series("right", table.index).mask((more < 0).any(axis=1), "lost")
    verdict = verdict.mask((more > 0).any(axis=1), "doubled")
    return truth.steps.assign(verdict=verdict).join(table)


def _opened(name: str, folder: Path | None) -> sqlite3.Connection:
    place = ":memory:" if folder is None else str(Path(folder) / f"{name}.sqlite")
    store = sqlite3.connect(place, isolation_level=None)
    store.executescript(TABLES[name] + (BOXES if name in SYSTEMS else ""))
    return store


def _named(topic: str, order: dict) -> str:
    return f"{order['order_id']} {topic}"


def _count(store: sqlite3.Connection, table: str) -> int:
    return store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _steps(done: list[tuple[str, str]]) -> pd.DataFrame:
    steps = pd.DataFrame(done, columns=["system", "action"])
    return steps.set_axis(pd.RangeIndex(1, len(steps) + 1, name="step"))


def _take_credit(flow: OrderFlow, order: dict) -> list[str]:
    amount, customer_id = order["amount"], order["customer_id"]
    told = f"adds {amount:g} to what {customer_id} owes, up to {CREDIT_LIMIT}"
    sql = (
        "UPDATE account SET owes = round(owes + ?, 2) "
        "WHERE customer_id = ? AND round(owes + ?, 2) <= ?"
    )
    done = flow._write("crm", told, sql, amount, customer_id, amount, CREDIT_LIMIT)
    return ["credit taken"] if done else ["refused"]


def _give_back(flow: OrderFlow, order: dict) -> list[str]:
    amount, customer_id = order["amount"], order["customer_id"]
    told = f"takes {amount:g} off what {customer_id} owes"
    sql = "UPDATE account SET owes = round(owes - ?, 2) WHERE customer_id = ?"
    flow._write("crm", told, sql, amount, customer_id)
    return ["refused"]


def _ship(flow: OrderFlow, order: dict) -> list[str]:
    sql = "UPDATE stock SET units = units - 1 WHERE units > 0"
    if not flow._write("erp", "takes a chest from the stock", sql):
        return ["no stock"]
    sql = "INSERT INTO shipment (order_id) VALUES (?)"
    flow._write("erp", f"ships {order['order_id']}", sql, order["order_id"])
    left = flow.stores["erp"].execute("SELECT units FROM stock").fetchone()[0]
    return ["shipped", "stock low"] if left == LOW_STOCK - 1 else ["shipped"]


def _purchase(flow: OrderFlow, order: dict) -> list[str]:
    sql = "INSERT INTO purchase (order_id, units) VALUES (?, ?)"
    flow._write("scm", f"orders {REFILL} chests from the supplier", sql, order["order_id"], REFILL)
    return []


def _tell(topic: str) -> Callable[[OrderFlow, dict], list[str]]:
    def tell(flow: OrderFlow, order: dict) -> list[str]:
        order_id = order["order_id"]
        sql = "INSERT INTO notice (order_id, told) VALUES (?, ?)"
        flow._write("shop", f"tells the customer: {order_id} {topic}", sql, order_id, topic)
        return []

    return tell


HANDLERS = {
    "placed": _take_credit,
    "credit taken": _ship,
    "no stock": _give_back,
    "stock low": _purchase,
    "refused": _tell("refused"),
    "shipped": _tell("shipped"),
}
