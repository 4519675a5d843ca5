"""The reference of crmlib: one page per package, from its docstrings, and a list of them."""

from tools.names import Package, used_names
from tools.text.course import Course
from tools.text.markup import link

__all__ = ["api_index", "api_page"]


def api_page(name: str) -> str:
    """Return the page of one package: its docstring, its public names in reading order."""
    return f"# `{name}`\n\n```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n```\n"


def api_index(known: dict[str, Package], course: Course) -> str:
    """Return the list of the packages: what is in each, its names, the chapters that use it."""
    used = {
        chapter.stem: {package for package, _ in used_names(chapter.code, known)}
        for chapter in course.chapters
    }
    parts = []
    for name, package in known.items():
        users = [
            link(f"ch.&nbsp;{int(stem[:2])}", f"{stem}.html")
            for stem, found in used.items()
            if name in found
        ]
        parts += [
            f"## [{name.removeprefix('crmlib.')}](api/{name}.md)",
            package.about,
            ", ".join(f"`{public}`" for public in package.names),
            f"*Used in* {', '.join(users)}." if users else "",
        ]
    return "\n\n".join(part for part in parts if part)
