"""Blocks of a unit share a slide as long as they fit; others move on."""

from tools.slides.pack import Block, Unit, pack


def test_blocks_that_fit_share_a_slide_and_others_move_on():
    [[first, second]] = pack([Unit((Block("<p>x</p>", 200),) * 3, "Tea", "Leaf", "lines")])
    assert (len(first.blocks), len(second.blocks)) == (2, 1)
    assert (second.title, second.look, second.part) == ("Leaf", "lines", 2)


def test_each_unit_opens_a_slide_and_each_section_a_row_of_them():
    block = (Block("<p>x</p>", 50),)
    units = [Unit(block, section, "Leaf", "lines") for section in ("Tea", "Tea", "Milk")]
    assert [len(section) for section in pack(units)] == [2, 1]


def test_a_slide_says_its_section_unless_its_title_does():
    block = (Block("<p>x</p>", 50),)
    [slides] = pack([Unit(block, "Tea", title, "lines") for title in ("Leaf", "Tea")])
    assert [slide.kicker for slide in slides] == ["Tea", ""]
