"""Make the book: one PDF and one EPUB, of the sources of the website."""

import base64
import io
import shutil
import time
import zipfile
from pathlib import Path

import matplotlib
import nbformat
import yaml

from tools.book.folds import answers_page, unfold
from tools.book.printing import joined, print_book
from tools.pictures import lighten
from tools.rules.references import places_of, read_works
from tools.site import pages
from tools.site.build import citation, course_page, run_sphinx
from tools.site.checks import problems
from tools.slides.pdf import CHINESE
from tools.text.course import Course, read_course, read_rows, title
from tools.text.markup import short

__all__ = ["NAME", "build", "front_page", "make_book", "repacked", "write_sources"]

NAME = "crm_put_to_the_test"
LOOKS = Path("site", "book")
MATHJAX = Path("site", "node_modules", "mathjax", "es5", "mml-svg.js")
FONTS = Path("reveal.js", "dist", "theme", "fonts", "source-sans-pro")
ANSWERS = """# Answers

Hints and solutions of the exercises, answers to the quizzes, points of good answers to the
questions that are discussed, and what else the chapters keep folded: first try, then read.
"""
NO_DATE = (2000, 1, 1, 0, 0, 0)


def make_book(root: Path, out: Path) -> int:
    """Make the book, and say how large it is or what went wrong; return the exit status."""
    for tool in ("node", "chromium"):
        if not shutil.which(tool):
            print(f"no book: {tool} is not installed")
            return 1
    if not (root / MATHJAX).exists():
        print("MathJax is not here; run: npm ci --prefix site")
        return 1
    start = time.perf_counter()
    n_pages, complaints = build(root, out)
    if complaints:
        print(complaints)
        return 1
    sizes = [f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in sorted(out.iterdir())]
    print(f"{n_pages} pages, {', '.join(sizes)}, {time.perf_counter() - start:.0f} s: {out}")
    return 0


def build(root: Path, out: Path) -> tuple[int, str]:
    """Write the book into a folder; return its number of pages, and what Sphinx complained of."""
    work = out.parent / f"{out.name}-work"
    for folder in (work, out):
        shutil.rmtree(folder, ignore_errors=True)
    names = write_sources(root, work / "source")
    made = work / "epub"
    complaints = run_sphinx(root / LOOKS, work / "source", made, builder="epub")
    sheets = [made / f"{name}.xhtml" for name in names]
    if complaints := complaints or "\n".join(problems(made, sheets)):
        return 0, complaints
    out.mkdir(parents=True)
    [epub] = made.glob("*.epub")
    (out / f"{NAME}.epub").write_bytes(repacked(epub.read_bytes()))
    page = made / "book.html"
    page.write_text(joined(made, names, head=head(root)), encoding="utf-8")
    n_pages = print_book(page, out / f"{NAME}.pdf", shutil.which("chromium"))
    shutil.rmtree(work)
    return n_pages, ""


def write_sources(root: Path, source: Path) -> list[str]:
    """Write what Sphinx reads; return the names of the pages in order."""
    course = read_course(root)
    works = read_works(read_rows(root / "chapters" / "references.csv"))
    source.mkdir(parents=True)
    about = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    texts = {"index": front_page(course, about), "answers": ANSWERS}
    for name in ("glossary", "bibliography"):
        texts[name] = (root / "site" / f"{name}.md").read_text(encoding="utf-8")
    texts["_glossary"] = pages.glossary(course)
    texts["_bibliography"] = pages.bibliography(works, places_of(root, works), course)
    for stem in course.stems:
        cite = citation(root, course, stem)
        page = course_page(course, stem, decks=set(), more={}, cite=cite)
        page, folds = unfold(page)
        _lighten_pictures(page)
        nbformat.write(page, source / f"{stem}.ipynb")
        texts[f"answers_{stem}"] = answers_page(short(title(page)), folds)
    for name, text in texts.items():
        (source / f"{name}.md").write_text(text + "\n", encoding="utf-8", newline="\n")
    answers = [f"answers_{stem}" for stem in course.stems]
    return ["index", *course.stems, "glossary", "bibliography", "answers", *answers]


def front_page(course: Course, about: dict) -> str:
    """Return the title page and the contents; `about` is what CITATION.cff says."""
    name, _, what = about["title"].partition(": ")
    by = ", ".join(one["name"] for one in about["authors"])
    answers = [f"answers_{stem}" for stem in course.stems]
    return "\n\n".join(
        [
            f"# {name}",
            f"{{.lead}}\n{what[:1].upper()}{what[1:]}",
            f"{{.by}}\n{by}",
            f"{{.by}}\nVersion {about['version']}, {about['date-released']}. "
            "Text CC BY 4.0, code MIT, data per file.",
            _contents("Chapters", course.stems, depth=2),
            _contents("To look up", ["glossary", "bibliography"], depth=1),
            _contents("Answers", ["answers", *answers], depth=1),
        ]
    )


def head(root: Path) -> str:
    """Return the head of the page that is printed: its title, its looks, its formulas' script."""
    about = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    modules = root / "site" / "node_modules"
    fonts = [modules / FONTS / "source-sans-pro.css", CHINESE / "index.css"]
    sheets = ["_static/pygments.css", "_static/book.css", *map(_address, fonts)]
    links = "".join(f'<link rel="stylesheet" href="{name}">' for name in sheets)
    own = (root / LOOKS / "print.css").read_text(encoding="utf-8")
    return (
        f'<meta charset="utf-8"><title>{about["title"].partition(":")[0]}</title>{links}'
        f"<style>\n{_faces()}{own}</style>"
        f'<script src="{_address(root / MATHJAX)}"></script>'
    )


def _faces() -> str:
    """Return the fonts of code and signs that come with matplotlib, so that no machine's decide."""
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return "".join(
        f"@font-face {{ font-family: '{family}'; "
        f"src: url({_address(folder / family.replace(' ', ''))}.ttf); }}\n"
        for family in ("DejaVu Sans", "DejaVu Sans Mono")
    )


def _address(path: Path) -> str:
    return path.resolve().as_uri()


def repacked(epub: bytes) -> bytes:
    """Return an EPUB that says which pages have formulas, and whose files have no date."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as given, zipfile.ZipFile(made, "w") as book:
        files = {name: given.read(name) for name in given.namelist()}
        for name, data in files.items():
            if name.endswith(".opf"):
                formulas = [each for each, text in files.items() if b"<math" in text]
                data = _declared(data.decode(), formulas).encode()
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            book.writestr(zipfile.ZipInfo(name, NO_DATE), data, packing, 9)
    return made.getvalue()


def _declared(package: str, formulas: list[str]) -> str:
    """Return the list of an EPUB's files with those marked that hold MathML."""
    for name in formulas:
        package = package.replace(f'href="{name}"', f'href="{name}" properties="mathml"')
    return package


def _lighten_pictures(book: nbformat.NotebookNode) -> None:
    """Make the pictures that a notebook shows light."""
    for output in (one for cell in book.cells for one in cell.get("outputs", [])):
        if png := output.get("data", {}).get("image/png"):
            light = base64.b64encode(lighten(base64.b64decode(png)))
            output["data"]["image/png"] = light.decode()


def _contents(caption: str, names: list[str], *, depth: int) -> str:
    options = f":caption: {caption}\n:maxdepth: {depth}"
    return f"```{{toctree}}\n{options}\n\n" + "\n".join(names) + "\n```"
