"""A hub with its proxy on loopback, who runs there, and what each one's memory is."""

import json
import os
import secrets
import socket
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

HERE = Path(__file__).resolve().parent
PROXY = HERE.parent / "node_modules" / ".bin" / "configurable-http-proxy"
IDLE_SECONDS = 10  # so short only here: to see the cullers at work
# The class's file says half an hour; here a kernel that nobody is connected to goes at once.
KERNELS = {"cull_idle_timeout": IDLE_SECONDS, "cull_interval": 2, "cull_connected": False}


class Hub:
    """A hub that runs: its address, its processes, its learners' homes."""

    def __init__(self, folder: Path, package: Path) -> None:
        ports = _free_ports(3)
        self.folder, self.token = folder, secrets.token_hex(16)
        self.address = f"http://127.0.0.1:{ports[0]}"
        with zipfile.ZipFile(package) as packed:
            packed.extractall(folder / "shared")
        [shared] = (folder / "shared").iterdir()
        settings = folder / "settings"
        settings.mkdir()
        recipe = (HERE / "jupyter_server_config.py").read_bytes()
        (settings / "jupyter_server_config.py").write_bytes(recipe)
        self.told = {
            "port": ports[0], "hub_port": ports[1], "proxy_port": ports[2], "token": self.token,
            "folder": str(folder), "proxy": str(PROXY), "shared": str(shared),
            "settings": str(settings),
            "server": [f"--MappingKernelManager.{name}={said}" for name, said in KERNELS.items()],
        }  # fmt: skip

    def memory(self) -> dict[str, int]:
        """Return the bytes of each learner, of the hub and of the proxy, shared pages parted."""
        found: dict[str, int] = {}
        for process in [self.process, *self.process.children(recursive=True)]:
            with suppress(psutil.Error):
                whose = process.environ().get("JUPYTERHUB_USER", "")
                if not whose:
                    whose = "proxy" if "http-proxy" in " ".join(process.cmdline()) else "hub"
                found[whose] = found.get(whose, 0) + process.memory_full_info().pss
        return found

    def n_processes(self, name: str) -> int:
        """Return how many processes a learner has: the server and its kernels."""
        n_found = 0
        for process in self.process.children(recursive=True):
            with suppress(psutil.Error):
                n_found += process.environ().get("JUPYTERHUB_USER", "") == name
        return n_found

    @contextmanager
    def culler(self) -> Iterator[None]:
        """Let the idle culler of JupyterHub end the servers that are idle, meanwhile."""
        api = f"http://127.0.0.1:{self.told['hub_port']}/hub/api"
        options = [f"--url={api}", f"--timeout={IDLE_SECONDS}", "--cull-every=2"]
        command = [sys.executable, "-m", "jupyterhub_idle_culler", *options]
        environment = os.environ | {"JUPYTERHUB_API_TOKEN": self.token}
        with (self.folder / "culler.log").open("wb") as log:
            process = psutil.Popen(command, env=environment, stdout=log, stderr=log)
            try:
                yield
            finally:
                _stop(process)


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    """Start a hub; stop it and all that it started at the end."""
    command = [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "jupyterhub_config.py")]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "CRMLIB_"))}
    environment = kept | {"CLASS_ON_HUB": json.dumps(hub.told), "PYTHONWARNINGS": "ignore"}
    with (hub.folder / "hub.log").open("wb") as log:
        hub.process = psutil.Popen(command, cwd=hub.folder, env=environment, stdout=log, stderr=log)
        try:
            _wait(hub)
            yield hub
        finally:
            _stop(hub.process)


def _stop(process: psutil.Popen) -> None:
    """End a hub and all that it started, and only these."""
    if process.poll() is not None:
        return
    ours = [*process.children(recursive=True), process]
    process.terminate()
    _, left = psutil.wait_procs(ours, timeout=20)
    for each in left:
        with suppress(psutil.Error):
            each.kill()


def _wait(hub: Hub) -> None:
    for _ in range(240):
        with suppress(httpx.HTTPError):
            if httpx.get(f"{hub.address}/hub/health").status_code == 200:
                return
        if hub.process.poll() is not None:
            break
        time.sleep(0.25)
    raise RuntimeError((hub.folder / "hub.log").read_text(encoding="utf-8")[-3000:])


def _free_ports(n: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
