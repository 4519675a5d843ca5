"""Tests of crmlib.concepts.counting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.concepts import shares_by_cut, window_errors
from crmlib.datasets import load_orders

people = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=12)


@pytest.fixture
def orders():
    """Ann comes early and late, Bob once early, Cem only late."""
    days = pd.to_datetime(["2024-01-05", "2024-02-10", "2024-01-20", "2024-02-12"])
    return pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob", "Cem"], "order_date": days})


def test_errors_by_hand():
    """Of three who were seen 5, 20 and 40 days ago the first and the last come back."""
    found = window_errors([5, 20, 40], [True, False, True], [0, 20, 21, 41])
    assert found["counted_in"].tolist() == [0, 1, 2, 3]
    assert found["false_pos"].tolist() == [0, 0, 1, 1]
    assert found["false_neg"].tolist() == [2, 1, 1, 0]


@given(people, st.lists(st.integers(0, 70), min_size=1, max_size=6, unique=True))
def test_errors_agree_with_a_loop(seen, windows):
    found = window_errors([day for day, _ in seen], [back for _, back in seen], windows)
    for window, row in found.iterrows():
        assert row["false_pos"] == sum(day < window and not back for day, back in seen)
        assert row["false_neg"] == sum(day >= window and back for day, back in seen)


def test_a_longer_window_trades_one_error_for_the_other():
    rng = np.random.default_rng(1)
    found = window_errors(rng.integers(0, 300, 80), rng.random(80) < 0.3, range(0, 301, 25))
    assert found["false_pos"].is_monotonic_increasing
    assert found["false_neg"].is_monotonic_decreasing


@pytest.mark.parametrize("windows", [[30, 30], range(1_001)])
def test_a_window_twice_or_too_many_are_refused(windows):
    with pytest.raises(ValueError, match="`windows` must be different windows, at most 1,000"):
        window_errors([5], [True], list(windows))


def test_shares_by_hand(orders):
    """On 31 January Ann and Bob are counted in, and Ann comes back."""
    row = shares_by_cut(orders, ["2024-01-31"], window=30, follow=28).iloc[0]
    assert (row["counted_in"], row["came_back"], row["share"]) == (2, 1, 0.5)


def test_shares_leave_out_who_was_silent_or_came_later_than_was_followed(orders):
    row = shares_by_cut(orders, ["2024-01-31"], window=20, follow=5).iloc[0]
    assert (row["counted_in"], row["came_back"]) == (1, 0)


def test_share_of_nobody_is_undefined(orders):
    row = shares_by_cut(orders, ["2023-12-31"], window=30, follow=28).iloc[0]
    assert row["counted_in"] == 0
    assert np.isnan(row["share"])


def test_shares_do_not_depend_on_the_order_of_rows_and_the_input_stays(orders):
    kept = orders.copy()
    again = shares_by_cut(orders.iloc[::-1], ["2024-01-31"], window=30, follow=28)
    pd.testing.assert_frame_equal(
        again, shares_by_cut(orders, ["2024-01-31"], window=30, follow=28)
    )
    pd.testing.assert_frame_equal(orders, kept)


def test_cdnow_on_new_year_s_eve():
    orders = load_orders("cdnow").orders
    row = shares_by_cut(orders, ["1997-12-31"], window=180, follow=181).iloc[0]
    assert (row["counted_in"], row["came_back"]) == (609, 319)
