"""The published rates say what Krigsman's list says."""

from crmlib.projects import published_rates


def test_three_of_eight_rates_lie_within_the_source_s_claim():
    rates = published_rates()["percent"]
    assert (len(rates), rates.between(55, 75).sum()) == (8, 3)
    assert (rates.min(), rates.max()) == (18, 70)


def test_the_table_is_made_anew_each_time():
    rates = published_rates()
    rates["percent"] = 0.0
    assert published_rates()["percent"].gt(0).all()
