"""Tests of crmlib.baskets.pairs."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crmlib.baskets.pairs import (
    lift_interval,
    lift_split,
    lift_table,
    pair_baskets,
    resampled_lifts,
    store_correlations,
    store_sales,
)
from crmlib.baskets.rules import basket_matrix, pair_rules
from crmlib.datasets.real import load_baskets

DIAPERS, BEER = "DIAPERS & DISPOSABLES", "BEERS/ALES"
# Applicants to Berkeley by department, 1973: men admitted and refused, women admitted and refused.
BERKELEY = [
    *[(512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391)],
    *[(138, 279, 131, 244), (53, 138, 94, 299), (22, 351, 24, 317)],
]


def luck() -> np.random.Generator:
    """Return the same luck every time."""
    return np.random.default_rng(8)


visits = st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.booleans()), max_size=20).map(
    lambda rows: pd.DataFrame(rows, columns=["household_id", "has_a", "has_b"]).astype(
        {"household_id": int, "has_a": bool, "has_b": bool}
    )
)


@pytest.fixture
def receipts():
    """Home 1 buys tea with milk (rung up twice) and a bag; home 2 milk and bread, then tea."""
    return pd.DataFrame(
        {
            "basket_id": [40, 40, 40, 20, 30, 30, 10],
            "household_id": [1, 1, 1, 1, 2, 2, 2],
            "store_id": [7, 7, 7, 8, 7, 7, 7],
            "sold_at": pd.to_datetime(["2017-03-03 18:00"] * 4 + ["2017-03-04 09:00"] * 3),
            "item": pd.Categorical(["tea", "milk", "milk", None, "milk", "bread", "tea"]),
            "sales_value": [3.0, 1.0, 1.5, 0.1, 1.0, 2.0, 3.0],
        }
    )


@pytest.fixture
def pairs():
    """Home 1 buys both twice and nothing once, home 2 only a, home 3 only b and then nothing."""
    return pd.DataFrame(
        {
            "household_id": [1, 1, 1, 2, 3, 3],
            "n_items": [4, 2, 1, 3, 1, 1],
            "has_a": [True, True, False, True, False, False],
            "has_b": [True, True, False, False, True, False],
        },
        index=pd.Index([11, 12, 13, 21, 31, 32], name="basket_id"),
    )


@pytest.fixture(scope="module")
def journey():
    """All baskets of the Complete Journey, with diapers and beer marked."""
    return pair_baskets(load_baskets(), DIAPERS, BEER)


@pytest.fixture
def rng():
    return np.random.default_rng(8)


# pair_baskets


def test_baskets_of_a_pair_by_hand(receipts):
    found = pair_baskets(receipts, "tea", "milk")
    assert found.index.tolist() == [10, 20, 30, 40]
    assert found["household_id"].tolist() == [2, 1, 2, 1]
    assert found["n_items"].tolist() == [1, 0, 2, 2]
    assert found["n_others"].tolist() == [0, 0, 1, 0]
    assert found["has_a"].tolist() == [True, False, False, True]
    assert found["has_b"].tolist() == [False, False, True, True]


def test_place_and_time_of_a_basket_are_carried_along(receipts):
    found = pair_baskets(receipts, "tea", "milk")
    assert found["store_id"].tolist() == [7, 8, 7, 7]
    assert found["sold_at"].dt.hour.tolist() == [9, 18, 9, 18]


def test_columns_that_are_not_there_are_not_carried(receipts):
    found = pair_baskets(receipts[["basket_id", "item"]], "tea", "milk")
    assert found.columns.tolist() == ["n_items", "n_others", "has_a", "has_b"]


def test_baskets_of_a_pair_ignore_row_order_and_leave_the_input_alone(receipts):
    before = receipts.copy(deep=True)
    shuffled = pair_baskets(receipts.sample(frac=1, random_state=8), "tea", "milk")
    pd.testing.assert_frame_equal(pair_baskets(receipts, "tea", "milk"), shuffled)
    pd.testing.assert_frame_equal(receipts, before)


def test_counts_of_a_real_pair_agree_with_pair_rules(journey):
    rules = pair_rules(basket_matrix(load_baskets()), 0.0005).loc[(BEER, DIAPERS)]
    assert len(journey) == 155_848
    assert [journey["has_b"].sum(), journey["has_a"].sum()] == [rules["n_a"], rules["n_b"]]
    assert (journey["has_a"] & journey["has_b"]).sum() == rules["n_both"]


@pytest.mark.parametrize(
    ("item", "close"),
    [
        ("diapers", "'DIAPERS & DISPOSABLES'"),
        ("beer", "'BEERS/ALES'"),
        ("SOFTDRINKS", "'SOFT DRINKS'"),
    ],
)
def test_unknown_item_is_refused_with_close_names(item, close):
    with pytest.raises(
        ValueError, match=rf"`item_a` must be an item.*got '{item}'\. Close: .*{close}"
    ):
        pair_baskets(load_baskets(), item, BEER)


def test_at_most_three_close_names_are_given():
    lines = pd.DataFrame({"basket_id": 1, "item": ["tea 1", "tea 2", "tea 3", "tea 4"]})
    with pytest.raises(ValueError, match=r"Close: 'tea 1', 'tea 2', 'tea 3'\.$"):
        pair_baskets(lines, "tea 1", "Tea")


def test_item_without_a_close_name_is_refused_without_a_hint(receipts):
    with pytest.raises(ValueError, match=r"`item_b` must be an item .*; got 'xyz'\.$"):
        pair_baskets(receipts, "tea", "xyz")


def test_category_that_no_basket_holds_is_refused(receipts):
    receipts["item"] = receipts["item"].cat.add_categories(["jam"])
    with pytest.raises(ValueError, match="got 'jam'"):
        pair_baskets(receipts, "jam", "tea")


def test_pair_of_one_item_is_refused(receipts):
    with pytest.raises(ValueError, match=r"`item_b` must differ from `item_a`; got 'tea' twice"):
        pair_baskets(receipts, "tea", "tea")


def test_basket_of_two_homes_is_refused(receipts):
    receipts.loc[0, "household_id"] = 2
    with pytest.raises(ValueError, match=r"one household_id, .*; got 1 baskets .* first 40"):
        pair_baskets(receipts, "tea", "milk")


def test_receipts_in_arrow_columns_give_the_same_baskets(receipts):
    plain = receipts.astype({"item": object})
    arrow = plain.convert_dtypes(dtype_backend="pyarrow")
    pd.testing.assert_frame_equal(
        pair_baskets(arrow, "tea", "milk"), pair_baskets(plain, "tea", "milk"), check_dtype=False
    )


def test_basket_at_a_time_that_is_no_date_is_refused(receipts):
    with pytest.raises(ValueError, match="must have only dates like '2020-02-05' in `sold_at`"):
        pair_baskets(receipts.assign(sold_at="3/3/2017"), "tea", "milk")


def test_order_of_categories_changes_nothing(receipts, journey):
    ids = receipts.astype({"basket_id": pd.CategoricalDtype([40, 30, 20, 10])})
    pd.testing.assert_frame_equal(
        pair_baskets(ids, "tea", "milk"), pair_baskets(receipts, "tea", "milk")
    )
    few = journey.head(2_000)
    turned = pd.Categorical(few["household_id"], few["household_id"].unique()[::-1])
    one, other = (
        lift_interval(pairs, rng=np.random.default_rng(8), n_resamples=20)
        for pairs in (few, few.assign(household_id=turned))
    )
    pd.testing.assert_series_equal(one, other)


# lift_interval


def test_lift_and_counts_by_hand(pairs, rng):
    found = lift_interval(pairs, rng=rng, n_resamples=10)
    assert found[["n_baskets", "n_a", "n_b", "n_both", "n_homes"]].tolist() == [6, 3, 3, 2, 1]
    assert found["lift"] == pytest.approx(2 * 6 / (3 * 3))


def test_diapers_and_beer_are_bought_together_as_often_as_by_chance(journey, rng):
    found = lift_interval(journey, rng=rng)
    assert found[["n_a", "n_b", "n_both", "n_homes"]].tolist() == [2_618, 8_584, 144, 80]
    assert found["lift"] == pytest.approx(0.999, abs=5e-4)
    assert found[["low", "high"]].tolist() == pytest.approx([0.77, 1.25], abs=0.04)


def test_interval_agrees_with_drawing_homes_one_by_one(rng):
    baskets = _homes_of_taste(rng, n_homes=60)
    parts = [home for _, home in baskets.groupby("household_id")]
    lifts = []
    for _ in range(1_000):
        drawn = pd.concat([parts[home] for home in rng.integers(60, size=60)])
        both = (drawn["has_a"] & drawn["has_b"]).mean()
        lifts.append(both / drawn["has_a"].mean() / drawn["has_b"].mean())
    found = lift_interval(baskets, rng=rng)[["low", "high"]]
    np.testing.assert_allclose(found, np.quantile(lifts, [0.025, 0.975]), rtol=0.04)


def _homes_of_taste(rng, n_homes):
    """Homes of 10 baskets; each has its own taste for a and for b, independent of each other."""
    tastes = rng.beta(0.5, 1, size=(n_homes, 2)).repeat(10, axis=0)
    has = rng.random(tastes.shape) < tastes
    home = np.arange(n_homes).repeat(10)
    return pd.DataFrame({"household_id": home, "has_a": has[:, 0], "has_b": has[:, 1]})


def test_interval_covers_the_true_lift_though_baskets_of_a_home_are_alike(rng):
    covered, by_baskets = 0, 0
    for _ in range(100):
        baskets = _homes_of_taste(rng, n_homes=100)
        found = lift_interval(baskets, rng=rng, n_resamples=200)
        covered += found["low"] <= 1 <= found["high"]
        alone = baskets.assign(household_id=range(1_000))
        found = lift_interval(alone, rng=rng, n_resamples=200)
        by_baskets += found["low"] <= 1 <= found["high"]
    # Of 1,000 such trials 94 % and 80 % cover it.
    assert covered >= 90
    assert by_baskets <= 86


def test_copies_of_every_basket_do_not_narrow_the_interval(pairs):
    once, five_times = (
        lift_interval(copies, rng=np.random.default_rng(8))[["lift", "low", "high"]]
        for copies in (pairs, pd.concat([pairs] * 5))
    )
    pd.testing.assert_series_equal(once, five_times)


def test_wider_level_gives_a_wider_interval(rng):
    baskets = _homes_of_taste(rng, n_homes=60)
    half, most = (
        lift_interval(baskets, rng=np.random.default_rng(8), level=level) for level in (0.5, 0.95)
    )
    assert most["low"] < half["low"] < half["lift"] < half["high"] < most["high"]


def test_interval_ignores_row_order_and_leaves_its_input_alone(rng):
    baskets = _homes_of_taste(rng, n_homes=60)
    before = baskets.copy(deep=True)
    found, shuffled = (
        lift_interval(rows, rng=np.random.default_rng(8)) for rows in (baskets, baskets[::-1])
    )
    pd.testing.assert_series_equal(found, shuffled)
    pd.testing.assert_frame_equal(baskets, before)


def test_lift_without_a_basket_of_the_item_is_undefined(pairs, rng):
    found = lift_interval(pairs[~pairs["has_a"]], rng=rng)
    assert found[["lift", "low", "high"]].isna().all()
    assert found["n_baskets"] == 3


def test_no_joint_basket_gives_a_lift_of_zero_without_an_interval(pairs, rng):
    found = lift_interval(pairs[pairs["household_id"] > 1], rng=rng)
    assert found["lift"] == 0
    assert found[["low", "high"]].isna().all()


def test_no_basket_at_all_gives_zero_counts(pairs, rng):
    found = lift_interval(pairs[:0], rng=rng)
    assert np.isnan(found["lift"])
    assert found[["n_baskets", "n_a", "n_b", "n_both", "n_homes"]].tolist() == [0] * 5


def test_resamples_without_a_lift_are_left_out(pairs):
    # One resample of three homes: with this seed it leaves home 1, the only joint one, out.
    found = [
        lift_interval(pairs, rng=np.random.default_rng(seed), n_resamples=1)["low"]
        for seed in range(40)
    ]
    assert 0 < np.isnan(found).sum() < 40


def test_interval_refuses_more_draws_than_one_can_await(rng):
    homes = pd.DataFrame({"household_id": range(20_000), "has_a": True, "has_b": True})
    with pytest.raises(ValueError, match=r"at most 50,000 for 20,000 homes; got 100,000"):
        lift_interval(homes, rng=rng, n_resamples=100_000)


# lift_table


def test_table_has_a_row_per_slice_in_the_order_given(pairs, rng):
    slices = {
        "all": pairs["n_items"] > 0,
        "large": pairs["n_items"] > 1,
        "none": pairs["n_items"] > 9,
    }
    table = lift_table(pairs, slices, rng=rng, n_resamples=20)
    assert table.index.tolist() == ["all", "large", "none"]
    assert table["n_baskets"].tolist() == [6, 3, 0]
    assert table["n_both"].tolist() == [2, 2, 0]
    assert table["lift"].tolist() == pytest.approx([4 / 3, 1, np.nan], nan_ok=True)


def test_first_row_of_the_table_is_the_interval_of_its_slice(pairs):
    slices = {"large": pairs["n_items"] > 1}
    table = lift_table(pairs, slices, rng=np.random.default_rng(8), n_resamples=50)
    alone = lift_interval(pairs[slices["large"]], rng=np.random.default_rng(8), n_resamples=50)
    pd.testing.assert_series_equal(table.loc["large"].astype(float), alone, check_names=False)


def test_table_refuses_a_list_of_slices(pairs, rng):
    with pytest.raises(TypeError, match=r"`slices` must be a mapping; got list"):
        lift_table(pairs, [pairs["has_a"]], rng=rng)


def test_table_refuses_no_slices(pairs, rng):
    with pytest.raises(ValueError, match=r"`slices` must hold at least one slice; got none"):
        lift_table(pairs, {}, rng=rng)


def test_table_refuses_a_slice_that_is_no_series(pairs, rng):
    with pytest.raises(TypeError, match=r"`slices` must hold Series; got list in 'all'"):
        lift_table(pairs, {"all": [True] * 6}, rng=rng)


def test_table_refuses_a_slice_of_numbers(pairs, rng):
    with pytest.raises(TypeError, match=r"`slices` must have True or False in `size`; got int64"):
        lift_table(pairs, {"size": pairs["n_items"]}, rng=rng)


def test_table_refuses_a_slice_of_other_baskets(pairs, rng):
    with pytest.raises(ValueError, match=r"must have the index of `pairs`; got another in 'a'"):
        lift_table(pairs, {"a": pairs["has_a"].reset_index(drop=True)}, rng=rng)


# lift_split


def test_split_by_hand(pairs):
    # Expected of the homes' own rates: 2 * 2 / 3 + 1 * 0 / 1 + 0 * 1 / 2.
    found = lift_split(pairs, rng=luck())["value"]
    assert found["n_expected"] == pytest.approx(4 / 3)
    assert found["across"] == pytest.approx(4 / 3 * 6 / (3 * 3))
    assert found["within"] == pytest.approx(2 / (4 / 3))


def test_diapers_and_beer_split_into_across_and_within_homes(journey):
    found = lift_split(journey, rng=luck())
    assert found.loc["n_expected", "value"] == pytest.approx(130.2, abs=0.05)
    assert found.loc[["across", "within"], "value"].tolist() == pytest.approx(
        [0.90, 1.11], abs=5e-3
    )
    # facts.md §8, by households.
    assert found.loc["within", "low":].tolist() == pytest.approx([0.93, 1.29], abs=0.02)


def test_trips_of_like_size_are_compared_within_a_home_by_hand():
    # Home 1: small trips 0 * 0 / 2, big trips 2 * 2 / 2 = 2. Home 2: one small trip, 1 * 1 / 1.
    visits = pd.DataFrame(
        {
            "household_id": [1, 1, 1, 1, 2],
            "n_others": [0, 1, 5, 9, 1],
            "has_a": [False, False, True, True, True],
            "has_b": [False, False, True, True, True],
        }
    )
    found = lift_split(visits, size_edges=(2,), rng=luck())["value"]
    assert found["n_expected"] == 3
    assert lift_split(visits, rng=luck())["value"]["n_expected"] == 2 * 2 / 4 + 1


def test_one_class_of_size_changes_nothing(journey):
    whole = lift_split(journey, rng=luck(), n_resamples=50)
    one = lift_split(journey, size_edges=(100,), rng=luck(), n_resamples=50)
    pd.testing.assert_frame_equal(whole, one)


def test_within_homes_and_trips_of_like_size_nothing_is_left(journey):
    found = lift_split(journey, size_edges=(2, 5, 10), rng=luck()).loc["within"]
    assert found["value"] == pytest.approx(0.955, abs=5e-4)
    assert found["low"] < 1 < found["high"] < 1.12


def test_split_refuses_edges_that_fall_and_sizes_that_are_not_there(pairs):
    with pytest.raises(ValueError, match="`size_edges` must rise"):
        lift_split(pairs, size_edges=(5, 2), rng=luck())
    with pytest.raises(ValueError, match="missing: 'n_others'"):
        lift_split(pairs, size_edges=(2, 5), rng=luck())


def test_the_lift_s_row_has_the_interval_of_the_lift(pairs):
    row = lift_split(pairs, rng=luck()).loc["lift"]
    expected = lift_interval(pairs, rng=luck())[["lift", "low", "high"]]
    assert row.tolist() == pytest.approx(expected.tolist())


def test_within_s_interval_agrees_with_all_draws_of_three_homes(pairs):
    parts = [
        (
            home["has_a"].sum() * home["has_b"].sum() / len(home),
            (home["has_a"] & home["has_b"]).sum(),
        )
        for _, home in pairs.groupby("household_id")
    ]
    every = []
    for drawn in itertools.product(parts, repeat=3):
        expected, both = np.sum(drawn, axis=0)
        every += [both / expected] if expected else []
    found = lift_split(pairs, rng=luck(), n_resamples=4000, level=0.6).loc["within"]
    assert found["low":].tolist() == pytest.approx(np.quantile(every, [0.2, 0.8]).tolist())


def test_no_joint_basket_leaves_the_bounds_open(pairs):
    apart = pairs.assign(has_b=pairs["has_b"] & ~pairs["has_a"])
    found = lift_split(apart, rng=luck())
    assert found.loc["lift", "value"] == 0
    assert found[["low", "high"]].isna().all(axis=None)


def test_more_draws_of_homes_than_a_minute_allows_are_refused(pairs):
    many = pd.concat([pairs.assign(household_id=home) for home in range(20_000)])
    with pytest.raises(ValueError, match="`n_resamples` must be at most 50,000 for 20,000 homes"):
        lift_split(many, rng=luck(), n_resamples=60_000)


@settings(max_examples=100, deadline=None)
@given(visits)
def test_lift_is_across_times_within(pairs):
    found = lift_split(pairs, rng=luck(), n_resamples=1)["value"]
    if found["n_expected"] > 0:
        assert found["lift"] == pytest.approx(found["across"] * found["within"])
    else:
        assert np.isnan(found["within"])


def test_one_home_has_no_lift_across_homes(pairs):
    found = lift_split(pairs.assign(household_id=1), rng=luck())["value"]
    assert found["across"] == 1
    assert found["within"] == pytest.approx(found["lift"])


def test_homes_of_one_basket_have_no_lift_within_homes(pairs):
    found = lift_split(pairs.assign(household_id=range(6)), rng=luck())["value"]
    assert found["within"] == 1
    assert found["across"] == pytest.approx(found["lift"])


# store_sales


def test_sales_of_stores_by_hand(receipts):
    sales = store_sales(receipts, min_baskets=1)
    assert sales.index.tolist() == [7, 8]
    assert sales.columns.tolist() == ["bread", "milk", "tea"]
    assert sales.to_numpy().tolist() == [[2, 3.5, 6], [0, 0, 0]]


def test_stores_with_few_baskets_are_left_out(receipts):
    assert store_sales(receipts, min_baskets=3).index.tolist() == [7]
    assert store_sales(receipts, min_baskets=4).empty


def test_sales_of_stores_add_up_to_the_sales_of_items(receipts):
    total = store_sales(receipts, min_baskets=1).to_numpy().sum()
    assert total == receipts.loc[receipts["item"].notna(), "sales_value"].sum()


def test_store_sales_ignore_row_order_and_leave_their_input_alone(receipts):
    before = receipts.copy(deep=True)
    shuffled = store_sales(receipts[::-1], min_baskets=1)
    pd.testing.assert_frame_equal(store_sales(receipts, min_baskets=1), shuffled)
    pd.testing.assert_frame_equal(receipts, before)


def test_sales_written_as_text_are_refused(receipts):
    with pytest.raises(TypeError, match=r"must have numbers in `sales_value`; got str"):
        store_sales(receipts.astype({"sales_value": str}), min_baskets=1)


# store_correlations


def test_stores_that_sell_diapers_sell_beer_because_they_are_large():
    sales = store_sales(load_baskets())
    top = sales.sum().nlargest(100).index
    raw = store_correlations(sales[top])
    shares = store_correlations(sales.div(sales.sum(axis=1), axis=0)[top])
    assert len(sales) == 112
    assert raw[(BEER, DIAPERS)] == pytest.approx(0.57, abs=5e-3)
    assert raw.median() == pytest.approx(0.65, abs=5e-3)
    assert shares[(BEER, DIAPERS)] == pytest.approx(0.05, abs=5e-3)


def test_correlations_with_ties_agree_with_scipy(rng):
    sales = pd.DataFrame(rng.integers(0, 6, size=(12, 4)), columns=list("dbca"))
    found = store_correlations(sales)
    assert [a + b for a, b in found.index] == ["ab", "ac", "ad", "bc", "bd", "cd"]
    for (a, b), correlation in found.items():
        assert correlation == pytest.approx(stats.spearmanr(sales[a], sales[b]).statistic)


def test_item_that_sells_the_same_everywhere_has_no_correlation():
    sales = pd.DataFrame({"bag": [1, 1, 1], "tea": [1, 2, 3], "milk": [3, 2, 1]})
    found = store_correlations(sales)
    assert found.tolist() == pytest.approx([np.nan, np.nan, -1], nan_ok=True)


def test_correlations_ignore_the_order_of_stores_and_items(rng):
    sales = pd.DataFrame(rng.random((9, 4)), columns=list("dbca"))
    turned = store_correlations(sales.iloc[::-1, ::-1])
    pd.testing.assert_series_equal(store_correlations(sales), turned)
    assert turned.index.is_monotonic_increasing


@pytest.mark.parametrize(
    ("sales", "message"),
    [
        (pd.DataFrame({"tea": [1, 2]}), "at least three stores; got 2"),
        (pd.DataFrame({"tea": [1, 2, None]}), "no missing `tea`; got 1 such rows"),
        (pd.DataFrame({"tea": ["1", "2", "3"]}), "must have numbers in `tea`; got str"),
        (pd.DataFrame([[1, 2]] * 3, columns=["tea"] * 2), "one column 'tea'; got it more"),
    ],
)
def test_correlations_refuse_bad_sales(sales, message):
    with pytest.raises((TypeError, ValueError), match=message):
        store_correlations(sales)


# resampled_lifts


def lift_of(pairs):
    return (pairs["has_a"] & pairs["has_b"]).mean() / pairs[["has_a", "has_b"]].mean().prod()


def test_resampled_homes_give_the_bounds_of_the_interval():
    table = pair_baskets(load_baskets(), DIAPERS, BEER)
    lifts, found = resampled_lifts(table, rng=luck()), lift_interval(table, rng=luck())
    assert lifts.quantile([0.025, 0.975]).tolist() == pytest.approx([found["low"], found["high"]])


def test_baskets_taken_for_independent_make_the_spread_too_narrow():
    table = pair_baskets(load_baskets(), DIAPERS, BEER)
    homes, baskets = (
        resampled_lifts(table, unit=unit, rng=luck()) for unit in ("household", "basket")
    )
    assert baskets.std() < 0.75 * homes.std()
    assert baskets.mean() == pytest.approx(homes.mean(), abs=0.02)


def test_single_baskets_are_drawn_as_a_plain_bootstrap_draws_them(pairs):
    rng, many = luck(), pd.concat([pairs] * 20)
    drawn = (many.iloc[rng.integers(len(many), size=len(many))] for _ in range(1000))
    plain = pd.Series([float(lift_of(sample)) for sample in drawn])
    ours = resampled_lifts(many, unit="basket", rng=luck())
    assert ours.mean() == pytest.approx(plain.mean(), abs=0.03)
    assert ours.std() == pytest.approx(plain.std(), rel=0.1)


def test_no_basket_gives_no_lift(pairs):
    with pytest.raises(ValueError, match=r"`pairs` must have at least one basket; got none"):
        resampled_lifts(pairs.head(0), rng=luck())
