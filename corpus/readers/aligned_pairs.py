"""Articles from sources whose segments are already aligned."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import UnreadableSource
from corpus.model import Article, Bead, Newspaper, Paragraph, Source, Text
from corpus.readers.reading import article_id
from corpus.text.lines import Line


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A row of a table or a unit of a translation memory. One side may be empty."""

    en: str
    zh: str


def article_of_pairs(
    pairs: Sequence[AlignedPair],
    source: Source,
    newspaper: Newspaper,
    *,
    date: datetime.date | None,
    title_en: str = "",
    title_zh: str = "",
) -> Article:
    """An article with one paragraph for each non-blank segment, all of kind body.

    Raises UnreadableSource if no pair has any text.
    """
    english, en = _text([pair.en for pair in pairs])
    chinese, zh = _text([pair.zh for pair in pairs])
    if english is None and chinese is None:
        raise UnreadableSource(f"{source.path}: no text in either language", "The file was skipped.")
    sides = [(() if i is None else (i,), () if j is None else (j,)) for i, j in zip(en, zh, strict=True)]
    source_beads = tuple(Bead(a, b, 1.0 if a and b else 0.0) for a, b in sides if a or b)
    return Article(
        id=article_id(date.isoformat() if date else "", None, (chinese or english or Text("", ())).content),
        newspaper=newspaper,
        date=date,
        page=None,
        column="",
        title_en=title_en,
        title_zh=title_zh,
        author_en="",
        author_zh="",
        source=source,
        english=english,
        chinese=chinese,
        source_beads=source_beads,
    )


def _text(cells: Sequence[str]) -> tuple[Text | None, list[int | None]]:
    """The cells joined by newlines, and the paragraph number of each cell; None for a blank one."""
    paragraphs: list[Paragraph] = []
    numbers: list[int | None] = []
    at = 0
    for cell in cells:
        if cell.strip():
            numbers.append(len(paragraphs))
            paragraphs.append(Paragraph(Line(cell, at).span))
        else:
            numbers.append(None)
        at += len(cell) + 1
    return (Text("\n".join(cells), tuple(paragraphs)) if paragraphs else None), numbers
