"""The theme's frame around a page, made fit for those who hear it."""

import re

__all__ = ["audible"]

LOGO = re.compile(
    r'<div class="(sidebar-primary-item)">(\s*<a class="navbar-brand logo".*?</a>\s*)</div>', re.S
)
SEARCH = re.compile(r'<form class="(bd-search [^"]*)"')
FOLD = re.compile(r"(<a [^>]*>)([^<]*(?:<(?!/a>)[^<]*)*)(</a><details[^>]*>)<summary>")
TAG = re.compile(r"<[^>]+>")
EMPTY_HEAD = re.compile(r'<th class="head">\s*(?:<p>\s*</p>)?\s*</th>')


def audible(page: str) -> str:
    """Return a page whose landmarks, folds and table heads say what they are.

    The logo is in a landmark of its own, the search field is one, each fold of the sidebar names
    its pages, and the empty corner of a table is no head.
    """
    page = LOGO.sub(r'<nav class="\1" aria-label="Start page">\2</nav>', page)
    page = SEARCH.sub(r'<form role="search" class="\1"', page)
    page = FOLD.sub(_named_fold, page)
    return EMPTY_HEAD.sub('<td class="head"></td>', page)


def _named_fold(found: re.Match) -> str:
    link, name, fold = found.groups()
    label = TAG.sub("", name).strip()
    return f'{link}{name}{fold}<summary aria-label="Pages of {label}">'
