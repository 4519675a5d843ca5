"""The headings are those of the front matter; the tour may do with less."""

from dataclasses import replace

import pytest

from tools.rules.sitting_rules import RULES
from tools.text.sections import ChapterError

STOP = "> **A safe stop.** You have a rule. If you stop here, save the notebook.\n"


def test_the_tour_needs_no_recall_no_stop_and_no_four_levels(tea, tea_bank):
    chapter = tea((STOP, ""), ('quiz("tea", sitting=1, at="start")', "days"))
    closing = tuple(each for each in chapter.lesson.closing if each.title == "Sources")
    first = replace(chapter.lesson.sittings[0], sections=chapter.lesson.sittings[0].sections[:1])
    tour = replace(chapter.lesson, stem="00_tea", closing=closing)
    assert RULES["what stands where"](replace(chapter, lesson=tour)) == []
    short = replace(tour, sittings=(first,))
    assert RULES["exercises climb"](replace(chapter, lesson=short)) == [
        "first sitting: no exercise"
    ]
    few = [asked for asked in tea_bank if asked["id"] in ("tea-a", "tea-b")]
    assert RULES["quiz"](replace(chapter, lesson=short, bank=few)) == []


def test_headings_that_are_not_the_front_matter_s_stop_the_build(tea):
    with pytest.raises(ChapterError, match="the headings of the sittings must be"):
        tea(("## Second sitting: how sure", "## Second sitting: how certain"))
    with pytest.raises(ChapterError, match="the headings of the sittings must be"):
        tea(("## Second sitting: how sure", "## Third sitting: how sure"))
