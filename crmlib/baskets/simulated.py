"""Synthetic baskets with a planted truth: the errand of the story, and stores that differ in size.

All parameters are ours; none is estimated from real shoppers.
"""

import numpy as np
import pandas as pd

from crmlib.baskets.pairs import lift_interval, pair_baskets, store_correlations, store_sales
from crmlib.core import Amount, Fraction, Rng, Rows, checked, number

__all__ = [
    "simulate_errands",
    "expected_errand_lift",
    "simulate_store_sizes",
    "errand_worlds",
    "toy_visits",
]

# Share of baskets with the item, and price of a unit in USD.
ITEM_SHARES = {
    "beer": 0.055,
    "bread": 0.30,
    "coffee": 0.10,
    "diapers": 0.015,
    "eggs": 0.20,
    "milk": 0.35,
    "other groceries": 0.80,
}
ITEM_PRICES = [1.5, 2.5, 8.0, 20.0, 3.0, 2.0, 25.0]
ITEMS = list(ITEM_SHARES)
BEER, DIAPERS = ITEMS.index("beer"), ITEMS.index("diapers")
SHARE_ERRAND = 0.01
P_BEER_GIVEN_ERRAND = 0.5
# Fathers of the world whose habit is weak: beer every twelfth time.
P_BEER_IF_WEAK = 1 / 12
CANS_ON_ERRAND = 2
MOST_CANS_OTHERWISE = 6
BASKETS_PER_HOME = 10
N_STORES = 20
MOST_BASKETS = 20_000_000


@checked
def simulate_errands(
    n_baskets: Rows,
    *,
    share_errand: Fraction = SHARE_ERRAND,
    p_beer_given_errand: Fraction = P_BEER_GIVEN_ERRAND,
    rng: Rng,
) -> pd.DataFrame:
    """Return synthetic baskets, some from fathers sent out for diapers.

    Plants the story's mechanism, so that a method can be tried where the
    truth is known: `expected_errand_lift`.

    Parameters
    ----------
    n_baskets : int
        Number of baskets, at least 1.
    share_errand : float
        Share of baskets that come from an errand, in [0, 1].
    p_beer_given_errand : float
        Probability that the father treats himself to two cans of beer.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    DataFrame, one row per basket and item
        Synthetic. Columns `basket_id`, `household_id`, `store_id`, `item`
        (categorical), `n_units`, `sales_value` (USD) and `errand` (bool; the
        planted truth, which no shop would see); sorted by basket and item. A
        basket with none of the items has one row, its item missing, with 0
        units and 0 sales.

    Notes
    -----
    On an errand diapers are bought for certain, and beer, two cans, with
    `p_beer_given_errand`. In every other basket both are bought independently
    with the shares ITEM_SHARES, beer in one to six cans. All other items are
    bought independently everywhere, one unit each. Homes and stores are drawn
    at random and change nothing.

    References
    ----------
    None: the model and its numbers are ours.

    Examples
    --------
    >>> lines = simulate_errands(2000, rng=np.random.default_rng(8))
    >>> cans = lines[lines["errand"] & (lines["item"] == "beer")]["n_units"]
    >>> cans.unique().tolist()
    [2]
    """
    n_homes = -(-n_baskets // BASKETS_PER_HOME)
    visits = pd.DataFrame(
        {
            "basket_id": np.arange(1, n_baskets + 1),
            "household_id": rng.integers(1, n_homes + 1, n_baskets),
            "store_id": rng.integers(1, N_STORES + 1, n_baskets),
            "errand": rng.random(n_baskets) < share_errand,
        }
    )
    errand = visits["errand"].to_numpy()
    holds, n_units = _independent_purchases(n_baskets, rng)
    holds[errand, DIAPERS] = True
    holds[errand, BEER] = rng.random(errand.sum()) < p_beer_given_errand
    n_units[errand, BEER] = CANS_ON_ERRAND
    return _lines(visits, holds, n_units)


@checked
def expected_errand_lift(
    *,
    share_errand: Fraction = SHARE_ERRAND,
    p_beer_given_errand: Fraction = P_BEER_GIVEN_ERRAND,
) -> float:
    """Return the true lift of diapers and beer that `simulate_errands` plants.

    The truth to hold an estimate against.

    Parameters
    ----------
    share_errand : float
        Share of baskets that come from an errand, in [0, 1].
    p_beer_given_errand : float
        Probability of beer on an errand, in [0, 1].

    Returns
    -------
    float
        The lift, at least 0; NaN if nobody ever buys beer (nothing but errands,
        and never a treat).

    Notes
    -----
    With s and p for the two parameters, d and b for the shares without errands:
    P(diapers) = s + (1 - s) d, P(beer) = s p + (1 - s) b, P(both) = s p +
    (1 - s) d b, lift = P(both) / (P(diapers) P(beer)). Without errands the lift
    is 1.

    References
    ----------
    None: the model and its numbers are ours.

    Examples
    --------
    >>> round(expected_errand_lift(), 3)
    3.937
    >>> expected_errand_lift(share_errand=0)
    1.0
    """
    others = 1 - share_errand
    treats = share_errand * p_beer_given_errand
    diapers = share_errand + others * ITEM_SHARES["diapers"]
    beer = treats + others * ITEM_SHARES["beer"]
    both = treats + others * ITEM_SHARES["diapers"] * ITEM_SHARES["beer"]
    return both / (diapers * beer) if beer else np.nan


@checked
def simulate_store_sizes(
    n_stores: Rows,
    *,
    median_baskets: number(1, MOST_BASKETS) = 500,
    size_sigma: Amount = 1.0,
    rng: Rng,
) -> pd.DataFrame:
    """Return synthetic baskets from stores that differ in nothing but size.

    Store sales of any two items then rise and fall together, although no
    basket links them: correlated stores prove nothing about baskets.

    Parameters
    ----------
    n_stores : int
        Number of stores, at least 1.
    median_baskets : float
        Median number of baskets per store, at least 1.
    size_sigma : float
        Standard deviation of the logarithm of a store's size, at least 0; at 0
        all stores are of one size.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    DataFrame, one row per basket and item
        Synthetic. Columns `basket_id`, `household_id`, `store_id`, `item`
        (categorical), `n_units` and `sales_value` (USD); sorted by basket and
        item. A basket with none of the items has one row, its item missing,
        with 0 units and 0 sales. Every home shops at one store.

    Raises
    ------
    ValueError
        If the stores have more than 20 million baskets together.

    Notes
    -----
    Sizes are lognormal, rounded up to whole baskets. Every item is bought
    independently with the same share in every store, so the true lift of any
    pair is 1 in each store and over all.

    References
    ----------
    Robinson (1950), Ecological correlations and the behavior of individuals,
    American Sociological Review 15, 351-357 (the fallacy; the numbers are ours).

    Examples
    --------
    >>> lines = simulate_store_sizes(3, size_sigma=0, rng=np.random.default_rng(8))
    >>> lines.groupby("store_id")["basket_id"].nunique().tolist()
    [500, 500, 500]
    """
    drawn = np.ceil(median_baskets * rng.lognormal(0, size_sigma, n_stores))
    if drawn.sum() > MOST_BASKETS:
        raise ValueError(
            f"`n_stores` must make at most {MOST_BASKETS:,} baskets; got {drawn.sum():,.0f}. "
            "Lower it, `median_baskets` or `size_sigma`."
        )
    sizes = drawn.astype(np.int64)
    store = np.repeat(np.arange(n_stores), sizes.astype(np.intp))
    homes = -(-sizes // BASKETS_PER_HOME)
    first_home = np.cumsum(homes) - homes + 1
    visits = pd.DataFrame(
        {
            "basket_id": np.arange(1, len(store) + 1),
            "household_id": first_home[store] + rng.integers(homes[store]),
            "store_id": store + 1,
        }
    )
    return _lines(visits, *_independent_purchases(len(store), rng))


@checked
def errand_worlds(n_baskets: number(2_000, MOST_BASKETS) = 50_000, *, rng: Rng) -> pd.DataFrame:
    """Return what one method finds in two worlds with errands, and in one without any link.

    Use it to see when a method that says "no" would have said "yes", and
    that correlated stores say nothing about baskets.

    Parameters
    ----------
    n_baskets : int
        Baskets of each world with errands, at least 2,000; the other has that
        many over 100 as its median store, in 100 stores of all sizes.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    DataFrame, three rows
        Index `world`; `planted` (the true lift of beer and diapers), `lift`,
        `low` and `high` (found, with the 95 % interval of `lift_interval`) and
        `stores` (rank correlation of the two sales over stores).

    Notes
    -----
    The worlds are those of `simulate_errands` and `simulate_store_sizes` with
    their default parameters; where beer is rare, the father takes it every
    twelfth time. A store counts from 100 baskets on.

    References
    ----------
    None: the worlds and their numbers are ours.

    Examples
    --------
    >>> worlds = errand_worlds(20_000, rng=np.random.default_rng(8))
    >>> worlds["planted"].round(2).tolist()
    [3.94, 1.2, 1.0]
    """
    weak_rng = rng.spawn(1)[0]
    weak = {"p_beer_given_errand": P_BEER_IF_WEAK}
    worlds = {
        "errands, beer every 2nd time": (
            expected_errand_lift(),
            simulate_errands(int(n_baskets), rng=rng),
        ),
        "errands, beer every 12th time": (
            expected_errand_lift(**weak),
            simulate_errands(int(n_baskets), **weak, rng=weak_rng),
        ),
        "no link, stores of all sizes": (
            1.0,
            simulate_store_sizes(100, median_baskets=max(1, n_baskets / 100), rng=rng),
        ),
    }
    rows = {name: _found_in(baskets, planted, rng) for name, (planted, baskets) in worlds.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("world")


@checked
def toy_visits() -> pd.DataFrame:
    """Return eight receipts of four homes, and what stands on them.

    Use it to compute a pair's measures by eye, and to see what one home does
    to them.

    Returns
    -------
    DataFrame, one row per receipt and item
        basket_id (1 to 8), household (text: two receipts each), item.

    Notes
    -----
    Made up for this course. Beer and diapers meet on two receipts, both of
    them Ann's.

    Examples
    --------
    >>> toy_visits().groupby("item").size().to_dict()
    {'beer': 4, 'bread': 2, 'diapers': 3, 'milk': 5}
    """
    held = ["beer diapers", "beer diapers milk", "diapers milk", "beer"]
    held += ["milk", "bread milk", "beer bread", "milk"]
    homes = ["Ann", "Ann", "Bo", "Bo", "Cy", "Cy", "Di", "Di"]
    visits = pd.DataFrame({"basket_id": range(1, 9), "household": homes, "item": held})
    return visits.assign(item=visits["item"].str.split()).explode("item", ignore_index=True)


def _found_in(baskets: pd.DataFrame, planted: float, rng: np.random.Generator) -> dict[str, float]:
    """Return the row of a world."""
    found = lift_interval(pair_baskets(baskets, "beer", "diapers"), rng=rng)
    stores = store_correlations(store_sales(baskets))[("beer", "diapers")]
    return {"planted": planted, **found[["lift", "low", "high"]], "stores": stores}


def _independent_purchases(
    n_baskets: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Arrays of baskets by items: is it bought, and how many units if so."""
    holds = rng.random((n_baskets, len(ITEMS))) < list(ITEM_SHARES.values())
    n_units = np.ones(holds.shape, dtype=np.int64)
    n_units[:, BEER] = rng.integers(1, MOST_CANS_OTHERWISE + 1, n_baskets)
    return holds, n_units


def _lines(visits: pd.DataFrame, holds: np.ndarray, n_units: np.ndarray) -> pd.DataFrame:
    """One row per basket and item bought, or one without an item if there is none."""
    nothing = ~holds.any(axis=1, keepdims=True)
    basket, item = np.nonzero(np.hstack([holds, nothing]))
    codes = np.where(item < len(ITEMS), item, -1)
    units = np.where(codes >= 0, n_units[basket, codes], 0)
    lines = visits.iloc[basket].reset_index(drop=True)
    lines.insert(3, "item", pd.Categorical.from_codes(codes, categories=ITEMS))
    lines.insert(4, "n_units", units)
    lines.insert(5, "sales_value", units * np.array(ITEM_PRICES)[codes])
    return lines
