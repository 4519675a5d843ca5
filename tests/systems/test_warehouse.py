"""A warehouse keeps history; every load counts once, or leaves no trace."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets import load_orders
from crmlib.systems.front_end import FrontEnd
from crmlib.systems.toys import toy_customers, toy_sales
from crmlib.systems.warehouse import Warehouse

LAST = pd.Timestamp("9999-12-31")
NASTY = ["'); DROP TABLE sales; --", 'Ann"; DELETE FROM customers', "$as_of", "{tracks}", "安娜"]


@pytest.fixture
def shop():
    """Ann moves from Taipei to Tainan on 1 March; Ben and Cleo stay where they are."""
    with Warehouse("city") as shop:
        for day, snapshot in toy_customers().groupby("as_of"):
            shop.load_customers(snapshot, day)
        yield shop


def versions(warehouse):
    return warehouse.ask("SELECT * EXCLUDE customer_key FROM customers ORDER BY ALL")


def one(city, name="Ann"):
    return pd.DataFrame({"customer_id": [name], "city": [city]})


def sums(warehouse):
    query = "SELECT city, sum(amount) AS sales FROM sales JOIN customers USING (customer_key)"
    return warehouse.ask(f"{query} GROUP BY city").set_index("city")["sales"].to_dict()


def test_history_by_hand_gives_each_city_what_was_sold_there(shop):
    assert shop.load_sales(toy_sales()) == 4
    assert sums(shop) == {"Taipei": 110, "Tainan": 110}


def test_join_by_name_alone_counts_a_mover_twice(shop):
    shop._database.register("new", toy_sales())
    query = "SELECT count(*), sum(amount) FROM new JOIN customers USING (customer_id)"
    assert shop.ask(query).iloc[0].tolist() == [6, 360]


def test_day_of_the_move_belongs_to_the_new_city(shop):
    late = toy_sales().head(1).assign(sale_id="s5", sold_on=pd.Timestamp("2026-03-01"), amount=5)
    shop.load_sales(late)
    assert sums(shop) == {"Tainan": 5}


def test_clock_of_the_till_tells_the_day(shop):
    stamp = pd.Timestamp("2026-02-28 23:30", tz="America/New_York")  # 1 March in UTC
    shop.load_sales(toy_sales().head(1).assign(sold_on=stamp))
    assert shop.ask("SELECT sold_on FROM sales")["sold_on"].tolist() == [pd.Timestamp("2026-02-28")]


def test_load_done_twice_changes_nothing(shop):
    before = versions(shop)
    assert shop.load_customers(toy_customers().tail(3), "2026-03-01") == 0
    assert shop.load_sales(toy_sales()) == 4
    assert shop.load_sales(toy_sales()) == 0
    new = toy_sales().tail(1).assign(sale_id="x")
    assert shop.load_sales(pd.concat([toy_sales(), new, toy_sales(), new])) == 1
    pd.testing.assert_frame_equal(versions(shop), before)


def test_older_day_is_refused_also_where_the_newest_changed_nothing(shop):
    shop.load_customers(toy_customers().tail(3), "2026-05-01")
    before = versions(shop)
    with pytest.raises(ValueError, match="must not precede the newest load, of 2026-05-01"):
        shop.load_customers(one("Tokyo"), "2026-04-01")
    pd.testing.assert_frame_equal(versions(shop), before)


def broken_at(shop, monkeypatch, place):
    """Let the statement at a place of the next load fail."""
    run, done = shop._run, []

    def run_or_break(sql, values=None):
        if len(done) == place:
            raise OSError("the line is dead")
        done.append(sql)
        return run(sql, values)

    monkeypatch.setattr(shop, "_run", run_or_break)


@pytest.mark.parametrize("place", range(3))
def test_load_of_customers_broken_half_way_leaves_nothing_half(shop, monkeypatch, place):
    before = versions(shop)
    broken_at(shop, monkeypatch, place)
    with pytest.raises(OSError, match="dead"):
        shop.load_customers(one("Tokyo"), "2026-06-01")
    monkeypatch.undo()
    pd.testing.assert_frame_equal(versions(shop), before)
    assert shop.load_customers(one("Tokyo"), "2026-06-01") == 2


@pytest.mark.parametrize("place", range(2))
def test_load_of_sales_broken_half_way_leaves_nothing_half(shop, monkeypatch, place):
    shop.load_sales(toy_sales().head(2))
    broken_at(shop, monkeypatch, place)
    with pytest.raises(OSError, match="dead"):
        shop.load_sales(toy_sales())
    monkeypatch.undo()
    assert shop.load_sales(toy_sales()) == 2


def test_sale_of_an_unknown_customer_refuses_the_whole_load(shop):
    sales = pd.concat([toy_sales(), toy_sales().head(1).assign(sale_id="s9", customer_id="Dan")])
    with pytest.raises(ValueError, match="got 1 others, the first of 'Dan' on 2026-01-20"):
        shop.load_sales(sales)
    assert shop.ask("SELECT count(*) FROM sales").iat[0, 0] == 0


def test_one_id_for_two_sales_is_refused_and_none_is_kept(shop):
    with pytest.raises(ValueError, match="by an id of its own; got 's1' twice"):
        shop.load_sales(toy_sales().assign(sale_id="s1"))
    assert shop.ask("SELECT count(*) FROM sales").iat[0, 0] == 0


def test_second_change_on_one_day_is_refused_and_not_lost_in_silence(shop):
    before = versions(shop)
    with pytest.raises(ValueError, match="what began on 2026-03-01; got 'Ann' with another city"):
        shop.load_customers(pd.concat([one("Tokyo"), one("Tokyo", "Ben")]), "2026-03-01")
    pd.testing.assert_frame_equal(versions(shop), before)


def test_whole_numbers_are_the_same_trait_with_and_without_a_gap(shop):
    """A missing value beside it makes pandas write 1 as 1.0, which is no move."""
    two = pd.DataFrame({"customer_id": [7, 8], "city": [1, 2]})
    assert shop.load_customers(two, "2026-04-01") == 2
    gap = two.astype({"customer_id": float}).assign(city=[1, None])
    assert shop.load_customers(gap, "2026-05-01") == 2  # only the second has changed


def test_customer_twice_in_a_snapshot_is_refused(shop):
    with pytest.raises(ValueError, match="must hold each customer once; got 'Ann' again"):
        shop.load_customers(pd.concat([one("A"), one("B")]), "2026-06-01")


def test_missing_city_is_a_change_and_so_is_its_return(shop):
    for day, city, n_rows in [("04", None, 2), ("05", None, 0), ("06", "Tainan", 2)]:
        assert shop.load_customers(one(city), f"2026-{day}-01") == n_rows


@pytest.mark.parametrize("name", NASTY)
def test_text_of_a_customer_or_city_is_data_and_no_statement(shop, name):
    shop.load_customers(one(name, name), "2026-04-01")
    sale = toy_sales().head(1).assign(customer_id=name, sale_id=name)
    shop.load_sales(sale.assign(sold_on=pd.Timestamp("2026-04-02")))
    assert sums(shop) == {name: 100}
    assert len(versions(shop)) == 5


@pytest.mark.parametrize("name", ["", "a b", "city; DROP", "customer_id", "Place", "städte", "1st"])
def test_name_of_the_attribute_is_a_plain_one(name):
    with pytest.raises(ValueError, match="`tracks` must be a plain name of its own"):
        Warehouse(name)


@pytest.mark.parametrize("name", ["select", "order", "Table"])
def test_name_of_the_attribute_is_no_word_of_sql(name):
    with pytest.raises(ValueError, match="must be no word of SQL"):
        Warehouse(name)


@pytest.mark.parametrize(
    "sql", ["COMMIT; DELETE FROM customers; BEGIN; SELECT 1", "COMMIT", "SELECT 1; SELECT 2", " "]
)
def test_question_is_one_and_does_not_end_the_transaction(shop, sql):
    before = versions(shop)
    with pytest.raises(ValueError, match="`sql` must be one question"):
        shop.ask(sql)
    pd.testing.assert_frame_equal(versions(shop), before)


def test_question_changes_nothing_and_reads_no_file(shop, tmp_path):
    before = versions(shop)
    shop.ask("DELETE FROM customers")
    pd.testing.assert_frame_equal(versions(shop), before)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(ValueError, match=r"`sql` must be .* disabled"):
        shop.ask(f"SELECT * FROM '{tmp_path / 'secret.csv'}'")


def test_closed_warehouse_can_be_closed_again():
    shop = Warehouse("city")
    shop.close()
    shop.close()


cities = st.sampled_from(["Taipei", "Tainan", None])
snapshots = st.dictionaries(st.sampled_from("ABC"), cities, min_size=1)


def history(log, repeats):
    """Return the versions after snapshots of following days, each sent so many times."""
    with Warehouse("city") as shop:
        for (day, snapshot), n_times in zip(log.items(), repeats, strict=True):
            rows = pd.DataFrame({"customer_id": snapshot.keys(), "city": snapshot.values()})
            for _ in range(n_times):
                shop.load_customers(rows, day)
        found = versions(shop)
    return found.assign(city=found["city"].astype(object).where(found["city"].notna(), None))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(snapshots, st.integers(1, 3)), min_size=1, max_size=5))
def test_history_is_that_of_the_log_whatever_comes_again(sent):
    days = pd.date_range("2026-01-01", periods=len(sent))
    log = {day: snapshot for day, (snapshot, _) in zip(days, sent, strict=True)}
    for name, own in history(log, [n_times for _, n_times in sent]).groupby("customer_id"):
        own = own.sort_values("valid_from")
        assert own["valid_to"].tolist() == [*own["valid_from"].iloc[1:], LAST]  # they touch
        told = [(day, snapshot[name]) for day, snapshot in log.items() if name in snapshot]
        pairs = itertools.pairwise(told)
        changes = [told[0], *(new for old, new in pairs if old[1] != new[1])]
        assert list(zip(own["valid_from"], own["city"], strict=True)) == changes


def test_front_end_feeds_a_warehouse_that_feeds_a_task_back():
    """EXE-16: four front-end systems, a star schema with history, one report, one trigger back."""
    names = {"sale_id": "event_id", "sold_on": "event_date", "amount": "points"}
    till = toy_sales().rename(columns=names).assign(system="till")
    systems = ["call centre", "marketing", "management"]
    others = till.head(3).assign(event_id=["c1", "m1", "i1"], system=systems, points=0)
    with FrontEnd() as front, Warehouse("city") as shop:
        assert front.record(pd.concat([till, others])) == 7
        for day, snapshot in toy_customers().groupby("as_of"):
            shop.load_customers(snapshot, day)
        sold = front.events().query("system == 'till'")
        for _ in range(2):
            shop.load_sales(sold.rename(columns={new: old for old, new in names.items()}))
        assert sums(shop) == {"Taipei": 110, "Tainan": 110}
        silent = shop.ask(
            "SELECT customer_id, date_diff('day', max(sold_on), DATE '2026-04-01') AS silent_days "
            "FROM sales JOIN customers USING (customer_key) GROUP BY customer_id"
        )
        for _ in range(2):
            front.write_scores(silent)
        assert front.tasks()["customer_id"].tolist() == ["Ben"]


def test_cards_of_the_grocer_keep_the_gold_of_the_day():
    """The oracle needs no warehouse: the gold of a quarter are the best of the quarter before."""
    orders = load_orders("complete_journey").orders
    orders["quarter"] = orders["order_date"].dt.quarter
    spend = orders.pivot_table(
        index="customer_id", columns="quarter", values="amount", aggfunc="sum", fill_value=0
    ).round(2)
    is_gold = spend.rank(ascending=False, method="first") <= 494
    homes = pd.DataFrame({"customer_id": spend.index, "card": "plain"})
    with Warehouse("card") as cards:
        cards.load_customers(homes, "2017-01-01")
        for quarter, day in enumerate(["2017-04-01", "2017-07-01", "2017-10-01"], start=1):
            homes["card"] = np.where(is_gold[quarter], "gold", "plain")
            cards.load_customers(homes, day)
        sales = orders.rename(columns={"order_id": "sale_id", "order_date": "sold_on"})
        assert (cards.load_sales(sales), cards.load_sales(sales)) == (155_848, 0)
        then = cards.ask(
            "SELECT quarter(sold_on) AS q, sum(amount) AS sales FROM sales "
            "JOIN customers USING (customer_key) WHERE card = 'gold' GROUP BY q ORDER BY q"
        ).set_index("q")["sales"]
    for quarter in (2, 3, 4):
        assert then[quarter] == pytest.approx(spend.loc[is_gold[quarter - 1], quarter].sum())


def test_known_id_for_another_sale_is_refused_and_none_is_kept(shop):
    shop.load_sales(toy_sales())
    other = toy_sales().assign(sale_id=["s1", "s6", "s7", "s8"], amount=50)
    with pytest.raises(ValueError, match="an id of its own; got 's1' for another one"):
        shop.load_sales(other)
    assert shop.ask("SELECT count(*), sum(amount) FROM sales").iloc[0].tolist() == [4, 220]


@pytest.mark.parametrize("name", ["left", "cross", "natural", "sold_on", "amount", "sale_id"])
def test_name_of_the_attribute_breaks_no_statement(name):
    with pytest.raises(ValueError, match="`tracks` must be"):
        Warehouse(name)


@pytest.mark.parametrize(
    "sql", ["SET threads = 4", "LOAD icu", "ATTACH 'x.db'", "SELECT ?", "SELEC"]
)
def test_question_that_would_stay_or_fails_is_refused_in_our_words(shop, sql):
    with pytest.raises(ValueError, match=r"`sql` must be .* question.*; got"):
        shop.ask(sql)
    assert shop.ask("SELECT current_setting('threads') AS n")["n"].tolist() == [1]


def test_day_that_means_no_end_is_refused(shop):
    with pytest.raises(ValueError, match="`as_of` must precede 9999-12-31"):
        shop.load_customers(one("Tokyo"), "9999-12-31")


def test_amount_that_the_store_cannot_hold_is_refused(shop):
    with pytest.raises(ValueError, match="`sales` must have only numbers of at most"):
        shop.load_sales(toy_sales().assign(amount=1e17))


def test_whole_number_is_one_customer_beside_a_broken_one(shop):
    shop.load_customers(one("Tokyo", 1), "2026-04-01")
    two = pd.DataFrame({"customer_id": [1.0, 2.5], "city": "Tokyo"})
    assert shop.load_customers(two, "2026-05-01") == 1  # only 2.5 is new


@pytest.mark.parametrize("city", ["", " Tokyo", [1]])
def test_attribute_that_is_no_name_is_refused(shop, city):
    with pytest.raises((TypeError, ValueError), match=r"`snapshot` must have .* `city`|in `city`"):
        shop.load_customers(pd.DataFrame({"customer_id": ["Ann"], "city": [city]}), "2026-06-01")
