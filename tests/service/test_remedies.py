"""Learning which remedy resolves which complaint, against habit and against the lot."""

import numpy as np
import pandas as pd
import pytest

from crmlib.service.remedies import compare_ways, cumulative_regret, remedy_chances
from crmlib.service.simulated import simulate_cases


def generator(seed=10):
    return np.random.default_rng(seed)


def many(n=3_000, seed=10):
    return simulate_cases(remedy_chances(), n, rng=generator(seed))


def ways(cases, seed=10):
    return compare_ways(cases, rng=generator(seed))


@pytest.fixture
def three():
    """A flat drink that only a call mends, a dented can that a new one mends, a hopeless case."""
    outcomes = {"coupon": [False, False, False], "call": [True, False, False]}
    cases = pd.DataFrame({"type": ["taste", "damaged can", "taste"], **outcomes})
    return cases.assign(replacement=[False, True, False])


def test_planted_chances_come_back_from_the_cases():
    seen = many(60_000).groupby("type").mean().loc[remedy_chances().index]
    assert np.abs(seen - remedy_chances()).max(axis=None) < 0.01


def test_stronger_remedy_resolves_whatever_a_weaker_one_does():
    taste = many().query("type == 'taste'")
    assert (taste["coupon"] <= taste["replacement"]).all()
    assert (taste["replacement"] <= taste["call"]).all()


def test_habit_by_hand(three):
    log = ways(three)["always call"]
    assert log["resolved"].tolist() == [True, False, False]
    assert log["remedy"].unique().tolist() == ["call"]


def test_regret_by_hand(three):
    regret = cumulative_regret(ways(three)["always call"], remedy_chances())
    assert regret.tolist() == pytest.approx([0, 0.2, 0.2])


def test_lots_use_every_remedy_equally():
    shares = ways(many())["by lot"]["remedy"].value_counts(normalize=True)
    assert shares.to_numpy() == pytest.approx(np.full(3, 1 / 3), abs=0.03)


def test_learning_beats_lot_and_every_habit():
    cases = many()
    rate = {way: log["resolved"].mean() for way, log in ways(cases).items()}
    habits = [rate[f"always {remedy}"] for remedy in remedy_chances()]
    assert rate["learning"] > max(habits) + 0.02
    assert rate["learning"] > rate["by lot"] + 0.05


def test_regret_of_learning_flattens_and_of_the_lot_does_not():
    logs = ways(many(6_000))
    both = logs["learning"], logs["by lot"]
    late = [cumulative_regret(log, remedy_chances()).iloc[[2_999, 5_999]] for log in both]
    learned, by_lot = (end / middle for middle, end in late)
    assert learned < 1.4 < 1.9 < by_lot


def test_ways_work_on_the_same_complaints():
    cases = many(200)
    logs = ways(cases)
    assert all(log["type"].equals(cases["type"]) for log in logs.values())
    assert logs["always call"]["resolved"].tolist() == cases["call"].tolist()
    assert logs["by lot"]["remedy"].nunique() == logs["learning"]["remedy"].nunique() == 3


def test_learner_looks_only_at_what_it_tried():
    cases = many(500)
    log = ways(cases)["learning"]
    seen = cases.copy()
    for remedy in remedy_chances():
        seen[remedy] = log["resolved"].where(log["remedy"] == remedy, ~cases[remedy])
    pd.testing.assert_frame_equal(ways(seen)["learning"], log)


def test_log_agrees_with_the_outcomes():
    cases = many(300)
    log = ways(cases)["learning"]
    expected = [cases.at[i, remedy] for i, remedy in log["remedy"].items()]
    assert log["resolved"].tolist() == expected
    assert log["type"].tolist() == cases["type"].tolist()


def test_never_falling_regret_is_zero_for_the_best_choice():
    best = remedy_chances().idxmax(axis=1)
    log = pd.DataFrame({"type": best.index, "remedy": best.to_numpy(), "resolved": True})
    assert cumulative_regret(log, remedy_chances()).tolist() == [0, 0, 0]


def test_inputs_stay_as_they_were(three):
    before = three.copy()
    ways(three)
    pd.testing.assert_frame_equal(three, before)


def test_other_clothes_change_nothing(three):
    for other in (
        three.convert_dtypes(dtype_backend="pyarrow"),
        three.astype({"type": "category"}),
    ):
        for way, log in ways(three).items():
            found = ways(other)[way]
            assert found[["remedy", "resolved"]].equals(log[["remedy", "resolved"]])
            regret = cumulative_regret(found, remedy_chances())
            assert regret.equals(cumulative_regret(log, remedy_chances()))


def test_cases_that_cannot_be_handled_are_refused(three):
    with pytest.raises(ValueError, match="must have one column per remedy beside 'type'; got"):
        ways(three[["type"]])
    with pytest.raises(ValueError, match="must have one column per remedy beside 'type'; got"):
        ways(pd.concat([three, three[["call"]]], axis=1))
    with pytest.raises(TypeError, match="`cases` must have True or False in `coupon`; got int64"):
        ways(three.assign(coupon=1))
    with pytest.raises(ValueError, match="`cases` must have at most 100,000 rows; got 100,001"):
        ways(pd.DataFrame({"type": "taste", "call": [True] * 100_001}))


def test_regret_of_unknown_remedies_is_refused(three):
    log = ways(three)["always call"]
    with pytest.raises(ValueError, match="known types and remedies; got 3 rows with others"):
        cumulative_regret(log.assign(remedy="apology"), remedy_chances())
    with pytest.raises(ValueError, match="known types and remedies; got 3 rows with others"):
        cumulative_regret(log.assign(type="smell"), remedy_chances())
