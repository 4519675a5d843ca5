"""Decks -> PDF through Chromium, by reveal's own print view."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crmlib import course_root

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["CHINESE", "FLAGS", "open_page", "print_decks", "undated"]

CHINESE = course_root() / "site" / "node_modules" / "@fontsource-variable" / "noto-sans-sc"

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AT_ONCE = 2
DATE = re.compile(rb"(?<=Date \(D:)\d{14}")


def print_decks(pages: list[Path]) -> None:
    """Write a PDF beside each deck; without Chromium say so in one line."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("no PDF of the slides: chromium is not installed")
    elif pages:
        shares = [pages[start::AT_ONCE] for start in range(min(AT_ONCE, len(pages)))]
        with ProcessPoolExecutor(len(shares)) as pool:
            list(pool.map(_print, shares, [chromium] * len(shares)))


@contextmanager
def open_page(chromium: str) -> Iterator["Page"]:
    """Open a page of a browser that keeps its files to itself."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        own = os.environ | {"XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=own)
        yield browser.new_page()
        browser.close()


def undated(data: bytes) -> bytes:
    """Return a PDF whose dates are all the same, so that the same pages give the same file."""
    return DATE.sub(b"20000101000000", data)


def _print(pages: list[Path], chromium: str) -> None:
    with open_page(chromium) as page:
        for path in pages:
            page.goto(f"{path.resolve().as_uri()}?print-pdf")
            # A screen has its reader's Chinese font; on paper ours is printed.
            page.add_style_tag(url=(CHINESE / "index.css").as_uri())
            page.evaluate("deckReady")
            page.evaluate("document.fonts.ready.then(() => null)")
            data = page.pdf(width="1280px", height="720px", print_background=True, outline=True)
            path.with_suffix(".pdf").write_bytes(undated(data))
