"""Published rates of failure of CRM projects."""

import pandas as pd

__all__ = ["published_rates"]


def published_rates() -> pd.DataFrame:
    """Return eight published failure rates of CRM projects, as one journalist collected them.

    Use it to see how far "the" failure rate moves with who asks.

    Returns
    -------
    DataFrame
        8 rows by `year`: who asked, percent (that failed) and asked (the question behind the
        number as far as it is known, in our words).

    References
    ----------
    Krigsman, M. (2009). CRM failure rates: 2001-2009. ZDNet.

    Examples
    --------
    >>> published_rates()["percent"].tolist()
    [50.0, 70.0, 69.3, 18.0, 31.0, 29.0, 56.0, 47.0]
    """
    unknown = "not known to us"
    rows = [
        (2001, "Gartner", 50.0, "did it meet expectations? (told: over 50 %)"),
        (2002, "Butler Group", 70.0, "the report was never found"),
        (2002, "Selling Power", 69.3, unknown),
        (2005, "AMR Research", 18.0, unknown),
        (2006, "AMR Research", 31.0, unknown),
        (2007, "AMR Research", 29.0, unknown),
        (2007, "Economist Intelligence Unit", 56.0, unknown),
        (2009, "Forrester", 47.0, unknown),
    ]
    columns = ["year", "who", "percent", "asked"]
    return pd.DataFrame(rows, columns=columns).set_index("year")
