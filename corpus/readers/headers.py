"""The two headers of the archive's own format. Every line of a half becomes a field, a body line or a leftover."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.model import Side
from corpus.readers.dates import CHINESE_PAGE, looks_like_date
from corpus.readers.lines import Line
from corpus.readers.reading import Field

ENGLISH_FIELD = re.compile(r"[*_#]*\s*(Title|Author|Date|Page|Edition)\s*[*_]*\s*[:：]\s*(.*)")
"""`Title: A Ferry`, and what a model makes of it: `**Title:** A Ferry`, `Title：A Ferry`."""
_COLUMN = re.compile(r"[*_]*专栏[*_]*\s*[：:]\s*(.*)")
_SENTENCE = re.compile(r"[。！？]")
"""A line with one of these is text, where an author might stand."""
_HEADER_LINES = 12
"""A header is over after this many lines, even where its last field is missing."""


@dataclass
class Half:
    """One half while it is read: its header, and the body's lines."""

    side: Side
    path: str
    fields: list[Field] = field(default_factory=list)
    body_start: int = 0
    body: list[Line] = field(default_factory=list)
    leftovers: list[Line] = field(default_factory=list)

    def value(self, name: str) -> str:
        """What the header says of `title`, `author`, `date`, `page` or `column`; empty where it says nothing."""
        return next((f.value for f in self.fields if f.name == f"{name}_{self.side}" and f.value), "")

    def has(self, name: str) -> bool:
        return any(f.name == f"{name}_{self.side}" for f in self.fields)

    def add(self, name: str, line: Line, value: str) -> None:
        self.fields.append(Field(f"{name}_{self.side}", self.path, line.span, value))


def english_header(half: list[Line], path: str) -> Half:
    """Labelled fields in any order, with or without blank lines between them; the page, or the edition, ends them."""
    result = Half("en", path)
    at = 0
    others = []
    for number, line in enumerate(half[: _HEADER_LINES + 1]):
        match = ENGLISH_FIELD.fullmatch(line.text.strip())
        name = "page" if match and match[1] == "Edition" else match[1].lower() if match else ""
        if match and not result.value(name):
            result.add(name, line, _bare(match[2], line.text))
            at = number + 1
            if name == "page":
                break
        elif not line.blank:
            if result.has("date") and not match:
                break
            others.append(number)
    return _with_body(result, half, at, others)


def chinese_header(half: list[Line], path: str) -> Half:
    """Lines 2 to 5 are positional: author (or an empty line), date, page, column. Each may be missing."""
    result = Half("zh", path)
    headed = half[0].text.startswith("###")
    if headed:
        result.add("title", half[0], half[0].text.strip().removeprefix("###").strip())
    at = int(headed)
    others = []
    for number, line in enumerate(half[at:_HEADER_LINES], start=at):
        value = line.text.strip()
        column = _COLUMN.fullmatch(value)
        if column:
            result.add("column", line, _bare(column[1], value))
            at = number + 1
            break
        if looks_like_date(value) and not result.has("date"):
            result.add("date", line, value)
            at = number + 1
        elif CHINESE_PAGE.match(value) and _is_page_line(value) and not result.has("page"):
            result.add("page", line, value)
            at = number + 1
        elif value and result.has("page"):
            break
        elif value and headed and number == 1 and not _SENTENCE.search(value):
            result.add("author", line, value)
            at = number + 1
        elif value:
            others.append(number)
    return _with_body(result, half, at, others)


def _is_page_line(value: str) -> bool:
    """`第3版()`, with whatever stands in the parentheses; not a sentence that begins with a page."""
    return bool(re.fullmatch(r"\s*(?:[(（].*[)）])?", CHINESE_PAGE.sub("", value, count=1)))


def _bare(value: str, line: str) -> str:
    """A value without the asterisks that set off its label."""
    return value.strip().strip("*_").strip() if line.strip()[:1] in "*_" or "**" in value else value.strip()


def _with_body(result: Half, half: list[Line], at: int, others: list[int]) -> Half:
    """`others` are the non-blank lines among the header's that are none of its fields."""
    result.leftovers = [half[number] for number in others if number < at]
    result.body = [line for line in half[at:] if not line.blank]
    # Where the header ends is where the body's text begins, blank lines and indents included.
    result.body_start = half[at].start if at < len(half) else (half[-1].end if half else 0)
    return result
