"""Reads the archive's own format: an English half, `<hr />`, `Original:`, and a Chinese half. The manual (`formats`) describes it.

    Title: ...      (blank lines allowed between)          ### TITLE
    Author: ...                                            AUTHOR or an empty line
    Date: 1960-04-25                                       1960-04-25
    Page: 3         (or `Edition: 3`)                      第3版()
                                                           专栏：COLUMN or nothing
    body lines, one paragraph per line                     body lines, one paragraph per line

Either half may be missing. Nothing is normalized: a paragraph is a span of the decoded file.
"""

from __future__ import annotations

import datetime
import re

from corpus.errors import UnreadableSource
from corpus.model import Article, Kind, Newspaper, Paragraph, Remark, Source, Text
from corpus.readers.dates import CHINESE_PAGE, date_in_name, looks_like_date, parse_date, parse_page
from corpus.readers.glossary import parse_glossary
from corpus.readers.headers import CHINESE_FIELD, ENGLISH_FIELD, HEADING, Half, chinese_header, english_header
from corpus.readers.paragraph_kinds import chinese_kinds, column_name, english_kinds
from corpus.readers.reading import Field, Reading, article_id, leftover_remark
from corpus.text.lines import Line, lines

_DIVIDER = re.compile(r"<hr\s*/?>")
_DIVIDED = re.compile(r"^[ \t]*<hr\s*/?>[ \t]*[\r\n]+[ \t]*Original:", re.MULTILINE)


def looks_periodical(text: str) -> bool:
    """Whether the text begins with an English or Chinese header of this format, or contains the divider between the halves."""
    head = [line.text.strip() for line in lines(text[:4000]) if not line.blank][:6]
    if not head:
        return False
    labels = [match[1] for line in head if (match := ENGLISH_FIELD.fullmatch(line))]
    if ENGLISH_FIELD.fullmatch(head[0]) and {"Date", "Page", "Edition"} & set(labels) and len(labels) > 1:
        return True
    if HEADING.fullmatch(head[0]) and any(CHINESE_PAGE.match(line) for line in head[1:]):
        return True
    if head[0].startswith("###") and not head[0].startswith("####") and any(looks_like_date(line) for line in head[1:3]):
        return True
    if CHINESE_FIELD.fullmatch(head[0]) and sum(bool(CHINESE_FIELD.fullmatch(line)) for line in head) > 1:
        return True
    return bool(_DIVIDED.search(text))


def read_periodical(text: str, source: Source, newspaper: Newspaper) -> Reading:
    """The article of one file.

    Raises UnreadableSource if neither half has a body.
    """
    english_lines, divider, chinese_lines = _halves(text)
    english = english_header(english_lines, source.path) if english_lines else Half("en", source.path)
    chinese = chinese_header(chinese_lines, source.path) if chinese_lines else Half("zh", source.path)
    if not english.body and not chinese.body:
        raise UnreadableSource(f"{source.path}: no body text in either half", "The file was skipped.")
    marks = [line for line in divider if not line.blank]
    following = [*marks, *chinese_lines]
    english_end = following[0].start if english_lines and following else len(text)
    return _article(text, source, newspaper, (english, english_end), chinese, marks)


def _halves(text: str) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines of the English half, the divider, and the Chinese half."""
    all_lines = list(lines(text))
    divider = _divider(all_lines)
    if divider is None:
        first = next((line for line in all_lines if not line.blank), None)
        # Leave out blank lines above a headline, because header lines are identified by position.
        if first and _begins_chinese(first.text.strip()):
            return [], [], all_lines[all_lines.index(first) :]
        end, start = _undivided(all_lines)
        return all_lines[:end], all_lines[end:start], all_lines[start:]
    start = divider + 1
    while start < len(all_lines) and not all_lines[start].text.startswith("###"):
        start += 1
    if start == len(all_lines):
        start = divider + 1
        while start < len(all_lines) and (all_lines[start].blank or _is_divider(all_lines[start])):
            start += 1
    return all_lines[:divider], all_lines[divider:start], all_lines[start:]


def _undivided(all_lines: list[Line]) -> tuple[int, int]:
    """End of the English half and start of the Chinese one in a file without a divider, found by the Chinese header."""
    for start, line in enumerate(all_lines):
        if line.text.startswith("###") and any(
            CHINESE_PAGE.match(below.text.strip()) for below in all_lines[start + 1 : start + 5]
        ):
            end = start
            while end and (all_lines[end - 1].blank or _is_divider(all_lines[end - 1])):
                end -= 1
            return end, start
    return len(all_lines), len(all_lines)


def _begins_chinese(line: str) -> bool:
    return bool(HEADING.fullmatch(line) or CHINESE_FIELD.fullmatch(line))


def _divider(all_lines: list[Line]) -> int | None:
    """Index of the line that divides the halves: a rule above `Original:`, or else the first rule."""
    rules = [at for at, line in enumerate(all_lines) if _DIVIDER.fullmatch(line.text.strip())]
    for at in rules:
        following = next((line for line in all_lines[at + 1 :] if not line.blank), None)
        if following and following.text.strip() == "Original:":
            return at
    return rules[0] if rules else None


def _is_divider(line: Line) -> bool:
    return bool(_DIVIDER.fullmatch(line.text.strip())) or line.text.strip() == "Original:"


def _article(
    text: str, source: Source, newspaper: Newspaper, first: tuple[Half, int], chinese: Half, divider: list[Line]
) -> Reading:
    """Build the article. `first`: the English half and its end in the file."""
    english, english_end = first
    left = [*english.leftovers, *(line for line in divider if not _is_divider(line)), *chinese.leftovers]
    remarks = [leftover_remark(source.path, line.span, line.text.strip()) for line in left]
    marks = [Field("mark", source.path, line.span, "") for line in divider if _is_divider(line)]
    date = _date(chinese, english, source, remarks)
    page = _page(chinese, english, source, remarks)
    if english.value("column") and chinese.value("column"):
        message = f"the English half calls the column {english.value('column')[:60]}; the Chinese name is used"
        remarks.append(_field_remark("column", english, message))
    english_text = _text(
        text,
        english,
        english_end,
        english_kinds(english.body, english.value("title"), english.value("author"), chinese.value("column")),
    )
    chinese_text = _text(text, chinese, len(text), chinese_kinds(chinese.body, chinese.value("title"), chinese.value("author")))
    remarks += _stray(english_text, source)
    record = (chinese_text or english_text or Text("", ())).content
    article = Article(
        id=article_id(date.isoformat() if date else "", page, record),
        newspaper=newspaper,
        date=date,
        page=page,
        column=chinese.value("column") or english.value("column") or ("" if chinese_text else _column_of(english_text)),
        title_en=english.value("title"),
        title_zh=chinese.value("title"),
        author_en=english.value("author"),
        author_zh=chinese.value("author"),
        source=source,
        english=english_text,
        chinese=chinese_text,
        glossary=parse_glossary(english_text),
        machine_translated=english_text is not None and chinese_text is not None,
    )
    return Reading(source, (article,), tuple(remarks), (*english.fields, *marks, *chinese.fields))


def _text(source_text: str, half: Half, end: int, kinds: list[Paragraph]) -> Text | None:
    """The half's body. `kinds` has spans of the whole file, which become spans of the body."""
    if not half.body:
        return None
    start = half.body_start
    paragraphs = tuple(Paragraph(p.span.shift(-start), p.kind) for p in kinds)
    return Text(source_text[start:end], paragraphs, offset=start)


def _column_of(english: Text | None) -> str:
    """The column that the English body names, for an article without a Chinese half."""
    named = (p.span.of(english.content) for p in english.paragraphs if p.kind is Kind.COLUMN) if english else iter(())
    return column_name(next(named, ""))


def _stray(english: Text | None, source: Source) -> list[Remark]:
    """A remark on Chinese in the English half, which is stored but not searched."""
    if english is None or english.offset is None:
        return []
    spans = [p.span for p in english.paragraphs if p.kind is Kind.STRAY]
    if not spans:
        return []
    first = spans[0].shift(english.offset)
    message = f"{len(spans)} Chinese lines are in the English half, the first at character {first.start}; they can be found, but answer no question"
    return [Remark("stray", source.path, message, first, spans[0].of(english.content))]


def _date(chinese: Half, english: Half, source: Source, remarks: list[Remark]) -> datetime.date | None:
    """The Chinese half's date, or else the English one's, or else the file name's. Differences become remarks."""
    found = {"file name": date_in_name(source.path)}
    for half, where in ((english, "English"), (chinese, "Chinese")):
        value = half.value("date")
        found = {where: parse_date(value), **found}
        if value and not found[where]:
            remarks.append(_field_remark("date", half, f"the {where} date is invalid: {value[:60]}"))
    known = {where: date for where, date in found.items() if date}
    if not known:
        if not any(r.kind == "date" for r in remarks):
            remarks.append(Remark("date", source.path, "no date in either half, nor in the file name"))
        return None
    if len(set(known.values())) > 1:
        listed = ", ".join(f"{where} {date.isoformat()}" for where, date in known.items())
        message = f"the dates differ ({listed}); the first one is used"
        dated = next((half for half in (english, chinese) if half.value("date")), None)
        remarks.append(_field_remark("date", dated, message) if dated else Remark("date", source.path, message))
    return next(iter(known.values()))


def _page(chinese: Half, english: Half, source: Source, remarks: list[Remark]) -> int | None:
    """The Chinese half's page, or else the English one's. Anything else in those lines becomes a remark."""
    pages = []
    for half in (chinese, english):
        value = half.value("page")
        page, rest = parse_page(value)
        pages.append(page)
        if rest:
            remarks.append(_field_remark("page", half, f"{value[:60]}: only part of it is a page; read as {page or 'nothing'}"))
    if None not in pages and pages[0] != pages[1]:
        message = f"the pages differ (Chinese {pages[0]}, English {pages[1]}); the first one is used"
        remarks.append(_field_remark("page", english, message))
    return next((page for page in pages if page is not None), None)


def _field_remark(name: str, half: Half, message: str) -> Remark:
    place = next(f for f in half.fields if f.name == f"{name}_{half.side}" and f.value)
    return Remark(name, half.path, message, place.span, place.value)
