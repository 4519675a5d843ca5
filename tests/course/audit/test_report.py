"""The page: what it says of real customers, and what of too few."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from crmlib.course.audit.report import audit_report, customer_audit
from crmlib.datasets import OrderBook, load_orders
from tests.course.audit.conftest import book_of


def _words(page, part):
    return unescape(BeautifulSoup(page, "html.parser").select_one(part).get_text(" "))


def test_page_one_has_three_sentences_money_action_and_test(page):
    first = BeautifulSoup(page, "html.parser").select_one(".first")
    assert len(first.select(".first > p:not(.where, .limit)")) == 3
    assert [box.h2.get_text() for box in first.select(".box")] == [
        "Money at stake", "What to do on Monday", "The test that would prove it",
    ]  # fmt: skip


def test_page_one_tells_cdnow_as_computed_beforehand(page):
    said = _words(page, ".first").replace("\u00a0", " ")
    for part in ("812 customers", "2,607 orders", "43 %", "fell by 12,229 USD (22 %)", "17,109"):
        assert part in said
    assert "smallest effect that a test with so many customers can see" in said


def test_months_are_those_of_her_dashboard(page):
    rows = BeautifulSoup(page, "html.parser").select_one("#data table").select("tbody tr")
    cells = [[cell.get_text() for cell in row.select("td")] for row in rows]
    assert cells[0] == ["Jan\u00a01997", "873", "781", "781", "28,593"]
    assert sum(int(row[1].replace(",", "")) for row in cells) == 6696


def test_forecast_has_its_interval_and_its_own_past(page):
    said = _words(page, "#forecast").replace("\u00a0", " ")
    assert re.search(r"of the \d such forecasts .*, 98 % to 118 % came\.", said)
    assert "knows chance, not change" in said and "no season" in said


def test_page_asks_nobody_and_is_the_same_again(facts, page):
    assert not re.search(r"https?:|//|<script|<link|url\(", re.sub(r"base64,[^\"]+", "", page))
    assert audit_report(facts, "cdnow.csv") == page


def test_pictures_have_words_and_customers_numbers(page):
    soup = BeautifulSoup(page, "html.parser")
    assert all(len(picture["alt"]) > 30 for picture in soup.select("img"))
    cells = [cell.get_text() for cell in soup.select("#silent td:first-child")]
    assert cells and all(cell.startswith("customer ") for cell in cells)


def test_names_come_when_asked_for():
    page = audit_report(customer_audit(load_orders("cdnow"), names=True), "x")
    cells = BeautifulSoup(page, "html.parser").select("#silent td:first-child")
    assert all(cell.get_text().isdigit() for cell in cells)


def test_a_name_that_is_a_tag_is_shown_not_run(facts):
    people = facts.customers.rename(index={facts.customers.index[1]: "<script>alert(1)</script>"})
    numbers = dict.fromkeys(people.index, 1)
    told = replace(
        facts, customers=people, numbers=numbers, wishes=facts.wishes._replace(names=True)
    )
    page = audit_report(told, "<b>orders</b>.csv")
    assert "<script" not in page and "<b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_few_customers_get_one_line_per_part_that_is_left_out():
    book = book_of(["Ann", "Bob", "Ann"], ["2024-01-02", "2024-01-09", "2024-01-20"], [5, 6, 7])
    soup = BeautifulSoup(audit_report(customer_audit(book), "few"), "html.parser")
    absent = {part["id"] for part in soup.select("section[id]") if part.select(".absent")}
    assert absent >= {"lens1", "lens2", "lens3", "lens4", "rfm", "forecast", "silent", "baskets"}
    assert "Write to nobody yet" in soup.select_one(".first").get_text()


def test_a_panel_cut_on_the_left_is_said_to_be_one():
    days = pd.date_range("2023-01-01", "2024-06-30", freq="5D")
    names = [f"c{i}" for i in range(60)]
    book = book_of([n for n in names for _ in days], list(days) * 60, [9] * 60 * len(days))
    page = audit_report(customer_audit(book), "panel")
    assert "The file starts in the middle" in _words(page, "#lens3")
    assert "there before" in _words(page, "#lens5")


def test_free_orders_do_not_stop_the_audit():
    free = load_orders("cdnow").orders
    free = free.assign(amount=free["amount"].where(free["customer_id"] != "01981", 0.0))
    facts = customer_audit(OrderBook(free))
    assert facts.outlook.n_free == 1 and not facts.outlook.absent


def test_a_margin_turns_the_stake_into_margin(facts, page):
    plan = facts.groups.chosen
    assert f"{0.3 * plan.stake:,.0f}\u00a0USD in margin" in _words(page, ".first")


def test_a_book_without_orders_is_refused():
    with pytest.raises(ValueError, match="`book` must have at least one order"):
        customer_audit(OrderBook(load_orders("cdnow").orders.head(0)))
