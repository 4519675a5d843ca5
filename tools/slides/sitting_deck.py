"""A sitting -> the slides of its deck, the plan of its minutes in the notes."""

from dataclasses import replace
from itertools import accumulate, pairwise

from tools.slides import blocks
from tools.slides.arrange import arrange
from tools.slides.lines import TEXT, read_parts
from tools.slides.pack import Slide, Unit, pack
from tools.slides.prose import inline, render
from tools.text.plan import Planned, plan_sitting
from tools.text.sittings import PROJECT, Lesson, Part, Sitting, sitting_title

__all__ = ["sitting_slides"]


def sitting_slides(lesson: Lesson, sitting: Sitting) -> list[list[Slide]]:
    """Return the slides of a sitting by section; its terms come last, what is optional never."""
    plan = plan_sitting(lesson, sitting)
    told = [each for each in plan if each.spent or each.section.title == PROJECT]
    times = list(accumulate((each.minutes for each in told), initial=0))
    units = [_title_unit(lesson, sitting, told, times)]
    waiting: list[str] = []
    for each, (start, end) in zip(told, pairwise(times), strict=True):
        section = each.section
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


def _title_unit(lesson: Lesson, sitting: Sitting, told: list[Planned], times: list[int]) -> Unit:
    about = f"About {sitting.minutes.about} minutes."
    plan = "".join(
        f"<li>minute {start}: {inline(each.section.title or 'opening')}</li>"
        for each, start in zip(told, times, strict=False)
    )
    note = f'<div class="plan"><p>The plan, {times[-1]} minutes:</p><ul>{plan}</ul></div>'
    made = (
        blocks.text(sitting_title(sitting), size=40, look="sitting"),
        blocks.text(f"**You will be able to** {sitting.objective.rstrip('.')}.", size=TEXT),
        replace(blocks.text(about, look="minutes"), note=note),
    )
    return Unit(made, sitting.title, lesson.title, "title")


def _lecturer(part: Part) -> str:
    return f'<div class="lecturer">{render(part.text)}</div>'


def _noted(unit: Unit, notes: list[str]) -> Unit:
    """Return a unit that begins with these notes."""
    first, *others = unit.blocks
    said = "\n".join([*notes, first.note]).strip()
    return replace(unit, blocks=(replace(first, note=said), *others))
