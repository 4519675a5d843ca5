"""A synthetic complaint desk: what a monthly list of causes does to the months after it."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Fraction, Rng, Whole, checked, mapping, whole
from crmlib.service.complaints import ComplaintCase, audit_log, cause_list
from crmlib.service.log import Month

__all__ = ["ARRIVALS", "month_at_desk", "run_desk"]

ARRIVALS = {  # complaints per month by cause; ours
    "late delivery": 40.0,
    "wrong item": 22.0,
    "rude answer": 12.0,
    "broken link": 10.0,
    "wrong bill": 9.0,
    "other": 7.0,
}
CHANNELS = ("phone", "chat", "letter")
STAYS = {  # who holds each step, mean hours in it; ours
    "communication": ("desk", 1.0),
    "confirmation": ("desk", 10.0),
    "investigation": ("back office", 50.0),
    "reply": ("desk", 12.0),
    "improvement": ("quality", 60.0),
}
REJECTED = 0.1  # share of replies that the customer sends back
MOST_CASES = 50_000  # files in one run


@checked
def month_at_desk(arrivals: mapping(Amount), month: Month, *, rng: Rng) -> list[ComplaintCase]:
    """Return the case files of the complaints that come in during a month, each to its end.

    Use it to try reports on complaints whose causes and delays are known.

    Parameters
    ----------
    arrivals : mapping of str to float
        Complaints expected per month, by cause; at most 50,000 in all.
    month : str or Period
        Such as "2026-01".
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    list of ComplaintCase
        In the order of arrival; the file may end in a later month.

    Raises
    ------
    ValueError
        If more than 50,000 complaints are expected, or a cause is an empty text.

    Notes
    -----
    Poisson numbers by cause, evenly over the month; exponential stays with means of 1, 10, 50, 12
    and 60 hours; one reply in ten is rejected once. Synthetic: no firm's complaints stand behind
    it.

    References
    ----------
    The parameters are ours and are declared in this module.

    Examples
    --------
    >>> cases = month_at_desk({"late delivery": 5}, "2026-01", rng=np.random.default_rng(5))
    >>> {case.step for case in cases}
    {'closed'}
    """
    if sum(arrivals.values()) > MOST_CASES:
        raise ValueError(
            f"`arrivals` must be at most {MOST_CASES:,}; got {sum(arrivals.values()):,.0f}."
        )
    causes = [cause for cause, rate in arrivals.items() for _ in range(rng.poisson(rate))]
    begins = rng.uniform(0, 24 * 60 * month.days_in_month, len(causes)).astype(int)
    cases = []
    for place, index in enumerate(np.argsort(begins, kind="stable")):
        opened = month.start_time + pd.Timedelta(minutes=int(begins[index]))
        channel = CHANNELS[rng.integers(len(CHANNELS))]
        name = f"{month}-{place + 1:03d}"
        case = ComplaintCase(name, channel, opened, holder=STAYS["communication"][0])
        cases.append(_handled(case, causes[index], rng))
    return cases


@checked
def run_desk(
    n_months: whole(1, 1200),
    *,
    n_mended: Whole,
    reduction: Fraction = 0.5,
    arrivals: mapping(Amount) = ARRIVALS,
    rng: Rng,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the months of a desk that mends the first causes of each month's list.

    Use it twice, with `n_mended` of 0 as the control, to see what the fifth step is worth.

    Parameters
    ----------
    n_months : int
        From 1 to 1,200, the first one January 2026.
    n_mended : int
        Causes worked on after each month: the first ones of its list.
    reduction : float
        Share of a cause's arrivals that such work removes, for good.
    arrivals : mapping of str to float
        Complaints expected in the first month, by cause.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    months : DataFrame
        month (text), expected (complaints by the rates of that month), n_arrivals, mended (text:
        the causes worked on after it).
    log : DataFrame
        The audit log of all cases.

    Raises
    ------
    ValueError
        If more than 50,000 complaints are expected.

    Notes
    -----
    The list is `cause_list` of the month: cases that reached the fifth step in it, so that the
    last days of a month count in the next one's list. Work on a cause multiplies its rate by
    1 - reduction from the next month on.

    References
    ----------
    The parameters are ours: whether a firm's work on a cause halves it, only the firm can tell.

    Examples
    --------
    >>> months, log = run_desk(3, n_mended=1, rng=np.random.default_rng(5))
    >>> bool(months["expected"].is_monotonic_decreasing)
    True
    """
    if n_months * sum(arrivals.values()) > MOST_CASES:
        raise ValueError(
            f"`n_months` must bring at most {MOST_CASES:,} complaints; "
            f"got {n_months} months of {sum(arrivals.values()):,.0f}."
        )
    rates, logs, rows, ahead = arrivals, [], [], audit_log([])
    for period in pd.period_range("2026-01", periods=n_months, freq="M"):
        expected = sum(rates.values())
        arrived = month_at_desk(rates, period, rng=rng)
        logs.append(audit_log(arrived))
        ahead = pd.concat([ahead[ahead["entered_at"] >= period.start_time], logs[-1]])
        mended = list(cause_list(ahead, period).index[:n_mended])
        rows.append((str(period), expected, len(arrived), ", ".join(mended)))
        rates = rates | {cause: rates[cause] * (1 - reduction) for cause in mended}
    months = pd.DataFrame(rows, columns=["month", "expected", "n_arrivals", "mended"])
    return months, pd.concat(logs, ignore_index=True)


def _handled(case: ComplaintCase, cause: str, rng: np.random.Generator) -> ComplaintCase:
    path = ["confirmation", "investigation", "reply"]
    if rng.random() < REJECTED:
        path += ["investigation", "reply"]
    now = case.history[-1].at
    for step in [*path, "improvement", "closed"]:
        hours = rng.exponential(STAYS[case.step][1])
        now += pd.Timedelta(minutes=int(60 * hours) + 1)
        holder = STAYS.get(step, STAYS["improvement"])[0]
        known = {"cause": cause} if step == "reply" else {}
        case.move(step, now, holder=holder, **known)
    return case
