"""A whole article as rows: both languages, paragraph bead by paragraph bead, with one passage marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Quote
from assistant.exploring.article_view import displayed_beads, glossary_lines, warnings_by_bead
from assistant.output.layout.answer import header_title, warning_rows
from assistant.output.layout.rows import (
    BAR_WIDTH,
    EMPTY,
    GAP,
    Columns,
    Fragment,
    Prose,
    Row,
    StyledText,
    both,
    columns,
    label,
    prose,
    side_by_side,
    styled_text,
)
from assistant.text.citation import citation
from assistant.text.i18n import translate
from corpus.model import AlignedArticle, Article, Bead, Kind, Side, Span, Text

_LEAD = " " * BAR_WIDTH
_QUIET_KINDS = frozenset({Kind.BYLINE, Kind.DATELINE, Kind.COLUMN, Kind.CREDIT, Kind.SEPARATOR, Kind.STRAY})
_STRONG_KINDS = frozenset({Kind.TITLE, Kind.SUBHEAD})


@dataclass(frozen=True, slots=True)
class Page:
    """An article as rows."""

    rows: tuple[Row, ...]
    target: int
    """Index of the row where the marked passage begins; 0 where none is marked."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """The marked spans of one side, in characters of its text."""

    passage: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    words: tuple[Span, ...] = ()


def lay_out(aligned: AlignedArticle, quote: Quote | None, width: int, *, stacked: bool, sources: bool = True) -> Page:
    """The article's rows at this width, with the quote's passage marked; `sources` adds the paths of its files."""
    article = aligned.article
    layout = columns(width, stacked=stacked)
    english, chinese = _marked(quote, "en"), _marked(quote, "zh")
    rows = [*_labels(article, layout)]
    target = None
    beads = displayed_beads(aligned)
    headline = _chinese_headline(article, beads)
    doubts = warnings_by_bead(aligned, beads, {quote.passage.id: quote.warnings} if quote else {})
    for bead in beads:
        rows.append(EMPTY)
        sides = _side(article.english, bead.en, english, "en"), _side(article.chinese, bead.zh, chinese, "zh")
        if bead == headline:
            sides = header_title(article), sides[1]
        if target is None and any(side and side.barred for side in sides):
            target = len(rows)
        rows += both(*sides, layout)
        rows += warning_rows(doubts.get(bead, ()), width)
    rows += _tail(aligned, quote, english.passage, width)
    if sources:
        rows += _sources(article, width)
    return Page(tuple(rows), target or 0)


def _chinese_headline(article: Article, beads: Sequence[Bead]) -> Bead | None:
    """The bead of the first headline that only the Chinese has."""
    text = article.chinese
    alone = (bead for bead in beads if bead.zh and not bead.en)
    return next((bead for bead in alone if text and text.paragraphs[bead.zh[0]].kind is Kind.TITLE), None)


def _labels(article: Article, layout: Columns) -> Iterator[Row]:
    blank = Fragment(_LEAD)
    english = Row((blank, *label("en", article, missing=article.english is None).pieces))
    chinese = Row((blank, *label("zh", article, missing=article.chinese is None).pieces))
    yield EMPTY
    if layout.stacked:
        yield from (english, chinese)
    else:
        yield from side_by_side([english], [chinese], layout.english + GAP)


def _marked(quote: Quote | None, side: Side) -> _Marked:
    excerpt = quote.passage.excerpt(side) if quote else None
    if quote is None or excerpt is None:
        return _Marked()
    marks = quote.highlights(side)
    at = excerpt.span.start
    return _Marked(
        (excerpt.span,), tuple(span.shift(at) for span in marks.sentences), tuple(span.shift(at) for span in marks.words)
    )


def _side(text: Text | None, numbers: tuple[int, ...], marked: _Marked, side: Side) -> Prose | None:
    """One side of a bead, cut from the text from its first paragraph to its last."""
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
    """The parts of the spans inside `whole`, relative to its beginning."""
    cut = ((max(span.start, whole.start), min(span.end, whole.end)) for span in spans)
    return tuple(Span(start, end).shift(-whole.start) for start, end in cut if start < end)


def _tail(aligned: AlignedArticle, quote: Quote | None, marked: tuple[Span, ...], width: int) -> Iterator[Row]:
    article = aligned.article
    if article.glossary:
        yield from (EMPTY, EMPTY, Row((Fragment(f"{_LEAD}{translate('Names in this article')}", "label-en"),)))
        lines = glossary_lines(article)
        for line in lines:
            yield from prose(Prose(line.text, "en", barred=_within(marked, line.span)), width)
        for entry in () if lines else article.glossary:
            parts = " · ".join(part for part in (entry.name, entry.pinyin, entry.gloss) if part)
            yield from styled_text(StyledText(parts, "text", _LEAD), width)
    yield EMPTY
    if quote is not None:
        yield EMPTY
        yield from styled_text(StyledText(citation(quote.article, quote.passage), "quiet", _LEAD), width)
        if all(passage.id != quote.passage.id for passage in aligned.passages):
            # Quoted in an earlier session: the article no longer has this passage, under which its warnings would be.
            yield from warning_rows(quote.warnings, width)


def _sources(article: Article, width: int) -> Iterator[Row]:
    for source in (article.source, article.english_source):
        if source:
            yield from styled_text(StyledText(source.path, "faint", _LEAD), width)
