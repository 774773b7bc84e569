"""Articles as JSON Lines, in the form that `corpus.readers.jsonl` reads: indexing an export restores the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.model import Article, Newspaper

if TYPE_CHECKING:
    from corpus.selection import Selection
    from corpus.storage.store import Store


def write_jsonl(store: Store, selection: Selection) -> Iterator[str]:
    """One line for each article that matches the selection."""
    for id in store.article_ids(selection):
        yield json.dumps(article_fields(store.article(id).article), ensure_ascii=False) + "\n"


def article_fields(article: Article) -> dict[str, Any]:
    """The fields of one JSON line. Bodies are the exact texts of the source file."""
    return {
        "id": article.id,
        "newspaper": _newspaper(article.newspaper),
        "date": article.date.isoformat() if article.date else None,
        "page": article.page,
        "column": article.column,
        "title_en": article.title_en,
        "title_zh": article.title_zh,
        "author_en": article.author_en,
        "author_zh": article.author_zh,
        "english": article.english.content if article.english else None,
        "chinese": article.chinese.content if article.chinese else None,
        "machine_translated": article.machine_translated,
    }


def _newspaper(newspaper: Newspaper) -> str:
    """The shortest form that `Newspaper.parse` turns back into this newspaper."""
    short = newspaper.english or newspaper.chinese
    return short if Newspaper.parse(short) == newspaper else f"{newspaper.english}|{newspaper.chinese}"
