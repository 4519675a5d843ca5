"""The course's workshop: `python -m tools COMMAND`."""

import argparse
import sys
from pathlib import Path
from pkgutil import resolve_name

from crmlib import course_root

NAMES = "beginnings of chapter file names, such as 08"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit status."""
    asked = vars(_parser().parse_args(arguments))
    root, run = asked.pop("root").resolve(), resolve_name(asked.pop("run"))
    if "out" in asked:
        asked["out"] = (asked["out"] or root / "site" / "_build" / asked.pop("folder")).resolve()
    asked.pop("folder", None)
    return run(root, **asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    parser.add_argument("--root", type=Path, default=course_root(), help="another course's folder")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: str, about: str, **more: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run, **more)
        return made

    made = command(
        "notebooks", "tools.build.build:rebuild", "build the notebooks whose chapter changed"
    )
    made.add_argument("wanted", nargs="*", metavar="chapter", help=f"{NAMES}: changed or not")
    made.add_argument("--all", action="store_true", dest="everything", help="build every notebook")
    made = command(
        "check", "tools.build.build:say_problems", "run nothing; name notebooks out of step"
    )
    made.add_argument("wanted", nargs="*", metavar="chapter", help=NAMES)
    made = command("pace", "tools.pace:say_pace", "print the minutes and measures of each sitting")
    made.add_argument("wanted", nargs="*", metavar="chapter", help=NAMES)
    command("portable", "tools.portable:run_all", "run the notebooks as other processors would")
    made = command("tried", "tools.tried:say_report", "put the tried answers to the checks")
    made.add_argument("wanted", nargs="*", metavar="word", help="words such as walmart")
    command("names", "tools.names:write_list", "list the public names of crmlib and their users")
    site = command(
        "site", "tools.site.build:make_site", "build the website beside its slides", folder="html"
    )
    slides = command(
        "slides", "tools.slides.build:make_slides", "build decks, print new ones", folder="html"
    )
    slides.add_argument("wanted", nargs="*", metavar="chapter", help=NAMES)
    slides.add_argument("--no-pdf", action="store_false", dest="pdf", help="print nothing")
    book = command(
        "book", "tools.book.build:make_book", "make the PDF and the EPUB", folder="html/book"
    )
    guide = command(
        "guide", "tools.guide.pages:write_pages", "write the guide alone", folder="guide"
    )
    students = command(
        "students",
        "tools.students:write_package",
        "pack what students need, without solutions",
        folder="crm-students.zip",
    )
    students.add_argument("--out", type=Path, help="file; site/_build/crm-students.zip by default")
    for made, folder in ((site, "html"), (slides, "html"), (book, "html/book"), (guide, "guide")):
        made.add_argument("--out", type=Path, help=f"folder; site/_build/{folder} by default")
    return parser


if __name__ == "__main__":
    sys.exit(main())
