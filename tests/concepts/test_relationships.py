"""Tests of crmlib.concepts.relationships."""

import pandas as pd
import pytest

from crmlib.concepts.relationships import relationship_dimensions
from crmlib.datasets.real import load_baskets

NAMES = {"household_id": "customer_id", "sold_at": "order_date", "sales_value": "amount"}


@pytest.fixture
def lines():
    """Ann buys tea and bread, comes back for tea; Bob buys milk once, and a bag of no kind."""
    hours = ["09 23:00", "09 23:00", "11 09:00", "12 10:00", "12 10:00"]
    days = ["2024-03-" + hour for hour in hours]
    return pd.DataFrame(
        {
            "basket_id": [1, 1, 2, 3, 3],
            "customer_id": ["Ann", "Ann", "Ann", "Bob", "Bob"],
            "order_date": pd.to_datetime(days).tz_localize("America/New_York"),
            "item": ["tea", "bread", "tea", "milk", None],
            "amount": [4.0, 2.0, 4.0, 1.0, 0.5],
        }
    )


@pytest.fixture(scope="module")
def journey():
    """All lines of the Complete Journey, one per basket and category."""
    return load_baskets().rename(columns=NAMES)


def test_dimensions_by_hand_across_a_change_of_the_clock(lines):
    found = relationship_dimensions(lines)
    assert found.loc["Ann"].tolist() == pytest.approx([2, 2, 2 / 3, 5])
    assert found.loc["Bob"].tolist() == pytest.approx([1, 0, 1 / 3, 1.5])


def test_customer_without_any_item_has_no_breadth(lines):
    bags = lines.assign(item=["tea", None, None, None, None])
    assert relationship_dimensions(bags)["breadth"].tolist() == [1, 0]
    assert relationship_dimensions(bags.assign(item=None))["breadth"].isna().all()


def test_dimensions_ignore_row_order_and_leave_the_input_alone(lines):
    before = lines.copy(deep=True)
    shuffled = relationship_dimensions(lines.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(relationship_dimensions(lines), shuffled)
    pd.testing.assert_frame_equal(lines, before)


def test_dimensions_of_real_homes_stay_in_range_and_keep_every_dollar(journey):
    found = relationship_dimensions(journey)
    assert len(found) == journey["customer_id"].nunique() == 2_469
    assert found["breadth"].between(0, 1).all()
    assert found["length_days"].between(0, 364).all()
    assert (found["n_days"] <= found["length_days"] + 1).all()
    total = (found["depth"] * found["n_days"]).sum()
    assert total == pytest.approx(journey["amount"].sum())


def test_refund_is_refused(lines):
    with pytest.raises(ValueError, match=r"numbers of at least 0 in `amount`; got 1 others"):
        relationship_dimensions(lines.assign(amount=[4, 2, -4, 1, 0.5]))
