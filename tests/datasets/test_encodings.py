"""Bytes become text by their marks, else by what reads; a guess is told."""

import pytest

from crmlib.datasets.encodings import _decoded

KNOWN = frozenset({"订单编号", "訂單編號", "受注番号", "złożone", "wartość"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_unicode_is_told_by_its_bytes(encoding):
    text = "order_id,customer\n1,李雷\n2,Zoé\n"
    assert _decoded(text.encode(encoding), KNOWN)[0] == text


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("订单编号,客户\n1,李雷\n", "gbk", "gb18030"),
        ("訂單編號,會員\n1,王小明\n", "big5", "big5"),
        ("order,customer\n1,李雷\n", "gbk", "gb18030"),
        ("order,Größe\n1,M\n", "latin-1", "cp1252"),
        ("złożone,wartość\n1,5\n", "cp1250", "cp1250"),
        ("受注番号,名\n1,花子\n", "cp932", "cp932"),
        ("order,customer\n1,Zoé\n2,Noël 5 €\n", "cp1252", "cp1252"),
    ],
)
def test_older_encodings_are_told_by_names_in_the_header_or_by_pairs(text, encoding, name):
    found, told, because = _decoded(text.encode(encoding), KNOWN)
    assert [found, told] == [text, name]
    assert "it reads without an error" not in because


def test_utf_8_with_one_bad_byte_stays_utf_8_and_says_so():
    content = ("客户," * 20).encode() + b"\xff"
    text, encoding, because = _decoded(content, KNOWN)
    assert text.startswith("客户,") and encoding == "utf-8"
    assert because == "nearly all of it reads so; 1 bytes do not"


def test_bytes_that_break_their_own_mark_are_refused():
    with pytest.raises(ValueError, match="`source` must be text in utf-16, as its first bytes say"):
        _decoded(b"\xff\xfea\x00b", KNOWN)
