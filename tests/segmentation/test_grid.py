"""Six blocks and the matrix: counted by hand, and told apart from chance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from crmlib.datasets.real import load_transactions
from crmlib.segmentation.clusters import customer_table
from crmlib.segmentation.grid import (
    example_businesses,
    loyalty_effects,
    loyalty_trial,
    matrix_position,
    matrix_table,
    six_blocks,
    trial_effects,
)

MONEY = st.lists(st.integers(-100, 1000), min_size=1, max_size=40)


def generator(seed=4):
    return np.random.default_rng(seed)


@pytest.fixture
def six():
    """Three who spend much and three who spend little; in each three one comes often."""
    visits = pd.Series({"Ann": 9, "Bob": 5, "Cem": 1, "Dee": 8, "Eve": 4, "Fay": 2})
    spend = pd.Series({"Ann": 90, "Bob": 70, "Cem": 60, "Dee": 9, "Eve": 8, "Fay": 7})
    return visits, spend


@pytest.fixture
def arms():
    """In A the treated fall by 1 and the others by 5; in B a single home was left alone."""
    rows = [("A", True, -2), ("A", True, 0), ("A", False, -6), ("A", False, -4)]
    rows += [("B", True, 3), ("B", True, 5), ("B", False, 1)]
    return pd.DataFrame(rows, columns=["block", "treated", "change"])


@pytest.fixture(scope="module")
def homes():
    """All homes of the panel, first half beside second, with their blocks."""
    table = customer_table(load_transactions(), "2017-07-01")
    return table.assign(block=six_blocks(table["n_visits"], table["total_spend"]))


def test_text_is_never_ranked_as_text():
    texts = pd.Series({"Ann": "9", "Bob": "10", "Cem": "100"})
    numbers = texts.astype(int)
    for rank in (lambda t: six_blocks(t, numbers), lambda t: six_blocks(numbers, t)):
        with pytest.raises(TypeError, match="must have numbers; got str, the first '9'"):
            rank(texts)


def test_blocks_are_what_the_hand_sorts(six):
    assert "".join(six_blocks(*six)) == "ABCDEF"


def test_blocks_pair_customers_by_name(six):
    visits, spend = six
    assert_series_equal(six_blocks(visits, spend[::-1]), six_blocks(visits, spend))


def test_thirds_are_equal_however_many_tie():
    customers = pd.Series(3, index=range(90))
    blocks = six_blocks(customers, pd.Series(range(90)))
    thirds = blocks.replace({"D": "A", "E": "B", "F": "C"}).value_counts()
    assert thirds.to_list() == [30, 30, 30]


def test_blocks_of_the_panel_move_by_themselves(homes):
    halves = homes.groupby("block")[["total_spend", "spend_after"]].mean()
    change = halves["spend_after"] - halves["total_spend"]
    assert homes["block"].value_counts()[list("ABF")].to_list() == [745, 400, 747]
    assert change[["A", "B", "F"]].round(2).to_list() == [-107.63, 53.67, 111.94]


def test_blocks_chosen_by_the_second_half_fall_on_the_way_back(homes):
    mirrored = six_blocks(homes["n_visits_after"], homes["spend_after"])
    back = (homes["total_spend"] - homes["spend_after"]).groupby(mirrored).mean()
    assert back["A"] < -100
    assert back["F"] > 50


def test_blocks_refuse_strangers():
    with pytest.raises(ValueError, match="`spend` must have the names of `visits`"):
        six_blocks(pd.Series([1]), pd.Series([1], [9]))


def test_effect_is_what_the_hand_subtracts(arms):
    effects = trial_effects(arms)
    found = effects.loc["A", ["before_after", "control", "effect"]].tolist()
    assert found == [-1, -5, 4]
    half = 1.96 * np.sqrt(1 + 1)
    assert effects.loc["A", ["low", "high"]].tolist() == pytest.approx([4 - half, 4 + half])


def test_interval_needs_two_homes_in_each_arm(arms):
    assert trial_effects(arms).loc["B", ["low", "high"]].isna().all()
    assert trial_effects(arms).loc["B", "effect"] == 3


def test_block_without_control_has_no_effect(arms):
    assert np.isnan(trial_effects(arms[arms["treated"]]).loc["A", "effect"])


def test_trial_treats_half_of_each_block_and_adds_the_gain(homes):
    trial = loyalty_trial(homes, pd.Series(10.0, homes.index), rng=generator())
    counts = trial.groupby("block")["treated"].agg(["sum", "size"])
    assert (counts["sum"] == counts["size"] // 2).all()
    plain = homes["spend_after"] - homes["total_spend"]
    assert (trial["change"] - plain).round(9).equals(10.0 * trial["treated"])


def test_intervals_hold_the_planted_effect_about_as_often_as_they_promise(homes):
    gain = pd.Series(50.0, homes.index)
    tables = [trial_effects(loyalty_trial(homes, gain, rng=generator(s))) for s in range(40)]
    held = [((t["low"] <= 50) & (t["high"] >= 50))[["A", "B", "F"]] for t in tables]
    assert 0.88 <= np.mean(held) <= 1


def test_trial_refuses_a_gain_for_others_and_customers_who_stand_there_twice(homes):
    gain = homes["usd_per_visit"]
    with pytest.raises(ValueError, match="`gain` must have the index of `customers`"):
        loyalty_trial(homes, gain[::-1], rng=generator())
    same = homes.set_axis([0] * len(homes))
    with pytest.raises(ValueError, match="`gain` must name each row once"):
        loyalty_trial(same, same["usd_per_visit"], rng=generator())


def test_effects_take_no_words_for_treated(arms):
    with pytest.raises(TypeError, match="`trial` must have True or False in `treated`"):
        trial_effects(arms.assign(treated=arms["treated"].map({True: "yes", False: "no"})))


def by_brute_force(needs):
    rows = needs.to_numpy()
    pairs = [(i, j) for i in range(len(rows)) for j in range(i)]
    return np.mean([np.abs(rows[i] - rows[j]).sum() / 2 for i, j in pairs])


def test_need_spread_is_the_mean_over_all_pairs():
    needs = pd.DataFrame(generator().dirichlet([0.7] * 4, 12), columns=[*"abcd"])
    found = matrix_position(pd.Series(range(12)), needs)
    assert found["need_spread"] == pytest.approx(by_brute_force(needs))


def test_customers_who_are_all_alike_stand_in_the_corner():
    needs = pd.DataFrame({"fuel": [1.0, 1.0, 1.0]})
    same = {"value_spread": 0.0, "need_spread": 0.0}
    assert matrix_position(pd.Series([2.0, 2.0, 2.0]), needs) == pytest.approx(same)


def test_each_example_business_stands_in_its_own_block():
    spots = {n: matrix_position(*b) for n, b in example_businesses(300, rng=generator()).items()}
    blocks = {n: (s["value_spread"] > 0.4, s["need_spread"] > 0.4) for n, s in spots.items()}
    assert blocks == {
        "petrol station": (False, False),
        "bookshop": (False, True),
        "airline": (True, False),
        "computer systems": (True, True),
    }


@pytest.mark.parametrize(
    ("values", "needs", "message"),
    [
        (pd.Series([1.0]), pd.DataFrame({"x": [1.0]}), "two or more; got 1"),
        (pd.Series([1.0, 2.0]), pd.DataFrame({"x": [1.0]}), "as many rows"),
        (pd.Series([0.0, 0.0]), pd.DataFrame({"x": [1.0, 1.0]}), "`values` must"),
    ],
)
def test_matrix_refuses_what_it_cannot_compare(values, needs, message):
    with pytest.raises(ValueError, match=message):
        matrix_position(values, needs)


def test_example_businesses_refuse_a_single_customer():
    with pytest.raises(ValueError, match="`n_customers` must be at least 2"):
        example_businesses(1, rng=generator())


@pytest.fixture
def blocks():
    """Two blocks, of 40 and of 10 customers, whose spending moves by chance."""
    rng = generator(1)
    customers = pd.DataFrame({"block": ["A"] * 40 + ["B"] * 10, "total_spend": 100.0})
    return customers.assign(spend_after=100 + rng.normal(0, 10, 50))


def test_effect_for_all_weighs_blocks_by_their_customers(blocks):
    effects = loyalty_effects(blocks, pd.Series(5.0, index=blocks.index), rng=generator())
    assert effects.index.tolist() == ["A", "B", "all"]
    wanted = (40 * effects.loc["A", "effect"] + 10 * effects.loc["B", "effect"]) / 50
    assert effects.loc["all", "effect"] == pytest.approx(wanted)
    assert effects.loc["all", ["n_customers", "planted"]].tolist() == [50, 5]


def test_interval_for_all_is_that_of_a_weighted_sum(blocks):
    effects = loyalty_effects(blocks, pd.Series(5.0, index=blocks.index), rng=generator())
    half = effects["high"] - effects["effect"]
    wanted = np.hypot(0.8 * half["A"], 0.2 * half["B"])
    assert half["all"] == pytest.approx(wanted)
    assert (effects["effect"] - effects["low"]).to_numpy() == pytest.approx(half.to_numpy())


def test_effects_by_block_are_those_of_the_trial(blocks):
    gain = pd.Series(5.0, index=blocks.index)
    alone = trial_effects(loyalty_trial(blocks, gain, rng=generator()))
    effects = loyalty_effects(blocks, gain, rng=generator())
    assert_frame_equal(effects.loc[["A", "B"], alone.columns], alone, check_dtype=False)


def test_no_interval_for_all_where_a_block_has_none(blocks):
    lonely = blocks.assign(block=["A"] * 49 + ["B"])
    effects = loyalty_effects(lonely, pd.Series(5.0, index=lonely.index), rng=generator())
    assert effects.loc["all", ["low", "high"]].isna().all()


def test_matrix_table_sets_the_firm_above_the_examples():
    needs = pd.DataFrame({"books": [1.0, 0.0], "fuel": [0.0, 0.5]})
    table = matrix_table(pd.Series([5.0, 5.0]), needs, "kiosk", rng=generator())
    assert table.index.tolist() == ["kiosk", *example_businesses(2, rng=generator())]
    assert table.loc["kiosk"].tolist() == [1, 0]
    worth, kinds = example_businesses(400, rng=generator())["airline"]
    assert table.loc["airline"].to_dict() == pytest.approx(matrix_position(worth, kinds))
