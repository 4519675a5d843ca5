"""One reader: a chapter's header, its cells, its headings."""

import nbformat
import pytest

from crmlib.notebook import claims
from tools.text.sections import (
    CLAIM,
    ChapterError,
    chapter_files,
    front_matter,
    headings,
    parse_chapter,
)

TEA = """---
sittings: [{title: Tea, objective: brew, ideas: [], discuss: 1}]
---

# 9 Tea

Brew. <!-- hidden -->

+++ {"tags": ["notes"]}

**Lecturer, 5 minutes.** Ask.

+++

```{code-cell} ipython3
:tags: [notes]

quiz("coffee")
```

```{code-cell} ipython3
quiz("tea")
```
"""


def test_chapter_without_a_header_is_refused():
    with pytest.raises(ChapterError, match="must begin with a YAML header"):
        front_matter("# Title\n")


@pytest.mark.parametrize("header", ["", "title: T", "minutes: {read: 1}"])
def test_header_without_sittings_is_refused(header):
    with pytest.raises(ChapterError, match="the header must have `sittings:`, a list of one to"):
        front_matter(f"---\n{header}\n---\n")


def test_chapters_are_found_by_the_beginning_of_their_names(tmp_path):
    (tmp_path / "chapters").mkdir()
    for name in ("01_lemonade.md", "12_ice.md", "notes.md"):
        (tmp_path / "chapters" / name).touch()
    assert [path.stem for path in chapter_files(tmp_path)] == ["01_lemonade", "12_ice"]
    assert [path.stem for path in chapter_files(tmp_path, ["12"])] == ["12_ice"]


def test_headings_of_prose_are_read_and_comments_in_code_are_not():
    assert headings(nbformat.v4.new_markdown_cell("# A\n\nb\n\n### C `d`")) == ["A", "C `d`"]
    assert headings(nbformat.v4.new_code_cell("# A")) == []


def test_a_text_is_read_once_and_two_chapters_share_no_list():
    one, two = (parse_chapter("09_tea", TEA) for _ in range(2))
    assert one.cells[0] is two.cells[0]
    assert one.cells is not two.cells


def test_what_students_read_leaves_out_notes_and_comments():
    chapter = parse_chapter("09_tea", TEA)
    assert "Brew" in chapter.prose
    assert "Lecturer" not in chapter.prose
    assert "hidden" not in chapter.prose
    assert (chapter.number, chapter.word) == ("09", "tea")


def test_claims_are_stored_under_the_name_that_crmlib_gives_them():
    assert claims.MIME == CLAIM
