"""A sitting in an hour: what to leave out, what becomes homework, what is read at home."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.guide.lecture import OPENING, Section
from tools.rules.pace import forms, terms_of
from tools.text.sittings import Idea

__all__ = ["HOUR", "Hour", "cut_to_an_hour", "say_hour"]

HOUR = 60  # minutes of a short lecture
KEPT = {OPENING, "Quiz", "Rest"}  # are not sections that one could read at home


@dataclass(frozen=True)
class Hour:
    """A sitting that is cut to an hour; `minutes` are those that remain of it."""

    minutes: int
    homework: tuple[str, ...] = ()
    at_home: tuple[str, ...] = ()


def cut_to_an_hour(sections: list[Section], core: Iterable[Idea] = ()) -> Hour:
    """Return what remains of a sitting if no more is cut than an hour asks for.

    The quiz goes first, then the exercises from the last on, then sections: those with the fewest
    core ideas, later ones before earlier ones, but neither the first nor that of the safe stop.
    """
    left = sum(section.minutes for section in sections)
    homework, at_home = [], []
    for name, minutes in _practice(sections):
        if left > HOUR:
            homework.append(name)
            left -= minutes
    for section in _by_weight(sections, list(core)):
        if left > HOUR:
            at_home.append(section)
            left -= section.minutes - section.spent.get("exercises", 0)
    read = tuple(section.title for section in sections if section in at_home)
    return Hour(left, tuple(homework), read)


def say_hour(sections: list[Section], core: Iterable[Idea] = ()) -> str:
    """Return how to teach a sitting in an hour, in one sentence."""
    further = [section.title for section in sections if section.told.further]
    length, cut = sum(section.minutes for section in sections), cut_to_an_hour(sections, core)
    said = [f"leave out {_listed(further)} (not in the minutes above)"] * bool(further)
    said += [f"give {', '.join(cut.homework)} as homework"] * bool(cut.homework)
    said += [f"let {_listed(cut.at_home)} be read at home"] * bool(cut.at_home)
    if cut.minutes < length:
        said[-1] += f" ({length} minutes become {cut.minutes})"
    return f"In {HOUR} minutes: {'; '.join(said) or 'nothing has to be left out'}."


def _practice(sections: list[Section]) -> list[tuple[str, int]]:
    """Return quiz and exercises with their minutes, in the order in which they become homework."""
    quiz = [("the quiz at the end", s.spent.get("quiz", 0)) for s in sections if s.title == "Quiz"]
    own = [each for section in sections if section.spent for each in section.exercises]
    return quiz + [(f"exercise {each.number}", each.minutes or 0) for each in reversed(own)]


def _by_weight(sections: list[Section], core: list[Idea]) -> list[Section]:
    """Return the sections that may be read at home, those first that are missed least."""
    headed = [section for section in sections if section.spent and section.title not in KEPT]
    free = [section for section in reversed(headed[1:]) if section.stop is None]
    return sorted(free, key=lambda section: _n_core(section, core))


def _n_core(section: Section, core: list[Idea]) -> int:
    bold = set(terms_of(section.told.parts))
    return sum(bool(set(forms(idea)) & bold) for idea in core)


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"*{title}*" for title in titles)
