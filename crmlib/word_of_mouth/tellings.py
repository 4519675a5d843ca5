"""The balance of a complaint survey: tellings, purchases, and the share that breaks even."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Count,
    Counts,
    Flags,
    Fraction,
    Fractions,
    checked,
    either,
    filled,
    number,
    within,
)

__all__ = [
    "PurchaseResponses",
    "net_tellings",
    "tellings_break_even",
    "revenue_change",
    "revenue_break_even",
    "tellings_balance",
]


People = number(0, 1e12)
Shares = either(Fraction, Fractions)


@dataclass(frozen=True)
@checked
class PurchaseResponses:
    """How complainers change their buying; two amounts must be declared.

    Use it to carry one reading of the survey to every function that needs purchases.

    Parameters
    ----------
    increase : float
        By which fraction those who buy more raise their buying; the source does not say.
    cut : float
        By which fraction those who buy less cut it, at most 1; the source does not say.
    buy_more : float
        Share of the fully resolved who buy more; the source's 10 %.
    boycott : float
        Share of the others who stop; the source's 1/3.
    buy_less : float
        Share of the others who cut their buying; the source's 45 %, read as a share of them all.

    Raises
    ------
    ValueError
        If `boycott` and `buy_less` exceed 1 together.

    Notes
    -----
    gain = buy_more · increase; loss = boycott + buy_less · cut. Who is in none of the groups
    buys as before: an assumption, too.

    Examples
    --------
    >>> responses = PurchaseResponses(increase=0.5, cut=0.5)
    >>> round(responses.gain, 3), round(responses.loss, 3)
    (0.05, 0.558)
    """

    increase: Amount
    cut: Fraction
    buy_more: Fraction = 0.10
    boycott: Fraction = 1 / 3
    buy_less: Fraction = 0.45

    def __post_init__(self) -> None:
        """Refuse responses that add up to more than everybody."""
        if self.boycott + self.buy_less > 1:
            raise ValueError(
                "`boycott` and `buy_less` must not exceed 1 together; "
                f"got {self.boycott + self.buy_less:.3g}."
            )

    @property
    def gain(self) -> float:
        """Return what a fully resolved complainer adds, as a fraction of former buying."""
        return self.buy_more * self.increase

    @property
    def loss(self) -> float:
        """Return what one of the others takes away, as a fraction of former buying."""
        return self.boycott + self.buy_less * self.cut


@checked
def net_tellings(share_resolved: Shares, good: People, bad: People) -> np.ndarray:
    """Return good minus bad tellings per complainer.

    Use it where one good telling may be set off against one bad one, which is an assumption.

    Parameters
    ----------
    share_resolved : float or array-like, shape (n_shares,)
        Share of complaints fully resolved, fractions.
    good : float
        People told on average by a complainer whose complaint was fully resolved.
    bad : float
        People told on average by one of the others.

    Returns
    -------
    numpy.ndarray
        Tellings per complainer, of the shape of `share_resolved`.

    Notes
    -----
    net(s) = s · good - (1 - s) · bad. Both must be means: medians do not add up.

    References
    ----------
    Technical Assistance Research Programs, Measuring the Grapevine (its year is not known to
    us), as reported by the Washington Post, 14 October 1984: 4 or 5 and 9 or 10 people. The
    balance is ours.

    Examples
    --------
    >>> net_tellings([0.5, 1.0], good=4.5, bad=9.5).tolist()
    [-2.5, 4.5]
    """
    shares = np.asarray(share_resolved, dtype=float)
    return shares * good - (1 - shares) * bad


@checked
def tellings_break_even(good: People, bad: People) -> float:
    """Return the share resolved at which good and bad tellings are equally many.

    Use it as the first yardstick of a complaint desk, and ask next whether tellings are equal.

    Parameters
    ----------
    good : float
        As in `net_tellings`.
    bad : float
        As in `net_tellings`.

    Returns
    -------
    float
        A fraction; NaN if nobody tells anything.

    Notes
    -----
    s* = bad / (good + bad), from net(s*) = 0.

    References
    ----------
    As `net_tellings`.

    Examples
    --------
    >>> round(tellings_break_even(4.5, 9.5), 3)
    0.679
    """
    return bad / (good + bad) if good + bad else np.nan


@checked
def revenue_change(share_resolved: Shares, responses: PurchaseResponses) -> np.ndarray:
    """Return by which fraction complainers' buying changes, taken together.

    Use it to hold money beside talk. There is no control group in it: what complainers would
    have bought anyway is taken to be what they bought before.

    Parameters
    ----------
    share_resolved : float or array-like, shape (n_shares,)
        Share of complaints fully resolved, fractions.
    responses : PurchaseResponses
        Who changes what.

    Returns
    -------
    numpy.ndarray
        Fractions of the former buying, negative for a loss, of the shape of `share_resolved`.

    Notes
    -----
    change(s) = s · gain - (1 - s) · loss; all complainers bought equally much before.

    References
    ----------
    Hart, C. W. L., Heskett, J. L. and Sasser, W. E. (1990). The profitable art of service
    recovery. Harvard Business Review 68(4), 148-156: what a resolved complaint is worth.

    Examples
    --------
    >>> responses = PurchaseResponses(increase=0.5, cut=0.5)
    >>> revenue_change([0, 1], responses).round(3).tolist()
    [-0.558, 0.05]
    """
    shares = np.asarray(share_resolved, dtype=float)
    return shares * responses.gain - (1 - shares) * responses.loss


@checked
def revenue_break_even(responses: PurchaseResponses) -> float:
    """Return the share resolved at which complainers together buy as much as before.

    Use it beside `tellings_break_even`: the two need not be close.

    Parameters
    ----------
    responses : PurchaseResponses
        Who changes what.

    Returns
    -------
    float
        A fraction; NaN if nobody changes anything.

    Notes
    -----
    s* = loss / (gain + loss).

    References
    ----------
    As `revenue_change`.

    Examples
    --------
    >>> round(revenue_break_even(PurchaseResponses(increase=0.5, cut=0.5)), 3)
    0.918
    """
    total = responses.gain + responses.loss
    return responses.loss / total if total else np.nan


@checked
def tellings_balance(
    complainers: filled(resolved=Flags, n_told=Counts, purchase_change=within(-1, 1e9)),
    *,
    tail: Count = 20,
) -> pd.Series:
    """Return the balance of a survey of complainers: talk, tail, purchases, break-even.

    Use it on a survey that asks each complainer three things: resolved? how many told? bought?

    Parameters
    ----------
    complainers : DataFrame
        One row per complainer, in any order: resolved (bool), n_told (whole numbers),
        purchase_change (fraction of former buying). Equal rows are different people.
    tail : int
        From how many people told on somebody counts as a great talker.

    Returns
    -------
    Series
        n_complainers, share_resolved, net_tellings (per complainer), break_even (share resolved
        at which tellings cancel; NaN without both groups), tail_share (of the complainers),
        tail_tellings (their share of all tellings; NaN if nobody tells), revenue_change.

    Notes
    -----
    break_even = bad/(good + bad) with the two groups' mean tellings, whatever the share
    resolved in the survey. Tellings count as good from the resolved, as bad from the others.

    References
    ----------
    As `net_tellings`.

    Examples
    --------
    >>> told = {"resolved": [True, True, False], "n_told": [4, 5, 20]}
    >>> people = pd.DataFrame(told).assign(purchase_change=[0.0, 0.0, -1.0])
    >>> tellings_balance(people)[["net_tellings", "tail_tellings"]].round(3).to_dict()
    {'net_tellings': -3.667, 'tail_tellings': 0.69}
    """
    resolved, told = complainers["resolved"], complainers["n_told"].astype(np.int64)
    good, bad = told[resolved].mean(), told[~resolved].mean()
    both = resolved.any() and not resolved.all()
    great, total = told >= tail, told.sum()
    return pd.Series(
        {
            "n_complainers": float(len(complainers)),
            "share_resolved": resolved.mean(),
            "net_tellings": (told.where(resolved, -told)).mean(),
            "break_even": tellings_break_even(good, bad) if both else np.nan,
            "tail_share": great.mean(),
            "tail_tellings": told[great].sum() / total if total else np.nan,
            "revenue_change": complainers["purchase_change"].astype(float).mean(),
        }
    )
