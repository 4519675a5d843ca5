"""Tests of crmlib.forecasts.intervals: CDNOW's 39 weeks held out, and what chance alone does."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.bg_nbd import BgNbd, fit_bgnbd
from crmlib.forecasts.gamma_gamma import ClvTerms, customer_lifetime_value, fit_gamma_gamma
from crmlib.forecasts.intervals import (
    total_clv,
    total_purchases,
    total_spend,
)

COLUMNS = ["forecast", "low", "high", "level"]
TERMS = ClvTerms(margin=0.3, horizon_months=36, monthly_discount_rate=0.01)


def _rng():
    return np.random.default_rng(3)


@pytest.fixture(scope="module")
def later(cdnow):
    """Days with a purchase, and spend, in the 39 weeks held out."""
    orders = load_orders("cdnow").orders.query("order_date > '1997-09-30'")
    found = orders.groupby("customer_id")["amount"].agg(["size", "sum"])
    return found.reindex(cdnow.index, fill_value=0)


@pytest.fixture(scope="module")
def spend(cdnow):
    return fit_gamma_gamma(cdnow)


def test_base_of_cdnow_bought_more_than_chance_allows(cdnow, later, fit):
    """Computed beforehand with 200 draws: sd 107, 1,444 to 1,834; 1,882 came, from 684."""
    found = total_purchases(fit, cdnow, 39, rng=_rng())
    assert found["forecast"].tolist() == pytest.approx([617.0, 1653.4], abs=0.1)
    assert found.loc["purchases", ["low", "high"]].tolist() == pytest.approx([1454, 1846], abs=30)
    actual = [(later["size"] > 0).sum(), later["size"].sum()]
    assert actual == [684, 1882]
    assert (found["high"] < actual).all()


def test_chance_of_the_parameters_alone_would_be_too_narrow(cdnow, fit):
    """sd 73 with parameters only, 107 with what customers do."""
    found = total_purchases(fit, cdnow, 39, rng=_rng()).loc["purchases"]
    sure = replace(fit, log_covariance=tuple(map(tuple, 1e-12 * np.eye(4))))
    given = total_purchases(sure, cdnow, 39, rng=_rng()).loc["purchases"]
    whole, people = (one["high"] - one["low"] for one in (found, given))
    assert whole / 3.92 == pytest.approx(102, abs=8)
    assert np.sqrt(whole**2 - people**2) / 3.92 == pytest.approx(73, abs=12)


def test_sales_of_cdnow_lie_beyond_the_interval_too(cdnow, later, fit, spend):
    found = total_spend(fit, spend, cdnow, 39, rng=_rng())
    assert found["forecast"] == pytest.approx(59_932, abs=1)
    assert found[["low", "high"]].tolist() == pytest.approx([52_000, 68_500], rel=0.02)
    assert later["sum"].sum() == pytest.approx(70_976, abs=1)


def test_value_of_the_base_is_as_computed_beforehand(cdnow, fit, spend):
    base = total_clv(fit, spend, cdnow, TERMS, rng=_rng(), n_draws=300)
    clv = customer_lifetime_value(fit, spend, cdnow, TERMS)
    assert base["forecast"] == pytest.approx(clv.sum())
    assert base[["low", "high"]].tolist() == pytest.approx([36_000, 51_300], rel=0.03)


def test_value_without_discount_is_a_share_of_spend(cdnow, fit, spend):
    few = cdnow[cdnow["frequency"] > 5]
    terms = ClvTerms(margin=0.5, horizon_months=12, monthly_discount_rate=0.0)
    value = total_clv(fit, spend, few, terms, rng=_rng())
    spent = total_spend(fit, spend, few, 365.25 / 7, rng=_rng())
    assert value["forecast"] == pytest.approx(0.5 * spent["forecast"])
    assert value["high"] == pytest.approx(0.5 * spent["high"], rel=0.05)


def test_same_seed_gives_the_same_and_the_order_of_customers_plays_no_part(cdnow, fit, spend):
    few = cdnow.iloc[::20]
    for function, extra in [(total_spend, 39), (total_clv, TERMS)]:
        found = function(fit, spend, few, extra, rng=_rng(), n_draws=50)
        again = function(fit, spend, few[::-1], extra, rng=_rng(), n_draws=50)
        pd.testing.assert_series_equal(found, again)
        assert found.index.tolist() == COLUMNS
    totals = [total_purchases(fit, one, 39, rng=_rng(), n_draws=50) for one in (few, few[::-1])]
    pd.testing.assert_frame_equal(*totals)


def test_nothing_happens_in_no_time_and_to_nobody(cdnow, fit, spend):
    now = total_purchases(fit, cdnow.head(50), 0, rng=_rng())
    assert (now[["forecast", "low", "high"]] == 0).all(axis=None)
    assert total_spend(fit, spend, cdnow[:0], 39, rng=_rng()).tolist() == [0, 0, 0, 0.95]


def test_totals_refuse_a_fit_that_does_not_know_how_sure_it_is(cdnow, spend):
    typed = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, True, 2357)
    with pytest.raises(ValueError, match=r"`fit` must know how sure it is; got one without"):
        total_purchases(typed, cdnow, 39, rng=_rng())
    bare = replace(spend, log_covariance=None)
    with pytest.raises(ValueError, match=r"`spend` must know how sure it is"):
        total_spend(fit_bgnbd(cdnow), bare, cdnow, 39, rng=_rng())


def test_value_refuses_a_fit_without_a_unit(cdnow, fit, spend):
    with pytest.raises(ValueError, match=r"`purchases` must know its unit of time"):
        total_clv(replace(fit, unit=None), spend, cdnow, TERMS, rng=_rng())
