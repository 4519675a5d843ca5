"""Four rules on the same requests: by hand, and against what every rule has to keep."""

import numpy as np
import pandas as pd
import pytest

from crmlib.trends import dispatch, simulate_requests

RULES = ["in turn", "first free", "quickest arrival", "shortest trip"]


def town(n_days=3, seed=15):
    return simulate_requests(n_days, 14, rng=np.random.default_rng(seed))


def three_calls():
    """One call 6 km east, one back at the middle, then one east again, all before any is done."""
    return pd.DataFrame(
        {"day": 1, "minute": [0, 1, 2], "x_km": [6, 0, 6], "y_km": 0, "work_minutes": [5, 60, 5]}
    )


def test_exe_27_positions_shorten_the_wait():
    """EXE-27: requests in, response times out, four rules on the same requests."""
    requests = town(60)
    waits = {rule: dispatch(requests, rule)["response_minutes"] for rule in RULES}
    gains = (waits["first free"] - waits["quickest arrival"]).groupby(requests["day"]).mean()
    assert gains.mean() > 1.96 * gains.sem()
    assert waits["shortest trip"].max() > 1.5 * waits["quickest arrival"].max()


@pytest.mark.parametrize("rule", RULES)
def test_where_there_is_no_choice_all_rules_agree(rule):
    """30 km an hour: 6 km are 12 minutes; the first van is free there at minute 17."""
    served = dispatch(three_calls(), rule, n_vans=2)
    assert served["van"].tolist() == [0, 1, 0]
    assert served["response_minutes"].tolist() == pytest.approx([12, 0, 15])


def test_first_free_sends_the_idle_van_and_quickest_arrival_the_near_one():
    """Van 0 ends at minute 13 beside the call of minute 12; van 1 is idle 6 km off."""
    calls = pd.DataFrame(
        {"day": 1, "minute": [0, 12], "x_km": [6.0, 6.0], "y_km": 0, "work_minutes": [1, 5]}
    )
    assert dispatch(calls, "first free", n_vans=2)["van"].tolist() == [0, 1]
    assert dispatch(calls, "quickest arrival", n_vans=2)["van"].tolist() == [0, 0]


def test_shortest_trip_passes_over_the_far_customer():
    """All wait for one van: far called first, near second; when idle it takes the near one."""
    calls = pd.DataFrame(
        {"day": 1, "minute": [0, 1, 2], "x_km": [0, 5, 1], "y_km": 0, "work_minutes": [10, 5, 5]}
    )
    served = dispatch(calls, "shortest trip", n_vans=1)
    assert served["response_minutes"].tolist() == pytest.approx([0, 10 + 2 + 5 + 8 - 1, 10])


@pytest.mark.parametrize("rule", RULES)
def test_no_van_is_in_two_places_at_once(rule):
    requests = town()
    served = requests.join(dispatch(requests, rule))
    arrival = served["minute"] + served["response_minutes"]
    served = served.assign(
        start=arrival - served["trip_minutes"], end=arrival + requests["work_minutes"]
    )
    for _, jobs in served.sort_values("start", kind="stable").groupby(["day", "van"]):
        assert (jobs["start"].to_numpy()[1:] >= jobs["end"].to_numpy()[:-1] - 1e-6).all()
    assert (served["start"] >= served["minute"] - 1e-6).all()


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_the_rows_plays_no_part(rule):
    requests = town()
    shuffled = requests.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(dispatch(shuffled, rule).sort_index(), dispatch(requests, rule))


@pytest.mark.parametrize("rule", RULES)
def test_each_day_begins_anew(rule):
    requests = town()
    second = requests[requests["day"] == 2]
    pd.testing.assert_frame_equal(
        dispatch(second, rule), dispatch(requests, rule).loc[second.index]
    )


@pytest.mark.parametrize("rule", RULES)
def test_with_a_van_for_each_request_nobody_waits_for_one(rule):
    requests = town(1)
    served = dispatch(requests, rule, n_vans=len(requests))
    assert served["response_minutes"].tolist() == pytest.approx(served["trip_minutes"].tolist())


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match=r"`rule` must be one of 'in turn'.*; got 'nearest'"):
        dispatch(three_calls(), "nearest")
