"""A learner's server on a class's hub: the copies, and the settings that a class needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from crmlib import course_root, work_folder
from crmlib.course.workspace import make_copies

__all__ = ["open_on_hub"]

FOLDER = "crm"  # of a learner's home: a hidden folder would not be shown by JupyterLab
IDLE_MINUTES = 30  # after which a kernel that computes nothing is ended, and its memory free
QUIET_SETTINGS = Path(__file__).parent / "jupyter"


def open_on_hub(settings: Any) -> list[str]:
    """Make the learner's copies where a hub starts a server, and set what a class needs.

    Call it in the file ``etc/jupyter/jupyter_server_config.py`` of the environment that a class
    shares: Jupyter reads it as the learner, at every start of a learner's server.

    Parameters
    ----------
    settings : traitlets.config.Config
        Jupyter's settings, which such a file knows as ``c``. They are changed: the page that
        opens is the first chapter, and a kernel that was idle for 30 minutes is ended.

    Returns
    -------
    list of str
        The lines of `make_copies`, or why there could be no copies: a server starts all the same.

    Notes
    -----
    Copies and progress are kept in ``crm/`` of the learner's home, unless the variable
    ``CRMLIB_WORK`` names another folder.

    Examples
    --------
    In ``etc/jupyter/jupyter_server_config.py``::

        from crmlib.course import open_on_hub

        open_on_hub(c)
    """
    root, home = course_root(), Path.home()
    os.environ.setdefault("CRMLIB_WORK", str(home / FOLDER))
    os.environ.setdefault("PYTHONUTF8", "1")
    os.environ.pop("MPLBACKEND", None)  # kernels would inherit it, and show no figure
    paths = [str(QUIET_SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    settings.LabApp.news_url = None
    settings.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
    settings.MappingKernelManager.cull_idle_timeout = IDLE_MINUTES * 60
    settings.MappingKernelManager.cull_interval = 60
    settings.MappingKernelManager.cull_connected = True  # a page left open holds a kernel for ever
    work = work_folder(root)
    if work.is_relative_to(home):
        first = min(path.name for path in (root / "notebooks").glob("*.ipynb"))
        page = (work / first).relative_to(home).as_posix()
        settings.ServerApp.default_url = f"/lab/tree/{page}"
    try:
        return make_copies(root)
    except OSError as error:
        return [f"No copies of the course in {work}: {error.strerror or error}."]
