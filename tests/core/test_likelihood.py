"""Tests of crmlib.core.likelihood."""

import numpy as np
import pytest

from crmlib.core.likelihood import most_likely


def _gamma(sample):
    """The mean log-likelihood of a gamma sample, by shape and rate."""
    from scipy.special import digamma, gammaln

    mean, mean_log = sample.mean(), np.log(sample).mean()

    def at(parameters):
        shape, rate = parameters
        value = shape * np.log(rate) - gammaln(shape) + (shape - 1) * mean_log - rate * mean
        return value, np.array([np.log(rate) - digamma(shape) + mean_log, shape / rate - mean])

    return at


def test_fit_of_a_gamma_agrees_with_scipy():
    from scipy import stats

    sample = np.random.default_rng(3).gamma(2.5, 4, size=500)
    (shape, rate), value, converged, _ = most_likely(_gamma(sample), [1, 1])
    expected = stats.gamma.fit(sample, floc=0, method="MLE")
    assert (shape, 1 / rate) == pytest.approx((expected[0], expected[2]), rel=1e-5)
    assert value == pytest.approx(stats.gamma.logpdf(sample, *expected).mean())
    assert converged is True


def test_place_to_begin_does_not_matter():
    sample = np.array([1.0, 2.0, 4.0, 7.0])
    near, far = (most_likely(_gamma(sample), start)[0] for start in ([1, 1], [50, 0.02]))
    assert near == pytest.approx(far, rel=1e-5)


def test_parameter_pulled_to_infinity_has_not_converged():
    # Equal values are the likelier, the narrower the gamma around them.
    assert most_likely(_gamma(np.full(9, 3.0)), [1, 1])[2] is False


def test_parameter_that_the_data_leave_open_has_not_converged():
    def only_the_product(parameters):
        product = parameters.prod()
        return np.log(product) - product, (1 / product - 1) * product / parameters

    parameters, value, converged, covariance = most_likely(only_the_product, [2, 2])
    assert (np.prod(parameters), value) == pytest.approx((1, -1))
    assert converged is False
    assert np.isnan(covariance).all()


def test_parameters_spread_as_those_of_many_samples():
    rng = np.random.default_rng(3)
    samples = rng.gamma(2.5, 4, size=(400, 500))
    logs = np.log([most_likely(_gamma(sample), [1, 1])[0] for sample in samples])
    covariance = most_likely(_gamma(samples[0]), [1, 1])[3]
    assert covariance / 500 == pytest.approx(np.cov(logs.T), rel=0.2)


@pytest.mark.parametrize("start", [[1, 0], [1, -1], [np.nan, 1]])
def test_fit_refuses_to_begin_where_there_is_no_log(start):
    with pytest.raises(ValueError, match=r"`start` must"):
        most_likely(_gamma(np.array([1.0, 2.0])), start)


def test_fit_refuses_a_start_that_is_no_row():
    with pytest.raises(TypeError, match=r"`start` must be one row of numbers"):
        most_likely(_gamma(np.array([1.0, 2.0])), 1.0)
