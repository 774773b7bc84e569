"""Answers and articles as JSON. Outside scripts rely on its names; its sentences are English."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar

import msgspec

from assistant.answer import Answer, Highlights, Quote, QuoteMatch, Reprint
from assistant.answering.warnings import find_warnings
from assistant.facts import Fact, PassageWarning
from assistant.text.citation import citation_for_programs
from assistant.text.i18n import in_language
from assistant.wording import messages
from corpus.model import AlignedArticle, Article, Excerpt, Heading, Remark, Source, Text
from corpus.proof.provenance import Provenance, QuoteLocation

_Fact = TypeVar("_Fact", bound=Fact)


def answer_json(answer: Answer, id: object = None) -> dict[str, Any]:
    """One answer; offsets are characters, highlights count from the beginning of the quoted text."""
    return {
        "id": id,
        "question": answer.question.typed or answer.question.text,
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "reason": reason_english(answer),
        "reasons": facts_json(answer.reasons, messages.reason_text),
        "understood": facts_json(answer.understood, messages.interpretation_text),
        "elapsed_ms": answer.elapsed_ms,
        "context": asdict(answer.context) if answer.context else None,
        "quotes": [_quote(quote) for quote in answer.quotes],
    }


def reason_english(answer: Answer) -> str | None:
    """The reasons of an answer as one paragraph; None for none."""
    with in_language("en"):
        return messages.reasons_text(answer.reasons) or None


def refusal_json(question: str, reason: str, id: object = None) -> dict[str, Any]:
    """The output of a batch for a line that is no question."""
    return {
        "id": id,
        "question": question,
        "outcome": "nothing",
        "confidence": 0.0,
        "reason": reason,
        "reasons": [],
        "understood": [],
        "elapsed_ms": 0.0,
        "context": None,
        "quotes": [],
    }


def facts_json(facts: Iterable[_Fact], text: Callable[[_Fact], str]) -> list[dict[str, Any]]:
    """Each fact with its `code`, its fields, and the sentence as `text`."""
    with in_language("en"):
        return [{**msgspec.to_builtins(fact), "text": text(fact)} for fact in facts]


def warnings_json(warnings: Iterable[PassageWarning]) -> list[dict[str, Any]]:
    return facts_json(warnings, messages.warning_text)


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "rank": quote.rank,
        "score": quote.score,
        "matched": quote.matched,
        "outcome": quote.outcome.value,
        "passage": quote.passage.id,
        "kind": quote.passage.kind.value,
        "heading": heading_json(quote.passage.heading),
        "article": article_head(quote.article),
        "english": _side(quote.passage.english, quote.english),
        "chinese": _side(quote.passage.chinese, quote.chinese),
        "warnings": warnings_json(quote.warnings),
        "citation": citation_for_programs(quote.article, quote.passage),
        "quote_match": _match(quote.quote_match) if quote.quote_match else None,
        "reprints": [_reprint(reprint) for reprint in quote.reprints],
    }


def _match(match: QuoteMatch) -> dict[str, Any]:
    """Where a pasted text is: `start` and `end` in the article's text of that side."""
    return {
        "exactness": match.exactness.value,
        "share": match.share,
        "part": match.part,
        "side": match.side,
        "start": match.span.start,
        "end": match.span.end,
    }


def heading_json(heading: Heading | None) -> dict[str, str | None] | None:
    """The heading above a passage, which is not part of the quotation."""
    if heading is None:
        return None
    english, chinese = (excerpt.text if excerpt else None for excerpt in (heading.english, heading.chinese))
    return {"english": english, "chinese": chinese}


def _reprint(reprint: Reprint) -> dict[str, Any]:
    return {
        "passage": reprint.passage.id,
        "article": article_head(reprint.article),
        "citation": citation_for_programs(reprint.article, reprint.passage),
        "differing": reprint.differing,
    }


def _side(excerpt: Excerpt | None, highlights: Highlights) -> dict[str, Any] | None:
    if excerpt is None:
        return None
    return {
        "text": excerpt.text,
        "start": excerpt.span.start,
        "end": excerpt.span.end,
        "highlights": [[s.start, s.end] for s in highlights.sentences],
    }


def article_head(article: Article) -> dict[str, Any]:
    """The metadata of an article."""
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
    """A remark of `archive index --report`; `span` counts characters of the decoded file, `text` is the text there."""
    return {
        "kind": remark.kind,
        "path": remark.path,
        "message": remark.message,
        "span": [remark.span.start, remark.span.end] if remark.span else None,
        "text": remark.text,
    }


def article_json(aligned: AlignedArticle) -> dict[str, Any]:
    """A whole article; indices in `beads` count paragraphs from 0. `warnings` lists the passages that have some."""
    article = aligned.article
    return {
        "article": article_head(article),
        "english": _paragraphs(article.english),
        "chinese": _paragraphs(article.chinese),
        "beads": [[list(bead.en), list(bead.zh)] for bead in aligned.beads],
        "glossary": [{"name": g.name, "pinyin": g.pinyin, "gloss": g.gloss} for g in article.glossary],
        "machine_translated": article.machine_translated,
        "warnings": [
            {"passage": passage.id, "warnings": warnings_json(found)}
            for passage in aligned.passages
            if (found := find_warnings(article, passage))
        ],
    }


def provenance_json(found: Provenance) -> dict[str, Any]:
    """Where a quotation is; `characters` and `bytes` are half-open ranges of the file, `lines` the first and the last."""
    return {
        "id": found.id,
        "checked": found.checked,
        "english": _place(found.english),
        "chinese": _place(found.chinese),
    }


def _place(place: QuoteLocation | None) -> dict[str, Any] | None:
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


_UNSHOWN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufe0e\ufe0f\ufeff\ufff9-\ufffb]"
)
"""Characters that JSON may hold as they are, and a terminal may not."""


def exact_json(value: object) -> str:
    """A value as JSON whose text is exact, and harmless to a terminal: control characters are escaped, Chinese is not."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_line(value: dict[str, Any]) -> str:
    """One JSON object on one line, Chinese unescaped."""
    return exact_json(value)
