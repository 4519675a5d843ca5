"""A sitting -> the slides of its deck, the plan of its minutes in the notes."""

from dataclasses import replace
from itertools import pairwise

from tools.slides import blocks
from tools.slides.arrange import arrange
from tools.slides.lines import TEXT, read_parts
from tools.slides.pack import Slide, Unit, pack
from tools.slides.prose import inline, render
from tools.text.sittings import Lesson, Part, Section, Sitting

__all__ = ["sitting_slides", "sitting_title"]

DISCUSSED = ("Case discussion", "Mini-project")  # with the last sitting, before its rest
REST = "Rest"


def sitting_title(sitting: Sitting) -> str:
    """Return what stands above a sitting in its chapter."""
    return sitting.sections[0].parts[0].student.partition("\n")[0].removeprefix("## ").strip()


def sitting_slides(lesson: Lesson, sitting: Sitting) -> list[list[Slide]]:
    """Return the slides of a sitting by section; its terms come last, what is optional never."""
    told = _told(lesson, sitting)
    times = _times(sitting, told)
    units = [_title_unit(lesson, sitting, times)]
    waiting: list[str] = []
    for section, (start, end) in zip(told, pairwise(times), strict=True):
        heading = section.title or sitting.title
        found, unsaid = read_parts(section.parts)
        notes = [*waiting, f'<p class="plan">Minute {start} to {end} of {times[-1]}.</p>']
        notes += [_lecturer(note) for note in section.parts if note.is_note]
        own = arrange(found, heading)
        if own:
            units += [_noted(own[0], notes), *own[1:]]
            waiting = unsaid
        else:
            waiting = [*notes, *unsaid]
    units[-1] = _noted(units[-1], waiting)
    return pack(units)


def _told(lesson: Lesson, sitting: Sitting) -> list[Section]:
    """Return the sections that a deck tells: the case, too, where it is the last one."""
    first, *others = sitting.main
    opening = lesson.opening if sitting is lesson.sittings[0] else ()
    told = [Section(first.title, (*opening, *first.parts)), *others]
    if sitting is lesson.sittings[-1]:
        case = [section for section in lesson.closing if section.title in DISCUSSED]
        at = len(told) - (told[-1].title == REST)
        told[at:at] = case
    return told


def _times(sitting: Sitting, told: list[Section]) -> list[int]:
    """Return the minute at which each section begins, and the one at which the last ends.

    The discussion belongs to the case, else to the rest.
    """
    place = next((i for i, s in enumerate(told) if s.title == DISCUSSED[0]), len(told) - 1)
    spent, times = 0.0, [0]
    for i, section in enumerate(told):
        spent += section.minutes.total if section.title not in DISCUSSED else 0
        spent += sitting.discuss if i == place else 0
        times.append(round(spent))
    return times


def _title_unit(lesson: Lesson, sitting: Sitting, times: list[int]) -> Unit:
    about = f"About {sitting.minutes.about} minutes."
    plan = "".join(
        f"<li>minute {start}: {inline(section.title or 'opening')}</li>"
        for section, start in zip(_told(lesson, sitting), times, strict=False)
    )
    note = f'<div class="plan"><p>The plan, {times[-1]} minutes:</p><ul>{plan}</ul></div>'
    made = (
        blocks.text(sitting_title(sitting), size=40, look="sitting"),
        blocks.text(f"**You will be able to** {sitting.objective.rstrip('.')}.", size=TEXT),
        replace(blocks.text(about, look="minutes"), note=note),
    )
    return Unit(made, sitting.title, sitting.title, title=lesson.title, look="title")


def _lecturer(part: Part) -> str:
    return f'<div class="lecturer">{render(part.cell.source)}</div>'


def _noted(unit: Unit, notes: list[str]) -> Unit:
    """Return a unit that begins with these notes."""
    first, *others = unit.blocks
    said = "\n".join([*notes, first.note]).strip()
    return replace(unit, blocks=(replace(first, note=said), *others))
