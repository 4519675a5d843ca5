"""Small pieces of Markdown for Sphinx."""

import html
import re

__all__ = ["link", "plain", "raw", "short", "stacked"]


def link(text: str, address: str) -> str:
    """Return a link to a place that only the finished site has; its tests follow every link."""
    return f'<a href="{html.escape(address)}">{text}</a>'


def plain(text: str) -> str:
    """Return text that Markdown takes as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)


def raw(text: str) -> str:
    """Return HTML that stays as it is."""
    return f"```{{raw}} html\n{text}\n```"


def short(title: str) -> str:
    """Return the short name of a chapter: its title up to the colon."""
    return title.partition(":")[0]


def stacked(lines: list[str]) -> str:
    """Return a table whose cells stand one below the other where the screen is narrow."""
    return "````{container} stacked\n\n" + "\n".join(lines) + "\n````"
