"""The invented export has the trouble and the truth that were planted."""

import csv
import io

import numpy as np
import pytest

from crmlib.core import share_interval
from crmlib.datasets.orders import load_orders
from crmlib.datasets.simulated import MESS, RETURNING, SURPLUS, simulate_tea_shop
from crmlib.datasets.tea_shop import _tea_shop_file


@pytest.fixture(scope="module")
def book():
    """The tea shop's orders in euros."""
    return load_orders("tea_shop", currency="eur")


def written(export):
    """Return an export as the text of its file: a tenth field only where it holds something."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(export.columns.drop(SURPLUS))
    writer.writerows(row if row[-1] else row[:-1] for row in export.itertuples(index=False))
    return file.getvalue()


def test_file_is_the_draw_of_seed_17():
    export = simulate_tea_shop(np.random.default_rng(17))
    assert _tea_shop_file().read_text(encoding="utf-8") == written(export)


def test_every_planted_row_is_found_in_its_bin(book):
    assert book.report()["rows"].to_dict() == {**MESS, "order": 488}
    assert len(book.rows) == 602


def test_currency_is_asked_for():
    with pytest.raises(ValueError, match=r"amounts are in eur \(\d+\), gbp \(5\)"):
        load_orders("tea_shop")


def test_share_that_returns_by_first_item_is_recovered(book):
    first = book.lines.sort_values("row").drop_duplicates("customer_id")
    n_orders = book.orders.groupby("customer_id").size()
    back = (n_orders.loc[first["customer_id"]] > 1).set_axis(first["item"])
    for item, planted in RETURNING.items():
        _, low, high = share_interval(int(back[item].sum()), len(back[item]))
        assert low < planted < high


def test_biggest_buyer_is_not_who_kept_most(book):
    customers = book.customers()
    assert customers["customer_id"][0] == "office@example.org"
    assert customers["gross"].idxmax() == 1
    assert customers["customer_id"][1] == "tearoom@example.org"
