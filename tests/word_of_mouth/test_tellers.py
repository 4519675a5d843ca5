"""How many people a complainer tells: means, medians, tails, and what a tail gives away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crmlib.word_of_mouth.tellers import (
    Tellers,
    least_unresolved_share,
    means_if_medians,
    tail_table,
    tellers_with_mean,
    tellers_with_median,
    telling_shapes,
)

NB, LN = "negative binomial", "log-normal"


def pair(make, family, spread):
    """Return the distributions of the resolved (4.5) and of the unresolved (9.5)."""
    return make(4.5, family, spread), make(9.5, family, spread)


@pytest.mark.parametrize("spread", [0.25, 1, 10])
@pytest.mark.parametrize("n_told", [1, 5, 20, 60])
def test_tail_of_the_negative_binomial_is_scipy_s(spread, n_told):
    told = Tellers(NB, 9.5, spread)
    oracle = stats.nbinom.sf(n_told - 1, spread, spread / (spread + 9.5))
    assert told.at_least(n_told) == pytest.approx(oracle)


def test_tail_of_the_geometric_is_a_power():
    assert tellers_with_mean(9.5, NB, 1).at_least(20) == pytest.approx((9.5 / 10.5) ** 20)


def test_geometric_with_a_median_halves_at_every_median():
    told = tellers_with_median(9.5, NB, 1)
    assert told.at_least(19) == pytest.approx(0.25)
    assert told.mean == pytest.approx(1 / (2 ** (1 / 9.5) - 1))


@pytest.mark.parametrize("spread", [0.3, 1.0, 1.5])
def test_mean_of_the_cut_off_log_normal_is_the_sum_of_its_tails(spread):
    told = Tellers(LN, 6, spread)
    oracle = sum(told.at_least(n) for n in range(1, 30_000))
    assert told.mean == pytest.approx(oracle, rel=1e-5)


@pytest.mark.parametrize(("family", "spread"), [(NB, 0.5), (NB, 1), (LN, 0.5), (LN, 1.2)])
def test_draws_have_the_mean_and_the_tail_of_the_distribution(family, spread):
    told = tellers_with_mean(9.5, family, spread)
    drawn = told.draw(200_000, np.random.default_rng(10))
    assert drawn.mean() == pytest.approx(9.5, rel=0.02)
    assert (drawn >= 20).mean() == pytest.approx(told.at_least(20), abs=0.003)


@given(st.floats(0.5, 40), st.sampled_from([NB, LN]), st.floats(0.3, 1.5))
@settings(max_examples=40, deadline=None)
def test_mean_asked_for_is_the_mean_found(mean, family, spread):
    assert tellers_with_mean(mean, family, spread).mean == pytest.approx(mean, rel=1e-6)


@given(st.floats(0.5, 40), st.sampled_from([NB, LN]), st.floats(0.3, 1.5))
@settings(max_examples=40, deadline=None)
def test_median_asked_for_is_where_the_tail_is_one_half(median, family, spread):
    told = tellers_with_median(median, family, spread)
    assert told.at_least(median) == pytest.approx(0.5, abs=1e-6)
    assert told.median == pytest.approx(median, rel=1e-6)


def test_tail_never_rises():
    told = Tellers(NB, 4.5, 0.4)
    tails = [told.at_least(n) for n in np.linspace(0, 60, 121)]
    assert tails[0] == 1
    assert (np.diff(tails) <= 0).all()


def test_geometric_tail_betrays_the_unresolved():
    by_means = least_unresolved_share(*pair(tellers_with_mean, NB, 1))
    by_medians = least_unresolved_share(*pair(tellers_with_median, NB, 1))
    assert by_means == pytest.approx(0.871, abs=0.0005)
    assert by_medians == pytest.approx(0.397, abs=0.0005)


def test_mixture_with_the_least_share_has_the_tail():
    good, bad = pair(tellers_with_mean, NB, 0.5)
    share = least_unresolved_share(good, bad, tail_share=0.1, n_told=15)
    mixed = (1 - share) * good.at_least(15) + share * bad.at_least(15)
    assert mixed == pytest.approx(0.1)


def test_thin_tails_cannot_reach_the_share_and_thick_ones_always_do():
    assert np.isnan(least_unresolved_share(*pair(tellers_with_mean, NB, 10)))
    assert least_unresolved_share(*pair(tellers_with_median, NB, 0.5)) == 0


def test_table_of_tails_agrees_with_its_parts():
    table = tail_table({"geometric": (NB, 1), "thin": (NB, 10)}, 4.5, 9.5)
    good, bad = pair(tellers_with_mean, NB, 1)
    assert table.at["geometric", "good_tail"] == good.at_least(20)
    assert table.at["geometric", "if_means"] == least_unresolved_share(good, bad)
    assert table.at["geometric", "if_medians"] == pytest.approx(0.397, abs=0.0005)
    assert table.loc["thin", ["if_means", "if_medians"]].isna().all()


def test_table_of_tails_moves_with_the_tail():
    table = tail_table({"uneven": (NB, 0.5)}, 4.5, 9.5, tail_share=0.05, n_told=30)
    pair_of = pair(tellers_with_mean, NB, 0.5)
    wanted = least_unresolved_share(*pair_of, tail_share=0.05, n_told=30)
    assert table.at["uneven", "if_means"] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("make", "family", "spread"),
    [(tellers_with_median, NB, 0.001), (tellers_with_mean, LN, 10), (tellers_with_mean, LN, 1000)],
)
def test_centres_beyond_reach_are_refused(make, family, spread):
    with pytest.raises(ValueError, match=rf"within reach of the spread {spread:g}; got 4\.5"):
        make(4.5, family, spread)


@pytest.mark.parametrize("family", [NB, LN])
@pytest.mark.parametrize("spread", [0.001, 1, 1000])
@pytest.mark.parametrize("location", [1e-9, 1, 1e12])
def test_distributions_at_the_ends_have_finite_numbers(family, spread, location):
    told = Tellers(family, location, spread)
    assert 0 <= told.at_least(20) <= 1
    assert np.isfinite([told.mean, told.median]).all()
    drawn = told.draw(100, np.random.default_rng(10))
    assert (drawn >= 0).all()


def test_a_tail_is_refused_where_it_means_nothing():
    good, bad = pair(tellers_with_mean, NB, 1)
    with pytest.raises(ValueError, match="`resolved` must not have the heavier tail"):
        least_unresolved_share(bad, good)


def test_shapes_are_families_and_spreads():
    with pytest.raises(TypeError, match="`shapes` must hold a family and a spread each; got 1"):
        tail_table({"geometric": 1}, 4.5, 9.5)
    with pytest.raises(ValueError, match=r"`family` must be one of .*; got 'zipf'"):
        tail_table({"zipf": ("zipf", 1)}, 4.5, 9.5)


def test_one_median_stands_before_very_different_means():
    """Even talk: the mean is the median; geometric: q = 2^(-1/9.5); uneven: twice as large."""
    means = means_if_medians(telling_shapes(), [4.5, 9.5])[9.5]
    q = 2 ** (-1 / 9.5)
    assert means["even"] == pytest.approx(9.5, abs=0.05)
    assert means["geometric"] == pytest.approx(q / (1 - q))
    assert means["uneven"] > 2 * means["even"]


def test_medians_are_people():
    with pytest.raises(ValueError, match="`medians` must"):
        means_if_medians(telling_shapes(), [-1.0])
