"""Answers and articles as JSON, in the form that DESIGN calls a contract: outside scripts rely on its names."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from assistant.answer import Answer, Highlights, Quote, QuoteMatch, Understood
from assistant.answering.warnings import find_warnings
from corpus.model import AlignedArticle, Article, Excerpt, Source, Text
from corpus.proof.provenance import Place, Provenance
from corpus.readers.reading import Remark


def answer_json(answer: Answer, id: object = None) -> dict[str, Any]:
    """One answer; offsets are characters, highlights count from the beginning of the quoted text."""
    return {
        "id": id,
        "question": answer.question.typed or answer.question.text,
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "reason": answer.reason,
        "understood": [understood_json(one) for one in answer.understood],
        "elapsed_ms": answer.elapsed_ms,
        "context": asdict(answer.context) if answer.context else None,
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
        "understood": [],
        "elapsed_ms": 0.0,
        "context": None,
        "quotes": [],
    }


def understood_json(one: Understood) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "text": one.text,
        "searched": list(one.searched),
        "applied": one.applied,
        "note": one.note or None,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "rank": quote.rank,
        "score": quote.score,
        "matched": quote.matched,
        "standing": quote.standing.value,
        "passage": quote.passage.id,
        "article": article_head(quote.article),
        "english": _side(quote.passage.english, quote.english),
        "chinese": _side(quote.passage.chinese, quote.chinese),
        "warnings": list(quote.warnings),
        "citation": quote.citation,
        "printed": _printed(quote.printed) if quote.printed else None,
        "also": [
            {"passage": a.passage, "article": article_head(a.article), "citation": a.citation, "differing": a.differing}
            for a in quote.also
        ],
    }


def _printed(printed: QuoteMatch) -> dict[str, Any]:
    """Where a pasted text stands: `start` and `end` in the article's text of that side."""
    return {
        "exactness": printed.exactness.value,
        "share": printed.share,
        "side": printed.side,
        "start": printed.span.start,
        "end": printed.span.end,
    }


def _side(excerpt: Excerpt | None, marks: Highlights) -> dict[str, Any] | None:
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
        "source": _source(article.source),
        "english_source": _source(article.english_source) if article.english_source else None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"path": source.path, "sha256": source.sha256}


def remark_json(remark: Remark) -> dict[str, Any]:
    """A remark of `archive index --report`; `span` counts characters of the decoded file, `text` is what stands there."""
    return {
        "kind": remark.kind,
        "path": remark.path,
        "message": remark.message,
        "span": [remark.span.start, remark.span.end] if remark.span else None,
        "text": remark.text,
    }


def article_json(aligned: AlignedArticle) -> dict[str, Any]:
    """A whole article; indices in `beads` count paragraphs from 0. `warnings` has the passages that have some."""
    article = aligned.article
    return {
        "article": article_head(article),
        "english": _paragraphs(article.english),
        "chinese": _paragraphs(article.chinese),
        "beads": [[list(bead.en), list(bead.zh)] for bead in aligned.beads],
        "glossary": [{"name": g.name, "pinyin": g.pinyin, "gloss": g.gloss} for g in article.glossary],
        "machine_translated": article.machine_translated,
        "warnings": [
            {"passage": passage.id, "warnings": list(said)}
            for passage in aligned.passages
            if (said := find_warnings(article, passage))
        ],
    }


def provenance_json(found: Provenance) -> dict[str, Any]:
    """Where a quotation stands; `characters` and `bytes` are half-open ranges of the file, `lines` the first and the last."""
    return {
        "id": found.id,
        "checked": found.checked,
        "english": _place(found.english),
        "chinese": _place(found.chinese),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "path": place.source.path,
        "encoding": place.source.encoding,
        "sha256": place.source.sha256,
        "start": place.in_article.start,
        "end": place.in_article.end,
        "characters": [place.characters.start, place.characters.end] if place.characters else None,
        "bytes": [place.bytes.start, place.bytes.end] if place.bytes else None,
        "lines": list(place.lines) if place.lines else None,
        "state": place.state.value if place.state else None,
        "message": place.message,
    }


def _paragraphs(text: Text | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    return [
        {"text": p.span.of(text.content), "start": p.span.start, "end": p.span.end, "kind": p.kind.value}
        for p in text.paragraphs
    ]


def json_line(value: dict[str, Any]) -> str:
    """One JSON object on one line, Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False)
