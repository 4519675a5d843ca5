"""The picture that moves says what the table says."""

import matplotlib.pyplot as plt
import pytest

from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.mall_plots import plot_offer


@pytest.mark.parametrize(("percent", "value", "anyway"), [(10, 600, 10), (25, 900, 0), (3, 50, 40)])
def test_marks_lie_on_the_curve_and_the_best_is_no_lower(percent, value, anyway):
    axes = plot_offer(percent, value, anyway)
    offer = SignUpOffer(joins_anyway=anyway / 100, member_value=value)
    curve, here, best = axes.lines[:3]
    expected = offer_table(offer, [percent / 100])["a_visitor_brings"].iloc[0]
    assert here.get_ydata()[0] == pytest.approx(expected)
    assert best.get_xdata()[0] == pytest.approx(100 * offer.best_discount)
    assert best.get_ydata()[0] >= max(curve.get_ydata()) - 1e-9
    plt.close("all")
