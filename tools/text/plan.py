"""The plan of a sitting: its sections in order, each with its whole minutes, by what they are for.

The one plan of a sitting, for the instructor's guide and the slides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tools.text.minutes import Minutes
from tools.text.sittings import CASE, PROJECT, Lesson, Section, Sitting

__all__ = ["Planned", "plan_sitting", "share_out"]

REST = "Rest"
VOTE = re.compile(r"""^\s*quiz\([^)\n]*\bat=["']vote["']""", re.M)


@dataclass(frozen=True)
class Planned:
    """A section of a sitting and its whole minutes; `spent` is empty where it is read at home."""

    section: Section
    spent: dict[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """All of its minutes."""
        return sum(self.spent.values())


def plan_sitting(lesson: Lesson, sitting: Sitting) -> Iterator[Planned]:
    """Yield the sections of a sitting; the case and the project stand in the last, before its rest.

    Their minutes sum to those that learners are told: the sections share them by their estimated
    minutes. The discussion belongs to the case, else to the question to vote on, else to the end.
    What opens the chapter stands in the first section, and takes no time.
    """
    sections = _taught(lesson, sitting)
    timed = [i for i, each in enumerate(sections) if each in sitting.main or each.title == CASE]
    cases = [i for i in timed if sections[i].title == CASE]
    votes = [i for i in timed if _votes(sections[i])]
    spent = [each.minutes if each in sitting.main else Minutes() for each in sections]
    spent[[*cases, *votes, timed[-1]][0]] += Minutes(discuss=sitting.discuss)
    for i, (each, parts) in enumerate(zip(sections, _whole(spent, sitting), strict=True)):
        opening = lesson.opening if each is lesson.sittings[0].sections[0] else ()
        shown = replace(each, parts=(*opening, *each.parts))
        yield Planned(shown, parts if i in timed else {})


def share_out(total: int, weights: list[int]) -> list[int]:
    """Share whole minutes out by weight, so that they sum to the total (largest remainders)."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _taught(lesson: Lesson, sitting: Sitting) -> list[Section]:
    """Return all sections of a sitting, and those of the chapter that are taught with them."""
    sections = list(sitting.sections)
    if sitting is lesson.sittings[-1]:
        rest = [i for i, section in enumerate(sections) if section.title == REST]
        at = rest[0] if rest else len(sections)
        sections[at:at] = [each for each in lesson.closing if each.title in (CASE, PROJECT)]
        sections += [each for each in lesson.closing if each.title not in (CASE, PROJECT)]
    return sections


def _votes(section: Section) -> bool:
    return any(VOTE.search(part.student or "") for part in section.parts if part.is_code)


def _whole(spent: list[Minutes], sitting: Sitting) -> list[dict[str, int]]:
    """Return the minutes of sections by column, whole, so that they sum to what is told.

    Exercises and discussion keep theirs; the rest is shared by the seconds of each section.
    """
    rest = [
        {
            "read": round(60 * (each.reading + each.code)),
            "look": round(60 * (each.outputs + each.figures)),
            "quiz": round(60 * each.quiz),
        }
        for each in spent
    ]
    fixed = sum(each.exercises + each.discuss for each in spent)
    shared = share_out(
        max(round(sitting.minutes.about - fixed), 0), [sum(each.values()) for each in rest]
    )
    return [
        dict(zip(own, share_out(total, list(own.values())), strict=True))
        | {"exercises": round(each.exercises), "discuss": round(each.discuss)}
        for each, own, total in zip(spent, rest, shared, strict=True)
    ]
