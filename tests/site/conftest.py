"""The finished website, built once and served on this machine, and a browser to visit it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crmlib.paths import course_root

ROOT = course_root()
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000  # milliseconds: the machine may be busy


@dataclass
class Visit:
    """A page, the addresses that it asked for and the errors that it reported."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: object) -> None:
        if message.type == "error":
            self.errors.append(message.text)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def missing(what: str) -> None:
    """Skip in one line what cannot be tested here; under CI it must be there."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} is not installed")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    return shutil.which("chromium") or missing("chromium")


@pytest.fixture(scope="session")
def axe() -> Path:
    """The script that finds barriers in a page."""
    path = ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js"
    return path if path.exists() else missing("axe-core (npm ci --prefix site)")


@pytest.fixture(scope="session")
def built(axe, chromium, tmp_path_factory) -> Path:
    """The folder of the website with its slides, built once into a temporary folder."""
    out = tmp_path_factory.mktemp("site") / "html"
    for tool in ("slides.py", "site.py"):
        command = [sys.executable, str(ROOT / "tools" / tool), "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"{tool}:\n{done.stdout}{done.stderr}", pytrace=False)
    return out


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Return the address under which a folder is served by a plain static server."""
    servers = []

    def start(folder: Path) -> str:
        handler = partial(_Quiet, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(built, serve) -> str:
    """The address of the website."""
    return serve(built)


@pytest.fixture(scope="session")
def browser(chromium, tmp_path_factory) -> Iterator[Browser]:
    """A browser that keeps its files to itself."""
    home = str(tmp_path_factory.mktemp("browser"))
    own = os.environ | {"XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=own)


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page in a window of its own; `dark` and `width` choose it."""
    contexts = []

    def open_page(url: str = "", *, width: int = 1280, dark: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        if url:
            seen.page.goto(url, wait_until="networkidle")
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit) -> Page:
    """An empty page at 1280 pixels."""
    return visit().page
