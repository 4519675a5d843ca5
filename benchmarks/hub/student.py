"""A student of the class: logs in, opens the course, runs a chapter cell by cell."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import websocket

FOLDER = "crm"  # of the learner's home, as crmlib.course.open_on_hub has it
PATIENCE = 300  # seconds for a server to start, and for one answer of a kernel


@dataclass
class Student:
    """One student, what the waiting was, and what went wrong."""

    name: str
    address: str
    page_seconds: float = 0
    kernel_seconds: float = 0
    cell_seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    n_correct: int = 0

    def study(self, chapter: str, cells: list[str]) -> "Student":
        """Log in, open a chapter, run its cells; the kernel stays connected until `leave`."""
        start = time.perf_counter()
        try:
            self._open(chapter)
            self.page_seconds = time.perf_counter() - start
            self._connect(chapter)
            self._run("1")
            self.kernel_seconds = time.perf_counter() - start - self.page_seconds
            for cell in cells:
                before = time.perf_counter()
                self._run(cell)
                self.cell_seconds.append(time.perf_counter() - before)
        except (httpx.HTTPError, OSError, ValueError, websocket.WebSocketException) as error:
            self.errors.append(f"{type(error).__name__}: {error}")
        return self

    def leave(self) -> None:
        """Close the page: nothing is connected to the kernel any more."""
        if hasattr(self, "_socket"):
            self._socket.close()

    @property
    def all_seconds(self) -> float:
        """From the password to the end of the chapter."""
        return self.page_seconds + self.kernel_seconds + sum(self.cell_seconds)

    def _open(self, chapter: str) -> None:
        self._web = httpx.Client(base_url=self.address, follow_redirects=True, timeout=PATIENCE)
        self._web.get("/hub/login")
        form = {"username": self.name, "password": "x", "_xsrf": self._token("/hub/")}
        self._web.post("/hub/login", data=form).raise_for_status()
        self._web.get("/hub/spawn")
        page = f"/user/{self.name}/lab/tree/{FOLDER}/{chapter}.ipynb"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._web.get(page)
            if answer.status_code == 200 and answer.url.path == page:
                break
            time.sleep(0.25)
        else:
            raise ValueError(f"no page after {PATIENCE} s")
        self._ask("GET", f"contents/{FOLDER}/{chapter}.ipynb")

    def _connect(self, chapter: str) -> None:
        path = f"{FOLDER}/{chapter}.ipynb"
        wanted = {"path": path, "name": chapter, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self._ask("POST", "sessions", json=wanted)["kernel"]["id"]
        address = self.address.replace("http", "ws", 1)
        jar = self._web.cookies.jar
        cookies = "; ".join(f"{c.name}={c.value}" for c in jar if c.path.startswith("/user/"))
        self._socket = websocket.create_connection(
            f"{address}/user/{self.name}/api/kernels/{kernel}/channels",
            cookie=cookies, timeout=PATIENCE,
        )  # fmt: skip

    def _run(self, code: str) -> None:
        """Run a cell and wait until its kernel is idle again."""
        message = _request(code)
        self._socket.send(json.dumps(message))
        replied = idle = False
        while not (replied and idle):
            told = self._socket.recv()
            if isinstance(told, bytes):  # of a widget
                continue
            told = json.loads(told)
            if told["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, content = told["msg_type"], told["content"]
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
            if kind == "error":
                self.errors.append(f"{content['ename']}: {content['evalue']}")
            self.n_correct += "✓ Correct" in content.get("data", {}).get("text/plain", "")

    def _ask(self, method: str, what: str, **more: Any) -> dict:
        headers = {"X-XSRFToken": self._token(f"/user/{self.name}/")}
        address = f"/user/{self.name}/api/{what}"
        answer = self._web.request(method, address, headers=headers, **more)
        return answer.raise_for_status().json()

    def _token(self, path: str) -> str:
        cookies = [c for c in self._web.cookies.jar if c.name == "_xsrf"]
        return next(c.value for c in cookies if c.path == path)


def _request(code: str) -> dict:
    """Return the message that asks a kernel to run code."""
    header = {
        "msg_id": uuid.uuid4().hex, "session": uuid.uuid4().hex, "username": "",
        "msg_type": "execute_request", "version": "5.3", "date": "",
    }  # fmt: skip
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {},
               "allow_stdin": False, "stop_on_error": False}  # fmt: skip
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content,
            "channel": "shell", "buffers": []}  # fmt: skip
