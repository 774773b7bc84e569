"""A whole article laid out: both sides, aligned paragraph bead by paragraph bead, with one passage of it marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Quote
from assistant.language import local, sentence
from assistant.tui.rows import (
    BAR_WIDTH,
    EMPTY,
    GAP,
    Columns,
    Piece,
    Prose,
    Row,
    Said,
    beside,
    both,
    columns,
    label,
    said,
)
from corpus.model import AlignedArticle, Article, Bead, Kind, Side, Span, Text

_LEAD = " " * BAR_WIDTH
_QUIET_KINDS = frozenset({Kind.BYLINE, Kind.DATELINE, Kind.COLUMN, Kind.CREDIT, Kind.SEPARATOR, Kind.STRAY})
_STRONG_KINDS = frozenset({Kind.TITLE, Kind.SUBHEAD})


@dataclass(frozen=True, slots=True)
class Page:
    """An article as rows."""

    rows: tuple[Row, ...]
    target: int
    """The row where the marked passage begins; 0 where none is marked."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """What is marked in one side of the article, in characters of its text."""

    passage: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    words: tuple[Span, ...] = ()


def lay_out(aligned: AlignedArticle, quote: Quote | None, width: int, *, stacked: bool) -> Page:
    """The article's rows at this width, with the quote's passage marked."""
    article = aligned.article
    layout = columns(width, stacked=stacked)
    english, chinese = _marked(quote, "en"), _marked(quote, "zh")
    rows = [*_labels(article, layout)]
    target = None
    for bead in _all_beads(aligned):
        rows.append(EMPTY)
        sides = _side(article.english, bead.en, english, "en"), _side(article.chinese, bead.zh, chinese, "zh")
        if target is None and any(side and side.barred for side in sides):
            target = len(rows)
        rows += both(*sides, layout)
    rows += _tail(aligned, quote, width)
    return Page(tuple(rows), target or 0)


def _labels(article: Article, layout: Columns) -> Iterator[Row]:
    blank = Piece(_LEAD)
    english = Row((blank, *label("en", article, missing=article.english is None).pieces))
    chinese = Row((blank, *label("zh", article, missing=article.chinese is None).pieces))
    yield EMPTY
    if layout.stacked:
        yield from (english, chinese)
    else:
        yield from beside([english], [chinese], layout.english + GAP)


def _all_beads(aligned: AlignedArticle) -> Iterator[Bead]:
    """The paragraph beads, and between them, at their places, the paragraphs that stand in none: nothing is left out.

    Only glossary lines are: they are shown at the end, as a glossary.
    """
    article = aligned.article
    left_en, left_zh = _loose(article.english, aligned, "en"), _loose(article.chinese, aligned, "zh")
    for bead in aligned.beads:
        while left_en and bead.en and left_en[0] < bead.en[0]:
            yield Bead((left_en.pop(0),), ())
        while left_zh and bead.zh and left_zh[0] < bead.zh[0]:
            yield Bead((), (left_zh.pop(0),))
        yield bead
    yield from (Bead((number,), ()) for number in left_en)
    yield from (Bead((), (number,)) for number in left_zh)


def _loose(text: Text | None, aligned: AlignedArticle, side: Side) -> list[int]:
    if text is None:
        return []
    linked = {number for bead in aligned.beads for number in (bead.en if side == "en" else bead.zh)}
    hidden = Kind.GLOSSARY if aligned.article.glossary else None
    return [n for n, paragraph in enumerate(text.paragraphs) if n not in linked and paragraph.kind is not hidden]


def _marked(quote: Quote | None, side: Side) -> _Marked:
    excerpt = quote.passage.excerpt(side) if quote else None
    if quote is None or excerpt is None:
        return _Marked()
    marks = quote.marks(side)
    at = excerpt.span.start
    return _Marked(
        (excerpt.span,), tuple(span.shift(at) for span in marks.sentences), tuple(span.shift(at) for span in marks.words)
    )


def _side(text: Text | None, numbers: tuple[int, ...], marked: _Marked, side: Side) -> Prose | None:
    """One side of a bead, from its first paragraph to its last, cut from the text as it stands."""
    if text is None or not numbers:
        return None
    paragraphs = [text.paragraphs[number] for number in numbers]
    whole = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
    kinds = {paragraph.kind for paragraph in paragraphs}
    ink = "strong" if kinds <= _STRONG_KINDS else "quiet" if kinds <= _QUIET_KINDS else side
    return Prose(
        text.cut(whole).text,
        ink,
        f"answer-{side}",
        _within(marked.sentences, whole),
        _within(marked.words, whole),
        _within(marked.passage, whole),
    )


def _within(spans: tuple[Span, ...], whole: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie in `whole`, counted from its beginning."""
    cut = ((max(span.start, whole.start), min(span.end, whole.end)) for span in spans)
    return tuple(Span(start, end).shift(-whole.start) for start, end in cut if start < end)


def _tail(aligned: AlignedArticle, quote: Quote | None, width: int) -> Iterator[Row]:
    article = aligned.article
    if article.glossary:
        yield from (EMPTY, EMPTY, Row((Piece(f"{_LEAD}{local('Names in this article')}", "label-en"),)))
        for entry in article.glossary:
            told = " · ".join(part for part in (entry.name, entry.pinyin, entry.gloss) if part)
            yield from said(Said(told, "text", _LEAD), width)
    yield EMPTY
    if quote is not None:
        yield EMPTY
        yield from said(Said(quote.citation, "quiet", _LEAD), width)
        for warning in quote.warnings:
            yield from said(Said(sentence(warning), "warning", f"{_LEAD}! "), width)
    for source in (article.source, article.english_source):
        if source:
            yield from said(Said(source.path, "faint", _LEAD), width)
