"""Measures of a classifier: by hand, as published, and against scikit-learn."""

from functools import partial
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from crmlib.datasets.real import load_german_credit
from crmlib.mining.evaluation import (
    best_cutoff,
    calibration_table,
    confusion_table,
    cost_cutoff,
    error_cost,
    gains_table,
    group_rates,
    profit_curve,
)

# A lecture note on lift (University of Regina, computer science 831): of 100,000 customers 20,000
# respond; responses cumulated by tenths of the list, best first.
REGINA = np.array([6000, 10_000, 13_000, 15_800, 17_000, 18_000, 18_800, 19_400, 19_800, 20_000])
# A lecture note on lift in SAS Enterprise Miner: the leaves of a tree, responses of customers.
SAS_LEAVES = [(115, 188), (1216, 2112), (254, 472), (836, 2071)]


def expanded(groups):
    """Return outcome and score of customers counted by group, the best group first."""
    outcome = np.concatenate([np.arange(n) < hits for hits, n in groups])
    return outcome, np.repeat(-np.arange(len(groups)), [n for _, n in groups])


@pytest.fixture(scope="module")
def bad_chance():
    """Ten-fold chance of being bad, by logistic regression, of the German applicants."""
    applicants = load_german_credit()
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    features = applicants.drop(columns=["applicant_id", "good"])
    target = applicants["good"]
    return cross_val_predict(model, features, target, cv=folds, method="predict_proba")[:, 0]


@pytest.fixture(scope="module")
def bad():
    """Which of the German applicants did not repay."""
    return 1 - load_german_credit()["good"]


cases = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.lists(st.booleans(), min_size=n, max_size=n).filter(any),
        st.lists(st.integers(0, 5), min_size=n, max_size=n),
    )
)


def test_published_gains_of_ten_equal_groups_are_reproduced():
    hits = np.diff(REGINA, prepend=0)
    table = gains_table(*expanded([(n, 10_000) for n in hits]))
    assert table["n_positive"].tolist() == hits.tolist()
    assert table["cumulative_gain"].tolist() == pytest.approx(REGINA / 20_000)
    assert table["decile_lift"].iloc[0] == table["cumulative_lift"].iloc[0] == pytest.approx(3)
    assert (table["n_customers"] == 10_000).all()


def test_published_lift_of_a_tree_whose_leaves_straddle_the_groups_is_reproduced():
    table = gains_table(*expanded(SAS_LEAVES), n_groups=20)
    assert table.loc[1, ["n_customers", "n_positive"]].tolist() == pytest.approx(
        [242.15, 146.177], abs=5e-4
    )
    assert table.loc[10, "n_positive"] == pytest.approx(134.8486, abs=5e-5)
    rates = table.loc[[1, 2, 10, 11, 13], "response_rate"]
    assert rates.tolist() == pytest.approx([0.60366, 0.57576, 0.55688, 0.538, 0.404], abs=5e-4)
    assert table.loc[[1, 3], "decile_lift"].tolist() == pytest.approx([1.20757, 1.1518], abs=1e-4)
    assert table.loc[3, "cumulative_lift"] == pytest.approx(1.1704, abs=5e-5)


def test_scores_of_two_zeros_and_of_the_largest_number_are_ranked():
    largest = np.finfo(float).max
    table = gains_table([1, 0, 1, 0], [largest, 0.0, -0.0, -largest], n_groups=4)
    assert table["n_positive"].tolist() == [1, 0.5, 0.5, 0]


def test_gains_of_six_customers_are_counted_by_hand():
    table = gains_table([1, 1, 0, 1, 0, 0], [6, 5, 4, 3, 2, 1], n_groups=3)
    assert table["n_positive"].tolist() == [2, 1, 0]
    assert table["response_rate"].tolist() == [1, 0.5, 0]
    assert table["decile_lift"].tolist() == [2, 1, 0]
    assert table["customer_share"].tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert table["cumulative_gain"].tolist() == pytest.approx([2 / 3, 1, 1])
    assert table["cumulative_lift"].tolist() == pytest.approx([2, 1.5, 1])


@pytest.mark.parametrize("score", [[1, 1, 1, 1], [2, 2, 2, 1], [2, 1, 1, 1]])
def test_ties_are_shared_as_the_mean_over_all_orders(score):
    outcome, score = np.array([1, 0, 1, 0]), np.array(score)
    orders = [list(order) for order in permutations(range(4))]
    sorted_orders = [order for order in orders if (np.diff(score[order]) <= 0).all()]
    means = np.mean([outcome[order] for order in sorted_orders], axis=0)
    assert gains_table(outcome, score, n_groups=4)["n_positive"].tolist() == pytest.approx(means)


@settings(max_examples=50)
@given(cases, st.randoms(use_true_random=False))
def test_gains_do_not_depend_on_the_order_of_rows(case, random):
    rows = list(zip(*case, strict=True))
    random.shuffle(rows)
    table = gains_table(*case, n_groups=1 + len(rows) // 2)
    pd.testing.assert_frame_equal(table, gains_table(*zip(*rows, strict=True), n_groups=len(table)))
    assert table["n_positive"].sum() == pytest.approx(sum(case[0]))
    assert table["cumulative_gain"].iloc[-1] == pytest.approx(1)


@settings(max_examples=50)
@given(cases.filter(lambda case: not all(case[0])))
def test_area_under_the_gains_is_scikit_learn_s_area_under_the_roc_curve(case):
    outcome, score = case
    table = gains_table(outcome, score, n_groups=len(outcome))
    area = np.trapezoid([0, *table["cumulative_gain"]], [0, *table["customer_share"]])
    share = np.mean(outcome)
    assert (area - share / 2) / (1 - share) == pytest.approx(roc_auc_score(outcome, score))


def test_german_credit_is_77_percent_right_and_dearer_than_refusing_everyone(bad, bad_chance):
    costs = {"false_positive": 1, "false_negative": 5}
    assert accuracy_score(bad, bad_chance > 0.5) == pytest.approx(0.772, abs=0.003)
    assert error_cost(bad, bad_chance > 0.5, **costs) == pytest.approx(792, abs=12)
    assert error_cost(bad, np.ones(1000), **costs) == 700
    assert error_cost(bad, np.zeros(1000), **costs) == 1500


def test_german_credit_at_the_cutoff_of_its_costs_is_in_the_published_range(bad, bad_chance):
    # Michie, Spiegelhalter and Taylor (1994), Machine Learning, Neural and Statistical
    # Classification, chapter 9: ten-fold mean cost .535 (linear discriminant), .538 (logistic),
    # .613 (CART), .700 (refuse everyone).
    cutoff = cost_cutoff(false_positive=1, false_negative=5)
    cost = error_cost(bad, bad_chance > cutoff, false_positive=1, false_negative=5)
    assert cutoff == pytest.approx(1 / 6)
    assert 0.535 <= cost / 1000 <= 0.613
    assert cost == pytest.approx(550, abs=10)
    assert accuracy_score(bad, bad_chance > cutoff) == pytest.approx(0.63, abs=0.005)


def test_best_cutoff_in_hindsight_earns_no_less_than_that_of_the_costs(bad, bad_chance):
    curve = profit_curve(1 - bad, 1 - bad_chance, gain=1, cost=5)
    best = best_cutoff(curve)
    at_best = 1 - bad_chance >= best["cutoff"]
    cost = error_cost(1 - bad, at_best, false_positive=5, false_negative=1)
    assert best["profit"] == 700 - cost
    assert best["profit"] == curve["profit"].max() >= 700 - 550


def test_confusion_table_is_scikit_learn_s(bad, bad_chance):
    table = confusion_table(bad, bad_chance > 0.5, labels=("good", "bad"))
    assert table.to_numpy().tolist() == confusion_matrix(bad, bad_chance > 0.5).tolist()
    assert table.index.tolist() == table.columns.tolist() == ["good", "bad"]
    assert (table.index.name, table.columns.name) == ("actual", "predicted")


def test_confusion_of_five_customers_is_counted_by_hand():
    table = confusion_table([True, True, False, False, False], [1, 0, 1, 0, 0])
    assert table.loc["positive", "negative"] == 1
    assert table.loc["negative"].tolist() == [2, 1]


def test_cost_cutoff_is_indifferent_at_itself():
    level = cost_cutoff(false_positive=3, false_negative=7)
    assert (1 - level) * 3 == pytest.approx(level * 7)
    assert cost_cutoff(false_positive=2, false_negative=2) == 0.5


def test_profit_of_three_customers_is_counted_by_hand():
    curve = profit_curve([1, 0, 1], [0.9, 0.5, 0.5], gain=10, cost=4)
    assert curve["cutoff"].tolist() == [np.inf, 0.9, 0.5]
    assert curve["n_accepted"].tolist() == [0, 1, 3]
    assert curve["n_positive"].tolist() == [0, 1, 2]
    assert curve["profit"].tolist() == [0, 10, 16]
    assert curve["accepted_share"].tolist() == pytest.approx([0, 1 / 3, 1])


@settings(max_examples=50)
@given(cases, st.integers(0, 9), st.integers(0, 9))
def test_profit_is_all_gains_less_the_cost_of_errors(case, gain, cost):
    outcome, score = case
    curve = profit_curve(outcome, score, gain=gain, cost=cost)
    for row in curve.itertuples():
        accepted = np.array(score) >= row.cutoff
        lost = error_cost(outcome, accepted, false_positive=cost, false_negative=gain)
        assert row.profit == gain * sum(outcome) - lost
        assert row.n_accepted == accepted.sum()


def test_of_equal_profits_the_one_with_the_fewest_accepted_is_best():
    curve = profit_curve([0, 1, 0, 1], [4, 3, 2, 1], gain=1, cost=1)
    assert best_cutoff(curve)["n_accepted"] == 0
    assert best_cutoff(curve.iloc[::-1])["n_accepted"] == 0


def test_a_campaign_that_loses_on_every_contact_is_not_sent():
    assert best_cutoff(profit_curve([1, 1], [2, 1], gain=-1, cost=3))["cutoff"] == np.inf


def test_calibration_of_four_customers_is_counted_by_hand():
    table = calibration_table([0, 0, 1, 1], [0.1, 0.3, 0.4, 1.0], n_groups=4)
    assert table.index.tolist() == [1, 2, 4]
    assert table["n_customers"].tolist() == [1, 2, 1]
    assert table["predicted"].tolist() == pytest.approx([0.1, 0.35, 1])
    assert table["observed"].tolist() == [0, 0.5, 1]


def test_a_probability_at_a_cut_off_belongs_to_the_group_above_it():
    for n_groups in (5, 10, 20, 100):
        cuts = [round(k / n_groups, 2) for k in range(n_groups)]
        table = calibration_table([1] * n_groups, cuts, n_groups=n_groups)
        assert table.index.tolist() == list(range(1, n_groups + 1))
    assert calibration_table([1, 0], [0.29, 0.57], n_groups=100).index.tolist() == [30, 58]


def test_calibration_is_scikit_learn_s_and_inside_its_interval(bad, bad_chance):
    table = calibration_table(bad, bad_chance)
    observed, predicted = calibration_curve(bad, bad_chance, n_bins=10)
    assert table["observed"].tolist() == pytest.approx(observed)
    assert table["predicted"].tolist() == pytest.approx(predicted)
    assert table["observed"].between(table["low"], table["high"]).all()


def test_rates_of_two_groups_are_counted_by_hand():
    ages = pd.Categorical(["young", "young", "old", "old"], ["young", "old", "none"])
    rates = group_rates([1, 1, 0, 0], [1, 0, 0, 0], ages)
    assert rates.equals(group_rates([1, 1, 0, 0], [1, 0, 0, 0], pd.Series(ages)))
    assert rates.index.tolist() == ["young", "old"]
    assert rates.loc["young"].tolist() == [2, 1, 0.5, 0.5, 1]
    assert rates.loc["old"].fillna(-1).tolist() == [2, 0, 0, -1, -1]


def test_rates_take_series_of_any_common_index():
    outcome = pd.Series([1, 0, 1], index=[9, 8, 7])
    groups = pd.Series(["a", "b", "a"], index=[9, 8, 7])
    assert group_rates(outcome, outcome, groups)["n_customers"].to_dict() == {"a": 2, "b": 1}


@pytest.mark.parametrize("other", ["predicted", "score", "probability", "groups"])
def test_columns_of_other_customers_are_never_paired_by_position(other):
    outcome = pd.Series([1, 1, 0, 0], index=list("abcd"))
    mixed = pd.Series([1, 1, 0, 0], index=list("cdab"))
    calls = {
        "predicted": [
            partial(confusion_table, outcome),
            partial(error_cost, outcome, false_positive=1, false_negative=1),
            partial(group_rates, outcome, groups=outcome),
        ],
        "score": [
            partial(gains_table, outcome, n_groups=2),
            partial(profit_curve, outcome, gain=1, cost=1),
        ],
        "probability": [partial(calibration_table, outcome)],
        "groups": [partial(group_rates, outcome, outcome)],
    }
    for call in calls[other]:
        with pytest.raises(ValueError, match=f"`{other}` must have the index of `outcome`"):
            call(**{other: mixed})


def test_inputs_stay_as_they_are():
    outcome, score = pd.Series([1, 0, 1]), pd.Series([0.2, 0.9, 0.9])
    copies = outcome.copy(), score.copy()
    gains_table(outcome, score, n_groups=3)
    profit_curve(outcome, score, gain=1, cost=1)
    calibration_table(outcome, score)
    group_rates(outcome, outcome, outcome)
    assert outcome.equals(copies[0]) and score.equals(copies[1])


@pytest.mark.parametrize("outcome", [[0, 2], ["yes", "no"], [1, 0j]])
def test_outcomes_other_than_0_and_1_are_refused(outcome):
    for refuse in (confusion_table, gains_table, calibration_table):
        with pytest.raises((ValueError, TypeError), match="`outcome` must h"):
            refuse(outcome, [0, 1])
    with pytest.raises((ValueError, TypeError), match="`predicted` must h"):
        confusion_table([0, 1], outcome)


def test_nobody_has_no_table():
    for refuse in (confusion_table, calibration_table, partial(profit_curve, gain=1, cost=1)):
        with pytest.raises(ValueError, match="`outcome` must hold at least one customer; got none"):
            refuse([], [])


def test_impossible_requests_are_refused():
    with pytest.raises(ValueError, match=r"`outcome` must hold 10 customers .* got 2, of them 1"):
        gains_table([1, 0], [1, 2])
    with pytest.raises(ValueError, match=r"`outcome` must hold 1 customers .* 0 positive"):
        gains_table([0, 0], [1, 2], n_groups=1)
    with pytest.raises(ValueError, match="`predicted` must have the 2 rows of `outcome`; got 1"):
        confusion_table([1, 0], [1])
    for labels in (("a", "b", "c"), ("a", "a")):
        with pytest.raises(ValueError, match="`labels` must be two different words; got"):
            confusion_table([1], [1], labels=labels)


def test_errors_that_cost_nothing_have_no_cutoff():
    with pytest.raises(ValueError, match="must not both be 0"):
        cost_cutoff(false_positive=0, false_negative=0)


def test_costs_whose_sum_would_be_infinite_are_refused():
    with pytest.raises(ValueError, match="`false_positive` must lie in"):
        cost_cutoff(false_positive=1e308, false_negative=1e308)
    with pytest.raises(ValueError, match="`gain` must lie in"):
        profit_curve([1, 1], [1, 2], gain=1e308, cost=1e308)


def test_profits_as_text_are_not_ranked():
    curve = pd.DataFrame({"cutoff": [0.9, 0.5], "n_accepted": [1, 2], "profit": [9, 16]})
    curve = curve.assign(n_positive=[1, 2], accepted_share=[0.5, 1])
    assert best_cutoff(curve)["cutoff"] == 0.5
    for column in ("profit", "cutoff"):
        with pytest.raises(TypeError, match=f"`curve` must have numbers in `{column}`; got str"):
            best_cutoff(curve.astype({column: str}))
    with pytest.raises(ValueError, match="`curve` must have no missing `cutoff`"):
        best_cutoff(curve.assign(cutoff=[np.inf, np.nan]))
