"""Whom a campaign changes: planted kinds of customers, scores and Qini curves."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from crmlib.campaigns.simulated import simulate_uplift
from crmlib.campaigns.uplift import (
    FEATURES,
    qini_coefficient,
    qini_curve,
    response_score,
    uplift_score,
    uplift_table,
)


def generator(seed=9):
    return np.random.default_rng(seed)


@pytest.fixture
def eight() -> pd.DataFrame:
    """Of the best four customers both treated respond and no other; of the rest all but one."""
    return pd.DataFrame(
        {
            "treated": [True, True, False, False, True, True, False, False],
            "responded": [True, True, False, False, True, False, True, True],
        },
        index=list("abcdefgh"),
    )


@pytest.fixture
def falling(eight) -> pd.Series:
    """Scores 8 to 1, in the order of the customers."""
    return pd.Series(range(8, 0, -1), eight.index)


@pytest.fixture(scope="module")
def halves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """20,000 made-up customers: one half to learn from, one to judge by."""
    customers = simulate_uplift(20_000, rng=generator())
    return customers[:10_000], customers[10_000:]


def brute_force(trial, score) -> list[float]:
    """Return the incremental responses for each cut of the score, one by one."""
    gained = [0.0]
    for cut in sorted(set(score), reverse=True):
        best = trial[score >= cut]
        treated, control = best[best["treated"]], best[~best["treated"]]
        rate = control["responded"].mean() if len(control) else 0.0
        gained.append(treated["responded"].sum() - rate * len(treated))
    return gained


def test_same_seed_gives_the_same_customers():
    first, again = (simulate_uplift(50, rng=generator()) for _ in range(2))
    assert first.equals(again)
    assert first[FEATURES].min().min() >= 0


def test_table_is_what_one_counts_by_hand(eight, falling):
    table = uplift_table(eight, falling, n_groups=2)
    assert table[["n_treated", "n_control"]].to_numpy().tolist() == [[2, 2], [2, 2]]
    assert table["treated_response"].tolist() == [1, 0.5]
    assert table["control_response"].tolist() == [0, 1]
    assert table["uplift"].tolist() == [1, -0.5]
    assert table["share"].tolist() == [0.5, 1]
    assert table["incremental"].tolist() == [2, 1]


def test_curve_and_coefficient_are_what_one_counts_by_hand(eight):
    score = pd.Series([2, 2, 2, 2, 1, 1, 1, 1], eight.index)
    curve = qini_curve(eight, score)
    assert curve["share"].tolist() == [0, 0.5, 1]
    assert curve["incremental"].tolist() == [0, 2, 1]
    assert curve["random"].tolist() == [0, 0.5, 1]
    assert qini_coefficient(eight, score) == 0.75 / 4  # a triangle 1.5 high, four treated


def test_uplift_of_hillstrom_s_e_mails_is_the_published_one():
    """Hillstrom's MineThatData challenge (2008), purchases: 1.07 % of 42,694, 0.57 % of 21,306."""
    treated = np.repeat([True, False], [42_694, 21_306])
    responded = np.repeat([True, False, True, False], [456, 42_238, 122, 21_184])
    trial = pd.DataFrame({"treated": treated, "responded": responded})
    row = uplift_table(trial, pd.Series(0.0, trial.index), n_groups=1).loc[1]
    assert row["treated_response"] == pytest.approx(0.0107, abs=5e-5)
    assert row["control_response"] == pytest.approx(0.0057, abs=5e-5)
    assert row["treated_response"] / row["control_response"] - 1 == pytest.approx(0.865, abs=5e-4)
    assert row["incremental"] == pytest.approx(row["uplift"] * 42_694)


flags = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), max_size=40)


@given(flags)
def test_curve_is_what_a_loop_over_cuts_finds(rows):
    rows = [*rows, (True, True, 1), (False, False, 3)]
    trial = pd.DataFrame(rows, columns=["treated", "responded", "score"])
    curve = qini_curve(trial, trial["score"])
    assert curve["incremental"].tolist() == pytest.approx(brute_force(trial, trial["score"]))
    assert curve["share"].is_monotonic_increasing
    assert curve.iloc[-1]["incremental"] == pytest.approx(curve.iloc[-1]["random"])


@given(flags, st.integers(1, 2))
def test_last_row_of_the_table_is_the_whole_trial(rows, n_groups):
    rows = [*rows, (True, True, 1), (False, False, 3)]
    trial = pd.DataFrame(rows, columns=["treated", "responded", "score"])
    table = uplift_table(trial, trial["score"], n_groups=n_groups)
    last = qini_curve(trial, trial["score"]).iloc[-1]
    assert table["incremental"].iloc[-1] == pytest.approx(last["incremental"])
    assert table[["n_treated", "n_control"]].sum().sum() == len(trial)
    assert table["share"].iloc[-1] == pytest.approx(1)


def test_same_score_for_all_is_chance(eight):
    assert qini_coefficient(eight, pd.Series(0.3, eight.index)) == 0


def test_group_without_treated_customers_has_no_uplift(eight, falling):
    table = uplift_table(eight, falling, n_groups=4)
    assert table["uplift"].isna().tolist() == [True, True, True, True]
    assert table["treated_response"].isna().tolist() == [False, True, False, True]
    assert table["incremental"].tolist() == [2, 2, 3, 1]


def test_tables_do_not_depend_on_row_order(halves):
    _, trial = halves
    before, score = trial.copy(deep=True), (trial["n_orders"] % 3).astype(float)
    mixed = trial.sample(frac=1, random_state=9)
    for table in (uplift_table, qini_curve):
        pd.testing.assert_frame_equal(table(mixed, score), table(trial, score))
        pd.testing.assert_frame_equal(table(trial, score[mixed.index]), table(trial, score))
    pd.testing.assert_frame_equal(trial, before)


@pytest.mark.parametrize("function", [uplift_table, qini_curve, qini_coefficient])
def test_scores_of_other_customers_are_refused(eight, falling, function):
    with pytest.raises(ValueError, match=r"each of the 8 customers once.* got 7 rows, 0 of others"):
        function(eight, falling.iloc[1:])
    with pytest.raises(ValueError, match="got 8 rows, 0 of others, and 1 repeated labels"):
        function(eight, falling.rename({"b": "a"}))
    with pytest.raises(ValueError, match="got 8 rows, 1 of others, and 0 repeated labels"):
        function(eight, falling.rename({"b": "z"}))
    with pytest.raises(ValueError, match="got 8 rows, 1 of others, and 1 repeated labels"):
        function(eight.rename({"b": "a"}), falling)


def test_scores_written_as_text_are_refused(eight, falling):
    with pytest.raises(TypeError, match="`score` must have numbers; got str, the first '8'"):
        uplift_table(eight, falling.astype(str))


def test_more_groups_than_customers_are_refused(eight, falling):
    with pytest.raises(ValueError, match=r"`n_groups` must be at most the number .* 8; got 9"):
        uplift_table(eight, falling, n_groups=9)


def test_trials_that_are_none_are_refused(eight, falling):
    with pytest.raises(ValueError, match="must have treated and others; got 8 treated of 8"):
        qini_curve(eight.assign(treated=True), falling)


@pytest.mark.parametrize("flag", ["treated", "responded"])
def test_flags_that_are_numbers_or_words_are_refused(eight, falling, flag):
    with pytest.raises(TypeError, match=f"must have True or False in `{flag}`; got int64"):
        qini_curve(eight.astype({flag: int}), falling)
    with pytest.raises(TypeError, match=f"must have True or False in `{flag}`; got str"):
        uplift_table(eight.astype({flag: str}), falling)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_uplift_score_beats_response_score_and_both_beat_chance(seed):
    customers = simulate_uplift(8_000, rng=generator(seed))
    learn, judge = customers[:4_000], customers[4_000:]
    by_uplift = qini_coefficient(judge, uplift_score(learn, judge, FEATURES))
    by_response = qini_coefficient(judge, response_score(learn, judge, FEATURES))
    lot = pd.Series(generator(seed).permutation(len(judge)), judge.index)
    assert by_uplift > by_response + 0.02 > 0.04
    assert abs(qini_coefficient(judge, lot)) < 0.02


def test_no_score_beats_the_truth(halves):
    learn, judge = halves
    best = qini_coefficient(judge, judge["effect"])
    assert best > qini_coefficient(judge, uplift_score(learn, judge, FEATURES))


def test_uplift_of_the_groups_is_that_of_the_kinds_within(halves):
    learn, judge = halves
    score = uplift_score(learn, judge, FEATURES)
    table = uplift_table(judge, score, n_groups=5)
    rank = score.rank(method="first", ascending=False)
    truth = judge["effect"].groupby(np.ceil(rank / 2_000)).mean()
    assert np.abs(table["uplift"].to_numpy() - truth.to_numpy()).max() < 0.06
    assert table["uplift"].iloc[0] > 0.5 > 0 > table["uplift"].iloc[-1]


def test_score_is_the_difference_of_two_logistic_regressions(halves):
    learn, judge = halves
    inputs = sm.add_constant(learn[FEATURES].astype(float))
    chances = [
        sm.Logit(learn["responded"][rows].astype(int), inputs[rows])
        .fit(disp=0)
        .predict(sm.add_constant(judge[FEATURES].astype(float)))
        for rows in (learn["treated"], ~learn["treated"])
    ]
    score = uplift_score(learn, judge, FEATURES)
    assert np.abs(score - (chances[0] - chances[1])).max() < 0.01  # theirs is not regularised
    assert np.abs(response_score(learn, judge, FEATURES) - chances[0]).max() < 0.01


def test_scores_stand_in_the_order_of_the_customers(halves):
    learn, judge = halves
    before, few = learn.copy(deep=True), judge.iloc[[3, 1, 2]]
    score = uplift_score(learn, few, FEATURES)
    assert score.index.tolist() == few.index.tolist()
    assert score.name == "uplift_score"
    assert score.tolist() == uplift_score(learn, judge, FEATURES)[few.index].tolist()
    pd.testing.assert_frame_equal(learn, before)


def test_trials_to_learn_nothing_from_are_refused(halves):
    learn, judge = halves
    with pytest.raises(ValueError, match=r"with and without a response .* got .* in one group, 0"):
        uplift_score(learn.assign(responded=False), judge, FEATURES)
    with pytest.raises(ValueError, match="`features` must name a column at least; got none"):
        response_score(learn, judge, [])
    with pytest.raises(ValueError, match=r"`customers` must have .* \(missing: 'n_orders'\)"):
        uplift_score(learn, judge.drop(columns="n_orders"), FEATURES)
    with pytest.raises(ValueError, match="only finite numbers in `n_orders`"):
        uplift_score(learn.assign(n_orders=np.inf), judge, FEATURES)
    with pytest.raises(TypeError, match="`customers` must have numbers in `n_orders`; got str"):
        uplift_score(learn, judge.astype({"n_orders": str}), FEATURES)
