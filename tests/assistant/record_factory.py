"""A record of articles that a test wants to see listed: headings, and one paragraph each. No file, no model, no index."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.model import AlignedArticle, AlignedPassage, Article, Bead, Newspaper, Paragraph, Source, Span, Text
from corpus.storage.store import FileInfo, Store

_BODY = "渡船是新的。"
_SOURCE = Source("/archive/listed.jsonl", "0" * 64, "utf-8")


@dataclass(frozen=True)
class Listed:
    """What a list shows of an article."""

    date: datetime.date | None = None
    page: int | None = None
    column: str = ""
    zh: str = "渡船"
    en: str = "The Ferry"


def recorded(folder: Path, articles: Sequence[Listed]) -> Path:
    """An archive of these articles, with the ids 000, 001 ..."""
    store = Store.create(folder)
    with store.transaction():
        made = [_article(f"{number:03}", one) for number, one in enumerate(articles)]
        store.add_source(_SOURCE, FileInfo(_SOURCE.path, _SOURCE.sha256, 1, 1), made)
    store.close()
    return folder


def _article(id: str, listed: Listed) -> AlignedArticle:
    whole = Span(0, len(_BODY))
    text = Text(_BODY, (Paragraph(whole),), 0)
    article = Article(
        id=id, newspaper=Newspaper("Reed Harbour News", "芦港新闻"), date=listed.date, page=listed.page, column=listed.column,
        title_en=listed.en, title_zh=listed.zh, author_en="", author_zh="", source=_SOURCE, english=None, chinese=text,
    )  # fmt: skip
    bead = Bead((), (0,), 1.0)
    passage = AlignedPassage(
        id=f"{id}:1", article_id=id, english=None, chinese=text.cut(whole), first_paragraph=1, last_paragraph=1,
        sentences_en=(), sentences_zh=(whole,), beads=(bead,), score=1.0,
    )  # fmt: skip
    return AlignedArticle(article, (bead,), (passage,))
