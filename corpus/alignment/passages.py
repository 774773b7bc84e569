"""Cuts an aligned article into passages.

A passage is one paragraph bead. A credit line stays with the paragraph above it and a subheading with the one below; very short
body lines join a neighbour; a very long paragraph is split between sentence beads so that each part fits the model's window.
Sentences are never cut.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.alignment.beads import SentenceBead, article_beads
from corpus.alignment.units import SentenceVectors
from corpus.model import ALIGNABLE, SIDES, AlignedArticle, AlignedPassage, Article, Bead, Kind, Side, Span

MAX_LENGTH = {"en": 1600, "zh": 560}
"""Maximum characters of a passage: about 400 tokens of the default model, whose window is 512 including the title."""
MIN_LENGTH = {"en": 70, "zh": 22}
"""A body paragraph of fewer characters joins a neighbour: captions, mottoes, lines of verse."""
_ATTACHED_TO_PREVIOUS = frozenset({Kind.CREDIT, Kind.DATELINE, Kind.BYLINE})
_NOT_QUOTED = frozenset({Kind.TITLE, Kind.COLUMN, Kind.SEPARATOR})


@dataclass(frozen=True, slots=True)
class _Group:
    """Paragraph beads that become one passage, or several if they are long."""

    beads: tuple[Bead, ...]
    sentences: tuple[SentenceBead, ...]
    has_body: bool

    def joined(self, bead: Bead, sentences: tuple[SentenceBead, ...], has_body: bool) -> _Group:
        return _Group((*self.beads, bead), self.sentences + sentences, self.has_body or has_body)


def align_article(article: Article, model: SentenceVectors) -> AlignedArticle:
    """Align the article's paragraphs and sentences, and cut passages."""
    aligned = article_beads(article, model)
    passages: list[AlignedPassage] = []
    bodies = {side: _body(aligned.article, side) for side in SIDES}
    for group in _groups(aligned.article, aligned.paragraphs, aligned.sentences):
        for part in _with_text(_parts(group.sentences), bodies):
            passages.append(_passage(aligned.article, bodies, part, len(passages) + 1))
    return AlignedArticle(aligned.article, aligned.paragraphs, tuple(passages))


def _groups(article: Article, beads: Sequence[Bead], sentences: Sequence[tuple[SentenceBead, ...]]) -> list[_Group]:
    """Group the paragraph beads that belong in one passage."""
    groups: list[_Group] = []
    is_open = False  # whether the next bead may still join the last group
    for bead, inside in zip(beads, sentences, strict=True):
        kind = _kind(article, bead)
        is_body = kind is Kind.BODY
        if kind in _NOT_QUOTED or kind not in ALIGNABLE:
            is_open = is_open and kind is not Kind.SEPARATOR
        elif is_open and (
            kind in _ATTACHED_TO_PREVIOUS or not groups[-1].has_body or (is_body and _joins(article, groups[-1], bead))
        ):
            groups[-1] = groups[-1].joined(bead, inside, is_body)
        else:
            groups.append(_Group((bead,), inside, is_body))
            is_open = True
    return groups


def _kind(article: Article, bead: Bead) -> Kind:
    """The kind of a bead's Chinese paragraphs, or of its English ones if it has no Chinese."""
    text, indices = (article.chinese, bead.zh) if bead.zh else (article.english, bead.en)
    if text is None:
        raise ValueError(f"article {article.id} has a bead on a missing side")
    kinds = {text.paragraphs[i].kind for i in indices}
    return Kind.BODY if Kind.BODY in kinds else text.paragraphs[indices[0]].kind


def _joins(article: Article, group: _Group, bead: Bead) -> bool:
    """Whether a short body line joins the group before it, or a short group the line after it, while the result stays short."""
    side: Side = "zh" if article.chinese else "en"
    before, this = _length(article, group.beads, side), _length(article, (bead,), side)
    return min(before, this) < MIN_LENGTH[side] and before + this <= MAX_LENGTH[side] / 2


def _length(article: Article, beads: Iterable[Bead], side: Side) -> int:
    text = article.text(side)
    return sum(len(text.paragraphs[i].span) for b in beads for i in b.side(side)) if text else 0


def _parts(sentences: tuple[SentenceBead, ...]) -> list[tuple[SentenceBead, ...]]:
    """The whole group, or parts of about equal length if it is too long for the model's window."""
    weights = np.array([_weight(bead) for bead in sentences])
    size = max(
        sum(len(s) for bead in sentences for s in bead.en) / MAX_LENGTH["en"],
        sum(len(s) for bead in sentences for s in bead.zh) / MAX_LENGTH["zh"],
    )
    if size <= 1 or len(sentences) < 2:
        return [sentences]
    count = int(np.ceil(size))
    ends = np.cumsum(weights)
    cuts = {int(np.abs(ends - ends[-1] * k / count).argmin()) + 1 for k in range(1, count)}
    bounds = sorted(cuts | {0, len(sentences)})
    return [sentences[a:b] for a, b in itertools.pairwise(bounds)]


def _with_text(parts: Sequence[tuple[SentenceBead, ...]], bodies: dict[Side, list[Span]]) -> list[tuple[SentenceBead, ...]]:
    """The parts, after joining those without running text to a neighbour; empty if none has any, because a byline answers
    nothing."""

    def is_text(part: tuple[SentenceBead, ...]) -> bool:
        return any(_is_inside(span, bodies[side]) for bead in part for side in SIDES for span in getattr(bead, side))

    joined: list[tuple[SentenceBead, ...]] = []
    for part in parts:
        if joined and not (is_text(joined[-1]) and is_text(part)):
            joined[-1] += part
        else:
            joined.append(part)
    return [part for part in joined if is_text(part)]


def _is_inside(span: Span, body: Sequence[Span]) -> bool:
    at = bisect_right(body, span.start, key=lambda p: p.start) - 1
    return at >= 0 and span.start < body[at].end


def _weight(bead: SentenceBead) -> float:
    """Share of a passage's maximum length that a bead takes, both sides together."""
    return sum(map(len, bead.en)) / MAX_LENGTH["en"] + sum(map(len, bead.zh)) / MAX_LENGTH["zh"]


def _body(article: Article, side: Side) -> list[Span]:
    text = article.text(side)
    return [p.span for p in text.paragraphs if p.kind is Kind.BODY] if text else []


def _passage(article: Article, bodies: dict[Side, list[Span]], part: tuple[SentenceBead, ...], number: int) -> AlignedPassage:
    en = tuple(span for bead in part for span in bead.en)
    zh = tuple(span for bead in part for span in bead.zh)
    first, last = _paragraph_numbers(bodies, en, zh)
    total = sum(map(_weight, part))
    return AlignedPassage(
        id=f"{article.id}:{number}",
        article_id=article.id,
        english=article.english.cut(Span(en[0].start, en[-1].end)) if article.english and en else None,
        chinese=article.chinese.cut(Span(zh[0].start, zh[-1].end)) if article.chinese and zh else None,
        first_paragraph=first,
        last_paragraph=last,
        sentences_en=en,
        sentences_zh=zh,
        beads=_numbered(part),
        score=round(sum(_weight(bead) * bead.score for bead in part) / max(total, 1e-9), 4),
    )


def _numbered(part: tuple[SentenceBead, ...]) -> tuple[Bead, ...]:
    beads, i, j = [], 0, 0
    for bead in part:
        en, zh = tuple(range(i, i + len(bead.en))), tuple(range(j, j + len(bead.zh)))
        beads.append(Bead(en, zh, round(bead.score, 4)))
        i, j = i + len(bead.en), j + len(bead.zh)
    return tuple(beads)


def _paragraph_numbers(bodies: dict[Side, list[Span]], en: tuple[Span, ...], zh: tuple[Span, ...]) -> tuple[int, int]:
    """First and last body paragraph of the sentences, counted from 1, on the Chinese side if there is one.

    A passage without body text counts as the body paragraph before it.
    """
    body, spans = (bodies["zh"], zh) if zh else (bodies["en"], en)
    # Both lists are sorted, so in a table of a hundred thousand rows only those near the passage are examined.
    first = max(0, bisect_right(body, spans[0].start, key=lambda p: p.start) - 1)
    last = bisect_left(body, spans[-1].end, key=lambda p: p.start)
    inside = [k for k in range(first, last) if any(body[k].start < s.end and s.start < body[k].end for s in spans)]
    return (inside[0] + 1, inside[-1] + 1) if inside else (first + 1, first + 1)
