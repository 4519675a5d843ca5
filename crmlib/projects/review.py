"""A map of the source's textbook chapter beside our course, and of what CRM was said to bring."""

import pandas as pd

from crmlib.core import checked

__all__ = ["textbook_tree", "course_places", "benefit_table", "benefit_tree"]

PARTS = {
    "7.1 basic concepts": ["7.1.1", "7.1.2", "7.1.3"],
    "7.2 basic theory": [
        "7.2.1 lifecycle",
        "7.2.2 value",
        "7.2.3 satisfaction",
        "7.2.4 loyalty",
    ],
    "7.3 mechanism and technology": [
        "7.3.1 enterprise change",
        "7.3.2 CRM systems",
        "7.3.3 data mining",
    ],
    "7.4 trends": ["7.4.1 online CRM", "7.4.2 mobile CRM", "7.4.3 social CRM"],
}
# Our reading of where each chapter of the course belongs.
PLACES = {
    "00 start here": "none",
    "01 concepts": "7.1",
    "02 lifecycle": "7.2",
    "03 value": "7.2",
    "04 segmentation": "7.2",
    "05 satisfaction": "7.2",
    "06 loyalty": "7.2",
    "07 data mining": "7.3",
    "08 case Walmart": "none",
    "09 case cosmetics": "none",
    "10 case Coca-Cola": "none",
    "11 CRM systems": "7.3",
    "12 knowledge": "none",
    "13 service": "none",
    "14 case mall": "none",
    "15 trends": "7.4",
    "16 implementation": "7.3",
    "17 your customers": "none",
}
# The source's nine promises; whom each serves, its measure and the kind of data are ours.
BENEFITS = (
    ("supply chain optimised", "sales", "swing of orders over swing of sales", "08", "made up"),
    ("sales links removed", "sales", "hand-overs per request", "16", "made up"),
    ("selling cost lowered", "sales", "cost per guest, all included", "09", "made up"),
    ("potential customers found", "marketing", "buyers per 1,000 invited", "09", "made up"),
    ("new channels found", "marketing", "cost per question, by channel", "13", "made up"),
    ("customer value raised", "marketing", "dollars a day, against others", "09", "real"),
    ("profit contribution raised", "marketing", "share of later money from a list", "03", "real"),
    ("satisfaction raised", "service", "share of 4 and 5, drawn by lot", "05", "made up"),
    ("loyalty raised", "service", "share that comes back, by lot", "06", "made up"),
)
COLUMNS = ["benefit", "serves", "measure", "chapter", "data"]


@checked
def textbook_tree() -> pd.DataFrame:
    """Return how the source's textbook chapter on CRM is organised, as arrows of a tree.

    Use it to see at one glance what a chapter of a textbook holds, and what it leaves out.

    Returns
    -------
    DataFrame
        A row per arrow, `above` and `below`, from "CRM" to four parts, and from these to thirteen
        sections. The headings of 7.1.1 to 7.1.3 are not told.

    References
    ----------
    Document 002 of the course's source.

    Examples
    --------
    >>> tree = textbook_tree()
    >>> int((tree["above"] == "CRM").sum()), len(tree)
    (4, 17)
    """
    arrows = [("CRM", part) for part in PARTS]
    arrows += [(part, section) for part, sections in PARTS.items() for section in sections]
    return pd.DataFrame(arrows, columns=["above", "below"])


@checked
def course_places() -> pd.DataFrame:
    """Return for each chapter of the course the textbook's part that it belongs to.

    Use it to count what the course has and the textbook's chapter has not.

    Returns
    -------
    DataFrame
        A row per chapter, `chapter` and `part`: "7.1" to "7.4", or "none". The judgement is ours.

    Examples
    --------
    >>> places = course_places()
    >>> places.loc[places["part"] == "7.4", "chapter"].tolist()
    ['15 trends']
    """
    return pd.DataFrame(PLACES.items(), columns=["chapter", "part"])


@checked
def benefit_table() -> pd.DataFrame:
    """Return what CRM is said to bring, each with a measure and the chapter that looked at it.

    Use it to ask of a promise: by what would we see it, and was it ever seen?

    Returns
    -------
    DataFrame
        A row per benefit: `benefit`, `serves` (sales, marketing or service), `measure`, `chapter`
        and `data`, "real" or "made up". Only the benefits are the source's.

    References
    ----------
    Document 001 of the course's source.

    Examples
    --------
    >>> benefit_table()["serves"].value_counts().to_dict()
    {'marketing': 4, 'sales': 3, 'service': 2}
    """
    return pd.DataFrame(BENEFITS, columns=COLUMNS)


@checked
def benefit_tree() -> pd.DataFrame:
    """Return the same promises as arrows of a tree: three ends, and what is to serve each.

    Use it for the picture.

    Returns
    -------
    DataFrame
        A row per arrow, `above` and `below`, from "CRM" to three ends, and from these to nine
        benefits.

    References
    ----------
    Document 001 of the course's source.

    Examples
    --------
    >>> benefit_tree()["below"].tolist()[:3]
    ['sales', 'marketing', 'service']
    """
    table = benefit_table()
    arrows = [("CRM", end) for end in table["serves"].unique()]
    arrows += list(zip(table["serves"], table["benefit"], strict=True))
    return pd.DataFrame(arrows, columns=["above", "below"])
