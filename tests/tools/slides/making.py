"""Code cells and their outputs, short to write in a test."""

import base64

import nbformat

SIZE = (720).to_bytes(4, "big") + (384).to_bytes(4, "big")
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + SIZE).decode()


def run(source: str, name: str = "") -> str:
    """Return a code cell; with a name it is an exercise."""
    head = f":name: {name}\n:tags: [exercise]\n\n" if name else ""
    return f"\n\n```{{code-cell}} ipython3\n{head}{source}\n```\n\n"


def data(**shown: object) -> nbformat.NotebookNode:
    """Return what a cell shows, by kind; `png` and `html` are short for the long names."""
    names = {"png": "image/png", "html": "text/html", "plain": "text/plain"}
    made = nbformat.v4.new_output("display_data", {names[k]: v for k, v in shown.items()})
    if "png" in shown:
        made.metadata = nbformat.from_dict({"image/png": {"alt": "Two pots of tea."}})
    return made


def printed(text: str) -> nbformat.NotebookNode:
    """Return what a cell prints."""
    return nbformat.v4.new_output("stream", text=text)
