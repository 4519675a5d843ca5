"""The page as one file."""

from crmlib.course.audit.page import _page, _table
from crmlib.course.audit.sections import _Report, _Shown


def test_cells_and_captions_are_escaped():
    shown = _table(_Shown("<i>", ("<b>",), (("<u>",),), ("<b>",)))
    assert not any(tag in shown for tag in ("<i>", "<b>", "<u>"))


def test_a_page_lets_nothing_in_from_elsewhere():
    page = _page(_Report("t", "w", (), (), "", ()))
    assert "default-src 'none'" in page
