"""The log of complaints: what is no log is refused, in whatever clothes it comes."""

import pandas as pd
import pytest

from crmlib.service.complaints import open_list
from crmlib.service.log import CHANNELS, NEXT_STEPS


@pytest.fixture
def log():
    """Dan's complaint is confirmed after two hours and waits for its investigation."""
    rows = [
        ("Dan", "phone", "communication", "Li", "", "2026-01-05 09:00", "2026-01-05 11:00"),
        ("Dan", "phone", "confirmation", "Li", "", "2026-01-05 11:00", None),
    ]
    columns = ["case_id", "channel", "step", "holder", "cause", "entered_at", "left_at"]
    return pd.DataFrame(rows, columns=columns)


def test_every_step_leads_to_known_steps_and_the_last_to_none():
    assert {step for steps in NEXT_STEPS.values() for step in steps} <= set(NEXT_STEPS)
    assert NEXT_STEPS["closed"] == ()


def test_dates_of_a_log_may_be_iso_text(log):
    assert open_list(log, "2026-01-06").index.tolist() == ["Dan"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"channel": "pigeon"}, "`log` must have only 'phone'.* in `channel`; got 2 others"),
        ({"step": "refund"}, "`log` must have only .* in `step`; got 2 others"),
        ({"left_at": "2026-01-05 08:00"}, "`log` must have no stay that ends before it begins"),
        ({"step": "communication"}, "`log` must hold each case once; got 'Dan' twice"),
    ],
)
def test_what_is_no_log_is_refused(log, changed, message):
    with pytest.raises(ValueError, match=message):
        open_list(log.assign(**changed), "2026-01-06")


def test_channels_are_each_named_once():
    assert len(set(CHANNELS)) == len(CHANNELS)
