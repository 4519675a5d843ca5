"""Tests of crmlib.lifecycle.plots."""

import pytest

from crmlib.lifecycle.plots import plot_renewal


def test_renewal_rises_between_the_rates_of_the_two_kinds():
    rates = plot_renewal(0.5, 0.05, 0.4).lines[0].get_ydata()
    assert rates[:2] == pytest.approx([77.5, 81.4516], abs=1e-3)
    assert (rates[1:] > rates[:-1]).all() and 60 < rates.min() < rates.max() < 95


@pytest.mark.parametrize("share", [0, 1])
def test_customers_who_are_all_alike_renew_at_one_rate(share):
    rates = plot_renewal(share, 0.1, 0.3).lines[0].get_ydata()
    assert rates == pytest.approx([70 if share else 90] * 8)


def test_a_share_above_one_is_refused():
    with pytest.raises(ValueError, match="`share_fickle`"):
        plot_renewal(share_fickle=1.5)
