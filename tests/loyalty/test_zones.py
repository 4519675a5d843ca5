"""Satisfaction and loyalty: planted zones are found again, and none where there are none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from crmlib.loyalty.simulated import simulate_loyalty
from crmlib.loyalty.zones import (
    ThreeZones,
    ThreeZonesFit,
    compare_shapes,
    fit_three_zones,
)

TRUTH = ThreeZones(4, 8, plateau=0.4, drop=0.08, rise=0.2)
ESTIMATES = ["minimum", "height", "plateau", "drop", "rise"]


def people(relation=TRUTH.loyalty_at, n=4000, seed=6):
    return simulate_loyalty(relation, n, rng=np.random.default_rng(seed))


@pytest.fixture
def eight():
    """One customer per score on the planted curve: two below, four between, two above."""
    scores = np.array([1.0, 3.0, 5.0, 6.0, 7.0, 7.5, 9.0, 10.0])
    return pd.DataFrame({"satisfaction": scores, "loyalty": TRUTH.loyalty_at(scores)})


def test_loyalty_in_three_zones_by_hand():
    found = TRUTH.loyalty_at([0, 3, 4, 6, 8, 9, 10])
    assert found == pytest.approx([0.08, 0.32, 0.4, 0.4, 0.4, 0.6, 0.8])


def test_loyalty_is_cut_off_at_none_and_all():
    steep = ThreeZones(4, 8, plateau=0.5, drop=0.5, rise=0.5)
    assert steep.loyalty_at([0, 10]).tolist() == [0, 1]


@given(st.floats(0, 10), st.floats(0, 10))
def test_planted_loyalty_never_falls_with_satisfaction(one, other):
    low, high = sorted([one, other])
    assert TRUTH.loyalty_at(low) <= TRUTH.loyalty_at(high) + 1e-12


def test_zones_out_of_order_are_refused():
    with pytest.raises(ValueError, match="`height` must exceed the minimum 4; got 4"):
        ThreeZones(minimum=4, height=4, plateau=0.4, drop=0.1, rise=0.2)


@pytest.mark.parametrize("score", ["7", True, -1, 11, np.nan, [5, 11], ["7"]])
def test_no_loyalty_belongs_to_what_is_no_score(score):
    with pytest.raises((TypeError, ValueError), match="`satisfaction` must "):
        TRUTH.loyalty_at(score)


@pytest.mark.parametrize("seed", range(6, 11))
def test_planted_zones_are_recovered(seed):
    fit = fit_three_zones(people(seed=seed))
    assert fit.converged
    found = [getattr(fit.zones, name) for name in ESTIMATES]
    wanted = [getattr(TRUTH, name) for name in ESTIMATES]
    assert (np.abs(np.subtract(found, wanted)) < [0.4, 0.2, 0.02, 0.02, 0.03]).all()


@settings(deadline=None, max_examples=15)
@given(st.floats(2, 5), st.floats(6, 8.5), st.floats(0.02, 0.08), st.floats(0.05, 0.14))
def test_zones_without_noise_are_recovered_exactly(minimum, height, drop, rise):
    truth = ThreeZones(minimum, height, plateau=0.4, drop=drop, rise=rise)
    scores = np.linspace(0, 10, 101)
    exact = pd.DataFrame({"satisfaction": scores, "loyalty": truth.loyalty_at(scores)})
    found = fit_three_zones(exact).zones
    values = [getattr(found, name) for name in ESTIMATES]
    assert values == pytest.approx([getattr(truth, name) for name in ESTIMATES], abs=2e-3)


def test_fit_is_as_good_as_a_global_search_over_all_customers():
    sample = people(n=600)
    s, y = sample["satisfaction"].to_numpy(), sample["loyalty"].to_numpy()

    def rss(cuts):
        x = np.column_stack([s**0, np.maximum(cuts[0] - s, 0), np.maximum(s - cuts[1], 0)])
        return float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())

    best = optimize.differential_evolution(rss, [(1, 6), (6, 9.5)], seed=6, maxiter=40).fun
    gaussian = stats.norm.logpdf(0, scale=np.sqrt(best / 600)) * 600 - 600 / 2
    assert fit_three_zones(sample).log_likelihood == pytest.approx(gaussian, abs=0.02)


def test_fit_does_not_depend_on_the_order_of_rows_and_leaves_them_alone():
    sample = people(n=800)
    before = sample.copy()
    fit = fit_three_zones(sample)
    turned = fit_three_zones(sample.iloc[::-1].set_axis(range(800)))
    for name in [*ESTIMATES, "log_likelihood"]:
        assert getattr(fit, name) == pytest.approx(getattr(turned, name), abs=1e-4)
    pd.testing.assert_frame_equal(sample, before)


def test_a_fit_that_has_not_converged_refuses_to_be_used():
    fit = ThreeZonesFit(4, 8, 0.4, 0.1, 0.2, -10.0, 50, False)
    with pytest.raises(ValueError, match="must have converged"):
        _ = fit.zones


def test_zones_that_hold_no_scores_of_their_own_do_not_converge():
    scores = np.linspace(0, 10, 101)
    top = pd.DataFrame({"satisfaction": scores, "loyalty": np.where(scores > 9.85, 1.0, 0.3)})
    assert not fit_three_zones(top).converged


def test_a_five_point_scale_cannot_locate_thresholds():
    boxes = people().assign(satisfaction=lambda t: (t["satisfaction"] / 2.5).round() * 2.5)
    with pytest.raises(ValueError, match=r"got 5\. Average several questions into one index"):
        fit_three_zones(boxes)


@pytest.mark.parametrize("seed", range(6, 9))
@pytest.mark.parametrize(
    ("relation", "shape"),
    [
        (TRUTH.loyalty_at, "three zones"),
        (lambda score: 0.3 + 0.04 * score, "straight line"),
        (lambda score: 0.1 + 0.8 * (score / 10) ** 3, "power curve"),
    ],
)
def test_each_world_is_recognised_by_its_own_shape(relation, shape, seed):
    assert compare_shapes(people(relation, seed=seed))["bic"].idxmin() == shape


def test_line_and_bic_are_those_of_an_ordinary_regression():
    sample = people(n=500)
    line = stats.linregress(sample["satisfaction"], sample["loyalty"])
    rest = sample["loyalty"] - line.intercept - line.slope * sample["satisfaction"]
    log_likelihood = stats.norm.logpdf(rest, scale=rest.std(ddof=0)).sum()
    found = compare_shapes(sample).loc["straight line"]
    assert found["log_likelihood"] == pytest.approx(log_likelihood)
    assert found["bic"] == pytest.approx(3 * np.log(500) - 2 * log_likelihood)


def test_power_curve_is_at_least_as_likely_as_the_line_that_it_contains():
    table = compare_shapes(people(n=500))["log_likelihood"]
    assert table["power curve"] >= table["straight line"] - 1e-6
