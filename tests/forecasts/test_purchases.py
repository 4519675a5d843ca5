"""Tests of crmlib.forecasts.purchases."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.bg_nbd import BgNbd, MbgNbd, fit_mbgnbd
from crmlib.forecasts.purchases import (
    expected_future_purchases,
    no_order_probability,
    probability_alive,
)

# The fit of Fader, Hardie and Lee (2005), to full precision in the walkthrough of R's BTYD.
PUBLISHED = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
# CDNOW as the tests of pymc-marketing have it (test_modified_beta_geo.py).
MBG = MbgNbd(0.525, 6.183, 0.891, 1.614, -9582.1, True, 2357)
# BG/NBD as printed in the paper, and five histories given to lifetimes with it.
ROUNDED = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, True, 2357)
FIVE = [(2, 30.43, 38.86), (26, 30.86, 31), (1, 1.71, 38.86), (5, 5, 30), (0, 0, 27)]
histories = st.lists(
    st.tuples(st.integers(0, 400), st.floats(0.01, 1), st.floats(0.1, 500)), min_size=1, max_size=5
).map(lambda rows: _customers([(x, (x > 0) * share * t, t) for x, share, t in rows]))
values = st.tuples(st.floats(0.05, 5), st.floats(0.1, 50), st.floats(0.05, 9), st.floats(0.1, 20))
bg_fits = values.map(lambda four: BgNbd(*four, 0.0, True, 1))
fits = bg_fits | values.map(lambda four: MbgNbd(*four, 0.0, True, 1))


def _customers(rows):
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"])


@pytest.fixture
def customers():
    """Four who bought once, the last one today; a regular, one long silent, two who came back."""
    once = [(0, 0, 38), (0, 0, 30), (0, 0, 27), (0, 0, 0)]
    return _customers([*once, (26, 30.857143, 31), (4, 9, 38), (2, 3, 4), (1, 20, 30)])


@pytest.fixture(scope="module")
def mbg(cdnow):
    return fit_mbgnbd(cdnow)


@pytest.fixture(scope="module")
def came_back(cdnow):
    """Who of CDNOW's customers bought in the 39 weeks held out: 684 of them."""
    later = load_orders("cdnow").orders.query("order_date > '1997-09-30'")
    return pd.Series(cdnow.index.isin(later["customer_id"]), cdnow.index)


def _expected_by_integration(fit, x, t, horizon):
    """Purchases of one who is alive at T, summed over a grid of chances of leaving."""
    from scipy.special import betaln

    logit = np.linspace(-700, 400, 200_001)
    log_leave, log_stay = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    stayed = fit.b + x + (type(fit) is MbgNbd)  # coins that fell well so far
    density = np.exp(fit.a * log_leave + stayed * log_stay - betaln(fit.a, stayed))
    pace = np.exp(log_leave) * horizon / (fit.alpha + t)
    with np.errstate(invalid="ignore"):
        counted = -np.expm1(-(fit.r + x) * np.log1p(pace)) / np.exp(log_leave)
    return np.nansum(density * counted) * (logit[1] - logit[0])


def expected_purchases(fit, durations):
    """Return the purchases of new customers, who have no past: the course's function at T = 0."""
    newcomer = _customers([(0, 0.0, 0.0)])
    found = [expected_future_purchases(fit, newcomer, one).iloc[0] for one in np.ravel(durations)]
    return np.array(found) if np.ndim(durations) else found[0]


# of new customers


def test_expectation_of_a_new_customer_is_the_published_one(fit):
    """R's BTYD walkthrough: E[X(52)] = 1.444004."""
    assert expected_purchases(fit, 52) == pytest.approx(1.444004, abs=1e-4)
    assert expected_purchases(PUBLISHED, 52) == pytest.approx(1.444004, abs=1e-4)


def test_weekly_sales_of_cdnow_are_tracked_as_published(fit, cdnow):
    """R's BTYD walkthrough: expected repeat transactions in the weeks 20 to 25."""
    joined = cdnow["T"].max() - cdnow["T"].to_numpy()
    ages = [np.maximum(week - joined, 0) for week in range(19, 26)]
    weekly = np.diff([expected_purchases(fit, age).sum() for age in ages])
    published = [76.865, 74.888, 73.046, 71.322, 69.704, 68.182]
    assert weekly.tolist() == pytest.approx(published, abs=2e-3)


def test_actual_weekly_sales_of_cdnow_are_those_published():
    """R's BTYD walkthrough: actual repeat transactions in the weeks 20 to 25."""
    orders = load_orders("cdnow").orders
    repeats = orders[orders.duplicated("customer_id")]["order_date"]
    weeks = (repeats - pd.Timestamp("1997-01-01")).dt.days // 7 + 1
    assert [int((weeks == week).sum()) for week in range(20, 26)] == [73, 55, 70, 33, 56, 99]


def test_expectations_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, expected_number_of_purchases_up_to_time."""
    values = [0.05326789117165627, 0.4324133622344203, 1.446050595396398, 3.8506831386063127]
    assert expected_purchases(ROUNDED, [1, 10, 52, 300]).tolist() == pytest.approx(values, rel=1e-9)


@settings(max_examples=60)
@given(fits, st.floats(0.1, 500))
def test_expectation_of_a_new_customer_is_that_of_integration(fit, duration):
    stay = fit.b / (fit.a + fit.b) if type(fit) is MbgNbd else 1
    expected = stay * _expected_by_integration(fit, 0, 0, duration)
    assert expected_purchases(fit, duration) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1, 2.4), (1 + 1e-9, 2.4), (0.7, 0.3)])
def test_expectation_exists_where_its_formula_divides_zero_by_zero(a, b):
    fit = replace(PUBLISHED, a=a, b=b)
    expected = _expected_by_integration(fit, 0, 0, 52)
    assert expected_purchases(fit, 52) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("hole", [1, 0.7])
@pytest.mark.parametrize("beside", [0, 1e-9, 1e-6, 1e-4, 9.99e-4, 1.001e-3])
def test_expectation_is_exact_beside_the_places_where_its_formula_cancels(hole, beside):
    """At a = 1, and at a = .7 with b = .3, the formula is 0/0; within a moment it loses digits."""
    for a in (hole - beside, hole + beside):
        fit = replace(PUBLISHED, a=a, b=0.3)
        durations = [1e-6, 1e-3, 1, 52, 5000]
        expected = [_expected_by_integration(fit, 0, 0, duration) for duration in durations]
        assert expected_purchases(fit, durations) == pytest.approx(expected, rel=1e-5)


def test_within_a_moment_nobody_has_left():
    """Then a customer buys at the mean rate, r / alpha; 2.00018e-6 once came of cancellation."""
    fit = BgNbd(2.0, 1.0, 0.999999, 4.0, -1.0, True, 1)
    assert expected_purchases(fit, 1e-6) == pytest.approx(2e-6, rel=1e-5)


@pytest.mark.parametrize("a", [1 - 1e-3, 1.0, 1 + 1e-3])
def test_expectation_has_no_step_where_another_formula_takes_over(a):
    values = [expected_purchases(replace(PUBLISHED, a=one), 52) for one in (a - 1e-7, a, a + 1e-7)]
    assert values == sorted(values, reverse=True)
    assert values == pytest.approx([values[1]] * 3, rel=1e-6)


def test_forecast_of_a_known_customer_is_exact_beside_a_of_1():
    customers = _customers([(0, 0, 3), (2, 2, 4)])
    for a in (1 - 1e-9, 1, 1 + 1e-6):
        fit = replace(PUBLISHED, a=a)
        found = expected_future_purchases(fit, customers, 1e-3) / probability_alive(fit, customers)
        expected = [_expected_by_integration(fit, x, t, 1e-3) for x, t in [(0, 3), (2, 4)]]
        assert found.tolist() == pytest.approx(expected, rel=1e-5)


# expected_future_purchases


def test_expectation_of_a_regular_is_the_published_one(fit, cdnow):
    """R's BTYD walkthrough: customer 1516 with x = 26, t_x = 30.857, T = 31: 25.75659."""
    found = expected_future_purchases(fit, cdnow, 52)["01516"]
    assert found == pytest.approx(25.75659, abs=1e-3)
    customer = _customers([(26, 30.857143, 31)])
    assert expected_future_purchases(PUBLISHED, customer, 52)[0] == pytest.approx(
        25.75659, abs=1e-4
    )


def test_expectation_of_a_customer_is_that_of_the_note():
    """Fader and Hardie, note 004: x = 2, t_x = 30.43, T = 38.86: 1.226 in the next 39 weeks."""
    found = expected_future_purchases(ROUNDED, _customers([(2, 30.43, 38.86)]), 39)
    assert found.tolist() == pytest.approx([1.226], abs=5e-4)


def test_expectations_of_customers_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, conditional_expected_number_of_purchases_up_to_time."""
    values = [1.22602817, 20.74972614, 0.20318699, 0.04115469, 0.25939538]
    found = expected_future_purchases(ROUNDED, _customers(FIVE), 39)
    assert found.tolist() == pytest.approx(values, abs=1e-8)


@settings(max_examples=60)
@given(fits, histories, st.floats(0.1, 5000))
def test_expectations_of_customers_are_those_of_integration(fit, customers, horizon):
    found = expected_future_purchases(fit, customers, horizon)
    alive = probability_alive(fit, customers)
    for i, (x, _, t) in enumerate(customers.to_numpy()):
        expected = alive[i] * _expected_by_integration(fit, x, t, horizon)
        assert found[i] == pytest.approx(expected, rel=1e-6, abs=1e-300)


def test_forecasts_of_mbg_are_those_published(mbg):
    """Values of pymc-marketing's tests and of lifetimes 0.11.3, ModifiedBetaGeoFitter."""
    found = expected_future_purchases(mbg, _customers([(26, 30.857143, 31), (0, 0, 31)]), 52)
    assert found.tolist() == pytest.approx([23.9982, 0.24681], abs=1e-4)
    assert expected_purchases(mbg, 52) == pytest.approx(1.41888, abs=1e-5)


def test_forecasts_of_mbg_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3 at the rounded parameters, ModifiedBetaGeoFitter."""
    later = [1.2629606233, 19.4507226522, 0.1888365414, 0.0502417788, 0.2207145436]
    new = [0.0530847953, 0.4334674152, 1.4197237577, 3.5227067814]
    found = expected_future_purchases(MBG, _customers(FIVE), 39)
    assert found.tolist() == pytest.approx(later, abs=1e-8)
    assert expected_purchases(MBG, [1, 10, 52, 300]).tolist() == pytest.approx(new, abs=1e-8)


def test_neither_model_finds_all_that_cdnow_bought(fit, mbg, cdnow):
    """1,882 came in the 39 weeks held out; MBG, the more sensible story, is further off."""
    totals = [expected_future_purchases(one, cdnow, 39).sum() for one in (fit, mbg)]
    assert totals == pytest.approx([1653.4, 1576.7], abs=0.1)


def test_expectations_keep_the_customers_names(customers):
    named = customers.set_axis(list("abcdefgh"))
    found = expected_future_purchases(PUBLISHED, named, 10)
    assert found.index.tolist() == list("abcdefgh")
    assert found.name == "expected_purchases"
    assert expected_future_purchases(PUBLISHED, named[:0], 10).empty


@pytest.mark.parametrize("a", [0.7929888, 1.0, 2.5])
def test_nothing_is_expected_within_no_time(customers, a):
    found = expected_future_purchases(replace(PUBLISHED, a=a), customers, 0)
    assert str(found.tolist()) == str([0.0] * 8)


def test_expectation_refuses_a_fit_that_has_not_converged(customers):
    with pytest.raises(ValueError, match=r"`fit` must have converged; got BgNbd\(r=0\.24"):
        expected_future_purchases(replace(PUBLISHED, converged=False), customers, 52)


# probability_alive


def test_regular_is_alive_with_the_published_chance():
    """R's BTYD walkthrough: customer 1516 with x = 26, t_x = 30.857, T = 31: .9688523."""
    found = probability_alive(PUBLISHED, _customers([(26, 30.857143, 31)]))
    assert found.tolist() == pytest.approx([0.9688523], abs=1e-6)


def test_chances_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, conditional_probability_alive."""
    values = [0.72657857, 0.96891565, 0.21210099, 0.00897732, 1.0]
    found = probability_alive(ROUNDED, _customers(FIVE))
    assert found.tolist() == pytest.approx(values, abs=1e-8)


def test_all_of_cdnow_s_one_time_buyers_are_alive_for_certain(fit, cdnow):
    certain = probability_alive(fit, cdnow) == 1
    assert certain.sum() == 1411
    assert (certain == (cdnow["frequency"] == 0)).all()


def test_with_mbg_a_one_time_buyer_may_be_gone(mbg):
    """Values of lifetimes 0.11.3, ModifiedBetaGeoFitter, and of pymc-marketing's tests."""
    once = _customers([(0, 0, 38.857143), (0, 0, 27), (26, 30.857143, 31)])
    found = probability_alive(mbg, once)
    assert found.tolist() == pytest.approx([0.38973, 0.42846, 0.965485], abs=2e-5)


def test_chances_of_mbg_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3 at the rounded parameters, ModifiedBetaGeoFitter."""
    values = [0.7062022652, 0.9655661441, 0.1708364843, 0.0111751368, 0.4284944315]
    found = probability_alive(MBG, _customers(FIVE))
    assert found.tolist() == pytest.approx(values, abs=1e-8)


@settings(max_examples=100)
@given(fits, histories)
def test_chances_lie_between_zero_and_one(fit, customers):
    assert probability_alive(fit, customers).between(0, 1).all()


def test_silence_speaks_against_the_frequent_more_than_the_rare():
    silent = probability_alive(PUBLISHED, _customers([(1, 9, 38), (5, 9, 38), (20, 9, 38)]))
    assert silent.is_monotonic_decreasing


@settings(max_examples=100)
@given(bg_fits, histories)
def test_chances_lie_between_zero_and_one_and_are_one_without_repeats(fit, customers):
    alive = probability_alive(fit, customers)
    assert alive.between(0, 1).all()
    assert (alive[customers["frequency"] == 0] == 1).all()


def test_thousands_of_purchases_do_not_overflow():
    found = probability_alive(PUBLISHED, _customers([(5000, 1.0, 500.0), (5000, 500.0, 500.0)]))
    assert found.tolist() == pytest.approx([0, 1], abs=1e-3)


def test_forecasts_refuse_a_summary_in_another_unit_than_the_fit(fit, cdnow):
    other = cdnow.copy()
    other.attrs["unit"] = "days"
    for function in (probability_alive, lambda *args: expected_future_purchases(*args, 52)):
        with pytest.raises(ValueError, match=r"`customers` must count time in weeks; got days"):
            function(fit, other)


def test_chances_refuse_an_impossible_history():
    with pytest.raises(ValueError, match=r"a recency from 0 to `T`, .* got 1 others, .* index 0"):
        probability_alive(PUBLISHED, _customers([(1, 5, 4)]))


# no_order_probability


def test_chance_of_silence_by_hand():
    """r = alpha = 1, a = b = 1, x = 1, t_x = T = 1: alive with 1/2; of those (2/4)² stay silent."""
    bg, mbg = BgNbd(1, 1, 1, 1, -1, True, 1), MbgNbd(1, 1, 1, 1, -1, True, 1)
    once_more = _customers([(1, 1, 1)])
    assert no_order_probability(bg, once_more, 2).tolist() == [1 - 1 / 2 * (1 - 1 / 4)]
    assert no_order_probability(mbg, once_more, 2).tolist() == [1 - 2 / 3 * (1 - 1 / 4)]


def test_as_many_buyers_of_cdnow_are_expected_as_counted_beforehand(fit, mbg, cdnow, came_back):
    expected = [(1 - no_order_probability(one, cdnow, 39)).sum() for one in (fit, mbg)]
    assert expected == pytest.approx([617.0, 565.7], abs=0.1)
    assert came_back.sum() == 684


def test_chance_of_an_order_is_borne_out_in_tenths_of_cdnow(mbg, cdnow, came_back):
    """From the tenth least to the tenth most likely to order, in the 39 weeks held out."""
    chance = 1 - no_order_probability(mbg, cdnow, 39)
    tenth = pd.qcut(chance.rank(method="first"), 10, labels=False)
    expected, seen = (one.groupby(tenth).mean() for one in (chance, came_back))
    told = [0.099, 0.115, 0.120, 0.125, 0.131, 0.137, 0.156, 0.302, 0.478, 0.737]
    assert expected.tolist() == pytest.approx(told, abs=1e-3)
    assert seen.tolist()[7:] == pytest.approx([0.434, 0.538, 0.814], abs=0.02)
    assert (seen - expected).between(-0.04, 0.14).all()


def test_both_models_are_equally_good_at_telling_who_orders(fit, mbg, cdnow, came_back):
    brier = [
        ((1 - no_order_probability(one, cdnow, 39) - came_back) ** 2).mean() for one in (fit, mbg)
    ]
    assert brier == pytest.approx([0.161, 0.161], abs=1e-3)


@settings(max_examples=100)
@given(fits, histories, st.floats(0.1, 500))
def test_orders_cannot_be_likelier_than_they_are_many(fit, customers, horizon):
    chance = 1 - no_order_probability(fit, customers, horizon)
    assert chance.between(0, 1).all()
    expected = expected_future_purchases(fit, customers, horizon)
    assert (chance <= expected * (1 + 1e-9) + 1e-15).all()
    assert (chance <= probability_alive(fit, customers) + 1e-15).all()


@pytest.mark.parametrize("fit", [PUBLISHED, MBG], ids=["BG", "MBG"])
def test_within_no_time_nobody_orders_and_for_ever_all_who_are_alive(fit, customers):
    assert (no_order_probability(fit, customers, 0) == 1).all()
    silent = no_order_probability(fit, customers, 1e300)
    assert (1 - silent).tolist() == pytest.approx(probability_alive(fit, customers).tolist())


def test_thousands_of_purchases_overflow_no_chance():
    customers = _customers([(5000, 1.0, 500.0), (5000, 500.0, 500.0), (5000, 1e-9, 1e-9)])
    found = no_order_probability(MBG, customers, 39)
    assert found.tolist() == pytest.approx([1, 0, 0], abs=1e-3)
