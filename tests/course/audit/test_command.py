"""The command: what it writes, what it refuses, and in which words."""

import pandas as pd
import pytest

from crmlib.__main__ import main
from crmlib.course.audit.command import BINDER, _as_options, _parser, _runs_ahead
from crmlib.datasets import OrderBook, load_orders

ROWS = "order,customer,date,total,mail,source\n"
ROWS += "1,Ann,2024-01-02,5.50,yes,web\n2,Bob,2024-01-09,6.50,no,fair\n3,,2024-02-20,7,yes,web\n"


@pytest.fixture
def export(tmp_path, monkeypatch):
    """Two customers and a guest; Bob refused mail."""
    for name in BINDER:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "my orders.csv"
    path.write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


COLUMNS = ["--columns", "order_id=order", "customer_id=customer", "order_date=date", "amount=total"]


def test_report_is_written_and_rows_add_up(export, capsys):
    assert main(["audit", str(export), *COLUMNS]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "3 rows read = 2 used + 1 set aside."
    assert "reading" in said.err
    assert (export.parent / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_tea_shop_is_known_by_its_name(export, capsys):
    assert main(["audit", "tea_shop", "--currency", "eur"]) == 0
    assert capsys.readouterr().out.startswith("602 rows read = ")


def test_lists_leave_out_who_refused_mail(export):
    options = ["--lists", "lists", "--consent", "mail", "--channel", "source"]
    assert main(["audit", str(export), *COLUMNS, *options]) == 0
    best = pd.read_csv("lists/best_tenth.csv")
    assert best["customer_id"].tolist() == ["Ann"]


def test_a_column_of_consent_is_found_by_its_name(export):
    export.write_text(ROWS.replace("mail,", "Accepts Marketing,"), encoding="utf-8")
    assert main(["audit", str(export), *COLUMNS, "--lists", "lists"]) == 0
    assert "Bob" not in (export.parent / "lists" / "second_order.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["no.csv"], 'there is no such file ("no.csv").'),
        (["cdnow", "--margin", "30"], "`--margin` must lie in [0, 1]; got 30."),
        (["my orders.csv", "--columns", "Email"], "`--columns` must be pairs like"),
        (["cdnow", "--out", "no/where.html"], "No such file or directory"),
        (["cdnow", "--as-of", "1998-01-01"], "`source` must be a file or a frame, to be read so"),
        (["tea_shop"], "`--currency` must be said: amounts are in eur (584), gbp (5)"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_status_two(export, capsys, options, sentence):
    assert main(["audit", *options]) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]


def test_days_that_can_be_read_in_two_ways_are_asked(export, capsys):
    export.write_text(ROWS.replace("2024-01-02", "01/02/2024").replace("2024-01-09", "03/04/2024")
                      .replace("2024-02-20", "05/06/2024"), encoding="utf-8")  # fmt: skip
    assert main(["audit", str(export), *COLUMNS]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "`--date-order` must be said" in said and "--date-order dmy" in said


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "the table has no rows below its header"),
        ("1,Ann,soon,5,,\n", "1 of 1 as bad date (soon cannot be read as a day)"),
    ],
)
def test_a_table_without_orders_says_why(export, capsys, rows, sentence):
    export.write_text(ROWS.splitlines()[0] + "\n" + rows, encoding="utf-8")
    assert main(["audit", str(export), *COLUMNS]) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]


def test_days_after_today_are_no_orders(export, capsys):
    export.write_text(ROWS.replace("2024-01-09", "2099-01-09"), encoding="utf-8")
    assert main(["audit", str(export), *COLUMNS]) == 0
    page = (export.parent / "report.html").read_text("utf-8")
    assert "2 January 2024</h1>" in page and "bad date" in page


@pytest.mark.parametrize(
    ("options", "said"), [((), "`orders`"), (("--out",), "`--out`"), (("--lists",), "`--lists`")]
)
def test_a_name_that_the_code_page_cannot_write_is_named(export, capsys, options, said):
    odd = "\ud800.csv"  # as of a name in UTF-8 that Python read as GBK
    arguments = [str(export), *options, odd] if options else [odd]
    assert main(["audit", *arguments]) == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert "export PYTHONUTF8=1" in told


def test_days_with_a_zone_are_held_against_today(export):
    chosen = _parser().parse_args([str(export)])
    orders = load_orders("cdnow").orders.head(3)
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize("America/New_York"))
    assert not _runs_ahead(OrderBook(zoned), chosen)
    later = zoned.assign(order_date=pd.Timestamp("2048-01-01", tz="Asia/Shanghai"))
    assert _runs_ahead(OrderBook(later), chosen)
    assert not _runs_ahead(
        load_orders("complete_journey"), _parser().parse_args(["complete_journey"])
    )


def test_folder_and_web_address_are_called_so(export, capsys):
    assert main(["audit", str(export.parent)]) == 2
    assert "this is a folder" in capsys.readouterr().err
    assert main(["audit", "https://example.org/orders.csv"]) == 2
    assert "Download it" in capsys.readouterr().err


@pytest.mark.parametrize("name", BINDER)
def test_binder_refuses_other_people_s_data(export, monkeypatch, capsys, name):
    monkeypatch.setenv(name, "x")
    assert main(["audit", str(export)]) == 2
    assert "This is Binder, a machine of other people" in capsys.readouterr().err


def test_arguments_are_spelt_as_options():
    told = _as_options('`columns` must name it: columns={"customer_id": …}; or as_of="2024-01-01"')
    assert told == "`--columns` must name it: --columns customer_id=NAME; or --as-of 2024-01-01"
