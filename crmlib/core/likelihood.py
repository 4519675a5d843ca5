"""The one way in which this package fits a model: find where the likelihood is highest."""

from collections.abc import Callable, Sequence

import numpy as np

from crmlib.core.checks import require_units

__all__ = ["most_likely"]

# How far the logs of the parameters may go from where they start.
FARTHEST = 12.0
# Of the mean log-likelihood by the logs: a maximum has less slope than this, and more curvature.
FLAT, CURVED = 1e-6, 1e-5
STEP = 1e-4

Likelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]


def most_likely(
    log_likelihood: Likelihood, start: Sequence[float] | np.ndarray
) -> tuple[list[float], float, bool, np.ndarray]:
    """Return the positive parameters that make the data most likely, and how sure they are.

    For small models with an exact gradient, as in `fit_bgnbd` and `fit_gamma_gamma`.

    Parameters
    ----------
    log_likelihood : callable
        Takes the parameters as an array; returns the mean log-likelihood per customer and its
        gradient by the parameters.
    start : array-like of float, shape (n_parameters,)
        Where to begin, in the order of magnitude of the answer; each above 0.

    Returns
    -------
    parameters : list of float
        The parameters found.
    value : float
        The mean log-likelihood there.
    converged : bool
        Whether that is a maximum: flat there, and falling off in every direction. It is not
        when the data leave a parameter open, or pull it towards 0 or infinity.
    covariance : numpy.ndarray, shape (n_parameters, n_parameters)
        Of the logs of the parameters, if there were one customer only: over the number of
        customers it is that of the fit. NaN where it is no maximum.

    Raises
    ------
    TypeError
        If `start` is not one row of numbers.
    ValueError
        If a start is 0, negative, missing or infinite.

    Notes
    -----
    L-BFGS-B on the logs of the parameters, so that they stay positive; the curvature is the
    matrix of central differences of the gradient, whose eigenvalues must all be above 1e-5. Its
    inverse is the covariance that the logs have in a large sample.

    References
    ----------
    Nocedal, J. and Wright, S. J. (2006), Numerical Optimization, section 7.2; Efron, B. and
    Hinkley, D. V. (1978), Assessing the accuracy of the maximum likelihood estimator: Observed
    versus expected Fisher information, Biometrika 65(3), 457-483.

    Examples
    --------
    Three waiting times with mean 4 come most likely from a rate of 1/4; its log has variance 1/3.

    >>> waits = np.array([1.0, 3.0, 8.0])
    >>> (rate,), value, converged, covariance = most_likely(
    ...     lambda p: (float(np.log(p[0]) - p[0] * waits.mean()), 1 / p - waits.mean()), [1.0]
    ... )
    >>> round(rate, 6), converged, round(float(covariance[0, 0] / len(waits)), 4)
    (0.25, True, 0.3333)
    """
    from scipy.optimize import minimize

    begin = require_units(start, "start")
    if not begin.all():
        raise ValueError(f"`start` must lie above 0; got {list(start)}.")

    def negative(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, slopes = log_likelihood(np.exp(logs))
        return -value, -np.asarray(slopes) * np.exp(logs)

    found = minimize(
        negative,
        np.log(begin),
        jac=True,
        method="L-BFGS-B",
        bounds=[(log - FARTHEST, log + FARTHEST) for log in np.log(begin)],
        options={"ftol": 1e-15, "gtol": FLAT / 10, "maxiter": 1000},
    )
    curvature = _curvature(negative, found.x)
    flat = np.abs(negative(found.x)[1]).max() < FLAT
    converged = bool(flat and np.linalg.eigvalsh(curvature).min() > CURVED)
    covariance = np.linalg.inv(curvature) if converged else np.full_like(curvature, np.nan)
    return np.exp(found.x).tolist(), -float(found.fun), converged, covariance


def _curvature(negative: Likelihood, logs: np.ndarray) -> np.ndarray:
    moves = STEP * np.eye(len(logs))
    rows = [(negative(logs + move)[1] - negative(logs - move)[1]) / (2 * STEP) for move in moves]
    return (np.array(rows) + np.transpose(rows)) / 2
