"""Numbers in prose and in outputs: how they are written, and when one backs another.

A number with two or more significant digits needs evidence; `nearest` says where it must stand.
"""

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tools.text.sections import VIEW

__all__ = [
    "Number",
    "dollar_problems",
    "is_backed",
    "numbers_of",
    "origins_of",
    "precision_problems",
    "prose_numbers",
    "shown_texts",
    "written_alike",
]

POWERS = {"thousand": 3, "million": 6, "billion": 9}
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ ]*$|``.+?``|`[^`\n]+`|<!--.*?-->", re.M | re.S)
FORMULA = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<!\\)\$[^$]+?(?<!\\)\$", re.S)
MARKUP = re.compile(r"<[^>\n]+>|\]\([^)\n]*\)")
LIST = r"(?:(?:, | and | to |\u2013){0}\d+)*"
NOT_NUMBERS = re.compile(
    r"^# \d+(?= )"  # the chapter's number in its title
    r"|\*\*Lecturer, \d+ minutes?"  # minutes of a note
    r"|^ *\d+[.)] "  # a numbered list
    r"|\b[Ee]xercises? \d+\.\d+" + LIST.format(r"\d+\.") + r"|\b[Cc]hapters? \d+" + LIST.format("")
    + r"|\b[A-Z]{2,}(?:-[A-Z])?-\d+"  # ids such as NUM-21
    r"|84\.51°|\b80/20\b",  # names
    re.M,
)  # fmt: skip
NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:e(?P<exponent>[+-]?\d+)|\s(?P<power>thousand|million|billion)\b)?(?P<percent>\s?%)?"
)
SIGN = re.compile(r"(?:^|[^\w)%])([-\u2212+])\\?\$?$")
PER_HUNDRED = re.compile(r"%|\bper ?cent|\bpoints?\b|\b100\b|\bhundred\b")
PER_THOUSAND = re.compile(r"\b1,000\b|\bthousand\b")


@dataclass(frozen=True)
class Number:
    """A number: its digits without commas, sign, power of ten, percent or not; and as written."""

    digits: str
    sign: str = ""
    power: int = 0
    percent: bool = False
    text: str = field(default="", compare=False)

    @property
    def value(self) -> Decimal:
        """Its value, with its sign; a percent sign is not applied."""
        value = Decimal(self.digits).scaleb(self.power)
        return -value if self.sign == "-" else value

    @property
    def place(self) -> int:
        """The power of ten of its last digit: -2 for 1.00, 0 for 150, 5 for 1.2 million."""
        return self.power - len(self.digits.partition(".")[2])

    @property
    def needs_evidence(self) -> bool:
        """Whether two or more digits are significant: not in 400 and 0.05, but in 150 and 1.0."""
        digits = self.digits if "." in self.digits else self.digits.rstrip("0")
        return len(digits.replace(".", "").lstrip("0")) >= 2

    def backed_by(self, other: "Number", power: int = 0) -> bool:
        """Return whether `other`, times a power of ten and rounded, is what is written here.

        A number shown with fewer digits backs nothing: 1.00 needs a 1.00 or a 1.0012, not a 1.
        """
        zeros = 0 if "." in self.digits else len(self.digits) - len(self.digits.rstrip("0"))
        if other.place + power > self.place + zeros:
            return False
        value = other.value.scaleb(power)
        distance = abs(value - self.value) if self.sign else abs(abs(value) - self.value)
        return distance <= Decimal(5).scaleb(self.place - 1)


def prose_numbers(cells: list) -> list[tuple[Number, str]]:
    """Return every number in the prose of some cells, each with the paragraph around it."""
    return [
        (number, " ".join(paragraph.split()))
        for cell in cells
        for paragraph in _paragraphs(cell)
        for number in numbers_of(NOT_NUMBERS.sub(" ", MARKUP.sub(" ", FORMULA.sub(" ", paragraph))))
    ]


def dollar_problems(book: Any) -> list[str]:
    r"""Name the paragraphs in which a dollar sign would start a formula; `\$5` does not."""
    problems = []
    for cell in book.cells:
        for paragraph in _paragraphs(cell):
            formulas = [re.sub(r"\\\w+(\{[^}]*\})?", "", f) for f in FORMULA.findall(paragraph)]
            words = any(re.search(r"[a-z]{4,} [a-z]{3,}", formula) for formula in formulas)
            if words or re.search(r"(?<!\\)\$", FORMULA.sub(" ", paragraph)):
                problems.append(f"write dollars as \\$: “{' '.join(paragraph.split())[:80]}”")
    return problems


def precision_problems(book: Any) -> list[str]:
    """Name the outputs whose last digits may differ from system to system: more than six digits."""
    return [
        f"round {number.text} in “{cell.source.splitlines()[-1]}”"
        for cell in book.cells
        if cell.cell_type == "code"
        for number in dict.fromkeys(n for text in shown_texts(cell) for n in numbers_of(text))
        if "." in number.digits and len(number.digits.replace(".", "").lstrip("0")) > 6
    ]


def numbers_of(text: str) -> list[Number]:
    """Return the numbers in a text, as they are written."""
    found = []
    for match in NUMBER.finditer(text):
        sign = SIGN.search(text[: match.start()][-4:])
        power = int(match["exponent"] or POWERS.get(match["power"], 0))
        mark = sign[1].replace("\N{MINUS SIGN}", "-") if sign else ""
        digits, percent = match["digits"].replace(",", ""), bool(match["percent"])
        found.append(Number(digits, mark, power, percent, match["digits"]))
    return found


def origins_of(quoted: dict) -> tuple[dict[str, Number], list[str]]:
    """Return the entries of `quoted:` as numbers, by key, and the problems of wrong ones."""
    origins, problems = {}, []
    for key, origin in quoted.items():
        found = numbers_of(str(key))
        if len(found) == 1 and re.fullmatch(r"[\d.,]+", str(key)):
            origins[str(key)] = found[0]
        else:
            problems.append(f"quoted {key!r} is not a plain number")
        if not str(origin or "").strip():
            problems.append(f"quoted {key!r} has no origin")
    return origins, problems


def written_alike(origin: Number, number: Number) -> bool:
    """Return whether a quoted number and one in prose have the same value and precision."""
    return Decimal(origin.digits) == Decimal(number.digits) and (
        origin.place - origin.power == number.place - number.power
    )


def is_backed(number: Number, context: str, shown: list[Number]) -> bool:
    """Return whether one of the shown numbers is what is written, in its paragraph's unit."""
    powers = [0]
    powers += [2] if PER_HUNDRED.search(context) else []
    powers += [3] if PER_THOUSAND.search(context) else []
    return any(number.backed_by(other, power) for other in shown for power in powers)


def shown_texts(cell: Any) -> list[str]:
    """Return the texts that an executed cell shows; what a picture or a widget says is none."""
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output.get("name") == "stdout":
            texts.append(output.text)
        if VIEW not in data and "image/png" not in data:
            page = re.sub(r"<style.*?</style>|<[^>]+>", " ", data.get("text/html", ""), flags=re.S)
            texts += [data.get("text/plain", ""), html.unescape(page)]
    return texts


def _paragraphs(cell: Any) -> list[str]:
    if cell.cell_type != "markdown":
        return []
    return re.split(r"\n\s*\n", CODE.sub(" ", cell.source))
