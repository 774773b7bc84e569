"""Lines of a text with their offsets. Splits at CR, LF and CRLF only; `str.splitlines` also splits at U+2028, form feeds and
other characters that archive texts may contain within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Span

NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its newline."""

    text: str
    start: int
    """Offset of its first character in the whole text."""

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The line without the spaces around it."""
        lead = len(self.text) - len(self.text.lstrip())
        return Span(self.start + lead, self.start + lead + len(self.text.strip()))

    @property
    def indent(self) -> int:
        """Width of the leading spaces in terminal cells: two for a full-width space, four for a tab."""
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return sum({"\u3000": 2, "\t": 4}.get(c, 1) for c in lead)


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]`, with offsets in `text`."""
    stop = len(text) if end is None else end
    at = start
    for newline in NEWLINE.finditer(text, start, stop):
        yield Line(text[at : newline.start()], at)
        at = newline.end()
    if at < stop:
        yield Line(text[at:stop], at)
