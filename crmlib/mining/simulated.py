"""The customers of a bank that never was: attributes, planted rules of credit, one leak."""

from math import erf, sqrt

import numpy as np
import pandas as pd

from crmlib.core.checks import require_columns, require_no_missing, require_rng, require_whole

__all__ = ["planted_rules", "planted_chance", "simulate_credit", "add_leak"]

AGES = np.arange(20, 76)
ARREARS_AT_20, ARREARS_AT_75 = 1.0, 0.4
DEBT_POWERS = (2, 6)
INCOME_MEDIAN, INCOME_GROWTH, INCOME_SPREAD = 2.6, 0.012, 0.45
HOME_AT_20, HOME_AT_75 = 0.15, 0.80
REMINDERS_TO_BAD, REMINDERS_TO_GOOD = 2.0, 0.05
LOW, HIGH = -np.inf, np.inf
# Each leaf: per attribute the interval (above, up to), and the true share of good customers.
PUNCTUAL, LATE = (LOW, 1), (1, HIGH)
LEAVES = (
    ({"n_arrears": PUNCTUAL, "debt_ratio": (LOW, 0.4), "income_thousand": (2, HIGH)}, 0.96),
    (
        {
            "n_arrears": PUNCTUAL,
            "debt_ratio": (LOW, 0.4),
            "income_thousand": (LOW, 2),
            "employed_years": (3, HIGH),
        },
        0.86,
    ),
    (
        {
            "n_arrears": PUNCTUAL,
            "debt_ratio": (LOW, 0.4),
            "income_thousand": (LOW, 2),
            "employed_years": (LOW, 3),
        },
        0.62,
    ),
    ({"n_arrears": PUNCTUAL, "debt_ratio": (0.4, HIGH), "income_thousand": (3, HIGH)}, 0.82),
    ({"n_arrears": PUNCTUAL, "debt_ratio": (0.4, HIGH), "income_thousand": (LOW, 3)}, 0.47),
    ({"n_arrears": LATE, "owns_home": (0.5, HIGH)}, 0.56),
    ({"n_arrears": LATE, "owns_home": (LOW, 0.5)}, 0.22),
)
RULE_COLUMNS = ["income_thousand", "employed_years", "n_arrears", "debt_ratio", "owns_home"]


def planted_rules() -> pd.DataFrame:
    """Return the rules that decide in truth, one row per leaf of the planted tree.

    Use it to hold against the truth what a tree has learned.

    Returns
    -------
    DataFrame, 7 rows, best first
        rule (text, IF … THEN good or bad), customer_share (exact share of the population),
        good_share (true chance of being good), predicted (good or bad: the likelier of the two).
        Both shares are fractions.

    Notes
    -----
    customer_share = the mean over the ages 20 to 75 of the product of the attributes' chances of
    lying in the leaf's intervals: given age, the attributes are independent. The distributions
    are those of `simulate_credit`.

    References
    ----------
    Rules and parameters are ours and are declared in this module: what the source's bank asked
    its customers is lost.

    Examples
    --------
    >>> rules = planted_rules()
    >>> rules.loc[0, "rule"]
    'IF n_arrears ≤ 1 AND debt_ratio ≤ 0.4 AND income_thousand > 2 THEN good'
    >>> float(rules["customer_share"].sum().round(12))
    1.0
    """
    rows = [
        {
            "rule": f"IF {' AND '.join(_said(*item) for item in leaf.items())} THEN {_word(good)}",
            "customer_share": np.prod([_chance(*item) for item in leaf.items()], axis=0).mean(),
            "good_share": good,
            "predicted": _word(good),
        }
        for leaf, good in LEAVES
    ]
    order = {"ascending": [False, True], "ignore_index": True}
    return pd.DataFrame(rows).sort_values(["good_share", "rule"], **order)


def planted_chance(customers: pd.DataFrame) -> pd.Series:
    """Return each customer's true chance of being good.

    Use it as the best score that any model could reach, and for applicants of your own making.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: income_thousand (a month), employed_years, n_arrears, debt_ratio
        (a fraction), owns_home (bool). Nothing else is read, age least of all.

    Returns
    -------
    Series of float, named p_good
        In the order and with the index of `customers`, in [0, 1].

    Raises
    ------
    TypeError
        If `customers` is not a DataFrame.
    ValueError
        If a column or a value is missing.

    Notes
    -----
    The good_share of the leaf of `planted_rules` to which the customer belongs; the leaves cover
    every customer once.

    References
    ----------
    The rules are ours; see `planted_rules`.

    Examples
    --------
    >>> applicant = {"income_thousand": 2.5, "employed_years": 1.0, "n_arrears": 0}
    >>> planted_chance(pd.DataFrame([applicant | {"debt_ratio": 0.1, "owns_home": False}])).item()
    0.96
    """
    require_columns(customers, RULE_COLUMNS, "customers")
    require_no_missing(customers, RULE_COLUMNS, "customers")
    columns = {name: customers[name].to_numpy() for name in RULE_COLUMNS}
    chance = np.zeros(len(customers))
    for leaf, good in LEAVES:
        inside = np.ones(len(customers), dtype=bool)
        for name, (above, up_to) in leaf.items():
            inside &= (columns[name] > above) & (columns[name] <= up_to)
        chance[inside] = good
    return pd.Series(chance, index=customers.index, name="p_good")


def simulate_credit(n_customers: int, *, rng: np.random.Generator) -> pd.DataFrame:
    """Return synthetic bank customers with attributes and repayment record.

    Use it to grow a tree whose rules are known beforehand. A million rows take 20 MB.

    Parameters
    ----------
    n_customers : int
        At least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, shape (n_customers, 8), index customer_id from 1
        age_years (int16, 20 to 75), income_thousand (float32, a month), employed_years (float32),
        n_arrears (int16, late payments in the last 24 months), debt_ratio (float32, instalments
        as a fraction of income), owns_home (bool), account_digit (int16, last digit of the
        account number: tells nothing), good (bool: has repaid).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `n_customers` is below 1.

    Notes
    -----
    Age is uniform from 20 to 75. Given age the rest is independent: employed_years uniform from 0
    to age - 18; income log-normal, median 2.6 · exp(0.012 · (age - 40)), spread 0.45; n_arrears
    Poisson, mean from 1.0 at 20 falling evenly to 0.4 at 75; owns_home with a chance from 0.15
    at 20 to 0.80 at 75; debt_ratio with distribution function 1 - (1 - x²)⁶ at any age. good is
    drawn with the chance of `planted_chance`. Age stands in no rule, yet young customers do
    worse: it is a proxy. Synthetic: no bank's data stand behind it.

    References
    ----------
    Attributes and parameters are ours and are declared in this module.

    Examples
    --------
    >>> customers = simulate_credit(1000, rng=np.random.default_rng(7))
    >>> customers.shape, bool(customers["good"].mean() > 0.7)
    ((1000, 8), True)
    """
    require_whole(n_customers, "n_customers", low=1)
    require_rng(rng)
    age = rng.integers(AGES[0], AGES[-1] + 1, n_customers, dtype=np.int16)
    since_20 = (age - AGES[0]).astype(int)
    a, b = DEBT_POWERS
    noise = rng.standard_normal(n_customers, dtype=np.float32) * np.float32(INCOME_SPREAD)
    debt = (1 - (1 - rng.random(n_customers)) ** (1 / b)) ** (1 / a)
    customers = pd.DataFrame(
        {
            "age_years": age,
            "income_thousand": _median_income().astype(np.float32)[since_20] * np.exp(noise),
            "employed_years": rng.random(n_customers, dtype=np.float32) * (age - np.int16(18)),
            "n_arrears": rng.poisson(_mean_arrears()[since_20]).astype(np.int16),
            "debt_ratio": debt.astype(np.float32),
            "owns_home": rng.random(n_customers) < _home_share()[since_20],
            "account_digit": rng.integers(0, 10, n_customers, dtype=np.int16),
        },
        index=pd.RangeIndex(1, n_customers + 1, name="customer_id"),
    )
    return customers.assign(good=rng.random(n_customers) < planted_chance(customers).to_numpy())


def add_leak(customers: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
    """Return the customers with an attribute that is known only after the outcome.

    Use it to see a model that is too good to be true: reminders are sent after a default, so
    nobody who applies has any.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: good (bool), and any other columns.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        All columns of `customers` and n_reminders (int16), a new table.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `customers` has no column good or misses values in it.

    Notes
    -----
    n_reminders = 1 + Poisson(2) for customers who are not good, Poisson(0.05) for the good.

    References
    ----------
    Kaufman, S., Rosset, S., Perlich, C. and Stitelman, O. (2012), Leakage in data mining:
    formulation, detection, and avoidance, ACM Transactions on Knowledge Discovery from Data
    6(4), article 15. The parameters are ours.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> customers = add_leak(simulate_credit(1000, rng=rng), rng=rng)
    >>> int(customers.loc[~customers["good"], "n_reminders"].min())
    1
    """
    require_columns(customers, ["good"], "customers")
    require_no_missing(customers, ["good"], "customers")
    require_rng(rng)
    bad = ~customers["good"].to_numpy(dtype=bool)
    sent = bad + rng.poisson(np.where(bad, REMINDERS_TO_BAD, REMINDERS_TO_GOOD))
    return customers.assign(n_reminders=sent.astype(np.int16))


def _said(name: str, interval: tuple[float, float]) -> str:
    above, up_to = interval
    if name == "owns_home":
        return name if above > 0 else f"NOT {name}"
    return f"{name} ≤ {up_to:g}" if above == LOW else f"{name} > {above:g}"


def _word(good_share: float) -> str:
    return "good" if good_share > 0.5 else "bad"


def _chance(name: str, interval: tuple[float, float]) -> np.ndarray:
    # The chance of lying in the interval, per age.
    return _share_up_to(name, interval[1]) - _share_up_to(name, interval[0])


def _share_up_to(name: str, value: float) -> np.ndarray:
    if not np.isfinite(value):
        return np.full(len(AGES), float(value > 0))
    if name == "n_arrears":
        mean = _mean_arrears()
        return np.exp(-mean) * (1 + mean)  # the only threshold planted is 1
    if name == "debt_ratio":
        a, b = DEBT_POWERS
        return np.full(len(AGES), 1 - (1 - value**a) ** b)
    if name == "employed_years":
        return np.minimum(1, value / (AGES - 18))
    if name == "owns_home":
        return 1 - _home_share()
    z = np.log(value / _median_income()) / INCOME_SPREAD
    return np.array([(1 + erf(deviate / sqrt(2))) / 2 for deviate in z])


def _mean_arrears() -> np.ndarray:
    return np.linspace(ARREARS_AT_20, ARREARS_AT_75, len(AGES))


def _home_share() -> np.ndarray:
    return np.linspace(HOME_AT_20, HOME_AT_75, len(AGES))


def _median_income() -> np.ndarray:
    return INCOME_MEDIAN * np.exp(INCOME_GROWTH * (AGES - 40))
