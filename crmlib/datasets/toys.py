"""Toy tables, typed in: small enough to check by eye."""

import pandas as pd

__all__ = [
    "toy_offers",
    "toy_attitudes",
    "toy_contacts",
    "toy_receipts",
    "toy_kano",
    "toy_homes",
    "toy_next_baskets",
    "toy_seats",
    "toy_reach",
    "toy_colleagues",
]


def toy_offers() -> pd.DataFrame:
    """Return three ways to buy the groceries of a week, as one customer sees them.

    Use it to work out a delivered value by hand.

    Returns
    -------
    DataFrame
        3 rows, one per offer, with attributes, performance and results (points from 0 to 10),
        price_usd, hours, effort_usd and risk_usd. Made up for this course.

    Notes
    -----
    The supermarket asks the least money and the most time, delivery the least time; the corner
    shop is near and expensive.

    Examples
    --------
    >>> toy_offers()["price_usd"].to_dict()
    {'corner shop': 52, 'supermarket': 40, 'delivery': 46}
    """
    rows = {
        "corner shop": [5, 6, 7, 52, 0.25, 2, 1],
        "supermarket": [8, 7, 7, 40, 1.0, 6, 2],
        "delivery": [8, 7, 6, 46, 0.1, 1, 5],
    }
    points = ["attributes", "performance", "results"]
    columns = [*points, "price_usd", "hours", "effort_usd", "risk_usd"]
    offers = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return offers.rename_axis("offer").astype(dict.fromkeys(columns[:4], int))


def toy_attitudes() -> pd.DataFrame:
    """Return eight made-up customers with three attitude scores and a share of purchases.

    Use it to see that liking a shop and buying there are two things.

    Returns
    -------
    DataFrame
        Indexed by the customer's name: satisfaction, emotion, trust (int64, 1 to 5) and
        share_of_purchases (fraction of the customer's purchases in the category made here).

    Notes
    -----
    Made up for this course. Two customers stand in each of the four types of chapter 6.

    References
    ----------
    Dick, A. S. and Basu, K. (1994). Customer loyalty: toward an integrated conceptual framework.
    Journal of the Academy of Marketing Science 22(2), 99-113: the matrix that it fills.

    Examples
    --------
    >>> toy_attitudes().loc["Ann"].tolist()
    [5.0, 4.0, 5.0, 0.9]
    """
    rows = {
        "Ann": (5, 4, 5, 0.9),
        "Bo": (4, 4, 4, 0.7),
        "Chen": (5, 5, 4, 0.2),
        "Dana": (4, 3, 5, 0.1),
        "Eve": (2, 2, 3, 0.8),
        "Finn": (3, 1, 2, 1.0),
        "Gu": (2, 3, 2, 0.1),
        "Hana": (1, 2, 1, 0.3),
    }
    columns = ["satisfaction", "emotion", "trust", "share_of_purchases"]
    scores = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return scores.rename_axis("customer")


def toy_contacts() -> pd.DataFrame:
    """Return the address book of a small bookshop, whose customers can be counted by eye.

    Use it to see how a definition decides a count.

    Returns
    -------
    DataFrame, 12 rows
        contact, role (text), takes_offer and has_stake (bool). Made up for this course.

    Notes
    -----
    Six contacts take the offer, eleven have a stake, and one (Eve) has only asked for a
    catalogue.

    References
    ----------
    None: the shop does not exist.

    Examples
    --------
    >>> toy_contacts()[["takes_offer", "has_stake"]].sum().tolist()
    [6, 11]
    """
    rows = [
        ("Ann", "consumer", True, True),
        ("Bob", "consumer", True, True),
        ("school library", "consumer", True, True),
        ("corner kiosk", "seller", True, True),
        ("web bookstore", "seller", True, True),
        ("Cem, at the till", "employee", False, True),
        ("Dora, accounts", "employee", False, True),
        ("tax office", "government", False, True),
        ("education board", "government", True, True),
        ("Eve, asked once", "prospect", False, False),
        ("savings bank", "lender", False, True),
        ("rival bookshop", "rival", False, True),
    ]
    return pd.DataFrame(rows, columns=["contact", "role", "takes_offer", "has_stake"])


def toy_receipts() -> pd.DataFrame:
    """Return five small baskets whose support, confidence and lift can be counted by eye.

    Use it to see a measure at work before the real data.

    Returns
    -------
    DataFrame
        12 rows, one per basket and item, sorted by both: basket_id (int64, 1 to 5) and item
        (text). Made up for this course.

    Notes
    -----
    Of five baskets four hold milk, three bread (each with milk), two eggs (both with milk), two
    beer (one with milk) and one diapers (with beer).

    Examples
    --------
    >>> toy_receipts().groupby("basket_id")["item"].agg(", ".join).tolist()
    ['bread, milk', 'bread, eggs, milk', 'beer, bread, milk', 'eggs, milk', 'beer, diapers']
    """
    receipts = {
        1: ["bread", "milk"],
        2: ["bread", "eggs", "milk"],
        3: ["beer", "bread", "milk"],
        4: ["eggs", "milk"],
        5: ["beer", "diapers"],
    }
    rows = [(basket, item) for basket, items in receipts.items() for item in items]
    return pd.DataFrame(rows, columns=["basket_id", "item"])


def toy_kano() -> pd.DataFrame:
    """Return what eight made-up hotel guests answered to two questions about three features.

    Use it to sort features by hand with Kano's table.

    Returns
    -------
    DataFrame
        24 rows, one per guest and feature: respondent_id (int64, from 1), feature (text),
        functional (how it would be to have it) and dysfunctional (how it would be without):
        "like", "expect", "neutral", "accept" or "dislike". Made up for this course.

    Notes
    -----
    Warm water is must-be for six guests, quiet one-dimensional for five, a late checkout
    attractive for five; one guest would rather have no late checkout.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_kano().query("feature == 'warm water'")["functional"].value_counts().to_dict()
    {'expect': 5, 'like': 2, 'neutral': 1}
    """
    pairs = {
        "warm water": "25 25 25 25 25 35 15 14",
        "quiet room": "15 15 15 15 15 25 23 13",
        "late checkout": "13 13 13 14 12 33 23 51",
    }
    names = dict(zip("12345", ("like", "expect", "neutral", "accept", "dislike"), strict=True))
    rows = [
        (guest, feature, names[with_], names[without])
        for feature, answers in pairs.items()
        for guest, (with_, without) in enumerate(answers.split(), start=1)
    ]
    return pd.DataFrame(rows, columns=["respondent_id", "feature", "functional", "dysfunctional"])


def toy_homes() -> pd.DataFrame:
    """Return in how many baskets of five made-up homes each of six goods lay.

    Use it to make a list for each home by eye.

    Returns
    -------
    DataFrame of int64, one row per home, one column per item
        Made up for this course.

    Notes
    -----
    All buy milk and bread. Ann and Bo have a baby, and Bo has bought no baby food yet; Cem and Dora
    drink tea, and Dora has bought no cake yet; of Eve little is known.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_homes().loc["Bo"].to_dict()
    {'milk': 3, 'bread': 2, 'diapers': 4, 'baby food': 0, 'tea': 0, 'cake': 0}
    """
    rows = {
        "Ann": (5, 4, 3, 2, 0, 0),
        "Bo": (3, 2, 4, 0, 0, 0),
        "Cem": (4, 3, 0, 0, 5, 2),
        "Dora": (2, 3, 0, 0, 4, 0),
        "Eve": (4, 3, 0, 0, 0, 0),
    }
    items = ["milk", "bread", "diapers", "baby food", "tea", "cake"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=items).rename_axis("household_id")


def toy_next_baskets() -> pd.DataFrame:
    """Return what each of the five homes of `toy_homes` buys next.

    Use it to judge the lists.

    Returns
    -------
    DataFrame, 9 rows, one per home and item
        household_id and item. Made up for this course.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_next_baskets().groupby("household_id")["item"].agg(", ".join)["Dora"]
    'bread, cake'
    """
    baskets = {
        "Ann": ["diapers", "milk"],
        "Bo": ["baby food"],
        "Cem": ["cake", "tea"],
        "Dora": ["bread", "cake"],
        "Eve": ["bread", "milk"],
    }
    rows = [(home, item) for home, items in baskets.items() for item in items]
    return pd.DataFrame(rows, columns=["household_id", "item"])


def toy_seats() -> pd.DataFrame:
    """Return who at a small firm was switched on for which module, and from when to when.

    Use it to count an invoice by hand.

    Returns
    -------
    DataFrame, 5 rows
        user, module (text), first_month, last_month (int64; both count whole).

    Notes
    -----
    Made up for this course.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_seats()["module"].tolist()
    ['sales', 'sales', 'sales', 'service', 'service']
    """
    rows = [
        ("Ann", "sales", 1, 6),
        ("Bo", "sales", 1, 4),
        ("Cy", "sales", 3, 6),
        ("Ann", "service", 2, 6),
        ("Di", "service", 5, 5),
    ]
    return pd.DataFrame(rows, columns=["user", "module", "first_month", "last_month"])


def toy_reach() -> pd.DataFrame:
    """Return which of twelve customers three people can reach.

    Use it to see by eye that the best first choice may spoil the second one.

    Returns
    -------
    DataFrame of bool, 3 rows
        Index `person`; one column per customer, 1 to 12.

    Notes
    -----
    Made up for this course. Eve and Finn reach all twelve together; Gus reaches the most alone.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_reach().sum(axis=1).to_dict()
    {'Eve': 6, 'Finn': 6, 'Gus': 8}
    """
    circles = {
        "Eve": [1, 2, 3, 4, 5, 6],
        "Finn": [7, 8, 9, 10, 11, 12],
        "Gus": [1, 2, 3, 4, 7, 8, 9, 10],
    }
    customers = pd.RangeIndex(1, 13, name="customer")
    reached = {person: customers.isin(circle) for person, circle in circles.items()}
    return pd.DataFrame(reached, index=customers).T.rename_axis("person")


def toy_colleagues() -> pd.DataFrame:
    """Return who works with whom in a firm of ten, by line of report and by acquaintance.

    Use it to look for an expert along either.

    Returns
    -------
    DataFrame, 14 rows
        person, friend (text) and tie ("reports to" or "knows").

    Notes
    -----
    Made up for this course: the director is Ida, her three heads of team are Jo, Kim and Lee.

    References
    ----------
    Made up for this course.

    Examples
    --------
    >>> toy_colleagues()["tie"].value_counts().to_dict()
    {'reports to': 9, 'knows': 5}
    """
    bosses = {
        "Jo": "Ida", "Kim": "Ida", "Lee": "Ida",
        "Ann": "Jo", "Bo": "Jo", "Cy": "Kim", "Di": "Kim", "Ed": "Lee", "Flo": "Lee",
    }  # fmt: skip
    known = {"Ann": "Bo", "Bo": "Cy", "Cy": "Flo", "Di": "Ed", "Flo": "Ed"}
    rows = [(one, other, "reports to") for one, other in bosses.items()]
    rows += [(one, other, "knows") for one, other in known.items()]
    return pd.DataFrame(rows, columns=["person", "friend", "tie"])
