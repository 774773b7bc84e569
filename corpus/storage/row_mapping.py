"""Converts between the classes of `corpus.model` and database rows. Only this module knows how they are encoded."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from corpus.content_hash import content_hash
from corpus.model import (
    SIDES,
    AlignedArticle,
    AlignedPassage,
    Article,
    Bead,
    Excerpt,
    GlossaryEntry,
    Heading,
    Kind,
    Newspaper,
    Paragraph,
    Source,
    Span,
    Text,
)

Row = Sequence[Any]

_ARTICLE_FIELDS = (
    "id newspaper_en newspaper_zh date page column_name title_en title_zh author_en author_zh machine "
    "english english_offset english_lines chinese chinese_offset chinese_lines beads glossary"
).split()
ARTICLE_VALUES = ", ".join(_ARTICLE_FIELDS)
ARTICLE_COLUMNS = f"source, {ARTICLE_VALUES}, hash"
ARTICLE_QUERY = (
    "SELECT source.path, source.sha256, source.encoding, other.path, other.sha256, other.encoding, "
    f"{', '.join('article.' + f for f in _ARTICLE_FIELDS)}, article.hash "
    "FROM article JOIN source ON source.number = article.source LEFT JOIN source AS other ON other.main = source.number"
)
_PASSAGE_FIELDS = (
    "id article english_start english_end chinese_start chinese_end first_paragraph last_paragraph sentences beads score heading"
).split()
PASSAGE_COLUMNS = ", ".join(_PASSAGE_FIELDS)
PASSAGE_WIDTH = len(_PASSAGE_FIELDS)
PASSAGE_QUERY = f"SELECT number, {PASSAGE_COLUMNS} FROM passage"
_LINE_FIELDS = "id article kind after english_start english_end chinese_start chinese_end sentences beads score".split()
LINE_COLUMNS = ", ".join(_LINE_FIELDS)
LINE_WIDTH = len(_LINE_FIELDS)
LINE_QUERY = f"SELECT number, {LINE_COLUMNS} FROM line"


def article_row(aligned: AlignedArticle) -> tuple[Any, ...]:
    """The values of ARTICLE_COLUMNS except the source's number."""
    a = aligned.article
    head = (
        a.id,
        a.newspaper.english,
        a.newspaper.chinese,
        a.date.isoformat() if a.date else None,
        a.page,
        a.column,
        a.title_en,
        a.title_zh,
        a.author_en,
        a.author_zh,
        int(a.machine_translated),
    )
    glossary = _json([_entry_values(entry) for entry in a.glossary])
    values = (*head, *_text_values(a.english), *_text_values(a.chinese), _beads_json(aligned.beads), glossary)
    return (*values, content_hash(canonical(values)))


def _entry_values(entry: GlossaryEntry) -> list[str]:
    return [entry.name, entry.pinyin, entry.gloss]


def _text_values(text: Text | None) -> tuple[Any, ...]:
    if text is None:
        return None, None, "[]"
    return text.content, text.offset, _json([[p.span.start, p.span.end, p.kind.value] for p in text.paragraphs])


def is_intact(row: Row) -> bool:
    """Whether a row of ARTICLE_QUERY is as it was written. One of an older version, without a hash, counts as intact."""
    return not row[-1] or content_hash(canonical(row[6:-1])) == row[-1]


def read_article(row: Row) -> tuple[Article, tuple[Bead, ...]]:
    """An article and its paragraph beads from a row of ARTICLE_QUERY."""
    source, values = Source(*row[:3]), dict(zip(_ARTICLE_FIELDS, row[6:-1], strict=True))
    article = Article(
        id=values["id"],
        newspaper=Newspaper(values["newspaper_en"], values["newspaper_zh"]),
        date=datetime.date.fromisoformat(values["date"]) if values["date"] else None,
        page=values["page"],
        column=values["column_name"],
        title_en=values["title_en"],
        title_zh=values["title_zh"],
        author_en=values["author_en"],
        author_zh=values["author_zh"],
        source=source,
        english=_read_text(values["english"], values["english_offset"], values["english_lines"]),
        chinese=_read_text(values["chinese"], values["chinese_offset"], values["chinese_lines"]),
        glossary=tuple(GlossaryEntry(*entry) for entry in json.loads(values["glossary"])),
        machine_translated=bool(values["machine"]),
        english_source=Source(*row[3:6]) if row[3] else None,
    )
    return article, _read_beads(values["beads"])


def _read_text(content: str | None, offset: int | None, paragraphs: str) -> Text | None:
    if content is None:
        return None
    spans = tuple(Paragraph(Span(start, end), Kind(kind)) for start, end, kind in json.loads(paragraphs))
    return Text(content, spans, offset)


def passage_row(passage: AlignedPassage) -> tuple[Any, ...]:
    """The values of PASSAGE_COLUMNS."""
    return (
        passage.id,
        passage.article_id,
        *_places(passage),
        passage.first_paragraph,
        passage.last_paragraph,
        *_alignment(passage),
        _json([_span_values(passage.heading.excerpt(side)) if passage.heading else None for side in SIDES]),
    )


def line_row(line: AlignedPassage, after: int) -> tuple[Any, ...]:
    """The values of LINE_COLUMNS; `after` is how many passages of the article stand before the line."""
    return (line.id, line.article_id, line.kind.value, after, *_places(line), *_alignment(line))


def _places(unit: AlignedPassage) -> tuple[int | None, ...]:
    spans = [excerpt.span if (excerpt := unit.excerpt(side)) else None for side in SIDES]
    return tuple(place for span in spans for place in ((span.start, span.end) if span else (None, None)))


def _alignment(unit: AlignedPassage) -> tuple[str, str, float]:
    sentences = _json([[[s.start, s.end] for s in unit.sentences(side)] for side in SIDES])
    return sentences, _beads_json(unit.beads), unit.score


def _span_values(excerpt: Excerpt | None) -> list[int] | None:
    return [excerpt.span.start, excerpt.span.end] if excerpt else None


def read_passage(row: Row, article: Article) -> tuple[int, AlignedPassage]:
    """A passage's number and the passage, cut from the article's text, from a row of PASSAGE_QUERY."""
    number, id, article_id, en_start, en_end, zh_start, zh_end, first, last, sentences, beads, score, heading = row
    heads = [_cut(text, *(span or (None, None))) for text, span in zip(_texts(article), json.loads(heading), strict=True)]
    sentences_en, sentences_zh = (tuple(Span(*s) for s in side) for side in json.loads(sentences))
    return number, AlignedPassage(
        id=id,
        article_id=article_id,
        english=_cut(article.english, en_start, en_end),
        chinese=_cut(article.chinese, zh_start, zh_end),
        first_paragraph=first,
        last_paragraph=last,
        sentences_en=sentences_en,
        sentences_zh=sentences_zh,
        beads=_read_beads(beads),
        score=score,
        heading=Heading(*heads) if any(heads) else None,
    )


def read_line(row: Row, article: Article) -> tuple[int, AlignedPassage]:
    """A line's number and the line, cut from the article's text, from a row of LINE_QUERY."""
    number, id, article_id, kind, _, en_start, en_end, zh_start, zh_end, sentences, beads, score = row
    sentences_en, sentences_zh = (tuple(Span(*s) for s in side) for side in json.loads(sentences))
    return number, AlignedPassage(
        id=id,
        article_id=article_id,
        english=_cut(article.english, en_start, en_end),
        chinese=_cut(article.chinese, zh_start, zh_end),
        first_paragraph=0,
        last_paragraph=0,
        sentences_en=sentences_en,
        sentences_zh=sentences_zh,
        beads=_read_beads(beads),
        score=score,
        kind=Kind(kind),
    )


def _texts(article: Article) -> tuple[Text | None, Text | None]:
    return article.english, article.chinese


def _cut(text: Text | None, start: int | None, end: int | None) -> Excerpt | None:
    return text.cut(Span(start, end)) if text and start is not None and end is not None else None


def canonical(row: Row) -> bytes:
    """An unambiguous encoding of a row's values, for hashing."""
    return json.dumps(list(row), default=repr).encode("ascii") + b"\n"


def _beads_json(beads: Sequence[Bead]) -> str:
    return _json([[list(b.en), list(b.zh), round(b.score, 4)] for b in beads])


def _read_beads(text: str) -> tuple[Bead, ...]:
    return tuple(Bead(tuple(en), tuple(zh), score) for en, zh, score in json.loads(text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
