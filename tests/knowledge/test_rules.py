"""Mined groups become rules, and fresh customers confirm or refuse them."""

import numpy as np
import pandas as pd
import pytest

from crmlib.core import share_interval
from crmlib.knowledge import rule_base


@pytest.fixture
def customers():
    """Of plan a 30 of 40 left, of b 3 of 10, of c 2 of 50."""
    groups = {"a": (40, 30), "b": (10, 3), "c": (50, 2)}
    rows = [(name, i < left) for name, (n, left) in groups.items() for i in range(n)]
    return pd.DataFrame(rows, columns=["group", "churned"])


def test_groups_from_the_limit_on_are_proposed_and_judged_by_their_lower_end(customers):
    table = rule_base(customers, customers, least=0.3)
    assert table.index.tolist() == ["a", "b"]
    assert table["state"].tolist() == ["confirmed", "refused"]
    assert table.loc["b", "low"] == pytest.approx(share_interval(3, 10)["low"])


def test_a_group_without_fresh_rows_is_refused(customers):
    fresh = customers[customers["group"] != "a"]
    row = rule_base(customers, fresh, least=0.5).loc["a"]
    assert row["state"] == "refused"
    assert np.isnan(row["share"])


def test_no_group_that_stands_out_gives_an_empty_rule_base(customers):
    table = rule_base(customers, customers, least=1.0)
    assert len(table) == 0
    assert list(table.columns) == ["found", "share", "low", "high", "state"]
