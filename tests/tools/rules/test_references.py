"""A citation without an entry, at odds with it, or from memory without a mark is named."""

import pytest

from tools.rules import references
from tools.rules.references import LEGEND, Work

JACCARD = Work(
    "jaccard1912flora",
    "Jaccard, P. (1912), The distribution of the flora in the alpine zone, New Phytologist "
    "11(2), 37-50",
    "the share of what two sets have in common",
    "memory",
    "",
)
ROCKS = Work(
    "rocks2016nps",
    "Rocks, B. (2016), Interval estimation for the “Net Promoter Score”, The American "
    "Statistician 70(4), 365-372",
    "which intervals do best",
    "catalogue",
    "",
)
COUNTING = Work(
    "fader2005counting",
    "Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), Counting your customers, Marketing "
    "Science 24(2), 275-284",
    "the model",
    "memory",
    "",
)
RFM = Work(
    "fader2005rfm",
    "Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), RFM and CLV, Journal of Marketing "
    "Research 42(4), 415-430",
    "spend",
    "memory",
    "",
)
NEYMAN = Work(
    "neyman1923experiments",
    "Neyman, J. (1923), On experiments, translated in Statistical Science 5(4), 1990, 465-472",
    "the variance",
    "memory",
    "",
)
GRAPEVINE = Work(
    "tarpgrapevine",
    "Technical Assistance Research Programs (undated), Measuring the Grapevine",
    "the survey",
    "catalogue",
    "",
)
WORKS = [COUNTING, RFM, JACCARD, NEYMAN, ROCKS, GRAPEVINE]
TRUE = "P. Jaccard (1912)†, The distribution of the flora, *New Phytol.* 11(2), 37\N{EN DASH}50."


# Entries


def test_a_work_knows_its_year_and_its_authors():
    assert (JACCARD.year, JACCARD.names) == ("1912", ["Jaccard"])
    assert COUNTING.names == ["Fader", "Hardie", "Lee"]
    assert (GRAPEVINE.year, GRAPEVINE.names) == ("", ["Technical Assistance Research Programs"])


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("Washington Post (14 October 1984), on complaints", "Washington Post"),
        ("ISO 10002:2018, Guidelines for complaints handling", "ISO 10002"),
        ("Linacre, R. et al. (2022), Splink", "Linacre"),
        ("Feit, E. McD. and Van den Bulte, C. (2019), Tests", "Feit"),
    ],
)
def test_papers_bodies_and_initials_are_told_apart(entry, name):
    assert Work("key", entry, "x", "read", "").names[0] == name


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"entry": "Jaccard, P., The flora"}, "jaccard1912flora has no year"),
        ({"statement": " "}, "jaccard1912flora supports no statement"),
        ({"checked": "surely"}, "jaccard1912flora was checked by 'surely'"),
    ],
)
def test_a_poor_row_is_named(changes, message):
    row = vars(JACCARD) | changes
    assert references.works_problems(references.read_works([row])) == [message]


def test_a_key_stands_once_and_in_order():
    assert references.works_problems(WORKS[:2]) == []
    assert references.works_problems([ROCKS, JACCARD]) == ["the keys are not in order"]
    assert references.works_problems([ROCKS, ROCKS]) == ["rocks2016nps stands 2 times"]


# Citations


@pytest.mark.parametrize(
    "text",
    [
        TRUE,
        "Jaccard, P. (1912), The flora in the\n    alpine zone, New Phytologist 11, 37-50: sets.",
        "Jaccard (1912), see `jaccard_matrix`.",
        "Neyman, J. (1923), translated in Statistical Science 5(4), 1990, 465-472.",
        "B. Rocks (2016), *Am. Stat.* 70, 365-372. P. Jaccard (1912), on sets, chapters 3-4.",
    ],
)
def test_a_citation_that_agrees_with_its_entry_passes(text):
    assert references.citation_problems(text, WORKS) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1912", "1921", "no entry for “P. Jaccard (1921”"),
        ("P. Jaccard", "P. Jacquard", "no entry for “P. Jacquard (1912”"),
        ("11(2)", "12(2)", "jaccard1912flora: volume 12(2) is not in its entry"),
        ("11(2)", "11(3)", "jaccard1912flora: volume 11(3) is not in its entry"),
        ("50.", "51.", "jaccard1912flora: pages 37-51 are not in its entry"),
        ("of the flora", "of the fauna", "jaccard1912flora: “fauna” is not in its entry"),
    ],
)
def test_a_wrong_name_year_volume_page_or_title_is_named(old, new, message):
    assert references.citation_problems(TRUE.replace(old, new), WORKS) == [message]


def test_two_works_of_one_year_are_told_apart_by_what_follows():
    text = "Fader, Hardie and Lee (2005), RFM and CLV, J. Marketing Research 42(4), 415-430."
    assert references.cited(text, WORKS) == ["fader2005rfm"]
    assert references.citation_problems("Fader, Hardie and Lee (2005)", WORKS) == [
        "2 entries for “Fader, Hardie and Lee (2005”"
    ]


def test_an_undated_work_is_cited_by_its_name():
    text = "Technical Assistance Research\n    Programs, Measuring the Grapevine."
    assert references.cited(text, WORKS) == ["tarpgrapevine"]


# Marks, running text, docstrings


def test_what_is_from_memory_is_marked_and_the_mark_explained():
    rocks = "B. Rocks (2016), *The American Statistician* 70, 365-372."
    assert references.mark_problems([TRUE, rocks, LEGEND], WORKS) == []
    assert references.mark_problems([rocks], WORKS) == []


@pytest.mark.parametrize(
    "lines",
    [
        [TRUE.replace("†", ""), TRUE, LEGEND],
        ["B. Rocks (2016)†, on intervals.", LEGEND],
        [TRUE],
        ["B. Rocks (2016), on intervals.", LEGEND],
    ],
)
def test_a_mark_too_few_or_too_many_is_named(lines):
    assert len(references.mark_problems(lines, WORKS)) == 1


@pytest.mark.parametrize("said", ["Rocks (2016) compared them.", "It is wide (Rocks 2016)."])
def test_a_work_named_in_the_text_stands_among_the_sources(said):
    assert references.prose_problems(said, ["B. Rocks (2016), on intervals."], WORKS) == []
    assert references.prose_problems(said, [TRUE], WORKS) == ["Rocks 2016 is not among the sources"]


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("van Oest, R.", "van Oest"),
        ("van Oest, R.", "Van Oest"),
        ("Van den Bulte, C.", "van den Bulte"),
        ("de Montjoye, Y.-A.", "De Montjoye"),
        ("Sant'Anna, P. H. C.", "Sant'Anna"),
        ("Sant'Anna, P. H. C.", "Sant\N{RIGHT SINGLE QUOTATION MARK}Anna"),
        ("O'Reilly, C.", "O'Reilly"),
    ],
)
def test_a_name_with_a_particle_or_an_apostrophe_is_one_name(author, name):
    work = Work("key", f"{author} (2014), On names, Press", "x", "read", "")
    assert work.names == [author.split(",")[0]]
    for said in (f"{name} (2014) says", f"it is so ({name} 2014)"):
        assert references.prose_problems(said, [f"R. {name} (2014)"], [work]) == []
        missing = f"{name} 2014 is not among the sources"
        assert references.prose_problems(said, [TRUE], [work]) == [missing]
        [(begin, *_)] = references.citation_spans(said, [work])
        assert said[begin:].startswith(name)


def test_a_work_that_no_entry_knows_is_named_in_the_text_too():
    assert references.prose_problems("Jacquard (1921) began.", [TRUE], WORKS) == [
        "Jacquard 1921 is not among the sources"
    ]


def test_sources_are_the_lines_below_their_heading():
    prose = f"# 1 Lemonade\n\nSweet.\n\n## Sources\n\n- {TRUE}\n\n{LEGEND}\n"
    assert references.source_lines(prose) == [f"- {TRUE}", LEGEND]
    assert references.source_lines("# 1 Lemonade") == []


def test_references_are_read_from_docstrings():
    code = (
        "def sets():\n"
        '    """Return a share.\n\n    References\n    ----------\n    Jaccard (1912).\n\n'
        '    Examples\n    --------\n    >>> 1\n    """\n'
    )
    assert references.references_of(code) == {"sets": "Jaccard (1912)."}


def test_a_work_knows_the_chapters_and_packages_that_cite_it(tmp_path):
    chapter = tmp_path / "chapters" / "01_lemonade.md"
    module = tmp_path / "crmlib" / "concepts" / "sets.py"
    for path in (chapter, module):
        path.parent.mkdir(parents=True)
    sittings = "sittings: [{title: Cups, objective: count, ideas: [], discuss: 1}]"
    chapter.write_text(f"---\n{sittings}\n---\n\n# 1\n\n## Sources\n\n- {TRUE}\n")
    doc = "References\n    ----------\n    Jaccard (1912)."
    module.write_text(f'def sets():\n    """Share.\n\n    {doc}\n    """\n')
    places = references.places_of(tmp_path, WORKS)
    assert places["jaccard1912flora"] == ["01_lemonade", "crmlib.concepts"]
    assert places["rocks2016nps"] == []
