"""Completion of the filter that is being typed: names of filters, and values that occur in the archive.

Pure functions of a line and the position of the cursor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from embeddings.query.filter_table import FILTERS, find_filter
from embeddings.query.filters import FilterValues

MAX_SUGGESTIONS = 8
"""Suggestions at a time."""
_UNFINISHED = re.compile(r"(?<!\S)(-?)([A-Za-z]*)(?:([:：])(?:[\"“]([^\"”]*)|(\S*)))?$")


@dataclass(frozen=True, slots=True)
class Completion:
    """One suggestion: the characters start..end of the line become `text`."""

    start: int
    end: int
    text: str
    about: str = ""
    """What the filter takes; empty for a value."""


def completions(line: str, cursor: int, known: FilterValues) -> tuple[Completion, ...]:
    """Completions of the word before the cursor, most likely first; empty where it is no filter."""
    found = _UNFINISHED.search(line[:cursor])
    if found is None:
        return ()
    minus, name, colon = found[1], found[2].lower(), found[3]
    if not colon:
        filters = (FILTERS[fit] for fit in FILTERS if fit.startswith(name))
        return tuple(
            Completion(found.start(), cursor, f"{minus}{one.name}:", one.help) for one in filters if not minus or one.exclude
        )
    filter = find_filter(name)
    if filter is None:
        return ()
    part = found[4] if found[4] is not None else found[5]
    values = islice(filter.complete(part, known), MAX_SUGGESTIONS)
    return tuple(Completion(found.start(), cursor, f"{minus}{name}:{_quoted(value)} ") for value in values)


def _quoted(value: str) -> str:
    """In quotation marks if it has spaces; a straight one inside would end it."""
    return f'"{value}"' if re.search(r"\s", value) and '"' not in value else "".join(value.split())
