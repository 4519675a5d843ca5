"""What every section takes its numbers from."""


def test_customers_are_numbered_by_what_they_kept(facts):
    assert facts.customers["kept"].is_monotonic_decreasing
    assert facts.name(facts.customers.index[0]) == "customer 1"


def test_money_is_in_the_currency_of_the_table(facts):
    assert facts.money(1234.5) == "1,234\u00a0USD"
