"""The engine's six functions: counted by hand, and found again where planted."""

from functools import partial
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import kendalltau

from crmlib.baskets.rules import basket_matrix, pair_rules
from crmlib.mining.system.engine import (
    association,
    characterisation,
    classification,
    clustering,
    evolution,
    outliers,
)

WEEKS = pd.date_range("2017-01-02", periods=52, freq="7D")


def home_rows(shares, in_target=False, n_baskets=10, total=100.0):
    """Return the rows of homes: a frame of shares, one row per home, one column per goods."""
    spend = (shares * total).rename_axis("household_id").reset_index()
    parts = spend.melt("household_id", var_name="goods", value_name="spend")
    totals = pd.DataFrame({"household_id": shares.index, "goods": None, "spend": total})
    rows = pd.concat([totals, parts[parts["spend"] > 0]], ignore_index=True)
    target = pd.Series(in_target, shares.index)
    return rows.assign(in_target=rows["household_id"].map(target), n_baskets=n_baskets)


def random_shares(n_homes, seed=7):
    draws = np.random.default_rng(seed).dirichlet([3.0, 2.0, 1.0], n_homes)
    return pd.DataFrame(draws, columns=["beer", "diapers", "milk"])


def basket_rows(baskets):
    """Return the rows of baskets given as (home, goods in a basket)."""
    rows = [(home, i, g) for i, (home, goods) in enumerate(baskets) for g in goods]
    return pd.DataFrame(rows, columns=["household_id", "basket_id", "goods"])


def week_rows(series):
    rows = pd.DataFrame(series).set_index(WEEKS[: len(next(iter(series.values())))])
    return rows.rename_axis("week").reset_index().melt("week", var_name="goods", value_name="spend")


@pytest.fixture
def two_tastes():
    """Four beer homes, the last of which buys a little milk, and two milk homes."""
    beer = [0.9, 0.9, 0.9, 0.8, 0.1, 0.1]
    return home_rows(pd.DataFrame({"beer": beer, "milk": 1 - np.array(beer)}))


@pytest.fixture
def shoppers():
    """Home 1 buys milk with bread three times, home 2 once; beer goes alone."""
    return basket_rows(
        [(1, ["milk", "bread"])] * 3 + [(2, ["milk", "bread"]), (2, ["beer"]), (3, ["beer"])]
    )


# Characterisation


def test_means_and_strength_are_the_hand_count():
    shares = pd.DataFrame({"beer": [0.5, 0.3, 0.1, 0.4]})
    found = characterisation(home_rows(shares, [True, True, False, False]), "families")
    beer = found.set_index("subject").loc["beer"]
    assert beer[["target_mean", "other_mean"]].tolist() == pytest.approx([0.4, 0.25])
    assert beer["strength"] == pytest.approx(0.5)  # 3 of 4 pairs are higher, 1 is lower
    assert beer[["object", "n"]].tolist() == ["families", 2]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), min_size=4, max_size=20))
def test_strength_counts_pairs(homes):
    homes += [(True, 5), (False, 5)]
    shares = pd.DataFrame({"beer": [tenths / 10 for _, tenths in homes]})
    found = characterisation(home_rows(shares, [target for target, _ in homes]), "families")
    inside = [tenths for target, tenths in homes if target]
    outside = [tenths for target, tenths in homes if not target]
    signs = [np.sign(a - b) for a in inside for b in outside]
    assert found.set_index("subject").loc["beer", "strength"] == pytest.approx(abs(np.mean(signs)))


def test_a_target_drawn_by_lot_has_nothing_special():
    p_values = []
    for seed in range(40):
        shares, rng = random_shares(60, seed), np.random.default_rng(seed)
        target = rng.permutation(np.arange(60) < 20)
        p_values += characterisation(home_rows(shares, target), "lot")["p_value"].dropna().tolist()
    assert np.mean(np.array(p_values) < 0.05) < 0.12


def test_goods_that_few_homes_buy_are_no_feature():
    shares = pd.DataFrame({"beer": [0.5] * 50, "caviar": [0.1] * 2 + [0.0] * 48})
    found = characterisation(home_rows(shares, [True] * 25 + [False] * 25), "families")
    assert found["subject"].tolist() == ["beer", "n_baskets", "usd_per_basket"]


def test_row_order_does_not_matter_and_the_rows_stay():
    rows = home_rows(random_shares(20), [True, False] * 10)
    shuffled = rows.sample(frac=1, random_state=7)
    kept = shuffled.copy()
    for function in (characterisation, classification):
        assert_frame_equal(function(rows, "families"), function(shuffled, "families"))
    assert_frame_equal(shuffled, kept)


@pytest.mark.parametrize("target", [True, False])
def test_one_group_alone_is_refused(target):
    with pytest.raises(ValueError, match=r"`rows` must hold target homes and others; got \d"):
        characterisation(home_rows(random_shares(5), target), "families")


@pytest.mark.parametrize("function", [characterisation, classification])
def test_homes_without_totals_are_refused(function):
    rows = home_rows(random_shares(6), [True, False] * 3)
    with pytest.raises(ValueError, match="one row without goods per home, its totals; got 5 for 6"):
        function(rows.drop(index=0), "families")


# Association


def test_pairs_are_the_hand_count(shoppers):
    found = association(shoppers, min_support=0.1)
    assert found[["subject", "object", "n"]].values.tolist() == [["bread", "milk", 4]]
    assert found.loc[0, "strength"] == pytest.approx(1.5)  # in 4 of 6 baskets each
    assert found.loc[0, ["support", "confidence"]].tolist() == pytest.approx([4 / 6, 1.0])


def test_p_value_is_that_of_sums_by_home(shoppers):
    # Of milk and bread, less their means of 2/3: 1/9 where both are there, 4/9 where neither.
    sums = np.array([3 / 9, 1 / 9 + 4 / 9, 4 / 9])
    z = sums.sum() / np.sqrt((sums**2).sum())
    p_value = association(shoppers, min_support=0.1).loc[0, "p_value"]
    assert p_value == pytest.approx(2 * NormalDist().cdf(-z))


def test_copies_of_a_home_s_baskets_are_no_new_evidence(shoppers):
    copied = pd.concat(
        [shoppers.assign(basket_id=shoppers["basket_id"] + 10 * k) for k in range(5)]
    )
    once, often = (association(rows, min_support=0.1) for rows in (shoppers, copied))
    assert often.loc[0, "p_value"] == pytest.approx(once.loc[0, "p_value"])
    naive = pair_rules(basket_matrix(copied.rename(columns={"goods": "item"})))["p_value"]
    assert naive.iloc[0] < once.loc[0, "p_value"] / 10


def test_goods_bought_independently_are_seldom_significant():
    p_values = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        draws = rng.random((400, 3)) < 0.4
        goods = [[g for g, held in zip("abc", row, strict=True) if held] for row in draws]
        rows = basket_rows([(i // 8, ["z", *held]) for i, held in enumerate(goods)])
        p_values += association(rows, min_support=0.02)["p_value"].dropna().tolist()
    assert len(p_values) == 120
    assert np.mean(np.array(p_values) < 0.05) < 0.12


def test_goods_in_every_basket_have_no_p_value():
    rows = basket_rows([(1, ["milk", "bag"]), (2, ["bag"]), (3, ["milk", "bag"])])
    assert association(rows, min_support=0.1)["p_value"].isna().all()


def test_no_pair_gives_an_empty_table(shoppers):
    assert association(shoppers, min_support=0.9).empty


def test_a_basket_of_two_homes_is_refused(shoppers):
    with pytest.raises(ValueError, match="each basket in one home; got basket 0 in several"):
        association(shoppers.assign(basket_id=0), min_support=0.1)


# Classification


def test_a_planted_rule_is_learned_and_holds_on_unseen_homes():
    shares = random_shares(200)
    found = classification(home_rows(shares, shares["diapers"] > 0.4), "families")
    assert found["hit_rate"].min() > 0.9
    assert found["n"].sum() == 100
    assert found.loc[found["object"] == "families", "strength"].min() > 2
    assert found["subject"].str.contains("diapers").any()


def test_a_target_drawn_by_lot_is_not_foretold():
    p_values = []
    for seed in range(30):
        target = np.random.default_rng(seed).permutation(np.arange(80) < 40)
        rows = home_rows(random_shares(80, seed), target)
        p_values += classification(rows, "lot")["p_value"].tolist()
    assert np.mean(np.array(p_values) < 0.05) < 0.1


def test_base_rates_are_those_of_the_unseen_half():
    shares = random_shares(100)
    found = classification(home_rows(shares, np.arange(100) < 30), "families", max_leaves=3)
    shares = found["object"].map({"families": 0.3, "others": 0.7})
    assert found["base_rate"].tolist() == pytest.approx(shares.tolist())
    assert found["strength"].tolist() == pytest.approx(found["hit_rate"] / found["base_rate"])


def test_classification_refuses_too_few_homes_and_a_target_named_as_the_rest():
    rows = home_rows(random_shares(6), [True] + [False] * 5)
    with pytest.raises(ValueError, match="`rows` must hold two homes of each group"):
        classification(rows, "families")
    with pytest.raises(ValueError, match="`target` must differ from the name of the rest; got 'o"):
        classification(rows, "others")


# Clustering


def test_planted_tastes_are_found(two_tastes):
    found = clustering(two_tastes, n_clusters=2)
    assert found[["subject", "object", "n"]].values.tolist() == [
        ["cluster 1", "beer", 4],
        ["cluster 2", "milk", 2],
    ]
    assert found["lead_share"].tolist() == pytest.approx([0.875, 0.9])
    assert found["all_share"].tolist() == pytest.approx([3.7 / 6, 2.3 / 6])
    assert found["p_value"].isna().all()


def test_far_groups_have_a_silhouette_near_one_and_a_cloud_has_not(two_tastes):
    assert clustering(two_tastes, n_clusters=2)["strength"].min() > 0.8
    assert clustering(home_rows(random_shares(200)), n_clusters=4)["strength"].max() < 0.6


def test_homes_that_bought_nothing_are_in_no_cluster(two_tastes):
    idle = home_rows(pd.DataFrame({"beer": [0.0]}, index=[99]), total=0.0)
    found = clustering(pd.concat([two_tastes, idle]), n_clusters=2)
    assert found["n"].sum() == 6


def test_clustering_refuses_more_clusters_than_tastes_and_no_goods(two_tastes):
    alike = home_rows(pd.DataFrame({"beer": [0.5] * 6}))
    for rows, most in ((two_tastes, 3), (alike, 1)):
        with pytest.raises(ValueError, match=f"`n_clusters` must be at most {most} for these"):
            clustering(rows, n_clusters=4)
    with pytest.raises(ValueError, match="goods that 5 % of the homes buy; got none"):
        clustering(two_tastes[two_tastes["goods"].isna()], n_clusters=2)


# Outliers


def test_score_is_the_hand_count():
    rows = home_rows(pd.DataFrame({"beer": [0.5] * 5}), total=100.0)
    totals = rows["goods"].isna()
    rows.loc[totals, "spend"] = 10 * np.expm1([1.0, 2.0, 3.0, 4.0, 9.0])
    found = outliers(rows)
    # Logs 1, 2, 3, 4, 9: median 3, distances 2, 1, 0, 1, 6, median distance 1.
    assert (found["strength"] * 1.4826).tolist() == pytest.approx([2, 1, 0, 1, 6])
    assert found.loc[4, ["subject", "n"]].tolist() == ["home 4", 10]
    assert found.loc[[4], ["value", "median"]].values == pytest.approx(np.expm1([[9.0, 3.0]]))


def test_homes_that_are_all_alike_have_no_outlier():
    assert (outliers(home_rows(random_shares(5)))["strength"] == 0).all()


def test_outliers_refuse_homes_without_totals(two_tastes):
    with pytest.raises(ValueError, match="its totals; got 0 for 6 homes"):
        outliers(two_tastes.dropna(subset="goods"))


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_rows_in_other_clothes_give_the_same_patterns(two_tastes, backend):
    rows = two_tastes.assign(in_target=two_tastes["household_id"] < 4)
    for function in (
        outliers,
        partial(clustering, n_clusters=2),
        partial(characterisation, target="beer"),
        partial(classification, target="beer"),
    ):
        dressed = rows.convert_dtypes(dtype_backend=backend)
        assert_frame_equal(function(dressed), function(rows), check_dtype=False)


@pytest.mark.parametrize("spend", [np.inf, -1.0, "12", True])
def test_spending_that_is_no_amount_is_refused(two_tastes, spend):
    for function in (outliers, partial(clustering, n_clusters=2)):
        with pytest.raises((ValueError, TypeError), match=r"`rows` must have .* in `spend`; got"):
            function(two_tastes.assign(spend=spend))


# Evolution


def test_a_trend_and_its_slope_are_found():
    found = evolution(week_rows({"up": np.arange(100.0, 152), "rest": np.full(52, 900.0)}))
    up = found.set_index("subject").loc["up"]
    assert up["object"] == "rises"
    assert up["strength"] == pytest.approx(1.0)
    share = np.arange(100.0, 152) / (1000 + np.arange(52))
    steps = [(share[j] - share[i]) / (j - i) for i in range(52) for j in range(i + 1, 52)]
    assert up["slope"] == pytest.approx(np.median(steps) * 365.25 / 7 / np.median(share))


def test_the_trend_is_that_of_four_week_means():
    rng = np.random.default_rng(7)
    spend = {name: rng.random(52) for name in "abc"}
    found = evolution(week_rows(spend)).set_index("subject").loc["a"]
    means = (spend["a"] / sum(spend.values())).reshape(13, 4).mean(axis=1)
    pairs = [np.sign(means[j] - means[i]) for i in range(13) for j in range(i + 1, 13)]
    assert found["strength"] == pytest.approx(abs(np.mean(pairs)))
    assert found["p_value"] == pytest.approx(kendalltau(range(13), means).pvalue)


def test_weeks_that_resemble_the_week_before_are_no_trend():
    p_values = []
    for seed in range(60):
        rng, walk = np.random.default_rng(seed), [0.0]
        for step in rng.normal(size=51):
            walk.append(0.6 * walk[-1] + step)
        series = {"a": np.exp(0.1 * np.array(walk)), "b": np.full(52, 1e4)}
        p_values.append(evolution(week_rows(series)).set_index("subject").loc["a", "p_value"])
    assert np.mean(np.array(p_values) < 0.05) < 0.15  # week by week: 0.27


def test_the_oddest_week_is_the_planted_one():
    spend = 100 + np.tile([0.0, 1.0], 26)
    spend[20] = 160
    found = evolution(week_rows({"pies": spend, "rest": np.full(52, 900.0)})).set_index("subject")
    assert found.loc["pies", "odd_week"] == WEEKS[20]
    assert found.loc["pies", "odd_z"] > 10
    assert found.loc["rest", "odd_z"] < -10


def test_weeks_without_sales_count_as_zero():
    rows = week_rows({"a": np.full(52, 5.0), "b": np.full(52, 5.0)})
    gap = rows[(rows["goods"] == "b") | (rows["week"] < WEEKS[40])]
    assert evolution(gap).set_index("subject").loc["a", ["n", "object"]].tolist() == [40, "falls"]


def test_evolution_refuses_few_weeks_and_weeks_without_sales():
    rows = week_rows({"a": np.arange(19.0), "b": np.arange(19.0)})
    with pytest.raises(ValueError, match="`rows` must hold at least twenty weeks; got 19"):
        evolution(rows)
    idle = week_rows({"a": [5.0] * 30 + [0.0], "b": [5.0] * 30 + [0.0]})
    with pytest.raises(ValueError, match="spending in each week; got none in 2017-07-31"):
        evolution(idle)
