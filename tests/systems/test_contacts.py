"""A contact rule counts from the last contact that was allowed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib import datasets
from crmlib.systems.card import customer_card
from crmlib.systems.contacts import contact_verdicts


@pytest.fixture
def plan():
    """Ann gets four letters in March, Ben one on the day of Ann's second."""
    dates = ["2026-03-01", "2026-03-09", "2026-03-16", "2026-03-20", "2026-03-09"]
    frame = pd.DataFrame({"customer_id": ["Ann"] * 4 + ["Ben"], "sender": list("abcda")})
    return frame.assign(contact_date=pd.to_datetime(dates))


def by_hand(days, rule):
    """Return the days of one customer that are allowed, each held against all allowed before."""
    allowed = []
    for day in sorted(days):
        if all(day - other >= rule for other in allowed):
            allowed.append(day)
    return allowed


def test_blocked_contact_blocks_nothing(plan):
    found = contact_verdicts(plan, 10)
    assert found["allowed"].tolist() == [True, False, True, False, True]
    assert found["why"].tolist() == ["", "8 days after a", "", "4 days after c", ""]


def test_day_on_which_the_rule_ends_is_allowed(plan):
    assert contact_verdicts(plan.head(2), 8)["allowed"].all()
    assert not contact_verdicts(plan.head(2), 9)["allowed"].all()


def test_two_senders_on_one_day_are_judged_by_their_names(plan):
    same = plan.head(2).assign(contact_date=pd.Timestamp("2026-03-01"), sender=["z", "a"])
    assert contact_verdicts(same, 1)["why"].tolist() == ["0 days after a", ""]


def test_hours_do_not_count(plan):
    stamps = pd.to_datetime(["2026-03-01 23:00", "2026-03-02 01:00"])
    assert contact_verdicts(plan.head(2).assign(contact_date=stamps), 1)["allowed"].all()


def test_order_of_the_rows_is_kept_and_input_untouched(plan):
    mixed, before = plan.iloc[[3, 0, 4, 2, 1]], plan.copy()
    found = contact_verdicts(mixed, 10)
    assert found.index.tolist() == [3, 0, 4, 2, 1]
    pd.testing.assert_frame_equal(found.sort_index(), contact_verdicts(plan, 10))
    pd.testing.assert_frame_equal(plan, before)


def test_no_contacts_have_no_verdicts(plan):
    assert contact_verdicts(plan.head(0), 10).columns.tolist()[-2:] == ["allowed", "why"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), unique=True, min_size=1), st.integers(1, 30))
def test_allowed_days_are_those_found_by_looking_back(days, rule):
    dates = pd.Timestamp("2026-01-01") + pd.to_timedelta(days, unit="D")
    plan = pd.DataFrame({"customer_id": "Ann", "sender": "a", "contact_date": dates})
    found = contact_verdicts(plan, rule)
    kept = [day for day, allowed in zip(days, found["allowed"], strict=True) if allowed]
    assert sorted(kept) == by_hand(days, rule)


def six_departments():
    """Return what six departments of the grocer know of each home."""
    by, lines = "household_id", datasets.load_transactions()
    brand = datasets.load_products().set_index("product_id")["brand"]
    lines["is_own"] = lines["product_id"].map(brand) == "Private"
    mailed = datasets.load_campaigns().merge(datasets.load_campaign_descriptions()).groupby(by)
    form = datasets.load_demographics().set_index(by)
    return {
        "till": lines.groupby(by).agg(n=("basket_id", "nunique"), last=("sold_at", "max")),
        "purchasing": lines.groupby(by)[["is_own"]].mean(),
        "form": form[["age", "income", "household_size"]],
        "marketing": mailed[["campaign_id"]].count(),
        "campaigns": mailed[["start_date"]].max(),
        "coupons": datasets.load_coupon_redemptions().groupby(by)[["redemption_date"]].max(),
    }


def test_card_of_six_departments_and_the_rule_over_all_mailings():
    """EXE-18: completeness before and after, and blocked contacts with their reason."""
    lists = six_departments()
    card = customer_card(lists["till"].index, lists)
    assert card["till"].notna().to_numpy().sum() / card.size == pytest.approx(2 / 9)
    assert card.notna().to_numpy().mean() == pytest.approx(0.6002, abs=5e-5)
    assert card.notna().all(axis=1).sum() == 295
    names = {"household_id": "customer_id", "start_date": "contact_date", "campaign_id": "sender"}
    mailings = datasets.load_campaigns().merge(datasets.load_campaign_descriptions())
    for days, n_blocked in [(7, 37), (14, 347), (30, 1_579), (60, 2_473)]:
        verdicts = contact_verdicts(mailings.rename(columns=names), days)
        blocked = verdicts[~verdicts["allowed"]]
        assert len(blocked) == n_blocked
        assert blocked["why"].str.contains("days after").all()
        kept = verdicts[verdicts["allowed"]].sort_values(["customer_id", "contact_date"])
        assert kept.groupby("customer_id")["contact_date"].diff().dt.days.min() >= days


def test_days_are_counted_by_their_dates_when_the_clock_is_set():
    days = pd.to_datetime(["2026-03-08", "2026-03-09"]).tz_localize("America/New_York")
    plan = pd.DataFrame({"customer_id": "Ann", "contact_date": days, "sender": ["web", "shop"]})
    assert contact_verdicts(plan, 1)["allowed"].all()
    assert contact_verdicts(plan, 2)["why"].tolist() == ["", "1 days after web"]
