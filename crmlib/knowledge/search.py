"""Two search engines: one compares whole words, one compares pieces of characters."""

import re
import sqlite3
from contextlib import closing

import pandas as pd

from crmlib.core import Texts, checked, filled, values, whole
from crmlib.service import match_scores

__all__ = ["spaced_characters", "search_words", "search_pieces"]

DECIMALS = 6  # scores are rounded before they are ranked, so that no processor decides a tie
CHINESE = re.compile("([\u4e00-\u9fff])")
FOUND = ["question_id", "rank", "address", "score"]


@checked
def spaced_characters(texts: values(Texts)) -> pd.Series:
    """Return texts with a space round every Chinese character.

    Use it on pages and questions alike, before an engine that takes words apart at spaces.

    Parameters
    ----------
    texts : Series, array or list of str
        Texts in any language.

    Returns
    -------
    Series
        Text; each character U+4E00 to U+9FFF stands alone, all else as it was.

    Examples
    --------
    >>> spaced_characters(["CRM 积分"]).str.split().tolist()
    [['CRM', '积', '分']]
    """
    return pd.Series(texts, dtype="str").str.replace(CHINESE, r" \1 ", regex=True)


@checked
def search_words(
    pages: filled(address=Texts, text=Texts),
    questions: filled(question_id=Texts, question=Texts),
    *,
    n: whole(1, 1_000) = 10,
) -> pd.DataFrame:
    """Return the pages that share words with each question, best first, by BM25.

    Use it as the ordinary search engine. In Chinese it needs `spaced_characters` on both tables.

    Parameters
    ----------
    pages : DataFrame
        One row per page: address and text.
    questions : DataFrame
        One row per question: question_id and question.
    n : int
        At most so many pages for a question.

    Returns
    -------
    DataFrame
        One row per question and page found: question_id, rank (1 is best), address, score (BM25,
        rounded to six decimals; high is good). A question that finds nothing has no row.

    Raises
    ------
    ValueError
        If an address or a question's number stands twice.

    Notes
    -----
    SQLite's FTS5 with its tokenizer `porter unicode61`, in memory: a word is what stands between
    spaces and signs, in small letters, without English endings. A page needs one of the
    question's words. A word weighs ln((N - n + 0.5) / (n + 0.5)), at least 1e-6, where n of N pages
    hold it; k1 is 1.2, b is 0.75. Equal scores stand in the order of the addresses. Each word of a
    question is quoted, so nothing that somebody types is read as a command.

    References
    ----------
    Robertson, S. and Zaragoza, H. (2009). The probabilistic relevance framework: BM25 and beyond.
    Foundations and Trends in Information Retrieval 3(4), 333-389.

    Examples
    --------
    >>> pages = pd.DataFrame({"address": ["/a", "/b", "/c"], "text": ["a cat", "a dog", "a cow"]})
    >>> asked = pd.DataFrame({"question_id": ["Q1"], "question": ["Cats?"]})
    >>> search_words(pages, asked)["address"].tolist()
    ['/a']
    """
    find = (
        "SELECT address, round(-bm25(pages), 6) AS score FROM pages "
        "WHERE pages MATCH ? ORDER BY score DESC, address LIMIT ?"
    )
    _require_once(pages, questions)
    rows = []
    with closing(_indexed(pages)) as store:
        for question_id, question in zip(
            questions["question_id"], questions["question"], strict=True
        ):
            if words := re.findall(r"\w+", question):
                asked = " OR ".join(f'"{word}"' for word in words)
                hits = enumerate(store.execute(find, (asked, n)), 1)
                rows += [(question_id, rank, *hit) for rank, hit in hits]
    return _found(rows)


@checked
def search_pieces(
    pages: filled(address=Texts, text=Texts),
    questions: filled(question_id=Texts, question=Texts),
    *,
    n: whole(1, 1_000) = 10,
) -> pd.DataFrame:
    """Return the pages that share pieces of one to three characters with each question.

    Use it as a second engine, of another kind: it needs no words, in no language.

    Parameters
    ----------
    pages : DataFrame
        One row per page: address and text.
    questions : DataFrame
        One row per question: question_id and question.
    n : int
        At most so many pages for a question.

    Returns
    -------
    DataFrame
        As from `search_words`; score is a cosine from 0 to 1. Pages that share nothing are left
        out.

    Raises
    ------
    ValueError
        If an address or a question's number stands twice.

    Notes
    -----
    The weights and the cosine are those of `crmlib.service.match_scores`. Equal scores stand in
    the order of the addresses.

    Examples
    --------
    >>> pages = pd.DataFrame({"address": ["/a", "/b"], "text": ["怎样退款", "怎样付款"]})
    >>> asked = pd.DataFrame({"question_id": ["Q1"], "question": ["退款"]})
    >>> search_pieces(pages, asked)["address"].tolist()
    ['/a', '/b']
    """
    _require_once(pages, questions)
    written = pages.loc[pages["text"].str.strip() != "", ["address", "text"]]
    asked = questions[questions["question"].str.strip() != ""]
    if written.empty or asked.empty:
        return _found([])
    prepared = written.set_axis(["answer_id", "wording"], axis=1)
    scores = match_scores(prepared, asked["question"])
    rows = []
    for question_id, (_, row) in zip(asked["question_id"], scores.iterrows(), strict=True):
        best = row[row > 0].sort_values(ascending=False, kind="stable").head(n)
        hits = enumerate(best.items(), 1)
        rows += [(question_id, rank, *hit) for rank, hit in hits]
    return _found(rows)


def _indexed(pages: pd.DataFrame) -> sqlite3.Connection:
    """Return a store in memory whose table `pages` is indexed by words."""
    store = sqlite3.connect(":memory:")
    store.execute(
        "CREATE VIRTUAL TABLE pages USING fts5(address UNINDEXED, text, "
        "tokenize='porter unicode61')"
    )
    rows = zip(pages["address"], pages["text"], strict=True)
    store.executemany("INSERT INTO pages VALUES (?, ?)", rows)
    return store


def _require_once(pages: pd.DataFrame, questions: pd.DataFrame) -> None:
    """Refuse an address or a question's number that stands twice."""
    for name, ids in (("pages", pages["address"]), ("questions", questions["question_id"])):
        if (twice := ids.duplicated()).any():
            raise ValueError(
                f"`{name}` must have each `{ids.name}` once; got {ids[twice].iloc[0]!r}."
            )


def _found(rows: list[tuple]) -> pd.DataFrame:
    kinds = {"question_id": "str", "rank": "int64", "address": "str", "score": "float64"}
    return pd.DataFrame(rows, columns=FOUND).astype(kinds)
