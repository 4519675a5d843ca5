"""The optimum of a discount: by hand, by a minimiser, and at its ends."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from crmlib.systems.discounts import SignUpOffer, offer_table


def brings(offer, discount):
    return offer_table(offer, [discount])["a_visitor_brings"].iloc[0]


@pytest.mark.parametrize(
    "offer",
    [
        SignUpOffer(),
        SignUpOffer(joins_anyway=0.2, response=1.5, basket=1_500, member_value=450),
        SignUpOffer(joins_anyway=0.05, response=3, basket=500, member_value=300),
    ],
)
def test_the_closed_form_is_where_a_minimiser_ends(offer):
    found = minimize_scalar(lambda d: -brings(offer, d), bounds=(0, 1), method="bounded")
    assert offer.best_discount == pytest.approx(found.x, abs=1e-4)


def test_ten_percent_by_hand():
    """EXE-23: of five sign-up discounts ten percent brings most, and by how much."""
    table = offer_table(SignUpOffer(), [0.0, 0.1, 0.2, 0.25])
    assert table["a_visitor_brings"].round(9).tolist() == [60.0, 108.0, 60.0, 0.0]
    assert table.loc[0.1].round(9).tolist() == [0.3, 360.0, 108.0, 24.0]


def test_what_a_discount_adds_is_the_new_members_less_the_windfall():
    table = offer_table(SignUpOffer(), [0.0, 0.1])
    new = (table["joins"].iloc[1] - table["joins"].iloc[0]) * table["a_member_brings"].iloc[1]
    gain = table["a_visitor_brings"].diff().iloc[1]
    assert gain == pytest.approx(new - table["windfall"].iloc[1])


def test_no_discount_is_best_where_all_who_would_join_join_anyway():
    assert SignUpOffer(joins_anyway=0.6, response=1).best_discount == 0
    assert SignUpOffer(member_value=0).best_discount == 0


def test_more_than_everybody_cannot_join():
    offer = SignUpOffer(joins_anyway=0.5, response=5, member_value=9_000)
    assert offer.best_discount == pytest.approx(0.1)
    assert offer_table(offer, [0.9])["joins"].tolist() == [1]
    assert brings(offer, 0.1) > max(brings(offer, 0.09), brings(offer, 0.11))


def test_a_steeper_response_never_lowers_the_best_discount():
    best = [SignUpOffer(response=k).best_discount for k in (0.5, 1, 2, 4)]
    assert best == sorted(best)


def test_a_discount_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match=r"`discounts` must differ; got 0.1 twice"):
        offer_table(SignUpOffer(), np.array([0.1, 0.1]))
