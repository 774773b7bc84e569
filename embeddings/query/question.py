"""One line as the reader types it: a question with filters, or filters alone, which name a place to browse.

    after:1958 before:1960-06 on:1960-04-25    dates: a year, a month or a day
    column:社论 zh:小洋群 -en:foreign            the other filters: see `embeddings.query.filter_table`
    on:any                                      take no date from the question's words
    "exact phrase"                              a whole line: passages that contain it on either side

A date in the question's own words (`in April 1960`, `六十年代`) limits the search as these filters do, see `embeddings.text.dates`.
A value with spaces is put in quotation marks, straight or curly. A quotation among other words of a question is no filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.errors import BadQuestion
from corpus.model import Side
from corpus.selection import PhraseFilter, Selection
from corpus.text.date_period import Period
from corpus.text.folding import without_ignored
from embeddings.query.filter_table import FILTERS, find_filter, nearest_filter
from embeddings.query.filters import QUOTED, TypedFilter, typed_form
from embeddings.text.dates import DateMention, find_days

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_JOINED_WORD = re.compile(rf"{_LATIN_WORD.pattern}(?:['’‘ʻ‐‑-]{_LATIN_WORD.pattern})*")
"""`winch-type` and `Yan'an` are one word."""
_FILTER = re.compile(rf"(?<!\S)-?[A-Za-z]+[:：](?:{QUOTED}|[^\s\"“]+)")
_NO_VALUE = re.compile(r"(?<!\S)-?([A-Za-z]+)[:：](?:\"\"|“”)?(?:\s+(\S+)|\s*$)")
_PHRASES_ONLY = re.compile(rf"\s*(?:(?:{QUOTED})\s*)+")
_ASKS = re.compile(
    r"[?？]|\b(?:who|whom|whose|what|which|when|where|why|how|do|does|did|is|are|was|were|has|have|had|can|could|tell|describe|"
    r"explain)\b|谁|什么|甚么|哪|怎|如何|何|多少|几|吗|呢|是否|请|说说|介绍|多[大长高久远重深宽]",
    re.IGNORECASE,
)
MOST_KEYWORDS = 4
"""Words of a keyword query; a longer line makes a statement."""
_SENTENCE_END = re.compile(r"[。！；.!;…”’」』》）)]\s*$")
_PASTED_CJK, _PASTED_WORDS = 12, 8
"""Least number of Chinese characters, or Latin words, of a pasted line, if it ends as a sentence does."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and which passages may answer it."""

    text: str
    """Without the filters."""
    language: Side
    """The language that most of the question is in. It decides which side's vectors count more."""
    selection: Selection = Selection()
    """The passages that the filters let through."""
    filters: tuple[str, ...] = ()
    """The filters as typed, then the quoted phrases of a line that has nothing else."""
    typed: str = ""
    """The whole line, without the spaces around it."""
    encoded_text: str = ""
    """What the model encodes in place of the text; empty for the text."""
    date_mention: DateMention | None = None
    """The date that the question's own words name; None where they name none, or a filter says which days are meant."""

    @property
    def keywords(self) -> str:
        """The text without the date, where the selection has the date already."""
        applied = self.selection.since or self.selection.until
        return without_date(self.text, self.date_mention) if self.date_mention and applied else self.text

    @property
    def phrases_only(self) -> bool:
        """Whether the text is nothing but the phrases of its filters."""
        phrases = _required_phrases(self.selection)
        return bool(phrases) and self.text == " ".join(phrases)

    def with_filters(self, added: Iterable[TypedFilter]) -> Question:
        """The same question with more filters. Raises BadQuestion for a bad value."""
        own = (TypedFilter.parse(text) for text in self.filters)
        return self._filtered((*own, *added))

    def without_filters(self, removed: Iterable[str]) -> Question:
        """The same question without the filters of these names, whether they include or exclude."""
        names = set(removed)
        own = (TypedFilter.parse(text) for text in self.filters)
        return self._filtered(tuple(one for one in own if not one.name or one.name not in names))

    def _filtered(self, filters: Sequence[TypedFilter]) -> Question:
        body = "" if self.phrases_only else self.text
        parsed = _build(body, filters, self.typed)
        if isinstance(parsed, BrowseRequest):
            raise _only_filters(parsed.filters)
        return replace(parsed, selection=replace(parsed.selection, articles=self.selection.articles))

    def line(self) -> str:
        """The question as one would type it: the text, then the filters."""
        return " ".join(self.filters if self.phrases_only else (self.text, *self.filters))


@dataclass(frozen=True, slots=True)
class BrowseRequest:
    """A line without a question: a part of the archive to look at."""

    selection: Selection
    filters: tuple[str, ...]
    """As typed."""


_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs: no text, but JSON can spell them, and Python puts them for arguments that are not UTF-8."""


def parse(line: str) -> Question:
    """Parse a question. Raises BadQuestion as `parse_line`, and for a line of filters alone."""
    parsed = parse_line(line)
    if isinstance(parsed, BrowseRequest):
        raise _only_filters(parsed.filters)
    return parsed


def parse_line(line: str) -> Question | BrowseRequest:
    """Parse a question, or the filters of a place to browse.

    Raises BadQuestion for a line without a letter or a digit, for a misspelled filter, and for a bad value.
    """
    whole = (line if pasted(line) else without_ignored(line)).strip()
    if date := _date_alone(whole):
        return BrowseRequest(Selection(since=date.first, until=date.end), (f"on:{date}",))
    filters, text = _split(whole)
    if _PHRASES_ONLY.fullmatch(plain := typed_form(text)):
        filters += [TypedFilter(f'"{phrase}"', "", phrase) for a, b in re.findall(QUOTED, plain) if (phrase := a or b)]
        text = ""
    elif not has_words(text) and not filters:
        raise BadQuestion(
            "there is no word in the question: {text}" if whole else "the question is empty",
            'Ask in English or Chinese, e.g. archive ask "Why was the dike built?"',
            text=whole[:40],
        )
    parsed = _build(text, filters, whole)
    if isinstance(parsed, BrowseRequest) and parsed.selection.phrases:
        raise _only_filters(parsed.filters)
    return parsed


def parse_filters(line: str) -> Selection:
    """The passages that a line of filters and nothing else selects. Raises BadQuestion."""
    filters, rest = _split(line.strip())
    if rest:
        raise BadQuestion(
            "not a filter: {text}", "Write NAME:VALUE, e.g. on:1960-04; there are {names}.", text=rest, names=_filter_names()
        )
    return _select(filters)


def filters_in(line: str) -> tuple[str, ...]:
    """The filters in a line, as typed, ignoring the rest. Raises BadQuestion for a bad one."""
    filters, _ = _split(line.strip())
    _select(filters)
    return tuple(one.text for one in filters)


def _build(text: str, filters: Sequence[TypedFilter], typed: str) -> Question | BrowseRequest:
    """Apply the filters. Quoted phrases come last; where the text has no words, phrases that passages must contain replace it."""
    ordered = sorted(filters, key=lambda one: not one.name)
    selection, names = _select(ordered), tuple(one.text for one in ordered)
    phrases = [one.value for one in ordered if not one.name]
    if phrases:
        text = " ".join(phrases)
    elif not has_words(text):
        text = " ".join(_required_phrases(selection))
    if not has_words(text):
        return BrowseRequest(selection, names)
    return Question(text, language_of(text), selection, names, typed, date_mention=_find_date(text, selection, ordered))


def _select(filters: Iterable[TypedFilter]) -> Selection:
    selection = Selection()
    for one in filters:
        selection = _apply(selection, one)
    return selection


def _apply(selection: Selection, typed: TypedFilter) -> Selection:
    """The selection with one more filter. Raises BadQuestion."""
    if not typed.name:
        return replace(selection, phrases=(*selection.phrases, PhraseFilter(typed.value, None)))
    filter = find_filter(typed.name)
    if filter is None:
        raise BadQuestion("there is no filter {name}:", "There are {names}.", name=typed.name, names=_filter_names())
    if not typed.excluded:
        return filter.apply(selection, typed.value)
    if filter.exclude is None:
        able = " and ".join(f"{name}:" for name in FILTERS if FILTERS[name].exclude)
        raise BadQuestion(
            "{filter}: only {names} can be excluded with -",
            "Leave out the -: {name}:{value}",
            filter=typed.text,
            names=able,
            name=typed.name,
            value=typed.value,
        )
    return filter.exclude(selection, typed.value)


def _split(whole: str) -> tuple[list[TypedFilter], str]:
    """The filters of a line, and the rest of it. Raises BadQuestion for a filter without a value and for a misspelled one."""
    if _LONE_SURROGATES.search(whole):
        raise BadQuestion("the line contains bytes that are not text", "Write it in UTF-8.")
    copied = pasted(whole)
    if not copied:
        _require_values(whole)
    filters, rest, end = list[TypedFilter](), list[str](), 0
    for match in _FILTER.finditer(typed_form(whole)):
        typed = TypedFilter.parse(match[0])
        if _is_filter(typed, misspelled=not copied):
            filters.append(typed)
            rest.append(whole[end : match.start()])
            end = match.end()
    rest.append(whole[end:])
    return filters, " ".join(" ".join(rest).split()) if filters else whole


def _is_filter(typed: TypedFilter, *, misspelled: bool) -> bool:
    """Whether a word with a colon is a filter and not text such as `Reuter:London` or `http://...`. Raises BadQuestion for a
    misspelled name, unless text with names before a colon is to be expected."""
    if find_filter(typed.name) is not None:
        return True
    near = nearest_filter(typed.name) if misspelled and not typed.value.startswith("//") else None
    if near is None:
        return False
    name = typed.text.lstrip("-")[: len(typed.name)]
    raise BadQuestion(
        "there is no filter {name}:",
        "Did you mean {near}:{value}? There are {names}.",
        name=name,
        near=near,
        value=typed.value,
        names=_filter_names(),
    )


def _require_values(whole: str) -> None:
    """Raises BadQuestion for a filter with nothing after its colon, which would be searched as a word."""
    for match in _NO_VALUE.finditer(_FILTER.sub(lambda one: "x" * len(one[0]), typed_form(whole))):
        filter = find_filter(match[1].lower())
        if filter is not None:
            value = match[2] or filter.example
            raise BadQuestion("{name}: has no value", "Write {name}:{value}, without a space.", name=filter.name, value=value)


def _only_filters(filters: Sequence[str]) -> BadQuestion:
    """The error for a line without a question."""
    return BadQuestion(
        "there are only filters, and no question: {filters}",
        'Add what you look for, e.g. on:1960-04 "steel"; or see what is there: archive browse 1960-04',
        filters=" ".join(filters),
    )


def _filter_names() -> str:
    return ", ".join(FILTERS)


def _required_phrases(selection: Selection) -> list[str]:
    return [phrase_filter.phrase for phrase_filter in selection.phrases if phrase_filter.required]


def _find_date(text: str, selection: Selection, filters: Iterable[TypedFilter]) -> DateMention | None:
    """The date in the question's words. Pasted text and exact phrases have none."""
    given = selection.since or selection.until or any(one.name == "on" for one in filters)
    exact = any(phrase in text for phrase in _required_phrases(selection))
    return None if given or exact or pasted(text) else find_days(text)


def without_date(text: str, date: DateMention) -> str:
    """A question without its date; empty where nothing is left."""
    rest = " ".join(text.replace(date.text, " ", 1).split())
    return rest if has_words(rest) else ""


def pasted(text: str) -> bool:
    """Whether a text reads as if it was copied from somewhere rather than as a question: it has several lines, or is long and
    ends as a statement does."""
    if "\n" in text.strip():
        return True
    long = len(_CJK.findall(text)) >= _PASTED_CJK or len(_LATIN_WORD.findall(text)) >= _PASTED_WORDS
    return long and _SENTENCE_END.search(text) is not None


def _date_alone(line: str) -> Period | None:
    """The day or month that a line consists of. A year alone may be a number that is searched for."""
    try:
        period = Period.parse(line)
    except ValueError:
        return None
    return period if period.month else None


def language_of(text: str) -> Side:
    """Chinese where there are at least as many Chinese characters as Latin words, else English."""
    return "zh" if len(_CJK.findall(text)) >= max(1, len(_LATIN_WORD.findall(text))) else "en"


def is_keyword_query(text: str) -> bool:
    """Whether a line only names its subject, such as `locust trees` or 夜校, and asks nothing about it."""
    words = len(_JOINED_WORD.findall(text)) + len(_CJK.findall(text)) / 1.8
    return 0 < words <= MOST_KEYWORDS and not _ASKS.search(text)


def has_words(text: str) -> bool:
    """Whether it contains a letter or a digit."""
    return any(c.isalnum() for c in text)
