"""Pictures of chapter 6 show what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.real import vcr_sales
from crmlib.loyalty.plots import plot_zones
from crmlib.loyalty.zones import ThreeZones
from crmlib.word_of_mouth.bass import fit_bass
from crmlib.word_of_mouth.plots import plot_adoption, plot_growth
from crmlib.word_of_mouth.referral import ReferralPlan

ZONES = ThreeZones(4, 8, plateau=0.4, drop=0.1, rise=0.2)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def three():
    """Two customers at 3, of whom one buys here; one delighted at 9."""
    return pd.DataFrame({"satisfaction": [3.0, 3.0, 9.0], "loyalty": [0.0, 1.0, 0.6]})


def test_zones_are_drawn_through_the_means(three):
    dots, line, minimum, height = plot_zones(three, ZONES).get_lines()
    assert dots.get_xydata().tolist() == [[3, 0.5], [9, 0.6]]
    assert line.get_xdata()[[0, -1]].tolist() == [3, 10]
    np.testing.assert_allclose(line.get_ydata(), ZONES.loyalty_at(line.get_xdata()))
    assert (minimum.get_xdata()[0], height.get_xdata()[0]) == (4, 8)


def test_adoption_shows_sales_in_their_years():
    axes = plot_adoption(vcr_sales(), fit_bass(vcr_sales()), 14)
    model, sold = axes.get_lines()
    assert model.get_xdata().tolist() == list(range(1980, 1994))
    assert sold.get_ydata().tolist() == vcr_sales().tolist()


def test_growth_without_a_market_size_is_refused():
    with pytest.raises(ValueError, match="`plan` must have a market size; got None"):
        plot_growth(ReferralPlan(0.2, churn_rate=0.1), 100, 24)


def test_adoption_refuses_a_fit_that_has_not_converged():
    with pytest.raises(ValueError, match="`fit` must have converged"):
        plot_adoption(vcr_sales(), fit_bass(vcr_sales().head(5)), 14)
