"""The balance of a complaint survey: tellings, purchases, and the share that breaks even."""

from dataclasses import dataclass

import numpy as np

from crmlib.core import (
    Amount,
    Fraction,
    Fractions,
    checked,
    either,
    number,
)

__all__ = [
    "PurchaseResponses",
    "net_tellings",
    "tellings_break_even",
    "revenue_change",
    "revenue_break_even",
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
def net_tellings(
    share_resolved: Shares, good: People, bad: People, *, silent: Fraction = 0.0
) -> np.ndarray:
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
    silent : float
        Share of complainers who are in neither group, a fraction: not completely satisfied, and
        yet resolved. They tell nobody; 0 by default.

    Returns
    -------
    numpy.ndarray
        Tellings per complainer, of the shape of `share_resolved`.

    Raises
    ------
    ValueError
        If shares resolved and silent exceed 1 together.

    Notes
    -----
    net(s) = s · good - (1 - s - silent) · bad. Both must be means: medians do not add up. The
    course's source speaks of the completely satisfied and of those whose problem was not
    completely resolved; whether somebody is in between, it does not say.

    References
    ----------
    Technical Assistance Research Programs, Measuring the Grapevine (its year is not known to
    us), as reported by the Washington Post, 14 October 1984: 4 or 5 and 9 or 10 people. The
    balance is ours.

    Examples
    --------
    >>> net_tellings([0.5, 1.0], good=4.5, bad=9.5).tolist()
    [-2.5, 4.5]
    >>> float(net_tellings(0.5, good=4.5, bad=9.5, silent=0.3).round(2))
    0.35
    """
    shares, others = _groups(share_resolved, silent)
    return shares * good - others * bad


@checked
def tellings_break_even(good: People, bad: People, *, silent: Fraction = 0.0) -> float:
    """Return the share resolved at which good and bad tellings are equally many.

    Use it as the first yardstick of a complaint desk, and ask next whether tellings are equal.

    Parameters
    ----------
    good : float
        As in `net_tellings`.
    bad : float
        As in `net_tellings`.
    silent : float
        As in `net_tellings`.

    Returns
    -------
    float
        A fraction of all complainers; NaN if nobody tells anything.

    Notes
    -----
    s* = (1 - silent) · bad / (good + bad), from net(s*) = 0.

    References
    ----------
    As `net_tellings`.

    Examples
    --------
    >>> round(tellings_break_even(4.5, 9.5), 3)
    0.679
    >>> round(tellings_break_even(4.5, 9.5, silent=0.3), 3)
    0.475
    """
    return (1 - silent) * bad / (good + bad) if good + bad else np.nan


@checked
def revenue_change(
    share_resolved: Shares, responses: PurchaseResponses, *, silent: Fraction = 0.0
) -> np.ndarray:
    """Return by which fraction complainers' buying changes, taken together.

    Use it to hold money beside talk. There is no control group in it: what complainers would
    have bought anyway is taken to be what they bought before.

    Parameters
    ----------
    share_resolved : float or array-like, shape (n_shares,)
        Share of complaints fully resolved, fractions.
    responses : PurchaseResponses
        Who changes what.
    silent : float
        As in `net_tellings`; they buy as before.

    Returns
    -------
    numpy.ndarray
        Fractions of the former buying, negative for a loss, of the shape of `share_resolved`.

    Raises
    ------
    ValueError
        If shares resolved and silent exceed 1 together.

    Notes
    -----
    change(s) = s · gain - (1 - s - silent) · loss; all complainers bought equally much before.

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
    shares, others = _groups(share_resolved, silent)
    return shares * responses.gain - others * responses.loss


@checked
def revenue_break_even(responses: PurchaseResponses, *, silent: Fraction = 0.0) -> float:
    """Return the share resolved at which complainers together buy as much as before.

    Use it beside `tellings_break_even`: the two need not be close.

    Parameters
    ----------
    responses : PurchaseResponses
        Who changes what.
    silent : float
        As in `revenue_change`.

    Returns
    -------
    float
        A fraction of all complainers; NaN if nobody changes anything.

    Notes
    -----
    s* = (1 - silent) · loss / (gain + loss).

    References
    ----------
    As `revenue_change`.

    Examples
    --------
    >>> round(revenue_break_even(PurchaseResponses(increase=0.5, cut=0.5)), 3)
    0.918
    """
    total = responses.gain + responses.loss
    return (1 - silent) * responses.loss / total if total else np.nan


def _groups(share_resolved: Shares, silent: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of those who tell good things and of those who tell bad ones."""
    shares = np.asarray(share_resolved, dtype=float)
    others = 1 - shares - silent
    # A rounding error is nobody.
    if (others < -1e-9).any():
        raise ValueError(
            "`silent` must not exceed 1 together with `share_resolved`; "
            f"got {1 - others.min():.3g}."
        )
    return shares, np.maximum(others, 0.0)
