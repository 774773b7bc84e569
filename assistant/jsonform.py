"""Answers and articles as JSON, in the form that DESIGN calls a contract: outside scripts rely on its names."""

from __future__ import annotations

import json
from typing import Any

from assistant.answer import Answer, Marks, Quote
from corpus.model import AlignedArticle, Article, Excerpt, Text


def answer_json(answer: Answer, id: object = None) -> dict[str, Any]:
    """One answer; offsets are characters, highlights count from the beginning of the quoted text."""
    return {
        "id": id,
        "question": answer.question.typed or answer.question.text,
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "reason": answer.reason,
        "elapsed_ms": answer.elapsed_ms,
        "quotes": [_quote(quote) for quote in answer.quotes],
    }


def refusal_json(question: str, reason: str, id: object = None) -> dict[str, Any]:
    """What stands in a batch's output for a line that could not be asked."""
    return {
        "id": id,
        "question": question,
        "outcome": "nothing",
        "confidence": 0.0,
        "reason": reason,
        "elapsed_ms": 0.0,
        "quotes": [],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "rank": quote.rank,
        "score": quote.score,
        "matched": quote.matched,
        "passage": quote.passage.id,
        "article": article_head(quote.article),
        "english": _side(quote.passage.english, quote.english),
        "chinese": _side(quote.passage.chinese, quote.chinese),
        "warnings": list(quote.warnings),
        "citation": quote.citation,
    }


def _side(excerpt: Excerpt | None, marks: Marks) -> dict[str, Any] | None:
    if excerpt is None:
        return None
    return {
        "text": excerpt.text,
        "start": excerpt.span.start,
        "end": excerpt.span.end,
        "highlights": [[s.start, s.end] for s in marks.sentences],
    }


def article_head(article: Article) -> dict[str, Any]:
    """What is known of an article besides its text."""
    return {
        "id": article.id,
        "newspaper": str(article.newspaper),
        "date": article.date.isoformat() if article.date else None,
        "page": article.page,
        "column": article.column,
        "title_en": article.title_en,
        "title_zh": article.title_zh,
        "author_en": article.author_en,
        "author_zh": article.author_zh,
        "source": {"path": article.source.path, "sha256": article.source.sha256},
    }


def article_json(aligned: AlignedArticle) -> dict[str, Any]:
    """A whole article; indices in `beads` count paragraphs from 0."""
    article = aligned.article
    return {
        "article": article_head(article),
        "english": _paragraphs(article.english),
        "chinese": _paragraphs(article.chinese),
        "beads": [[list(bead.en), list(bead.zh)] for bead in aligned.beads],
        "glossary": [{"name": g.name, "pinyin": g.pinyin, "gloss": g.gloss} for g in article.glossary],
    }


def _paragraphs(text: Text | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    return [
        {"text": p.span.of(text.content), "start": p.span.start, "end": p.span.end, "kind": p.kind.value}
        for p in text.paragraphs
    ]


def line(value: dict[str, Any]) -> str:
    """One JSON object on one line, Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False)
