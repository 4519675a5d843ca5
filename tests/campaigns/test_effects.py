"""One campaign, three answers: on paper, on made-up homes and on the grocery campaigns."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from crmlib.campaigns.effects import campaign_windows, mean_answers, trial_effect, weekly_gaps
from crmlib.campaigns.simulated import simulate_campaign
from crmlib.datasets.real import load_campaign_descriptions, load_campaigns, load_transactions

DID = "difference_in_differences"


def generator(seed=9):
    return np.random.default_rng(seed)


@pytest.fixture
def street() -> pd.DataFrame:
    """Ann and Bob got the coupon and spend 2 more a day; Cem and Dee, without it, 1 more."""
    return pd.DataFrame(
        {
            "campaign_id": 7,
            "household_id": ["Ann", "Bob", "Cem", "Dee"],
            "received": [True, True, False, False],
            "before": [5.0, 7.0, 1.0, 3.0],
            "during": [8.0, 8.0, 2.0, 4.0],
        }
    )


@pytest.fixture
def fortnight() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Homes 1 to 4 shop on 1 and 14 January; homes 3 and 4 get campaign 7, on 8 to 9 January."""
    lines = pd.DataFrame({"household_id": [1, 2, 3, 4] * 2, "sales_value": [1.0, 2, 3, 4] * 2})
    days = ["2017-01-01 09:00"] * 4 + ["2017-01-14 23:30"] * 4
    lines["sold_at"] = pd.to_datetime(days).tz_localize("America/New_York")
    sent = pd.DataFrame({"campaign_id": 7, "household_id": [3, 4]})
    dates = pd.DataFrame({"campaign_id": [7], "start_date": ["2017-01-08"]})
    return lines, sent, dates.assign(end_date="2017-01-09")


def bought(lines, household_id, day, value):
    """Add a purchase at noon of a day in January."""
    sold_at = pd.Timestamp(f"2017-01-{day:02d} 12:00", tz="America/New_York")
    row = {"household_id": [household_id], "sales_value": [value], "sold_at": [sold_at]}
    return pd.concat([lines, pd.DataFrame(row)], ignore_index=True)


@pytest.fixture(scope="module")
def groceries() -> pd.DataFrame:
    """The windows of the grocery campaigns."""
    return campaign_windows(load_transactions(), load_campaigns(), load_campaign_descriptions())


def three_campaigns(seed=9) -> pd.DataFrame:
    """Return three campaigns to the same 300 homes, with homes' luck in common."""
    rng = generator(seed)
    campaigns = [simulate_campaign(300, rng=rng).assign(campaign_id=c) for c in (1, 2, 3)]
    luck = np.tile(rng.normal(0, 5, 300), 3)
    windows = pd.concat(campaigns, ignore_index=True)
    return windows.assign(during=windows["during"] + luck)


def test_answers_are_what_one_counts_by_hand(street):
    assert mean_answers(street)["estimate"].tolist() == [5, 2, 1]


def test_interval_is_what_one_counts_by_hand(street):
    """Receivers change by 3 and 1 (variance 2), the others by 1 and 1: √(2/2) = 1."""
    assert mean_answers(street).loc[DID, ["low", "high"]].tolist() == [1 - 1.96, 1 + 1.96]


@pytest.mark.parametrize("answer", ["naive", DID])
def test_one_campaign_s_answer_is_a_regression_with_robust_errors(answer):
    homes = simulate_campaign(500, effect=1.0, rng=generator())
    homes["y"] = homes["during"] - (homes["before"] if answer == DID else 0)
    fit = smf.ols("y ~ received", homes.astype({"received": int})).fit(cov_type="HC2")
    row = mean_answers(homes).loc[answer]
    assert row["estimate"] == pytest.approx(fit.params["received"])
    assert (row["high"] - row["low"]) / 3.92 == pytest.approx(fit.bse["received"])


def test_many_campaigns_answer_is_a_regression_clustered_by_home():
    homes = (
        three_campaigns().astype({"received": int}).assign(y=lambda t: t["during"] - t["before"])
    )
    model = smf.ols("y ~ C(campaign_id) + C(campaign_id):received - 1", homes)
    groups = {"groups": homes["household_id"], "use_correction": False}
    fit = model.fit(cov_type="cluster", cov_kwds=groups)
    mean = fit.t_test([0, 0, 0, 1 / 3, 1 / 3, 1 / 3])
    row = mean_answers(homes.astype({"received": bool})).loc[DID]
    assert row["estimate"] == pytest.approx(mean.effect[0])
    assert (row["high"] - row["low"]) / 3.92 == pytest.approx(mean.sd.item(), rel=0.01)


def test_homes_in_many_campaigns_widen_the_interval():
    windows = three_campaigns()
    strangers = windows.assign(household_id=range(len(windows)))
    width = [
        t.loc[DID, "high"] - t.loc[DID, "low"] for t in map(mean_answers, (windows, strangers))
    ]
    assert mean_answers(windows)["estimate"].equals(mean_answers(strangers)["estimate"])
    assert width[0] > width[1]


def test_each_campaign_counts_once_whatever_its_size(street):
    large = simulate_campaign(400, effect=2.0, rng=generator())
    street = street.assign(household_id=[1001, 1002, 1003, 1004])
    both = mean_answers(pd.concat([street, large], ignore_index=True))["estimate"]
    each = [mean_answers(windows)["estimate"] for windows in (street, large)]
    assert both.tolist() == pytest.approx(((each[0] + each[1]) / 2).tolist())


def test_order_of_categories_changes_nothing():
    homes = three_campaigns()
    turned = homes.astype({"campaign_id": pd.CategoricalDtype([3, 2, 1])})
    pd.testing.assert_frame_equal(mean_answers(turned), mean_answers(homes))


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_what_happens_to_all_homes_moves_only_before_and_after(level, season):
    homes = simulate_campaign(60, rng=generator())
    moved = homes.assign(before=homes["before"] + level, during=homes["during"] + level + season)
    shift = mean_answers(moved)["estimate"] - mean_answers(homes)["estimate"]
    assert shift.tolist() == pytest.approx([0, season, 0], abs=1e-9)


def test_answers_do_not_depend_on_row_order():
    windows = three_campaigns()
    before = windows.copy(deep=True)
    shuffled = windows.sample(frac=1, random_state=9)
    pd.testing.assert_frame_equal(mean_answers(shuffled), mean_answers(windows))
    pd.testing.assert_frame_equal(windows, before)


def test_windows_that_are_no_panel_are_refused(street):
    with pytest.raises(ValueError, match=r"each home once per campaign; got 1 more, .* index 0"):
        mean_answers(street.iloc[[0, 0, 1, 2, 3]])
    with pytest.raises(ValueError, match=r"name two homes, .* got 1 campaigns .* the first 7"):
        mean_answers(street.iloc[1:])


def test_infinite_spend_is_refused(street):
    with pytest.raises(ValueError, match="only finite numbers in `during`; got 1 others"):
        mean_answers(street.assign(during=[np.inf, 8, 2, 4]))


@pytest.mark.parametrize("effect", [0.0, 1.5])
def test_interval_holds_the_planted_effect_19_times_in_20(effect):
    rng, n_repeats = generator(), 400
    held = 0
    for _ in range(n_repeats):
        row = mean_answers(simulate_campaign(300, effect=effect, rng=rng)).loc[DID]
        held += row["low"] <= effect <= row["high"]
    assert 0.92 <= held / n_repeats <= 0.98


@pytest.mark.parametrize("effect", [0.0, 1.5])
def test_only_difference_in_differences_finds_the_planted_effect(effect):
    answers = mean_answers(simulate_campaign(50_000, effect=effect, rng=generator()))
    off = answers["estimate"] - effect
    assert off["naive"] > 4
    assert off["before_after"] == pytest.approx(1, abs=0.06)  # the season
    assert off[DID] == pytest.approx(0, abs=0.1)


def test_trends_that_are_not_parallel_pass_for_an_effect():
    answers = mean_answers(simulate_campaign(50_000, drift=0.7, rng=generator()))
    assert answers.loc[DID, "estimate"] == pytest.approx(0.7, abs=0.1)


def test_windows_are_what_one_counts_by_hand(fortnight):
    lines, sent, dates = fortnight
    lines = bought(bought(bought(lines, 3, 6, 10.0), 3, 8, 6.0), 1, 9, 4.0)
    windows = campaign_windows(lines, sent, dates)
    assert windows["received"].tolist() == [False, False, True, True]
    assert windows["before"].tolist() == [0, 0, 5, 0]
    assert windows["during"].tolist() == [2, 0, 3, 0]
    assert windows["n_days"].unique() == 2


def test_first_days_alone_can_be_looked_at(fortnight):
    lines, sent, dates = fortnight
    lines = bought(bought(lines, 3, 7, 10.0), 3, 9, 6.0)
    windows = campaign_windows(lines, sent, dates, n_days=1)
    assert windows.loc[2, ["before", "during"]].tolist() == [10, 0]


@pytest.mark.parametrize(("start", "end", "n_kept"), [(8, 14, 1), (8, 15, 0), (7, 13, 0)])
def test_windows_must_lie_wholly_within_the_transactions(fortnight, start, end, n_kept):
    lines, sent, dates = fortnight
    other = dates.assign(start_date=f"2017-01-{start:02d}", end_date=f"2017-01-{end:02d}")
    both = pd.concat([dates, other.assign(campaign_id=8)])
    windows = campaign_windows(lines, pd.concat([sent, sent.assign(campaign_id=8)]), both)
    assert windows["campaign_id"].nunique() == 1 + n_kept


def test_refunds_count_and_receivers_who_never_bought_spent_nothing(fortnight):
    lines, sent, dates = fortnight
    sent = pd.concat([sent, sent, pd.DataFrame({"campaign_id": [7], "household_id": [99]})])
    windows = campaign_windows(bought(lines, 3, 8, -4.0), sent, dates).set_index("household_id")
    assert windows.loc[3, "during"] == -2
    assert windows.loc[99, ["received", "before", "during"]].tolist() == [True, 0, 0]
    assert len(windows) == 5


def test_windows_do_not_depend_on_row_order_and_leave_the_input_alone(fortnight):
    before = [table.copy(deep=True) for table in fortnight]
    shuffled = [table.sample(frac=1, random_state=9) for table in fortnight]
    pd.testing.assert_frame_equal(campaign_windows(*shuffled), campaign_windows(*fortnight))
    for table, copy in zip(fortnight, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def test_dates_that_do_not_fit_are_refused(fortnight):
    lines, sent, dates = fortnight
    with pytest.raises(ValueError, match="name each campaign once; got 7 twice"):
        campaign_windows(lines, sent, pd.concat([dates, dates]))
    with pytest.raises(ValueError, match="every campaign received; got 1 others, the first 8"):
        campaign_windows(lines, sent.assign(campaign_id=8), dates)
    with pytest.raises(ValueError, match="must not end before the start; got campaign 7"):
        campaign_windows(lines, sent, dates.assign(end_date="2017-01-07"))
    with pytest.raises(ValueError, match="a campaign with both windows inside the days"):
        campaign_windows(lines, sent, dates.assign(end_date="2017-03-07"))
    with pytest.raises(ValueError, match="a campaign with all weeks inside the days"):
        weekly_gaps(lines, sent, dates, n_weeks=2)


@pytest.mark.parametrize("table", [campaign_windows, weekly_gaps])
def test_infinite_sales_are_refused(fortnight, table):
    lines, sent, dates = fortnight
    with pytest.raises(ValueError, match="only finite numbers in `sales_value`; got 8 others"):
        table(lines.assign(sales_value=np.inf), sent, dates)


def test_dates_of_a_campaign_with_a_zone_are_refused(fortnight):
    lines, sent, dates = fortnight
    zoned = dates.assign(start_date="2017-01-08T00:00Z")
    with pytest.raises(ValueError, match="days without a zone in `start_date`; got UTC"):
        campaign_windows(lines, sent, zoned)


def test_day_of_a_sale_is_that_of_its_own_clock(fortnight):
    lines, sent, dates = fortnight
    lines = bought(lines, 3, 8, 10.0)
    without = lines.assign(sold_at=lines["sold_at"].dt.tz_localize(None))
    pd.testing.assert_frame_equal(
        campaign_windows(without, sent, dates), campaign_windows(lines, sent, dates)
    )


def test_homes_named_by_text_in_one_table_and_by_numbers_in_the_other_are_refused(fortnight):
    lines, sent, dates = fortnight
    with pytest.raises(TypeError, match=r"name homes as `transactions` does.*; got object and int"):
        campaign_windows(lines, sent.astype({"household_id": str}), dates)


def test_more_days_than_fit_in_memory_are_refused(fortnight):
    lines, _, dates = fortnight
    homes = pd.DataFrame({"campaign_id": 7, "household_id": range(1_000)})
    lines.loc[0, "sold_at"] = pd.Timestamp("1700-01-01", tz="America/New_York")
    with pytest.raises(ValueError, match="at most 100,000,000 homes times days; got 1,000 homes"):
        campaign_windows(lines, homes, dates)


def month_of_homes(extra) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return six homes that spend as much as their number daily; 4 to 6 `extra` more by week."""
    days = pd.date_range("2017-01-01", periods=28)
    lines = pd.DataFrame({"sold_at": days.repeat(6), "household_id": [1, 2, 3, 4, 5, 6] * 28})
    gained = np.repeat(extra, 42) * (lines["household_id"] > 3)
    lines["sales_value"] = lines["household_id"] + gained
    sent = pd.DataFrame({"campaign_id": 7, "household_id": [4, 5, 6]})
    dates = pd.DataFrame({"campaign_id": [7], "start_date": [days[14]], "end_date": days[20]})
    return lines, sent, dates


def test_gaps_are_what_one_counts_by_hand():
    table = weekly_gaps(*month_of_homes([0, 0, 2, 1]), n_weeks=2)
    assert table.index.tolist() == [-2, -1, 0, 1]
    assert table["receivers"].tolist() == pytest.approx([5, 5, 7, 6])
    assert table["others"].tolist() == pytest.approx([2, 2, 2, 2])
    assert table["gap"].tolist() == pytest.approx([3, 3, 5, 4])
    assert table["shift"].tolist() == pytest.approx([0, 0, 2, 1])


@pytest.mark.parametrize("start", ["2017-01-14", "2017-01-16"])
def test_weeks_must_lie_wholly_within_the_transactions(start):
    lines, sent, dates = month_of_homes([0, 0, 0, 0])
    with pytest.raises(ValueError, match="a campaign with all weeks inside the days"):
        weekly_gaps(lines, sent, dates.assign(start_date=start), n_weeks=2)


def test_trends_that_are_not_parallel_show_before_the_start():
    shift = weekly_gaps(*month_of_homes([0, 1, 2, 3]), n_weeks=2)["shift"]
    assert shift.tolist() == pytest.approx([-0.5, 0.5, 1.5, 2.5])


def test_week_of_the_start_agrees_with_difference_in_differences():
    tables = load_transactions(), load_campaigns(), load_campaign_descriptions()
    gaps = weekly_gaps(*tables, n_weeks=2)
    windows = campaign_windows(*tables, n_days=14)
    kept = mean_answers(windows).loc[DID, "estimate"]
    assert gaps.loc[[0, 1], "shift"].mean() == pytest.approx(kept)
    assert gaps.loc[[-2, -1], "shift"].sum() == pytest.approx(0, abs=1e-9)
    assert ((gaps["low"] < gaps["shift"]) & (gaps["shift"] < gaps["high"])).all()


def test_grocery_campaigns_give_three_answers(groceries):
    answers = mean_answers(groceries)
    assert groceries["campaign_id"].unique().tolist() == [*range(1, 15), 16, 17, 18, 19]
    assert answers["estimate"].round(2).tolist() == [5.92, -0.03, -0.08]
    assert answers.loc["naive", "low"] > 5
    assert answers.loc[DID, "low"] < 0 < answers.loc[DID, "high"]


def test_grocery_campaign_9_is_what_plain_filters_give(groceries):
    lines = load_transactions()
    day = lines["sold_at"].dt.tz_localize(None).dt.normalize()
    sent = load_campaigns().query("campaign_id == 9")["household_id"]
    before = lines[day.between("2017-04-28", "2017-05-30")]
    during = lines[day.between("2017-05-31", "2017-07-02")]
    means = []
    for rows in (during, before):
        got_it = rows["household_id"].isin(sent)
        spend = rows["sales_value"].groupby(got_it).sum() / 33
        means.append(spend[True] / len(sent) - spend[False] / (2_469 - len(sent)))
    ninth = mean_answers(groceries.query("campaign_id == 9"))["estimate"]
    assert ninth[["naive", DID]].tolist() == pytest.approx([means[0], means[0] - means[1]])


def test_windows_of_28_days_turn_the_sign_and_find_nothing_either():
    tables = load_transactions(), load_campaigns(), load_campaign_descriptions()
    windows = campaign_windows(*tables, n_days=28)
    answer = mean_answers(windows).loc[DID]
    assert windows["campaign_id"].nunique() == 21
    assert answer["estimate"] == pytest.approx(0.07, abs=0.005)
    assert answer["low"] < 0 < answer["high"]


def test_receivers_spent_more_long_before_the_campaigns():
    tables = load_transactions(), load_campaigns(), load_campaign_descriptions()
    gaps = weekly_gaps(*tables)
    assert (gaps.loc[:-1, "gap"] > 5).all()
    assert ((gaps.loc[:-1, "low"] < 0) & (gaps.loc[:-1, "high"] > 0)).all()


# trial_effect


def test_trial_by_words_in_place_of_flags_is_refused():
    trial = pd.DataFrame({"offered": ["yes", "yes", "no", "no"], "change": [1.0, 2, 3, 5]})
    with pytest.raises(TypeError, match="must have True or False in `offered`; got str"):
        trial_effect(trial, ["change"])


def test_outcome_without_end_or_without_a_number_is_refused():
    trial = pd.DataFrame({"offered": [True, True, False, False], "spend": [1.0, 2, 3, np.inf]})
    with pytest.raises(ValueError, match="only finite numbers in `spend`; got 1 others"):
        trial_effect(trial, ["spend"])
    with pytest.raises(TypeError, match="must have numbers in `spend`; got str"):
        trial_effect(trial.astype({"spend": str}), ["spend"])
    with pytest.raises(ValueError, match="`outcomes` must name at least one column; got none"):
        trial_effect(trial, [])


def test_outcomes_of_flags_and_of_numbers_are_compared_alike():
    trial = pd.DataFrame({"offered": [True, True, False, False], "came": [True, True, True, False]})
    as_numbers = trial_effect(trial.astype({"came": float}), ["came"])
    pd.testing.assert_frame_equal(trial_effect(trial, ["came"]), as_numbers)
    pd.testing.assert_frame_equal(trial_effect(trial.convert_dtypes(), ["came"]), as_numbers)
