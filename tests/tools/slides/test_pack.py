"""Blocks that fit share a slide, others move on."""

from tools.slides.pack import Block, Unit, pack


def test_blocks_that_fit_share_a_slide_and_others_move_on():
    tall = Block("<p>x</p>", 200, words=10)
    [[first, second]] = pack([Unit((tall,), "Tea", "Tea") for _ in range(3)])
    assert (len(first.blocks), len(second.blocks)) == (2, 1)
    assert (second.title, second.part) == ("Tea", 2)


def test_a_slide_has_one_output_and_never_more_words_than_one_reads():
    table = Block("<table>", 50, is_output=True)
    text = Block("<p>", 50, words=60)
    [split] = pack([Unit((table,), "Tea", "Tea"), Unit((table,), "Tea", "Tea")])
    [wordy] = pack([Unit((text,), "Tea", "Tea"), Unit((text,), "Tea", "Tea")])
    assert len(split) == len(wordy) == 2


def test_a_finding_becomes_the_title_only_where_a_slide_begins_with_it():
    full, table = Block("<p>Tea wins.</p>", 300, words=9), Block("<table>", 250, is_output=True)
    unit = Unit((table, full), "Tea", "Tea", alone=("Tea wins", (table,)))
    [[first]] = pack([unit])
    [[_, second]] = pack([Unit((full,), "Tea", "Tea"), unit])
    assert (first.title, second.title, second.kicker) == ("Tea", "Tea wins", "Tea")


def test_what_leads_on_to_a_tall_output_stands_before_it():
    lead, table = Block("<p>", 200, words=9), Block("<table>", 450, is_output=True)
    [[first, second]] = pack([Unit((lead, table), "Tea", "Tea")])
    assert (first.blocks, second.blocks) == ([lead], [table])
