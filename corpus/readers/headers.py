"""Parses the two headers of the archive's own format. Every line of a half becomes a field, a body line or a leftover.

The lines of the Chinese header are identified by position, but may have labels too, in simplified or traditional characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.model import Side
from corpus.readers.dates import CHINESE_PAGE, looks_like_date
from corpus.readers.reading import Field
from corpus.text.lines import Line

ENGLISH_FIELD = re.compile(r"[*_#]*\s*(Title|Authors?|Date|Page|Edition|Column)\s*[*_]*\s*[:：]\s*(.*)")
"""`Title: A Ferry`, and what translation models turn it into: `**Title:** A Ferry`, `Title：A Ferry`."""
_ENGLISH_NAMES = {"authors": "author", "edition": "page"}
CHINESE_FIELD = re.compile(r"[*_#]*\s*(标题|標題|题目|題目|作者|日期|版次|版面|版|专栏|專欄|栏目|欄目)\s*[*_]*\s*[：:]\s*(.*)")
"""`专栏：短评`, which every file has, and labels that other lines may have: `標題：渡船`."""
_CHINESE_NAMES = {
    **dict.fromkeys(("标题", "標題", "题目", "題目"), "title"),
    **dict.fromkeys(("专栏", "專欄", "栏目", "欄目"), "column"),
    **dict.fromkeys(("版次", "版面", "版"), "page"),
    "作者": "author",
    "日期": "date",
}
HEADING = re.compile(r"#{1,6}(?!#)\s*(.*)")
"""The Chinese title. It has three marks, but any number is accepted after the rule between the halves."""
_SENTENCE = re.compile(r"[。！？]")
"""A line with one of these is body text, not an author."""
_HEADER_LINES = 12
"""A header ends after this many lines even if its last field is missing."""


@dataclass
class Half:
    """A half during parsing: its header fields and body lines."""

    side: Side
    path: str
    fields: list[Field] = field(default_factory=list)
    body_start: int = 0
    body: list[Line] = field(default_factory=list)
    leftovers: list[Line] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The value of the header's `title`, `author`, `date`, `page` or `column`; empty if there is none."""
        return next((f.value for f in self.fields if f.name == f"{name}_{self.side}" and f.value), "")

    def has(self, name: str) -> bool:
        return any(f.name == f"{name}_{self.side}" for f in self.fields)

    def add(self, name: str, line: Line, value: str) -> None:
        self.fields.append(Field(f"{name}_{self.side}", self.path, line.span, value))


def english_header(half: list[Line], path: str) -> Half:
    """Parse labelled fields in any order, with or without blank lines between them, up to the page or edition."""
    result = Half("en", path)
    at = 0
    others = []
    for number, line in enumerate(half[: _HEADER_LINES + 1]):
        name, value = _labelled(ENGLISH_FIELD, _ENGLISH_NAMES, line)
        if name and not result.value(name):
            result.add(name, line, value)
            at = number + 1
            if name == "page":
                break
        elif not line.blank:
            if result.has("date") and not name:
                break
            others.append(number)
    return _with_body(result, half, at, others)


def chinese_header(half: list[Line], path: str) -> Half:
    """Parse lines 2 to 5: author (or an empty line), date, page, column. Each may be missing or have a label."""
    result = Half("zh", path)
    heading = HEADING.fullmatch(half[0].text.strip())
    if heading:
        name, value = _labelled(CHINESE_FIELD, _CHINESE_NAMES, half[0])
        result.add("title", half[0], value if name == "title" else heading[1].strip())
    at = int(bool(heading))
    others = []
    for number, line in enumerate(half[at:_HEADER_LINES], start=at):
        name, value = _labelled(CHINESE_FIELD, _CHINESE_NAMES, line)
        if not name:
            name, value = _by_place(result, line.text.strip(), second=bool(heading) and number == 1), line.text.strip()
        if name and not result.has(name):
            result.add(name, line, value)
            at = number + 1
            if name == "column":
                break
        elif not line.blank and result.has("page"):
            break
        elif not line.blank:
            others.append(number)
    return _with_body(result, half, at, others)


def _labelled(form: re.Pattern[str], names: dict[str, str], line: Line) -> tuple[str, str]:
    """The field that the label names, and its value; the name is empty if the line has no label."""
    match = form.fullmatch(line.text.strip())
    if not match:
        return "", line.text.strip()
    label = match[1].lower()
    return names.get(label, label), _bare(match[2], line.text)


def _by_place(result: Half, value: str, second: bool) -> str:
    """The field of a Chinese line without a label; empty if it is none. `second`: the line is directly below the title."""
    if looks_like_date(value):
        return "date"
    if CHINESE_PAGE.match(value) and _is_page_line(value):
        return "page"
    is_author = second and value and not result.has("page") and not _SENTENCE.search(value)
    return "author" if is_author else ""


def _is_page_line(value: str) -> bool:
    """Whether it is `第3版()` with anything in the parentheses, not a sentence that begins with a page."""
    return bool(re.fullmatch(r"\s*(?:[(（].*[)）])?", CHINESE_PAGE.sub("", value, count=1)))


def _bare(value: str, line: str) -> str:
    """The value without the asterisks around its label."""
    return value.strip().strip("*_").strip() if line.strip()[:1] in "*_" or "**" in value else value.strip()


def _with_body(result: Half, half: list[Line], at: int, others: list[int]) -> Half:
    """Split the half at line `at`. `others` are the non-blank header lines that are not fields."""
    result.leftovers = [half[number] for number in others if number < at]
    result.body = [line for line in half[at:] if not line.blank]
    # The body's text begins directly after the header, including blank lines and indents.
    result.body_start = half[at].start if at < len(half) else (half[-1].end if half else 0)
    return result
