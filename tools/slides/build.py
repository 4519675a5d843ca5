"""Build the slides for a browser and as PDF: one deck per sitting of an executed chapter."""

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from crmlib import course_root
from tools.slides.pack import Slide
from tools.slides.pdf import print_decks
from tools.slides.prose import inline, plain
from tools.slides.sitting_deck import sitting_slides
from tools.text.markup import short
from tools.text.sections import ORDINALS, Chapter, ChapterError, chapter_files, read_chapter
from tools.text.sittings import lesson, sitting_title

LOOKS = course_root() / "site" / "slides"
MODULES = course_root() / "site" / "node_modules"
FONTS = "reveal.js/dist/theme/fonts/source-sans-pro"
VENDOR = {
    "reveal.js/LICENSE": "reveal/LICENSE",
    "reveal.js/dist/reset.css": "reveal/reset.css",
    "reveal.js/dist/reveal.css": "reveal/reveal.css",
    "reveal.js/dist/reveal.js": "reveal/reveal.js",
    "reveal.js/plugin/notes/notes.js": "reveal/notes.js",
    "mathjax/LICENSE": "mathjax/LICENSE",
    "mathjax/es5/tex-svg.js": "mathjax/tex-svg.js",
    f"{FONTS}/LICENSE": "fonts/LICENSE",
}
STYLES = ("regular", "italic", "semibold", "semibolditalic")
FORMULA = re.compile(r'class="math ')
LINK = re.compile(r'<a href="(\w+)\.ipynb(?:#[^"]*)?">(.*?)</a>', re.S)


@dataclass(frozen=True)
class Deck:
    """A deck: its file's stem, title, minutes to teach, and slides by section."""

    stem: str
    title: str
    minutes: int
    sections: list[list[Slide]]

    @property
    def n_slides(self) -> int:
        """How many slides there are."""
        return sum(map(len, self.sections))


def deck_names(chapter: Chapter) -> list[str]:
    """Return the file names of a chapter's decks without endings, in order of its sittings."""
    numbers = range(1, len(chapter.header["sittings"]) + 1)
    return [f"{chapter.stem}_{number}" for number in numbers]


def deck_files(chapter: Chapter) -> dict[str, str]:
    """Return what to call the files of a chapter's decks in a link, and their names."""
    files = {}
    for number, name in enumerate(deck_names(chapter)):
        words = f"slides of the {ORDINALS[number].lower()} sitting"
        files |= {words: f"{name}.html", f"{words} to print (PDF)": f"{name}.pdf"}
    return files


def notebooks(root: Path, wanted: list[str] | None = None) -> list[Path]:
    """Return the executed chapters whose file name begins with one of the words; all by default."""
    found = [root / "solutions" / f"{path.stem}.ipynb" for path in chapter_files(root, wanted)]
    return [path for path in found if path.exists()]


def read_decks(root: Path, stem: str) -> list[Deck]:
    """Return the decks of one executed chapter."""
    chapter = read_chapter(root / "chapters" / f"{stem}.md")
    told = lesson(root, stem)
    return [
        Deck(
            name,
            f"{short(told.title)}, {_lower(sitting_title(sitting))}",
            sitting.minutes.about,
            sitting_slides(told, sitting),
        )
        for name, sitting in zip(deck_names(chapter), told.sittings, strict=True)
    ]


def deck_page(deck: Deck, first: dict[str, str]) -> str:
    """Return a deck as HTML; links to chapters become links to their first decks, by stem."""
    page = (
        _templates()
        .get_template("deck.html.j2")
        .render(
            title=plain(deck.title),
            sections=deck.sections,
            has_formulas=_has_formulas(deck),
        )
    )
    return LINK.sub(
        lambda link: (
            f'<a href="{first[link[1]]}.html">{link[2]}</a>' if link[1] in first else link[2]
        ),
        page,
    )


def copy_vendor(folder: Path) -> bool:
    """Copy what all decks share, once: reveal.js, MathJax, a font, our style and script.

    Return whether anything was new.
    """
    pairs = {MODULES / source: name for source, name in VENDOR.items()}
    pairs |= {LOOKS / name: name for name in ("deck.css", "deck.js", "index.css")}
    for style in STYLES:
        name = f"source-sans-pro-{style}.woff"
        pairs[MODULES / FONTS / name] = f"fonts/{name}"
    texts = {folder / name: source.read_bytes() for source, name in pairs.items()}
    texts[folder / "fonts" / "source-sans-pro.css"] = _font_faces().encode()
    written = [_write(path, text) for path, text in texts.items()]
    return any(written)


def build(
    root: Path, out: Path, wanted: list[str] | None = None, *, pdf: bool = True
) -> list[Deck]:
    """Write the decks, their index and, of what is new, their PDFs below `out`/slides."""
    folder = out / "slides"
    if copy_vendor(folder / "vendor"):  # the look is new for all, not only for those wanted
        for old in folder.glob("*.pdf"):
            old.unlink()
    every = {path.stem: read_decks(root, path.stem) for path in notebooks(root)}
    decks = [deck for own in every.values() for deck in own]
    first = {stem: own[0].stem for stem, own in every.items()}
    chosen = [deck for path in notebooks(root, wanted) for deck in every[path.stem]]
    _clear(folder, {deck.stem for deck in decks})
    for deck in chosen:
        page = folder / f"{deck.stem}.html"
        if _write(page, deck_page(deck, first).encode()):
            page.with_suffix(".pdf").unlink(missing_ok=True)
    pages = [folder / f"{deck.stem}.html" for deck in chosen]
    if pdf:
        print_decks([page for page in pages if not page.with_suffix(".pdf").exists()])
    _write(folder / "index.html", index_page(decks, folder).encode())
    return chosen


def index_page(decks: list[Deck], folder: Path) -> str:
    """Return the list of the decks that stand in a folder."""
    standing = [deck for deck in decks if (folder / f"{deck.stem}.html").exists()]
    pdfs = {path.stem for path in folder.glob("*.pdf")}
    return _templates().get_template("index.html.j2").render(decks=standing, pdfs=pdfs)


def make_slides(root: Path, wanted: list[str], out: Path, *, pdf: bool = True) -> int:
    """Build the decks and say how many there are; return the exit status."""
    if not MODULES.is_dir():
        print("site/node_modules is missing: npm ci --prefix site", file=sys.stderr)
        return 1
    try:
        decks = build(root, out, wanted, pdf=pdf)
    except ChapterError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(decks)} decks, {sum(deck.n_slides for deck in decks)} slides")
    return 0


def _clear(folder: Path, names: set[str]) -> None:
    """Take away the decks of chapters and sittings that are gone."""
    for path in folder.glob("[0-9][0-9]_*.*"):
        if path.stem not in names:
            path.unlink()


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _has_formulas(deck: Deck) -> bool:
    blocks = [block for section in deck.sections for slide in section for block in slide.blocks]
    titles = [inline(slide.title) for section in deck.sections for slide in section]
    return any(FORMULA.search(text) for text in [*titles, *(b.html + b.note for b in blocks)])


def _font_faces() -> str:
    """Return the font's style sheet; reveal's own names two older formats, which we don't copy."""
    return "".join(
        "@font-face { font-family: 'Source Sans Pro'; font-display: block; "
        f"font-weight: {600 if 'semibold' in style else 400}; "
        f"font-style: {'italic' if 'italic' in style else 'normal'}; "
        f"src: url(source-sans-pro-{style}.woff) format('woff'); }}\n"
        for style in STYLES
    )


def _write(path: Path, data: bytes) -> bool:
    """Write a file unless it holds this already; return whether it had to be written."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(LOOKS), autoescape=False)
    made.filters["inline"] = inline
    return made
