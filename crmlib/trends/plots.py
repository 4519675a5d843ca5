"""Pictures of what renting and owning cost."""

from typing import TYPE_CHECKING

from crmlib.core import Count, checked
from crmlib.trends.renting import (
    OwnTerms,
    RentTerms,
    Years,
    crossover_users,
    headcount,
    rent_or_own,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_rent_or_own",
]


@checked
def plot_rent_or_own(n_users: Count, rent: RentTerms, own: OwnTerms, n_years: Years = 5) -> "Axes":
    """Return what renting and owning have cost month by month, for one number of users.

    Use it with sliders for the users and the rise of the price.

    Parameters
    ----------
    n_users : int
        Users, the same in all years.
    rent : RentTerms
        The price, and how it rises.
    own : OwnTerms
        What is paid once, and what every year.
    n_years : int
        How many years to draw, 1 to 50.

    Returns
    -------
    matplotlib.axes.Axes
        Money in thousands over the years; the title tells from how many users on owning is cheaper.

    Examples
    --------
    >>> own = OwnTerms(start=45_000, yearly=40_000, licence=900, upkeep=0.18)
    >>> plot_rent_or_own(50, RentTerms(price=60), own).get_title(loc="left")
    '50 users; over 5 years owning wins from 130 on'
    """
    import matplotlib.pyplot as plt

    paths = rent_or_own(headcount(n_users, n_years), rent, own) / 1_000
    crossing = crossover_users(rent, own, n_years)
    years = paths.index / 12
    axes = plt.figure().subplots()
    axes.plot(years, paths["rent"], label="rent")
    axes.plot(years, paths["own"], "--", label="own")
    first = int(crossing) + 1 if crossing == crossing else None
    says = f"owning wins from {first:,} on" if first else "owning never wins"
    axes.set_title(f"{n_users} users; over {n_years} years {says}", loc="left")
    axes.set(xlabel="years", ylabel="paid so far (thousand)", ylim=(0, None))
    axes.legend()
    return axes
