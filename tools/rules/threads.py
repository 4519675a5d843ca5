"""Rules for what ties chapters together: terms that come back, and the way to the next chapter."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tools.rules.pace import terms_learned, terms_of
from tools.text.sittings import Lesson, Sitting

__all__ = ["next_problems", "returning_problems"]


def returning_problems(lesson: Lesson, before: Iterable[Lesson]) -> list[str]:
    """Want a term that an earlier chapter taught to link that chapter where it is bold again.

    Two sittings of one chapter never learn the same term.
    """
    taught = {
        term: each.stem for each in before for s in each.sittings for term in terms_learned(s)
    }
    problems, own = [], set()
    for sitting in lesson.sittings:
        learned = terms_learned(sitting)
        problems += [f"“{term}” is learned in two sittings" for term in learned if term in own]
        problems += [
            f"“{term}” was learned in {taught[term]}: link it where it is bold again"
            for term in learned
            if term in taught and not _links(sitting, term, taught[term])
        ]
        own |= set(learned)
    return problems


def next_problems(lessons: Sequence[Lesson]) -> list[str]:
    """Want the last *Rest* of each chapter but the last one to link the next chapter."""
    problems = []
    for lesson, following in pairwise(lessons):
        rest = lesson.sittings[-1].main[-1].parts
        link = f"({following.stem}.ipynb)"
        if not any(link in part.student for part in rest if part.is_prose):
            problems.append(f"{lesson.stem}: the last ### Rest has no link to {following.stem}")
    return problems


def _links(sitting: Sitting, term: str, stem: str) -> bool:
    """Return whether a paragraph with the term in bold links a chapter."""
    return any(
        f"({stem}.ipynb)" in part.student for part in sitting.parts if term in terms_of([part])
    )
