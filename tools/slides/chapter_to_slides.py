"""A chapter's cells -> the units of its deck: what is shown, and what is said beside it.

Long prose goes to the speaker's notes; the slide shows its first sentences. What a student must
act on is shown in full: objectives, predictions, exercises, questions of a case, the summary.
"""

import html
import re
from typing import Any

from tools.slides import blocks, parts
from tools.slides.cells import WHOLE, Cells
from tools.slides.parts import EXERCISE, INTRODUCED
from tools.slides.prose import Item, items, render, run_in, sentences

__all__ = ["Story", "story"]

QUESTION = re.compile(r"\*\*(\d+)\. (.+)", re.S)
LONELY_WORDS = 30  # where a paragraph has a slide to itself
JOINED = ("text", "quote", *INTRODUCED)


def story(book: Any) -> "Story":
    """Return the story of an executed notebook."""
    told, found = Story(), [Item("start"), *parts.all_items(book), Item("end")]
    for before, item, after in zip(found, found[1:], found[2:], strict=False):
        told.tell(item, before, after)
    return told


class Story(Cells):
    """How the prose of a chapter adds to the units of its deck."""

    def tell(self, item: Item, before: Item, after: Item) -> None:
        """Add what one item says, between its neighbours."""
        if self.exercise is not None and item.kind not in ("notes", "code"):
            self.exercise += parts.whole(item)
        elif item.kind.startswith("heading"):
            self._heading(item)
        elif item.kind == "text":
            self._text(item.source, before, after)
        elif item.kind == "code":
            self.code(item.cell)
        elif item.kind == "details":
            self._details(item)
        elif item.kind == "notes":
            self.note(f'<div class="lecturer">{render(item.source)}</div>')
        else:
            self._other(item)

    def _heading(self, item: Item) -> None:
        level = int(item.kind[-1])
        if level == 1:
            self.title = item.label
        if level <= 2:
            self.section, self.cells = item.label, []
        self.topic = item.label

    def _text(self, source: str, before: Item, after: Item) -> None:
        exercise, question, heading = EXERCISE.match(source), QUESTION.match(source), run_in(source)
        if not self.units:
            self.lead.append(
                blocks.text(source, look="minutes" if re.match(r"\*\d", source) else "")
            )
            if source.startswith(WHOLE):
                self.add(title=self.topic, look="title")
                self.topic = "The question"
        elif exercise:
            self.exercise_title = exercise[1]
            self.exercise = [blocks.text(exercise[2], size=32)]
        elif question or parts.is_asked(after):
            self._question(source, question)
        elif parts.is_instruction(after, self.section):
            self.topic = heading[0] if heading else self.topic
            self.note(render(source))
        elif self.section == "Summary":
            self._summary(source, heading)
        elif heading and after.kind in ("end", "notes", "heading2") and not self.is_new_section():
            self.add(self.gist_of(source))
        elif heading:
            self.topic = heading[0]
            self._flow(heading[1], Item("start"), after)
        else:
            self._flow(source, before, after)

    def _flow(self, source: str, before: Item, after: Item) -> None:
        """Show the beginning of a paragraph: below the output that it reads, or before the next."""
        if before.kind == "code" and (
            after.kind != "code" or parts.repeats_number(source, self.cells)
        ):
            reading, lead = parts.parted(source) if parts.is_led_to(after) else (source, "")
            if self.caption(reading):
                self.lead += [blocks.text(lead)] if lead else []
                return
        if before.kind == "math" and source[0].islower():  # where a is …
            self.append(self.gist_of(source, least=99))
        elif parts.is_widget(after):
            self.question = self.gist_of(source, size=26)
        elif parts.is_led_to(after):
            self.lead.append(self.gist_of(source))
        else:
            longer = self.gist_of(source, least=LONELY_WORDS)
            follows = after.kind in JOINED and not parts.opens_slide(after)
            joins = before.kind in JOINED or follows
            self.add(self.gist_of(source) if joins else longer, alone=(self.topic, (longer,)))

    def _question(self, source: str, match: re.Match | None) -> None:
        if match:
            self.asked = f"Question {match[1]}"
            source = f"**{match[2]}"
        else:
            heading, source = run_in(source) or (self.topic, source)
            self.asked = self.topic = heading
        self.add(blocks.text(source, size=32), title=self.asked, look="exercise")

    def _details(self, item: Item) -> None:
        self.note(f"<h4>{html.escape(item.label)}</h4>{render(item.source)}")
        if item.label.startswith("Points"):
            made = [parts.beginning(point) for point in items(item.source)]
            self.add(
                *made, title=f"{self.asked}: {item.label[0].lower()}{item.label[1:]}", look="points"
            )

    def _summary(self, source: str, heading: tuple[str, str] | None) -> None:
        if heading:
            self.topic = heading[0]
            self.add(blocks.text(heading[1]), look="list")
        elif source.startswith(WHOLE):
            self.add(blocks.text(source), look="list")
        else:
            self.add(*(blocks.points(f"- {said}") for said in sentences(source)), look="list")

    def _other(self, item: Item) -> None:
        if "**Predict before you run" in item.source:
            self.topic, asked = run_in(parts.unquoted(item.source))
            self.add(blocks.text(asked, size=34), title=self.topic, look="predict")
            self.topic = "Before we start" if self.section == self.title else self.section
        elif item.kind == "quote":
            self.add(parts.quoted(item.source))
        elif item.kind == "list" and self.section == "Sources":
            self.add(blocks.points(item.source, size=22), look="list")
        else:
            made = parts.whole(item) if item.kind != "list" else [parts.beginning(item)]
            self.add(*made)
