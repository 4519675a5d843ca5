"""A stream of margins: what one unit a month is worth today."""

from crmlib.core import Amount, Fraction, checked

__all__ = [
    "margin_multiple",
    "margin_multiple_from_today",
]


@checked
def margin_multiple(retention_rate: Fraction, discount_rate: Amount) -> float:
    """Return what all future margins of a customer are worth today, in margins of one period.

    Use it for a customer whose margin of today is already in the till. If it is still to come,
    take `margin_multiple_from_today`, which is larger by exactly 1.

    Parameters
    ----------
    retention_rate : float
        Fraction of customers kept from one period to the next, the same for ever.
    discount_rate : float
        Per period, 0 or more.

    Returns
    -------
    float
        0 or more; times the margin of a period it is the lifetime value in currency.

    Raises
    ------
    ValueError
        If all customers stay and nothing is discounted, so that the sum has no end.

    Notes
    -----
    r/(1+i) + r²/(1+i)² + … = r / (1 + i - r).

    References
    ----------
    Gupta, S. and Lehmann, D. R. (2003), Customers as assets, Journal of Interactive Marketing
    17(1), 9-24.

    Examples
    --------
    >>> round(margin_multiple(0.9, 0.12), 2)
    4.09
    """
    if retention_rate == 1 and discount_rate == 0:
        raise ValueError("`discount_rate` must be above 0 if nobody leaves; got 0.")
    return retention_rate / (1 + discount_rate - retention_rate)


@checked
def margin_multiple_from_today(retention_rate: Fraction, discount_rate: Amount) -> float:
    """Return what a customer's margins are worth if the first one is earned today.

    Use it for a customer to be won, whose first purchase is part of what is bought.

    Parameters
    ----------
    retention_rate : float
        Fraction of customers kept from one period to the next, the same for ever.
    discount_rate : float
        Per period, 0 or more.

    Returns
    -------
    float
        1 or more, in margins of one period.

    Raises
    ------
    ValueError
        If all customers stay and nothing is discounted, so that the sum has no end.

    Notes
    -----
    1 + r / (1 + i - r) = (1 + i) / (1 + i - r).

    References
    ----------
    Gupta, S. and Lehmann, D. R. (2003), Customers as assets, Journal of Interactive Marketing
    17(1), 9-24.

    Examples
    --------
    >>> round(margin_multiple_from_today(0.9, 0.12), 2)
    5.09
    """
    return 1 + margin_multiple(retention_rate, discount_rate)
