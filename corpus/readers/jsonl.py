"""Reads articles as JSON Lines: one article per line, bodies with one paragraph per line. `corpus.exporting.jsonl` writes this
format.

Fields: id, newspaper, date, page, column, title_en, title_zh, author_en, author_zh, english, chinese, machine_translated. Only
a body in one language is required. `newspaper` may contain both names, `People's Daily|人民日报`.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import Any

from corpus.model import Article, Newspaper, Paragraph, Remark, Source, Text
from corpus.readers.dates import parse_date
from corpus.readers.glossary import parse_glossary
from corpus.readers.paragraph_kinds import chinese_kinds, english_kinds
from corpus.readers.reading import MAX_ARTICLE, Reading, article_id
from corpus.text.lines import lines

_STRINGS = ("id", "newspaper", "column", "title_en", "title_zh", "author_en", "author_zh", "english", "chinese", "date")


_FIELDS = frozenset({*_STRINGS, "page", "machine_translated"})


def looks_jsonl(text: str) -> bool:
    """Whether the first line is a JSON object with a body in one language."""
    first = next((line.text for line in lines(text) if not line.blank), "")
    if not first.lstrip().startswith("{"):
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool({"english", "chinese"} & value.keys())


def read_jsonl(text: str, source: Source, newspaper: Newspaper) -> Reading:
    """The articles of one file. A line that is not an article becomes a remark; the others are read."""
    articles: list[Article] = []
    remarks: list[Remark] = []
    for number, line in enumerate(lines(text), start=1):
        if line.blank:
            continue
        try:
            if len(line.text) > MAX_ARTICLE:
                raise ValueError(f"it has {len(line.text):,} characters, an article at most {MAX_ARTICLE:,}")
            value = json.loads(line.text, object_pairs_hook=_unique_keys)
            wrong: list[str] = []
            articles.append(_article(value, source, newspaper, wrong))
        except (ValueError, TypeError, RecursionError) as error:
            message = f"line {number} is not an article: {error}"
            remarks.append(Remark("bad-line", source.path, message, line.span, line.text.strip()))
            continue
        remarks += [Remark("field", source.path, f"line {number}: {what}", line.span, line.text.strip()) for what in wrong]
        others = {name: item for name, item in value.items() if name not in _FIELDS}
        if others:
            message = f"line {number} has unknown fields: {', '.join(others)[:60]}"
            left = json.dumps(others, ensure_ascii=False)
            remarks.append(Remark("leftover", source.path, message, line.span, left))
    return Reading(source, tuple(articles), tuple(remarks))


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, rejecting duplicate names, of which the `json` module silently keeps only the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        (duplicate, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"duplicate field {duplicate[:40]}")
    return found


def _article(value: Any, source: Source, default: Newspaper, wrong: list[str]) -> Article:
    """The article of a line. What is wrong with a date, a page or the like is added to `wrong`; the article is kept without it."""
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {type(value).__name__}")
    record = {name: _string(value.get(name), name, wrong) for name in _STRINGS}
    page, date, machine = _page(value.get("page"), wrong), _date(record["date"], wrong), value.get("machine_translated")
    if machine not in (None, True, False):
        wrong.append(f"machine_translated must be true or false, found {str(machine)[:40]}; it is taken for true")
        machine = True
    english = _text(record["english"], english=True, title=record["title_en"], author=record["author_en"])
    chinese = _text(record["chinese"], english=False, title=record["title_zh"], author=record["author_zh"])
    if english is None and chinese is None:
        raise ValueError("neither `english` nor `chinese` has any text")
    return Article(
        id=record["id"] or article_id(date.isoformat() if date else "", page, (chinese or english or Text("", ())).content),
        newspaper=Newspaper.parse(record["newspaper"]) if record["newspaper"] else default,
        date=date,
        page=page,
        column=record["column"],
        title_en=record["title_en"],
        title_zh=record["title_zh"],
        author_en=record["author_en"],
        author_zh=record["author_zh"],
        source=source,
        english=english,
        chinese=chinese,
        glossary=parse_glossary(english),
        machine_translated=machine is True,
    )


def _string(value: Any, name: str, wrong: list[str]) -> str:
    """The text of a field; empty for one that has none. Raises ValueError or TypeError for a body that is no text."""
    if value is None:
        return ""
    try:
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a string, found {type(value).__name__}")
        value.encode("utf-8")  # JSON can spell lone surrogates, which the record cannot store
    except (TypeError, ValueError) as error:
        if name in ("english", "chinese"):
            raise
        wrong.append(f"{error}; the article is kept without it")
        return ""
    return value


def _date(value: str, wrong: list[str]) -> datetime.date | None:
    if not value:
        return None
    try:
        return parse_date(value) or datetime.date.fromisoformat(value)
    except ValueError:
        wrong.append(f"the date is not a day of the calendar: {value[:40]}; the article is kept without a date")
        return None


def _page(value: Any, wrong: list[str]) -> int | None:
    if value is None or value == "":
        return None
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**6:
        wrong.append(f"the page is not a number: {str(value)[:40]}; the article is kept without a page")
        return None
    return number


def _text(content: str, english: bool, title: str, author: str) -> Text | None:
    body = [line for line in lines(content) if not line.blank]
    if not body:
        return None
    paragraphs: list[Paragraph] = (english_kinds if english else chinese_kinds)(body, title, author)
    return Text(content, tuple(paragraphs))
