"""Tests of crmlib.word_of_mouth.plots."""

from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from crmlib.word_of_mouth.bass import BassFit
from crmlib.word_of_mouth.plots import (
    plot_adoption,
    plot_balance,
    plot_growth,
    plot_referrals,
)
from crmlib.word_of_mouth.referral import ReferralPlan
from crmlib.word_of_mouth.simulated import toy_referrals
from crmlib.word_of_mouth.tellings import PurchaseResponses

PLAN = ReferralPlan(0.2, churn_rate=0.1, market_size=1000)
OF_THE_REST = PurchaseResponses(increase=0.5, cut=0.5, buy_less=0.45 * 2 / 3)
HALF = PurchaseResponses(increase=0.5, cut=0.5)


def test_title_says_on_which_side_of_one_a_plan_lies():
    above = plot_growth(PLAN, 10, 12).get_title(loc="left")
    below = plot_growth(replace(PLAN, referral_rate=0.05), 10, 12).get_title(loc="left")
    assert above == "R = 1.80: it comes to rest at 444 customers"
    assert below == "R = 0.45: it dies out"


def test_picture_marks_both_break_even_shares():
    axes = plot_balance(5, 9, OF_THE_REST, 0.7)
    assert axes.get_title(loc="left") == "Talk breaks even at 64.3 %, money at 90.6 %"
    assert [line.get_label() for line in axes.get_legend().get_lines()] == [
        "net tellings (left)",
        "revenue (right)",
        "at 70 %: +0.8 tellings, -11 % revenue",
    ]
    plt.close(axes.figure)


def test_zero_stands_at_one_height_on_both_axes():
    axes = plot_balance(4.5, 9.5, HALF, 0.7)
    for side in axes.figure.axes:
        low, high = side.get_ylim()
        assert low == -high
    plt.close(axes.figure)


def test_sales_without_years_are_refused():
    sales = pd.Series([1.0, 2.0], index=["first", "second"])
    with pytest.raises(ValueError, match="`sales` must be indexed by year; got"):
        plot_adoption(sales, BassFit(1000.0, 0.02, 0.4, -50.0, 20, True), 5)


def test_tree_of_referrals_has_a_line_for_everybody_who_was_brought():
    axes = plot_referrals(toy_referrals())
    assert len(axes.get_lines()) == 9
    assert [text.get_text() for text in axes.texts][:3] == ["Ann", "Bo", "Cy"]
    dashed = [text.get_text() for text in axes.texts if text.get_bbox_patch().get_ls() == "--"]
    assert dashed == ["Gus", "Hal", "Ida", "Jo"]
