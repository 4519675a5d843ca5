"""Surveys: three groups of users, who is heard, and what weights can mend."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.core.intervals import share_interval
from crmlib.datasets.real import load_telco
from crmlib.satisfaction.scores import csat, sample_size
from crmlib.satisfaction.simulated import simulate_response, simulate_users
from crmlib.satisfaction.weighting import (
    REGISTRATION_STEPS,
    cell_weights,
    drop_off,
    resample_weighted,
    weighted_share,
)


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def users():
    """Forty thousand try to register; everybody's satisfaction is known."""
    return simulate_users(40_000, rng=generator()).assign(happy=lambda t: t["rating"] >= 4)


@pytest.fixture
def town():
    """Four people: one student, three at work."""
    return pd.DataFrame({"group": ["student", "working", "working", "working"]})


def test_exe_05_the_registration_survey_from_the_plan_to_the_index(users):
    """EXE-05: sample size, the students' bias, index with interval, drop-off, wishes."""
    truth = users["happy"].mean()
    students = users.query("group == 'student' and shops_often and finished")
    n_asked = round(sample_size(2.5, 50) / 0.3)
    asked = users.sample(n_asked, random_state=5)
    heard = asked[simulate_response(asked, rng=generator(6))]
    plan, raw = csat(students["rating"].head(1537)), csat(heard["rating"])
    mended = weighted_share(heard["happy"], cell_weights(heard, users, ["group"]))
    assert plan["low"] > truth + 0.2 and raw["low"] > truth
    assert mended["low"] < truth < mended["high"]
    assert drop_off(users["n_passed"], REGISTRATION_STEPS)["drop_rate"].idxmax() == "code by SMS"
    assert heard["wish"].value_counts().idxmax() == "faster code"


def test_a_user_finishes_who_passes_every_step(users):
    assert users["finished"].equals(users["n_passed"] == len(REGISTRATION_STEPS))
    assert users["rating"].between(1, 5).all()
    assert (users["wish"] != "").all()


def test_weighting_removes_the_planted_bias_in_most_surveys(users):
    truth, rng, hits = users["happy"].mean(), generator(6), 0
    for seed in range(40):
        asked = users.sample(1500, random_state=seed)
        heard = asked[simulate_response(asked, rng=rng)]
        found = weighted_share(heard["happy"], cell_weights(heard, users, ["group"]))
        hits += found["low"] < truth < found["high"]
    assert hits >= 35


def test_weighting_does_not_mend_the_silence_of_the_dissatisfied(users):
    heard = users[simulate_response(users, rating_effect=0.5, rng=generator(6))]
    found = weighted_share(heard["happy"], cell_weights(heard, users, ["group"]))
    assert found["low"] > users["happy"].mean() + 0.05


def test_drop_off_by_hand():
    found = drop_off(pd.Series([2, 2, 1, 0]), ["form", "code", "end"])
    assert found["n_reached"].tolist() == [4, 3, 2]
    assert found["n_left"].tolist() == [1, 1, 2]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.randoms())
def test_drop_off_loses_nobody_in_any_order(passed, order):
    found = drop_off(pd.Series(passed), ["form", "code", "end"])
    shuffled = drop_off(pd.Series(order.sample(passed, len(passed))), ["form", "code", "end"])
    assert found["n_left"].sum() + passed.count(3) == len(passed)
    pd.testing.assert_frame_equal(found, shuffled)


def test_drop_rate_of_a_step_that_nobody_reached_is_undefined():
    found = drop_off(pd.Series([0, 0]), ["form", "code"])
    assert found.loc["code", ["drop_rate", "low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("passed", "steps", "said"),
    [
        ([3], ["form", "code"], "`n_passed` must be at most the 2 steps; got 3"),
        ([1], ["form", "form"], r"`steps` must hold names, each once; got \['form', 'form'\]"),
        ([0], [], "`steps` must hold names, each once; got .."),
    ],
)
def test_drop_off_refuses_steps_that_do_not_exist(passed, steps, said):
    with pytest.raises(ValueError, match=said):
        drop_off(pd.Series(passed), steps)


def test_weights_by_hand(town):
    sample = pd.DataFrame({"group": ["student", "working"]}, index=[7, 3])
    weights = cell_weights(sample, town, ["group"])
    assert weights.to_dict() == {7: 0.5, 3: 1.5}


@settings(max_examples=40)
@given(st.lists(st.sampled_from("ab"), max_size=20), st.lists(st.sampled_from("ab"), max_size=20))
def test_weights_have_mean_one_and_give_each_cell_its_share(sample, population):
    sample = pd.DataFrame({"cell": ["a", "b", *sample]})
    population = pd.DataFrame({"cell": ["a", "b", *population]})
    weights = cell_weights(sample, population, ["cell"])
    share = weights[sample["cell"] == "a"].sum() / weights.sum()
    assert weights.mean() == pytest.approx(1)
    assert share == pytest.approx((population["cell"] == "a").mean())


def test_weights_follow_the_order_of_the_sample(users):
    heard = users.head(60)
    weights = cell_weights(heard, users, ["group", "shops_often"])
    turned = cell_weights(heard.iloc[::-1], users, ["group", "shops_often"])
    pd.testing.assert_series_equal(weights, turned.iloc[::-1])


def test_students_cannot_stand_for_those_at_work(town):
    with pytest.raises(
        ValueError, match=r"`sample` must have somebody in every cell; got nobody in \('working',\)"
    ):
        cell_weights(town.head(1), town, ["group"])
    with pytest.raises(ValueError, match=r"`population` must have somebody in every cell"):
        cell_weights(town, town.tail(2), ["group"])


def test_weights_refuse_rows_without_a_cell(town):
    with pytest.raises(ValueError, match="`sample` must have no missing `group`; got 1 such rows"):
        cell_weights(pd.DataFrame({"group": ["student", None]}), town, ["group"])
    with pytest.raises(ValueError, match="`population` must have the columns 'group'"):
        cell_weights(town, town.rename(columns={"group": "kind"}), ["group"])
    for by in ([], ["group", "group"]):
        with pytest.raises(ValueError, match="`by` must hold names, each once"):
            cell_weights(town, town, by)


@pytest.mark.parametrize("clothes", ["category", "string[pyarrow]", "string", object])
def test_cells_may_wear_other_clothes_and_any_name(town, clothes):
    sample, people = (t.rename(columns={"group": "weight"}) for t in (town, town.iloc[[0, 1, 0]]))
    wanted = cell_weights(sample, people, ["weight"])
    assert wanted.tolist() == pytest.approx([8 / 3, 4 / 9, 4 / 9, 4 / 9])
    assert cell_weights(sample.astype(clothes), people, ["weight"]).equals(wanted)


def test_interval_of_unequal_weights_does_not_pass_one_by_rounding():
    found = weighted_share(pd.Series([True] * 5), pd.Series([1.0, 3.0, 7.0, 7.0, 7.0]))
    assert found["share"] == found["high"] == 1


def test_equal_weights_change_nothing():
    hits = pd.Series([True, False, True])
    found = weighted_share(hits, pd.Series([2.0, 2.0, 2.0]))
    assert found["n_effective"] == pytest.approx(3)
    assert found[["share", "low", "high"]].tolist() == pytest.approx(share_interval(2, 3).tolist())


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 10)), min_size=1, max_size=30))
def test_weights_never_make_more_answers_than_there_are(pairs):
    hits, weights = (pd.Series(column) for column in zip(*pairs, strict=True))
    found = weighted_share(hits, weights)
    assert 1 - 1e-9 <= found["n_effective"] <= found["n"] == len(pairs)
    assert 0 <= found["low"] <= found["share"] <= found["high"] <= 1


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (pd.Series([1.0], [4]), "`weights` must have the index of `hits`; got another"),
        (pd.Series([1.0, 2.0]), "`weights` must have the 1 rows of `hits`; got 2"),
        (pd.Series([0.0]), "`weights` must not be 0 for all; got 1 such rows"),
        (pd.Series([1e-200]), "`weights` must not be 0 for all"),
        (pd.Series([np.inf]), "`weights` must have only finite numbers"),
    ],
)
def test_weighted_share_refuses_what_it_cannot_weigh(weights, said):
    with pytest.raises(ValueError, match=said):
        weighted_share(pd.Series([True]), weights)


def test_young_singles_weighted_twice_come_out_worse_than_weighted_once():
    telco = load_telco().assign(left=lambda t: t["churn"] == "Yes")
    telco["years"] = pd.cut(telco["tenure_months"], [-1, 12, 24, 48, 72]).astype("str")
    singles = telco.query("senior_citizen == 0 and partner == 0 and dependents == 0")
    shares = [
        resample_weighted(singles, telco, by, hits="left", rng=generator())["share"]
        for by in ([], ["contract"], ["contract", "years"])
    ]
    truth = telco["left"].mean()
    assert [*shares, truth] == pytest.approx([0.312, 0.265, 0.251, 0.265], abs=0.0006)


def test_resampled_share_is_the_weighted_share(users):
    heard = users.head(500)
    found = resample_weighted(heard, users, ["group"], hits="happy", rng=generator())
    oracle = weighted_share(heard["happy"], cell_weights(heard, users, ["group"]))
    assert found["share"] == pytest.approx(oracle["share"])
    assert found[["low", "high"]].tolist() == pytest.approx(
        oracle[["low", "high"]].tolist(), abs=0.02
    )


def test_resampling_without_weights_gives_the_binomial_interval(users):
    found = resample_weighted(users.head(900), users, [], hits="happy", rng=generator())
    oracle = share_interval(users["happy"].head(900).sum(), 900)
    assert found[["share", "low", "high"]].tolist() == pytest.approx(oracle.tolist(), abs=0.005)


def test_resamples_are_those_drawn_one_by_one(users, monkeypatch):
    heard = users.head(300).astype({"group": "category"})
    weights, rng, shares = cell_weights(heard, users, ["group"]), generator(), []
    wanted = weights.groupby(heard["group"]).sum()
    for rows in rng.integers(300, size=(1000, 300)):
        drawn = heard.iloc[rows].groupby("group")["happy"].mean()
        shares.append((wanted * drawn).sum() / wanted[drawn.notna()].sum())
    for n_drawn in (1000, 1_000_000):
        monkeypatch.setattr("crmlib.satisfaction.weighting.N_DRAWN", n_drawn)
        found = resample_weighted(heard, users, ["group"], hits="happy", rng=generator())
        assert found[["low", "high"]].tolist() == pytest.approx(np.quantile(shares, [0.025, 0.975]))


def test_resampling_refuses_what_it_cannot_draw(town):
    told = town.assign(left=True)
    with pytest.raises(ValueError, match="`sample` must have the columns 'gone'"):
        resample_weighted(told, town, [], hits="gone", rng=generator())
    with pytest.raises(TypeError, match="`sample` must have True or False in `group`; got str"):
        resample_weighted(told, town, [], hits="group", rng=generator())
    with pytest.raises(ValueError, match="`sample` must have somebody in every cell"):
        resample_weighted(told.tail(3), town, ["group"], hits="left", rng=generator())
