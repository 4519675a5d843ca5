"""The finished website, built once and served on this machine, and a browser to visit it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from crmlib import course_root
from tools.slides.pdf import FLAGS

ROOT = course_root()
PATIENCE = 60_000  # milliseconds: the machine may be busy
BUILD_TIME = 900  # seconds that a worker waits for another one's build
TYPESET = "window.MathJax?.startup?.promise?.then(() => null)"


@dataclass(frozen=True)
class Seen:
    """The addresses that a page asked for and the errors that it reported."""

    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def outside(self, address: str) -> list[str]:
        """Return what was asked of another host."""
        return [url for url in self.asked if not url.startswith((address, "data:", "blob:"))]


@dataclass
class Window:
    """A window of the browser, and what was seen of the page that it shows."""

    page: Page
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.seen.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.seen.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.seen.errors.append(str(error)))
        self.page.on("console", self._note)

    def show(self, url: str, until: str) -> None:
        """Show another page, on a screen; `load` waits for its formulas, too."""
        self.page.emulate_media(media="screen")
        self.seen = Seen()
        self.page.goto(url, wait_until=until)
        if until == "load":
            self.page.evaluate(TYPESET)

    def _note(self, message: object) -> None:
        if message.type == "error":
            self.seen.errors.append(message.text)


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
def shared(tmp_path_factory) -> Path:
    """A temporary folder that all workers of this test run have in common."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "site"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def decks(axe, chromium, shared) -> Path:
    """The folder of the website when only its slides are sure to stand."""
    return build_once(shared, "slides")


@pytest.fixture(scope="session")
def built(decks, shared) -> Path:
    """The folder of the website with its slides."""
    return build_once(shared, "site")


def build_once(folder: Path, name: str) -> Path:
    """Run a command unless another worker does, then wait; return the website's folder."""
    out, begun, ended = folder / "html", folder / f"{name}.begun", folder / f"{name}.ended"
    try:
        begun.touch(exist_ok=False)
    except FileExistsError:
        await_file(ended)
    else:
        command = [sys.executable, "-m", "tools", name, "--out", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        said = f"{name}:\n{done.stdout}{done.stderr}" if done.returncode else ""
        (folder / f"{name}.log").write_text(said, encoding="utf-8")
        (folder / f"{name}.log").rename(ended)
    if complaint := ended.read_text(encoding="utf-8"):
        pytest.fail(complaint, pytrace=False)
    return out


def await_file(path: Path) -> None:
    """Wait for a file that another worker writes."""
    deadline = time.monotonic() + BUILD_TIME
    while not path.exists():
        if time.monotonic() > deadline:
            pytest.fail(f"{path.name} has not come", pytrace=False)
        time.sleep(0.1)


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
    expect.set_options(timeout=PATIENCE / 2)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=own)


@pytest.fixture(scope="session")
def visit(browser) -> Callable[..., Window]:
    """Return a function that shows a page in a window of a size, kept for the next page.

    `until` says what to wait for, as Playwright names it; `number` tells windows alike apart.
    """
    windows: dict[tuple, Window] = {}

    def show_page(
        url: str,
        until: str = "load",
        *,
        size: tuple[int, int] = (1280, 800),
        dark: bool = False,
        number: int = 0,
    ) -> Window:
        look = (size, dark, number)
        if look not in windows:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
            )
            windows[look] = Window(context.new_page())
        windows[look].show(url, until)
        return windows[look]

    return show_page
