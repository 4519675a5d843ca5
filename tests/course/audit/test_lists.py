"""Lists for the shop's own tools."""

from dataclasses import replace

import pandas as pd
import pytest

from crmlib.course.audit.groups import QUIET
from crmlib.course.audit.lists import _harmless, _lists, _write_lists


def test_halves_are_equal_drawn_by_lot_and_the_same_again(facts):
    found = _lists(facts)["gone_quiet.csv"]
    sizes = found["half"].value_counts()
    assert sizes["write"] == sizes["leave alone"] == facts.groups.chosen.n // 2
    assert sizes.get("leave out", 0) == facts.groups.chosen.n % 2
    assert found.equals(_lists(facts)["gone_quiet.csv"])


def test_halves_are_alike_in_what_they_spent(facts):
    found = _lists(facts)["gone_quiet.csv"]
    means = found.groupby("half")["total_spend"].mean()
    assert abs(means["write"] / means["leave alone"] - 1) < 0.3


def test_who_refused_mail_is_on_no_list(facts):
    no = facts.customers.index[facts.customers["group"] == QUIET][:10]
    told = facts.wishes._replace(refused=frozenset(no))
    found = _lists(replace(facts, wishes=told))
    assert not any(table["customer_id"].isin(no).any() for table in found.values())


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-x", "@a", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_marked(cell, tmp_path):
    _write_lists({"a.csv": pd.DataFrame({"customer_id": [cell], "n": [-1]})}, tmp_path)
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert f"'{cell}" in text and ",-1" in text
    assert _harmless("Ann") == "Ann"
