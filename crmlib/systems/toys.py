"""A shop of three customers, typed in: one of them moves. Ours."""

import pandas as pd

__all__ = ["toy_customers", "toy_sales"]


def toy_customers() -> pd.DataFrame:
    """Return what the address book of a small shop says on two days.

    Use it to see what a change overwrites: Ann moves from Taipei to Tainan.

    Returns
    -------
    DataFrame
        Six rows: as_of (1 January or 1 March 2026), customer_id and city.

    Examples
    --------
    >>> toy_customers().groupby("as_of")["city"].apply(list).tolist()
    [['Taipei', 'Taipei', 'Tainan'], ['Tainan', 'Taipei', 'Tainan']]
    """
    return pd.DataFrame(
        {
            "as_of": pd.to_datetime(["2026-01-01"] * 3 + ["2026-03-01"] * 3),
            "customer_id": ["Ann", "Ben", "Cleo"] * 2,
            "city": ["Taipei", "Taipei", "Tainan", "Tainan", "Taipei", "Tainan"],
        }
    )


def toy_sales() -> pd.DataFrame:
    """Return the four sales of a small shop, before and after one customer moves.

    Use it beside `toy_customers`.

    Returns
    -------
    DataFrame
        Four rows: sale_id, customer_id, sold_on and amount.

    Examples
    --------
    >>> int(toy_sales()["amount"].sum())
    220
    """
    return pd.DataFrame(
        {
            "sale_id": ["s1", "s2", "s3", "s4"],
            "customer_id": ["Ann", "Ben", "Ann", "Cleo"],
            "sold_on": pd.to_datetime(["2026-01-20", "2026-02-10", "2026-03-15", "2026-03-20"]),
            "amount": [100, 10, 40, 70],
        }
    )
