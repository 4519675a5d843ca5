"""The Bass model: two engines, a peak, and a fit that knows when it knows nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from crmlib.datasets.real import vcr_sales
from crmlib.word_of_mouth.bass import BassFit, bass_curve, fit_bass

FIT = BassFit(1000.0, 0.02, 0.4, -50.0, 20, True)


def curve(n=40, m=10_000, p=0.01, q=0.4):
    return bass_curve(n, market_size=m, innovation=p, imitation=q)


def test_curve_solves_its_differential_equation():
    def flow(t, share):
        return (0.01 + 0.4 * share) * (1 - share)

    times = np.arange(1, 41)
    solved = solve_ivp(flow, (0, 40), [0.0], t_eval=times, rtol=1e-10, atol=1e-12).y[0]
    np.testing.assert_allclose(curve()["cumulative"], 10_000 * solved, rtol=1e-6)


def test_adopters_add_up_and_peak_where_the_formula_says():
    """Bass (1969): most adopt at ln(q/p)/(p + q)."""
    fine = bass_curve(4000, market_size=1, innovation=0.0001, imitation=0.004)
    assert fine["adopters"].idxmax() + 0.5 == pytest.approx(np.log(40) / 0.0041, abs=1)
    assert fine["adopters"].cumsum().tolist() == pytest.approx(fine["cumulative"].tolist())


@given(st.floats(0.001, 0.2), st.floats(0, 0.9))
def test_cumulative_rises_towards_the_market_and_word_of_mouth_is_part_of_it(p, q):
    table = curve(p=p, q=q)
    assert table["cumulative"].is_monotonic_increasing
    assert table["cumulative"].max() <= 10_000 * (1 + 1e-12)
    assert (table["by_word_of_mouth"] >= -1e-7).all()
    assert (table["by_word_of_mouth"] <= table["adopters"] + 1e-9).all()


def test_without_first_customers_nothing_begins():
    assert curve(p=0)["cumulative"].eq(0).all()


def test_without_word_of_mouth_a_constant_share_of_the_rest_adopts():
    table = curve(p=0.1, q=0)
    assert table["cumulative"].tolist() == pytest.approx(
        [10_000 * (1 - np.exp(-0.1 * t)) for t in range(1, 41)]
    )
    assert table["by_word_of_mouth"].abs().max() < 1e-9


def test_word_of_mouth_is_the_integral_of_what_imitation_brings():
    times = np.linspace(0, 5, 50_001)
    decay = np.exp(-0.41 * times)
    share = (1 - decay) / (1 + 40 * decay)
    brought = np.trapezoid(10_000 * 0.4 * share * (1 - share), times)
    assert curve()["by_word_of_mouth"].head(5).sum() == pytest.approx(brought, rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(st.floats(0.003, 0.05), st.floats(0.2, 0.7), st.floats(100, 1e6))
def test_planted_parameters_are_recovered_without_noise(p, q, m):
    fit = fit_bass(curve(25, m, p, q)["adopters"])
    assert fit.converged
    assert (fit.market_size, fit.innovation, fit.imitation) == pytest.approx((m, p, q), rel=1e-4)


@pytest.mark.parametrize("seed", range(6, 11))
def test_planted_parameters_are_recovered_from_counts(seed):
    counts = np.random.default_rng(seed).poisson(curve(25, q=0.5)["adopters"])
    fit = fit_bass(counts)
    assert fit.market_size == pytest.approx(10_000, rel=0.05)
    assert fit.innovation == pytest.approx(0.01, rel=0.15)
    assert fit.imitation == pytest.approx(0.5, rel=0.05)


def test_video_recorders_agree_with_the_published_fit():
    """Cowpertwait and Metcalfe (2009), 3.3.4: m 68,000 (s.e. 3,130), q .638 (.0411).

    They fit the rate at the year's end; a year's sum is that of its middle, so p differs.
    """
    fit = fit_bass(vcr_sales())
    assert fit.market_size == pytest.approx(68_000, abs=3_130)
    assert fit.imitation == pytest.approx(0.638, abs=0.0411)
    assert fit.peak_time + 0.5 == pytest.approx(np.log(0.638 / 0.00659) / 0.6446, abs=0.1)


def test_before_the_turn_the_market_cannot_be_known():
    assert [fit_bass(vcr_sales().head(n)).converged for n in (4, 5, 6, 10)] == [
        False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("adopters", [[1, 2, 4, 8, 16, 32], [5] * 10, [0, 0, 0, 1, 0, 0]], ids=str)
def test_series_that_determine_nothing_do_not_converge(adopters):
    assert not fit_bass(adopters).converged


def test_units_do_not_matter_and_the_series_stays_as_it_was():
    sales = vcr_sales()
    fits = fit_bass(sales), fit_bass(sales * 1000.0)
    assert fits[1].market_size == pytest.approx(1000 * fits[0].market_size)
    assert fits[1].imitation == pytest.approx(fits[0].imitation)
    pd.testing.assert_series_equal(sales, vcr_sales())


def test_log_likelihood_is_that_of_the_residuals():
    fit, sales = fit_bass(vcr_sales()), vcr_sales().to_numpy()
    rss = ((fit.curve(10)["adopters"] - sales) ** 2).sum()
    assert fit.log_likelihood == pytest.approx(-5 * (np.log(2 * np.pi * rss / 10) + 1))


def test_peak_time_known_answer_and_no_peak_before_the_start():
    """Bass (1969): p .02, q .4 gives ln(20)/.42."""
    assert FIT.peak_time == pytest.approx(np.log(20) / 0.42)
    assert replace(FIT, innovation=0.5).peak_time == 0


def test_a_fit_that_has_not_converged_refuses_to_be_used():
    lost = replace(FIT, converged=False)
    with pytest.raises(ValueError, match="must have converged"):
        _ = lost.peak_time
    with pytest.raises(ValueError, match="must have converged"):
        lost.curve(10)


def test_fitted_curve_is_the_curve_of_its_parameters():
    wanted = bass_curve(10, market_size=1000, innovation=0.02, imitation=0.4)
    pd.testing.assert_frame_equal(FIT.curve(10), wanted)


def test_imitation_too_weak_to_be_told_from_none_brings_nobody():
    assert curve(q=5e-324)["by_word_of_mouth"].abs().max() < 1e-9
    pd.testing.assert_frame_equal(curve(q=5e-324), curve(q=0))


def test_series_of_any_scale_and_clothes_give_the_same_shape():
    sales = vcr_sales()
    fit = fit_bass(sales)
    for other in (sales * 1e-200, sales.astype("Float64"), sales.tolist()):
        assert fit_bass(other).imitation == pytest.approx(fit.imitation)
        assert np.isfinite(fit_bass(other).log_likelihood)


@pytest.mark.parametrize("adopters", [[1, 2, 3], [0, 0, 0, 0], [1] * 100_001])
def test_series_that_say_nothing_are_refused(adopters):
    with pytest.raises(ValueError, match="`adopters` must cover 4 to 100,000 periods, not all 0"):
        fit_bass(adopters)


@pytest.mark.parametrize(("p", "q"), [(5e-324, 1), (1e-250, 0.4), (1e308, 1e308)])
def test_rates_without_a_ratio_are_refused(p, q):
    with pytest.raises(ValueError, match="`innovation` must be comparable to `imitation`"):
        curve(p=p, q=q)
