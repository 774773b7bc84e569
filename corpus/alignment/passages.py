"""Cuts an aligned article into passages of body text, and the lines between them.

A passage is one paragraph bead. A credit line stays with the paragraph above it and a dateline with the one below; very short
body lines join a neighbour; a very long paragraph is split between sentence beads so that each part fits the model's window.
Sentences are never cut. Headlines, sub-headlines and the like are lines of their own (`corpus.alignment.outside_lines`), and no
passage reaches across one.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.alignment.beads import SentenceBead, article_beads
from corpus.alignment.outside_lines import headings_of, lines_outside
from corpus.alignment.units import SentenceVectors
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Bead, Kind, Side, Span

MAX_LENGTH = {"en": 1600, "zh": 560}
"""Maximum characters of a passage: about 400 tokens of the default model, whose window is 512 including the title."""
MIN_LENGTH = {"en": 70, "zh": 22}
"""A body paragraph of fewer characters joins a neighbour: captions, mottoes, lines of verse."""
MAX_LEAD_IN = {"en": 140, "zh": 40}
"""A body line of at most so many characters may announce what follows: the name of an event above its results."""
_QUOTED = frozenset({Kind.BODY, Kind.CREDIT, Kind.DATELINE})
"""Kinds that may stand in a passage. A credit or dateline alone makes none."""
_ENDS = re.compile(r"[。！？!?…；;.]\W*$")
_ANNOUNCES = re.compile(r"[：:]\s*$")


@dataclass(frozen=True, slots=True)
class _Group:
    """Paragraph beads that become one passage, or several if they are long."""

    beads: tuple[Bead, ...]
    sentences: tuple[SentenceBead, ...]
    has_body: bool
    has_credit: bool
    """Whether it has a credit line, so that another text follows."""
    announces: bool
    """Whether its last line announces what follows, and stays with it."""

    def joined(self, other: _Group) -> _Group:
        return replace(
            other,
            beads=self.beads + other.beads,
            sentences=self.sentences + other.sentences,
            has_body=self.has_body or other.has_body,
            has_credit=self.has_credit or other.has_credit,
        )


def align_article(article: Article, model: SentenceVectors) -> AlignedArticle:
    """Align the article's paragraphs and sentences, and cut passages."""
    aligned = article_beads(article, model)
    article, passages = aligned.article, list[AlignedPassage]()
    bodies = {side: _body(article, side) for side in SIDES}
    for group in _groups(article, aligned.paragraphs, aligned.sentences):
        for part in _with_text(_parts(group.sentences), bodies):
            passages.append(_passage(article, bodies, part, len(passages) + 1))
    lines = lines_outside(article, aligned.paragraphs, passages)
    headed = (replace(one, heading=head) for one, head in zip(passages, headings_of(passages, lines), strict=True))
    return AlignedArticle(article, aligned.paragraphs, tuple(headed), lines)


def _groups(article: Article, beads: Sequence[Bead], sentences: Sequence[tuple[SentenceBead, ...]]) -> list[_Group]:
    """Group the paragraph beads that belong in one passage."""
    groups: list[_Group] = []
    is_open = False  # whether the next bead may still join the last group
    announcing = _announcing(article, beads)
    for at, (bead, inside) in enumerate(zip(beads, sentences, strict=True)):
        quoted = _quoted_part(article, bead)
        is_open = is_open and not _has_break(article, bead, quoted, before=True)
        kinds = _kinds(article, quoted)
        group = _Group((quoted,), _inside(article, quoted, inside), Kind.BODY in kinds, Kind.CREDIT in kinds, at in announcing)
        if is_open and group.sentences and _joins(article, groups[-1], group):
            groups[-1] = groups[-1].joined(group)
        elif group.has_body or Kind.DATELINE in kinds:
            groups.append(group)
            is_open = True
        is_open = is_open and not _has_break(article, bead, quoted, before=False)
    return groups


def _kinds(article: Article, bead: Bead) -> set[Kind]:
    return {text.paragraphs[i].kind for side in SIDES if (text := article.text(side)) for i in bead.side(side)}


def _quoted_part(article: Article, bead: Bead) -> Bead:
    """A bead without the lines at its ends that no passage quotes."""
    sides: dict[Side, tuple[int, ...]] = {}
    for side in SIDES:
        text, indices = article.text(side), bead.side(side)
        quoted = [k for k, i in enumerate(indices) if text and text.paragraphs[i].kind in _QUOTED]
        sides[side] = indices[quoted[0] : quoted[-1] + 1] if quoted else ()
    return replace(bead, en=sides["en"], zh=sides["zh"])


def _has_break(article: Article, bead: Bead, quoted: Bead, *, before: bool) -> bool:
    """Whether a line that no passage reaches across stands before, or else after, the quoted part of a bead."""
    for side in SIDES:
        text, indices, inside = article.text(side), bead.side(side), quoted.side(side)
        outside = [i for i in indices if not inside or (i < inside[0] if before else i > inside[-1])]
        if text and any(text.paragraphs[i].kind not in _QUOTED for i in outside):
            return True
    return False


def _inside(article: Article, bead: Bead, sentences: tuple[SentenceBead, ...]) -> tuple[SentenceBead, ...]:
    """The sentence beads of a whole bead, cut down to those of its quoted part."""

    def cut(spans: tuple[Span, ...], side: Side) -> tuple[Span, ...]:
        text, indices = article.text(side), bead.side(side)
        if text is None or not indices:
            return ()
        first, last = text.paragraphs[indices[0]].span.start, text.paragraphs[indices[-1]].span.end
        return tuple(span for span in spans if first <= span.start < last)

    found = (replace(one, en=cut(one.en, "en"), zh=cut(one.zh, "zh")) for one in sentences)
    return tuple(one for one in found if one.en or one.zh)


def _announcing(article: Article, beads: Sequence[Bead]) -> set[int]:
    """Positions of the beads whose last line announces what follows: `Men's singles:`, or a name without a full stop between
    sentences, too much like the lines around it to be a sub-headline by itself."""
    side: Side = "zh" if article.chinese else "en"
    text = article.text(side)
    lines = [text.paragraphs[bead.side(side)[-1]] if text and bead.side(side) else None for bead in beads]
    found = set[int]()
    for at, (before, line, after) in enumerate(zip([None, *lines], lines, [*lines[1:], None], strict=False)):
        if text is None or line is None or after is None or {line.kind, after.kind} != {Kind.BODY}:
            continue
        own, following = line.span.of(text.content), after.span.of(text.content)
        preceded = before is None or before.kind is not Kind.BODY or _ENDS.search(before.span.of(text.content))
        is_name = own[-1].isalnum() and preceded and _ENDS.search(following)
        if len(own) <= MAX_LEAD_IN[side] and (_ANNOUNCES.search(own) or is_name):
            found.add(at)
    return found


def _joins(article: Article, before: _Group, this: _Group) -> bool:
    """Whether paragraphs join the group before them: a credit or the text under a dateline always, text that was announced
    where the whole fits, and short lines while the result stays short."""
    if not this.has_body or not before.has_body:
        return True
    if before.has_credit or (this.announces and not before.announces):
        return False
    side: Side = "zh" if article.chinese else "en"
    lengths = _length(article, before.beads, side), _length(article, this.beads, side)
    if before.announces:
        return sum(lengths) <= MAX_LENGTH[side]
    return min(lengths) < MIN_LENGTH[side] and sum(lengths) <= MAX_LENGTH[side] / 2


def _length(article: Article, beads: Iterable[Bead], side: Side) -> int:
    text = article.text(side)
    return sum(len(text.paragraphs[i].span) for b in beads for i in b.side(side)) if text else 0


def _parts(sentences: tuple[SentenceBead, ...]) -> list[tuple[SentenceBead, ...]]:
    """The whole group, or parts of about equal length if it is too long for the model's window."""
    sentences = tuple(part for bead in sentences for part in _divided(bead))
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


def _divided(bead: SentenceBead) -> list[SentenceBead]:
    """A bead that is too long for a passage in two or more, each side in proportion; else as it is."""
    size = max(sum(map(len, spans)) / MAX_LENGTH[side] for side, spans in (("en", bead.en), ("zh", bead.zh)))
    if size <= 1 or max(len(bead.en), len(bead.zh)) < 2:
        return [bead]
    i, j = (len(bead.en) + 1) // 2, (len(bead.zh) + 1) // 2
    return [
        part
        for half in (replace(bead, en=bead.en[:i], zh=bead.zh[:j]), replace(bead, en=bead.en[i:], zh=bead.zh[j:]))
        if half.en or half.zh
        for part in _divided(half)
    ]


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
