"""What reading one file gives: its articles, what was left over, and what was odd."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from corpus.model import Article, Source, Span


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that the reader of the archive should know."""

    kind: str
    """A short fixed word for counting: `leftover`, `date`, `duplicate` ..."""
    path: str
    message: str
    span: Span | None = None
    """Characters of the decoded file that it is about; None where it is about the file, or an escaped format."""
    text: str = ""
    """What stands there, whole: the message may shorten it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a file's frame: one of its header, or a mark between its parts. The body has paragraphs instead."""

    name: str
    """As in Article, with the side where both halves have it (`date_en`, `date_zh`); `mark` for a line that says nothing."""
    path: str
    """Of the file: an article may come from two."""
    span: Span
    """Characters of the decoded file: the line without the blanks around it."""
    value: str
    """What the line says, without its label."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading one file, or a pair of files."""

    source: Source
    articles: tuple[Article, ...]
    remarks: tuple[Remark, ...] = ()
    fields: tuple[Field, ...] = ()
    """Where the header stands, for formats that have one in plain text. See `corpus.proof.accounting`."""
    english_source: Source | None = None
    """The second file of a pair, which is the English one."""


def leftover_remark(path: str, span: Span, text: str) -> Remark:
    """A remark on characters that are in no article: nothing is lost without a word."""
    return Remark("leftover", path, f"line at character {span.start} belongs to nothing: {text[:60]}", span, text)


def article_id(date: str, page: int | None, record: str) -> str:
    """An id that survives moving and renaming the file, and a new translation: it is made of what was printed.

    `record` is the Chinese text (the English where there is no Chinese). Two different articles with one id would have
    to share 32 bits of its hash as well as day and page; `corpus.ingesting.ingest` reports that instead of mixing them up.
    """
    digest = hashlib.sha256(record.encode("utf-8")).hexdigest()[:8]
    return f"{date.replace('-', '') or 'undated'}-{0 if page is None else page}-{digest}"
