"""The result of reading one file: articles and remarks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from corpus.model import Article, Remark, Source, Span

MAX_ARTICLE = 3_000_000
"""Characters of the longest text that is taken for an article, a thick book: reading one takes memory in proportion, and a minute."""


@dataclass(frozen=True, slots=True)
class Field:
    """A line outside the body: a header line, or a mark between the parts."""

    name: str
    """As in Article, with the side if both halves have it (`date_en`, `date_zh`); `mark` for a line without content."""
    path: str
    """Of the file; an article may come from two."""
    span: Span
    """In characters of the decoded file, without the blanks around the line."""
    value: str
    """The line's content without its label."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading one file, or a pair of files."""

    source: Source
    articles: tuple[Article, ...]
    remarks: tuple[Remark, ...] = ()
    fields: tuple[Field, ...] = ()
    """Positions of header lines, for formats that have them in plain text."""
    english_source: Source | None = None
    """The second, English file of a pair."""


def leftover_remark(path: str, span: Span, text: str) -> Remark:
    """A remark on text that is in no article, so that nothing is lost silently."""
    return Remark("leftover", path, f"line at character {span.start} is not part of an article: {text[:60]}", span, text)


def article_id(date: str, page: int | None, record: str) -> str:
    """An article id made of what was printed, so that it survives moving or renaming the file, and a new translation.

    `record` is the Chinese text, or the English one if there is no Chinese. Two articles get the same id only if they share the
    day, the page and 32 bits of the hash; `corpus.ingesting.ingest` reports that rather than mixing them up.
    """
    digest = hashlib.sha256(record.encode("utf-8")).hexdigest()[:8]
    return f"{date.replace('-', '') or 'undated'}-{0 if page is None else page}-{digest}"
