"""The history on which the models of buying are fitted."""

import pytest

from crmlib.datasets import load_orders
from crmlib.forecasts import fit_bgnbd, transaction_summary


@pytest.fixture(scope="module")
def cdnow():
    """The 39 weeks in which Fader, Hardie and Lee fitted."""
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    return transaction_summary(orders, "1997-09-30")


@pytest.fixture(scope="module")
def fit(cdnow):
    """A BG/NBD model of these weeks."""
    return fit_bgnbd(cdnow)
