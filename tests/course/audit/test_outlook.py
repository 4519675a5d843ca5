"""What is forecast, and when nothing is."""

import pandas as pd

from crmlib.course.audit.outlook import _outlook

LAST = pd.Timestamp("1998-06-30")


def test_few_customers_get_no_model(facts):
    few = facts.orders[facts.orders["customer_id"] < "00100"]
    assert "too few for a model" in _outlook(few, LAST, 546).absent


def test_a_short_table_gets_no_model(facts):
    assert "shorter than 39 weeks" in _outlook(facts.orders, LAST, 100).absent


def test_chances_are_held_against_the_last_weeks(facts):
    assert facts.outlook.checked["n"].sum() == 2357
    assert facts.outlook.past["ratio"].between(0.9, 1.25).all()
