"""The command: python -m crmlib audit orders.csv --out report.html."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from crmlib import course_root
from crmlib.datasets import OrderBook, load_orders

__all__ = ["run_audit"]

OWN = ("cdnow", "complete_journey", "tea_shop")
BINDER = ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "BINDER_REPO_URL")
REFUSED = (
    "This is Binder, a machine of other people: your customers' orders do not belong here. "
    "Run the audit on your own machine, or try it with: python -m crmlib audit cdnow"
)
NAMELESS = (
    "`{}` has a letter that your system's code page, {}, cannot write, so no such file is found or "
    "made. Set the variable PYTHONUTF8 first (export PYTHONUTF8=1), and try again."
)
ARGUMENTS = "columns|date_order|decimal|currency|sheet|as_of|time_zone"
TEXTS, HEAD = {".csv", ".tsv", ".txt"}, 65_536  # bytes in which the names of columns stand
CONSENT = re.compile(r"accepts[ _]marketing|(?:email[ _])?marketing[ _]consent", re.IGNORECASE)
NO = {"no", "n", "false", "0", "refused", "unsubscribed", "nein", "non", "\u5426"}
OPTIONS = ("date_order", "decimal", "currency", "sheet", "as_of", "time_zone")


def run_audit(arguments: Sequence[str]) -> int:
    """Audit a customer base from the command line and return the exit status.

    Use it as ``python -m crmlib audit orders.csv --out report.html``.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind ``audit``; ``--help`` lists it.

    Returns
    -------
    int
        0 if the report is written; 2 if something must be said or mended first, after one
        sentence that says what.

    Raises
    ------
    SystemExit
        With status 2 if an option is unknown, with 0 after ``--help``.

    Examples
    --------
    From the course's folder::

        python -m crmlib audit orders.csv --out report.html --lists lists
    """
    chosen = _parser().parse_args(list(arguments))
    if _on_binder() and not _of_the_course(chosen.orders):
        return _refuse(REFUSED)
    if name := _unwritable(chosen):
        return _refuse(NAMELESS.format(name, sys.getfilesystemencoding()))
    if chosen.margin is not None and not 0 <= chosen.margin <= 1:
        return _refuse(f"`--margin` must lie in [0, 1]; got {chosen.margin:g}.")
    try:
        _say(f"reading {chosen.orders}")
        told = _told(chosen)
        return _audit(chosen, *told)
    except OSError as error:
        where = f' ("{error.filename}")' if error.filename else ""
        return _refuse(f"That did not work: {error.strerror or error}{where}.")
    except _UnreadableError as error:
        return _refuse(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crmlib audit", allow_abbrev=False)
    add = parser.add_argument
    add("orders", help="the export of your shop: .csv, .tsv, .txt, .xlsx or .parquet; or cdnow")
    add("--out", default="report.html", help="where the report goes (report.html)")
    add("--lists", metavar="FOLDER", help="write lists by your customers' ids into this folder")
    add("--columns", nargs="+", default=[], metavar="WHAT=COLUMN", help="customer_id=Email …")
    add("--date-order", choices=["dmy", "mdy", "ymd"], help="how 01/02/2025 is read")
    add("--decimal", choices=[".", ","], help="the decimal sign")
    add("--currency", help="the currency to keep, such as usd")
    add("--sheet", help="the sheet of a workbook")
    add("--as-of", help="the last day that counts, such as 2025-06-30")
    add("--time-zone", help="whose clock tells the day, such as Europe/Berlin")
    add("--channel", metavar="COLUMN", help="the column that tells where an order came from")
    add("--consent", metavar="COLUMN", help="the column that tells who accepts mail: yes, no")
    add("--margin", type=float, help="what you keep of a sale, from 0 to 1")
    add("--names", action="store_true", help="call customers by their ids, not by numbers")
    return parser


class _UnreadableError(Exception):
    """A file that does not tell enough; the words say what must be said."""


def _told(
    chosen: argparse.Namespace,
) -> tuple[OrderBook, set[str] | None, pd.DataFrame | None]:
    """Return the book, who refused mail, and the rows with channels."""
    try:
        book = load_orders(_source(chosen.orders), **_options(chosen))
        if _runs_ahead(book, chosen):
            book = load_orders(_source(chosen.orders), **_options(chosen))
        if book.orders.empty:
            raise ValueError(_nothing(book))
        return book, _refused(chosen), _channels(chosen)
    except (ValueError, TypeError, ImportError) as error:
        raise _UnreadableError(_as_options(str(error))) from error


def _runs_ahead(book: OrderBook, chosen: argparse.Namespace) -> bool:
    """Return whether orders lie after today; then today is the last day, unless one was said."""
    tomorrow = pd.Timestamp.today().normalize() + pd.Timedelta(days=1)  # where it is later
    if chosen.as_of or chosen.orders in OWN or book.orders.empty:
        return False
    if book.orders["order_date"].max().tz_localize(None).normalize() <= tomorrow:
        return False
    chosen.as_of = f"{tomorrow.date()}"
    return True


def _nothing(book: OrderBook) -> str:
    """Say why no order is left, by what the most rows are."""
    report = book.report()["rows"]
    if report.empty:
        return "the table has no rows below its header, so there is no order to look at."
    most = report.idxmax()
    why = book.rows.loc[book.rows["bin"] == most, "why"].iloc[0]
    example = f" ({why})" if why else ""
    return (
        f"every row was set aside, so there is no order to look at; {report[most]:,} of "
        f"{report.sum():,} as {most}{example}."
    )


def _audit(
    chosen: argparse.Namespace,
    book: OrderBook,
    refused: set[str] | None,
    channels: pd.DataFrame | None,
) -> int:
    import matplotlib

    from crmlib.course.audit.report import audit_report, customer_audit

    matplotlib.use("Agg")  # no window, on any machine
    facts = customer_audit(
        book,
        margin=chosen.margin,
        names=chosen.names,
        lists_made=bool(chosen.lists),
        refused=refused,
        channels=channels,
        say=_say,
    )
    _say("drawing and writing the report")
    page = audit_report(facts, Path(chosen.orders).name)
    out = Path(chosen.out)
    out.write_text(page, encoding="utf-8", newline="\n")
    if chosen.lists:
        from crmlib.course.audit.lists import _lists, _write_lists

        _write_lists(_lists(facts), Path(chosen.lists))
    report = book.report()
    n, used = int(report["rows"].sum()), int(report["rows"].get("order", 0))
    rows = "row" if n == 1 else "rows"
    print(f"{n:,} {rows} read = {used:,} used + {n - used:,} set aside.")
    print(f"The report is {out.resolve()}.")
    return 0


def _source(text: str) -> str | Path:
    if text in OWN:
        return text
    path = Path(text)
    if path.is_dir() or "://" in text:
        return text  # the loader says what it is
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file", str(path))
    return path


def _options(chosen: argparse.Namespace) -> dict[str, object]:
    """Return what the loader is told; only what was said."""
    said = {name: getattr(chosen, name) for name in OPTIONS}
    said["columns"] = _columns(chosen.columns)
    return {name: value for name, value in said.items() if value}


def _channels(chosen: argparse.Namespace) -> pd.DataFrame | None:
    """Return the rows with their order's channel, if a column for it was named.

    Some exports say it on the first row of an order only.
    """
    if not chosen.channel:
        return None
    rows = _beside(chosen, chosen.channel)
    said = rows["item"].astype("str").str.strip().replace("", None)
    return rows.assign(channel=said.groupby(rows["order_id"]).transform("first"))


def _refused(chosen: argparse.Namespace) -> set[str] | None:
    """Return who said no to mail in any row; None where the table does not tell."""
    column = chosen.consent or _consent_column(chosen.orders)
    if not column:
        return None
    rows = _beside(chosen, column)
    said = rows["item"].astype(str).str.strip().str.casefold()
    return set(rows.loc[said.isin(NO), "customer_id"].astype(str))


def _consent_column(source: str) -> str:
    """Return the name of a column of consent that the head of a text file shows, or nothing."""
    if source in OWN or Path(source).suffix.lower() not in TEXTS:
        return ""
    with Path(source).open("rb") as file:
        head = file.read(HEAD).replace(b"\0", b"").decode("utf-8", "ignore")
    found = CONSENT.search("\n".join(head.splitlines()[:5]))
    return found.group() if found else ""


def _beside(chosen: argparse.Namespace, column: str) -> pd.DataFrame:
    """Return the rows of the orders with what another column says of them."""
    options = _options(chosen)
    options["columns"] = options.get("columns", {}) | {"item": column}
    return load_orders(_source(chosen.orders), **options).lines


def _as_options(sentence: str) -> str:
    """Return what the loader says, with its arguments spelt as options of the command."""
    sentence = " ".join(sentence.split())
    sentence = re.sub(r'columns=\{"(\w+)": …\}', r"--columns \1=NAME", sentence)
    sentence = re.sub(rf'\b({ARGUMENTS})="(\w+)" or "(\w+)"', r"--\1 \2 or --\1 \3", sentence)
    sentence = re.sub(rf'\b({ARGUMENTS})="([^"]*)"', r"--\1 \2", sentence)
    sentence = re.sub(rf"`({ARGUMENTS})`", r"`--\1`", sentence)
    return re.sub(r"--(date|as|time)_(order|of|zone)", r"--\1-\2", sentence)


def _columns(pairs: Sequence[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise ValueError(f"`--columns` must be pairs like customer_id=Email; got {pair!r}.")
    return dict(pair.split("=", 1) for pair in pairs)


def _unwritable(chosen: argparse.Namespace) -> str:
    """Return which name of a file the system's code page cannot write, or nothing."""
    for argument in ("orders", "out", "lists"):
        try:
            os.fsencode(getattr(chosen, argument) or "")
        except UnicodeEncodeError:
            return argument if argument == "orders" else f"--{argument}"
    return ""


def _on_binder() -> bool:
    return any(os.environ.get(name) for name in BINDER)


def _of_the_course(source: str) -> bool:
    datasets = course_root() / "datasets"
    return source in OWN or Path(source).resolve().is_relative_to(datasets)


def _say(step: str) -> None:
    """Tell those who wait what goes on, where it doesn't mix with the result."""
    print(f"… {step}", file=sys.stderr, flush=True)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
