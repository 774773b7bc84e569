"""One line as the reader types it -> a Question: what is asked, and which passages it is put to.

    after:1958  after:1958-03  after:1958-03-09   from that year, month or day on
    before:1960-06                                before that year, month or day begins
    on:1960-04-25  on:1960-04  on:1960            in that day, month or year
    on:any                                        whatever date the question's own words name
    page:1  page:1-3                              on these pages
    column:社论  author:NAME  title:WORD  paper:NAME   parts of what the record names, in either language
    zh:小洋群  en:"blast furnace"                  the passage holds this, word for word, on that side
    -zh:大跃进  -en:foreign                        ... does not hold it
    "exact phrase"                                 alone: passages that hold it on either side

A date in the question's own words (`in April 1960`, `六十年代`) is understood as these filters are, see `embeddings.text.dates`.
A value with blanks stands in quotation marks, straight or curly. A quotation among other words of a question is no filter.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import BadQuestion, NoQuestion
from corpus.model import Side
from corpus.selection import PhraseFilter, Selection
from corpus.text.date_period import NotInCalendar, Period
from embeddings.text.dates import Dated, find_days

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_JOINED_WORD = re.compile(rf"{_LATIN_WORD.pattern}(?:['’‘ʻ‐‑-]{_LATIN_WORD.pattern})*")
"""`winch-type` and `Yan'an` are one."""
_QUOTED = r'"([^"]+)"|“([^”]+)”'
_FILTER = re.compile(rf"(?<!\S)(-?)([A-Za-z]+)[:：](?:{_QUOTED}|([^\s\"“]+))")
_NO_VALUE = re.compile(r"(?<!\S)-?([A-Za-z]+)[:：](?:\"\"|“”)?(?:\s+(\S+)|\s*$)")
_PHRASES_ONLY = re.compile(rf"\s*(?:(?:{_QUOTED})\s*)+")
_PAGES = re.compile(r"(\d+)(?:[-–](\d+))?")
ANY = "any"
NO_DATE = f"on:{ANY}"
"""No date is to be understood."""
_ASKS = re.compile(
    r"[?？]|\b(?:who|whom|whose|what|which|when|where|why|how|do|does|did|is|are|was|were|has|have|had|can|could|tell|describe|"
    r"explain)\b|谁|什么|甚么|哪|怎|如何|何|多少|几|吗|呢|是否|请|说说|介绍|多[大长高久远重深宽]",
    re.IGNORECASE,
)
MOST_LOOKED_UP = 4
"""Words of a line that only names something; a longer one says something of it."""
_EXAMPLES = {
    "after": "1958", "before": "1960-06", "on": "1960-04-25", "page": "1", "column": "社论", "author": "NAME", "title": "WORD",
    "paper": "NAME", "zh": "小洋群", "en": "steel",
}  # fmt: skip
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
    read_as: str = ""
    """What the model reads in place of the text; empty for the text."""
    dated: Dated | None = None
    """The date that its own words name; None where it names none, or a filter says which days are meant."""

    @property
    def wanted(self) -> str:
        """The text without the date, where that is what its selection says."""
        applied = self.selection.since or self.selection.until
        return without_date(self.text, self.dated) if self.dated and applied else self.text


def parse(line: str) -> Question:
    """Raises BadQuestion for a line without a letter or a digit, for a filter that does not exist, and for a bad value;
    NoQuestion for one that says only where to look.
    """
    whole = line.strip()
    if date := _only_a_date(whole):
        raise NoQuestion(Selection(since=date.first, until=date.end), (f"on:{date}",))
    selection, filters, text = _taken_apart(whole)
    if _PHRASES_ONLY.fullmatch(text):
        phrases = [a or b for a, b in re.findall(_QUOTED, text)]
        selection = replace(selection, phrases=selection.phrases + tuple(PhraseFilter(phrase, None) for phrase in phrases))
        filters += [f'"{phrase}"' for phrase in phrases]
        text = " ".join(phrases)
    elif not speaks(text):
        text = " ".join(one.phrase for one in selection.phrases if one.required)
    if not speaks(text):
        if filters:
            raise NoQuestion(selection, tuple(filters))
        raise BadQuestion(
            "there is no word in the question: {text}" if whole else "the question is empty",
            'Ask in English or Chinese, e.g. archive ask "Why was the dike built?"',
            text=whole[:40],
        )
    return Question(text, language_of(text), selection, tuple(filters), whole, dated=_dated(text, selection, filters))


def _dated(text: str, selection: Selection, filters: Sequence[str]) -> Dated | None:
    """The date in the question's words. What was pasted (it has several lines) or is looked for word for word has none."""
    said = selection.since or selection.until or any(one.casefold().startswith("on:") for one in filters)
    exact = any(one.required and one.phrase in text for one in selection.phrases)
    return None if said or exact or pasted(text) else find_days(text)


def without_date(text: str, dated: Dated) -> str:
    """A question without its date; empty where nothing is left."""
    rest = " ".join(text.replace(dated.text, " ", 1).split())
    return rest if speaks(rest) else ""


_ENDS = re.compile(r"[。！；.!;…”’」』》）)]\s*$")


def pasted(text: str) -> bool:
    """Whether it reads as a sentence, or more, that was copied from somewhere rather than as a question: several lines, or
    a long one that ends as a statement does."""
    if "\n" in text.strip():
        return True
    long = len(_CJK.findall(text)) >= 12 or len(_LATIN_WORD.findall(text)) >= 8
    return long and _ENDS.search(text) is not None


def _only_a_date(line: str) -> Period | None:
    """The day or month that a line consists of; a year alone may be a number that is looked for."""
    try:
        period = Period.parse(line)
    except ValueError:
        return None
    return period if period.month else None


def parse_filters(line: str) -> Selection:
    """The passages that a line of filters and nothing else selects. Raises BadQuestion."""
    selection, _, rest = _taken_apart(line.strip())
    if rest:
        raise BadQuestion(f"not a filter: {rest}", f"Write NAME:VALUE, e.g. on:1960-04; there are {', '.join(NAMES)}.")
    return selection


def filters_of(line: str) -> tuple[str, ...]:
    """The filters in a line, as typed, whatever else it says. Raises BadQuestion for a bad one."""
    return tuple(_taken_apart(line.strip())[1])


def _taken_apart(whole: str) -> tuple[Selection, list[str], str]:
    """The selection, the filters as typed, and what else stands in the line."""
    selection, filters = Selection(), list[str]()
    if not pasted(whole):
        _check_values(whole)
    for match in _FILTER.finditer(whole):
        read = _apply(selection, match)
        if read is not None:
            selection = read
            filters.append(match[0])
    text = whole
    for one in filters:
        text = text.replace(one, " ", 1)
    return selection, filters, " ".join(text.split()) if filters else whole


def _check_values(whole: str) -> None:
    """Raises BadQuestion for a filter with nothing behind its colon: it would be searched as a word."""
    for match in _NO_VALUE.finditer(_FILTER.sub(lambda one: "x" * len(one[0]), whole)):
        name = match[1].lower()
        if name in NAMES:
            value = match[2] or _EXAMPLES[name]
            raise BadQuestion("{name}: has no value", "Write {name}:{value}, without a blank.", name=name, value=value)


def language_of(text: str) -> Side:
    """Chinese where there are at least as many Chinese characters as Latin words, else English."""
    return "zh" if len(_CJK.findall(text)) >= max(1, len(_LATIN_WORD.findall(text))) else "en"


def looks_up(text: str) -> bool:
    """Whether a line only names what it is about, such as `locust trees` or 夜校, and asks nothing of it."""
    words = len(_JOINED_WORD.findall(text)) + len(_CJK.findall(text)) / 1.8
    return 0 < words <= MOST_LOOKED_UP and not _ASKS.search(text)


def speaks(text: str) -> bool:
    """Whether there is a letter or a figure in it."""
    return any(c.isalnum() for c in text)


def _apply(selection: Selection, match: re.Match[str]) -> Selection | None:
    """The selection with one filter more; None where the words are no filter but text with a colon in it."""
    name, value = match[2].lower(), match[3] or match[4] or match[5]
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.75)
        if not near:
            return None
        raise BadQuestion(
            "there is no filter {name}:",
            "Did you mean {near}:{value}? There are {names}.",
            name=match[2],
            near=near[0],
            value=value,
            names=", ".join(NAMES),
        )
    if name in ("zh", "en"):
        side: Side = "zh" if name == "zh" else "en"
        return replace(selection, phrases=(*selection.phrases, PhraseFilter(value, side, required=not match[1])))
    if match[1]:
        raise BadQuestion(
            "{filter}: only zh: and en: can be turned round with -",
            "Leave the - out: {name}:{value}",
            filter=match[0],
            name=name,
            value=value,
        )
    if name == "on" and value.casefold() == ANY:
        return selection
    if name in ("after", "before", "on"):
        first, behind = read_period(value, f"{name}:")
        return replace(
            selection,
            since=max(filter(None, (selection.since, first if name != "before" else None)), default=None),
            until=min(filter(None, (selection.until, {"before": first, "on": behind}.get(name))), default=None),
        )
    if name == "page":
        return replace(selection, pages=read_pages(value))
    if name == "column":
        return replace(selection, column=value)
    if name == "author":
        return replace(selection, author=value)
    return replace(selection, title=value) if name == "title" else replace(selection, newspaper=value)


def read_period(value: str, filter: str = "") -> tuple[datetime.date, datetime.date]:
    """First day of a year, month or day, and the day after its last. `filter` is for the message. Raises BadQuestion."""
    try:
        found = Period.parse(value)
    except ValueError as error:
        raise BadQuestion(
            "{filter}{value} is not in the calendar" if isinstance(error, NotInCalendar) else "{filter}{value} is no date",
            "Write {filter}1960, {filter}1960-04 or {filter}1960-04-25.",
            filter=filter,
            value=value,
        ) from error
    return found.first, found.end


def read_pages(value: str) -> tuple[int, int]:
    """First and last page of `1` or `1-3`. Raises BadQuestion."""
    match = _PAGES.fullmatch(value)
    if not match:
        raise BadQuestion("page:{value} is no page", "Write page:1 or page:1-3.", value=value)
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last >= 1:
        raise BadQuestion("page:{value} is no page", "Write page:{last}-{first}.", value=value, last=last, first=first)
    if not (first and last):
        raise BadQuestion("page:{value} is no page", "Write page:1 or page:1-3.", value=value)
    return first, last
