"""Tests of crmlib.value.concentration."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from crmlib.datasets.real import load_cdnow, load_transactions
from crmlib.value.concentration import gini, top_list_test, top_share, value_tiers

SPENDING = st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any)


def test_gini_of_one_to_four():
    assert gini([1, 2, 3, 4]) == 0.25


def test_gini_reaches_its_ends():
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 9]) == 0.75


@given(SPENDING)
def test_gini_is_the_mean_difference_of_all_pairs(values):
    pairs = np.abs(np.subtract.outer(values, values)).mean()
    assert gini(values) == pytest.approx(pairs / (2 * np.mean(values)), abs=1e-12)


@given(SPENDING, st.randoms())
def test_gini_ignores_order_scale_and_copies_of_everybody(values, shuffler):
    shuffled = shuffler.sample(values, len(values))
    assert gini(shuffled) == pytest.approx(gini(values), abs=1e-12)
    assert gini([3 * value for value in values]) == pytest.approx(gini(values), abs=1e-12)
    assert gini(values * 2) == pytest.approx(gini(values), abs=1e-12)


def test_gini_of_the_largest_numbers_is_a_number():
    assert gini([1e308, 1e308, 1.0]) == pytest.approx(1 / 3)
    assert gini([1e-308, 1e-308, 0.0]) == pytest.approx(1 / 3)


def test_shares_of_the_largest_numbers_are_numbers():
    assert top_share([1e308, 1e308], [0.5])["share"].tolist() == [0.5]
    huge = pd.Series({"Ann": 1e308, "Bob": 1e308})
    assert top_list_test(huge, huge, 0.5).tolist() == [1, 1, 0.5]


def test_top_share_of_one_to_four():
    table = top_share([4, 1, 3, 2], [0.25, 0.5, 1])
    assert table["n_top"].tolist() == [1, 2, 4]
    assert table["share"].tolist() == [0.4, 0.7, 1]
    assert table.index.tolist() == [0.25, 0.5, 1]


def test_top_share_of_pareto_s_law_of_80_and_20():
    """Under the Pareto law that gives 80/20 the top 12 % hold .12^(ln .8 / ln .2), 74.5 %."""
    cumulated = np.linspace(0, 1, 1001) ** (np.log(0.8) / np.log(0.2))
    shares = top_share(np.diff(cumulated), [0.12, 0.2])["share"]
    assert shares.tolist() == pytest.approx([0.7453, 0.8], abs=1e-4)


@pytest.mark.parametrize(
    ("fraction", "n_top"), [(0.001, 1), (0.29, 29), (0.145, 15), (0.144, 14), (1, 100)]
)
def test_number_at_the_top_is_rounded_half_up_and_at_least_one(fraction, n_top):
    assert top_share(np.ones(100), [fraction])["n_top"].tolist() == [n_top]


def test_top_share_exceeds_one_where_others_cost_money():
    assert top_share([30, -10, 0], [0.3])["share"].tolist() == [1.5]


def test_no_fractions_give_an_empty_table():
    assert top_share([1, 2], []).empty


def test_concentration_of_the_course_s_three_tables():
    """Found beforehand: homes 54.6 and 39.6 %, products 84.2 %, CDNOW 67.4 % (471)."""
    lines = load_transactions()
    homes = lines.groupby("household_id")["sales_value"].sum()
    products = lines.groupby("product_id")["sales_value"].sum()
    cdnow = load_cdnow().groupby("customer_id")["amount_usd"].sum()
    assert top_share(homes, [0.2, 0.12])["share"].round(3).tolist() == [0.546, 0.396]
    assert top_share(homes, [0.2, 0.12])["n_top"].tolist() == [494, 296]
    assert top_share(products, [0.2])["share"].round(3).tolist() == [0.842]
    assert top_share(cdnow, [0.2]).round(3).to_numpy().tolist() == [[471, 0.674]]


@pytest.mark.parametrize("function", [gini, lambda x: top_share(x, [0.2])])
@pytest.mark.parametrize("values", [[], [0, 0], pd.Series([0.0])])
def test_nothing_is_not_concentrated(function, values):
    with pytest.raises(ValueError, match=r"`values` must have a sum above 0; got 0"):
        function(values)


def test_concentration_of_losses_is_refused():
    with pytest.raises(ValueError, match=r"`values` must have a sum above 0; got -1"):
        top_share([3, -4], [0.2])


def test_gini_refuses_losses():
    with pytest.raises(ValueError, match=r"only numbers of at least 0; got 1 others, the first -1"):
        gini([3, -1])


def test_top_share_refuses_what_is_no_fraction():
    with pytest.raises(ValueError, match="`fractions` must be above 0; got 0"):
        top_share([1, 2], [0.2, 0])
    with pytest.raises(ValueError, match="`fractions` must have only numbers from 0 to 1; got 1"):
        top_share([1, 2], [20])


def test_default_tiers_of_a_hundred_customers():
    counts = value_tiers(pd.Series(range(100))).value_counts(sort=False)
    assert counts.to_dict() == {"platinum": 4, "gold": 16, "iron": 60, "lead": 20}


def test_tiers_run_from_the_highest_value_down():
    values = pd.Series({"Ann": 5.0, "Bob": -1.0, "Cem": 9.0, "Dee": 5.0})
    tiers = value_tiers(values, {"gold": 0.5, "lead": 0.5})
    assert tiers.to_dict() == {"Ann": "gold", "Bob": "lead", "Cem": "gold", "Dee": "lead"}


@given(st.permutations(range(8)))
def test_tiers_do_not_depend_on_the_order_of_rows(places):
    values = pd.Series([3, 3, 3, 1, 9, 0, 3, 9], index=list("habcdefg"))
    given_so = value_tiers(values.iloc[places])
    assert_series_equal(given_so.sort_index(), value_tiers(values).sort_index())


def test_tier_that_gets_nobody_is_still_a_category():
    tiers = value_tiers(pd.Series([1.0], index=["Ann"]))
    assert tiers.cat.categories.tolist() == ["platinum", "gold", "iron", "lead"]
    assert tiers.tolist() == ["iron"]


@pytest.mark.parametrize(
    ("values", "fractions", "said"),
    [
        (pd.Series([1, 2], index=[7, 7]), {"gold": 1}, "each customer once; got 7"),
        (pd.Series([1]), {"gold": 0.5, "lead": 0.4}, "must add up to 1; got 0.9"),
        (pd.Series([1]), {"gold": 1.5, "lead": -0.5}, r"`fractions\['gold'\]` must lie in"),
    ],
)
def test_tiers_refuse(values, fractions, said):
    with pytest.raises(ValueError, match=said):
        value_tiers(values, fractions)


@pytest.fixture
def spent():
    """Bob and Ann spend most at first; later Bob stops, and Cem takes his place."""
    return pd.Series({"Ann": 50.0, "Bob": 90.0, "Cem": 10.0, "Dee": 5.0})


@pytest.fixture
def later():
    """The same four, some months on."""
    return pd.Series({"Dee": 10.0, "Cem": 30.0, "Ann": 60.0, "Bob": 0.0})


def test_list_keeps_ann_and_loses_bob(spent, later):
    found = top_list_test(spent, later, 0.5)
    assert found.to_dict() == {"n_top": 2, "kept": 0.5, "earned": 0.6}


def test_list_held_against_itself_is_kept_and_earns_the_top_share(spent):
    found = top_list_test(spent, spent, 0.25)
    assert found.tolist() == [1, 1, top_share(spent, [0.25])["share"].iloc[0]]


@given(st.permutations(range(4)))
def test_list_does_not_depend_on_the_order_of_rows(places):
    ranking = pd.Series({"Ann": 5, "Bob": 5, "Cem": 5, "Dee": 1})
    outcome = pd.Series({"Ann": 1, "Bob": 2, "Cem": 2, "Dee": 2})
    found = top_list_test(ranking.iloc[places], outcome, 0.5)
    assert found.to_dict() == {"n_top": 2, "kept": 0.5, "earned": 3 / 7}


def test_list_drawn_by_lot_keeps_and_earns_its_fraction():
    rng = np.random.default_rng(3)
    names = pd.RangeIndex(500)
    lists = [
        top_list_test(pd.Series(rng.random(500), names), pd.Series(rng.gamma(1, 9, 500), names))
        for _ in range(200)
    ]
    assert pd.DataFrame(lists)[["kept", "earned"]].mean().tolist() == pytest.approx(
        [0.2] * 2, abs=0.01
    )


def test_cdnow_s_list_after_nine_months():
    """Found beforehand: half of the top fifth stays in it, and the list earns 66.3 %."""
    cdnow = load_cdnow()
    early = cdnow["order_date"] <= "1997-09-30"
    spent = cdnow[early].groupby("customer_id")["amount_usd"].sum()
    later = cdnow[~early].groupby("customer_id")["amount_usd"].sum()
    found = top_list_test(spent, later.reindex(spent.index, fill_value=0))
    assert found.round(3).tolist() == [471, 0.499, 0.663]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s * 0, "`outcome` must have a sum above 0; got 0"),
        (lambda s: s.head(3), "the customers of `ranking`; got 1 in one of them only"),
        (lambda s: pd.concat([s, s]), "`outcome` must hold each customer once; got Dee"),
    ],
)
def test_list_refuses_a_bad_outcome(spent, later, change, said):
    with pytest.raises(ValueError, match=said):
        top_list_test(spent, change(later))


def test_list_refuses_to_have_no_length(spent, later):
    with pytest.raises(ValueError, match="`fraction` must"):
        top_list_test(spent, later, 0)
