"""Invoice, paths of cost and crossover: counted by hand, against a loop, and at their edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets import toy_seats
from crmlib.trends import (
    OwnTerms,
    RentTerms,
    crossover_users,
    headcount,
    rent_or_own,
    subscription_invoice,
)

OWN = OwnTerms(start=45_000, yearly=40_000, licence=900, upkeep=0.18)
PRICES = {"sales": 30, "service": 45}


def seats(*rows):
    """Rows of user, module, first and last month."""
    return pd.DataFrame(rows, columns=["user", "module", "first_month", "last_month"])


def owners():
    return st.builds(
        OwnTerms,
        start=st.floats(0, 1e6),
        yearly=st.floats(1, 1e6),
        licence=st.floats(0, 2_000),
        upkeep=st.floats(0, 0.5),
    )


def test_exe_26_from_the_meter_to_the_crossover():
    """EXE-26: users, months and prices in; invoice, five years of cost and crossover out."""
    assert subscription_invoice(toy_seats(), PRICES, 6)["amount"].tolist() == [420, 270]
    growing = headcount(50, 5, growth=0.2)
    end = rent_or_own(growing, RentTerms(60, price_rise=0.07), OWN).loc[60]
    users, years = np.array([50, 60, 72, 86, 104]), np.arange(5)
    assert end["rent"] == pytest.approx((users * 720 * 1.07**years).sum())
    assert end["own"] == pytest.approx(45_000 + 200_000 + 104 * 900 + (users * 162).sum())
    assert crossover_users(RentTerms(60), OWN, 5) == pytest.approx(245_000 / 1_890)


def test_a_supplier_s_paper_is_solved_by_its_three_statements():
    """Renting 9 % dearer by year three, 56 % and 25,000 by year five (Sage's white paper)."""
    rent = RentTerms(price=25_000 / 0.56 * 1.56 / 5 / 50 / 12)
    own = OwnTerms(start=28_875.7, yearly=3_153.7)
    paths = rent_or_own(headcount(50, 5), rent, own)
    ratio = paths["rent"] / paths["own"]
    assert ratio.loc[[36, 60]].tolist() == pytest.approx([1.09, 1.56], abs=1e-4)
    assert paths["rent"].loc[60] - paths["own"].loc[60] == pytest.approx(25_000, abs=2)
    assert paths[paths["own"] < paths["rent"]].index[0] == 33


def test_a_user_listed_twice_in_a_month_is_charged_once():
    twice = seats(("Ann", "sales", 1, 3), ("Ann", "sales", 3, 4))
    assert subscription_invoice(twice, PRICES, 4)["user_months"].tolist() == [4]


def test_months_beyond_the_invoice_are_not_charged_but_the_module_is_listed():
    late = seats(("Ann", "sales", 1, 9), ("Bo", "service", 7, 9))
    invoice = subscription_invoice(late, PRICES, 6)
    assert invoice["user_months"].to_dict() == {"sales": 6, "service": 0}


def test_a_module_without_a_price_is_refused():
    with pytest.raises(
        ValueError, match=r"`prices` must have a price .*; got none for \['service'\]"
    ):
        subscription_invoice(toy_seats(), {"sales": 30}, 6)


@pytest.mark.parametrize("months", [(0, 3), (4, 3)])
def test_months_out_of_order_are_refused(months):
    with pytest.raises(ValueError, match=r"`seats` must have .* in `\w+_month`; got 1 others.*Ann"):
        subscription_invoice(seats(("Ann", "sales", *months)), PRICES, 6)


@given(owners(), st.floats(1, 200), st.floats(-0.1, 0.3), st.integers(1, 10))
def test_at_the_crossover_both_ways_cost_the_same(own, price, rise, n_years):
    rent = RentTerms(price, rise)
    users = crossover_users(rent, own, n_years)
    if users == users and users < 1e9:
        end = rent_or_own([users] * 12 * n_years, rent, own).iloc[-1]
        assert end["rent"] == pytest.approx(end["own"], rel=1e-6)


def test_there_is_no_crossover_where_a_user_costs_more_when_owning():
    assert np.isnan(crossover_users(RentTerms(10), OWN, 5))


def test_licences_are_bought_once_and_kept():
    paths = rent_or_own([2, 3, 1, 3], RentTerms(10), OwnTerms(start=0, yearly=0, licence=100))
    assert paths["own"].tolist() == [200, 200, 300, 300, 300]
    assert paths["rent"].tolist() == [0, 20, 50, 60, 90]


def test_the_price_rises_once_a_year():
    steps = rent_or_own([1] * 36, RentTerms(100, 0.5), OWN)["rent"].diff().dropna()
    assert steps.loc[[1, 12, 13, 25]].tolist() == [100, 100, 150, 225]


def test_no_month_at_all_is_refused():
    with pytest.raises(ValueError, match="`users` must have at least one month; got none"):
        rent_or_own([], RentTerms(60), OWN)


def test_one_half_user_is_rounded_up_and_firms_may_shrink():
    assert headcount(5, 2, growth=0.1).iloc[-1] == 6
    assert headcount(100, 3, growth=-0.5).loc[[1, 13, 25]].tolist() == [100, 50, 25]
