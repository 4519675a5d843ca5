"""A learner's first hour in JupyterLab, in a real browser: run all, answer, move the picture."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from crmlib import course_root
from crmlib.exercises.questions import find_question, reference_solutions
from tools.slides.pdf import FLAGS

pytestmark = pytest.mark.browser

CHAPTER, EXERCISE = "08_case_walmart", "walmart-1"
FIRST, FIRST_EXERCISE = "00_start_here", "start-1"
NEEDED = ("chapters", "crmlib", "datasets", "notebooks", "pyproject.toml", "requirements.txt")
PATIENCE = 120_000  # milliseconds: the machine may be busy
ERROR = '[data-mime-type="application/vnd.jupyter.stderr"]'  # tracebacks carry it too
HAS_RUN = re.compile(r"\[\d+\]:")
MOST_TABS = 6  # from a cell to what it shows
# What shows where one is: of the active cell the bar at its side, of what it shows a ring.
BAR = "bar => getComputedStyle(bar).backgroundColor"
RING = "element => getComputedStyle(element).outlineStyle"
UNSEEN = "rgba(0, 0, 0, 0)"
# Cells out of sight must be there too, or the page could not be asked about them.
ALL_CELLS = {"windowingMode": "none"}


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the path of the browser; without one, fail under CI and skip elsewhere."""
    found = shutil.which("chromium")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed")
    return found


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory) -> Iterator[str]:
    """Yield the address of JupyterLab, started by the course's own command in a copy of it."""
    home = tmp_path_factory.mktemp("lab")
    root = _copy_of_the_course(home / "course")
    port = _free_port()
    options = ("--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=")
    log = home / "log.txt"
    with log.open("w", encoding="utf-8") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "crmlib", "lab", *options],
            cwd=root,
            env=os.environ | _own_folders(home) | {"PYTHONPATH": str(root)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_server(server, f"http://127.0.0.1:{port}/api", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory) -> Iterator[Browser]:
    """Yield a browser that keeps its files apart from the user's."""
    home = str(tmp_path_factory.mktemp("browser"))
    own = os.environ | {"XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=own)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def visit(lab, browser) -> SimpleNamespace:
    """Return a page on the chapter with all cells run, and what it asked for and complained of."""
    return _opened(browser, lab, CHAPTER)


@pytest.fixture(scope="module")
def first_visit(lab, browser) -> SimpleNamespace:
    """Return a page on the start chapter, likewise."""
    return _opened(browser, lab, FIRST)


def test_the_command_opens_the_start_page(lab):
    with urlopen(lab) as answer:
        assert answer.url == f"{lab}/lab/tree/work/00_start_here.ipynb"


def test_all_cells_run_without_an_error(visit):
    assert visit.page.locator(ERROR).all_inner_texts() == []
    prompts = visit.page.locator(".jp-CodeCell .jp-InputArea-prompt").all_inner_texts()
    assert [text for text in prompts if not HAS_RUN.fullmatch(text)] == []


def test_an_exercise_left_blank_says_so(visit):
    expect(_exercise(visit.page).locator(".crm-feedback")).to_contain_text("Not attempted")


def test_a_right_answer_is_correct(visit):
    _answer(visit.page, reference_solutions()[EXERCISE])
    expect(_exercise(visit.page).locator(".crm-feedback")).to_contain_text("Correct")
    expect(_exercise(visit.page).locator(".crm-feedback")).to_be_visible()


def test_a_known_mistake_is_named(visit):
    wrong, message = find_question(EXERCISE).answer().mistakes[0]
    _answer(visit.page, f"{_variable()} = {float(wrong)!r}")
    expect(_exercise(visit.page).locator(".crm-feedback")).to_contain_text(message)


def test_a_slider_moved_by_keyboard_redraws_the_picture(visit):
    play = visit.page.locator(".jp-CodeCell", has=visit.page.locator(".noUi-handle")).first
    picture = play.locator("img.widget-image")
    before = picture.get_attribute("src")
    play.locator(".noUi-handle").first.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)


def test_a_learners_journey_from_a_wrong_answer_to_the_bar_of_progress(lab, first_visit):
    page, wrong = first_visit.page, find_question(FIRST_EXERCISE).answer().mistakes[0]
    _answer(page, f"share_of_top = {float(wrong[0])!r}", FIRST, FIRST_EXERCISE)
    feedback = _exercise(page, FIRST_EXERCISE).locator(".crm-feedback")
    expect(feedback).to_contain_text(wrong[1])
    _run_below(page, "from crmlib.exercises import hint", f'hint("{FIRST_EXERCISE}")')
    expect(page.locator(".crm-feedback", has_text="Hint.")).to_be_visible()
    _answer(page, reference_solutions()[FIRST_EXERCISE], FIRST, FIRST_EXERCISE)
    expect(feedback).to_contain_text("Correct")
    option = page.locator(".crm-quiz details").first
    option.locator("summary").click()
    expect(option.locator("p")).to_contain_text(re.compile("Right|Not this one"))
    _run(page, "progress()", "progress()")
    bars = page.locator(".crm-progress tr")
    expect(bars.first).to_contain_text("1 of 1 right")
    assert bars.count() == len(list((course_root() / "solutions").glob("*.ipynb")))


def test_by_keys_alone_from_the_first_page_to_an_exercise_and_a_question(lab, browser):
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/work/{FIRST}.ipynb?reset")  # no notebook of another test beside it
    _ready(page, FIRST)
    _press_until(page, f'check("{FIRST_EXERCISE}"', "Shift+Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(_filled(reference_solutions()[FIRST_EXERCISE], FIRST, FIRST_EXERCISE))
    page.keyboard.press("Shift+Enter")
    expect(_exercise(page, FIRST_EXERCISE).locator(".crm-feedback")).to_contain_text("Correct")
    _press_until(page, "sitting=1", "Shift+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".crm-quiz summary").first).to_be_attached()
    option = _tab_to(page, ".crm-quiz summary")
    page.keyboard.press("Space")
    expect(option.locator("+ p")).to_contain_text(re.compile("Right|Not this one"))


def test_no_other_host_is_asked(visit, first_visit):
    asked = visit.asked + first_visit.asked
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}


def test_the_pages_have_no_complaints(visit, first_visit):
    complaints = visit.complaints + first_visit.complaints
    assert [text for kind, text in complaints if kind == "error"] == []


def _copy_of_the_course(root: Path) -> Path:
    root.mkdir()
    for name in NEEDED:
        source = course_root() / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root)
    return root


def _own_folders(home: Path) -> dict[str, str]:
    """Return settings that keep the user's JupyterLab and this one apart."""
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(ALL_CELLS), encoding="utf-8")
    return {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_server(server: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(url, timeout=5).close()
            return
        except (URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text()[-2000:]}")


def _opened(browser: Browser, lab: str, chapter: str) -> SimpleNamespace:
    """Open a chapter of work/ in a page of its own, clear its outputs and run all its cells."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    seen = SimpleNamespace(page=page, asked=[], complaints=[])
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("websocket", lambda socket: seen.asked.append(socket.url))
    page.on("console", lambda message: seen.complaints.append((message.type, message.text)))
    page.on("pageerror", lambda error: seen.complaints.append(("error", str(error))))
    page.goto(f"{lab}/lab/tree/work/{chapter}.ipynb?reset")
    _ready(page, chapter)
    _choose(page, "Edit", "editmenu:clear-all")
    expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    _choose(page, "Run", "runmenu:run-all")
    last = page.locator(".jp-CodeCell .jp-InputArea-prompt").last.filter(has_text=HAS_RUN)
    expect(last.or_(page.locator(ERROR)).first).to_be_visible()
    _ready(page, chapter)
    return seen


def _ready(page: Page, chapter: str) -> None:
    """Wait for all cells (first there is an empty notebook) and for a kernel that rests."""
    n_cells = sum(cell["cell_type"] == "code" for cell in _cells(chapter))
    expect(page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(n_cells)
    expect(page.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3")
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")


def _choose(page: Page, menu: str, command: str) -> None:
    page.locator(f"li.lm-MenuBar-item:has-text('{menu}')").click()
    page.locator(f"li[data-command='{command}']").click()


def _exercise(page: Page, exercise: str = EXERCISE) -> Locator:
    return page.locator(".jp-CodeCell", has_text=f'check("{exercise}"')


def _cells(chapter: str) -> list[dict]:
    path = course_root() / "notebooks" / f"{chapter}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _student_copy(chapter: str, exercise: str) -> str:
    return next("".join(cell["source"]) for cell in _cells(chapter) if cell["id"] == exercise)


def _variable() -> str:
    return re.search(r"^(\w+) = \.\.\.$", _student_copy(CHAPTER, EXERCISE), flags=re.M)[1]


def _answer(page: Page, lines: str, chapter: str = CHAPTER, exercise: str = EXERCISE) -> None:
    """Type the exercise's cell anew with an answer in place of the dots, and run it."""
    _run(page, f'check("{exercise}"', _filled(lines, chapter, exercise))


def _filled(lines: str, chapter: str, exercise: str) -> str:
    """Return the student's cell of an exercise with an answer in place of the dots."""
    source = _student_copy(chapter, exercise)
    return re.sub(r"^\w+ = \.\.\.$", lambda _: lines, source, flags=re.M)


def _press_until(page: Page, known: str, key: str) -> None:
    """Press a key until the cell that holds a text is the active one, which must show."""
    active = page.locator(".jp-Cell.jp-mod-active")
    for _ in page.locator(".jp-Cell").all():
        assert active.locator(".jp-Collapser").first.evaluate(BAR) != UNSEEN
        if known in active.inner_text():
            return
        page.keyboard.press(key)
    pytest.fail(f"no cell with {known} is reached by {key}")


def _tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until the focus is on what is meant; it must have a ring."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(f"{selector}:focus")
        if focused.count():
            assert focused.evaluate(RING) != "none"
            return focused
    pytest.fail(f"{selector} is not reached by Tab")


def _run(page: Page, known: str, source: str) -> None:
    """Type the cell that holds a known text anew, and run it."""
    page.locator(".jp-CodeCell .cm-content", has_text=known).last.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Control+Enter")


def _run_below(page: Page, *lines: str) -> None:
    """Make a cell below the one that ran last, type into it, and run it."""
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("\n".join(lines))
    page.keyboard.press("Control+Enter")
