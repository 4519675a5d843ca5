"""Rules for the glossary: which form the source prints, its sound, and quotations in its script."""

import re
from collections.abc import Iterable

from tools.rules.pace import forms, terms_learned
from tools.text.sections import Chapter
from tools.text.sittings import Lesson
from tools.text.terms import chinese_forms, english_forms, is_field_term

__all__ = ["glossary_problems", "pinyin_problems", "script_problems"]

STATES = ("S", "T", "S+T", "ours")
# Characters of one script that the other knows, too, with another meaning.
ALSO_TRADITIONAL = frozenset("价系周复荐构余机离异确采征网据杰准优几划游触怀与体气志注")
ALSO_SIMPLIFIED = frozenset("徵")
LEARNED = re.compile(r"^\*\*Terms learned:\*\*.*?(?=\n\s*\n|\Z)", re.M | re.S)


def glossary_problems(rows: list[dict]) -> list[str]:
    """Want a printed form named for every term, and every English name once."""
    problems = []
    seen: set[str] = set()
    for row in rows:
        if row["printed"] not in STATES:
            problems.append(f"{row['id']}: printed as {row['printed']!r}")
        if is_field_term(row) and row["printed"] != "ours":
            problems.append(f"{row['id']} is a word of the field; the source prints none")
        if row["english"] in seen:
            problems.append(f"{row['id']}: “{row['english']}” stands twice")
        seen.add(row["english"])
    return problems


def row_problems(
    lesson: Lesson, rows: list[dict], moves: Iterable[str], topics: Iterable[str]
) -> list[str]:
    """Want a row for every core idea, and for every term under *Terms learned*.

    A word of Python has its row among the `moves`, an item of the source among the `topics` of the
    syllabus: such a term needs none, unless it is a core idea.
    """
    named = {form.casefold() for row in rows for form in [row["english"], *english_forms(row)]}
    elsewhere = " | ".join([*moves, *topics]).casefold()
    problems = []
    for sitting in lesson.sittings:
        ideas = [idea for idea in sitting.core if idea.term.casefold() not in named]
        core = [form for idea in ideas for form in forms(idea) if form not in named]
        problems += [f"the core idea “{form}” has no row" for form in core]
        problems += [
            f"“{term}” is learned, but has no row"
            for term in terms_learned(sitting)
            if term not in {*named, *core} and not re.search(rf"\b{re.escape(term)}\b", elsewhere)
        ]
    return problems


def pinyin_problems(rows: list[dict]) -> list[str]:
    """Want a sound for every word: each simplified form, each traditional one that is another."""
    problems = []
    for row in rows:
        forms = row["simplified"].split(" / ")
        others = row["traditional"].split(" / ")
        forms += [form for form in others if not any(_same_word(own, form) for own in forms)]
        n_sounds = len(row["pinyin"].split(" / "))
        if n_sounds != len(forms):
            problems.append(f"{row['id']}: {n_sounds} sounds for {len(forms)}: {' / '.join(forms)}")
    return problems


def script_problems(chapter: Chapter, rows: list[dict]) -> list[str]:
    """Refuse the form of a term that the source does not print: a quotation keeps its script.

    *Terms learned* quotes nothing, and names the simplified form as well.
    """
    problems, prose = [], LEARNED.sub(" ", chapter.prose)
    for row in rows:
        printed = chinese_forms(row)
        every = [*row["simplified"].split(" / "), *row["traditional"].split(" / ")]
        for form in dict.fromkeys(every):
            ours = not is_field_term(row) and row["printed"] in ("S", "T")
            if ours and form not in printed and form in prose:
                problems.append(f"{row['id']}: {form}, but the source prints {' / '.join(printed)}")
    return problems


def _same_word(simplified: str, traditional: str) -> bool:
    """Return whether two forms differ in script only."""
    pair = [re.sub(r" ?\([^)]*\)", "", form) for form in (simplified, traditional)]
    return len(pair[0]) == len(pair[1]) and all(
        new == old
        or (
            (new in ALSO_TRADITIONAL or _only(new, "gb2312", "big5"))
            and (old in ALSO_SIMPLIFIED or _only(old, "big5", "gb2312"))
        )
        for new, old in zip(*pair, strict=True)
    )


def _only(character: str, has: str, lacks: str) -> bool:
    """Return whether one character set has a character and the other lacks it."""

    def stands_in(charset: str) -> bool:
        return character.encode(charset, errors="ignore") != b""

    return stands_in(has) and not stands_in(lacks)
