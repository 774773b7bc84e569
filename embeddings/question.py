"""One line as the reader types it -> a Question: what is asked, and which passages it is put to.

    after:1958  after:1958-03  after:1958-03-09   from that year, month or day on
    before:1960-06                                before that year, month or day begins
    on:1960-04-25  on:1960-04  on:1960            in that day, month or year
    page:1  page:1-3                              on these pages
    column:社论  author:NAME  title:WORD  paper:NAME   parts of what the record names, in either language
    zh:小洋群  en:"blast furnace"                  the passage holds this, word for word, on that side
    -zh:大跃进  -en:foreign                        ... does not hold it
    "exact phrase"                                 alone: passages that hold it on either side

A value with blanks stands in quotation marks, straight or curly. A quotation among other words of a question is no filter.
"""

from __future__ import annotations

import datetime
import difflib
import re
from dataclasses import dataclass, replace

from corpus.errors import BadQuestion
from corpus.model import Side
from corpus.selection import Held, Selection

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_QUOTED = r'"([^"]+)"|“([^”]+)”'
_FILTER = re.compile(rf"(?<!\S)(-?)([A-Za-z]+)[:：](?:{_QUOTED}|([^\s\"“]+))")
_PHRASES_ONLY = re.compile(rf"\s*(?:(?:{_QUOTED})\s*)+")
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_PAGES = re.compile(r"(\d+)(?:[-–](\d+))?")
NAMES = ("after", "before", "on", "page", "column", "author", "title", "paper", "zh", "en")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    text: str
    """Without the filters."""
    language: Side
    """The language that most of the question is in; it decides which side's vectors count more."""
    selection: Selection = Selection()
    """Which passages it is put to."""
    filters: tuple[str, ...] = ()
    """The filters as typed."""
    typed: str = ""
    """The whole line, without the blanks around it."""


def parse(line: str) -> Question:
    """Raises BadQuestion for a line without a letter or a digit, for a filter that does not exist, and for a bad value."""
    whole = line.strip()
    selection, filters = Selection(), list[str]()
    for match in _FILTER.finditer(whole):
        read = _apply(selection, match)
        if read is not None:
            selection = read
            filters.append(match[0])
    text = whole
    for one in filters:
        text = text.replace(one, " ", 1)
    text = " ".join(text.split()) if filters else whole
    if _PHRASES_ONLY.fullmatch(text):
        phrases = [a or b for a, b in re.findall(_QUOTED, text)]
        selection = replace(selection, held=selection.held + tuple(Held(phrase, None) for phrase in phrases))
        filters += [f'"{phrase}"' for phrase in phrases]
        text = " ".join(phrases)
    elif not _speaks(text):
        text = " ".join(held.phrase for held in selection.held if held.wanted)
    if not _speaks(text):
        if filters:
            raise BadQuestion("there are only filters, and no question", 'Add what you look for, e.g. on:1960-04 "steel".')
        shown = "the question is empty" if not whole else f"there is no word in the question: {whole[:40]}"
        raise BadQuestion(shown, 'Ask in English or Chinese, e.g. archive ask "Why was the dike built?"')
    return Question(text, language_of(text), selection, tuple(filters), whole)


def language_of(text: str) -> Side:
    """Chinese where there are at least as many Chinese characters as Latin words, else English."""
    return "zh" if len(_CJK.findall(text)) >= max(1, len(_LATIN_WORD.findall(text))) else "en"


def _speaks(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _apply(selection: Selection, match: re.Match[str]) -> Selection | None:
    """The selection with one filter more; None where the words are no filter but text with a colon in it."""
    name, value = match[2].lower(), match[3] or match[4] or match[5]
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.75)
        if not near:
            return None
        raise BadQuestion(f"there is no filter {match[2]}:", f"Did you mean {near[0]}:{value}? There are {', '.join(NAMES)}.")
    if name in ("zh", "en"):
        side: Side = "zh" if name == "zh" else "en"
        return replace(selection, held=(*selection.held, Held(value, side, wanted=not match[1])))
    if match[1]:
        raise BadQuestion(f"{match[0]}: only zh: and en: can be turned round with -", f"Leave the - out: {name}:{value}")
    if name in ("after", "before", "on"):
        first, behind = _period(name, value)
        return replace(
            selection,
            since=max(filter(None, (selection.since, first if name != "before" else None)), default=None),
            until=min(filter(None, (selection.until, {"before": first, "on": behind}.get(name))), default=None),
        )
    if name == "page":
        return replace(selection, pages=_pages(value))
    if name == "column":
        return replace(selection, column=value)
    if name == "author":
        return replace(selection, author=value)
    return replace(selection, title=value) if name == "title" else replace(selection, newspaper=value)


def _period(name: str, value: str) -> tuple[datetime.date, datetime.date]:
    """First day of a year, month or day, and the day after its last."""
    match = _DATE.fullmatch(value)
    form = f"Write {name}:1960, {name}:1960-04 or {name}:1960-04-25."
    if not match:
        raise BadQuestion(f"{name}:{value} is no date", form)
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        first = datetime.date(year, month, day)
        if match[3]:
            return first, first + datetime.timedelta(days=1)
        if match[2]:
            return first, datetime.date(year + month // 12, month % 12 + 1, 1)
        return first, datetime.date(year + 1, 1, 1)
    except (ValueError, OverflowError) as error:
        raise BadQuestion(f"{name}:{value} is not in the calendar", form) from error


def _pages(value: str) -> tuple[int, int]:
    match = _PAGES.fullmatch(value)
    if not match:
        raise BadQuestion(f"page:{value} is no page", "Write page:1 or page:1-3.")
    first, last = int(match[1]), int(match[2] or match[1])
    return min(first, last), max(first, last)
