"""Tests of crmlib.forecasts.past."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.past import past_forecasts


@pytest.fixture(scope="module")
def orders():
    return load_orders("cdnow").orders


@pytest.fixture
def shop():
    """Ann buys weekly, Bob twice, Cem after the cut only; one of Ann's days has two orders."""
    days = {"Ann": range(0, 70, 7), "Bob": [1, 40], "Cem": [45, 50]}
    rows = [(who, day) for who, when in days.items() for day in [*when]] + [("Ann", 42)]
    names, when = zip(*rows, strict=True)
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(when, unit="D")
    return pd.DataFrame({"customer_id": names, "order_date": dates, "amount": 5.0})


def test_forecasts_of_cdnow_have_missed_by_up_to_a_quarter(orders):
    """26 weeks ahead from the weeks 17 to 52: .98 to 1.23 of what was expected."""
    weeks = [17, 22, 27, 32, 37, 42, 47, 52]
    cuts = pd.Timestamp("1997-01-01") + pd.to_timedelta([7 * week - 1 for week in weeks], unit="D")
    found = past_forecasts(orders, cuts, 26)
    told = [0.998, 1.160, 1.139, 1.184, 1.231, 1.169, 1.021, 0.984]
    assert found["ratio"].tolist() == pytest.approx(told, abs=2e-3)
    assert (found["n_customers"] == 2357).all()


def test_forecast_from_september_is_that_of_the_chapter(orders):
    found = past_forecasts(orders, ["1997-09-30"], 39).iloc[0]
    assert found["forecast"] == pytest.approx(1653.4, abs=0.1)
    assert found["actual"] == 1882


def test_mbg_expects_less(orders):
    found = [
        past_forecasts(orders, ["1997-09-30"], 39, model=model)["forecast"].iloc[0]
        for model in ("BG/NBD", "MBG/NBD")
    ]
    assert found == pytest.approx([1653.4, 1576.7], abs=0.1)


def test_what_came_is_counted_by_hand(shop):
    """After 10 February (day 40), within three weeks: Ann's days 42, 49, 56; Cem is a newcomer."""
    found = past_forecasts(shop, ["2024-02-10"], 3).iloc[0]
    assert (found["n_customers"], found["actual"]) == (2, 3)


def test_a_fit_that_fails_leaves_a_hole(shop):
    found = past_forecasts(shop, ["2024-01-02", "2024-02-10"], 3)
    assert np.isnan(found["ratio"].iloc[0])
    assert found.index.name == "as_of"


def test_order_of_the_log_plays_no_part(orders):
    one, other = (past_forecasts(log, ["1997-09-30"], 26) for log in (orders, orders[::-1]))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("cut", ["2023-12-31", "2024-02-20"])
def test_a_cut_without_a_past_or_a_future_is_refused(shop, cut):
    message = r"`cuts` must lie from 2024-01-01 on and end 3 weeks before 2024-03-04; got 202"
    with pytest.raises(ValueError, match=message):
        past_forecasts(shop, [cut], 3)
