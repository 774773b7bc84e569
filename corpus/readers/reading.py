"""What reading one file gives: its articles, what was left over, and what was odd."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from corpus.model import Article, Source


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that the reader of the archive should know."""

    kind: str
    """A short fixed word for counting: `leftover`, `date`, `duplicate` ..."""
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading one file."""

    source: Source
    articles: tuple[Article, ...]
    remarks: tuple[Remark, ...] = ()


def article_id(date: str, page: int | None, record: str) -> str:
    """An id that survives moving and renaming the file, and a new translation: it is made of what was printed.

    `record` is the Chinese text (the English where there is no Chinese). Two different articles with one id would have
    to share 32 bits of its hash as well as day and page; `corpus.ingest` reports that instead of mixing them up.
    """
    digest = hashlib.sha256(record.encode("utf-8")).hexdigest()[:8]
    return f"{date.replace('-', '') or 'undated'}-{0 if page is None else page}-{digest}"
