"""What differs from run to run is taken out of an executed notebook."""

import json
import re

import nbformat

from tools.text.sections import VIEW

__all__ = ["STATE", "alt_text", "stabilise"]

STATE = "application/vnd.jupyter.widget-state+json"


def stabilise(book: nbformat.NotebookNode) -> None:
    """Remove what differs from run to run, and give every figure its alt text."""
    book.metadata["language_info"] = nbformat.from_dict({"name": "python"})
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                about = output.metadata.setdefault("image/png", nbformat.from_dict({}))
                about.setdefault("alt", alt_text(cell))
    _renumber_widgets(book)


def alt_text(cell: nbformat.NotebookNode) -> str:
    """Return the alt text that the chapter gives to a cell's figures; empty without one."""
    return " ".join(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "").split())


def _renumber_widgets(book: nbformat.NotebookNode) -> None:
    """Number the widget models, whose ids are random, by appearance; drop what nothing shows."""
    state = book.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    numbers: dict[str, str] = {}

    def visit(model: str) -> None:
        if model in state and model not in numbers:
            numbers[model] = f"{len(numbers) + 1:032x}"
            for child in re.findall(r"IPY_MODEL_(\w+)", json.dumps(state[model], sort_keys=True)):
                visit(child)

    for cell in book.cells:
        for output in cell.get("outputs", []):
            if view := output.get("data", {}).get(VIEW):
                visit(view["model_id"])
                view["model_id"] = numbers[view["model_id"]]
    if not numbers:
        book.metadata.pop("widgets", None)
        return
    renamed = {
        number: json.loads(
            re.sub(
                r"IPY_MODEL_(\w+)",
                lambda m: "IPY_MODEL_" + numbers.get(m[1], m[1]),
                json.dumps(state[model]),
            )
        )
        for model, number in numbers.items()
    }
    book.metadata.widgets[STATE]["state"] = nbformat.from_dict(renamed)
