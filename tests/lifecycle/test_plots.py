"""Tests of crmlib.lifecycle.plots."""

import numpy as np
import pandas as pd
import pytest

from crmlib.lifecycle.plots import (
    plot_cohorts,
    plot_one_cohort,
    plot_renewal,
    plot_sales_by_cohort,
)


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


def test_a_cohort_is_drawn_in_percent_from_the_first_month_on():
    ages = {"n_customers": 9, "active": [1.0, 0.2], "low": [0.7, 0.1], "high": [1.0, 0.5]}
    axes = plot_one_cohort(pd.DataFrame(ages | {"back": [0.1, 0.25]}))
    assert [line.get_ydata().tolist() for line in axes.lines] == [[10, 25], [20]]


def test_cohorts_that_are_open_are_counted_not_drawn():
    cohorts = {"n_customers": [9, 8], "spend": [50.0, np.nan], "spend_low": [40.0, np.nan]}
    axes = plot_cohorts(pd.DataFrame(cohorts | {"spend_high": [60.0, np.nan]}, index=["a", "b"]))
    assert axes.lines[0].get_ydata().tolist() == [50]
    assert "1 cohorts are too young" in axes.get_title(loc="left")


def test_sales_are_stacked_by_cohort():
    sales = pd.DataFrame({"2023": [9.0, np.nan], "2024": [6.0, 4.0]}, ["2023", "2024"])
    bars = plot_sales_by_cohort(sales).patches
    assert [bar.get_y() + bar.get_height() for bar in bars] == [9, 6, 9, 10]
