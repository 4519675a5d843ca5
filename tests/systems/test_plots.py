"""Pictures of the systems: what bars and marks say, and where a crash is told."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.plots import plot_crash, plot_offer, plot_versions


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def orders():
    """One customer, one chest for 40."""
    return pd.DataFrame({"order_id": ["O1"], "customer_id": ["C1"], "amount": [40]})


def test_a_crash_says_what_is_wrong_and_what_would_be_right(orders):
    axes = plot_crash(orders, 3, 0, 0)
    assert axes.get_title() == "Dies before step 3: log takes O1 placed from shop"
    assert axes.texts[0].get_text() == "0, not 40"


def test_with_both_cures_each_bar_ends_at_the_right_value(orders):
    axes = plot_crash(orders, 3, 1, 1)
    shown = {text.get_text() for text in axes.texts}
    assert not any("not" in text for text in shown)


def test_behind_the_last_step_nothing_happens(orders):
    assert plot_crash(orders, 99, 1, 1).get_title() == "Dies before step 99: the run is over"


@pytest.mark.parametrize(("percent", "value", "anyway"), [(10, 600, 10), (25, 900, 0), (3, 50, 40)])
def test_marks_lie_on_the_curve_and_the_best_is_no_lower(percent, value, anyway):
    axes = plot_offer(percent, value, anyway)
    offer = SignUpOffer(joins_anyway=anyway / 100, member_value=value)
    curve, here, best = axes.lines[:3]
    expected = offer_table(offer, [percent / 100])["a_visitor_brings"].iloc[0]
    assert here.get_ydata()[0] == pytest.approx(expected)
    assert best.get_xdata()[0] == pytest.approx(100 * offer.best_discount)
    assert best.get_ydata()[0] >= max(curve.get_ydata()) - 1e-9


def test_names_are_drawn_as_they_are_typed_and_never_read_as_a_formula():
    odd = pd.DataFrame({"customer_id": ["$\\frac$", "Ben"], "city": ["$\\x$", None]}, index=[0, 0])
    odd["valid_from"], odd["valid_to"] = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")
    plot_versions(odd, "city").figure.canvas.draw()
    orders = pd.DataFrame({"order_id": ["$\\x$"], "customer_id": ["$\\frac$"], "amount": [40]})
    plot_crash(orders, 3, 1, 1).figure.canvas.draw()


def test_a_version_that_ends_before_it_begins_is_refused():
    days = pd.to_datetime(["2026-02-01", "2026-01-01"])
    odd = pd.DataFrame({"customer_id": ["Ann"], "city": "A", "valid_from": days[:1]})
    with pytest.raises(ValueError, match="`versions` must end after they begin; got 1"):
        plot_versions(odd.assign(valid_to=days[1:]), "city")
