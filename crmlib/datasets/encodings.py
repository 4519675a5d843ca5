"""Which characters the bytes of a file mean: its marks first, then what reads without an error."""

import codecs
import re

import numpy as np

from crmlib.datasets.texts import _squeezed

__all__: list[str] = []

SAMPLE_LINES = 20
# Of those that hold equally many known names the first is taken.
OTHERS = ("gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "cp1250", "cp1251", "cp874")
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decoded(content: bytes, known: frozenset[str]) -> tuple[str, str, str]:
    """Return a text, its encoding and why: marks first, then what reads without an error."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return _strictly(content, name), name.removesuffix("-sig"), "its first bytes say so"
    if wide := _wide(content):
        return _strictly(content, wide), wide, "every second byte is empty"
    try:
        return content.decode("utf-8"), "utf-8", "it reads without an error"
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "replace")
    n_bad, n_read = text.count("\ufffd"), sum(not one.isascii() for one in text)
    if 10 * n_bad < n_read:
        return text, "utf-8", f"nearly all of it reads so; {n_bad:,} bytes do not"
    n_known = {name: _n_known(content, name, known) for name in OTHERS}
    name = max(n_known, key=n_known.get)
    if n_known[name]:
        return content.decode(name, "replace"), name, "its header then holds names we know"
    if _is_hanzi(content):
        return content.decode("gb18030", "replace"), "gb18030", "not UTF-8; all pairs are Chinese"
    text = content.decode("cp1252", "replace")
    return text, "cp1252", "not UTF-8, and no other is told by the header: look at the names"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"`source` must be text in {encoding}, as its first bytes say; got other bytes at "
            f"place {error.start:,}. Save it again as UTF-8."
        ) from None


def _wide(content: bytes) -> str:
    """Return the name of UTF-16 without a mark, or nothing."""
    begin = np.frombuffer(content[:2000], np.uint8)
    even, odd = (begin[0::2] == 0).mean(), (begin[1::2] == 0).mean()
    if len(begin) < 8 or max(even, odd) < 0.4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _n_known(content: bytes, encoding: str, known: frozenset[str]) -> int:
    """Return how many names beyond ASCII we know in a header that is read so."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return 0
    begin = content[:20_000].decode(encoding, "ignore")
    cells = re.split(r"[,;\t|\r\n]", "\n".join(begin.splitlines()[:SAMPLE_LINES]))
    names = {_squeezed(cell) for cell in cells if not cell.isascii()}
    return len(names & known)


def _is_hanzi(content: bytes) -> bool:
    """Return whether all bytes beyond ASCII come in the pairs of common Chinese characters.

    One pair is not enough: the letters of `Größe` make one, too.
    """
    runs = re.findall(rb"[\x80-\xff]+", content)
    pairs = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
    return max(map(len, runs)) > 2 and all(pairs.fullmatch(run) for run in set(runs))
