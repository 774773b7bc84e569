"""The archive's own format: an English half, `<hr />`, `Original:`, a Chinese half (notes on its drift: CONTRIBUTING.md).

    Title: ...      (blank lines may stand between)        ### TITLE
    Author: ...                                            AUTHOR or an empty line
    Date: 1960-04-25                                       1960-04-25
    Page: 3         (or `Edition: 3`)                      第3版()
                                                           专栏：COLUMN or nothing
    body lines, a paragraph a line                         body lines, a paragraph a line

Either half may be missing. Nothing is normalised: a paragraph is a span of the decoded file.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import Article, Newspaper, Paragraph, Source, Text
from corpus.readers.glossary import parse_glossary
from corpus.readers.kinds import chinese_kinds, english_kinds
from corpus.readers.lines import Line, lines
from corpus.readers.reading import Reading, Remark, article_id

_ENGLISH_FIELD = re.compile(r"(Title|Author|Date|Page|Edition):\s*(.*)")
_DIVIDER = re.compile(r"<hr\s*/?>")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PAGE = re.compile(r"第\s*(\d+)\s*版")
_HEADER_LINES = 12
"""A header is over after this many lines, even where its last field is missing."""


@dataclass
class _Half:
    """One half while it is read: header values as they stand, and the body's lines."""

    title: str = ""
    author: str = ""
    date: str = ""
    page: str = ""
    column: str = ""
    body_start: int = 0
    body: list[Line] = field(default_factory=list)
    leftovers: list[Line] = field(default_factory=list)


def looks_periodical(text: str) -> bool:
    """Whether the text begins like an English half or a Chinese half of this format."""
    head = [line.text.strip() for line in lines(text[:4000]) if not line.blank][:6]
    if not head:
        return False
    if head[0].startswith("Title:"):
        return any(re.match(r"(Date|Page|Edition):", line) for line in head[1:])
    return head[0].startswith("### ") and any(_PAGE.match(line) for line in head[1:])


def read_periodical(text: str, source: Source, newspaper: Newspaper) -> Reading:
    """The article of one file.

    Raises UnreadableSource where neither half has a body.
    """
    english_lines, divider, chinese_lines = _halves(text)
    english = _english_header(english_lines) if english_lines else None
    chinese = _chinese_header(chinese_lines) if chinese_lines else None
    if not (english and english.body) and not (chinese and chinese.body):
        raise UnreadableSource(f"{source.path}: no body text in either half", "The file was left out.")
    return _article(text, source, newspaper, english or _Half(), chinese or _Half(), divider)


def _halves(text: str) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines of the English half, of the divider, and of the Chinese half."""
    every = list(lines(text))
    for at, line in enumerate(every):
        if _DIVIDER.fullmatch(line.text.strip()):
            start = at + 1
            while start < len(every) and not every[start].text.startswith("###"):
                start += 1
            if start < len(every):
                return every[:at], every[at:start], every[start:]
            start = at + 1
            while start < len(every) and (every[start].blank or _is_divider(every[start])):
                start += 1
            return every[:at], every[at:start], every[start:]
    first = next((line for line in every if not line.blank), None)
    if first is not None and first.text.startswith("###"):
        return [], [], every
    return every, [], []


def _is_divider(line: Line) -> bool:
    return bool(_DIVIDER.fullmatch(line.text.strip())) or line.text.strip() == "Original:"


def _english_header(half: list[Line]) -> _Half:
    result = _Half()
    at = 0
    others = []
    for number, line in enumerate(half[: _HEADER_LINES + 1]):
        match = _ENGLISH_FIELD.fullmatch(line.text.strip())
        name = "page" if match and match[1] == "Edition" else match[1].lower() if match else ""
        if match and not getattr(result, name):
            setattr(result, name, match[2].strip())
            at = number + 1
            if name == "page":
                break
        elif not line.blank:
            if result.date:
                break
            others.append(number)
    return _with_body(result, half, at, others)


def _chinese_header(half: list[Line]) -> _Half:
    """Lines 2 to 5 are positional: author (or an empty line), date, page, column."""
    headed = half[0].text.startswith("###")
    result = _Half(title=half[0].text.removeprefix("###").strip() if headed else "")
    at = int(headed)
    others = []
    for number, line in enumerate(half[at:_HEADER_LINES], start=at):
        value = line.text.strip()
        if value.startswith("专栏："):
            result.column = value.removeprefix("专栏：").strip()
            at = number + 1
            break
        if _DATE.fullmatch(value):
            result.date, at = value, number + 1
        elif _PAGE.match(value):
            result.page, at = value, number + 1
        elif value and result.page:
            break
        elif value and headed and number == 1:
            result.author, at = value, number + 1
        elif value:
            others.append(number)
    return _with_body(result, half, at, others)


def _with_body(result: _Half, half: list[Line], at: int, others: list[int]) -> _Half:
    """`others` are the non-blank lines among the header's that are none of its fields."""
    result.leftovers = [half[number] for number in others if number < at]
    result.body = [line for line in half[at:] if not line.blank]
    # Where the header ends is where the body's text begins, blank lines and indents included.
    result.body_start = half[at].start if at < len(half) else (half[-1].end if half else 0)
    return result


def _article(
    text: str, source: Source, newspaper: Newspaper, english: _Half, chinese: _Half, divider: list[Line]
) -> Reading:
    remarks = [
        Remark("leftover", source.path, f"line at character {line.start} belongs to nothing: {line.text.strip()[:60]}")
        for line in (*english.leftovers, *divider, *chinese.leftovers)
        if not line.blank and not _is_divider(line)
    ]
    date = _date(chinese, english, source, remarks)
    page = _page(chinese.page) or _page(english.page)
    english_end = divider[0].start if divider else len(text)
    english_text = _text(text, english, english_end, english_kinds(english.body, english.title, english.author))
    chinese_text = _text(text, chinese, len(text), chinese_kinds(chinese.body, chinese.title, chinese.author))
    record = (chinese_text or english_text or Text("", ())).content
    article = Article(
        id=article_id(date.isoformat() if date else "", page, record),
        newspaper=newspaper,
        date=date,
        page=page,
        column=chinese.column,
        title_en=english.title,
        title_zh=chinese.title,
        author_en=english.author,
        author_zh=chinese.author,
        source=source,
        english=english_text,
        chinese=chinese_text,
        glossary=parse_glossary(english_text),
        machine_translated=english_text is not None and chinese_text is not None,
    )
    return Reading(source, (article,), tuple(remarks))


def _text(source_text: str, half: _Half, end: int, kinds: list[Paragraph]) -> Text | None:
    """The half's body; `kinds` has spans of the whole file, which become spans of the body."""
    if not half.body:
        return None
    start = half.body_start
    paragraphs = tuple(Paragraph(p.span.shift(-start), p.kind) for p in kinds)
    return Text(source_text[start:end], paragraphs, offset=start)


def _date(chinese: _Half, english: _Half, source: Source, remarks: list[Remark]) -> datetime.date | None:
    """The date of the record; the English one, or the file name's, where it has none. Disagreement is remarked on."""
    found = {
        where: _parse_date(value)
        for where, value in (("Chinese", chinese.date), ("English", english.date), ("file name", Path(source.path).name[:10]))
    }
    known = {where: date for where, date in found.items() if date}
    if not known:
        remarks.append(Remark("date", source.path, "no date in either half, nor in the file name"))
        return None
    if len(set(known.values())) > 1:
        listed = ", ".join(f"{where} {date.isoformat()}" for where, date in known.items())
        remarks.append(Remark("date", source.path, f"the dates differ ({listed}); the first was taken"))
    return next(iter(known.values()))


def _parse_date(value: str) -> datetime.date | None:
    match = _DATE.fullmatch(value)
    if not match:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _page(value: str) -> int | None:
    match = re.search(r"(?<!\d)\d{1,5}(?!\d)", value)
    return int(match[0]) if match else None
