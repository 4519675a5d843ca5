"""Build the website from the executed notebooks."""

import json
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
import yaml

from crmlib import course_root
from crmlib.exercises import find_question, reference_solutions
from tools.guide import pages as guide
from tools.names import packages
from tools.pictures import lighten
from tools.rules.references import places_of, read_works
from tools.site import pages
from tools.site.api_pages import api_index, api_page
from tools.site.assets import trim_icons, used_icons, without_icon_fonts
from tools.site.chapter_page import chapter_page
from tools.site.cross_links import LINKS
from tools.site.definitions import written
from tools.site.frame import audible
from tools.site.ledger import ledger
from tools.slides.build import deck_files
from tools.text.course import Course, read_course, read_rows, title
from tools.text.sections import has_tag

MATHJAX = Path("site", "node_modules", "mathjax")
ICONS = Path("_static", "scripts", "fontawesome.js")
STYLES = Path("_static", "styles", "pydata-sphinx-theme.css")
BESIDE = {
    "Guide for instructors": "guide/{stem}.html",
    "Download the notebook": "notebooks/{stem}.ipynb",
}
MADE_BEFORE = ("slides", "book")  # by commands of their own; the site links what stands
# What the theme brings along and no page of ours asks for.
UNUSED = (
    ".buildinfo",
    "_sources",
    "_static/locales",
    "_static/sbt-webpack-macros.html",
    "_static/vendor",
    "_static/webpack-macros.html",
)


def build(root: Path, out: Path) -> str:
    """Build the site beside its slides and its book; return what Sphinx complained of."""
    work = out.parent / f"{out.name}-work"
    for path in [work, *(path for path in out.glob("*") if path.name not in MADE_BEFORE)]:
        _remove(path)
    made = {name: _names(out / name) for name in MADE_BEFORE}
    write_sources(root, work / "source", decks=made["slides"], books=made["book"])
    complaints = run_sphinx(root / "site", work / "source", out, repository=repository(root))
    if not complaints:
        _remove(work)
        trim(out)
        name_frames(out)
        write_notebooks(root, out / "notebooks")
    return complaints


def repository(root: Path) -> str:
    """Return the repository's public address from pyproject.toml; empty while it is unset."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository", "")


def write_sources(root: Path, source: Path, *, decks: set[str], books: set[str]) -> None:
    """Write what Sphinx reads: pages by hand, chapters, what is collected, the API, the guide."""
    shutil.copytree(root / "site" / "pictures", source / "pictures")
    for name in ("es5/tex-svg.js", "LICENSE"):
        target = source / "_static" / "mathjax" / Path(name).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / MATHJAX / name, target)
    for page in sorted((root / "site").glob("*.md")):
        shutil.copy(page, source)
    course = read_course(root)
    links = {
        "terms": written(course),
        "works": read_rows(root / "chapters" / "references.csv"),
    }
    (source / LINKS).write_text(json.dumps(links), encoding="utf-8")
    for stem in course.stems:
        more = {**BESIDE, **places_to_do(repository(root))}
        more = {text: to.format(stem=stem) for text, to in more.items()}
        cite = citation(root, course, stem)
        page = course_page(course, stem, decks=decks, more=more, cite=cite)
        nbformat.write(page, source / f"{stem}.ipynb")
    for name, text in collected(root, course, decks, books).items():
        path = source / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_notebooks(root: Path, out: Path) -> None:
    """Write the students' notebooks to download, without what they will show when they run."""
    out.mkdir()
    for stem, book in read_course(root).notebooks.items():
        book.metadata.pop("widgets", None)
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        nbformat.write(book, out / f"{stem}.ipynb")


def course_page(
    course: Course, stem: str, *, decks: set[str], more: dict[str, str], cite: str
) -> nbformat.NotebookNode:
    """Return a chapter's page with its hints, solutions, and links to the decks that stand."""
    book = course.notebooks[stem]
    exercises = [c.id for c in book.cells if has_tag(c, "exercise")]
    chapter = next(chapter for chapter in course.chapters if chapter.stem == stem)
    return chapter_page(
        book,
        hints={name: find_question(name).hints for name in exercises},
        solutions=reference_solutions(),
        links={
            f"S{words[1:]}": f"slides/{name}"
            for words, name in deck_files(chapter).items()
            if name in decks
        },
        more=more,
        cite=cite,
    )


def places_to_do(address: str) -> dict[str, str]:
    """Return where a chapter can be run, discussed and edited, by the repository's address."""
    if not address:
        return {}
    places = {
        "Report a problem": f"{address}/issues/new?title={{stem}}",
        "Edit": f"{address}/edit/HEAD/chapters/{{stem}}.md",
    }
    owned = address.removeprefix("https://github.com/")
    if owned != address:
        colab = f"https://colab.research.google.com/github/{owned}/blob/HEAD"
        places["Open in Colab"] = f"{colab}/notebooks/{{stem}}.ipynb"
    return places


def citation(root: Path, course: Course, stem: str) -> str:
    """Return how to cite a chapter, from CITATION.cff."""
    about = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    names = ", ".join(author["name"] for author in about["authors"])
    name, year = about["title"].partition(":")[0], about["date-released"][:4]
    chapter = title(course.notebooks[stem])
    return f"{names} ({year}). “{chapter}”. In *{name}*, version {about['version']}."


def collected(root: Path, course: Course, decks: set[str], books: set[str]) -> dict[str, str]:
    """Return the generated pages and parts of pages (`_…`) by name."""
    known = packages(root)
    run = json.loads((root / "site" / "how_it_was_run.json").read_text(encoding="utf-8"))
    teaching = guide.pages(root, decks)
    works = read_works(read_rows(root / "chapters" / "references.csv"))
    return {
        "_bibliography": pages.bibliography(works, places_of(root, works), course),
        "_book": pages.book(books),
        "_chapters": pages.chapter_cards(course),
        "_contents": pages.contents(course, caption="Chapters"),
        "_decks": pages.decks(course, decks),
        "_glossary": pages.glossary(course),
        "_guide": pages.contents(course, "guide/", "Lecture plan <guide/index>"),
        "_ledger": ledger(course),
        "_run": pages.run_table(run, course),
        "_syllabus": pages.syllabus(course),
        "_systems": pages.systems(course),
        "_api": api_index(known, course),
        **{f"api/{name}": api_page(name) for name in known},
        **{f"guide/{name}": text for name, text in teaching.items()},
    }


def run_sphinx(
    conf: Path, source: Path, out: Path, *, repository: str = "", builder: str = "html"
) -> str:
    """Run Sphinx; return its warnings and errors."""
    options = ["-q", "-W", "--keep-going", "-j", "auto", "-d", str(source.parent / "doctrees")]
    options += ["-b", builder, "-c", str(conf), "-D", f"course_repository={repository}"]
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(out)]
    # from here, so that Sphinx finds our extension
    done = subprocess.run(command, cwd=course_root(), capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


def name_frames(out: Path) -> None:
    """Let the frame of every page say what it is; the decks have a frame of their own."""
    for path in out.rglob("*.html"):
        if not {*MADE_BEFORE} & {*path.relative_to(out).parts}:
            page = audible(path.read_text(encoding="utf-8"))
            path.write_text(page, encoding="utf-8", newline="\n")


def trim(out: Path) -> None:
    """Take away what no page uses: most icons, their fonts, colours that nobody tells apart."""
    scripts = (out / "_static" / "scripts").glob("*theme.js")
    texts = [path.read_text(encoding="utf-8") for path in [*out.rglob("*.html"), *scripts]]
    icons = out / ICONS
    script = trim_icons(icons.read_text(encoding="utf-8"), used_icons(texts))
    icons.write_text(script, encoding="utf-8", newline="\n")
    styles = out / STYLES
    plain = without_icon_fonts(styles.read_text(encoding="utf-8"))
    styles.write_text(plain, encoding="utf-8", newline="\n")
    for path in (out / "_images").glob("*.png"):
        path.write_bytes(lighten(path.read_bytes()))
    for path in [*(out / "_static").rglob("*.map"), *(out / name for name in UNUSED)]:
        _remove(path)


def make_site(root: Path, out: Path) -> int:
    """Build the site and say how large it is, or what went wrong; return the exit status."""
    if not (root / MATHJAX).is_dir():
        print("MathJax is not here; run: npm ci --prefix site")
        return 1
    if not reference_solutions():
        print("The exercises' solutions are not here; run: make notebooks")
        return 1
    start = time.perf_counter()
    if complaints := build(root, out):
        print(complaints)
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    n_pages = len(list(out.rglob("*.html")))
    print(f"{n_pages} pages, {size / 1e6:.1f} MB, {time.perf_counter() - start:.0f} s: {out}")
    return 0


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
