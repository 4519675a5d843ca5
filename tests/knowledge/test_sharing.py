"""Solutions that are shared, rules that are judged on fresh rows, a checklist, the matrix drawn."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from crmlib.core import share_interval
from crmlib.datasets import toy_role_matrix
from crmlib.knowledge import first_time_solves, next_steps, plot_role_matrix, rule_base


def test_first_times_are_the_mean_over_all_orders():
    mean = np.mean([len(set(one)) for one in product(range(3), repeat=4)])
    assert first_time_solves(3, 4) == pytest.approx(mean)
    assert first_time_solves(1, 9) == 1


def test_eight_colleagues_solve_three_times_as_much_anew_if_they_do_not_share():
    assert first_time_solves(100, 400) == pytest.approx(98.2, abs=0.05)
    assert 8 * first_time_solves(100, 50) == pytest.approx(316.0, abs=0.05)


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


@pytest.fixture
def checklist():
    """A network stands; a shop waits for it, and payment for the shop."""
    return pd.DataFrame(
        {
            "condition": ["network", "shop", "payment"],
            "waits_for": [None, "network", "shop"],
            "is_met": [True, False, False],
        }
    )


def test_the_next_step_is_the_one_that_waits_for_nothing_open(checklist):
    assert next_steps(checklist)["is_next"].tolist() == [True, False]


def test_a_checklist_with_strangers_or_repeats_is_refused(checklist):
    with pytest.raises(ValueError, match="`checklist` must have each condition once; got 'shop'"):
        next_steps(checklist.assign(condition=["network", "shop", "shop"]))
    with pytest.raises(ValueError, match="`checklist` must have only conditions of the list"):
        next_steps(checklist.assign(waits_for=[None, "law", "shop"]))


def test_the_matrix_is_drawn_with_a_word_in_every_cell():
    texts = [text.get_text() for text in plot_role_matrix(toy_role_matrix()).texts]
    assert len(texts) == 21
    assert texts.count("reads") == 11
