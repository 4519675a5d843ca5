"""The theme's icons, cut down to those that the pages show."""

import re

__all__ = ["trim_icons", "used_icons", "without_icon_fonts"]

ICON = re.compile(
    r'"?([a-z0-9-]+)"?:\[\d+,\d+,\[([^\]]*)\],"[0-9a-f]+",(?:"[^"]*"|\["[^"]*","[^"]*"\])\],?'
)


def used_icons(pages: list[str]) -> set[str]:
    """Return the names of the icons that pages and scripts show."""
    return {name for page in pages for name in re.findall(r"\bfa-([a-z0-9-]+)", page)}


def trim_icons(script: str, used: set[str]) -> str:
    """Return the theme's icon script with only the icons that are used, by name or alias."""

    def kept(match: re.Match) -> str:
        names = {match[1], *re.findall(r'"([^"]+)"', match[2])}
        return match[0] if names & used else ""

    trimmed, n_icons = ICON.subn(kept, script)
    if n_icons < 1000:
        raise ValueError(f"the icon script must hold its icons as a table; got {n_icons} icons")
    return trimmed


def without_icon_fonts(styles: str) -> str:
    """Return the theme's styles without the fonts that hold the icons once more."""
    return re.sub(r"@font-face\{[^}]*fontawesome/webfonts[^}]*\}", "", styles)
