"""Indices of loyalty on fair yardsticks: a toy by hand, and CDNOW's 39 weeks held out."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score

from crmlib.datasets import load_orders
from crmlib.forecasts import (
    expected_future_purchases,
    fit_bgnbd,
    probability_alive,
    transaction_summary,
)
from crmlib.loyalty.indices import compare_indices

people = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=30
)


@pytest.fixture(scope="module")
def orders():
    return load_orders("cdnow").orders


@pytest.fixture(scope="module")
def cdnow(orders):
    """Four indices after 39 weeks, and the purchases of the 39 weeks that followed."""
    buyers = transaction_summary(orders.query("order_date <= '1997-09-30'"), "1997-09-30")
    later = orders.query("order_date > '1997-09-30'")["customer_id"].value_counts()
    fit = fit_bgnbd(buyers)
    indices = pd.DataFrame(
        {
            "expected": expected_future_purchases(fit, buyers, 39),
            "frequency": buyers["frequency"],
            "p_alive": probability_alive(fit, buyers),
        }
    )
    bought = later.reindex(buyers.index, fill_value=0)
    return compare_indices(indices, bought, buyers["frequency"] > 0)


def _table(rows):
    index, bought, again = (pd.Series(list(part)) for part in zip(*rows, strict=True))
    return pd.DataFrame({"it": index}), bought, again


def test_expected_purchases_lead_on_every_yardstick_without_ties(cdnow):
    """AUC .773 v. .758, top tenth .470 v. .454 (.441 to .466 as ties fall), repeaters as well."""
    assert cdnow.loc["expected"].tolist()[:3] == pytest.approx([0.773, 0.470, 0.462], abs=1e-3)
    assert cdnow.loc["frequency"].tolist()[:3] == pytest.approx([0.758, 0.454, 0.412], abs=1e-3)


def test_only_ties_make_frequency_lead_over_all_customers(cdnow):
    assert cdnow.loc["frequency", "all"] == pytest.approx(0.4878, abs=1e-4)
    assert cdnow.loc["expected", "all"] < cdnow.loc["frequency", "all"]


def test_among_repeaters_the_chance_of_being_alive_points_the_right_way(cdnow):
    """Over all it is -.333, for the 1,411 who are alive for certain in BG/NBD."""
    assert cdnow.loc["p_alive", ["repeaters", "all"]].tolist() == pytest.approx(
        [0.397, -0.333], abs=1e-3
    )


def test_top_tenth_shares_out_a_tie_at_its_edge():
    """Twenty customers, room for two: the first, and one half of the two who tie."""
    rows = [(9, 3, True), (5, 4, True), (5, 0, True)] + [(0, 1, False)] * 17
    found = compare_indices(*_table(rows))
    assert found.loc["it", "top_tenth"] == pytest.approx((3 + 4 / 2) / 24)


def test_an_index_that_knows_nothing_has_no_rank_and_half_an_auc():
    rows = [(1, 3, True), (1, 0, True), (1, 1, False), (1, 0, False)]
    found = compare_indices(*_table(rows)).loc["it"]
    assert (found["auc"], found["top_tenth"]) == (0.5, 0.1)
    assert found[["repeaters", "all"]].isna().all()


def test_without_later_purchases_there_is_nothing_to_measure():
    found = compare_indices(*_table([(1, 0, True), (2, 0, False)])).loc["it"]
    assert found.isna().all()


@given(people)
def test_yardsticks_are_those_of_scikit_learn_and_scipy(rows):
    indices, bought, again = _table(rows)
    found = compare_indices(indices, bought, again).loc["it"]
    if (bought > 0).nunique() == 2:
        assert found["auc"] == pytest.approx(roc_auc_score(bought > 0, indices["it"]))
    if indices["it"].nunique() > 1 and bought.nunique() > 1:
        assert found["all"] == pytest.approx(stats.spearmanr(indices["it"], bought)[0])
    assert not bought.sum() or 0 <= found["top_tenth"] <= 1


def test_customers_may_come_in_any_order_but_all_three_in_the_same():
    rows = [(3, 1, True), (2, 0, False), (1, 2, True)]
    indices, bought, again = _table(rows)
    turned = compare_indices(indices[::-1], bought[::-1], again[::-1])
    pd.testing.assert_frame_equal(turned, compare_indices(indices, bought, again))
    with pytest.raises(ValueError, match="`bought` must have the index of `indices`"):
        compare_indices(indices, bought[::-1], again)
