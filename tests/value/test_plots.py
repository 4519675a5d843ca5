"""Pictures of value."""

from crmlib.value.plots import plot_margin_multiple


def test_title_says_the_worth_at_the_dot():
    """At r = .9 and i = .12 the multiple is 4.09; at r = .5 it is .5 / .62."""
    assert plot_margin_multiple(0.9, 0.12).get_title(loc="left").endswith("409 USD")
    assert plot_margin_multiple(0.5, 0.12).get_title(loc="left").endswith("81 USD")
