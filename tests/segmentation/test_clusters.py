"""Five steps of segmentation: what is planted is found, what is not there is not."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import PowerTransformer

from crmlib.datasets.real import load_transactions
from crmlib.segmentation.clusters import (
    customer_table,
    explained_share,
    home_table,
    need_shares,
    segment_labels,
)
from crmlib.segmentation.grid import (
    loyalty_trial,
    six_blocks,
    trial_effects,
)
from crmlib.segmentation.simulated import simulate_segments
from crmlib.segmentation.yardstick import segment_checks
from crmlib.value.rfm import rfm_scores

SPLIT = "2017-07-01"


def generator(seed=4):
    return np.random.default_rng(seed)


def evened(table):
    """Return the table scaled, its tails bent, as the chapter does."""
    return PowerTransformer().set_output(transform="pandas").fit_transform(table)


@pytest.fixture
def lines():
    """Home 1 comes twice before July and once on its first day; 2 stops, 3 begins in July."""
    rows = [
        (1, 10, "2017-06-01 09:00", 3.0, "MEAT"),
        (1, 10, "2017-06-01 09:00", 1.0, "FUEL"),
        (1, 11, "2017-06-29 20:00", 6.0, "MEAT"),
        (1, 12, "2017-07-01 00:00", 5.0, "MEAT"),
        (2, 13, "2017-06-30 23:59", 2.0, None),
        (3, 14, "2017-07-02 12:00", 8.0, "FUEL"),
    ]
    columns = ["household_id", "basket_id", "sold_at", "sales_value", "department"]
    return pd.DataFrame(rows, columns=columns).assign(
        sold_at=lambda t: pd.to_datetime(t["sold_at"]).dt.tz_localize("America/New_York")
    )


@pytest.fixture(scope="module")
def homes():
    """All homes of the panel, first half beside second."""
    return customer_table(load_transactions(), SPLIT)


def test_exe_06_five_steps_two_methods_and_a_fair_test_of_block_b(homes):
    """EXE-06: features, values, needs, technique, evaluation; then blocks against a control."""
    planted = simulate_segments(300, distance=7, rng=generator())
    scaled = evened(planted.drop(columns="segment"))
    checks = segment_checks(scaled, rng=generator())
    assert checks["silhouette"].idxmax() == 3
    assert checks.loc[3, "silhouette"] > checks.loc[3, "reference"]
    assert checks.loc[3, "stability"] > 0.8
    ways = [segment_labels(scaled, 3), AgglomerativeClustering(3).fit_predict(scaled)]
    assert min(adjusted_rand_score(planted["segment"], way) for way in ways) > 0.8
    blocks = six_blocks(homes["n_visits"], homes["total_spend"])
    gain = 3 * homes["usd_per_visit"]
    effects = trial_effects(loyalty_trial(homes.assign(block=blocks), gain, rng=generator()))
    assert gain.groupby(blocks).mean().between(effects["low"], effects["high"]).all()
    assert effects.loc["A", "before_after"] < 0 < effects.loc["A", "effect"]


def test_customer_table_is_what_the_hand_counts(lines):
    counted = customer_table(lines, SPLIT)
    assert counted.loc[1].tolist() == [2, 2, 10.0, 5.0, 1, 5.0]
    assert counted.loc[2].tolist() == [1, 1, 2.0, 2.0, 0, 0.0]


def test_home_that_begins_after_the_split_is_not_in_the_table(lines):
    assert customer_table(lines, SPLIT).index.tolist() == [1, 2]


def test_customer_table_does_not_depend_on_the_order_of_lines(lines):
    before = lines.copy()
    assert_frame_equal(customer_table(lines[::-1], SPLIT), customer_table(lines, SPLIT))
    assert_frame_equal(lines, before)


def test_no_dollar_of_the_homes_seen_before_is_lost(homes):
    sold = load_transactions()
    spent = sold.loc[sold["household_id"].isin(homes.index), "sales_value"].sum()
    assert len(homes) == 2_393
    assert homes[["total_spend", "spend_after"]].to_numpy().sum() == pytest.approx(spent)


def test_days_may_be_texts_and_the_split_may_have_a_zone_of_its_own(lines):
    texts = lines.assign(sold_at=lines["sold_at"].dt.strftime("%Y-%m-%d %H:%M"))
    assert_frame_equal(customer_table(texts, SPLIT), customer_table(lines, SPLIT))
    in_utc = pd.Timestamp(SPLIT, tz="America/New_York").tz_convert("UTC")
    assert_frame_equal(customer_table(lines, in_utc), customer_table(lines, SPLIT))
    with pytest.raises(TypeError, match="`split_date` must have no time zone"):
        customer_table(texts, in_utc)


def test_customer_table_refuses_a_split_before_every_visit(lines):
    with pytest.raises(ValueError, match="`split_date` must come after a visit; got 2017-01-01"):
        customer_table(lines, "2017-01-01")


def test_need_shares_are_shares_of_all_that_was_spent(lines):
    shares = need_shares(lines, ["FUEL", "MEAT"])
    assert shares.loc[1].tolist() == pytest.approx([1 / 15, 14 / 15])
    assert shares.loc[2].tolist() == [0, 0]


def test_home_without_spending_has_no_shares(lines):
    assert need_shares(lines.assign(sales_value=0.0), ["MEAT"])["MEAT"].isna().all()


def test_need_shares_refuse_an_unknown_department(lines):
    with pytest.raises(ValueError, match=r"`departments` .* got \['TOYS'\]"):
        need_shares(lines, ["MEAT", "TOYS"])


def test_need_shares_refuse_no_department_and_one_named_twice(lines):
    for names in ([], ["MEAT", "MEAT"]):
        with pytest.raises(ValueError, match="`departments` must name one or more, each once"):
            need_shares(lines, names)


def test_labels_count_from_the_largest_segment():
    toy = pd.DataFrame({"x": [9.0, 0.0, 0.1, 0.2, 9.1]}, index=list("abcde"))
    assert segment_labels(toy, 2).to_dict() == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 2}


def test_one_segment_holds_everybody():
    assert set(segment_labels(pd.DataFrame({"x": [1.0, 5.0]}), 1)) == {1}


def test_labels_find_planted_segments_in_any_order_of_rows():
    planted = simulate_segments(300, distance=8, rng=generator()).sample(frac=1, random_state=4)
    labels = segment_labels(planted.drop(columns="segment"), 3)
    assert adjusted_rand_score(planted["segment"], labels) > 0.95


@pytest.mark.parametrize("row", [[1.0, 2.0], [1.0, 2.0, 2.0]])
def test_labels_refuse_more_segments_than_different_rows(row):
    with pytest.raises(ValueError, match="at most 2, the different rows; got 3"):
        segment_labels(pd.DataFrame({"x": row}), 3)


@pytest.fixture
def guests():
    """Ann and Bob come rarely, Cem and Dee often; Eve is alone in her segment."""
    columns = {"visits": [2.0, 4.0, 20.0, 22.0, 52.0], "usd": [9.0, 11.0, 30.0, 34.0, 0.0]}
    return pd.DataFrame(columns, index=["Ann", "Bob", "Cem", "Dee", "Eve"])


SEGMENTS = pd.Series({"Eve": 3, "Dee": 2, "Cem": 2, "Bob": 1, "Ann": 1})


def test_explained_share_is_what_the_hand_counts():
    outcome = pd.Series([1.0, 3.0, 5.0, 7.0])
    assert explained_share(outcome, pd.Series(list("aabb"))) == pytest.approx(16 / 20)


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from("abc")), min_size=2, max_size=20))
def test_explained_share_is_the_r_squared_of_group_means(rows):
    table = pd.DataFrame(rows, columns=["y", "g"]).astype({"y": float})
    found = explained_share(table["y"], table["g"])
    if table["y"].nunique() == 1:
        assert np.isnan(found)
        return
    dummies = pd.get_dummies(table["g"]).to_numpy(float)
    fitted = dummies @ np.linalg.lstsq(dummies, table["y"].to_numpy(), rcond=None)[0]
    rest = ((table["y"] - fitted) ** 2).sum() / ((table["y"] - table["y"].mean()) ** 2).sum()
    assert found == pytest.approx(1 - rest, abs=1e-9)


def test_explained_share_pairs_customers_by_name():
    outcome, labels = pd.Series({"Ann": 1.0, "Bob": 3.0}), pd.Series({"Bob": "x", "Ann": "y"})
    assert explained_share(outcome, labels) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["Ann"], "must have the names of `outcome` in its index; got 0 others, and 1 are missing"),
        (["Ann", "Eve"], "got 1 others, and 1 are missing"),
        (["Ann", "Ann"], "`labels` must name each row once in its index; got 1 repeats"),
        (["Ann", None], "`labels` must have no missing `index`; got 1"),
        ([7, "Ann"], "`labels` must have only text or only numbers in `index`"),
    ],
)
def test_explained_share_refuses_repeats_and_strangers(names, message):
    labels = pd.Series("a", pd.Index(names, dtype=object))
    with pytest.raises((TypeError, ValueError), match=message):
        explained_share(pd.Series({"Ann": 1.0, "Bob": 3.0}), labels)


def test_rfm_rule_explains_later_spending_better_than_clusters_of_needs(homes):
    scores = rfm_scores(homes.rename(columns={"n_visits": "n_orders"}))
    rule = scores[["r_score", "f_score", "m_score"]].sum(axis=1)
    lot = pd.Series(generator().integers(0, 13, len(homes)), homes.index)
    assert explained_share(homes["spend_after"], rule) > 0.3
    assert explained_share(homes["spend_after"], lot) < 0.02


PRODUCTS = pd.DataFrame(
    {
        "product_id": [1, 2, 3, 4, 5],
        "department": ["DRUG GM", "PRODUCE", "FUEL", "MEAT", "MEAT-PCKGD"],
    }
)


@pytest.fixture
def receipts():
    """Home 1 buys each good for 1 dollar and meat for 5 in June, in July meat alone; 2 stops."""
    rows = [(1, 10, good, "2017-06-01", 1.0) for good in (1, 2, 3, 5)]
    rows += [(1, 11, 4, "2017-06-02", 6.0), (1, 12, 4, "2017-07-01", 3.0)]
    rows += [(2, 13, 3, "2017-06-30 23:59", 8.0), (3, 14, 3, "2017-08-01", 1.0)]
    columns = ["household_id", "basket_id", "product_id", "sold_at", "sales_value"]
    return pd.DataFrame(rows, columns=columns).assign(
        sold_at=lambda t: pd.to_datetime(t["sold_at"], format="ISO8601")
    )


def test_home_table_sets_needs_beside_visits(receipts):
    homes = home_table(receipts, PRODUCTS, SPLIT)
    assert homes.index.tolist() == [1, 2]
    assert homes.loc[1, ["n_visits", "total_spend", "spend_after"]].tolist() == [2, 10, 3]
    assert homes.loc[1, ["drugstore", "fuel", "meat", "packed_meat"]].tolist() == [
        0.1,
        0.1,
        0.6,
        0.1,
    ]
    assert homes.loc[2, ["produce", "fuel"]].tolist() == [0, 1]


def test_home_table_knows_later_meat_of_those_who_came(receipts):
    homes = home_table(receipts, PRODUCTS, SPLIT)
    assert homes.loc[1, "meat_after"] == 1
    assert np.isnan(homes.loc[2, "meat_after"])


def test_home_table_is_the_join_of_its_parts(receipts):
    told = receipts.merge(PRODUCTS, how="left")
    parts = customer_table(told, SPLIT)
    assert_frame_equal(home_table(receipts, PRODUCTS, SPLIT)[parts.columns], parts)


def test_home_table_refuses_a_product_that_stands_twice(receipts):
    twice = pd.concat([PRODUCTS, PRODUCTS.head(1)])
    with pytest.raises(ValueError, match=r"`products` must have each product once; got 1 repeats"):
        home_table(receipts, twice, SPLIT)


@pytest.mark.parametrize("chosen", [None, "ACTIVE"])
def test_threads_of_k_means_sleep_while_they_wait_unless_the_learner_says_otherwise(chosen):
    given = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    given |= {"OMP_WAIT_POLICY": chosen} if chosen else {}
    program = "import crmlib, os; print(os.environ['OMP_WAIT_POLICY'])"
    done = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True)
    assert done.stdout.decode().strip() == (chosen or "PASSIVE")
