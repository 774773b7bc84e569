"""What a filter that is being typed could become: names of filters, and values that the archive knows.

Pure: a line and where the cursor stands in it go in, replacements come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from embeddings.query.question import NAMES

MOST = 8
"""Proposals at a time."""
_BEING_TYPED = re.compile(r"(?<!\S)(-?)([A-Za-z]*)(?:([:：])(?:[\"“]([^\"”]*)|(\S*)))?$")
_DATES = ("after", "before", "on")
ABOUT = {
    "after": "from 1958, 1958-03 or 1958-03-09 on",
    "before": "before 1960, 1960-06 or 1960-06-01",
    "on": "in 1960, 1960-04 or on 1960-04-25",
    "page": "1, or 1-3",
    "column": "part of the column’s name: 社论",
    "author": "part of an author’s name",
    "title": "part of a title",
    "paper": "part of the newspaper’s name",
    "zh": "the Chinese holds this, word for word",
    "en": "the English holds this, word for word",
}
"""What each filter takes."""


@dataclass(frozen=True, slots=True)
class FilterValues:
    """Values that the archive knows, those with the most articles first."""

    columns: tuple[str, ...] = ()
    newspapers: tuple[str, ...] = ()
    """English and Chinese names."""
    authors: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    """The first and the last; None where no article has a date."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: the characters start..end of the line become `text`."""

    start: int
    end: int
    text: str
    about: str = ""


def completions(line: str, cursor: int, names: FilterValues) -> tuple[Completion, ...]:
    """What the word before the cursor could become, most likely first; empty where it is no filter."""
    found = _BEING_TYPED.search(line[:cursor])
    if found is None:
        return ()
    minus, name, colon = found[1], found[2].lower(), found[3]
    if not colon:
        fit = [n for n in NAMES if n.startswith(name) and (not minus or n in ("zh", "en"))]
        return tuple(Completion(found.start(), cursor, f"{minus}{n}:", ABOUT[n]) for n in fit)
    part = found[4] if found[4] is not None else found[5]
    values = list(_values(name, part, names))[:MOST]
    return tuple(Completion(found.start(), cursor, f"{minus}{name}:{_written(v)} ") for v in values)


def _values(name: str, part: str, names: FilterValues) -> Iterator[str]:
    if name in _DATES:
        yield from _dates(part, names.years)
    elif name == "page":
        yield from (text for text in ("1", "2", "3", "4", "1-2", "1-4") if text.startswith(part) and text != part)
    elif name == "column":
        yield from _holding(part, names.columns)
    elif name == "paper":
        yield from _holding(part, names.newspapers)
    elif name == "author":
        yield from _holding(part, names.authors)


def _holding(part: str, values: Iterable[str]) -> Iterator[str]:
    """Those that begin with the part, then those that hold it."""
    wanted = part.casefold()
    fit = [value for value in values if wanted in value.casefold() and value != part]
    return iter(sorted(fit, key=lambda value: not value.casefold().startswith(wanted)))


def _dates(part: str, years: tuple[int, int] | None) -> Iterator[str]:
    """Years of the archive; the months of a year that is written out."""
    if years is None:
        return
    year = part.rstrip("-")
    if re.fullmatch(r"\d{4}(?:-\d?)?", part) and years[0] <= int(part[:4]) <= years[1]:
        months = (f"{year[:4]}-{month:02}" for month in range(1, 13))
        yield from (month for month in months if month.startswith(part))
    elif re.fullmatch(r"\d{0,3}", part):
        yield from (text for text in map(str, range(years[0], years[1] + 1)) if text.startswith(part))


def _written(value: str) -> str:
    """In quotation marks where it has blanks; a straight one inside would end it."""
    return f'"{value}"' if re.search(r"\s", value) and '"' not in value else "".join(value.split())
