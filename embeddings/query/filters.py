"""What a filter is. The table of the built-in ones is `embeddings.query.filter_table`.

A filter such as `page:1` is one `Filter`: its name, how its value is written, how it changes the selection, how it is completed
and how it is written back. The parser, the help of `archive ask`, completion, the filter chips and the browser read the table, so
that a new filter is one entry in it, or one entry point of another package:

    [project.entry-points."archive_assistant.filters"]
    weekday = "my_package:WEEKDAY"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.errors import BadQuestion
from corpus.selection import Selection

QUOTED = r'"([^"]+)"|“([^”]+)”'
_TYPED_FORMS = {0xFF01 + k: 0x21 + k for k in range(94)} | str.maketrans("「」『』〝〞„‟", "“”“”“”““")
"""A value with spaces, in straight or curly quotation marks."""
_TYPED = re.compile(rf"(-?)([A-Za-z]+)[:：](?:{QUOTED}|([^\s\"“]+))")


@dataclass(frozen=True, slots=True)
class FilterValues:
    """Values that occur in an archive, those with the most articles first."""

    columns: tuple[str, ...] = ()
    newspapers: tuple[str, ...] = ()
    """English and Chinese names."""
    authors: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    """The first and the last; None where no article has a date."""


def _no_values(part: str, known: FilterValues) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Filter:
    """One kind of filter."""

    name: str
    """Lower-case Latin letters."""
    example: str
    """A value, for messages and the help."""
    help: str
    """What it takes, in a few words."""
    apply: Callable[[Selection, str], Selection]
    """The selection narrowed by a value. Raises BadQuestion for a bad value."""
    values: Callable[[Selection], Iterable[str]]
    """The values with which it is in a selection: `apply` of these gives the selection back."""
    complete: Callable[[str, FilterValues], Iterable[str]] = _no_values
    """Values that begin with, or contain, what is typed so far."""
    exclude: Callable[[Selection, str], Selection] | None = None
    """What `-name:value` does; None where it is refused."""
    date: bool = False
    """Whether it says which days are meant. A new date replaces those of earlier lines."""


def typed_form(text: str) -> str:
    """A line as filters and quotation marks are read: full-width letters, figures and marks are ASCII, Chinese quotation marks are
    curly. The length stays the same."""
    return text.translate(_TYPED_FORMS)


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter as it is typed in a line, or a quoted phrase."""

    text: str
    """As typed, e.g. `-en:foreign`."""
    name: str
    """In lower case; empty for a quoted phrase."""
    value: str
    """Without its quotation marks."""
    excluded: bool = False
    """Whether a minus sign comes before it."""

    @classmethod
    def parse(cls, text: str) -> TypedFilter:
        """A filter or a quoted phrase by itself. Raises BadQuestion for anything else."""
        plain = typed_form(text)
        if match := _TYPED.fullmatch(plain):
            return cls(text, match[2].lower(), match[3] or match[4] or match[5], bool(match[1]))
        if match := re.fullmatch(QUOTED, plain):
            return cls(text, "", match[1] or match[2])
        raise BadQuestion("not a filter: {text}", "Write NAME:VALUE, e.g. on:1960-04.", text=text)

    @property
    def key(self) -> str:
        """Its name with the minus sign: `en:` and `-en:` can both be in force."""
        return f"-{self.name}" if self.excluded else self.name


def edit_distance(first: str, second: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour to turn one word into another (Damerau 1964, restricted
    to adjacent transpositions that are not edited again)."""
    rows = [list(range(len(second) + 1))]
    for i, a in enumerate(first, start=1):
        row = [i]
        for j, b in enumerate(second, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and (a, first[i - 2]) == (second[j - 2], b):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
