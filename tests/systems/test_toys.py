"""The shop of three customers is what the chapter says of it."""

from crmlib.systems.toys import toy_customers, toy_sales


def test_only_ann_moves():
    cities = toy_customers().groupby("customer_id")["city"].nunique()
    assert cities.to_dict() == {"Ann": 2, "Ben": 1, "Cleo": 1}


def test_today_alone_would_move_the_old_sales_along():
    today = toy_customers().tail(3)
    by_city = toy_sales().merge(today).groupby("city")["amount"].sum()
    assert by_city.to_dict() == {"Taipei": 10, "Tainan": 210}
