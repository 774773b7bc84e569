"""The built-in filters, and finding a filter by its name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from corpus.errors import BadQuestion
from corpus.model import Side
from corpus.plugins import Registry
from corpus.selection import PhraseFilter, Selection
from corpus.text.date_period import NotInCalendar, Period
from embeddings.query.filters import Filter, FilterValues, edit_distance
from embeddings.text.dates import find_days

ANY = "any"
ANY_DATE = f"on:{ANY}"
"""Takes no date from the question's words."""
_PAGES = re.compile(r"(\d{1,9})(?:[-–](\d{1,9}))?")
_LETTERS_PER_TYPO = 3
"""Letters of a filter's name for each typing error that is still recognised: `water:` must not be taken for `after:`."""

TextField = Literal["column", "author", "title", "newspaper"]


def parse_dates(value: str, filter: str = "") -> tuple[datetime.date, datetime.date]:
    """First day of a year, month, day or range, however it is written, and the day after its last. `filter` is for the message.
    Raises BadQuestion."""
    try:
        found = Period.parse(value)
    except ValueError as error:
        written = find_days(value)
        if written and written.text == value.strip() and written.days.since and written.days.until:
            return written.days.since, written.days.until
        raise BadQuestion(
            "{filter}{value} is not in the calendar" if isinstance(error, NotInCalendar) else "{filter}{value} is not a date",
            "Write {filter}1960, {filter}1960-04 or {filter}1960-04-25.",
            filter=filter,
            value=value,
        ) from error
    return found.first, found.end


def parse_pages(value: str) -> tuple[int, int]:
    """First and last page of `1` or `1-3`. Raises BadQuestion."""
    match = _PAGES.fullmatch(value)
    if not match:
        raise BadQuestion("page:{value} is not a page", "Write page:1 or page:1-3.", value=value)
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last >= 1:
        raise BadQuestion("page:{value} is not a page", "Write page:{last}-{first}.", value=value, last=last, first=first)
    if not (first and last):
        raise BadQuestion("page:{value} is not a page", "Write page:1 or page:1-3.", value=value)
    return first, last


def _narrow(selection: Selection, since: datetime.date | None, until: datetime.date | None) -> Selection:
    return replace(
        selection,
        since=max(filter(None, (selection.since, since)), default=None),
        until=min(filter(None, (selection.until, until)), default=None),
    )


def _after(selection: Selection, value: str) -> Selection:
    return _narrow(selection, parse_dates(value, "after:")[0], None)


def _before(selection: Selection, value: str) -> Selection:
    return _narrow(selection, None, parse_dates(value, "before:")[0])


def _on(selection: Selection, value: str) -> Selection:
    return selection if value.casefold() == ANY else _narrow(selection, *parse_dates(value, "on:"))


def _period(selection: Selection) -> Period | None:
    return Period.between(selection.since, selection.until)


def _after_values(selection: Selection) -> Iterable[str]:
    return [str(selection.since)] if selection.since and not _period(selection) else []


def _before_values(selection: Selection) -> Iterable[str]:
    return [str(selection.until)] if selection.until and not _period(selection) else []


def _on_values(selection: Selection) -> Iterable[str]:
    return [str(period)] if (period := _period(selection)) else []


def _complete_dates(part: str, known: FilterValues) -> Iterator[str]:
    """Years of the archive; the months of a year that is written out."""
    if known.years is None:
        return
    first, last = known.years
    if re.fullmatch(r"\d{4}(?:-\d?)?", part) and first <= int(part[:4]) <= last:
        months = (f"{part[:4]}-{month:02}" for month in range(1, 13))
        yield from (month for month in months if month.startswith(part))
    elif re.fullmatch(r"\d{0,3}", part):
        yield from (text for text in map(str, range(first, last + 1)) if text.startswith(part))


def _page_values(selection: Selection) -> Iterable[str]:
    return ["-".join(str(page) for page in dict.fromkeys(selection.pages))] if selection.pages else []


def _complete_pages(part: str, known: FilterValues) -> Iterable[str]:
    return (text for text in ("1", "2", "3", "4", "1-2", "1-4") if text.startswith(part) and text != part)


def complete_part(part: str, values: Iterable[str]) -> Iterable[str]:
    """The values that begin with the part, then those that contain it."""
    folded = part.casefold()
    fit = [value for value in values if folded in value.casefold() and value != part]
    return sorted(fit, key=lambda value: not value.casefold().startswith(folded))


def _text_filter(
    name: str, field: TextField, example: str, help: str, known: Callable[[FilterValues], Iterable[str]] = lambda _: ()
) -> Filter:
    """A filter for part of a field of the record."""

    def apply(selection: Selection, value: str) -> Selection:
        changed: dict[str, Any] = {field: value}
        return replace(selection, **changed)

    def values(selection: Selection) -> Iterable[str]:
        value: str = getattr(selection, field)
        return [value] if value else []

    return Filter(name, example, help, apply, values, lambda part, all_known: complete_part(part, known(all_known)))


def _phrase_filter(side: Side, example: str, help: str) -> Filter:
    """A filter for words of one side's text, which can also be excluded."""

    def apply(selection: Selection, value: str) -> Selection:
        return replace(selection, phrases=(*selection.phrases, PhraseFilter(value, side)))

    def exclude(selection: Selection, value: str) -> Selection:
        return replace(selection, phrases=(*selection.phrases, PhraseFilter(value, side, required=False)))

    def values(selection: Selection) -> Iterable[str]:
        return [
            phrase_filter.phrase for phrase_filter in selection.phrases if phrase_filter.side == side and phrase_filter.required
        ]

    return Filter(side, example, help, apply, values, exclude=exclude)


_TABLE = (
    Filter("after", "1958", "from 1958, 1958-03 or 1958-03-09 on", _after, _after_values, _complete_dates, date=True),
    Filter("before", "1960-06", "before 1960, 1960-06 or 1960-06-01", _before, _before_values, _complete_dates, date=True),
    Filter("on", "1960-04-25", "in 1960, 1960-04 or on 1960-04-25", _on, _on_values, _complete_dates, date=True),
    Filter("page", "1", "1, or 1-3", lambda s, value: replace(s, pages=parse_pages(value)), _page_values, _complete_pages),
    _text_filter("column", "column", "社论", "part of the column’s name: 社论", lambda known: known.columns),
    _text_filter("author", "author", "NAME", "part of an author’s name", lambda known: known.authors),
    _text_filter("title", "title", "WORD", "part of a title"),
    _text_filter("paper", "newspaper", "NAME", "part of the newspaper’s name", lambda known: known.newspapers),
    _phrase_filter("zh", "小洋群", "the Chinese contains this, word for word"),
    _phrase_filter("en", "steel", "the English contains this, word for word"),
)
BUILT_IN: Mapping[str, Filter] = {filter.name: filter for filter in _TABLE}
FILTERS: Registry[Filter] = Registry("filter", "archive_assistant.filters", BUILT_IN)


def find_filter(name: str) -> Filter | None:
    """The filter of this name, in lower case; None where there is none."""
    return FILTERS.get(name)


def is_date_filter(name: str) -> bool:
    """Whether the filter of this name says which days are meant."""
    filter = find_filter(name)
    return filter is not None and filter.date


def nearest_filter(name: str) -> str | None:
    """The name of the filter that a name is a misspelling of; None where it is like none."""
    distance, near = min((edit_distance(name, known), known) for known in FILTERS)
    return near if distance <= len(near) // _LETTERS_PER_TYPO else None


def active_filters(selection: Selection) -> Iterator[tuple[Filter, str]]:
    """The filters that a selection comes from, each with its value."""
    for name in FILTERS:
        filter = FILTERS[name]
        for value in filter.values(selection):
            yield filter, value
