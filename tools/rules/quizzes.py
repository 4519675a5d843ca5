"""Rules for quiz banks: enough questions, each for an idea, core ideas recalled.

A question's keys: `sitting`; `at` (`start` or `vote`, none at the end); `idea`, the one it asks
about; `recalls`, the word of the chapter where that idea was taught. Those at the start always
recall, those at the end may on top of the sitting's own, the vote never does.
"""

from collections import Counter

from tools.rules.grammar import FIRST
from tools.text.sittings import Lesson

__all__ = ["PLACES", "bank_problems", "recall_problems"]

MANY = 99
PLACES = {"start": (2, 2), "vote": (1, 1), "end": (5, MANY)}  # the least and the most in a sitting
FIRST_PLACES = {"start": (0, 0), "vote": (0, 1), "end": (2, MANY)}  # of the tour
LEAST = 2  # recalls of a core idea
DUE = 3  # chapters after which a core idea has come back


def bank_problems(
    lesson: Lesson, word: str, bank: list[dict], earlier: dict[str, Lesson]
) -> list[str]:
    """Hold a chapter's questions against its sittings; `earlier` has those before by word."""
    numbers = [sitting.number for sitting in lesson.sittings]
    problems = []
    for asked in bank:
        if asked.get("sitting") not in numbers:
            problems.append(f"{asked['id']}: `sitting` must be one of {numbers}")
        elif asked.get("at", "end") not in PLACES:
            problems.append(f"{asked['id']}: `at` must be start or vote, or left out")
        elif asked.get("at") == "start" and "recalls" not in asked:
            problems.append(f"{asked['id']}: a question at the start must recall")
        elif asked.get("at") == "vote" and "recalls" in asked:
            problems.append(f"{asked['id']}: the vote is about an idea of its own sitting")
        elif wrong := _wrong_idea(asked, lesson, word, earlier):
            problems.append(f"{asked['id']}: {wrong}")
    places = FIRST_PLACES if lesson.stem[:2] == FIRST else PLACES
    counts = Counter((asked.get("sitting"), asked.get("at", "end")) for asked in _counted(bank))
    problems += [
        f"sitting {number}: {n} quiz questions at {place}; {_wanted(*bounds)}"
        for number in numbers
        for place, bounds in places.items()
        if not bounds[0] <= (n := counts[number, place]) <= bounds[1]
    ]
    return problems


def recall_problems(lessons: dict[str, Lesson], banks: dict[str, list[dict]]) -> list[str]:
    """Want each core idea recalled twice in later chapters, once there are three of them.

    `lessons` and `banks` are those of all chapters in order, by word.
    """
    words, problems = list(lessons), []
    for place, (word, lesson) in enumerate(lessons.items()):
        later = words[place + 1 :]
        if len(later) < DUE:
            continue
        recalled = Counter(
            asked.get("idea")
            for each in later
            for asked in banks[each]
            if asked.get("recalls") == word
        )
        problems += [
            f"{lesson.stem}: the core idea “{idea.term}” is recalled {recalled[idea.term]} times "
            f"in later chapters; at least {LEAST}"
            for sitting in lesson.sittings
            for idea in sitting.core
            if recalled[idea.term] < LEAST
        ]
    return problems


def _counted(bank: list[dict]) -> list[dict]:
    """Return the questions that count: at the end, those that recall come on top."""
    return [asked for asked in bank if "at" in asked or "recalls" not in asked]


def _wanted(least: int, most: int) -> str:
    return (
        f"at least {least}"
        if most == MANY
        else f"{least} to {most}"
        if most > least
        else f"just {most}"
    )


def _wrong_idea(asked: dict, lesson: Lesson, word: str, earlier: dict[str, Lesson]) -> str:
    source, idea = asked.get("recalls"), asked.get("idea")
    before = [each for each in lesson.sittings if each.number < asked["sitting"]]
    if source is None:
        known = [each for each in lesson.sittings if each.number == asked["sitting"]]
    elif source == word and before:
        known = before
    elif source not in earlier:
        return f"`recalls` must be the word of an earlier chapter; got {source!r}"
    else:
        known = list(earlier[source].sittings)
    terms = [each.term for sitting in known for each in sitting.ideas]
    return "" if idea in terms else f"`idea` must be one of {terms}; got {idea!r}"
