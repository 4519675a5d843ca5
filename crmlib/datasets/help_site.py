"""A small help site, an offline web: its pages, questions to it, and a judge's grades."""

from functools import cache

import pandas as pd

from crmlib import course_root
from crmlib.core import checked, choice
from crmlib.datasets.real import _present

__all__ = ["load_help_site"]

TABLES = ("pages", "questions", "judgements")


@checked
def load_help_site(name: choice(*TABLES)) -> pd.DataFrame:
    """Return a table of a small invented help site, with five faults put in.

    Use it where a robot is to follow links, and a search engine is to be judged.

    Parameters
    ----------
    name : str
        "pages", "questions" (that customers and colleagues might type) or "judgements" (which
        pages are of use for which question).

    Returns
    -------
    DataFrame
        Columns of text, but for the grade.

        - pages : 145 rows, one per address; kind (index, term or answer), text, links (addresses
          with a space between), state (checked, draft or outdated), robots (allowed or forbidden);
        - questions : 32 rows, one per question_id (Z01 to Z16 and E01 to E16); language (zh or
          en), question;
        - judgements : 57 rows; question_id, address, grade (2 answers the question, 1 helps). A
          page that is not named has grade 0.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Frozen: a later edit of the course's glossary does not reach it. Put in on purpose: a page that
    nothing links, a link to nowhere, two pages that link each other, a page forbidden to
    robots, a copy under a second address; also one outdated page and one draft. Questions and
    grades are one person's, made before any engine was asked; nothing was chosen on them.

    Examples
    --------
    >>> load_help_site("pages")["kind"].value_counts().to_dict()
    {'term': 97, 'answer': 25, 'index': 23}
    """
    return _read_help(name).copy()


@cache
def _read_help(name: str) -> pd.DataFrame:
    path = _present(course_root() / "datasets" / f"help_{name}.csv")
    return pd.read_csv(path)
