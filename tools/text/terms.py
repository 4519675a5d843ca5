"""The terms of the glossary: the source's own (GLO), the field's (TRM), and their forms."""

import re

__all__ = [
    "chinese_forms",
    "english_forms",
    "is_field_term",
    "names_term",
    "printed_as",
    "simplified_forms",
]

# What the source prints of a term, and where its forms then stand.
PRINTED = {
    "S": ("simplified",),
    "T": ("traditional",),
    "S+T": ("simplified", "traditional"),
    "ours": ("simplified",),
}
EMPHASISED = r"(?<![\w*])\*{{1,2}}(?=\S)(?:[^*\n]*\W)?{}(?:\W[^*\n]*)?\*"
WORDS = {
    "S": "the source prints the simplified form",
    "T": "the source prints the traditional form",
    "S+T": "the source prints both forms",
    "ours": "the source prints neither form",
}


def is_field_term(row: dict[str, str]) -> bool:
    """Return whether a term is a word of the field that the source does not have."""
    return row["id"].startswith("TRM-")


def english_forms(row: dict[str, str]) -> list[str]:
    """Return `everyday low price` and `EDLP` of `everyday low price (EDLP)`."""
    forms = []
    for term in row["english"].split(" / "):
        inner = re.findall(r"\(([^)]*)\)", term)
        forms += [re.sub(r"\s*\([^)]*\)", "", term).strip(), *inner]
    return [form for form in forms if form]


def chinese_forms(row: dict[str, str]) -> list[str]:
    """Return the Chinese forms in which the course quotes a term: those that the source prints."""
    forms = [form for script in PRINTED[row["printed"]] for form in row[script].split(" / ")]
    return list(dict.fromkeys(forms))


def simplified_forms(row: dict[str, str]) -> list[str]:
    """Return the simplified forms of a term, which every reader can look up."""
    return row["simplified"].split(" / ")


def printed_as(row: dict[str, str]) -> str:
    """Return in words which of its Chinese forms the source prints."""
    if is_field_term(row):
        return "a word of the field, not of the source"
    if row["printed"] != "ours" and row["simplified"] == row["traditional"]:
        return "the source prints it"
    return WORDS[row["printed"]]


def names_term(row: dict[str, str], text: str) -> bool:
    """Return whether a text introduces a term.

    The source's own stands there as the source prints it; a word of the field is set in bold or
    italics, alone or among other words.
    """
    if not is_field_term(row):
        return any(form in text for form in chinese_forms(row))
    return any(
        re.search(EMPHASISED.format(re.escape(form)), text, flags=re.I)
        for form in english_forms(row)
    )
